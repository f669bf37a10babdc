#include "engine/network_graph.hpp"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/graphviz.hpp>
#include <boost/graph/topological_sort.hpp>
#include <iterator>
#include <sstream>
#include <utility>

#include "engine/text.hpp"

namespace archfront {
namespace {

using Graph =
    boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS, std::string, std::string>;

Graph to_boost(const NetworkGraph& network) {
    Graph graph;
    for (const std::string& node : network.nodes)
        boost::add_vertex(node, graph);
    for (const NetworkGraph::Edge& edge : network.edges)
        boost::add_edge(edge.source, edge.target, edge.operation, graph);
    return graph;
}

/// Sources before targets.
std::vector<std::size_t> topological_order(const Graph& graph) {
    std::vector<std::size_t> order;
    // A colour map of our own: the default one shares ownership in a way that clang's analyzer cannot follow.
    std::vector<boost::default_color_type> colours(boost::num_vertices(graph));
    boost::topological_sort(graph, std::back_inserter(order),
                            boost::color_map(boost::make_iterator_property_map(
                                colours.begin(), boost::get(boost::vertex_index, graph))));
    std::ranges::reverse(order);
    return order;
}

}  // namespace

std::size_t NetworkGraph::add_node(std::string operation, std::initializer_list<std::size_t> sources) {
    nodes.push_back(std::move(operation));
    for (const std::size_t source : sources)
        add_edge(source, nodes.size() - 1, "");
    return nodes.size() - 1;
}

void NetworkGraph::add_edge(std::size_t source, std::size_t target, std::string operation) {
    edges.push_back({source, target, std::move(operation)});
}

std::size_t depth(const NetworkGraph& network) {
    const Graph graph = to_boost(network);
    std::vector<std::size_t> edges_to(network.nodes.size(), 0);
    std::size_t longest = 0;
    for (const std::size_t node : topological_order(graph)) {
        for (const auto edge : boost::make_iterator_range(boost::in_edges(node, graph)))
            edges_to[node] = std::max(edges_to[node], edges_to[boost::source(edge, graph)] + 1);
        longest = std::max(longest, edges_to[node]);
    }
    return longest;
}

std::string to_text(const NetworkGraph& network) {
    const Graph graph = to_boost(network);
    std::string text;
    for (const std::size_t node : topological_order(graph)) {
        std::vector<std::string> sources;
        for (const auto edge : boost::make_iterator_range(boost::in_edges(node, graph))) {
            sources.push_back(std::to_string(boost::source(edge, graph)) +
                              (graph[edge].empty() ? "" : " (" + graph[edge] + ")"));
        }
        text += std::to_string(node) + " " + graph[node] +
                (sources.empty() ? "" : " <- " + join(sources, ", ")) + "\n";
    }
    return text;
}

std::string to_dot(const NetworkGraph& network, const std::string& title) {
    const Graph graph = to_boost(network);
    std::ostringstream out;
    boost::write_graphviz(
        out, graph, boost::make_label_writer(boost::get(boost::vertex_bundle, graph)),
        boost::make_label_writer(boost::get(boost::edge_bundle, graph)), [&](std::ostream& stream) {
            stream << "label=" << boost::escape_dot_string(title) << ";\nnode [shape=box];\n";
        });
    return out.str();
}

}  // namespace archfront
