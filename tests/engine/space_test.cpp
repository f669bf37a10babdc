#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <map>
#include <set>

#include "engine/space.hpp"
#include "engine/text.hpp"

using namespace archfront;

namespace {

/// Written as choices between commas.
class Written : public SearchSpace {
  public:
    explicit Written(std::vector<Variable> variables) : SearchSpace("written", std::move(variables)) {}

  private:
    std::string do_to_string(ArchitectureView architecture) const override {
        std::vector<std::string> choices;
        for (const Choice choice : architecture)
            choices.push_back(std::to_string(choice));
        return join(choices, ",");
    }

    Architecture do_parse(std::string_view text) const override {
        Architecture architecture;
        for (const std::string_view part : split(text, ','))
            architecture.push_back(static_cast<Choice>(parse_integer(part).value()));
        return architecture;
    }
};

/// Variables of given cardinalities.
class Plain : public Written {
  public:
    explicit Plain(const std::vector<std::size_t>& cardinalities) : Written(make_variables(cardinalities)) {}

  private:
    static std::vector<Variable> make_variables(const std::vector<std::size_t>& cardinalities) {
        std::vector<Variable> variables;
        for (const std::size_t cardinality : cardinalities) {
            Variable variable{"v" + std::to_string(variables.size()), {}};
            for (std::size_t choice = 0; choice < cardinality; ++choice)
                variable.choices.push_back("c" + std::to_string(choice));
            variables.push_back(variable);
        }
        return variables;
    }
};

/// Depth 1 to 3, two layers beyond the first, the second of them with a detail that needs its choice 1: 2 (depth
/// 1) + 2 x 3 (depth 2) + 2 x 3 x (1 + 2) (depth 3) = 26 networks with the free variable's two choices.
std::shared_ptr<const SearchSpace> layered() {
    return std::make_shared<const Written>(std::vector<Variable>{
        {"depth", {"1", "2", "3"}},
        {"free", {"a", "b"}},
        {"layer2", {"x", "y", "z"}, ActiveWhen{0, 1}},
        {"layer3", {"x", "y"}, ActiveWhen{0, 2}},
        {"detail", {"p", "q"}, ActiveWhen{3, 1}},
    });
}

/// All rows that are their own representative.
std::set<std::string> canonical_rows(const SearchSpace& space) {
    std::set<std::string> rows;
    for (std::uint64_t ordinal = 0; ordinal < *space.size(); ++ordinal) {
        ArchitectureBatch batch(space.width());
        space.from_ordinal(ordinal, batch.emplace_back());
        space.canonicalise(batch, Equivalence::spelling);
        rows.insert(space.to_string(batch[0]));
    }
    return rows;
}

}  // namespace

TEST_CASE("a space's size is the product of its cardinalities") {
    CHECK(Plain({2, 3, 4}).size() == 24);
    CHECK(Plain({1}).size() == 1);
    CHECK(Plain({256}).size() == 256);
}

TEST_CASE("a space of 2^64 genotypes or more has no size") {
    CHECK(Plain(std::vector<std::size_t>(63, 2)).size() == 1ULL << 63);
    CHECK_FALSE(Plain(std::vector<std::size_t>(64, 2)).size().has_value());
    CHECK_FALSE(Plain(std::vector<std::size_t>(8, 256)).size().has_value());
    CHECK_FALSE(Plain(std::vector<std::size_t>(1000, 3)).size().has_value());
}

TEST_CASE("ordinals count genotypes with the first variable fastest") {
    const Plain space({2, 3});
    const std::vector<Architecture> expected = {{0, 0}, {1, 0}, {0, 1}, {1, 1}, {0, 2}, {1, 2}};
    for (std::uint64_t ordinal = 0; ordinal < expected.size(); ++ordinal) {
        Architecture row(2);
        space.from_ordinal(ordinal, row);
        CHECK(row == expected[ordinal]);
        CHECK(space.ordinal(row) == ordinal);
    }
}

TEST_CASE("a space contains rows of its width with choices below their cardinality") {
    const Plain space({2, 3});
    CHECK(space.contains(Architecture{1, 2}));
    CHECK_FALSE(space.contains(Architecture{2, 2}));
    CHECK_FALSE(space.contains(Architecture{1, 3}));
    CHECK_FALSE(space.contains(Architecture{1}));
    CHECK_FALSE(space.contains(Architecture{1, 2, 0}));
}

TEST_CASE("samples are uniform over genotypes") {
    const Plain space({2, 3});
    RandomGenerator random(1);
    std::array<double, 6> counts{};
    constexpr double draws = 60'000;
    Architecture row(2);
    for (int i = 0; i < draws; ++i) {
        space.sample(random, row);
        ++counts[space.ordinal(row)];
    }
    double chi_squared = 0;
    for (const double count : counts)
        chi_squared += (count - draws / 6) * (count - draws / 6) / (draws / 6);
    CHECK(chi_squared < 20.52);  // 5 degrees of freedom, 0.001
}

TEST_CASE("features are one-hot unless the space knows better") {
    const Plain space({2, 3});
    CHECK(space.feature_names() == std::vector<std::string>{"v0=c0", "v0=c1", "v1=c0", "v1=c1", "v1=c2"});
    ArchitectureBatch batch(2);
    batch.push_back(Architecture{1, 0});
    batch.push_back(Architecture{0, 2});
    std::vector<float> features(10, 9.0F);
    space.features(batch, features);
    CHECK(features == std::vector<float>{0, 1, 1, 0, 0, 1, 0, 0, 0, 1});
}

TEST_CASE("an architecture string beyond 64 KiB is refused before it is parsed") {
    CHECK_THROWS_WITH_AS(Plain({2}).parse(std::string(65'537, '0')),
                         "architecture of 65,537 bytes; the longest allowed is 65,536", UserError);
}

TEST_CASE("an unknown space is refused at its place with a suggestion") {
    CHECK_THROWS_WITH_AS(make_space("nas-bench-210", {"e.yaml", 2, 8}),
                         doctest::Contains("e.yaml:2:8: unknown space"), UserError);
    CHECK_THROWS_WITH_AS(make_space("nas-bench-210"), doctest::Contains("did you mean 'nas-bench-201'?"),
                         UserError);
}

TEST_CASE("a variable counts where those it depends on have the choices it needs") {
    const auto space = layered();
    CHECK(space->active(Architecture{0, 0, 0, 0, 0}, 1));
    CHECK_FALSE(space->active(Architecture{0, 0, 0, 1, 0}, 2));
    CHECK(space->active(Architecture{1, 0, 0, 1, 0}, 2));
    CHECK_FALSE(space->active(Architecture{1, 0, 0, 1, 0}, 4));  // layer3 itself does not count
    CHECK(space->active(Architecture{2, 0, 0, 1, 0}, 4));
    CHECK_FALSE(space->active(Architecture{2, 0, 0, 0, 0}, 4));
}

TEST_CASE("choices that do not count become the first choice") {
    const auto space = layered();
    ArchitectureBatch batch(5);
    batch.push_back(Architecture{0, 1, 2, 1, 1});
    batch.push_back(Architecture{2, 1, 2, 1, 1});
    batch.push_back(Architecture{2, 0, 1, 0, 1});
    space->canonicalise(batch, Equivalence::spelling);
    CHECK(Architecture(batch[0].begin(), batch[0].end()) == Architecture{0, 1, 0, 0, 0});
    CHECK(Architecture(batch[1].begin(), batch[1].end()) == Architecture{2, 1, 2, 1, 1});
    CHECK(Architecture(batch[2].begin(), batch[2].end()) == Architecture{2, 0, 1, 0, 0});
}

TEST_CASE("networks are counted without their inactive choices") {
    const auto space = layered();
    CHECK(space->genotype_count() == "72");
    CHECK(space->network_count() == "26");
    CHECK(canonical_rows(*space).size() == 26);
}

TEST_CASE("counts beyond 64 bits are exact") {
    CHECK(Plain(std::vector<std::size_t>(64, 2)).genotype_count() == "18446744073709551616");
    CHECK(Plain(std::vector<std::size_t>(36, 9)).network_count() == "22528399544939174411840147874772641");
}

TEST_CASE("networks are drawn with equal chances, genotypes with equal chances of each choice") {
    const auto space = layered();
    RandomGenerator random(1);
    std::map<std::string, int> networks;
    constexpr int draws = 26000;
    Architecture row(5);
    for (int i = 0; i < draws; ++i) {
        space->sample_network(random, row, Equivalence::spelling);
        ++networks[space->to_string(row)];
    }
    CHECK(networks.size() == 26);
    double chi_squared = 0;  // 25 degrees of freedom: 52.6 has probability .001
    for (const auto& [network, count] : networks)
        chi_squared += (count - 1000.0) * (count - 1000.0) / 1000.0;
    CHECK(chi_squared < 52.6);
}

TEST_CASE("the graph of a space without one of its own is the chain of decisions that count") {
    const NetworkGraph graph = layered()->graph(Architecture{1, 1, 2, 1, 1});
    CHECK(graph.nodes == std::vector<std::string>{"input", "depth 2", "free b", "layer2 z", "output"});
    CHECK(to_text(graph) == "0 input\n1 depth 2 <- 0\n2 free b <- 1\n3 layer2 z <- 2\n4 output <- 3\n");
}
