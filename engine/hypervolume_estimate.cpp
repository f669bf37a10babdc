#include "engine/hypervolume_estimate.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <vector>

#include "engine/error.hpp"
#include "engine/hypervolume_boxes.hpp"
#include "engine/random.hpp"

namespace archfront {
namespace {

double volume_of(std::span<const double> box) {
    return std::accumulate(box.begin(), box.end(), 1.0, std::multiplies<>());
}

/// Divides boxes, shape (n, m), by their hull's lengths, shape (m), which it returns.
std::vector<double> normalise(Boxes& boxes, std::size_t m) {
    std::vector<double> lengths(m);
    for (std::size_t i = 0; i < boxes.size(); ++i)
        lengths[i % m] = std::max(lengths[i % m], boxes[i]);
    for (std::size_t i = 0; i < boxes.size(); ++i)
        boxes[i] /= lengths[i % m];
    return lengths;
}

/// Draws points from a known volume, of which those that count make up a union of boxes: from the boxes' hull, or
/// from one box after another, whichever is less.
class Sampler {
  public:
    /// REQUIRES: a hull of lengths 1.
    Sampler(std::span<const double> boxes, std::size_t m) : hull_(m, 1), sample_(m) {
        const auto row = [&](std::size_t i) { return boxes.subspan(i * m, m); };
        std::vector<double> volumes;
        for (std::size_t i = 0; i * m < boxes.size(); ++i)
            volumes.push_back(volume_of(row(i)));
        // The largest first, because those cover most samples.
        for (const std::uint32_t i : tallest_first(volumes, 1, 0)) {
            boxes_.insert(boxes_.end(), row(i).begin(), row(i).end());
            ends_.push_back(volumes[i] + (ends_.empty() ? 0 : ends_.back()));
        }
    }

    double volume() const { return std::min(1.0, ends_.back()); }

    /// Whether the next sample counts: from the hull, where any box covers it; from a box, where no earlier one
    /// does, so that every place of the union counts once.
    bool next(RandomGenerator& random) {
        if (ends_.back() > 1) return is_covered(ends_.size(), hull_, random);
        const double at = random.uniform() * ends_.back();
        const auto drawn =
            static_cast<std::size_t>(std::upper_bound(ends_.begin(), ends_.end() - 1, at) - ends_.begin());
        return !is_covered(drawn, box(drawn), random);
    }

  private:
    std::span<const double> box(std::size_t i) const {
        return std::span(boxes_).subspan(i * hull_.size(), hull_.size());
    }

    /// Whether one of the first `count` boxes covers a point drawn from a box.
    bool is_covered(std::size_t count, std::span<const double> from, RandomGenerator& random) {
        std::transform(from.begin(), from.end(), sample_.begin(),
                       [&](double length) { return length * random.uniform(); });
        for (std::size_t i = 0; i < count; ++i) {
            if (std::equal(sample_.begin(), sample_.end(), box(i).begin(), std::less_equal<>())) return true;
        }
        return false;
    }

    std::vector<double> hull_;
    std::vector<double> sample_;
    Boxes boxes_;
    std::vector<double> ends_;  // sums of volumes
};

}  // namespace

HypervolumeEstimate estimate_hypervolume(std::span<const double> points, std::span<const double> reference,
                                         std::size_t samples, std::uint64_t seed) {
    ARCHFRONT_ASSERT(samples > 0, "samples");
    Boxes boxes = boxes_of(points, reference);
    if (boxes.empty()) return {};
    const double hull = volume_of(normalise(boxes, reference.size()));
    Sampler sampler(boxes, reference.size());
    RandomGenerator random(seed);
    std::size_t counted = 0;
    for (std::size_t i = 0; i < samples; ++i)
        counted += sampler.next(random) ? 1 : 0;
    const auto n = static_cast<double>(samples);
    const double share = (static_cast<double>(counted) + 2) / (n + 4);
    return {hull * (sampler.volume() * static_cast<double>(counted) / n),
            hull * (sampler.volume() * std::sqrt(share * (1 - share) / (n + 4)))};
}

std::size_t points_in_a_second(std::size_t m) {
    constexpr auto any = std::numeric_limits<std::size_t>::max();
    constexpr std::array<std::size_t, 13> limits = {any, any, any, any, 60'000, 15'000, 5'000,
                                                    800, 250, 100, 65,  50,     40};
    return m < limits.size() ? limits[m] : 20;
}

std::size_t samples_in_a_second(std::size_t n, std::size_t m) {
    const double nanoseconds = 3 * static_cast<double>(n) + 5 * static_cast<double>(m);
    return static_cast<std::size_t>(std::max(1e9 / nanoseconds, 1'000.0));
}

}  // namespace archfront
