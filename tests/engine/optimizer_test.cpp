#include <doctest/doctest.h>

#include "engine/optimizer.hpp"
#include "tests/synthetic.hpp"

using namespace archfront;

namespace {

struct Options {
    std::int64_t population = 20;
};
void bind(OptionTable& table, Options& options) {
    table.integer("population", options.population, 2, 100, "individuals");
}

class Idle : public Optimizer {
  public:
    Idle(const OptimizerContext& context, const Options& options)
        : Optimizer(context), population_(static_cast<std::uint64_t>(options.population)) {}

  private:
    void do_ask(std::size_t, ArchitectureBatch&) override {}
    void do_tell(ArchitectureBatchView, CostsView) override {}
    void do_save(StateWriter& state) const override { state.integer(population_); }
    void do_load(StateReader& state) override { population_ = state.integer(); }

    std::uint64_t population_;
};

const auto plugin = optimizer_plugin<Idle, Options>(
    {.name = "idle", .summary = "proposes nothing", .citation = "", .file = __FILE__});

OptimizerContext context() {
    return synthetic::context_of(*synthetic::structured_problem(2), 10, 1);
}

}  // namespace

TEST_CASE("an optimiser's plugin describes its options with the values that assignments gave them") {
    const auto described = plugin.options({{"population", "30", {}}});
    REQUIRE(described.size() == 1);
    CHECK(described[0].value == "30");
    CHECK(described[0].type == "integer, 2 to 100");
}

TEST_CASE("a misspelt or impossible option is refused where it was written") {
    CHECK_THROWS_WITH_AS(plugin.make(context(), {{"popsize", "30", {"e.yaml", 4, 7}}}),
                         doctest::Contains("e.yaml:4:7"), UserError);
    CHECK_THROWS_WITH_AS(plugin.make(context(), {{"population", "1", {}}}),
                         doctest::Contains("expected integer, 2 to 100"), UserError);
}

TEST_CASE("a saved state with something left over is refused") {
    StateWriter writer;
    writer.integer(1);
    writer.integer(2);
    CHECK_THROWS_AS(plugin.make(context(), {})->load(writer.finish()), UserError);
}

TEST_CASE("what an optimiser saves it loads again") {
    const std::string state = plugin.make(context(), {{"population", "30", {}}})->save();
    const auto other = plugin.make(context(), {});
    other->load(state);
    CHECK(other->save() == state);
}
