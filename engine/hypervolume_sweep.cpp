#include "engine/hypervolume_sweep.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "engine/error.hpp"

namespace archfront {

std::vector<std::uint32_t> tallest_first(std::span<const double> boxes, std::size_t m, std::size_t axis) {
    const std::size_t n = boxes.size() / m;
    ARCHFRONT_ASSERT(n > 0 && n < std::numeric_limits<std::uint32_t>::max(), "a number of rows");
    const auto height = [&](std::size_t row) { return boxes[row * m + axis]; };
    // Four of each at a time, so that none waits for another.
    std::array<double, 4> lows;
    lows.fill(height(0));
    std::array<double, 4> highs = lows;
    for (std::size_t row = 0; row < n; row += 4) {
        for (std::size_t k = 0; k < 4; ++k) {
            const double x = height(std::min(row + k, n - 1));
            lows[k] = std::min(lows[k], x);
            highs[k] = std::max(highs[k], x);
        }
    }
    const double low = *std::min_element(lows.begin(), lows.end());
    const double high = *std::max_element(highs.begin(), highs.end());
    // Twice as many buckets as rows: evenly spread heights leave next to nothing to compare.
    const std::size_t buckets = 2 * n;
    double scale = static_cast<double>(buckets - 1) / (high - low);
    if (!std::isfinite(scale)) scale = 0;
    const auto bucket = [&](std::size_t row) {
        return static_cast<std::size_t>(static_cast<std::int64_t>((high - height(row)) * scale));
    };
    // ends[b + 1] is where bucket b begins once all are counted, and where it ends once all are filled.
    std::vector<std::uint32_t> ends(buckets + 2);
    for (std::size_t row = 0; row < n; ++row)
        ++ends[bucket(row) + 2];
    std::partial_sum(ends.begin(), ends.end(), ends.begin());
    std::vector<std::uint32_t> order(n);
    for (std::size_t row = 0; row < n; ++row)
        order[ends[bucket(row) + 1]++] = static_cast<std::uint32_t>(row);
    const auto before = [&](std::uint32_t a, std::uint32_t b) {
        return height(a) != height(b) ? height(a) > height(b) : a < b;
    };
    constexpr std::uint32_t few = 16;
    for (std::size_t b = 0; b < buckets; ++b) {
        if (ends[b + 1] - ends[b] > few)
            std::sort(order.begin() + ends[b], order.begin() + ends[b + 1], before);
    }
    // What is left is next to sorted.
    for (std::size_t i = 1; i < n; ++i) {
        const std::uint32_t row = order[i];
        std::size_t place = i;
        for (; place > 0 && height(row) > height(order[place - 1]); --place)
            order[place] = order[place - 1];
        order[place] = row;
    }
    return order;
}

void Staircase::clear(std::size_t capacity) {
    if (steps_.size() < 2 * capacity) steps_.resize(2 * capacity);
    begin_ = end_ = steps_.size() / 2;
}

std::size_t Staircase::from_left(double x) const {
    std::size_t at = begin_;
    while (at < end_ && steps_[at].x < x)
        ++at;
    return at;
}

std::size_t Staircase::from_right(double x) const {
    std::size_t at = end_;
    while (at > begin_ && steps_[at - 1].x >= x)
        --at;
    return at;
}

std::size_t Staircase::by_bisection(double x) const {
    const auto steps = std::span(steps_).subspan(begin_, end_ - begin_);
    const auto at =
        std::partition_point(steps.begin(), steps.end(), [x](const Step& step) { return step.x < x; });
    return begin_ + static_cast<std::size_t>(at - steps.begin());
}

double Staircase::add(double x, double y, std::size_t at) {
    double covered = at == end_ ? 0 : steps_[at].y;
    if (covered >= y) return 0;
    const std::size_t rest = at != end_ && steps_[at].x == x ? at + 1 : at;
    double gained = 0;
    double right = x;
    while (at > begin_ && steps_[at - 1].y <= y) {
        --at;
        gained += (right - steps_[at].x) * (y - covered);
        right = steps_[at].x;
        covered = steps_[at].y;
    }
    const double left = at == begin_ ? 0 : steps_[at - 1].x;
    gained += (right - left) * (y - covered);
    // One step takes the place of those from `at` to `rest`.
    if (rest == end_) {
        end_ = at + 1;
    } else if (at == begin_) {
        at = begin_ = rest - 1;
    } else {
        const auto from = steps_.begin() + static_cast<std::ptrdiff_t>(rest);
        const auto end = steps_.begin() + static_cast<std::ptrdiff_t>(end_);
        if (rest == at)
            std::copy_backward(from, end, end + 1);
        else
            std::copy(from, end, steps_.begin() + static_cast<std::ptrdiff_t>(at + 1));
        end_ = end_ + at + 1 - rest;
    }
    steps_[at] = {x, y};
    return gained;
}

void BoxUnion3d::clear() {
    by_x_.clear();
    by_z_.clear();
}

double BoxUnion3d::uncovered(const Box& box) {
    // What is as high hides some of the box's top: first what reaches beyond it along x, then the rest by
    // falling x, so that each one comes first in the outline.
    double right_y = 0;
    auto other = by_x_.begin();
    const auto hide = [&](const Box& higher) { return higher.z >= box.z ? higher.y : 0; };
    // Two at a time, so that neither waits for the other.
    for (; by_x_.end() - other >= 2 && other[1].x >= box.x; other += 2) {
        right_y = std::max(right_y, std::max(hide(other[0]), hide(other[1])));
        if (right_y >= box.y) return 0;
    }
    if (other != by_x_.end() && other->x >= box.x) right_y = std::max(right_y, hide(*other++));
    if (right_y >= box.y) return 0;
    place_by_x_ = other - by_x_.begin();
    outline_.clear(by_x_.size() + 1);
    double area = box.x * box.y;
    if (right_y > 0) area -= outline_.add(box.x, right_y, outline_.from_left(box.x));
    double top_x = 0;
    for (double y = right_y; other != by_x_.end() && top_x == 0; ++other) {
        const Box& next = *other;
        if ((next.y <= y) | (next.z <= box.z)) continue;
        y = std::min(next.y, box.y);
        area -= outline_.add(next.x, y, outline_.from_left(next.x));
        if (y == box.y) top_x = next.x;
    }
    // Downwards from there, others cover more and more of what is left.
    const auto lower =
        std::partition_point(by_z_.begin(), by_z_.end(), [&](const Box& higher) { return higher.z > box.z; });
    place_by_z_ = lower - by_z_.begin();
    contains_others_ = false;
    double volume = 0;
    double height = box.z;
    for (auto place = lower; place != by_z_.end(); ++place) {
        const Box& below = *place;
        const bool right = below.x >= box.x;
        const bool top = below.y >= box.y;
        if ((right & (below.y <= right_y)) | (top & (below.x <= top_x))) continue;
        volume += area * (height - below.z);
        height = below.z;
        if (right & top) return volume;
        if (right) {
            right_y = below.y;
            area -= outline_.add(box.x, right_y, outline_.from_right(box.x));
        } else if (top) {
            top_x = below.x;
            area -= outline_.add(top_x, box.y, outline_.from_left(top_x));
        } else {
            contains_others_ = true;
            area -= outline_.add(below.x, below.y, outline_.by_bisection(below.x));
        }
    }
    return volume + area * height;
}

double BoxUnion3d::add(const Box& box) {
    const double gained = uncovered(box);
    if (gained <= 0) return 0;
    const auto is_contained = [&](const Box& other) {
        return (other.x <= box.x) & (other.y <= box.y) & (other.z <= box.z);
    };
    const auto insert = [&](std::vector<Box>& boxes, std::ptrdiff_t place) {
        const auto from = boxes.begin() + place;
        const auto hole = contains_others_ ? std::find_if(from, boxes.end(), is_contained) : boxes.end();
        if (hole == boxes.end()) {
            boxes.insert(from, box);
            return;
        }
        std::move_backward(from, hole, hole + 1);
        *from = box;
        boxes.erase(std::remove_if(hole + 1, boxes.end(), is_contained), boxes.end());
    };
    insert(by_x_, place_by_x_);
    insert(by_z_, place_by_z_);
    return gained;
}

}  // namespace archfront
