#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "engine/text.hpp"
#include "objectives/agreement.hpp"
#include "tests/tools/program.hpp"

using namespace archfront;

namespace {

/// A user with a board three times as slow as a Raspberry Pi, as the shipped surrogate has that.
struct Fixture {
    ScratchFolder scratch;

    Outcome run(const std::string& arguments, const std::string& input = "") const {
        std::vector<std::string> words;
        for (const std::string_view word : split(arguments, ' '))
            words.emplace_back(word);
        return run_program(scratch, words, input);
    }
    Outcome adapt(const std::string& more, const std::string& input = "") const {
        return run("adapt --space nas-bench-201 " + more, input);
    }
    std::string complaint(const std::string& more, const std::string& input = "") const {
        const Outcome outcome = adapt(more, input);
        CHECK(outcome.status == 2);
        CHECK(outcome.out == "");
        return outcome.err;
    }

    /// The first column of numbers that a query prints.
    std::vector<double> query(const std::string& metric, const std::string& networks) const {
        const Outcome outcome = run("query --space nas-bench-201 --metric " + metric, networks);
        REQUIRE_MESSAGE(outcome.status == 0, outcome.err);
        std::vector<double> values;
        for (const std::string_view line : split(outcome.out, '\n')) {
            if (line.empty() || line.starts_with("architecture")) continue;
            values.push_back(*parse_number(line.substr(line.rfind(',') + 1)));
        }
        return values;
    }

    /// A CSV of measurements of these networks.
    std::string measure(const std::string& networks, double factor = 3,
                        const std::string& header = "architecture,latency (ms)") const {
        const std::vector<double> values = query("latency@raspi4", networks);
        const std::vector<std::string_view> lines = split(networks, '\n');
        std::string csv = header + "\n";
        for (std::size_t i = 0; i < values.size(); ++i)
            csv += std::string(lines[i]) + "," + format_number(factor * values[i]) + "\n";
        return csv;
    }
    std::string suggestions(const std::string& more = "--suggest 10") const {
        const Outcome outcome = adapt(more);
        REQUIRE_MESSAGE(outcome.status == 0, outcome.err);
        return outcome.out;
    }
};

const std::string digits = "architecture,latency\n";
/// Six cells with the latencies of a plausible device.
const std::string six = "333333,60\n111111,5\n222222,20\n444444,18\n313131,30\n232323,40\n";

}  // namespace

TEST_CASE("ten suggested measurements of a device give its latency everywhere, kept until it is removed") {
    const Fixture fixture;
    const std::string networks = fixture.suggestions();
    CHECK(std::ranges::count(networks, '\n') == 10);
    fixture.scratch.write("measured.csv", fixture.measure(networks));
    const Outcome taken = fixture.adapt("--device my-board measured.csv");
    CHECK_MESSAGE(taken.status == 0, taken.err);
    CHECK(taken.out.find("latency@my-board [ms] from 10 measurements beside 29 known metrics") == 0);

    const std::string others = fixture.run("sample --space nas-bench-201 --count 300 --seed 5").out;
    const std::vector<double> predicted = fixture.query("latency@my-board", others);
    std::vector<double> measured = fixture.query("latency@raspi4", others);
    CHECK(spearman(predicted, measured) > 0.95);
    const std::vector<double> low = fixture.query("latency.q05@my-board", others);
    const std::vector<double> high = fixture.query("latency.q95@my-board", others);
    std::size_t inside = 0;
    for (std::size_t i = 0; i < measured.size(); ++i) {
        CHECK(low[i] < predicted[i]);
        CHECK(predicted[i] < high[i]);
        CHECK(low[i] > 0);
        inside += low[i] <= 3 * measured[i] && 3 * measured[i] <= high[i];
    }
    CHECK(inside > 240);

    CHECK(fixture.run("list devices --space nas-bench-201").out.find("my-board") != std::string::npos);
    CHECK(fixture.adapt("--device my-board --export").out.find("architecture,latency (ms)\n|") == 0);
    const std::string exported = fixture.adapt("--device my-board --export").out;
    CHECK(fixture.adapt("--device twin -", exported).status == 0);
    CHECK(fixture.query("latency@twin", others) == predicted);
    CHECK(fixture.adapt("--device my-board --remove").status == 0);
    CHECK(fixture.run("list devices --space nas-bench-201").out.find("my-board") == std::string::npos);
}

TEST_CASE("what is suggested next is not measured yet, and the same every time") {
    const Fixture fixture;
    const std::string networks = fixture.suggestions();
    fixture.scratch.write("measured.csv", fixture.measure(networks));
    const std::string next = fixture.suggestions("--suggest 3 measured.csv");
    CHECK(std::ranges::count(next, '\n') == 3);
    for (const std::string_view line : split(trim(next), '\n'))
        CHECK(networks.find(line) == std::string::npos);
    CHECK(fixture.suggestions("--suggest 3 measured.csv") == next);
    CHECK(fixture.adapt("--device b measured.csv").status == 0);
    CHECK(fixture.suggestions("--suggest 3 --device b") == next);
    for (const std::string design : {"random", "k-means"})
        CHECK(std::ranges::count(fixture.suggestions("--suggest 4 --design " + design), '\n') == 4);
}

TEST_CASE("an experiment on an adapted device says how sure its front is") {
    const Fixture fixture;
    fixture.scratch.write("measured.csv", fixture.measure(fixture.suggestions()));
    CHECK(fixture.adapt("--device my-board measured.csv").status == 0);
    fixture.scratch.write(
        "front.yaml",
        "{name: f, space: nas-bench-201, objectives: [valtest_accuracy.cifar100, latency], devices: "
        "[my-board], optimizers: [random], budget: 60, seeds: 2}");
    CHECK(fixture.run("run front.yaml --out r").status == 0);
    const auto text = [&](const char* file) {
        return read_text_file(fixture.scratch.path() / "r" / file, 1 << 20);
    };
    CHECK(text("uncertainty.csv")
              .find("device,optimizer,draws,hypervolume_mean,hypervolume_q05,hypervolume_q95\n"
                    "my-board,random,200,") == 0);
    CHECK(text("fronts/my-board/random.membership.csv").find(",1\n") != std::string::npos);
    const Outcome again = fixture.run("run front.yaml --out s --jobs 1");
    CHECK(again.status == 0);
    CHECK(text("uncertainty.csv") == read_text_file(fixture.scratch.path() / "s/uncertainty.csv", 1 << 20));
}

TEST_CASE("units are read from the header or --unit, and a device a thousand times off is refused") {
    const Fixture fixture;
    const std::string networks = fixture.suggestions();
    CHECK(fixture.adapt("--device a -", fixture.measure(networks, 3)).status == 0);
    CHECK(fixture.adapt("--device b -", fixture.measure(networks, 0.003, "architecture,latency_s")).status ==
          0);
    const auto a = fixture.query("latency@a", networks), b = fixture.query("latency@b", networks);
    for (std::size_t i = 0; i < a.size(); ++i)
        CHECK(a[i] == doctest::Approx(b[i]));
    const std::string error = fixture.complaint("--device c -", fixture.measure(networks, 0.003));
    CHECK(error.find("far below those of every known device") != std::string::npos);
    CHECK(error.find("--unit") != std::string::npos);
    CHECK(fixture.adapt("--device c --unit ms -", fixture.measure(networks, 0.003)).status == 0);
    CHECK(fixture.complaint("--device c --unit MB -", digits + six).find("cannot be turned into 'ms'") !=
          std::string::npos);
}

TEST_CASE("wrong measurements are refused with their line and what to do") {
    const Fixture fixture;
    const auto error = [&](const std::string& csv) { return fixture.complaint("--device b -", csv); };
    CHECK(error(digits + "33333x,3\n").find("/dev/stdin:2:1: ") != std::string::npos);
    CHECK(error(digits + six + "333334,-2\n").find("8:8: latency '-2'; expected a number above 0") !=
          std::string::npos);
    CHECK(error(digits + "333333,0\n").find("leave out what the device could not run") != std::string::npos);
    CHECK(error(digits + "333333,fast\n").find("latency 'fast'; expected a number above 0") !=
          std::string::npos);
    CHECK(error(digits + "333333,inf\n").find("expected a number above 0") != std::string::npos);
    CHECK(error(digits + "333333\n").find("expected an architecture, a comma") != std::string::npos);
    CHECK(error(digits + "333333,20\n").find("1 measured architecture of device 'b': at least 3") !=
          std::string::npos);
    CHECK(error(digits + "333333,20\n333333,21\n333333,22\n").find("at least 3 different ones") !=
          std::string::npos);
    CHECK(error(digits + "333333,20\n333331,20\n333332,20\n")
              .find("all measurements of device 'b' are 20 ms") != std::string::npos);
    CHECK(error("network,speed\n333333,20\n").find("expected 'architecture,latency'") != std::string::npos);
    CHECK(error(digits).find("0 measured architectures") != std::string::npos);
    CHECK(error("").find("/dev/stdin") != std::string::npos);
}

TEST_CASE("doubtful measurements are taken in with a warning") {
    const Fixture fixture;
    const auto warning = [&](const std::string& csv) {
        const Outcome outcome = fixture.adapt("--device b --unit ms -", csv);
        CHECK(outcome.status == 0);
        return outcome.err;
    };
    CHECK(warning(digits + six).find("only 6 architectures are measured") != std::string::npos);
    CHECK(warning(digits + six).find("all values are whole numbers") != std::string::npos);
    CHECK(warning(digits + six + "333333,90\n").find("differ from 60 to 90 ms (number 1 and its repeats)") !=
          std::string::npos);
    std::string networks = fixture.suggestions("--suggest 20 --design random");
    std::string csv = fixture.measure(networks);
    const std::size_t last = csv.rfind(',');
    const double value = *parse_number(trim(csv.substr(last + 1)));
    csv = csv.substr(0, last + 1) + format_number(40 * value) + "\n";
    CHECK(warning(csv).find("measurement 20, ") != std::string::npos);
}

TEST_CASE("requests that contradict themselves, and unknown devices, are refused") {
    const Fixture fixture;
    CHECK(fixture.complaint("--device b").find("say one of --suggest") != std::string::npos);
    CHECK(fixture.complaint("--suggest 3 --export --device b").find("say one of --suggest") !=
          std::string::npos);
    CHECK(fixture.complaint("x.csv").find("--device is missing") != std::string::npos);
    CHECK(fixture.complaint("--device b --export").find("no device 'b' with metric 'latency'") !=
          std::string::npos);
    CHECK(fixture.complaint("--device ../b x.csv").find("device name '../b'") != std::string::npos);
    CHECK(fixture.complaint("--device b --metric ../x x.csv").find("is no name of a metric") !=
          std::string::npos);
    CHECK(fixture.complaint("--suggest 3 --design best").find("unknown design 'best'") != std::string::npos);
    CHECK(fixture.complaint("--suggest 2000").find("networks are there that are not measured") !=
          std::string::npos);
    CHECK(fixture.complaint("--suggest 1 --metric latency@raspi4").find("has a device") != std::string::npos);
}

TEST_CASE("a space without known devices is learned from its formulas, and says so") {
    const Fixture fixture;
    const Outcome networks = fixture.run("adapt --space nas-bench-201 --metric heat --suggest 4");
    REQUIRE_MESSAGE(networks.status == 0, networks.err);
    std::string csv = "architecture,heat\n";
    double heat = 20;
    for (const std::string_view line : split(trim(networks.out), '\n'))
        csv += std::string(line) + "," + format_number(heat += 3.5) + "\n";
    const Outcome taken = fixture.adapt("--metric heat --unit K --device b -", csv);
    CHECK_MESSAGE(taken.status == 0, taken.err);
    CHECK(taken.out.find("heat@b [K] from 4 measurements beside closed formulas\n") == 0);
    CHECK(taken.err.find(
              "no device of space 'nas-bench-201' has a metric 'heat', so closed formulas stand in") !=
          std::string::npos);
}
