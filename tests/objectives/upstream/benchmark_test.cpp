#include "objectives/upstream/benchmark.hpp"

#include <doctest/doctest.h>

#include <set>

#include "tests/data.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

TEST_CASE("the benchmarks are in order of name, each with an address over https and files of its own") {
    std::string last;
    std::set<std::string_view> folders;
    for (const upstream::Benchmark& benchmark : upstream::benchmarks()) {
        CAPTURE(benchmark.name);
        CHECK(last < benchmark.name);
        last = benchmark.name;
        CHECK(folders.insert(benchmark.folder).second);
        // The clone of an address lies under the repository's own name.
        CHECK(benchmark.address ==
              "https://github.com/" +
                  std::string(benchmark.address.substr(19, benchmark.address.find('/', 19) - 19)) + "/" +
                  std::string(benchmark.folder) + ".git");
        CHECK_FALSE(benchmark.citation.empty());
        CHECK_FALSE(benchmark.paths.empty());
        std::set<std::string_view> paths;
        for (const upstream::NeededPath& needed : benchmark.paths) {
            CHECK(paths.insert(needed.path).second);
            CHECK_FALSE(needed.gives.empty());
        }
    }
}

TEST_CASE("an unknown benchmark is an error with a suggestion") {
    CHECK(upstream::benchmark("rapid").folder == "RAPID");
    CHECK(upstream::licence_of(upstream::benchmark("rapid")) == "none stated");
    CHECK(user_error_of([] { upstream::benchmark("hw-nas-bnch"); }).find("did you mean 'hw-nas-bench'") !=
          std::string::npos);
}

TEST_CASE("every needed path exists in the upstream repositories") {
    for (const upstream::Benchmark& benchmark : upstream::benchmarks()) {
        const std::string folder(benchmark.folder);
        if (!have_data(folder)) continue;
        for (const upstream::NeededPath& needed : benchmark.paths)
            CHECK(have_data(folder + "/" + std::string(needed.path)));
    }
}
