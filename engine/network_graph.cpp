#include "engine/network_graph.hpp"

#include <boost/graph/graphviz.hpp>
#include <boost/graph/topological_sort.hpp>
#include <sstream>
#include <utility>

#include "engine/text.hpp"

namespace archfront {

std::size_t NetworkGraph::add_node(std::string operation, std::initializer_list<std::size_t> sources) {
    const std::size_t node = boost::add_vertex(std::move(operation), *this);
    for (const std::size_t source : sources)
        add_edge(source, node, "");
    return node;
}

void NetworkGraph::add_edge(std::size_t source, std::size_t target, std::string operation) {
    boost::add_edge(source, target, std::move(operation), *this);
}

std::string to_text(const NetworkGraph& graph) {
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

std::string to_dot(const NetworkGraph& graph, const std::string& title) {
    std::ostringstream out;
    boost::write_graphviz(
        out, graph, boost::make_label_writer(boost::get(boost::vertex_bundle, graph)),
        boost::make_label_writer(boost::get(boost::edge_bundle, graph)), [&](std::ostream& stream) {
            stream << "label=" << boost::escape_dot_string(title) << ";\nnode [shape=box];\n";
        });
    return out.str();
}

}  // namespace archfront
