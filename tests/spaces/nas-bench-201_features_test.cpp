#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "engine/space.hpp"

using namespace archfront;

namespace {

std::map<std::string, float> features_of(const SearchSpace& space, const std::string& cell) {
    const std::vector<std::string> names = space.feature_names();
    std::vector<float> values(names.size());
    space.features(ArchitectureBatchView(space.parse(cell)), values);
    std::map<std::string, float> named;
    for (std::size_t i = 0; i < names.size(); ++i)
        named[names[i]] = values[i];
    CHECK(named.size() == names.size());  // no name twice
    return named;
}

}  // namespace

TEST_CASE("the features of a NAS-Bench-201 cell are what one counts by hand") {
    const auto space = make_space("nas-bench-201");
    // 1<-0 conv 3x3, 2<-0 none, 2<-1 pool, 3<-0 skip, 3<-1 conv 1x1, 3<-2 none: node 2 reaches nothing.
    auto f = features_of(*space, "304120");
    CHECK(f["1<-0=nor_conv_3x3"] == 1);
    CHECK(f["1<-0=none"] == 0);
    CHECK(f["3<-2=none"] == 1);
    CHECK(f["operations[4]"] == 1);
    CHECK(f["live_operations[4]"] == 0);
    CHECK(f["live_operations[3]"] == 1);
    CHECK(f["cost"] == 10);
    CHECK(f["live_cost"] == 10);
    CHECK(f["path_cost[0]"] == 0);
    CHECK(f["path_cost[1]"] == 10);
    CHECK(f["path_cost[2]"] == -1);
    CHECK(f["path_cost[3]"] == -1);
    CHECK(f["live_paths"] == 2);
    CHECK(f["deepest"] == 2);
    CHECK(f["shallowest"] == 0);
    CHECK(f["paths_by_conv_3x3[0]"] == 1);
    CHECK(f["paths_by_conv_3x3[1]"] == 1);
    CHECK(f["paths_by_convolutions[2]"] == 1);
    CHECK(f["paths_by_pools[0]"] == 2);
}

TEST_CASE("a cell that is cut off has no live part") {
    auto f = features_of(*make_space("nas-bench-201"), "333000");
    CHECK(f["cost"] == 27);
    for (const char* name : {"live_cost", "live_paths", "deepest", "shallowest", "paths_by_conv_3x3[0]"})
        CHECK(f[name] == 0);
}

TEST_CASE("numbers over live paths do not change when the two inner nodes change places") {
    const auto space = make_space("nas-bench-201");
    const std::vector<std::string> names = space->feature_names();
    std::vector<float> before(names.size()), after(names.size());
    std::size_t compared = 0;
    Architecture cell(space->width());
    for (std::uint64_t ordinal = 0; ordinal < *space->size(); ++ordinal) {
        space->from_ordinal(ordinal, cell);
        if (cell[2] != 0) continue;  // nodes 1 and 2 are alike only without an edge between them
        space->features(ArchitectureBatchView(cell), before);
        std::swap(cell[0], cell[1]);
        std::swap(cell[4], cell[5]);
        space->features(ArchitectureBatchView(cell), after);
        for (std::size_t i = 0; i < names.size(); ++i) {
            const bool names_an_edge =
                names[i].find("<-") != std::string::npos || names[i].starts_with("path_");
            if (names_an_edge) continue;
            if (before[i] != after[i]) FAIL(names[i]);
            ++compared;
        }
    }
    CHECK(compared == 3'125 * 31);
}

TEST_CASE("a batch's features are its rows' features") {
    const auto space = make_space("nas-bench-201");
    const std::size_t width = space->feature_names().size();
    ArchitectureBatch cells(space->width());
    for (std::uint64_t ordinal = 0; ordinal < 15'625; ordinal += 625)
        space->from_ordinal(ordinal, cells.emplace_back());
    std::vector<float> together(cells.size() * width), alone(width);
    space->features(cells, together);
    for (std::size_t r = 0; r < cells.size(); ++r) {
        space->features(ArchitectureBatchView(cells[r]), alone);
        CHECK(std::equal(alone.begin(), alone.end(),
                         together.begin() + static_cast<std::ptrdiff_t>(r * width)));
    }
}
