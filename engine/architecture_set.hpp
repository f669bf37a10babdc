// The set of architectures seen so far, numbered in order of arrival: the cache and the budget count on it.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "engine/architecture.hpp"

namespace archfront {

/// Insertion-ordered set of architectures of one width. Look-up and insertion O(1) expected, no allocation
/// per architecture; the i-th distinct architecture inserted has index i for ever.
class ArchitectureSet {
  public:
    explicit ArchitectureSet(std::size_t width) : rows_(width) {}

    /// Index of the architecture, and whether it was new. Throws UserError beyond 2^32 - 2 architectures.
    std::pair<std::size_t, bool> insert(ArchitectureView architecture);

    std::optional<std::size_t> find(ArchitectureView architecture) const;
    bool contains(ArchitectureView architecture) const { return find(architecture).has_value(); }

    std::size_t size() const { return rows_.size(); }
    std::size_t width() const { return rows_.width(); }
    ArchitectureView operator[](std::size_t index) const { return rows_[index]; }
    ArchitectureBatchView view() const { return rows_.view(); }
    void clear();

  private:
    struct Slot {
        std::uint32_t hash = 0;
        std::uint32_t index_plus_one = 0;  // 0: empty
    };

    std::size_t slot_of(ArchitectureView architecture, std::uint64_t hash) const;
    void grow();

    ArchitectureBatch rows_;
    std::vector<Slot> slots_;  // size is zero or a power of two, at most half full
};

}  // namespace archfront
