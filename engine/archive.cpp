#include "engine/archive.hpp"

#include <algorithm>

#include "engine/pareto.hpp"

namespace archfront {
namespace {

std::ptrdiff_t offset(std::size_t n) {
    return static_cast<std::ptrdiff_t>(n);
}

}  // namespace

/// Where (costs, id) stands or would stand in the order.
std::size_t Archive::place_of(std::size_t id, std::span<const double> costs) const {
    std::size_t low = 0;
    for (std::size_t high = size(); low < high;) {
        const std::size_t middle = low + (high - low) / 2;
        const auto row = (*this)[middle];
        const auto differ = std::mismatch(row.begin(), row.end(), costs.begin());
        const bool before = differ.first == row.end() ? ids_[middle] < id : *differ.first < *differ.second;
        if (before) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

bool Archive::insert(std::size_t id, std::span<const double> costs, double violation) {
    ARCHFRONT_ASSERT(costs.size() == objectives_, "a point of another archive");
    if (violation > 0) return false;
    const std::size_t place = place_of(id, costs);
    const auto equals = [&](std::size_t row) {
        return std::equal(costs.begin(), costs.end(), (*this)[row].begin());
    };
    if (place < size() && ids_[place] == id && equals(place)) return true;

    // Only points that come earlier can dominate; on a staircase the nearest of them has the lowest last
    // cost.
    const std::size_t first = objectives_ <= 2 && place > 0 ? place - 1 : 0;
    for (std::size_t row = first; row < place; ++row) {
        if (dominates((*this)[row], costs)) return false;
    }
    // A point equal to a member drops nobody: that member would have.
    const bool has_equal = (place > 0 && equals(place - 1)) || (place < size() && equals(place));
    if (!has_equal) drop_dominated_from(place, costs);
    ids_.insert(ids_.begin() + offset(place), id);
    costs_.insert(costs_.begin() + offset(place * objectives_), costs.begin(), costs.end());
    return true;
}

void Archive::drop_dominated_from(std::size_t place, std::span<const double> costs) {
    if (objectives_ <= 2) {
        std::size_t end = place;
        while (end < size() && dominates(costs, (*this)[end]))
            ++end;
        erase(place, end);
        return;
    }
    std::size_t kept = place;
    for (std::size_t row = place; row < size(); ++row) {
        if (dominates(costs, (*this)[row])) continue;
        if (kept < row) {
            ids_[kept] = ids_[row];
            std::copy_n((*this)[row].begin(), objectives_, costs_.begin() + offset(kept * objectives_));
        }
        ++kept;
    }
    erase(kept, size());
}

void Archive::erase(std::size_t first, std::size_t last) {
    ids_.erase(ids_.begin() + offset(first), ids_.begin() + offset(last));
    costs_.erase(costs_.begin() + offset(first * objectives_), costs_.begin() + offset(last * objectives_));
}

}  // namespace archfront
