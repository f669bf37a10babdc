// Saved optimiser state: a flat sequence of numbers with a length and a checksum.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/architecture.hpp"
#include "engine/costs.hpp"
#include "engine/random.hpp"

namespace archfront {

/// Throws the UserError of a state that cannot be what it should be.
[[noreturn]] void damaged_state();

/// Little-endian; what is written must be read back in the same order.
class StateWriter {
  public:
    void integer(std::uint64_t value);
    void real(double value);
    void text(std::string_view value);
    void reals(std::span<const double> values);
    void random(const RandomGenerator& generator);
    void architectures(ArchitectureBatchView batch);
    void costs(CostsView costs);

    /// The state with its checksum.
    std::string finish() const;

  private:
    std::string bytes_;
};

/// Throws UserError when the state is truncated, damaged, or read as what it is not.
class StateReader {
  public:
    explicit StateReader(std::string_view state);

    std::uint64_t integer();
    double real();
    std::string text();
    std::vector<double> reals();
    void random(RandomGenerator& generator);
    /// Replaces `batch`. Throws when the width differs.
    void architectures(ArchitectureBatch& batch);
    /// Replaces `costs`. Throws when the number of objectives differs.
    void costs(Costs& costs);

    /// Throws when something is left over.
    void finish() const;

  private:
    std::string_view take(std::size_t count);

    std::string_view rest_;
};

}  // namespace archfront
