// NAS-Bench-201: a cell of four nodes, every earlier node feeding every later one through one of five
// operations. Source: Dong and Yang 2020, arXiv:2001.00326.
#include <algorithm>
#include <array>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/topological_sort.hpp>
#include <map>
#include <mutex>
#include <string>

#include "engine/space.hpp"
#include "engine/text.hpp"

namespace archfront {
namespace {

constexpr std::size_t nodes = 4;
constexpr std::size_t edges = 6;
constexpr std::size_t operations = 5;
constexpr std::uint64_t cells = 15'625;

enum Operation : Choice { none, skip_connect, nor_conv_1x1, nor_conv_3x3, avg_pool_3x3 };
constexpr std::array<std::string_view, operations> operation_names = {"none", "skip_connect", "nor_conv_1x1",
                                                                      "nor_conv_3x3", "avg_pool_3x3"};

struct Edge {
    std::size_t target;
    std::size_t source;
};
/// Edges in the order of the official string.
constexpr std::array<Edge, edges> edge_list = {{{1, 0}, {2, 0}, {2, 1}, {3, 0}, {3, 1}, {3, 2}}};

/// The cell as a directed acyclic graph; the operation is the edge's property.
using Cell =
    boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS, boost::no_property, Operation>;

Cell to_graph(ArchitectureView architecture) {
    Cell cell(nodes);
    for (std::size_t e = 0; e < edges; ++e) {
        boost::add_edge(edge_list[e].source, edge_list[e].target, static_cast<Operation>(architecture[e]),
                        cell);
    }
    return cell;
}

/// The expression that a cell computes, such that two cells are isomorphic when their expressions are equal.
/// A node is the sum of its incoming edges, as a sorted list of terms: "#" (zero) for a `none` edge or one
/// whose source is itself "#", the source's own expression for a `skip_connect`, "(source)@operation"
/// otherwise. Sums are neither flattened nor freed of zeros. This gives the 6,466 classes the benchmark's
/// paper counts; without the rule for zero there are 12,751.
std::string expression(const Cell& cell) {
    std::array<std::string, nodes> text;
    std::vector<Cell::vertex_descriptor> order;
    boost::topological_sort(cell, std::back_inserter(order));
    std::reverse(order.begin(), order.end());
    for (const auto node : order) {
        std::vector<std::string> terms;
        for (const auto edge : boost::make_iterator_range(boost::in_edges(node, cell))) {
            const Operation operation = cell[edge];
            const std::string& source = text[boost::source(edge, cell)];
            if (operation == none || source == "#") {
                terms.emplace_back("#");
            } else if (operation == skip_connect) {
                terms.push_back(source);
            } else {
                terms.push_back("(" + source + ")@" + std::string(operation_names[operation]));
            }
        }
        std::sort(terms.begin(), terms.end());
        text[node] = terms.empty() ? "0" : join(terms, "+");
    }
    return text[nodes - 1];
}

class NasBench201 : public SearchSpace {
  public:
    NasBench201() : SearchSpace("nas-bench-201", make_variables()) {}

  private:
    static std::vector<Variable> make_variables() {
        std::vector<Variable> variables;
        for (const Edge& edge : edge_list) {
            variables.push_back({std::to_string(edge.target) + "<-" + std::to_string(edge.source),
                                 {operation_names.begin(), operation_names.end()}});
        }
        return variables;
    }

    std::string do_to_string(ArchitectureView architecture) const override {
        std::string text;
        for (std::size_t e = 0; e < edges; ++e) {
            if (e > 0 && edge_list[e].source == 0) text += "+";
            if (edge_list[e].source == 0) text += "|";
            text += std::string(operation_names[architecture[e]]) + "~" +
                    std::to_string(edge_list[e].source) + "|";
        }
        return text;
    }

    /// The official string, or six digits (operation numbers in edge order).
    Architecture do_parse(std::string_view text) const override {
        text = trim(text);
        if (text.size() == edges && text.find_first_not_of("01234") == std::string_view::npos) {
            Architecture architecture;
            for (const char digit : text)
                architecture.push_back(static_cast<Choice>(digit - '0'));
            return architecture;
        }
        Architecture architecture(edges);
        std::size_t at = 0;
        const auto fail = [&](const std::string& wanted) {
            throw UserError("architecture '" + excerpt(text, 120) + "': at position " +
                            std::to_string(at + 1) + ", expected " + wanted);
        };
        const auto expect = [&](std::string_view token) {
            if (text.substr(at, token.size()) != token) fail("'" + std::string(token) + "'");
            at += token.size();
        };
        for (std::size_t e = 0; e < edges; ++e) {
            if (edge_list[e].source == 0) expect(e == 0 ? "|" : "+|");
            const std::string_view name = text.substr(at, text.substr(at).find('~'));
            const auto known = std::find(operation_names.begin(), operation_names.end(), name);
            if (known == operation_names.end()) {
                fail("an operation" + suggestion(name, {operation_names.begin(), operation_names.end()}) +
                     ": none, skip_connect, nor_conv_1x1, nor_conv_3x3 or avg_pool_3x3");
            }
            architecture[e] = static_cast<Choice>(known - operation_names.begin());
            at += name.size();
            expect("~" + std::to_string(edge_list[e].source) + "|");
        }
        if (at != text.size()) fail("the end");
        return architecture;
    }

    void do_canonicalise(std::span<Choice> rows, Equivalence equivalence) const override {
        if (equivalence == Equivalence::spelling) return;
        std::call_once(representatives_once_, [this] { find_representatives(); });
        for (std::size_t first = 0; first < rows.size(); first += edges) {
            const std::span<Choice> row = rows.subspan(first, edges);
            from_ordinal(representatives_[ordinal(row)], row);
        }
    }

    /// The representative of a class is its member of lowest ordinal.
    void find_representatives() const {
        std::map<std::string, std::uint64_t> first_of;
        std::array<Choice, edges> row;
        for (std::uint64_t ordinal = 0; ordinal < cells; ++ordinal) {
            from_ordinal(ordinal, row);
            representatives_.push_back(first_of.emplace(expression(to_graph(row)), ordinal).first->second);
        }
    }

    mutable std::once_flag representatives_once_;
    mutable std::vector<std::uint64_t> representatives_;  // by ordinal
};

const Registration<SpacePlugin> registration{
    {{.name = "nas-bench-201",
      .summary = "cell of 6 edges with 5 operations each, 15,625 cells",
      .citation = "Dong and Yang 2020, arXiv:2001.00326",
      .file = __FILE__},
     [] { return std::make_shared<const NasBench201>(); }}};

}  // namespace
}  // namespace archfront
