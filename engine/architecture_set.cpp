#include "engine/architecture_set.hpp"

#include <algorithm>
#include <limits>

#include "engine/hash.hpp"

namespace archfront {

std::size_t ArchitectureSet::slot_of(ArchitectureView architecture, std::uint64_t hash) const {
    const std::size_t mask = slots_.size() - 1;
    const auto tag = static_cast<std::uint32_t>(hash >> 32);
    for (std::size_t slot = hash & mask;; slot = (slot + 1) & mask) {
        if (slots_[slot].index_plus_one == 0) return slot;
        if (slots_[slot].hash != tag) continue;
        const ArchitectureView known = rows_[slots_[slot].index_plus_one - 1];
        if (std::equal(known.begin(), known.end(), architecture.begin())) return slot;
    }
}

std::optional<std::size_t> ArchitectureSet::find(ArchitectureView architecture) const {
    ARCHFRONT_ASSERT(architecture.size() == width(), "architecture of another width");
    if (slots_.empty()) return std::nullopt;
    const Slot& slot = slots_[slot_of(architecture, hash_bytes(architecture.data(), architecture.size()))];
    if (slot.index_plus_one == 0) return std::nullopt;
    return slot.index_plus_one - 1;
}

std::pair<std::size_t, bool> ArchitectureSet::insert(ArchitectureView architecture) {
    ARCHFRONT_ASSERT(architecture.size() == width(), "architecture of another width");
    if (2 * (size() + 1) > slots_.size()) grow();
    const std::uint64_t hash = hash_bytes(architecture.data(), architecture.size());
    Slot& slot = slots_[slot_of(architecture, hash)];
    if (slot.index_plus_one != 0) return {slot.index_plus_one - 1, false};
    if (size() >= std::numeric_limits<std::uint32_t>::max() - 1) {
        throw UserError("more than 4,294,967,294 distinct architectures in one run; lower the budget");
    }
    slot = {static_cast<std::uint32_t>(hash >> 32), static_cast<std::uint32_t>(size() + 1)};
    rows_.push_back(architecture);
    return {size() - 1, true};
}

void ArchitectureSet::grow() {
    slots_.assign(std::max<std::size_t>(64, slots_.size() * 2), Slot{});
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t index = 0; index < rows_.size(); ++index) {
        const std::uint64_t hash = hash_bytes(rows_[index].data(), rows_.width());
        std::size_t slot = hash & mask;
        while (slots_[slot].index_plus_one != 0)
            slot = (slot + 1) & mask;
        slots_[slot] = {static_cast<std::uint32_t>(hash >> 32), static_cast<std::uint32_t>(index + 1)};
    }
}

void ArchitectureSet::clear() {
    rows_.clear();
    slots_.clear();
}

}  // namespace archfront
