#include "results/reference.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <set>

#include "engine/pareto.hpp"
#include "tests/results/toy.hpp"

using namespace archfront;

namespace {

std::vector<std::string> spelled(const Front& front) {
    std::vector<std::string> texts;
    for (std::size_t r = 0; r < front.architectures.size(); ++r)
        texts.push_back(toy::space()->to_string(front.architectures[r]));
    return texts;
}

const std::vector<Direction> directions = {Direction::maximise, Direction::minimise};

}  // namespace

TEST_CASE("a true front holds every distinct non-dominated architecture, sorted by cost, then by choices") {
    const auto front = true_front(toy::problem());
    REQUIRE(front);
    // For a sum of choices the sum of squares is least when they are as equal as possible; a first choice of
    // 0 forces the last to 0, so 0-1-1 is not an architecture of its own.
    CHECK(spelled(*front) == std::vector<std::string>{"3-3-3", "2-3-3", "3-2-3", "3-3-2", "2-2-3",
                                                      "2-3-2", "3-2-2", "2-2-2", "1-2-2", "2-1-2",
                                                      "2-2-1", "1-1-2", "1-2-1", "2-1-1", "1-1-1",
                                                      "1-0-1", "1-1-0", "0-1-0", "1-0-0", "0-0-0"});
    CHECK(front->costs[0][0] == -90);
    CHECK(front->metrics[0] == 90);
    CHECK(front->metrics[1] == 27.1);
}

TEST_CASE("a true front keeps one architecture of each isomorphism class when asked to") {
    const auto front = true_front(toy::problem({}, Equivalence::isomorphism));
    REQUIRE(front);
    CHECK(spelled(*front) == std::vector<std::string>{"3-3-3", "2-3-3", "3-2-3", "2-2-3", "3-2-2", "2-2-2",
                                                      "1-2-2", "2-1-2", "1-1-2", "2-1-1", "1-1-1", "1-0-1",
                                                      "0-1-0", "1-0-0", "0-0-0"});
}

TEST_CASE("a true front leaves out what violates a constraint") {
    const auto front = true_front(toy::problem({{toy::latency(), Constraint::Relation::at_most, 2.5}}));
    REQUIRE(front);
    CHECK(spelled(*front) == std::vector<std::string>{"1-0-1", "1-1-0", "0-1-0", "1-0-0", "0-0-0"});
}

TEST_CASE("a space with more genotypes than allowed has no true front") {
    CHECK(true_front(toy::problem(), 64));
    CHECK_FALSE(true_front(toy::problem(), 63));
}

TEST_CASE("the front of a true front's blocks is the front of the whole space") {
    // 15,625 cells are two blocks; the twin evaluates them all at once.
    const auto space = make_space("nas-bench-201");
    MetricCatalogue catalogue(MetricContext{.space = space, .data = {}, .tables = {}, .models = {}});
    const auto flops = catalogue.open("flops.cifar10", "formula");
    const auto skips = toy::metric("skips", "", Direction::maximise, [](ArchitectureView a) {
        double count = 0;
        for (std::size_t i = 0; i < a.size(); ++i)
            count += static_cast<double>(a[i] * (i + 1) % 7);
        return count;
    });
    const Problem problem(space, {{flops}, {skips}});
    ArchitectureBatch all(space->width());
    for (std::uint64_t ordinal = 0; ordinal < *space->size(); ++ordinal)
        space->from_ordinal(ordinal, all.emplace_back());
    std::vector<double> metrics(all.size() * 2);
    problem.evaluate(all, metrics);
    Costs costs(2);
    costs.resize(all.size());
    for (std::size_t r = 0; r < all.size(); ++r)
        problem.costs(std::span(metrics).subspan(2 * r, 2), costs.row(r));
    std::set<std::uint64_t> expected;
    for (const std::size_t row : pareto_front(costs))
        expected.insert(space->ordinal(all[row]));
    const auto front = true_front(problem);
    REQUIRE(front);
    std::set<std::uint64_t> found;
    for (std::size_t r = 0; r < front->architectures.size(); ++r)
        found.insert(space->ordinal(front->architectures[r]));
    CHECK(found == expected);
    CHECK(found.size() == front->architectures.size());
}

TEST_CASE("a union front holds each architecture once and nothing another cell dominates") {
    const Study study = toy::study();
    for (const std::optional<std::size_t> optimizer :
         {std::optional<std::size_t>(), std::optional<std::size_t>(1)}) {
        const Front front = union_front(study, 1, optimizer);
        std::set<std::string> expected;
        for (const StudyCell& a : study.cells) {
            if (a.device != 1 || (optimizer && a.optimizer != *optimizer)) continue;
            for (std::size_t i = 0; i < a.costs.size(); ++i) {
                bool dominated = a.costs.violation(i) > 0;
                for (const StudyCell& b : study.cells) {
                    if (b.device != 1 || (optimizer && b.optimizer != *optimizer)) continue;
                    for (std::size_t j = 0; j < b.costs.size(); ++j)
                        dominated =
                            dominated || (b.costs.violation(j) <= 0 && dominates(b.costs[j], a.costs[i]));
                }
                if (!dominated) expected.insert(study.space->to_string(a.architectures[i]));
            }
        }
        const auto texts = spelled(front);
        CHECK(std::set<std::string>(texts.begin(), texts.end()) == expected);
        CHECK(texts.size() == expected.size());
        CHECK(front.metrics.size() == 2 * texts.size());
        for (std::size_t r = 0; r < texts.size(); ++r)
            CHECK(front.metrics[2 * r] == -front.costs[r][0]);
    }
}

TEST_CASE("bounds are the ideal and nadir of the best front unless the request gives them") {
    const Front front = *true_front(toy::problem());
    const StudyReference automatic =
        make_reference(front.costs, "true front", {.device = "board", .directions = directions});
    CHECK(automatic.ideal == std::vector<double>{-90, 0.1});
    CHECK(automatic.nadir == std::vector<double>{0, 27.1});
    CHECK(automatic.point == std::vector<double>{1.1, 1.1});
    CHECK(automatic.bounds_origin == "true front");
    CHECK(automatic.best_hypervolume == normalised_hypervolume(front.costs, automatic));

    BoundsRequest request{.device = "board", .directions = directions};
    request.bounds = {{95, 0}, {5, 30}};
    request.point = {1, 1};
    const StudyReference given = make_reference(front.costs, "best known front", request);
    CHECK(given.ideal == std::vector<double>{-95, 0});
    CHECK(given.nadir == std::vector<double>{-5, 30});
    CHECK(given.point == std::vector<double>{1, 1});
    CHECK(given.bounds_origin == "experiment file");
    CHECK(given.best_origin == "best known front");
}

TEST_CASE("bounds with the ideal worse than the nadir are refused") {
    const Front front = *true_front(toy::problem());
    BoundsRequest request{.device = "board", .directions = directions};
    request.bounds = {{5, 0}, {95, 30}};
    CHECK_THROWS_WITH_AS(make_reference(front.costs, "true front", request),
                         "reference bounds of objective 1, which is maximised: ideal 5 is worse than nadir "
                         "95; exchange them",
                         UserError);
}

TEST_CASE("a front without a feasible architecture is refused by the device's name") {
    Costs costs(2);
    costs.push_back(std::vector<double>{1, 2}, 0.5);
    CHECK_THROWS_WITH_AS(
        make_reference(costs, "best known front", {.device = "raspi4", .directions = directions}),
        doctest::Contains("no feasible architecture on device 'raspi4'"), UserError);
}

TEST_CASE("normalisation maps ideal to 0 and nadir to 1 and leaves the scale of a zero range") {
    StudyReference reference;
    reference.ideal = {-90, 5};
    reference.nadir = {10, 5};
    CHECK(normalise(std::vector<double>{-90, 5, 10, 6, -40, 4.5}, reference) ==
          std::vector<double>{0, 0, 1, 1, 0.5, -0.5});
}

TEST_CASE("infeasible rows add nothing to a normalised hypervolume") {
    StudyReference reference;
    reference.ideal = {0, 0};
    reference.nadir = {2, 2};
    reference.point = {1, 1};
    Costs costs(2);
    costs.push_back(std::vector<double>{1, 1}, 0);
    CHECK(normalised_hypervolume(costs, reference) == 0.25);
    costs.push_back(std::vector<double>{0, 0}, 0.1);
    constexpr double infinity = std::numeric_limits<double>::infinity();
    costs.push_back(std::vector<double>{infinity, infinity}, infinity);
    CHECK(normalised_hypervolume(costs, reference) == 0.25);
}
