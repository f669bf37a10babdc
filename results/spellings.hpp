// Architectures known by their spelling only: results of a space that this program may not have, or of another
// tool. The number of a spelling is written as four choices, so that all else works on them as on any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "engine/space.hpp"

namespace archfront {

/// Texts, numbered from 0 in the order in which they were first seen.
class Spellings {
  public:
    /// The number of a text, which is taken in when it is new.
    std::uint32_t number(std::string_view text);
    /// REQUIRES: it was taken in.
    std::uint32_t known(std::string_view text) const { return numbers_.at(text); }
    bool contains(std::string_view text) const { return numbers_.contains(text); }

    std::size_t size() const { return texts_.size(); }
    const std::string& operator[](std::size_t number) const { return texts_[number]; }

  private:
    std::deque<std::string> texts_;  // a deque never moves them, so that the keys may view them
    std::unordered_map<std::string_view, std::uint32_t> numbers_;
};

/// The genotype of a spelling's number, shape (4).
Architecture spelled_architecture(std::uint32_t number);

/// A space whose architectures are those of `spellings`, which may grow as long as nobody uses the space.
std::shared_ptr<const SearchSpace> spelled_space(const std::string& name,
                                                 std::shared_ptr<const Spellings> spellings);

}  // namespace archfront
