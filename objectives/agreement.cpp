#include "objectives/agreement.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <tuple>
#include <vector>

#include "engine/error.hpp"

namespace archfront {
namespace {

using Order = std::vector<std::size_t>;

/// Calls `visit(first, end)` for each run of equal neighbours in `order`.
template <class Equal, class Visit>
void for_each_run(const Order& order, Equal equal, Visit visit) {
    for (std::size_t first = 0, end = 0; first < order.size(); first = end) {
        while (end < order.size() && equal(order[first], order[end]))
            ++end;
        visit(first, end);
    }
}

/// Number of pairs of equal neighbours in `order`.
template <class Equal>
std::int64_t tied_pairs(const Order& order, Equal equal) {
    std::int64_t pairs = 0;
    for_each_run(order, equal, [&](std::size_t first, std::size_t end) {
        const auto length = static_cast<std::int64_t>(end - first);
        pairs += length * (length - 1) / 2;
    });
    return pairs;
}

/// Sorts `order` by `values` with a merge sort and returns the number of exchanges of neighbours it stands
/// for.
std::int64_t sort_and_count(Order& order, std::span<const double> values) {
    std::int64_t exchanges = 0;
    Order merged(order.size());
    for (std::size_t width = 1; width < order.size(); width *= 2) {
        for (std::size_t first = 0; first < order.size(); first += 2 * width) {
            const std::size_t middle = std::min(first + width, order.size());
            const std::size_t end = std::min(first + 2 * width, order.size());
            std::size_t left = first, right = middle;
            for (std::size_t out = first; out < end; ++out) {
                const bool from_right =
                    left == middle || (right < end && values[order[right]] < values[order[left]]);
                if (from_right) exchanges += static_cast<std::int64_t>(middle - left);
                merged[out] = from_right ? order[right++] : order[left++];
            }
        }
        order.swap(merged);
    }
    return exchanges;
}

std::vector<double> ranks(std::span<const double> values) {
    Order order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t i, std::size_t j) { return values[i] < values[j]; });
    std::vector<double> ranks(values.size());
    for_each_run(
        order, [&](std::size_t i, std::size_t j) { return values[i] == values[j]; },
        [&](std::size_t first, std::size_t end) {
            for (std::size_t k = first; k < end; ++k)
                ranks[order[k]] = static_cast<double>(first + end - 1) / 2;
        });
    return ranks;
}

double mean(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double pearson(std::span<const double> a, std::span<const double> b) {
    const double mean_a = mean(a), mean_b = mean(b);
    double aa = 0, bb = 0, ab = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        aa += (a[i] - mean_a) * (a[i] - mean_a);
        bb += (b[i] - mean_b) * (b[i] - mean_b);
        ab += (a[i] - mean_a) * (b[i] - mean_b);
    }
    return ab / std::sqrt(aa * bb);
}

}  // namespace

double kendall_tau_b(std::span<const double> a, std::span<const double> b) {
    ARCHFRONT_ASSERT(a.size() == b.size(), "two columns of one length");
    Order order(a.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t i, std::size_t j) { return std::tie(a[i], b[i]) < std::tie(a[j], b[j]); });
    const auto equal_a = [&](std::size_t i, std::size_t j) { return a[i] == a[j]; };
    const auto equal_b = [&](std::size_t i, std::size_t j) { return b[i] == b[j]; };
    const auto equal_both = [&](std::size_t i, std::size_t j) { return equal_a(i, j) && equal_b(i, j); };
    const std::int64_t tied_a = tied_pairs(order, equal_a);
    const std::int64_t tied_both = tied_pairs(order, equal_both);
    const std::int64_t discordant = sort_and_count(order, b);
    const std::int64_t tied_b = tied_pairs(order, equal_b);
    const auto n = static_cast<std::int64_t>(a.size());
    const std::int64_t pairs = n * (n - 1) / 2;
    const std::int64_t difference = pairs - tied_a - tied_b + tied_both - 2 * discordant;
    return static_cast<double>(difference) /
           (std::sqrt(static_cast<double>(pairs - tied_a)) * std::sqrt(static_cast<double>(pairs - tied_b)));
}

double spearman(std::span<const double> a, std::span<const double> b) {
    ARCHFRONT_ASSERT(a.size() == b.size(), "two columns of one length");
    return pearson(ranks(a), ranks(b));
}

Agreement agreement(std::span<const double> measured, std::span<const double> predicted) {
    ARCHFRONT_ASSERT(measured.size() == predicted.size() && !measured.empty(), "two columns of one length");
    const auto n = static_cast<double>(measured.size());
    const double centre = mean(measured);
    double absolute = 0, squared = 0, variance = 0;
    for (std::size_t i = 0; i < measured.size(); ++i) {
        const double error = predicted[i] - measured[i];
        absolute += std::abs(error);
        squared += error * error;
        variance += (measured[i] - centre) * (measured[i] - centre);
    }
    return {.mae = absolute / n,
            .rmse = std::sqrt(squared / n),
            .r2 = variance > 0 ? 1 - squared / variance : std::nan(""),
            .kendall_tau = kendall_tau_b(measured, predicted),
            .spearman = spearman(measured, predicted)};
}

}  // namespace archfront
