// NAS-Bench-201: a cell of four nodes, every earlier node feeding every later one through one of five
// operations. Source: Dong and Yang 2020, arXiv:2001.00326.
#include <algorithm>
#include <array>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/topological_sort.hpp>
#include <map>
#include <mutex>
#include <string>

#include "engine/network_graph.hpp"
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

/// The four ways from input to output, as edges.
constexpr std::array<std::array<std::size_t, 3>, 4> path_edges = {{{3}, {0, 4}, {1, 5}, {0, 2, 5}}};
constexpr std::array<std::size_t, 4> path_lengths = {1, 2, 2, 3};
constexpr std::size_t longest_path = 3;

/// How many of each operation.
using Counts = std::array<int, operations>;

/// Multiply-accumulates in units of a 1x1 convolution.
int cost(const Counts& counts) {
    return counts[nor_conv_1x1] + 9 * counts[nor_conv_3x3];
}

int convolutions(const Counts& counts) {
    return counts[nor_conv_1x1] + counts[nor_conv_3x3];
}

/// What a surrogate sees of a cell behind its one-hot choices. A path is live when it has no `none`, and an
/// edge when it lies on a live path: only those carry anything to the output. Numbers over live paths do not
/// depend on how the nodes are named, which gives isomorphic cells nearly the same prediction.
struct CellFeatures {
    Counts all{};
    Counts live{};
    std::array<int, path_lengths.size()> path_costs{};
    int live_paths = 0;
    int deepest = 0;     // convolutions on the live path that has most of them
    int shallowest = 0;  // and fewest
    /// Live paths by the number of ... on them, 0 to 3.
    std::array<int, longest_path + 1> by_conv_1x1{}, by_conv_3x3{}, by_convolutions{}, by_pools{};

    explicit CellFeatures(ArchitectureView cell) {
        for (const Choice operation : cell)
            ++all[operation];
        std::array<bool, edges> live_edges{};
        shallowest = longest_path;
        for (std::size_t p = 0; p < path_lengths.size(); ++p)
            add_path(cell, p, live_edges);
        if (live_paths == 0) shallowest = 0;
        for (std::size_t e = 0; e < edges; ++e) {
            if (live_edges[e]) ++live[cell[e]];
        }
    }

    void add_path(ArchitectureView cell, std::size_t path, std::array<bool, edges>& live_edges) {
        Counts on_path{};
        for (std::size_t i = 0; i < path_lengths[path]; ++i)
            ++on_path[cell[path_edges[path][i]]];
        path_costs[path] = on_path[none] == 0 ? cost(on_path) : -1;
        if (on_path[none] > 0) return;
        for (std::size_t i = 0; i < path_lengths[path]; ++i)
            live_edges[path_edges[path][i]] = true;
        ++live_paths;
        deepest = std::max(deepest, convolutions(on_path));
        shallowest = std::min(shallowest, convolutions(on_path));
        ++by_conv_1x1[static_cast<std::size_t>(on_path[nor_conv_1x1])];
        ++by_conv_3x3[static_cast<std::size_t>(on_path[nor_conv_3x3])];
        ++by_convolutions[static_cast<std::size_t>(convolutions(on_path))];
        ++by_pools[static_cast<std::size_t>(on_path[avg_pool_3x3])];
    }

    /// Calls visit(name, number or numbers) for each feature or array of features, in order.
    template <class Visit>
    void visit(Visit visit) const {
        visit("operations", all);
        visit("live_operations", live);
        visit("cost", std::array{cost(all)});
        visit("live_cost", std::array{cost(live)});
        visit("path_cost", path_costs);
        visit("live_paths", std::array{live_paths});
        visit("deepest", std::array{deepest});
        visit("shallowest", std::array{shallowest});
        visit("paths_by_conv_1x1", by_conv_1x1);
        visit("paths_by_conv_3x3", by_conv_3x3);
        visit("paths_by_convolutions", by_convolutions);
        visit("paths_by_pools", by_pools);
    }
};

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

    /// The cell alone, with the operations on its edges: the skeleton around it is the same for all.
    NetworkGraph do_graph(ArchitectureView architecture) const override {
        NetworkGraph graph;
        graph.add_node("input");
        graph.add_node("sum");
        graph.add_node("sum");
        graph.add_node("output");
        for (std::size_t e = 0; e < edges; ++e) {
            graph.add_edge(edge_list[e].source, edge_list[e].target,
                           std::string(operation_names[architecture[e]]));
        }
        return graph;
    }

    std::vector<std::string> do_feature_names() const override {
        std::vector<std::string> names = SearchSpace::do_feature_names();
        CellFeatures(Architecture(edges, none)).visit([&](const char* name, const auto& numbers) {
            for (std::size_t i = 0; i < numbers.size(); ++i)
                names.push_back(numbers.size() == 1 ? name : name + ("[" + std::to_string(i) + "]"));
        });
        return names;
    }

    void do_features(ArchitectureBatchView batch, std::span<float> features) const override {
        for (std::size_t r = 0; r < batch.size(); ++r) {
            features = one_hot(batch[r], features);
            CellFeatures(batch[r]).visit([&](const char*, const auto& numbers) {
                std::transform(numbers.begin(), numbers.end(), features.begin(),
                               [](int number) { return static_cast<float>(number); });
                features = features.subspan(numbers.size());
            });
        }
        ARCHFRONT_ASSERT(features.empty(), "feature matrix of another shape");
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
