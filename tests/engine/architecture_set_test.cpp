#include <doctest/doctest.h>

#include "engine/architecture_set.hpp"

using namespace archfront;

TEST_CASE("an architecture set numbers distinct architectures in order of arrival") {
    ArchitectureSet set(2);
    CHECK(set.insert(Architecture{1, 2}) == std::pair<std::size_t, bool>{0, true});
    CHECK(set.insert(Architecture{2, 1}) == std::pair<std::size_t, bool>{1, true});
    CHECK(set.insert(Architecture{1, 2}) == std::pair<std::size_t, bool>{0, false});
    CHECK(set.size() == 2);
    CHECK_FALSE(set.contains(Architecture{2, 2}));
}

TEST_CASE("an architecture set finds every architecture again after growing") {
    ArchitectureSet set(3);
    for (int i = 0; i < 4096; ++i) {
        set.insert(Architecture{static_cast<Choice>(i % 16), static_cast<Choice>(i / 16 % 16),
                                static_cast<Choice>(i / 256)});
    }
    CHECK(set.size() == 4096);
    for (std::size_t i = 0; i < 4096; ++i)
        CHECK(set.find(set[i]) == i);
}
