#include "engine/network_graph.hpp"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/graphviz.hpp>
#include <boost/graph/topological_sort.hpp>
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

std::string to_text(const NetworkGraph& network) {
    const Graph graph = to_boost(network);
    std::vector<std::size_t> order;
    boost::topological_sort(graph, std::back_inserter(order));
    std::string text;
    for (auto node = order.rbegin(); node != order.rend(); ++node) {
        std::vector<std::string> sources;
        for (const auto edge : boost::make_iterator_range(boost::in_edges(*node, graph))) {
            sources.push_back(std::to_string(boost::source(edge, graph)) +
                              (graph[edge].empty() ? "" : " (" + graph[edge] + ")"));
        }
        text += std::to_string(*node) + " " + graph[*node] +
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
