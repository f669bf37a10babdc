// What every registered space must do, whichever it is.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "engine/architecture_set.hpp"
#include "engine/space.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

constexpr std::uint64_t enumerable = 20'000;

/// Runs `check` on every registered space.
template <class Check>
void for_every_space(Check check) {
    for (const SpacePlugin& plugin : Registry<SpacePlugin>::instance().entries()) {
        CAPTURE(plugin.name);
        check(*plugin.make());
    }
}

/// All genotypes of a small space, random ones of a large one.
ArchitectureBatch genotypes(const SearchSpace& space, std::uint64_t of_large = 2'000) {
    ArchitectureBatch batch(space.width());
    RandomGenerator random(1);
    const bool all = space.size() && *space.size() <= enumerable;
    for (std::uint64_t i = 0; i < (all ? *space.size() : of_large); ++i) {
        if (all)
            space.from_ordinal(i, batch.emplace_back());
        else
            space.sample(random, batch.emplace_back());
    }
    return batch;
}

ArchitectureBatch canonical(const SearchSpace& space, ArchitectureBatch batch, Equivalence equivalence) {
    space.canonicalise(batch, equivalence);
    return batch;
}

bool equal(ArchitectureView a, ArchitectureView b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

bool equal(const ArchitectureBatch& a, const ArchitectureBatch& b) {
    for (std::size_t r = 0; r < a.size(); ++r) {
        if (!equal(a[r], b[r])) return false;
    }
    return a.size() == b.size();
}

}  // namespace

TEST_CASE("every space is made under the name it is registered by") {
    for (const SpacePlugin& plugin : Registry<SpacePlugin>::instance().entries())
        CHECK(plugin.make()->name() == plugin.name);
}

TEST_CASE("every space names its variables and their choices apart") {
    for_every_space([](const SearchSpace& space) {
        std::set<std::string> names;
        for (const Variable& variable : space.variables()) {
            CAPTURE(variable.name);
            CHECK(names.insert(variable.name).second);
            CHECK(std::set<std::string>(variable.choices.begin(), variable.choices.end()).size() ==
                  variable.cardinality());
        }
    });
}

TEST_CASE("every space's text reads back to the same architecture, inactive choices apart") {
    for_every_space([](const SearchSpace& space) {
        const ArchitectureBatch batch = genotypes(space, 10'000);
        ArchitectureBatch read(space.width());
        for (std::size_t r = 0; r < batch.size(); ++r)
            read.push_back(space.parse(space.to_string(batch[r])));
        CHECK(equal(canonical(space, read, Equivalence::spelling),
                    canonical(space, batch, Equivalence::spelling)));
    });
}

TEST_CASE("in every space two architectures have one text exactly where they are one spelling") {
    for_every_space([](const SearchSpace& space) {
        const ArchitectureBatch batch = canonical(space, genotypes(space), Equivalence::spelling);
        std::set<std::string> texts;
        ArchitectureSet spellings(space.width());
        for (std::size_t r = 0; r < batch.size(); ++r) {
            texts.insert(space.to_string(batch[r]));
            spellings.insert(batch[r]);
        }
        CHECK(texts.size() == spellings.size());
    });
}

TEST_CASE("every space parses with blanks around") {
    for_every_space([](const SearchSpace& space) {
        const ArchitectureBatch batch = genotypes(space);
        const Architecture plain = space.parse(space.to_string(batch[0]));
        CHECK(space.parse("  " + space.to_string(batch[0]) + " \r\n") == plain);
    });
}

TEST_CASE("every space refuses malformed text with one line that names the position") {
    for_every_space([](const SearchSpace& space) {
        const std::string text = space.to_string(genotypes(space)[0]);
        std::vector<std::string> malformed = {"",         " ",        "garbage",  std::string(1000, '|'),
                                              "\xff\xfe", text + "x", text + text};
        malformed.push_back(std::string(text) + '\0');
        for (std::size_t length = 0; length < text.size(); ++length)
            malformed.push_back(text.substr(0, length));
        int refused = 0;
        for (const std::string& bad : malformed) {
            const std::string message = user_error_of([&] { space.parse(bad); });
            if (message.empty()) continue;  // a prefix may be an architecture of its own
            ++refused;
            CAPTURE(message);
            CHECK(message.find("position") != std::string::npos);
            CHECK(message.size() < 600);
        }
        CHECK(refused >= 7);
    });
}

TEST_CASE("no space crashes on a text with one byte changed") {
    for_every_space([](const SearchSpace& space) {
        const ArchitectureBatch batch = genotypes(space);
        RandomGenerator random(2);
        for (int i = 0; i < 2000; ++i) {
            std::string text = space.to_string(batch[random.below(batch.size())]);
            text[random.below(text.size())] = static_cast<char>(random.below(256));
            Architecture read;
            const std::string message = user_error_of([&] { read = space.parse(text); });
            if (message.empty()) CHECK(space.contains(read));
        }
    });
}

TEST_CASE("in every space the canonical form is in the space and its own canonical form") {
    for_every_space([](const SearchSpace& space) {
        for (const Equivalence equivalence : {Equivalence::spelling, Equivalence::isomorphism}) {
            const ArchitectureBatch once = canonical(space, genotypes(space), equivalence);
            for (std::size_t r = 0; r < once.size(); ++r)
                REQUIRE(space.contains(once[r]));
            CHECK(equal(canonical(space, once, equivalence), once));
        }
    });
}

TEST_CASE("in every space isomorphism merges whatever spelling merges") {
    for_every_space([](const SearchSpace& space) {
        const ArchitectureBatch batch = genotypes(space);
        const ArchitectureBatch respelled = canonical(space, batch, Equivalence::spelling);
        CHECK(equal(canonical(space, respelled, Equivalence::isomorphism),
                    canonical(space, batch, Equivalence::isomorphism)));
    });
}

TEST_CASE("in every space the canonical form of a row does not depend on its batch") {
    for_every_space([](const SearchSpace& space) {
        const ArchitectureBatch batch = genotypes(space);
        const ArchitectureBatch together = canonical(space, batch, Equivalence::isomorphism);
        for (std::size_t r = 0; r < batch.size(); r += 97) {
            ArchitectureBatch alone(space.width());
            alone.push_back(batch[r]);
            space.canonicalise(alone, Equivalence::isomorphism);
            REQUIRE(equal(alone[0], together[r]));
        }
    });
}

TEST_CASE("every space canonicalises from several threads at once") {
    for_every_space([](const SearchSpace& space) {
        const ArchitectureBatch batch = genotypes(space);
        const ArchitectureBatch expected = canonical(space, batch, Equivalence::isomorphism);
        const auto fresh = make_space(space.name());
        std::vector<ArchitectureBatch> results(4, ArchitectureBatch(space.width()));
        std::vector<std::thread> threads;
        for (ArchitectureBatch& result : results)
            threads.emplace_back([&] { result = canonical(*fresh, batch, Equivalence::isomorphism); });
        for (std::thread& thread : threads)
            thread.join();
        for (const ArchitectureBatch& result : results)
            CHECK(equal(result, expected));
    });
}

TEST_CASE("every space of known size numbers its genotypes there and back") {
    for_every_space([](const SearchSpace& space) {
        if (!space.size()) return;
        RandomGenerator random(3);
        Architecture row(space.width());
        for (int i = 0; i < 1000; ++i) {
            const std::uint64_t ordinal = random.below(*space.size());
            space.from_ordinal(ordinal, row);
            REQUIRE(space.contains(row));
            REQUIRE(space.ordinal(row) == ordinal);
        }
        space.from_ordinal(*space.size() - 1, row);
        for (std::size_t i = 0; i < row.size(); ++i)
            CHECK(row[i] == space.variables()[i].cardinality() - 1);
    });
}

TEST_CASE("every space's samples take every choice of every variable") {
    for_every_space([](const SearchSpace& space) {
        RandomGenerator random(4);
        std::vector<std::set<Choice>> taken(space.width());
        Architecture row(space.width());
        for (int i = 0; i < 20'000; ++i) {
            space.sample(random, row);
            for (std::size_t variable = 0; variable < row.size(); ++variable)
                taken[variable].insert(row[variable]);
        }
        for (std::size_t variable = 0; variable < row.size(); ++variable)
            CHECK(taken[variable].size() == space.variables()[variable].cardinality());
    });
}

TEST_CASE("every space's features are named, finite and independent of the batch") {
    for_every_space([](const SearchSpace& space) {
        const std::vector<std::string> names = space.feature_names();
        CHECK(std::set<std::string>(names.begin(), names.end()).size() == names.size());
        const ArchitectureBatch batch = genotypes(space);
        std::vector<float> together(batch.size() * names.size(), -9.0F);
        space.features(batch, together);
        CHECK(
            std::all_of(together.begin(), together.end(), [](float value) { return std::isfinite(value); }));
        std::vector<float> alone(names.size(), -7.0F);
        for (std::size_t r = 0; r < batch.size(); r += 101) {
            space.features(ArchitectureBatchView(batch[r]), alone);
            REQUIRE(std::equal(alone.begin(), alone.end(),
                               together.begin() + static_cast<std::ptrdiff_t>(r * names.size())));
        }
    });
}
