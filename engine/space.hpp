// A search space: what may be chosen, how an architecture is written, and which architectures are the same
// network.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/architecture.hpp"
#include "engine/network_graph.hpp"
#include "engine/random.hpp"
#include "engine/registry.hpp"

namespace archfront {

/// A variable counts only where an earlier one has at least this choice: a layer beyond the depth does not.
struct ActiveWhen {
    std::size_t variable = 0;
    Choice at_least = 0;
};

/// One decision, with 1 to 256 choices.
struct Variable {
    std::string name;
    std::vector<std::string> choices;
    std::optional<ActiveWhen> active_when = std::nullopt;
    std::size_t cardinality() const { return choices.size(); }
};

/// Which architectures count as the same.
enum class Equivalence {
    /// The same network written differently: choices that have no effect (layers beyond the depth). Always
    /// merged.
    spelling,
    /// Spelling, and also networks that compute the same function from different graphs. Their measurements
    /// differ
    /// (another run, another kernel order), so they are merged only on request.
    isomorphism,
};

/// Immutable and shared by threads.
class SearchSpace {
  public:
    /// REQUIRES: every variable has 1 to 256 choices; conditions name earlier variables and choices they have.
    SearchSpace(std::string name, std::vector<Variable> variables);
    virtual ~SearchSpace() = default;
    SearchSpace(const SearchSpace&) = delete;
    SearchSpace& operator=(const SearchSpace&) = delete;

    const std::string& name() const { return name_; }
    std::span<const Variable> variables() const { return variables_; }
    /// d, the number of decision variables.
    std::size_t width() const { return variables_.size(); }

    /// Number of genotypes (before merging anything); nullopt from 2^64 on.
    std::optional<std::uint64_t> size() const { return size_; }

    /// Number of genotypes, exactly, in decimal digits.
    std::string genotype_count() const;
    /// Number of networks that differ in a choice that counts (Equivalence::spelling), in decimal digits.
    std::string network_count() const;

    /// The number of a genotype in 0 ... size() - 1, first variable fastest. REQUIRES: size().
    std::uint64_t ordinal(ArchitectureView architecture) const;
    /// The inverse. REQUIRES: ordinal < size() and row.size() == width().
    void from_ordinal(std::uint64_t ordinal, std::span<Choice> row) const;

    /// True when the row has one valid choice per variable.
    bool contains(ArchitectureView architecture) const;

    /// The upstream benchmark's own spelling. REQUIRES: contains(architecture).
    std::string to_string(ArchitectureView architecture) const;
    /// The inverse of to_string. Throws UserError naming the position of the fault.
    Architecture parse(std::string_view text) const;

    /// True when variable i has an effect on this architecture. REQUIRES: i < width().
    bool active(ArchitectureView architecture, std::size_t i) const;

    /// Rewrites each row to the one representative of its class. REQUIRES: every row is contained.
    void canonicalise(ArchitectureBatch& batch, Equivalence equivalence) const;
    /// The same for one row.
    void canonicalise(std::span<Choice> row, Equivalence equivalence) const;

    /// Uniform over genotypes (each variable independently), not canonicalised.
    void sample(RandomGenerator& random, std::span<Choice> row) const;
    /// Uniform over networks, each drawn as its canonical row: draws genotypes until one is canonical.
    void sample_network(RandomGenerator& random, std::span<Choice> row, Equivalence equivalence) const;

    /// What is computed from what, input to output. REQUIRES: contains(architecture).
    NetworkGraph graph(ArchitectureView architecture) const;

    /// Names of the real-valued features a surrogate sees, shape (f). One-hot ("variable=choice"), all zero
    /// where the variable is inactive, unless the space knows better.
    std::vector<std::string> feature_names() const { return do_feature_names(); }
    /// Features of n architectures, row-major, shape (n, f). REQUIRES: features.size() == n * f.
    void features(ArchitectureBatchView batch, std::span<float> features) const;

  protected:
    /// One-hot; a space with features of its own puts them before or behind these.
    virtual std::vector<std::string> do_feature_names() const;
    /// Writes the one-hot features of one architecture, and returns what is left of `features`.
    std::span<float> one_hot(ArchitectureView architecture, std::span<float> features) const;

  private:
    virtual std::string do_to_string(ArchitectureView architecture) const = 0;
    virtual Architecture do_parse(std::string_view text) const = 0;
    /// rows: n * width() choices. Default: inactive variables take their first choice.
    virtual void do_canonicalise(std::span<Choice> rows, Equivalence equivalence) const;
    /// Default: a chain of the decisions that count.
    virtual NetworkGraph do_graph(ArchitectureView architecture) const;
    virtual void do_features(ArchitectureBatchView batch, std::span<float> features) const;

    std::string name_;
    std::vector<Variable> variables_;
    std::optional<std::uint64_t> size_;
    bool conditional_ = false;  // some variable has a condition
};

struct SpacePlugin : PluginInfo {
    std::function<std::shared_ptr<const SearchSpace>()> make;
    static const char* kind() { return "space"; }
};

/// Throws UserError with a suggestion for an unknown name.
std::shared_ptr<const SearchSpace> make_space(std::string_view name, const FilePosition& where = {});

}  // namespace archfront
