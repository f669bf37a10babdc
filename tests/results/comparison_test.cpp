#include "results/comparison.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "results/significance.hpp"
#include "results/targets.hpp"
#include "tests/results/toy.hpp"

using namespace archfront;

namespace {

using Steps = std::vector<std::vector<CurvePoint>>;

/// Names and numbers only: what a comparison reads of a study.
Study bare_study(std::size_t devices, std::size_t optimizers, std::size_t seeds) {
    Study study;
    for (std::size_t d = 0; d < devices; ++d) {
        study.devices.emplace_back().name = "device" + std::to_string(d);
        study.devices.back().reference.best_hypervolume = 1;
    }
    for (std::size_t o = 0; o < optimizers; ++o)
        study.optimizers.push_back("optimizer" + std::to_string(o));
    for (std::size_t s = 0; s < seeds; ++s)
        study.seeds.push_back(s);
    for (std::size_t d = 0; d < devices; ++d) {
        for (std::size_t o = 0; o < optimizers; ++o) {
            for (const std::uint64_t s : study.seeds)
                study.cells.push_back({d, o, s, ArchitectureBatch(3), {}, Costs(2), "budget spent"});
        }
    }
    return study;
}

/// Runs of 100 evaluations with one rise, after 10, to volume(device, optimiser, seed).
Steps steps_with(const Study& study, const std::function<double(double, double, double)>& volume) {
    Steps steps;
    for (const StudyCell& cell : study.cells) {
        const double v = volume(static_cast<double>(cell.device), static_cast<double>(cell.optimizer),
                                static_cast<double>(cell.seed));
        steps.push_back({{10, v, v}, {100, v, v}});
    }
    return steps;
}

bool mentions(const std::vector<std::string>& reservations, const std::string& part) {
    return std::any_of(reservations.begin(), reservations.end(), [&](const std::string& reservation) {
        return reservation.find(part) != std::string::npos;
    });
}

/// So that fronts of one volume tie, in whatever order their points were found.
double rounded(double ratio) {
    return std::round(ratio * 1e9);
}

}  // namespace

TEST_CASE("pairs are numbered in order") {
    std::size_t index = 0;
    for (std::size_t first = 0; first < 5; ++first) {
        for (std::size_t second = first + 1; second < 5; ++second)
            CHECK(pair_index(first, second, 5) == index++);
    }
    CHECK(index == 10);
}

TEST_CASE("a better optimiser wins, with Holm's p and A12, and its equal is among the best") {
    const Study study = bare_study(1, 3, 10);
    // The first two interleave; the third is below both.
    const Steps steps = steps_with(study, [](double, double o, double s) {
        return o == 2 ? 0.5 + s / 100 : 0.8 + s / 100 + (o == 1 ? 0.005 : 0);
    });
    const Comparison comparison = compare(study, steps);
    const DeviceComparison& device = comparison.devices[0];
    CHECK(device.winner == 1);
    REQUIRE(device.pairs.size() == 3);
    const double smallest = smallest_rank_sum_p(10);
    const DevicePair& interleaved = device.pairs[pair_index(0, 1, 3)];
    CHECK(interleaved.a12 == doctest::Approx(45.0 / 100).epsilon(1e-15));
    CHECK(interleaved.verdict == 0);
    CHECK(interleaved.p > 0.5);
    for (const std::size_t better : {0U, 1U}) {
        const DevicePair& pair = device.pairs[pair_index(better, 2, 3)];
        CHECK(pair.first == better);
        CHECK(pair.second == 2);
        CHECK(pair.a12 == 1);
        CHECK(pair.verdict == 1);
        CHECK(pair.p == doctest::Approx(3 * smallest).epsilon(1e-12));
    }
    CHECK(device.performances[0].among_best);
    CHECK(device.performances[1].among_best);
    CHECK_FALSE(device.performances[2].among_best);
    CHECK(device.reservations.empty());
    CHECK(mentions(comparison.across.reservations, "one device"));
    CHECK_FALSE(comparison.across.friedman.has_value());
}

TEST_CASE("performances give mean, quartiles, an interval and the time to 95 and 99 %") {
    const Study study = bare_study(1, 1, 4);
    Steps steps;
    const std::vector<double> ends = {0.5, 0.96, 0.97, 0.995};
    for (const double end : ends)
        steps.push_back({{5, 0.4, 0.4}, {20 + steps.size(), end, end}, {40, end, end}});
    const Performance performance = compare(study, steps).devices[0].performances[0];
    CHECK(performance.mean == doctest::Approx(0.85625).epsilon(1e-15));
    CHECK(performance.median == doctest::Approx(0.965).epsilon(1e-15));
    CHECK(performance.lower_quartile == doctest::Approx(0.845).epsilon(1e-15));
    CHECK(performance.upper_quartile == doctest::Approx(0.97625).epsilon(1e-15));
    CHECK(performance.interval.low > 0.5);
    CHECK(performance.interval.low < performance.mean);
    CHECK(performance.interval.high > performance.mean);
    CHECK(performance.interval.high < 0.995);
    REQUIRE(performance.times.size() == 2);
    CHECK(performance.times[0].target == 0.95);
    CHECK(performance.times[0].reached == 3);
    CHECK(performance.times[0].median == 22.5);
    CHECK(performance.times[0].expected == doctest::Approx((40 + 21 + 22 + 23) / 3.0).epsilon(1e-15));
    CHECK(performance.times[1].target == 0.99);
    CHECK(performance.times[1].reached == 1);
    CHECK(performance.times[1].median == std::numeric_limits<double>::infinity());
    CHECK(performance.among_best);
}

TEST_CASE("another optimiser in the study does not move an interval") {
    const auto volume = [](double, double o, double s) { return 0.5 + std::sqrt(s) / 10 - o / 10; };
    const Study two = bare_study(1, 2, 15);
    const Study three = bare_study(1, 3, 15);
    const Interval before = compare(two, steps_with(two, volume)).devices[0].performances[1].interval;
    const Interval after = compare(three, steps_with(three, volume)).devices[0].performances[1].interval;
    CHECK(before.low == after.low);
    CHECK(before.high == after.high);
    CHECK(before.low < before.high);
}

TEST_CASE("too few seeds are said to be too few, and how many would do") {
    const auto volume = [](double, double o, double s) { return (o == 0 ? 0.9 : 0.1) + s / 100; };
    const Study three = bare_study(1, 2, 3);
    const DeviceComparison few = compare(three, steps_with(three, volume)).devices[0];
    CHECK(few.winner == 0);
    CHECK(few.pairs[0].verdict == 0);
    CHECK(few.reservations ==
          std::vector<std::string>{
              "no difference can be significant at 0.05 with 3 seeds: one pair needs at least 4"});
    const Study four = bare_study(1, 2, 4);
    const DeviceComparison enough = compare(four, steps_with(four, volume)).devices[0];
    CHECK(enough.pairs[0].verdict == 1);
    CHECK(enough.reservations.empty());
}

TEST_CASE("ties cannot make three seeds significant, whatever the normal approximation says") {
    const Study study = bare_study(1, 2, 3);
    const std::vector<double> low(3, 0.1);
    const std::vector<double> high(3, 0.9);
    CHECK(rank_sum_test(low, high).p < 0.05);
    const Comparison comparison =
        compare(study, steps_with(study, [](double, double o, double) { return 0.1 + 0.8 * o; }));
    CHECK(comparison.devices[0].pairs[0].p == doctest::Approx(0.1).epsilon(1e-15));
    CHECK(comparison.devices[0].pairs[0].verdict == 0);
}

TEST_CASE("nor can ties make five devices significant") {
    const Study study = bare_study(5, 2, 4);
    const auto volume = [](double, double o, double) { return 0.1 + 0.8 * o; };
    CHECK(signed_rank_test(std::vector<double>(5, 0.8)).p < 0.05);
    const DevicesComparison across = compare(study, steps_with(study, volume)).across;
    CHECK(across.pairs[0].p == 0.0625);
    CHECK(across.pairs[0].verdict == 0);
    CHECK(across.pairs[0].losses == 5);
}

TEST_CASE("a winner that is listed last is told from those before it") {
    const Study study = bare_study(1, 2, 6);
    const DeviceComparison device =
        compare(study, steps_with(study, [](double, double o, double s) { return 0.1 + 0.8 * o + 0.01 * s; }))
            .devices[0];
    CHECK(device.winner == 1);
    CHECK(device.pairs[0].verdict == -1);
    CHECK(device.pairs[0].a12 == 0);
    CHECK_FALSE(device.performances[0].among_best);
    CHECK(device.performances[1].among_best);
}

TEST_CASE("volumes that differ by rounding only are tied") {
    const Study study = bare_study(1, 2, 8);
    const Comparison comparison = compare(
        study, steps_with(study, [](double, double o, double) { return o == 0 ? 1.0 : 1.0 - 3e-16; }));
    const DeviceComparison& device = comparison.devices[0];
    CHECK_FALSE(device.winner.has_value());
    CHECK(device.pairs[0].p == 1);
    CHECK(device.pairs[0].a12 == 0.5);
    CHECK(device.performances[0].among_best);
    CHECK(device.performances[1].among_best);
    CHECK(device.reservations == std::vector<std::string>{"all runs ended with the same hypervolume"});
}

TEST_CASE("one seed, one optimiser and runs of unlike length say so") {
    const auto volume = [](double, double o, double) { return 0.5 + 0.1 * o; };
    const Study one_seed = bare_study(1, 2, 1);
    const DeviceComparison no_test = compare(one_seed, steps_with(one_seed, volume)).devices[0];
    CHECK(no_test.winner == 1);
    CHECK(no_test.pairs.empty());
    CHECK(std::isnan(no_test.performances[0].interval.low));
    CHECK(no_test.performances[1].among_best);
    CHECK_FALSE(no_test.performances[0].among_best);
    CHECK(no_test.reservations == std::vector<std::string>{"one seed allows no test and no interval"});

    const Study alone = bare_study(2, 1, 3);
    const Comparison single = compare(alone, steps_with(alone, volume));
    CHECK(single.devices[0].winner == 0);
    CHECK(mentions(single.devices[0].reservations, "one optimiser"));
    CHECK(mentions(single.across.reservations, "one optimiser"));

    Steps unlike = steps_with(one_seed, volume);
    unlike[0].back().evaluations = 60;
    CHECK(mentions(compare(one_seed, unlike).devices[0].reservations,
                   "runs differ in length, from 60 to 100 evaluations"));
}

TEST_CASE("with many objectives it is said that times are rounded") {
    Study study = bare_study(1, 2, 4);
    study.devices[0].reference.point.resize(exact_steps_objectives, 1.1);
    const Steps steps =
        steps_with(study, [](double, double o, double s) { return 0.5 + 0.1 * o + 0.01 * s; });
    CHECK(compare(study, steps).devices[0].reservations.empty());
    study.devices[0].reference.point.push_back(1.1);
    CHECK(mentions(compare(study, steps).devices[0].reservations, "next checkpoint"));
}

TEST_CASE("where nothing beats the reference point there is no ratio, and it is said") {
    Study study = bare_study(2, 2, 2);
    study.devices[1].reference.best_hypervolume = 0;
    Steps steps =
        steps_with(study, [](double d, double o, double s) { return d == 0 ? 0.5 + 0.1 * o + 0.01 * s : 0; });
    for (std::size_t c = 4; c < 8; ++c) {
        for (CurvePoint& point : steps[c])
            point.ratio = std::numeric_limits<double>::quiet_NaN();
    }
    const Comparison comparison = compare(study, steps);
    const DeviceComparison& nothing = comparison.devices[1];
    CHECK(std::isnan(nothing.performances[0].mean));
    CHECK(std::isnan(nothing.performances[1].interval.high));
    CHECK(nothing.performances[0].times[0].reached == 0);
    CHECK(mentions(nothing.reservations, "nothing known is better than the reference point"));
    CHECK(mentions(nothing.reservations, "all runs ended with the same hypervolume"));
    CHECK(comparison.across.friedman->mean_ranks == std::vector<double>{1.75, 1.25});
}

TEST_CASE("across devices optimisers are ranked, paired and tallied") {
    const Study study = bare_study(8, 3, 8);
    // The first is best everywhere, the second second; on device 0 they are alike.
    const Steps steps = steps_with(study, [](double d, double o, double s) {
        const double gap = d == 0 && o == 1 ? 0 : 0.2;
        return 0.9 - gap * o - 0.01 * d * o + 0.001 * s;
    });
    const DevicesComparison across = compare(study, steps).across;
    REQUIRE(across.friedman.has_value());
    CHECK(across.friedman->blocks == 8);
    CHECK(across.friedman->mean_ranks == std::vector<double>{1.0625, 1.9375, 3});
    CHECK(across.friedman->f_p < 1e-6);
    CHECK(across.critical_difference == nemenyi_critical_difference(0.05, 3, 8));
    CHECK(across.groups == std::vector<std::vector<std::size_t>>{{0, 1}, {1, 2}});
    REQUIRE(across.pairs.size() == 3);
    const DevicesPair& close = across.pairs[0];
    CHECK(close.wins == 7);
    CHECK(close.ties == 1);
    CHECK(close.losses == 0);
    CHECK(close.verdict == 1);
    const DevicesPair& far = across.pairs[1];
    CHECK(far.wins == 8);
    CHECK(far.p == doctest::Approx(3 * 2.0 / 256).epsilon(1e-12));  // all signs alike
    CHECK(far.nemenyi_p == nemenyi_p(1.9375, 3, 8));
    CHECK(far.nemenyi_p < 0.05);
    CHECK(across.reservations.empty());
}

TEST_CASE("too few devices are said to be too few") {
    const Study study = bare_study(4, 3, 2);
    const auto volume = [](double d, double o, double s) { return 0.1 * o + 0.01 * d + 0.001 * s; };
    const DevicesComparison across = compare(study, steps_with(study, volume)).across;
    CHECK(across.reservations ==
          std::vector<std::string>{
              "no difference can be significant at 0.05 with 4 devices: 3 pairs need at least 7"});
    CHECK(across.friedman->mean_ranks == std::vector<double>{3, 2, 1});
}

TEST_CASE("a study of real runs compares as its parts do") {
    const Study study = toy::study(6, 25);
    const Steps steps = hypervolume_steps(study);
    const Comparison comparison = compare(study, steps);
    REQUIRE(comparison.devices.size() == 2);
    for (std::size_t d = 0; d < 2; ++d) {
        std::vector<std::vector<double>> ends(2);
        for (std::size_t c = 0; c < study.cells.size(); ++c) {
            if (study.cells[c].device == d)
                ends[study.cells[c].optimizer].push_back(rounded(steps[c].back().ratio));
        }
        CHECK(comparison.devices[d].pairs[0].p ==
              doctest::Approx(rank_sum_test(ends[0], ends[1]).p).epsilon(1e-12));
        CHECK(comparison.devices[d].performances[1].mean ==
              doctest::Approx(mean(ends[1]) / 1e9).epsilon(1e-8));
        CHECK(comparison.devices[d].winner == (mean(ends[0]) > mean(ends[1]) ? 0U : 1U));
    }
}
