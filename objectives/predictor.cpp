#include "objectives/predictor.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/error.hpp"

namespace archfront {
namespace {

constexpr std::array<std::string_view, 3> link_names = {"identity", "logarithm", "reciprocal"};

}  // namespace

std::string to_string(Link link) {
    return std::string(link_names[static_cast<std::size_t>(link)]);
}

std::optional<Link> parse_link(std::string_view text) {
    const auto found = std::find(link_names.begin(), link_names.end(), text);
    if (found == link_names.end()) return std::nullopt;
    return static_cast<Link>(found - link_names.begin());
}

float to_link(Link link, double value) {
    switch (link) {
        case Link::identity:
            return static_cast<float>(value);
        case Link::logarithm:
            return static_cast<float>(std::log(value));
        case Link::reciprocal:
            return static_cast<float>(1 / value);
    }
    return 0;
}

float from_link(Link link, float value) {
    switch (link) {
        case Link::identity:
            return value;
        case Link::logarithm:
            return std::exp(value);
        case Link::reciprocal:
            // No time at all: the caller's range says what the fastest is.
            return 1 / std::max(value, std::numeric_limits<float>::min());
    }
    return 0;
}

void Predictor::predict(std::span<const float> rows, std::span<float> predictions) const {
    ARCHFRONT_ASSERT(rows.size() == predictions.size() * features, "feature matrix of another shape");
    if (!has_linear_part()) {
        forest.predict(rows, predictions);
    } else {
        constexpr std::size_t block = 64;
        std::vector<float> wider(block * (features + 1));
        for (std::size_t first = 0; first < predictions.size(); first += block) {
            const std::size_t count = std::min(block, predictions.size() - first);
            for (std::size_t r = 0; r < count; ++r) {
                const std::span<const float> row = rows.subspan((first + r) * features, features);
                float* out = std::copy(row.begin(), row.end(), wider.data() + r * (features + 1));
                *out = linear.predict(row);
            }
            const std::span<float> part = predictions.subspan(first, count);
            forest.predict({wider.data(), count * (features + 1)}, part);
            for (std::size_t r = 0; r < count; ++r)
                part[r] += wider[r * (features + 1) + features];
        }
    }
    for (float& prediction : predictions)
        prediction = std::clamp(from_link(link, scale * prediction), range.lowest, range.highest);
}

}  // namespace archfront
