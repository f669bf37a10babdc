#include "objectives/verify_catalogue.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <set>

#include "engine/text.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

struct Column {
    std::string id;
    std::function<double(std::size_t)> value;  // of a row
};

/// Tables of the first `rows` architectures of NAS-Bench-201, in the order of their numbers.
class Tables : public ScratchFolder {
  public:
    void add(const std::string& source, const std::vector<Column>& columns, std::size_t rows = 500) {
        const auto space = make_space("nas-bench-201");
        std::string csv = "arch", metrics;
        for (std::size_t c = 0; c < columns.size(); ++c) {
            csv += ",c" + std::to_string(c);
            metrics += "  c" + std::to_string(c) + ": {metric: " + columns[c].id +
                       ", unit: ms, direction: minimise}\n";
        }
        Architecture row(space->width());
        for (std::size_t r = 0; r < rows; ++r) {
            space->from_ordinal(r, row);
            csv += "\n" + space->to_string(row);
            for (const Column& column : columns)
                csv += "," + format_number(column.value(r));
        }
        write(source + ".csv", csv + "\n");
        write(source + ".table.yaml", "table: " + source + ".csv\nspace: nas-bench-201\nsource: " + source +
                                          "\narchitecture: arch\nmetrics:\n" + metrics);
    }

    Verification verify(const std::string& source = "") const {
        MetricContext context;
        context.space = make_space("nas-bench-201");
        context.data = DataPath({path()});
        return verify_catalogue(MetricCatalogue(std::move(context)), source);
    }
};

const Finding* find(const Verification& verification, const std::string& check, const std::string& metric) {
    for (const Finding& finding : verification.findings) {
        if (finding.check == check && finding.metrics[0] == metric) return &finding;
    }
    return nullptr;
}

double ordinary(std::size_t row) {
    return 10 + static_cast<double>((row * 7919) % 997) / 100;
}

}  // namespace

TEST_CASE("every measured metric is read and checked, whoever answers it") {
    Tables tables;
    tables.add("mine", {{"latency@phone", [](std::size_t r) { return static_cast<double>(r % 7); }},
                        {"latency@gpu", ordinary}});
    tables.add("other", {{"memory", [](std::size_t) { return 3.0; }}});
    const Verification verification = tables.verify();
    CHECK(verification.metrics.size() == 3);
    CHECK(verification.metrics[0].files == std::vector{tables.path() / "mine.csv"});
    CHECK(find(verification, "quantised column", "latency@phone") != nullptr);
    CHECK(find(verification, "quantised column", "latency@gpu") == nullptr);
    CHECK(find(verification, "constant column", "memory") != nullptr);
    REQUIRE(find(verification, "missing rows", "latency@gpu") != nullptr);
    CHECK(find(verification, "missing rows", "latency@gpu")->evidence.starts_with("15,125 of 15,625"));
}

TEST_CASE("a source's name leaves out the others, but not what they are compared with") {
    Tables tables;
    tables.add("mine", {{"latency@phone", ordinary}});
    tables.add("mine-too", {{"energy@phone", ordinary}});
    tables.add("other", {{"latency.cifar10@phone", [](std::size_t r) { return 1000 * ordinary(r); }},
                         {"memory", [](std::size_t) { return 3.0; }}});
    const Verification verification = tables.verify("mine");
    std::set<std::string> sources;
    for (const VerifiedMetric& metric : verification.metrics)
        sources.insert(metric.info.source);
    CHECK(sources == std::set<std::string>{"mine", "mine-too"});
    const Finding* slip = find(verification, "unit slip", "latency@phone");
    REQUIRE(slip != nullptr);
    CHECK(slip->evidence ==
          "against latency.cifar10@phone of other: Spearman 1, median ratio 0.001 over 500 networks");
    CHECK(find(verification, "constant column", "memory") == nullptr);
}

TEST_CASE("of several variants, the one that agrees best is the second source") {
    Tables tables;
    tables.add("mine", {{"latency@phone", ordinary}});
    tables.add("other",
               {{"latency.a@phone", [](std::size_t r) { return static_cast<double>((r * 31) % 57); }},
                {"latency.b@phone", [](std::size_t r) { return 3 * ordinary(r); }},
                {"latency.c@phone", [](std::size_t r) { return 1.1 * ordinary(r); }}});
    const Verification verification = tables.verify();
    REQUIRE(find(verification, "second source agrees", "latency@phone") != nullptr);
    CHECK(find(verification, "second source agrees", "latency@phone")->evidence ==
          "against other, on at least 500 networks: Spearman at least 1, median ratio 0.9091 to 0.9091");
    CHECK(find(verification, "second source disagrees", "latency@phone") == nullptr);
}

TEST_CASE("a variant of its own is compared with the same one only, and each pair once") {
    Tables tables;
    tables.add("first",
               {{"latency@phone", ordinary}, {"latency.a@phone", ordinary}, {"energy@phone", ordinary}});
    tables.add("second", {{"latency@phone", ordinary}, {"latency.a@phone", ordinary}});
    const Verification verification = tables.verify();
    std::vector<std::string> compared;
    for (const Finding& finding : verification.findings) {
        if (finding.check == "second source agrees") {
            CHECK(finding.source == "first");
            compared.insert(compared.end(), finding.metrics.begin(), finding.metrics.end());
        }
    }
    CHECK(compared == std::vector<std::string>{"latency.a@phone", "latency@phone"});
}

TEST_CASE("draws from repetitions and their spread are left to what they are drawn from") {
    Tables tables;
    tables.add("mine", {{"latency@phone", ordinary},
                        {"latency.std@phone", [](std::size_t) { return 1.0; }},
                        {"latency.draw@phone", [](std::size_t) { return 2.0; }},
                        {"latency.draw2@phone", [](std::size_t) { return 3.0; }}});
    const Verification verification = tables.verify();
    CHECK(verification.metrics.size() == 1);
}

TEST_CASE("the mean of repetitions is held against their median of the same source and device") {
    Tables tables;
    tables.add("mine", {{"energy@gpu", ordinary},
                        {"energy.mean@gpu", [](std::size_t r) { return 1.5 * ordinary(r); }},
                        {"energy@cpu", ordinary},
                        {"energy.mean@cpu", ordinary}});
    const Verification verification = tables.verify();
    CHECK(find(verification, "outlying repetitions", "energy.mean@gpu") != nullptr);
    CHECK(find(verification, "outlying repetitions", "energy.mean@cpu") == nullptr);
}

TEST_CASE("a file that cannot be read is a fault with the reader's own words, and the rest is checked") {
    Tables tables;
    tables.add("mine", {{"latency@phone", ordinary}});
    tables.add("broken", {{"latency@gpu", ordinary}});
    tables.write("broken.csv", "arch,c0\n000000,1\n000000,2\n");
    const Verification verification = tables.verify();
    CHECK(verification.metrics.size() == 1);
    const Finding* fault = find(verification, "unreadable", "latency@gpu");
    REQUIRE(fault != nullptr);
    CHECK(fault->severity == Severity::fault);
    CHECK(fault->evidence.find("broken.csv:3:1: the architecture of line 2 again") != std::string::npos);
}

TEST_CASE("figures that upstream published are looked up in upstream's order") {
    // Row 0 of HW-NAS-Bench on CIFAR-10; pixel3 as published, edgegpu not.
    Tables tables;
    tables.add("hw-nas-bench",
               {{"latency.cifar10@pixel3", [](std::size_t r) { return r == 0 ? 3.60585 : 5; }},
                {"latency.cifar10@edgegpu", ordinary}});
    const Verification verification = tables.verify();
    REQUIRE(find(verification, "published value confirmed", "latency.cifar10@pixel3") != nullptr);
    CHECK(find(verification, "published value confirmed", "latency.cifar10@pixel3")->severity ==
          Severity::note);
    const Finding* differs = find(verification, "published value differs", "latency.cifar10@edgegpu");
    REQUIRE(differs != nullptr);
    CHECK(differs->severity == Severity::fault);
    CHECK(differs->evidence.starts_with("row 0: 10, published 5.807418537139893"));
}

TEST_CASE("a published best that another row beats is a fault") {
    Tables tables;
    tables.add(
        "nas-bench-201",
        {{"test_accuracy.cifar10", [](std::size_t r) { return r == 6111 ? 94.3733
                                                              : r == 9  ? 94.0
                                                                        : 95.0; }}},
        7000);
    // The table above is minimised, so that 94.0 in row 9 is better.
    const Verification verification = tables.verify();
    const Finding* differs = find(verification, "published value differs", "test_accuracy.cifar10");
    REQUIRE(differs != nullptr);
    CHECK(differs->evidence.starts_with("best, in row 6111: 94.3733, which is not the best"));
}
