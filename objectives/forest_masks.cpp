#include "objectives/forest_masks.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

namespace archfront {
namespace {

using Node = RegressionForest::Node;

constexpr std::size_t most_leaves = 64;
constexpr std::size_t most_groups = 64;
constexpr std::size_t most_bytes = std::size_t{2} << 20;
/// Masks that are combined at a time. Few, so that additions, which wait for one another, do not fill the queue in
/// front of the next masks.
constexpr std::size_t chunk_bytes = 64;

struct Leaves {
    float base = 0;
    std::vector<std::uint32_t> first;  // of each tree, in `values`; trees are padded to chunks
    std::vector<float> values;
    std::size_t most = 0;  // in one tree
};

Leaves collect_leaves(const RegressionForest& forest) {
    Leaves leaves{forest.base(), {}, {}, 0};
    for (std::size_t t = 0; t < forest.trees(); ++t) {
        leaves.first.push_back(static_cast<std::uint32_t>(leaves.values.size()));
        for (const Node& node : forest.tree(t)) {
            if (node.is_leaf()) leaves.values.push_back(node.value);
        }
        leaves.most = std::max(leaves.most, leaves.values.size() - leaves.first.back());
    }
    return leaves;
}

template <class Mask, std::size_t Bytes>
[[gnu::always_inline]] inline float sum_trees(const Leaves& leaves, const Mask* const* masks,
                                              std::size_t groups) {
    using Lanes __attribute__((vector_size(Bytes))) = std::uint64_t;
    constexpr std::size_t vectors = chunk_bytes / Bytes;
    constexpr std::size_t width = Bytes / sizeof(Mask);
    constexpr std::size_t chunk = chunk_bytes / sizeof(Mask);
    float sum = leaves.base;
    for (std::size_t first = 0; first < leaves.first.size(); first += chunk) {
        std::array<Mask, chunk> reached;
#pragma GCC unroll 4
        for (std::size_t v = 0; v < vectors; ++v) {
            Lanes of_all;
            std::memcpy(&of_all, masks[0] + first + v * width, sizeof of_all);
            for (std::size_t g = 1; g < groups; ++g) {
                Lanes of_group;
                std::memcpy(&of_group, masks[g] + first + v * width, sizeof of_group);
                of_all &= of_group;
            }
            std::memcpy(reached.data() + v * width, &of_all, sizeof of_all);
        }
#pragma GCC unroll 8
        for (std::size_t t = 0; t < chunk; ++t) {
            // A leaf is always within reach: the mask is never 0.
            const auto leaf = static_cast<std::size_t>(__builtin_ctzll(reached[t]));
            sum += leaves.values[leaves.first[first + t] + leaf];
        }
    }
    return sum;
}

template <class Mask>
float sum_baseline(const Leaves& leaves, const Mask* const* masks, std::size_t groups) {
    return sum_trees<Mask, 16>(leaves, masks, groups);
}

#if defined(__x86_64__)
template <class Mask>
[[gnu::target("avx2")]] float sum_avx2(const Leaves& leaves, const Mask* const* masks, std::size_t groups) {
    return sum_trees<Mask, 32>(leaves, masks, groups);
}

template <class Mask>
[[gnu::target("avx512f")]] float sum_avx512(const Leaves& leaves, const Mask* const* masks,
                                            std::size_t groups) {
    return sum_trees<Mask, 64>(leaves, masks, groups);
}
#endif

/// A group's value counts, for each of its cuts that a row is not below, the cut's step.
struct Step {
    std::uint32_t feature = 0;
    float threshold = 0;
    std::size_t step = 0;  // in masks
};

struct Group {
    std::vector<std::uint32_t> features;
    std::size_t values = 1;
};

/// Neighbours form a group while it has at most `most_values` values.
std::vector<Group> make_groups(const ForestCuts& cuts, std::size_t most_values) {
    std::vector<Group> groups;
    for (const std::uint32_t feature : cuts.features_used()) {
        const std::size_t values = cuts.thresholds(feature).size() + 1;
        if (groups.empty() || groups.back().values * values > most_values) groups.emplace_back();
        groups.back().features.push_back(feature);
        groups.back().values *= values;
    }
    return groups;
}

/// The least groups whose masks fit; none when none are few enough.
std::vector<Group> choose_groups(const ForestCuts& cuts, std::size_t bytes_per_value) {
    for (std::size_t most_values = 64; most_values > 0; most_values /= 2) {
        std::vector<Group> groups = make_groups(cuts, most_values);
        std::size_t values = 0;
        for (const Group& group : groups)
            values += group.values;
        if (groups.size() > most_groups) break;
        if (values <= most_bytes / bytes_per_value) return groups;
    }
    return {};
}

template <class Mask>
class Masks : public ForestMasks {
  public:
    static std::unique_ptr<const ForestMasks> make(const RegressionForest& forest, const ForestCuts& cuts,
                                                   Leaves leaves, InstructionSet instructions) {
        constexpr std::size_t chunk = chunk_bytes / sizeof(Mask);
        const std::size_t stride = (forest.trees() + chunk - 1) / chunk * chunk;
        const std::vector<Group> groups = choose_groups(cuts, stride * sizeof(Mask));
        if (groups.empty()) return nullptr;
        return std::make_unique<const Masks>(forest, cuts, std::move(leaves), groups, stride, instructions);
    }

    Masks(const RegressionForest& forest, const ForestCuts& cuts, Leaves leaves,
          const std::vector<Group>& groups, std::size_t stride, [[maybe_unused]] InstructionSet instructions)
        : leaves_(std::move(leaves)), stride_(stride) {
        // To add -0 changes no sum, not even one of -0.
        leaves_.first.resize(stride, static_cast<std::uint32_t>(leaves_.values.size()));
        leaves_.values.push_back(-0.0F);
        const std::vector<Mask> of_cuts = masks_of_cuts(forest, cuts);
        for (const Group& group : groups)
            push_group(group, cuts, of_cuts);
#if defined(__x86_64__)
        if (instructions == InstructionSet::avx2) sum_ = sum_avx2<Mask>;
        if (instructions == InstructionSet::avx512) sum_ = sum_avx512<Mask>;
#endif
    }

    float predict(const float* row) const override {
        std::array<const Mask*, most_groups> masks;
        const Step* step = steps_.data();
        for (std::size_t g = 0; g < first_mask_.size(); ++g) {
            std::size_t mask = first_mask_[g];
            // Without branches, which nobody can predict.
            for (const Step* end = steps_.data() + end_of_steps_[g]; step != end; ++step) {
                const std::size_t is_below = row[step->feature] < step->threshold ? 1 : 0;
                mask += step->step & (is_below - 1);
            }
            masks[g] = masks_.data() + mask;
        }
        return sum_(leaves_, masks.data(), first_mask_.size());
    }

  private:
    static constexpr Mask all = std::numeric_limits<Mask>::max();

    /// The leaves that a row which is not below the cut can still reach, shape (cuts, stride).
    std::vector<Mask> masks_of_cuts(const RegressionForest& forest, const ForestCuts& cuts) const {
        std::vector<Mask> masks(cuts.size() * stride_, all);
        std::vector<std::size_t> leaves_before;
        for (std::size_t t = 0; t < forest.trees(); ++t) {
            const std::span<const Node> nodes = forest.tree(t);
            leaves_before.assign(1, 0);
            for (const Node& node : nodes)
                leaves_before.push_back(leaves_before.back() + (node.is_leaf() ? 1 : 0));
            for (std::size_t n = 0; n < nodes.size(); ++n) {
                if (nodes[n].is_leaf()) continue;
                // The left part's leaves drop out. They are not all of the tree's, hence fewer than bits.
                const std::size_t first = leaves_before[n + 1];
                const std::size_t count = leaves_before[nodes[n].right - forest.roots()[t]] - first;
                const auto dropped = static_cast<Mask>(((std::uint64_t{1} << count) - 1) << first);
                Mask& mask = masks[cuts.number_of(nodes[n]) * stride_ + t];
                mask = static_cast<Mask>(mask & ~dropped);
            }
        }
        return masks;
    }

    void push_group(const Group& group, const ForestCuts& cuts, const std::vector<Mask>& of_cuts) {
        first_mask_.push_back(masks_.size());
        masks_.resize(masks_.size() + group.values * stride_, all);
        Mask* masks = masks_.data() + first_mask_.back();
        std::size_t step = stride_;
        for (const std::uint32_t feature : group.features) {
            const std::span<const float> thresholds = cuts.thresholds(feature);
            // The values of the features so far are there; one more cut, and they stand there again.
            for (std::size_t c = 0; c < thresholds.size(); ++c) {
                steps_.push_back({feature, thresholds[c], step});
                const Mask* of_cut = of_cuts.data() + (cuts.first(feature) + c) * stride_;
                for (std::size_t i = 0; i < step; ++i)
                    masks[(c + 1) * step + i] = static_cast<Mask>(masks[c * step + i] & of_cut[i % stride_]);
            }
            step *= thresholds.size() + 1;
        }
        end_of_steps_.push_back(steps_.size());
    }

    Leaves leaves_;
    std::size_t stride_;                     // trees, padded to chunks
    std::vector<Mask> masks_;                // of each group, shape (values, stride)
    std::vector<std::size_t> first_mask_;    // of each group
    std::vector<Step> steps_;                // of each group, one behind another
    std::vector<std::size_t> end_of_steps_;  // of each group
    float (*sum_)(const Leaves&, const Mask* const*, std::size_t) = sum_baseline<Mask>;
};

}  // namespace

std::unique_ptr<const ForestMasks> make_forest_masks(const RegressionForest& forest, const ForestCuts& cuts,
                                                     InstructionSet instructions) {
    Leaves leaves = collect_leaves(forest);
    if (leaves.most > most_leaves) return nullptr;
    if (leaves.most > 32) return Masks<std::uint64_t>::make(forest, cuts, std::move(leaves), instructions);
    if (leaves.most > 16) return Masks<std::uint32_t>::make(forest, cuts, std::move(leaves), instructions);
    if (leaves.most > 8) return Masks<std::uint16_t>::make(forest, cuts, std::move(leaves), instructions);
    return Masks<std::uint8_t>::make(forest, cuts, std::move(leaves), instructions);
}

}  // namespace archfront
