#include "objectives/sample_design.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "engine/random.hpp"
#include "engine/registry.hpp"

namespace archfront {
namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Rows = Eigen::Map<const RowMajor>;
using Vector = Eigen::VectorXd;

constexpr std::size_t most_rounds = 100;

std::vector<std::size_t> d_optimal(std::size_t count, const Rows& candidates, RowMajor covariance,
                                   double noise, const std::vector<bool>& taken) {
    std::vector<bool> out = taken;
    Vector variances = ((candidates * covariance).array() * candidates.array()).rowwise().sum();
    std::vector<std::size_t> chosen;
    while (chosen.size() < count) {
        std::size_t best = out.size();
        for (std::size_t i = 0; i < out.size(); ++i) {
            if (out[i]) continue;
            if (best == out.size() ||
                variances[static_cast<Eigen::Index>(i)] > variances[static_cast<Eigen::Index>(best)])
                best = i;
        }
        const auto row = static_cast<Eigen::Index>(best);
        const Vector direction = covariance * candidates.row(row).transpose();
        const double total = candidates.row(row).dot(direction) + noise;
        variances.array() -= (candidates * direction).array().square() / total;
        covariance -= direction * direction.transpose() / total;
        out[best] = true;
        chosen.push_back(best);
    }
    return chosen;
}

/// Squared distance of each row to a point.
Vector distances(const RowMajor& rows, const Eigen::RowVectorXd& point) {
    return (rows.rowwise() - point).rowwise().squaredNorm();
}

RowMajor first_centres(std::size_t count, const RowMajor& rows, RandomGenerator& random) {
    RowMajor centres(static_cast<Eigen::Index>(count), rows.cols());
    const auto n = static_cast<std::size_t>(rows.rows());
    auto next = static_cast<Eigen::Index>(random.below(n));
    Vector nearest = Vector::Constant(rows.rows(), std::numeric_limits<double>::infinity());
    for (Eigen::Index c = 0; c < centres.rows(); ++c) {
        centres.row(c) = rows.row(next);
        nearest = nearest.cwiseMin(distances(rows, centres.row(c)));
        double lot = random.uniform() * nearest.sum();
        for (next = 0; next + 1 < rows.rows() && lot >= nearest[next]; ++next)
            lot -= nearest[next];
    }
    return centres;
}

std::vector<std::size_t> k_means(std::size_t count, const RowMajor& rows, const std::vector<bool>& taken,
                                 RandomGenerator& random) {
    RowMajor centres = first_centres(count, rows, random);
    std::vector<Eigen::Index> cluster(static_cast<std::size_t>(rows.rows()), -1);
    for (std::size_t round = 0; round < most_rounds; ++round) {
        bool moved = false;
        Vector nearest = Vector::Constant(rows.rows(), std::numeric_limits<double>::infinity());
        std::vector<Eigen::Index> assigned(cluster.size(), 0);
        for (Eigen::Index c = 0; c < centres.rows(); ++c) {
            const Vector to_centre = distances(rows, centres.row(c));
            for (Eigen::Index r = 0; r < rows.rows(); ++r) {
                if (to_centre[r] >= nearest[r]) continue;
                nearest[r] = to_centre[r];
                assigned[static_cast<std::size_t>(r)] = c;
            }
        }
        moved = assigned != cluster;
        cluster = std::move(assigned);
        if (!moved) break;
        RowMajor sums = RowMajor::Zero(centres.rows(), centres.cols());
        Vector sizes = Vector::Zero(centres.rows());
        for (Eigen::Index r = 0; r < rows.rows(); ++r) {
            sums.row(cluster[static_cast<std::size_t>(r)]) += rows.row(r);
            sizes[cluster[static_cast<std::size_t>(r)]] += 1;
        }
        for (Eigen::Index c = 0; c < centres.rows(); ++c) {
            if (sizes[c] > 0) centres.row(c) = sums.row(c) / sizes[c];
        }
    }
    std::vector<bool> out = taken;
    std::vector<std::size_t> chosen;
    for (Eigen::Index c = 0; c < centres.rows(); ++c) {
        const Vector to_centre = distances(rows, centres.row(c));
        std::size_t best = out.size();
        for (std::size_t i = 0; i < out.size(); ++i) {
            if (!out[i] && (best == out.size() || to_centre[static_cast<Eigen::Index>(i)] <
                                                      to_centre[static_cast<Eigen::Index>(best)]))
                best = i;
        }
        out[best] = true;
        chosen.push_back(best);
    }
    return chosen;
}

}  // namespace

std::string to_string(Design design) {
    switch (design) {
        case Design::d_optimal:
            return "d-optimal";
        case Design::k_means:
            return "k-means";
        case Design::random:
            return "random";
    }
    ARCHFRONT_ASSERT(false, "a design without a name");
}

Design parse_design(std::string_view name, const FilePosition& where) {
    std::vector<std::string> names;
    for (const Design design : {Design::d_optimal, Design::k_means, Design::random}) {
        if (to_string(design) == name) return design;
        names.push_back(to_string(design));
    }
    throw UserError(where, unknown_name("design", name, names));
}

std::vector<std::size_t> choose_samples(Design design, std::size_t count, std::span<const double> candidates,
                                        std::size_t width, std::span<const double> covariance,
                                        double noise_variance, std::span<const std::size_t> measured,
                                        std::uint64_t seed) {
    const std::size_t n = candidates.size() / width;
    ARCHFRONT_ASSERT(count + measured.size() <= n, "more samples than candidates");
    std::vector<bool> taken(n, false);
    for (const std::size_t i : measured)
        taken[i] = true;
    if (count == 0) return {};
    const auto p = static_cast<Eigen::Index>(width);
    const Rows rows(candidates.data(), static_cast<Eigen::Index>(n), p);
    RandomGenerator random(seed);
    switch (design) {
        case Design::d_optimal:
            return d_optimal(count, rows, Rows(covariance.data(), p, p), noise_variance, taken);
        case Design::k_means:
            return k_means(count, rows.rightCols(p - 1), taken, random);
        case Design::random:
            break;
    }
    std::vector<std::size_t> rest;
    for (std::size_t i = 0; i < n; ++i) {
        if (!taken[i]) rest.push_back(i);
    }
    random.shuffle(std::span(rest));
    rest.resize(count);
    return rest;
}

}  // namespace archfront
