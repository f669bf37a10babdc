#include "objectives/forest_slices.hpp"

#include <algorithm>
#include <utility>

#include "engine/error.hpp"

namespace archfront {
namespace {

using Node = RegressionForest::Node;

/// Most leaves of the complete tree for one leaf of its own.
constexpr std::size_t most_padding = 16;

/// Levels of splits, or most_levels + 1 when there are more.
std::size_t count_levels(std::span<const Node> nodes, std::size_t root) {
    std::size_t levels = 0;
    std::vector<std::pair<std::size_t, std::size_t>> waiting = {{root, 0}};
    while (!waiting.empty() && levels <= CompleteTree::most_levels) {
        const auto [node, level] = waiting.back();
        waiting.pop_back();
        levels = std::max(levels, level);
        if (nodes[node].is_leaf()) continue;
        waiting.emplace_back(nodes[node].right, level + 1);
        waiting.emplace_back(node + 1, level + 1);
    }
    return levels;
}

}  // namespace

ForestSlices::ForestSlices(const RegressionForest& forest, std::shared_ptr<const ForestCuts> cuts,
                           std::shared_ptr<const ForestWalk> walk, InstructionSet instructions)
    : kernel_(slice_kernel(instructions)),
      features_(forest.features()),
      base_(forest.base()),
      cuts_(std::move(cuts)),
      walk_(std::move(walk)) {
    ARCHFRONT_ASSERT(cuts_->size() > 0 && cuts_->size() <= most_cuts, "cuts are numbered in 16 bits");
    for (std::size_t t = 0; t < forest.trees(); ++t)
        trees_.push_back(make_tree(forest, t));
}

ForestSlices::Tree ForestSlices::make_tree(const RegressionForest& forest, std::size_t tree) {
    const std::size_t root = forest.roots()[tree];
    const std::size_t leaves = (forest.tree(tree).size() + 1) / 2;
    // A leaf alone becomes a split with twice that leaf.
    const std::size_t levels = std::max<std::size_t>(count_levels(forest.nodes(), root), 1);
    const std::size_t places = std::size_t{1} << levels;
    if (levels > CompleteTree::most_levels || places > most_padding * leaves) return {};
    const Tree made{levels, cut_numbers_.size(), leaves_.size()};
    cut_numbers_.resize(cut_numbers_.size() + places - 1);
    leaves_.resize(leaves_.size() + std::max(places, CompleteTree::least_leaves));
    put(forest, root, cut_numbers_.data() + made.first_cut, 0,
        std::span(leaves_).subspan(made.first_leaf, places));
    return made;
}

/// Puts a node at a place of the complete tree, numbered level by level, and its parts below it. A leaf above the last
/// level fills all leaves below its place.
void ForestSlices::put(const RegressionForest& forest, std::size_t node, std::uint16_t* cuts,
                       std::size_t place, std::span<float> leaves) {
    const Node& put_here = forest.nodes()[node];
    if (put_here.is_leaf()) {
        std::fill(leaves.begin(), leaves.end(), put_here.value);
        return;
    }
    cuts[place] = static_cast<std::uint16_t>(cuts_->number_of(put_here));
    const std::size_t half = leaves.size() / 2;
    put(forest, node + 1, cuts, 2 * place + 1, leaves.first(half));
    put(forest, put_here.right, cuts, 2 * place + 2, leaves.last(half));
}

ForestSlices::Scratch ForestSlices::make_scratch() const {
    return {std::vector<float>(cuts_->features_used().size() * block_rows()),
            std::vector<std::uint32_t>(cuts_->size() * kernel_.width), std::vector<float>(block_rows())};
}

void ForestSlices::test_cuts(const float* rows, std::size_t count, Scratch& scratch) const {
    const std::span<const std::uint32_t> used = cuts_->features_used();
    // Few rows at a time, which the cache keeps until all their features are taken.
    for (std::size_t first = 0; first < count; first += kernel_.width) {
        const std::size_t end = std::min(first + kernel_.width, count);
        for (std::size_t u = 0; u < used.size(); ++u) {
            float* column = scratch.columns.data() + u * block_rows();
            for (std::size_t r = first; r < end; ++r)
                column[r] = rows[r * features_ + used[u]];
        }
    }
    const std::size_t steps = (count + kernel_.width - 1) / kernel_.width;
    for (std::size_t u = 0; u < used.size(); ++u) {
        kernel_.test_cuts(scratch.columns.data() + u * block_rows(), steps, cuts_->thresholds(used[u]),
                          scratch.bits.data() + cuts_->first(used[u]) * kernel_.width);
    }
}

void ForestSlices::predict(const float* rows, std::span<float> predictions, Scratch& scratch) const {
    ARCHFRONT_ASSERT(predictions.size() <= block_rows(), "more rows than bits");
    test_cuts(rows, predictions.size(), scratch);
    const std::size_t steps = (predictions.size() + kernel_.width - 1) / kernel_.width;
    std::fill(scratch.sums.begin(), scratch.sums.end(), base_);
    for (std::size_t t = 0; t < trees_.size(); ++t) {
        const Tree& tree = trees_[t];
        if (tree.levels == 0) {
            walk_->add_tree(t, rows, features_, std::span(scratch.sums).first(predictions.size()));
        } else {
            kernel_.add_tree[tree.levels](
                {tree.levels, cut_numbers_.data() + tree.first_cut, leaves_.data() + tree.first_leaf},
                scratch.bits.data(), steps, scratch.sums.data());
        }
    }
    std::copy_n(scratch.sums.begin(), predictions.size(), predictions.begin());
}

}  // namespace archfront
