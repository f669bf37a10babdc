// Which networks to measure on a new device.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error.hpp"

namespace archfront {

enum class Design {
    /// The measurements that together say most of the weights (D-optimal), chosen one after the other: each is the one
    /// whose prediction varies most given those before. Source: Fedorov 1972, Theory of Optimal Experiments; the
    /// sequential form is that of Wynn 1970, doi:10.1214/aoms/1177696809.
    d_optimal,
    /// The networks nearest to the centres of as many clusters of known devices' metrics. Source: Lloyd 1982,
    /// doi:10.1109/TIT.1982.1056489, from the seeds of Arthur and Vassilvitskii 2007 (k-means++).
    k_means,
    random,
};

std::string to_string(Design design);
/// Throws UserError for an unknown name.
Design parse_design(std::string_view name, const FilePosition& where = {});

/// Numbers of `count` different candidates, in the order they were chosen. candidates: row-major, shape (n, width), as
/// KnownDevices::compute() gives them. covariance: of the weights, as known so far (see few_shot_prior_covariance and
/// FewShotModel::covariance), shape (width, width); noise_variance in the same unit; both matter to d_optimal only.
/// measured: numbers of candidates that are not to be proposed again. Ties go to the lower number.
/// REQUIRES: count <= n - measured.size(), all of them different.
std::vector<std::size_t> choose_samples(Design design, std::size_t count, std::span<const double> candidates,
                                        std::size_t width, std::span<const double> covariance,
                                        double noise_variance, std::span<const std::size_t> measured,
                                        std::uint64_t seed);

/// In units of few_shot_prior_covariance().
constexpr double design_noise_variance = 0.1;

}  // namespace archfront
