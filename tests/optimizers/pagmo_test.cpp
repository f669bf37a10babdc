#include <doctest/doctest.h>

#include "engine/run.hpp"
#include "tests/synthetic.hpp"

using namespace archfront;

namespace {

std::unique_ptr<Optimizer> make(std::string_view name, std::size_t objectives,
                                const std::vector<OptionAssignment>& options) {
    return Registry<OptimizerPlugin>::instance().at(name).make(
        synthetic::context_of(*synthetic::structured_problem(objectives), 500, 1), options);
}

}  // namespace

TEST_CASE("sizes that pagmo's algorithms cannot work with are refused with what would do") {
    CHECK_THROWS_WITH_AS(make("pagmo-nsga2", 2, {{"population", "50", {}}}),
                         doctest::Contains("multiple of 4"), UserError);
    CHECK_THROWS_WITH_AS(make("pagmo-maco", 2, {{"population", "20", {}}}),
                         doctest::Contains("'ker' is 63, expected at most the population, which is 20"),
                         UserError);
    CHECK_THROWS_WITH_AS(make("pagmo-moead", 2, {{"population", "20", {}}}),
                         doctest::Contains("raise 'population' or lower 'neighbours'"), UserError);
}

TEST_CASE("a grid of weights takes the largest population below the wanted one that fills it") {
    // For three costs, grids have 3, 6, 10, 15, 21, 28, 36, 45 ... weights.
    CHECK_THROWS_WITH_AS(make("pagmo-moead", 3, {{"population", "27", {}}, {"neighbours", "21", {}}}),
                         doctest::Contains("which is 21 for 3 costs"), UserError);
    CHECK_NOTHROW(make("pagmo-moead", 3, {{"population", "28", {}}, {"neighbours", "21", {}}}));
}

TEST_CASE("pagmo's algorithms run with every choice of their named options") {
    const auto problem = synthetic::structured_problem(3);
    for (const OptimizerPlugin& plugin : Registry<OptimizerPlugin>::instance().entries()) {
        for (const OptionDescription& option : plugin.options({})) {
            constexpr std::string_view one_of = "one of ";
            if (option.type.compare(0, one_of.size(), one_of) != 0) continue;
            for (const std::string_view choice :
                 split(std::string_view(option.type).substr(one_of.size()), ',')) {
                CAPTURE(plugin.name);
                CAPTURE(option.name);
                const auto optimizer = plugin.make(synthetic::context_of(*problem, 200, 1),
                                                   {{option.name, std::string(trim(choice)), {}}});
                Evaluator evaluator(problem, 200);
                CHECK(run(*optimizer, evaluator) == RunEnd::budget_spent);
            }
        }
    }
}
