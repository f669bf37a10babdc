// A network as a graph: nodes are operations, edges carry their results. For people to read and draw.
#pragma once

#include <boost/graph/adjacency_list.hpp>
#include <initializer_list>
#include <string>

namespace archfront {

/// Acyclic; node 0 is the input, the last one the output.
class NetworkGraph : public boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS,
                                                  std::string, std::string> {
  public:
    /// Adds a node that reads `sources`, and returns its number.
    std::size_t add_node(std::string operation, std::initializer_list<std::size_t> sources = {});
    /// An edge that is an operation itself (cell spaces); `operation` may be empty.
    void add_edge(std::size_t source, std::size_t target, std::string operation);
};

/// One line per node, in topological order: "3 conv 3x3 <- 1, 2". Labelled edges print as "1 (skip)".
std::string to_text(const NetworkGraph& graph);

/// Graphviz's DOT.
std::string to_dot(const NetworkGraph& graph, const std::string& title);

}  // namespace archfront
