// How far a statistic of a sample would move with another sample, by resampling: no distribution is assumed,
// which hypervolumes near their bound need.
#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "engine/random.hpp"
#include "results/statistics.hpp"

namespace archfront {

struct BootstrapOptions {
    double confidence = 0.95;
    std::size_t resamples = 10'000;
};

/// Bias-corrected and accelerated (BCa) interval of a statistic; NaN for fewer than two values, no width
/// where the statistic is the same without any one of them. The same generator state gives the same interval.
/// statistic: of a sample of the same or one smaller size; smooth (a mean, not a median, of whose values a
/// resample repeats a few). REQUIRES: 0 < confidence < 1, resamples > 0; the statistic is finite.
/// Source: Efron 1987, doi:10.1080/01621459.1987.10478410; Efron and Tibshirani 1993, section 14.3.
Interval bootstrap_interval(std::span<const double> sample,
                            const std::function<double(std::span<const double>)>& statistic,
                            RandomGenerator& random, const BootstrapOptions& options = {});

}  // namespace archfront
