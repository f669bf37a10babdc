// Which numbers a surrogate sees of an architecture: groups of features, chosen when it is trained and kept with it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/space.hpp"

namespace archfront {

/// Immutable and shared by threads.
class FeatureMap {
  public:
    /// groups: some of these, joined by '+', none twice:
    ///   space    what the space knows (SearchSpace::features): one-hot choices, joint choices of a block, sums over
    ///            layers
    ///   choices  each variable's choice, counted from 0
    ///   pairs    joint one-hot choices of every two variables, zero where one of them has no effect
    ///   costs    the closed formulas of the space (macs, params, ...)
    ///   depth    edges on the longest path of the network's graph, which costs tens of microseconds
    /// Throws UserError for other names, for pairs of a space with more than 4,096 of them, and for costs alone
    /// of one without formulas.
    FeatureMap(std::shared_ptr<const SearchSpace> space, std::string_view groups);

    const std::string& groups() const { return groups_; }
    /// Shape (f).
    const std::vector<std::string>& names() const { return names_; }
    /// Equal where the names are.
    std::uint64_t hash() const;

    /// Features of n architectures, row-major, shape (n, f). REQUIRES: features.size() == n * f.
    void compute(ArchitectureBatchView batch, std::span<float> features) const;

  private:
    struct Group {
        std::size_t width;
        /// Shape (n, width).
        std::function<void(ArchitectureBatchView batch, std::span<float> features)> compute;
    };

    void add(std::string_view group);
    void add_pairs();
    void add_costs();
    void add_depth();

    std::shared_ptr<const SearchSpace> space_;
    std::string groups_;
    std::vector<std::string> names_;
    std::vector<Group> parts_;
};

}  // namespace archfront
