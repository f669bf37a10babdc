#include "optimizers/hypervolume_gain.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "engine/error.hpp"

namespace archfront {

HypervolumeGain::HypervolumeGain(RandomGenerator& random, std::size_t m, std::size_t directions,
                                 double reference)
    : m_(m),
      reference_(reference),
      inverses_(m * directions),
      front_(directions),
      reached_(directions),
      gained_(directions) {
    constexpr double least = 1e-9;  // a direction along an axis
    std::vector<double> direction(m);
    for (std::size_t d = 0; d < directions; ++d) {
        double squares = 0;
        for (double& coordinate :
             direction) {  // uniform on the sphere, as normal numbers are (Box and Muller 1958)
            const double radius = std::sqrt(-2 * std::log(1 - random.uniform()));
            coordinate = std::abs(radius * std::cos(2 * std::numbers::pi * random.uniform())) + least;
            squares += coordinate * coordinate;
        }
        for (std::size_t j = 0; j < m; ++j)
            inverses_[j * directions + d] = std::sqrt(squares) / direction[j];
    }
}

void HypervolumeGain::reach(std::span<const double> costs) const {
    const std::size_t directions = front_.size();
    std::fill(reached_.begin(), reached_.end(), std::numeric_limits<double>::infinity());
    for (std::size_t j = 0; j < m_; ++j) {
        const double room = std::max(reference_ - costs[j], 0.0);
        const double* inverses = inverses_.data() + j * directions;
        for (std::size_t d = 0; d < directions; ++d)
            reached_[d] = std::min(reached_[d], room * inverses[d]);
    }
    for (double& distance : reached_) {
        const double once = distance;
        for (std::size_t j = 1; j < m_; ++j)
            distance *= once;
    }
}

void HypervolumeGain::add(std::span<const double> costs) {
    reach(costs);
    for (std::size_t d = 0; d < front_.size(); ++d)
        front_[d] = std::max(front_[d], reached_[d]);
}

double HypervolumeGain::mean_gain(std::span<const double> points) const {
    ARCHFRONT_ASSERT(!points.empty() && points.size() % m_ == 0, "points of another shape");
    std::fill(gained_.begin(), gained_.end(), 0.0);
    for (std::size_t first = 0; first < points.size(); first += m_) {
        reach(points.subspan(first, m_));
        for (std::size_t d = 0; d < front_.size(); ++d)
            gained_[d] += std::max(0.0, reached_[d] - front_[d]);
    }
    double total = 0;
    for (const double gained : gained_)
        total += gained;
    const std::size_t count = points.size() / m_ * front_.size();
    return static_cast<double>(static_cast<float>(total / static_cast<double>(count)));
}

}  // namespace archfront
