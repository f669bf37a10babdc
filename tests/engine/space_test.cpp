#include <doctest/doctest.h>

#include <array>
#include <limits>

#include "engine/space.hpp"
#include "engine/text.hpp"

using namespace archfront;

namespace {

/// Variables of given cardinalities, written as their choices between commas.
class Plain : public SearchSpace {
  public:
    explicit Plain(const std::vector<std::size_t>& cardinalities)
        : SearchSpace("plain", make_variables(cardinalities)) {}

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
