#include "optimizers/hypervolume_subset.hpp"

#include <queue>

#include "engine/error.hpp"
#include "engine/hypervolume.hpp"

namespace archfront {
namespace {

/// What a point would have gained when `chosen` points were chosen: a bound of what it gains now.
struct Gain {
    double volume;
    std::size_t point;
    std::size_t chosen;

    bool operator<(const Gain& other) const {
        return volume != other.volume ? volume < other.volume : point > other.point;
    }
};

}  // namespace

std::vector<std::size_t> hypervolume_subset(std::span<const double> points, std::span<const double> reference,
                                            std::size_t count) {
    const std::size_t m = reference.size();
    ARCHFRONT_ASSERT(count * m <= points.size(), "a subset is no larger than the set");
    std::priority_queue<Gain> gains;
    for (std::size_t p = 0; p < points.size() / m; ++p)
        gains.push({hypervolume(points.subspan(p * m, m), reference), p, 0});
    std::vector<std::size_t> chosen;
    std::vector<double> covered;
    double volume = 0;
    while (chosen.size() < count) {
        Gain gain = gains.top();
        gains.pop();
        const auto point = points.subspan(gain.point * m, m);
        covered.insert(covered.end(), point.begin(), point.end());
        if (gain.chosen == chosen.size()) {
            volume += gain.volume;
            chosen.push_back(gain.point);
        } else {
            gain = {hypervolume(covered, reference) - volume, gain.point, chosen.size()};
            gains.push(gain);
            covered.resize(covered.size() - m);
        }
    }
    return chosen;
}

}  // namespace archfront
