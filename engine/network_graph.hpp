// A network as a graph: nodes are operations, edges carry their results. For people to read and draw.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <vector>

namespace archfront {

/// Acyclic; nodes are numbered from 0 in the order they were added.
struct NetworkGraph {
    struct Edge {
        std::size_t source;
        std::size_t target;
        /// Of spaces whose edges are operations (cells); else empty.
        std::string operation;
    };

    std::vector<std::string> nodes;
    std::vector<Edge> edges;

    /// Adds a node that reads `sources`, and returns its number.
    std::size_t add_node(std::string operation, std::initializer_list<std::size_t> sources = {});
    void add_edge(std::size_t source, std::size_t target, std::string operation);
};

/// Edges on the longest path. REQUIRES: no cycle.
std::size_t depth(const NetworkGraph& network);

/// One line per node, sources before targets: "3 conv 3x3 <- 1, 2 (skip)". REQUIRES: no cycle.
std::string to_text(const NetworkGraph& network);

/// Graphviz's DOT.
std::string to_dot(const NetworkGraph& network, const std::string& title);

}  // namespace archfront
