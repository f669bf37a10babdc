#include "objectives/forest_walk.hpp"

#include <algorithm>
#include <limits>

namespace archfront {

ForestWalk::ForestWalk(const RegressionForest& forest) : base_(forest.base()) {
    // A split's parts get the next two places, once the split itself has one.
    const std::span<const RegressionForest::Node> nodes = forest.nodes();
    nodes_.resize(nodes.size());
    std::vector<std::uint32_t> place(nodes.size());
    for (std::size_t t = 0; t < forest.trees(); ++t) {
        const std::uint32_t root = forest.roots()[t];
        roots_.push_back(root);
        place[root] = root;
        std::uint32_t next = root + 1;
        for (std::size_t n = root; n < root + forest.tree(t).size(); ++n) {
            Node& node = nodes_[place[n]];
            if (nodes[n].is_leaf()) {
                node = {std::numeric_limits<float>::quiet_NaN(), 0, place[n] - 1, nodes[n].value};
            } else {
                node = {nodes[n].value, nodes[n].feature, next, 0};
                place[n + 1] = next++;
                place[nodes[n].right] = next++;
            }
        }
    }
}

void ForestWalk::walk(const Rows& rows, Places& places) const {
    std::uint32_t moved = 0;
    do {
        moved = 0;
#pragma GCC unroll 8
        for (std::size_t l = 0; l < lanes; ++l) {
            const Node& node = nodes_[places[l]];
            const bool is_below = rows[l][node.feature] < node.threshold;
            const std::uint32_t next = node.left + (is_below ? 0U : 1U);
            moved |= next ^ places[l];
            places[l] = next;
        }
    } while (moved != 0);
}

float ForestWalk::predict(const float* row) const {
    Rows rows;
    rows.fill(row);
    float sum = base_;
    for (std::size_t first = 0; first < roots_.size(); first += lanes) {
        Places places;
        for (std::size_t l = 0; l < lanes; ++l)
            places[l] = roots_[std::min(first + l, roots_.size() - 1)];
        walk(rows, places);
        for (std::size_t l = 0; l < std::min(lanes, roots_.size() - first); ++l)
            sum += nodes_[places[l]].value;
    }
    return sum;
}

void ForestWalk::add_tree(std::size_t tree, const float* rows, std::size_t stride,
                          std::span<float> sums) const {
    for (std::size_t first = 0; first < sums.size(); first += lanes) {
        Rows from;
        for (std::size_t l = 0; l < lanes; ++l)
            from[l] = rows + std::min(first + l, sums.size() - 1) * stride;
        Places places;
        places.fill(roots_[tree]);
        walk(from, places);
        for (std::size_t l = 0; l < std::min(lanes, sums.size() - first); ++l)
            sums[first + l] += nodes_[places[l]].value;
    }
}

}  // namespace archfront
