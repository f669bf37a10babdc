#include "results/summary.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "results/reference.hpp"
#include "tests/results/toy.hpp"

using namespace archfront;

namespace {

/// The first `rows` of a cell.
Costs first_of(const CostsView& costs, std::size_t rows) {
    Costs first(costs.objectives());
    for (std::size_t r = 0; r < rows; ++r)
        first.push_back(costs[r], costs.violation(r));
    return first;
}

}  // namespace

TEST_CASE("checkpoints run 10, 20, 50, 100 ... to the end, which is always one") {
    using Points = std::vector<std::size_t>;
    CHECK(checkpoints(0) == Points{0});
    CHECK(checkpoints(1) == Points{1});
    CHECK(checkpoints(10) == Points{10});
    CHECK(checkpoints(11) == Points{10, 11});
    CHECK(checkpoints(1000) == Points{10, 20, 50, 100, 200, 500, 1000});
    CHECK(checkpoints(1234) == Points{10, 20, 50, 100, 200, 500, 1000, 1234});
}

TEST_CASE("a curve gives the hypervolume of the first evaluations, computed from scratch") {
    const Study study = toy::study(2, 45);
    for (const StudyCell& cell : study.cells) {
        const StudyReference& reference = study.devices[cell.device].reference;
        const auto curve = hypervolume_curve(cell.costs, reference);
        REQUIRE(curve.size() == 3);
        for (const CurvePoint& point : curve) {
            CHECK(point.hypervolume ==
                  doctest::Approx(normalised_hypervolume(first_of(cell.costs, point.evaluations), reference))
                      .epsilon(1e-14));
            CHECK(point.ratio == point.hypervolume / reference.best_hypervolume);
        }
        CHECK(curve[0].hypervolume <= curve[1].hypervolume);
        CHECK(curve[1].hypervolume <= curve[2].hypervolume);
    }
}

TEST_CASE("a run that saw the whole space reaches the ratio 1") {
    Study study = toy::study(1, 52);
    // 64 genotypes, 12 of which another spelling represents.
    for (const StudyCell& cell : study.cells) {
        const auto curve = hypervolume_curve(cell.costs, study.devices[cell.device].reference);
        CHECK(curve.back().ratio == doctest::Approx(1).epsilon(1e-14));
        CHECK(curve.front().ratio < 0.999);
    }
}

TEST_CASE("infeasible evaluations count nothing in a curve") {
    StudyReference reference;
    reference.ideal = {0, 0};
    reference.nadir = {1, 1};
    reference.point = {1, 1};
    reference.best_hypervolume = 0.5;
    Costs costs(2);
    costs.push_back(std::vector<double>{0, 0}, 1);
    CHECK(hypervolume_curve(costs, reference).back().hypervolume == 0);
    costs.push_back(std::vector<double>{0.5, 0.5}, 0);
    CHECK(hypervolume_curve(costs, reference).back().hypervolume == 0.25);
    CHECK(hypervolume_curve(costs, reference).back().ratio == 0.5);
}

TEST_CASE("the ratio to a hypervolume of zero is not a number") {
    StudyReference reference;
    reference.ideal = {0, 0};
    reference.nadir = {1, 1};
    reference.point = {1, 1};
    Costs costs(2);
    costs.push_back(std::vector<double>{2, 2}, 0);
    CHECK(std::isnan(hypervolume_curve(costs, reference).back().ratio));
}

TEST_CASE("a summary gives mean, spread and rank of the final hypervolumes of each device") {
    const Study study = toy::study();
    std::vector<std::vector<CurvePoint>> curves;
    // Final hypervolumes 1, 2, 3 and 4, 5, 6 on the first device; 2 in all runs of the second.
    for (std::size_t c = 0; c < study.cells.size(); ++c)
        curves.push_back({{10, 100, 1}, {30, c < 6 ? static_cast<double>(c + 1) : 2.0, 1}});
    const auto rows = summarise(study, curves);
    REQUIRE(rows.size() == 4);
    CHECK(rows[0].device == 0);
    CHECK(rows[0].optimizer == 0);
    CHECK(rows[0].seeds == 3);
    CHECK(rows[0].mean == 2);
    CHECK(rows[0].sd == 1);
    CHECK(rows[0].interval.high == doctest::Approx(2 + 4.302653 / std::sqrt(3)).epsilon(1e-6));
    CHECK(rows[0].rank == 2);
    CHECK(rows[1].optimizer == 1);
    CHECK(rows[1].mean == 5);
    CHECK(rows[1].rank == 1);
    CHECK(rows[2].device == 1);
    CHECK(rows[2].sd == 0);
    CHECK(rows[2].rank == 1.5);
    CHECK(rows[3].rank == 1.5);
}
