// What a study's hypervolumes say about its optimisers: on each device, and over all devices.
//
// Within a device the runs of two optimisers are independent samples, because equal seeds share no random
// numbers (a run's seed hashes its whole cell): rank-sum tests, corrected by Holm for all pairs on the
// device, since the winner is only known from the same data. Across devices the same device is a natural
// pair: signed ranks and Friedman's test on means over seeds. What cannot be said says why in a sentence.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "results/ranking.hpp"
#include "results/statistics.hpp"
#include "results/study.hpp"
#include "results/summary.hpp"

namespace archfront {

/// How long the runs of an optimiser on a device take to reach a target.
struct TargetTime {
    /// Share of the best hypervolume.
    double target = 0;
    /// Runs that reached it.
    std::size_t reached = 0;
    /// Median over all runs of the evaluations until then; infinite where half of them or more
    /// did not reach it.
    double median = 0;
    /// See expected_running_time.
    double expected = 0;
};

/// An optimiser on a device, over the final hypervolume ratios of its runs; NaN where there is none, because
/// the best hypervolume is 0.
struct Performance {
    double mean = 0;
    double lower_quartile = 0;
    double median = 0;
    double upper_quartile = 0;
    /// Of the mean, 95 %, BCa bootstrap; NaN for one seed.
    Interval interval{};
    /// For 0.95 and 0.99.
    std::vector<TargetTime> times;
    /// Not significantly worse than the winner of the device: true for the winner itself. Without tests only
    /// for those that share the best mean.
    bool among_best = false;
};

/// Two optimisers, first < second.
struct PairTest {
    std::size_t first = 0;
    std::size_t second = 0;
    /// Holm-adjusted over all pairs.
    double p = 1;
    /// 1 where the first is significantly better, -1 where the second is, 0 where neither is.
    int verdict = 0;
};

struct DevicePair : PairTest {
    /// Vargha and Delaney's A12: how likely a run of the first ends better than one of the second.
    double a12 = 0.5;
};

struct DeviceComparison {
    /// Shape (optimisers).
    std::vector<Performance> performances;
    /// The largest mean; nullopt where several share it.
    std::optional<std::size_t> winner;
    /// All pairs, (0, 1), (0, 2) ... (1, 2) ...; empty where no test is possible.
    std::vector<DevicePair> pairs;
    /// Sentences on what cannot be said of this device and why, or what weakens it.
    std::vector<std::string> reservations;
};

struct DevicesPair : PairTest {
    /// Nemenyi's, of the mean ranks.
    double nemenyi_p = 1;
    /// On how many devices the first is significantly better, neither is, the second is; 0 where one seed
    /// allows no test on a device.
    std::size_t wins = 0;
    std::size_t ties = 0;
    std::size_t losses = 0;
};

/// Over devices; the tests are empty where they cannot be made.
struct DevicesComparison {
    /// Ranks of the optimisers' means on each device: 1 is the best.
    std::optional<FriedmanTest> friedman;
    /// Of mean ranks, Nemenyi's, and the groups that it leaves undivided.
    double critical_difference = 0;
    std::vector<std::vector<std::size_t>> groups;
    /// In the order of DeviceComparison::pairs; p by signed ranks of the differences of mean ratios.
    std::vector<DevicesPair> pairs;
    std::vector<std::string> reservations;
};

struct Comparison {
    double alpha = 0.05;
    /// What `devices` are called, in the singular: "problem" where they are of several studies (see across.hpp).
    std::string block = "device";
    /// Shape (devices).
    std::vector<DeviceComparison> devices;
    DevicesComparison across;
};

/// Index of the pair (first, second) in a list of all pairs of k. REQUIRES: first < second < k.
std::size_t pair_index(std::size_t first, std::size_t second, std::size_t k);

/// steps: hypervolume_steps(study). Deterministic. Volumes that agree to 1e-12 count as tied, so that
/// rounding does not decide ranks. REQUIRES: 0 < alpha < 1; there are devices, optimisers and seeds.
Comparison compare(const Study& study, const std::vector<std::vector<CurvePoint>>& steps, double alpha = 0.05,
                   const std::string& block = "device");

}  // namespace archfront
