// Which architectures lie one or two changes from another: where a search for the highest acquisition looks.
#pragma once

#include <cstddef>

#include "engine/random.hpp"
#include "engine/space.hpp"

namespace archfront {

/// The neighbourhoods of a space, which must outlive this.
class Neighbourhood {
  public:
    /// `most`: of neighbours appended by one call.
    explicit Neighbourhood(const SearchSpace& space, std::size_t most = 256);

    /// Appends the rows that differ from `row` in one variable; where there are more than `most`, so many
    /// random ones (repeats included). REQUIRES: `row` is not a row of `batch`.
    void append_one_change(RandomGenerator& random, ArchitectureView row, ArchitectureBatch& batch) const;

    /// Appends what append_one_change() appends, each row with a random variable changed once more (which can
    /// be the same one). REQUIRES: `row` is not a row of `batch`.
    void append_two_changes(RandomGenerator& random, ArchitectureView row, ArchitectureBatch& batch) const;

  private:
    const SearchSpace* space_;
    std::size_t most_;
    std::size_t size_ = 0;  // neighbours of one architecture
};

}  // namespace archfront
