// NAS-Bench-ASR: a cell of three nodes for speech recognition. Node k applies one operation to node k-1's output
// and adds the outputs of any earlier nodes. Source: Mehrotra et al. 2021, openreview.net/forum?id=CU0APx9LMaL.
#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <string>

#include "engine/network_graph.hpp"
#include "engine/space.hpp"
#include "engine/text.hpp"
#include "spaces/scanner.hpp"

namespace archfront {
namespace {

constexpr std::size_t nodes = 3;  // input and output apart
constexpr Choice zero = 5;
const std::vector<std::string> operations = {"linear", "conv5", "conv5d2", "conv7", "conv7d2", "zero"};

/// Position of node k's operation; the k skips from nodes 0 ... k-1 into it follow. k counts from 1.
constexpr std::size_t operation_of(std::size_t k) {
    return (k - 1) * (k + 2) / 2;
}

/// Which networks the benchmark takes for the same: it keeps the operations as vertices, with an edge to each
/// operation that reads them, and drops `zero` operations and whatever they cut off from input or output.
/// (A sum that is skipped to a later node stands for its operation alone, so this is coarser than equality of
/// functions, but it is what the benchmark trained once.)
class OperationGraph {
  public:
    explicit OperationGraph(ArchitectureView cell) {
        labels_[0] = input;
        labels_[output_vertex] = output;
        for (std::size_t k = 1; k <= nodes; ++k)
            labels_[k] = cell[operation_of(k)];
        for (std::size_t k = 0; k <= nodes; ++k) {
            add_edge(k, k + 1);
            // What is added to node k is read by the next.
            for (std::size_t source = 0; source < k; ++source) {
                if (cell[operation_of(k) + 1 + source] == 1) add_edge(source, k + 1);
            }
        }
    }

    /// Equal for isomorphic graphs: the least description over all orders of the live operations.
    std::string signature() const {
        const std::array<bool, vertices> forward = reachable(0, true);
        const std::array<bool, vertices> backward = reachable(output_vertex, false);
        if (!forward[output_vertex]) return "";
        std::vector<std::size_t> live;
        for (std::size_t v = 1; v <= nodes; ++v) {
            if (forward[v] && backward[v]) live.push_back(v);
        }
        std::string least;
        do {
            least = least.empty() ? description(live) : std::min(least, description(live));
        } while (std::next_permutation(live.begin(), live.end()));
        return least;
    }

  private:
    static constexpr std::size_t vertices = nodes + 2;
    static constexpr std::size_t output_vertex = nodes + 1;
    static constexpr Choice input = 6;
    static constexpr Choice output = 7;

    void add_edge(std::size_t source, std::size_t target) {
        edges_[source][target] = labels_[source] != zero && labels_[target] != zero;
    }

    std::array<bool, vertices> reachable(std::size_t start, bool forward) const {
        std::array<bool, vertices> reached{};
        reached[start] = true;
        for (std::size_t step = 0; step < vertices; ++step) {
            for (std::size_t a = 0; a < vertices; ++a) {
                for (std::size_t b = 0; b < vertices; ++b) {
                    if (reached[a] && (forward ? edges_[a][b] : edges_[b][a])) reached[b] = true;
                }
            }
        }
        return reached;
    }

    /// Labels and edges with the live operations in this order, between input and output.
    std::string description(std::vector<std::size_t> order) const {
        order.insert(order.begin(), 0);
        order.push_back(output_vertex);
        std::string text;
        for (const std::size_t v : order)
            text += static_cast<char>('a' + labels_[v]);
        for (const std::size_t a : order) {
            for (const std::size_t b : order)
                text += edges_[a][b] ? '1' : '0';
        }
        return text;
    }

    std::array<Choice, vertices> labels_{};
    std::array<std::array<bool, vertices>, vertices> edges_{};
};

class NasBenchAsr : public SearchSpace {
  public:
    NasBenchAsr() : SearchSpace("nas-bench-asr", make_variables()) {}

  private:
    static std::vector<Variable> make_variables() {
        std::vector<Variable> variables;
        for (std::size_t k = 1; k <= nodes; ++k) {
            variables.push_back({std::to_string(k) + "<-" + std::to_string(k - 1), operations});
            for (std::size_t source = 0; source < k; ++source) {
                variables.push_back(
                    {std::to_string(k) + "<-" + std::to_string(source) + "_skip", {"none", "skip"}});
            }
        }
        return variables;
    }

    /// RAPID's flat vector, "[0, 1, 5, 1, 0, 3, 0, 1, 1]".
    std::string do_to_string(ArchitectureView architecture) const override {
        std::vector<std::string> numbers;
        for (const Choice choice : architecture)
            numbers.push_back(std::to_string(choice));
        return "[" + join(numbers, ", ") + "]";
    }

    /// That, or the benchmark's own nested form, "[[0, 1], [5, 1, 0], [3, 0, 1, 1]]".
    Architecture do_parse(std::string_view text) const override {
        Architecture architecture;
        Scanner scanner(text);
        scanner.expect("[");
        const bool nested = scanner.accept("[");
        for (std::size_t i = 0; i < width(); ++i) {
            const bool opens_node = i == operation_of(2) || i == operation_of(3);
            if (nested && opens_node) scanner.expect("]");
            if (i > 0) scanner.expect(",");
            if (nested && opens_node) scanner.expect("[");
            const std::size_t mark = scanner.mark();
            const auto number = parse_integer(scanner.word());
            const auto choices = static_cast<long long>(variables()[i].cardinality());
            if (!number || *number < 0 || *number >= choices)
                scanner.fail("0 to " + std::to_string(choices - 1), mark);
            architecture.push_back(static_cast<Choice>(*number));
        }
        if (nested) scanner.expect("]");
        scanner.expect("]");
        scanner.expect_end();
        return architecture;
    }

    /// The representative of a class is its member of highest ordinal, which is the one that was trained.
    void do_canonicalise(std::span<Choice> rows, Equivalence equivalence) const override {
        if (equivalence == Equivalence::spelling) return;
        std::call_once(representatives_once_, [this] { find_representatives(); });
        for (std::size_t first = 0; first < rows.size(); first += width()) {
            const std::span<Choice> row = rows.subspan(first, width());
            from_ordinal(representatives_[ordinal(row)], row);
        }
    }

    void find_representatives() const {
        std::map<std::string, std::uint64_t> last_of;
        Architecture row(width());
        representatives_.resize(*size());
        for (std::uint64_t ordinal = *size(); ordinal-- > 0;) {
            from_ordinal(ordinal, row);
            representatives_[ordinal] =
                last_of.emplace(OperationGraph(row).signature(), ordinal).first->second;
        }
    }

    NetworkGraph do_graph(ArchitectureView architecture) const override {
        NetworkGraph graph;
        std::size_t last = graph.add_node("cell input");
        for (std::size_t k = 1; k <= nodes; ++k) {
            last = graph.add_node("sum");
            const std::size_t at = operation_of(k);
            graph.add_edge(k - 1, k, operations[architecture[at]]);
            for (std::size_t source = 0; source < k; ++source) {
                if (architecture[at + 1 + source] == 1) graph.add_edge(source, k, "skip");
            }
        }
        graph.add_node("layer normalisation", {last});
        return graph;
    }

    mutable std::once_flag representatives_once_;
    mutable std::vector<std::uint64_t> representatives_;  // by ordinal
};

const Registration<SpacePlugin> registration{
    {{.name = "nas-bench-asr",
      .summary = "cell of 3 nodes (6 operations each, 6 skips) for speech, 13,824 cells, 8,242 models",
      .citation = "Mehrotra et al. 2021, openreview.net/forum?id=CU0APx9LMaL",
      .file = __FILE__},
     [] { return std::make_shared<const NasBenchAsr>(); }}};

}  // namespace
}  // namespace archfront
