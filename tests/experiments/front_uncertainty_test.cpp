#include "experiments/front_uncertainty.hpp"

#include <doctest/doctest.h>
#include <oneapi/tbb/global_control.h>

#include "tests/synthetic.hpp"

using namespace archfront;

namespace {

/// The choice, plus 3 for architecture 0 in every fourth draw.
class Unsure : public MetricSource {
  public:
    Unsure() : MetricSource({.id = "unsure", .unit = "", .source = "synthetic", .citation = ""}) {}

    bool draw(ArchitectureBatchView batch, std::size_t draws, std::span<double> values) const override {
        for (std::size_t d = 0; d < draws; ++d) {
            for (std::size_t r = 0; r < batch.size(); ++r)
                values[d * batch.size() + r] = batch[r][0] + (d % 4 == 0 && batch[r][0] == 0 ? 3 : 0);
        }
        return true;
    }

  private:
    void do_evaluate(ArchitectureBatchView batch, std::span<double> values) const override {
        for (std::size_t r = 0; r < batch.size(); ++r)
            values[r] = batch[r][0];
    }
};

struct Fixture {
    std::shared_ptr<const SearchSpace> space =
        std::make_shared<const synthetic::Space>(std::vector<std::size_t>{3});
    std::shared_ptr<const Problem> problem;
    Study study;

    /// Three architectures with costs (0, 2), (1, 1), (2, 2), measured to the reference point (4, 4); run twice.
    explicit Fixture(const std::shared_ptr<const MetricSource>& first) {
        const auto second = std::make_shared<const synthetic::Formula>(
            "sure", [](ArchitectureView a) { return a[0] == 1 ? 1.0 : 2.0; });
        problem = std::make_shared<const Problem>(space, std::vector<Objective>{{first}, {second}});
        study.space = space;
        study.metrics = {{.name = "unsure", .unit = ""}, {.name = "sure", .unit = ""}};
        study.devices.resize(1);
        study.devices[0].reference = {
            .ideal = {0, 0}, .nadir = {1, 1}, .point = {4, 4}, .bounds_origin = "", .best_origin = ""};
        study.optimizers = {"a"};
        study.seeds = {0, 1};
        for (const std::uint64_t seed : study.seeds) {
            StudyCell& cell = study.cells.emplace_back(
                StudyCell{0, 0, seed, ArchitectureBatch(1), {}, Costs(2), "budget spent"});
            for (const Choice choice : {Choice{0}, Choice{1}, Choice{2}}) {
                cell.architectures.push_back(Architecture{choice});
                const double costs[] = {static_cast<double>(choice), choice == 1 ? 1.0 : 2.0};
                cell.metrics.insert(cell.metrics.end(), costs, costs + 2);
                cell.costs.push_back(costs, 0);
            }
        }
    }
};

}  // namespace

TEST_CASE(
    "an architecture's membership is the share of draws in which it is on the front, with any number of "
    "threads") {
    const Fixture fixture(std::make_shared<const Unsure>());
    for (const std::size_t threads : {1U, 4U}) {
        const oneapi::tbb::global_control limit(oneapi::tbb::global_control::max_allowed_parallelism,
                                                threads);
        const std::vector<FrontUncertainty> all = front_uncertainties(fixture.study, {fixture.problem});
        REQUIRE(all.size() == 1);
        const FrontUncertainty& of = all[0];
        // Architecture 1 always; 0 where it costs (0, 2), not (3, 2); 2 never, which costs (2, 2).
        REQUIRE(of.architectures.size() == 2);
        CHECK(of.architectures[0][0] == 1);
        CHECK(of.membership == std::vector<double>{1, 0.75});
        CHECK(of.metrics == std::vector<double>{1, 1, 0, 2});
        // 3 x 3 of architecture 1 alone, and 1 x 2 more with architecture 0.
        CHECK(of.hypervolume_mean == doctest::Approx(9 + 0.75 * 2));
        CHECK(of.hypervolume_q05 == doctest::Approx(9));
        CHECK(of.hypervolume_q95 == doctest::Approx(11));
    }
}

TEST_CASE("a study of metrics that are sure has no uncertain fronts") {
    const Fixture fixture(std::make_shared<const synthetic::Formula>(
        "unsure", [](ArchitectureView a) { return static_cast<double>(a[0]); }));
    CHECK(front_uncertainties(fixture.study, {fixture.problem}).empty());
}
