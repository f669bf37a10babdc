#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "engine/architecture_set.hpp"
#include "engine/space.hpp"
#include "engine/text.hpp"
#include "tests/tools/program.hpp"

using namespace archfront;

namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

struct Shell : ScratchFolder {
    Outcome operator()(const std::vector<std::string>& arguments, const std::string& input = "") const {
        return run_program(*this, arguments, input);
    }
};

}  // namespace

TEST_CASE("every subcommand has --help with a usage line and exits with 0") {
    const Shell shell;
    const Outcome usage = shell({"--help"});
    CHECK(usage.status == 0);
    for (const char* name : {"run", "merge", "query", "sample", "describe", "front", "hypervolume",
                             "indicator", "list", "fit", "data"}) {
        CHECK(contains(usage.out, std::string("\n  ") + name + " "));
        const Outcome help = shell({name, "--help"});
        CHECK(help.status == 0);
        CHECK_MESSAGE(contains(help.out, std::string("usage: archfront ") + name), name);
        CHECK(contains(help.out, "--help"));
    }
}

TEST_CASE("no subcommand, an unknown one and an unknown option are wrong requests with a suggestion") {
    const Shell shell;
    CHECK(shell({}).status == 2);
    const Outcome unknown = shell({"qery"});
    CHECK(unknown.status == 2);
    CHECK(contains(unknown.err, "unknown subcommand 'qery' (did you mean 'query'?)"));
    const Outcome option = shell({"sample", "--space", "nas-bench-201", "--cout", "3"});
    CHECK(option.status == 2);
    CHECK(contains(option.err, "unknown option '--cout' (did you mean '--count'?)"));
    CHECK(contains(shell({"sample"}).err, "'--space' is required"));
}

TEST_CASE("sample draws distinct architectures of the space, the same for the same seed") {
    const Shell shell;
    const std::vector<std::string> command = {"sample", "--space", "nas-bench-201", "--count", "50",
                                              "--seed", "3"};
    const Outcome sample = shell(command);
    REQUIRE(sample.status == 0);
    CHECK(sample.out == shell(command).out);
    const auto space = make_space("nas-bench-201");
    ArchitectureSet seen(space->width());
    for (const std::string_view line : split(trim(sample.out), '\n'))
        seen.insert(space->parse(line));
    CHECK(seen.size() == 50);
    CHECK(shell({"sample", "--space", "nas-bench-201", "--count", "15626"}).status == 2);
}

TEST_CASE("query answers one row for each line, in order, with numbers that read back") {
    const Shell shell;
    const Outcome outcome = shell(
        {"query", "--space", "nas-bench-201", "-m", "flops.cifar10", "-m", "params.cifar10"},
        "|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|\n"
        "000000\n");
    CHECK(outcome.status == 0);
    CHECK(outcome.out ==
          "architecture,flops.cifar10,params.cifar10\n"
          "|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|,"
          "15.64737,0.129306\n"
          "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|,7.78305,0.073306\n");
}

TEST_CASE("query names the line and position of what is no architecture") {
    const Shell shell;
    const Outcome outcome =
        shell({"query", "--space", "nas-bench-201", "-m", "flops.cifar10"}, "000000\n|none~0|+|non\n");
    CHECK(outcome.status == 2);
    CHECK(contains(outcome.err, "standard input:2: architecture '|none~0|+|non': at position 11"));
    CHECK(shell({"query", "--space", "nas-bench-201", "-m", "flop.cifar10"}, "").status == 2);
    CHECK(contains(shell({"query", "--space", "nas-bench-201", "-m", "flops.cifar10", "missing.txt"}).err,
                   "missing.txt"));
}

TEST_CASE("query takes rows of a metric's table by their number") {
    const Shell shell;
    shell.write("toy.csv", "arch,ms\n000000,1.5\n333333,7\n");
    shell.write("toy.table.yaml",
                "{table: toy.csv, space: nas-bench-201, source: toy, architecture: arch, "
                "metrics: {ms: {metric: latency@toy, unit: ms, direction: minimise}}}");
    const std::vector<std::string> command = {"query", "--space", "nas-bench-201", "-m", "latency@toy"};
    const Outcome outcome = shell(command, "#1\n#0\n");
    CHECK(outcome.status == 0);
    CHECK(contains(outcome.out, "|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|,7\n|none~0|"));
    CHECK(contains(shell(command, "#2\n").err,
                   "standard input:1: '#2' names no row: the table of 'latency@toy' has #0 to #1"));
    CHECK(contains(shell({"query", "--space", "nas-bench-201", "-m", "flops.cifar10"}, "#0\n").err,
                   "metric 'flops.cifar10' comes from no table; write the architecture out"));
}

TEST_CASE("describe says what a space, a metric and an architecture are") {
    const Shell shell;
    const Outcome space = shell({"describe", "--space", "nas-bench-201"});
    CHECK(space.status == 0);
    CHECK(contains(space.out, "networks: 15625\n"));
    CHECK(contains(space.out, "  3<-2: none | skip_connect | nor_conv_1x1 | nor_conv_3x3 | avg_pool_3x3\n"));
    const Outcome metric = shell({"describe", "--space", "nas-bench-201", "-m", "flops.cifar10"});
    CHECK(contains(metric.out, "flops.cifar10 in MFLOPs, to minimise\n  from formula: formula\n"));
    CHECK(shell({"describe", "--space", "nas-bench-201", "-m", "flop.cifar10"}).status == 2);
    const Outcome network = shell({"describe", "--space", "nas-bench-201", "333333"});
    CHECK(contains(network.out, "choices:\n  1<-0: nor_conv_3x3\n"));
    CHECK(contains(network.out, "graph:\n  0 input\n"));
    CHECK(contains(network.out, "\n  params.cifar10: 1.531546 M  (formula)\n"));
    const Outcome dot = shell({"describe", "--space", "nas-bench-201", "--dot", "333333"});
    CHECK(dot.out.starts_with("digraph G {"));
    CHECK(shell({"describe", "--space", "nas-bench-201", "--dot"}).status == 2);
}

TEST_CASE("front keeps the non-dominated rows of a file as they are written") {
    const Shell shell;
    const std::string points = "name,accuracy,latency\na,70,10\nb,72,20\nc,69,12\n";
    CHECK(shell({"front", "--columns", "accuracy,latency", "--maximise", "accuracy"}, points).out ==
          "name,accuracy,latency\na,70,10\nb,72,20\n");
    CHECK(shell({"front"}, "1 2\n2 1\n2 2\n# comment\n").out == "1 2\n2 1\n");
}

TEST_CASE("hypervolume of a file is exact, with directions and reference in its own units") {
    const Shell shell;
    CHECK(shell({"hypervolume", "--reference", "3,3"}, "1 2\n2 1\n").out == "3\n");
    CHECK(shell({"hypervolume", "--reference", "60,30", "--columns", "2,3", "--maximise", "accuracy"},
                "name,accuracy,latency\na,70,10\nb,72,20\n")
              .out == "220\n");
    CHECK(shell({"hypervolume", "--reference=-1,-1"}, "-2 -3\n").out == "2\n");
    CHECK(shell({"hypervolume", "--reference", "2,2,2,2"}, "1 1 1 1\n").out == "1\n");
    CHECK(shell({"hypervolume", "--contributions", "--reference", "3,3"}, "1 2\n9 9\n2 1\n").out ==
          "1\n0\n1\n");
}

TEST_CASE("hypervolume counts only what lies in a region, in the file's own units") {
    const Shell shell;
    const std::string points = "accuracy,latency\n90,20\n70,10\n";
    const auto volume = [&](const char* region) {
        return shell({"hypervolume", "--reference", "50,30", "--maximise", "accuracy", "--region", region},
                     points);
    };
    CHECK(volume(":,:").out == "600\n");
    CHECK(volume("60:80,:").out == "300\n");     // 20 x 10 at latencies from 20, 10 x 10 above 60 % from 10
    CHECK(volume(":,0:15").out == "100\n");      // of the second point, 20 x 5
    CHECK(volume("80:,12:100").out == "100\n");  // of the first, 10 x 10
    CHECK(volume("95:,:").out == "0\n");
    CHECK(shell({"hypervolume", "--contributions", "--reference", "3,3", "--region", "2:,:"}, "1 2\n2 1\n")
              .out == "0\n1\n");
    CHECK(contains(volume("1:2").err, "--region has 1 ranges but the points have 2 objectives"));
    CHECK(contains(volume("2:1,:").err, "--region: '2:1' is empty; the lower bound comes first"));
    CHECK(contains(volume("2,:").err, "--region: '2' is not a range LOW:HIGH"));
    CHECK(contains(volume("x:2,:").err, "--region: 'x' is not a finite number"));
}

TEST_CASE("hypervolume measures objectives by their logarithms, and says where there are none") {
    const Shell shell;
    const auto volume = [&](const std::vector<std::string>& options, const char* points) {
        std::vector<std::string> arguments = {"hypervolume", "--maximise", "a", "--logarithmic"};
        arguments.insert(arguments.end(), options.begin(), options.end());
        return shell(arguments, "a,b\n" + std::string(points));
    };
    const auto number = [](const Outcome& outcome) { return parse_number(trim(outcome.out)).value(); };
    // From 1 to 10 in b is ln 10, from 2 to 8 in a is ln 4; a value of 0 in a is beyond the reference.
    const double ln4 = std::log(4);
    const double ln10 = std::log(10);
    CHECK(number(volume({"b", "--reference", "2,10"}, "8,1\n0,1\n")) == doctest::Approx(6 * ln10));
    CHECK(number(volume({"a,b,a", "--reference", "2,10"}, "8,1\n0,1\n")) == doctest::Approx(ln4 * ln10));
    CHECK(number(volume({"b", "--reference", "2,10", "--region", ":,0.1:"}, "8,0\n")) ==
          doctest::Approx(12 * ln10));
    CHECK(contains(volume({"b", "--reference", "2,10"}, "8,0\n").err,
                   "'b' has the value 0, which has no logarithm"));
    CHECK(
        contains(volume({"a", "--reference", "0,10"}, "8,1\n").err, "the reference of 'a' is not positive"));
    CHECK(
        contains(volume({"c", "--reference", "2,10"}, "8,1\n").err, "--logarithmic: unknown objective 'c'"));
}

TEST_CASE("hypervolume of a front beyond what exactness can do in a second is estimated, aloud") {
    const Shell shell;
    // All but a corner of side 1/2 in 21 dimensions, of 40: next to nothing is missing from the unit cube.
    std::string points;
    std::string reference = "1";
    for (int i = 0; i < 21; ++i) {
        for (int j = 0; j < 40; ++j)
            points += i == j ? "0.5 " : "0 ";
        points += "\n";
    }
    for (int j = 1; j < 40; ++j)
        reference += ",1";
    const Outcome estimated = shell({"hypervolume", "--reference", reference}, points);
    CHECK(parse_number(trim(estimated.out)) > 0.999);
    CHECK(contains(estimated.err, " random points, standard error "));
    CHECK(contains(estimated.err, "--exact computes it"));
    const Outcome many = shell({"hypervolume", "--samples", "1000", "--reference", "3,3"}, "1 2\n2 1\n");
    CHECK(std::abs(parse_number(trim(many.out)).value() - 3) < 0.3);
    CHECK(contains(many.err, "note: estimated from 1,000 random points, standard error 0.0"));
    CHECK(contains(shell({"hypervolume", "--samples", "0", "--reference", "3,3"}, "1 2\n").err,
                   "--samples takes a number from 1 to 1,000,000,000,000"));
    CHECK(shell({"hypervolume", "--samples", "9", "--exact", "--reference", "3,3"}, "1 2\n").status == 2);
}

TEST_CASE("files of points that are none are refused with line and column") {
    const Shell shell;
    CHECK(contains(shell({"front"}, "1 2\n1 x\n").err, "standard input:2:3: 'x' is not a finite number"));
    CHECK(contains(shell({"front"}, "1 2\n1\n").err, "standard input:2: a row of 1 fields, expected 2"));
    CHECK(contains(shell({"front"}, "").err, "no points"));
    CHECK(contains(shell({"hypervolume", "--reference", "1"}, "1 2\n").err,
                   "--reference has 1 numbers but the points have 2"));
    CHECK(contains(shell({"front", "--columns", "acuracy"}, "accuracy,b\n1,2\n").err,
                   "did you mean 'accuracy'?"));
}

TEST_CASE("list shows what there is, as text and as JSON") {
    const Shell shell;
    for (const char* what :
         {"spaces", "metrics", "devices", "optimizers", "regressors", "experiments", "indicators"}) {
        const Outcome text = shell({"list", what});
        CHECK_MESSAGE(text.status == 0, what);
        const Outcome json = shell({"list", what, "--json"});
        CHECK_MESSAGE(nlohmann::json::parse(json.out).size() >= 1, what);
    }
    CHECK(contains(shell({"list", "spaces"}).out, "nas-bench-201"));
    CHECK(contains(shell({"list", "optimizers"}).out, "population: "));
    CHECK(contains(shell({"list", "space"}).err, "did you mean 'spaces'?"));
}
