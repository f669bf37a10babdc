#include "experiments/protocol.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/experiments/bench_of_boards.hpp"

using namespace archfront;

TEST_CASE("the ready-made protocols are HELP's, on its three spaces") {
    std::vector<std::string> names;
    for (const ReadyMadeExperiment& file : ready_made_protocols()) {
        CAPTURE(file.name);
        names.push_back(file.name);
        const Protocol protocol = parse_protocol(parse_yaml(file.text, file.name));
        CHECK(protocol.name == file.name);
        CHECK(protocol.known.size() == 9);
        CHECK(protocol.reference.size() == 10);
        CHECK(protocol.samples == std::vector<std::size_t>{10, 20});
        CHECK(protocol.draws == 20);
        CHECK_NOTHROW(make_space(protocol.space.name));
        for (const PublishedMethod& published : protocol.published)
            CHECK(published.spearman.size() == protocol.devices.size());
    }
    CHECK(names == std::vector<std::string>{"help-fbnet", "help-nas-bench-201", "help-ofa"});
}

TEST_CASE("HELP's fifteen constraints name cells that its paper's table counts as found") {
    for (const ReadyMadeExperiment& file : ready_made_protocols()) {
        if (file.name != "help-nas-bench-201") continue;
        const Protocol protocol = parse_protocol(parse_yaml(file.text, file.name));
        REQUIRE(protocol.constraints);
        CHECK(protocol.constraints->cases.size() == 15);
        for (const ConstraintCase& wanted : protocol.constraints->cases)
            CHECK(make_space("nas-bench-201")->parse(wanted.published_architecture.name).size() == 6);
    }
}

TEST_CASE("a protocol's defaults are HELP's") {
    BenchOfBoards boards;
    boards.text =
        "{name: n, space: nas-bench-201, metric: latency, known: [a], devices: [b], pool: 1000, "
        "evaluation: 100, samples: 10, designs: random, constraints: }";
    const Protocol protocol = boards.protocol();
    CHECK(protocol.trim == 0.1);
    CHECK(protocol.alone == 900);
    CHECK(protocol.draws == 20);
    CHECK(protocol.samples == std::vector<std::size_t>{10});
    CHECK(protocol.designs == std::vector<Sampling>{Sampling::random});
    CHECK_FALSE(protocol.constraints);
}

TEST_CASE("what a protocol says wrongly is refused where it stands") {
    const BenchOfBoards boards;
    CHECK(boards.complaint("draws: 3", "draw: 3")
              .starts_with("boards.yaml:14:1: unknown key 'draw' (did you mean 'draws'?); known: "));
    CHECK(boards.complaint("[new, whole]", "[new, a]") ==
          "boards.yaml:7:16: 'a' is among 'known' too; a device is either");
    CHECK(boards.complaint("[new, whole]", "[new, new]") ==
          "boards.yaml:7:16: 'new' stands twice in devices; remove one");
    CHECK(boards.complaint("[new, whole]", "[]").ends_with("name at least one device each"));
    CHECK(
        boards.complaint("d-optimal", "optimal").starts_with("boards.yaml:12:46: unknown design 'optimal'"));
    CHECK(boards.complaint("reference: [0, 5, 400, 77, 31, 20, 11, 650]\n", "") ==
          "boards.yaml:12:10: design 'reference' needs the row numbers; add 'reference: [...]'");
    CHECK(boards.complaint("draws: 3", "trim: 0.6")
              .starts_with("boards.yaml:14:7: 'trim' is 0.6, not from 0 to 0.4"));
    CHECK(boards
              .complaint("draws: 3",
                         "constraints: {accuracy: score, cases: [{device: x, at_most: 3, published: "
                         "{value: 1, accuracy: 2}}]}")
              .ends_with("'x' is not among 'devices'; add it there"));
}

TEST_CASE("what a protocol asks of tables that they do not have is refused") {
    const BenchOfBoards boards;
    CHECK(boards.complaint("pool: 200", "pool: 2000") ==
          "boards.yaml:3:9: 'latency@a' has 700 rows, fewer than 'pool' and 'evaluation' together");
    CHECK(boards.complaint("650]", "700]") == "boards.yaml:3:9: 'reference' names row 700 of 700");
    CHECK(boards.complaint("whole]", "unheard]").find("unheard") != std::string::npos);
    CHECK(boards.complaint("metric: latency", "metric: power").find("power") != std::string::npos);
}

TEST_CASE("designs are called what files call them") {
    CHECK(to_string(Sampling::random_untrimmed) == "random-untrimmed");
    CHECK(to_string(Sampling::d_optimal) == "d-optimal");
}
