#include "results/bootstrap.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "engine/error.hpp"

namespace archfront {
namespace {

using Statistic = std::function<double(std::span<const double>)>;

/// The statistic without each value in turn, shape (n).
std::vector<double> jackknife(std::span<const double> sample, const Statistic& statistic) {
    std::vector<double> rest(sample.begin() + 1, sample.end());
    std::vector<double> estimates;
    for (std::size_t left_out = 0; left_out < sample.size(); ++left_out) {
        estimates.push_back(statistic(rest));
        if (left_out < rest.size()) rest[left_out] = sample[left_out];
    }
    return estimates;
}

/// A sixth of the skewness of the jackknife's estimates; 0 where they are all equal.
double acceleration(std::span<const double> estimates) {
    const double centre = mean(estimates);
    double squares = 0;
    double cubes = 0;
    for (const double estimate : estimates) {
        const double d = centre - estimate;
        squares += d * d;
        cubes += d * d * d;
    }
    return squares > 0 ? cubes / (6 * std::pow(squares, 1.5)) : 0;
}

/// 1, 0, or 0.5 for an equal estimate, so that few different values do not look like bias. Equal but for
/// rounding, since a resample's sum runs in another order.
double share_below(double estimate, double observed) {
    if (std::abs(estimate - observed) <= 1e-12 * std::abs(observed)) return 0.5;
    return estimate < observed ? 1 : 0;
}

}  // namespace

Interval bootstrap_interval(std::span<const double> sample, const Statistic& statistic,
                            RandomGenerator& random, const BootstrapOptions& options) {
    ARCHFRONT_ASSERT(options.confidence > 0 && options.confidence < 1 && options.resamples > 0,
                     "confidence lies between 0 and 1, and there is something to resample");
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    if (sample.size() < 2) return {nan, nan};
    const double observed = statistic(sample);
    std::vector<double> resample(sample.size());
    std::vector<double> estimates;
    estimates.reserve(options.resamples);
    double below = 0;
    for (std::size_t i = 0; i < options.resamples; ++i) {
        for (double& value : resample)
            value = sample[random.below(sample.size())];
        estimates.push_back(statistic(resample));
        below += share_below(estimates.back(), observed);
    }
    std::sort(estimates.begin(), estimates.end());
    const auto resamples = static_cast<double>(options.resamples);
    const boost::math::normal standard;
    // Where all resamples lie on one side the bias is only known to be beyond half a resample.
    const double share = std::clamp(below / resamples, 0.5 / resamples, 1 - 0.5 / resamples);
    const double bias = boost::math::quantile(standard, share);
    const double a = acceleration(jackknife(sample, statistic));
    const auto end = [&](double tail) {
        const double z = bias + boost::math::quantile(standard, tail);
        const double scale = 1 - a * z;
        // Beyond the pole of the formula the extreme is meant.
        const double level = scale > 0 ? boost::math::cdf(standard, bias + z / scale) : (z > 0 ? 1 : 0);
        return quantile_of_sorted(estimates, level);
    };
    const double tail = (1 - options.confidence) / 2;
    return {end(tail), end(1 - tail)};
}

}  // namespace archfront
