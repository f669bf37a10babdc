#include "results/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "engine/error.hpp"
#include "engine/hash.hpp"
#include "engine/parallel.hpp"
#include "engine/random.hpp"
#include "engine/text.hpp"
#include "results/bootstrap.hpp"
#include "results/significance.hpp"
#include "results/targets.hpp"

namespace archfront {
namespace {

using Steps = std::vector<std::vector<CurvePoint>>;

/// Hypervolumes that differ by rounding only become equal.
double tied(double volume) {
    return std::round(volume * 1e12) / 1e12;
}

/// Final hypervolumes of the runs of an optimiser on a device, ready to be ranked.
std::vector<double> final_volumes(const RunSteps& runs) {
    std::vector<double> volumes;
    for (const auto& run : runs)
        volumes.push_back(tied(run.back().hypervolume));
    return volumes;
}

TargetTime target_time(const RunSteps& runs, double target) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    TargetTime time;
    time.target = target;
    std::vector<double> runtimes;
    for (const auto& run : runs) {
        const auto runtime = runtime_to(run, target);
        time.reached += runtime ? 1 : 0;
        runtimes.push_back(runtime ? static_cast<double>(*runtime) : infinity);
    }
    time.median = quantile(runtimes, 0.5);
    time.expected = expected_running_time(runs, target);
    return time;
}

/// seed: of the bootstrap.
Performance performance_of(const RunSteps& runs, std::uint64_t seed) {
    Performance performance;
    std::vector<double> ratios;
    for (const auto& run : runs)
        ratios.push_back(run.back().ratio);
    for (const double target : {0.95, 0.99})
        performance.times.push_back(target_time(runs, target));
    if (std::isnan(ratios.front())) {  // one best hypervolume for all
        const double nan = ratios.front();
        performance.mean = performance.median = nan;
        performance.lower_quartile = performance.upper_quartile = nan;
        performance.interval = {nan, nan};
        return performance;
    }
    performance.mean = mean(ratios);
    performance.lower_quartile = quantile(ratios, 0.25);
    performance.median = quantile(ratios, 0.5);
    performance.upper_quartile = quantile(ratios, 0.75);
    RandomGenerator random(seed);
    performance.interval = bootstrap_interval(ratios, mean, random);
    return performance;
}

std::size_t pairs_of(std::size_t k) {
    return k * (k - 1) / 2;
}

/// Calls visit(first, second) for all pairs, in the order of DeviceComparison::pairs.
void for_each_pair(std::size_t k, const std::function<void(std::size_t, std::size_t)>& visit) {
    for (std::size_t first = 0; first < k; ++first) {
        for (std::size_t second = first + 1; second < k; ++second)
            visit(first, second);
    }
}

int sign_of(double value) {
    return (value > 0 ? 1 : 0) - (value < 0 ? 1 : 0);
}

/// Replaces raw p by Holm's, and takes back the verdicts that are not significant.
template <class Pair>
void adjust(std::vector<Pair>& pairs, double alpha) {
    std::vector<double> raw;
    for (const Pair& pair : pairs)
        raw.push_back(pair.p);
    const std::vector<double> adjusted = holm_adjusted(raw);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        pairs[i].p = adjusted[i];
        if (!(adjusted[i] < alpha)) pairs[i].verdict = 0;
    }
}

/// "5 seeds are too few for 10 pairs ..." where even the smallest p would not be significant after Holm's
/// correction; empty otherwise. smallest_p: of a test of so many.
std::string too_few(std::size_t count, const std::string& what, std::size_t pairs, double alpha,
                    const std::function<double(std::size_t)>& smallest_p) {
    const auto enough = [&](std::size_t n) { return smallest_p(n) * static_cast<double>(pairs) < alpha; };
    if (enough(count)) return {};
    std::size_t needed = count + 1;
    while (!enough(needed))
        ++needed;
    return "no difference can be significant at " + format_number(alpha) + " with " + std::to_string(count) +
           " " + what + ": " + (pairs == 1 ? "one pair needs" : std::to_string(pairs) + " pairs need") +
           " at least " + std::to_string(needed);
}

/// Of signed ranks of n differences, two-sided.
double smallest_signed_rank_p(std::size_t n) {
    return std::min(1.0, std::exp2(1 - static_cast<double>(n)));
}

std::vector<DevicePair> device_pairs(const std::vector<std::vector<double>>& volumes, double alpha) {
    std::vector<DevicePair> pairs;
    // The normal approximation, which ties force, may not claim more than the exact test could.
    const double smallest_p = smallest_rank_sum_p(volumes.front().size());
    for_each_pair(volumes.size(), [&](std::size_t first, std::size_t second) {
        DevicePair& pair = pairs.emplace_back();
        pair.first = first;
        pair.second = second;
        const TestResult test = rank_sum_test(volumes[first], volumes[second]);
        pair.p = std::max(smallest_p, test.p);
        pair.verdict = sign_of(test.deviation);
        pair.a12 = vargha_delaney_a12(volumes[first], volumes[second]);
    });
    adjust(pairs, alpha);
    return pairs;
}

/// 1 where `better` is significantly better than `other` on the device.
int verdict(const DeviceComparison& device, std::size_t better, std::size_t other, std::size_t optimizers) {
    if (better == other) return 0;
    const auto [first, second] = std::minmax(better, other);
    const int sign = device.pairs[pair_index(first, second, optimizers)].verdict;
    return first == better ? sign : -sign;
}

/// Winner, and who is as good. means: of hypervolumes.
void find_best(DeviceComparison& device, const std::vector<double>& means) {
    const auto best = std::max_element(means.begin(), means.end());
    const auto best_index = static_cast<std::size_t>(best - means.begin());
    if (std::count(means.begin(), means.end(), *best) == 1) device.winner = best_index;
    for (std::size_t i = 0; i < means.size(); ++i) {
        device.performances[i].among_best =
            device.pairs.empty() ? means[i] == *best : verdict(device, best_index, i, means.size()) <= 0;
    }
}

/// What anybody should know who reads the numbers of a device.
std::vector<std::string> device_reservations(const Study& study, std::size_t device, double alpha,
                                             const std::vector<RunSteps>& runs,
                                             const std::vector<std::vector<double>>& volumes) {
    std::vector<std::string> reservations;
    const std::size_t seeds = study.seeds.size();
    const std::size_t optimizers = study.optimizers.size();
    if (optimizers == 1) reservations.emplace_back("one optimiser has nothing to be compared with");
    if (seeds == 1) reservations.emplace_back("one seed allows no test and no interval");
    if (!(study.devices[device].reference.best_hypervolume > 0))
        reservations.emplace_back("nothing known is better than the reference point");
    if (study.devices[device].reference.point.size() > exact_steps_objectives)
        reservations.emplace_back("times to targets are rounded up to the next checkpoint");
    std::size_t shortest = runs.front().front().back().evaluations;
    std::size_t longest = shortest;
    bool all_equal = true;
    for (std::size_t i = 0; i < optimizers; ++i) {
        for (const auto& run : runs[i]) {
            shortest = std::min(shortest, run.back().evaluations);
            longest = std::max(longest, run.back().evaluations);
        }
        for (const double volume : volumes[i])
            all_equal = all_equal && volume == volumes.front().front();
    }
    if (shortest != longest) {
        reservations.push_back("runs differ in length, from " + std::to_string(shortest) + " to " +
                               std::to_string(longest) + " evaluations, and are compared at their ends");
    }
    if (all_equal && optimizers * seeds > 1)
        reservations.emplace_back("all runs ended with the same hypervolume");
    if (optimizers > 1 && seeds > 1 && !all_equal) {
        const std::string few = too_few(seeds, "seeds", pairs_of(optimizers), alpha, smallest_rank_sum_p);
        if (!few.empty()) reservations.push_back(few);
    }
    return reservations;
}

DeviceComparison compare_on(const Study& study, const Steps& steps, std::size_t device, double alpha) {
    DeviceComparison comparison;
    std::vector<RunSteps> runs;
    std::vector<std::vector<double>> volumes;
    std::vector<double> means;
    for (std::size_t i = 0; i < study.optimizers.size(); ++i) {
        runs.push_back(steps_of(study, steps, device, i));
        volumes.push_back(final_volumes(runs.back()));
        means.push_back(tied(mean(volumes.back())));
        // Of the names, so that another optimiser in the study does not move this one's interval.
        const std::uint64_t seed = hash_text(study.optimizers[i], hash_text(study.devices[device].name));
        comparison.performances.push_back(performance_of(runs.back(), seed));
    }
    if (study.optimizers.size() > 1 && study.seeds.size() > 1)
        comparison.pairs = device_pairs(volumes, alpha);
    find_best(comparison, means);
    comparison.reservations = device_reservations(study, device, alpha, runs, volumes);
    return comparison;
}

/// Mean ratios, larger is better, row-major, shape (devices, optimisers); 0 where there are none.
std::vector<double> mean_ratios(const std::vector<DeviceComparison>& devices) {
    std::vector<double> ratios;
    for (const DeviceComparison& device : devices) {
        for (const Performance& performance : device.performances)
            ratios.push_back(std::isnan(performance.mean) ? 0 : tied(performance.mean));
    }
    return ratios;
}

DevicesPair devices_pair(const std::vector<DeviceComparison>& devices, const FriedmanTest& friedman,
                         const std::vector<double>& ratios, std::size_t first, std::size_t second) {
    const std::size_t k = friedman.mean_ranks.size();
    DevicesPair pair;
    pair.first = first;
    pair.second = second;
    std::vector<double> differences;
    for (std::size_t device = 0; device < devices.size(); ++device) {
        differences.push_back(ratios[device * k + first] - ratios[device * k + second]);
        if (devices[device].pairs.empty()) continue;
        const int sign = devices[device].pairs[pair_index(first, second, k)].verdict;
        ++(sign > 0 ? pair.wins : (sign < 0 ? pair.losses : pair.ties));
    }
    const TestResult test = signed_rank_test(differences);
    pair.p = std::max(smallest_signed_rank_p(devices.size()), test.p);
    pair.verdict = sign_of(test.deviation);
    pair.nemenyi_p = nemenyi_p(friedman.mean_ranks[first] - friedman.mean_ranks[second], k, devices.size());
    return pair;
}

DevicesComparison compare_across(const std::vector<DeviceComparison>& devices, double alpha,
                                 const std::string& block) {
    DevicesComparison comparison;
    const std::size_t k = devices.front().performances.size();
    if (k == 1) comparison.reservations.emplace_back("one optimiser has nothing to be compared with");
    if (devices.size() == 1)
        comparison.reservations.push_back("one " + block + " allows no test across " + block + "s");
    if (k == 1 || devices.size() == 1) return comparison;
    const std::vector<double> ratios = mean_ratios(devices);
    std::vector<double> negated;
    for (const double ratio : ratios)
        negated.push_back(-ratio);
    comparison.friedman = friedman_test(negated, k);
    comparison.critical_difference = nemenyi_critical_difference(alpha, k, devices.size());
    comparison.groups =
        critical_difference_groups(comparison.friedman->mean_ranks, comparison.critical_difference);
    for_each_pair(k, [&](std::size_t first, std::size_t second) {
        comparison.pairs.push_back(devices_pair(devices, *comparison.friedman, ratios, first, second));
    });
    adjust(comparison.pairs, alpha);
    const std::string few = too_few(devices.size(), block + "s", pairs_of(k), alpha, smallest_signed_rank_p);
    if (!few.empty()) comparison.reservations.push_back(few);
    return comparison;
}

}  // namespace

std::size_t pair_index(std::size_t first, std::size_t second, std::size_t k) {
    ARCHFRONT_ASSERT(first < second && second < k, "a pair in order");
    return pairs_of(k) - pairs_of(k - first) + (second - first - 1);
}

Comparison compare(const Study& study, const Steps& steps, double alpha, const std::string& block) {
    ARCHFRONT_ASSERT(alpha > 0 && alpha < 1, "a level");
    ARCHFRONT_ASSERT(!study.cells.empty() && steps.size() == study.cells.size(), "a study with its steps");
    Comparison comparison;
    comparison.alpha = alpha;
    comparison.block = block;
    comparison.devices.resize(study.devices.size());
    parallel_for(study.devices.size(), 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t device = begin; device < end; ++device)
            comparison.devices[device] = compare_on(study, steps, device, alpha);
    });
    comparison.across = compare_across(comparison.devices, alpha, block);
    return comparison;
}

}  // namespace archfront
