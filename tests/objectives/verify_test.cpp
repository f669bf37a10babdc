#include "objectives/verify.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/random.hpp"
#include "tests/synthetic.hpp"

using namespace archfront;

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

/// 1,000 latencies between 10 and 20 ms in no order, all different.
std::vector<double> latencies() {
    RandomGenerator random(3);
    std::vector<double> values;
    for (int r = 0; r < 1000; ++r)
        values.push_back(10 + 10 * random.uniform());
    return values;
}

MeasuredColumn column(std::vector<double> values, std::string id = "latency@phone", std::string unit = "ms",
                      std::string source = "first") {
    return {
        .space = "synthetic",
        .info = {.id = std::move(id), .unit = std::move(unit), .source = std::move(source), .citation = ""},
        .files = {"file"},
        .values = std::move(values)};
}

/// A table of given rows, whose values are 1.
class Listed : public MetricSource {
  public:
    Listed(std::size_t width, std::initializer_list<Architecture> rows) : MetricSource({}), rows_(width) {
        for (const Architecture& row : rows)
            rows_.push_back(row);
    }

    std::optional<ArchitectureBatchView> known() const override { return rows_.view(); }

    bool answers_all = false;

  private:
    void do_evaluate(ArchitectureBatchView batch, std::span<double> values) const override {
        for (std::size_t r = 0; r < batch.size(); ++r) {
            values[r] = answers_all ? 1 : missing;
            for (std::size_t k = 0; k < rows_.size(); ++k) {
                if (std::ranges::equal(batch[r], rows_[k])) values[r] = 1;
            }
        }
    }

    ArchitectureBatch rows_;
};

/// The finding of a check; nullptr when it did not fire.
const Finding* find(const std::vector<Finding>& findings, const std::string& check) {
    const auto found = std::find_if(findings.begin(), findings.end(),
                                    [&](const Finding& finding) { return finding.check == check; });
    return found == findings.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("a column of ordinary measurements has no findings") {
    CHECK(verify_column(column(latencies())).empty());
    CHECK(verify_column(column({-3, -2, 1, 4}, "gain", "dB")).empty());
}

TEST_CASE("a summary counts and orders by hand") {
    const ColumnSummary summary = summarise(std::vector<double>{3, missing, 1, 3, infinity, 2});
    CHECK(summary.rows == 6);
    CHECK(summary.missing == 1);
    CHECK(summary.unsupported == 1);
    CHECK(summary.distinct == 3);
    CHECK(summary.minimum == 1);
    CHECK(summary.median == 2.5);
    CHECK(summary.maximum == 3);
    CHECK(std::isnan(summarise({}).median));
}

TEST_CASE("missing and unsupported values are counted apart") {
    std::vector<double> values = latencies();
    values[4] = values[7] = missing;
    values[1] = infinity;
    const auto findings = verify_column(column(values));
    REQUIRE(findings.size() == 2);
    CHECK(findings[0].check == "missing values");
    CHECK(findings[0].evidence == "2 of 1,000 rows have no value");
    CHECK(findings[1].check == "unsupported networks");
    CHECK(findings[1].evidence == "1 of 1,000 networks do not run on this device");
    CHECK(find(verify_column(column(std::vector<double>(50, missing))), "no values") != nullptr);
}

TEST_CASE("one negative number that repeats is a sentinel, several are impossible in a physical unit") {
    std::vector<double> values = latencies();
    values[3] = values[900] = -1;
    const auto findings = verify_column(column(values));
    const Finding* sentinel = find(findings, "sentinel");
    REQUIRE(sentinel != nullptr);
    CHECK(sentinel->severity == Severity::caution);
    CHECK(sentinel->evidence.starts_with("2 of 1,000 values are -1, all others are at least 10"));
    values[900] = -2;
    const auto negative = verify_column(column(values));
    REQUIRE(find(negative, "impossible value") != nullptr);
    CHECK(find(negative, "impossible value")->severity == Severity::fault);
    CHECK(find(verify_column(column(values, "gain", "dB")), "impossible value") == nullptr);
    CHECK(find(verify_column(column({1, 2, -infinity})), "impossible value") != nullptr);
}

TEST_CASE("a constant column is found once it is long enough to judge") {
    const auto findings = verify_column(column(std::vector<double>(100, 4.5)));
    REQUIRE(find(findings, "constant column") != nullptr);
    CHECK(find(findings, "constant column")->evidence == "all 100 values are 4.5");
    CHECK(verify_column(column({4.5, 4.5})).empty());
}

TEST_CASE("values a factor of ten beyond the rest are outliers") {
    std::vector<double> values = latencies();
    values[10] = 0.01;
    values[20] = 500;
    const auto findings = verify_column(column(values));
    const Finding* outliers = find(findings, "outliers");
    REQUIRE(outliers != nullptr);
    CHECK(outliers->evidence.starts_with("2 of 1,000 values"));
    CHECK(outliers->evidence.ends_with("smallest 0.01, largest 500"));
}

TEST_CASE("a running mean is a caution that says how the measurements are recovered") {
    std::vector<double> values = latencies();
    double sum = 0;
    for (std::size_t k = 0; k < values.size(); ++k) {
        sum += std::round(1000 * values[k]);
        values[k] = sum / static_cast<double>(k + 1);
    }
    const auto findings = verify_column(column(values, "memory", "MB"));
    const Finding* found = find(findings, "running mean");
    REQUIRE(found != nullptr);
    CHECK(found->severity == Severity::caution);
    CHECK(found->evidence.starts_with("value times row number is whole in 1,000 of 1,000 rows"));
}

TEST_CASE("the step of a quantised column is the largest that divides all values") {
    std::vector<double> values = latencies();
    CHECK_FALSE(quantisation_step(values));
    for (double& value : values)
        value = std::round(value);
    CHECK(quantisation_step(values) == 1.0);
    for (double& value : values)
        value *= 0.1;
    CHECK(quantisation_step(values).value() == doctest::Approx(0.1));
    values[5] = 1.234;  // one value between the steps
    CHECK_FALSE(quantisation_step(values));
    CHECK_FALSE(quantisation_step(std::vector<double>(100, 2.0)));
    // Few values in no grid, some of which differ in their last bits.
    for (std::size_t r = 0; r < values.size(); ++r)
        values[r] = std::sqrt(2.0 + static_cast<double>(r % 7)) * (r % 2 == 0 ? 1 : 1 + 1e-15);
    CHECK_FALSE(quantisation_step(values));
    CHECK_FALSE(quantisation_step(std::vector<double>{1, 2, 3, 1, 2, 3}));
}

TEST_CASE("a quantised device is reported where another device of the metric is not") {
    std::vector<double> whole = latencies();
    for (double& value : whole)
        value = std::round(value);
    const MeasuredColumn phone = column(whole), gpu = column(latencies(), "latency@gpu");
    const auto findings = verify_devices(std::vector{phone, gpu});
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].check == "quantised column");
    CHECK(findings[0].metrics == std::vector<std::string>{"latency@phone"});
    CHECK(findings[0].evidence.starts_with("all values are multiples of 1 ms: 11 distinct values in 1,000"));
    CHECK(verify_devices(std::vector{phone, phone}).empty());
    CHECK(verify_devices(std::vector{gpu, gpu}).empty());
}

TEST_CASE("a second source shows agreement, and slips of sign, unit and scale") {
    const MeasuredColumn first = column(latencies());
    const auto check_of = [&](auto&& change) {
        std::vector<double> values = first.values;
        for (std::size_t r = 0; r < values.size(); ++r)
            values[r] = change(values[r], r);
        const MeasuredColumn second = column(values, "latency.cifar10@phone", "ms", "second");
        const auto comparison = compare_sources(first, second);
        return comparison ? verify_second_source(first, second, *comparison).check
                          : std::string("not compared");
    };
    CHECK(check_of([](double value, std::size_t) { return 1.02 * value; }) == "second source agrees");
    CHECK(check_of([](double value, std::size_t) { return 30 - value; }) == "sign slip");
    CHECK(check_of([](double value, std::size_t) { return value / 1000; }) == "unit slip");
    CHECK(check_of([](double value, std::size_t) { return 60.3 * value; }) == "unit slip");
    CHECK(check_of([](double value, std::size_t) { return 37 * value; }) == "scales differ");
    CHECK(check_of([&](double, std::size_t r) { return first.values[(r + 500) % 1000]; }) ==
          "second source disagrees");
    CHECK(check_of([](double, std::size_t) { return 5.0; }) == "not compared");
    CHECK(check_of([](double value, std::size_t r) { return r < 29 ? value : missing; }) == "not compared");
}

TEST_CASE("what a comparison counts are the rows that both sources have") {
    MeasuredColumn first = column(latencies()), second = first;
    second.info.source = "second";
    for (double& value : second.values)
        value *= 2;
    first.values[0] = missing;
    second.values[1] = infinity;
    const auto comparison = compare_sources(first, second);
    REQUIRE(comparison);
    CHECK(comparison->rows == 998);
    CHECK(comparison->spearman == doctest::Approx(1));
    CHECK(comparison->median_ratio == doctest::Approx(0.5));
    CHECK(verify_second_source(first, second, *comparison).evidence ==
          "against latency@phone of second: Spearman 1, median ratio 0.5 over 998 networks");
}

TEST_CASE("a mean of repetitions far above their median tells of outlying repetitions") {
    const MeasuredColumn median = column(latencies());
    MeasuredColumn mean = column(latencies(), "latency.mean@phone");
    CHECK_FALSE(verify_mean_of_repetitions(mean, median));
    for (double& value : mean.values)
        value *= 1.4;
    const auto finding = verify_mean_of_repetitions(mean, median);
    REQUIRE(finding);
    CHECK(finding->evidence == "the mean of the repetitions is typically 1.4 times their median");
    CHECK(finding->metrics == std::vector<std::string>{"latency.mean@phone"});
}

TEST_CASE("rows are counted against the networks of a small space") {
    const synthetic::Space space({2, 3, 2});
    const auto find_in = [&](const SearchSpace& of, std::initializer_list<Architecture> rows,
                             const char* check) {
        const Listed source(of.width(), rows);
        const auto findings = verify_rows(of, column(std::vector<double>(rows.size())), source);
        const Finding* found = find(findings, check);
        return found == nullptr ? std::string() : found->evidence;
    };
    CHECK(find_in(space, {{1, 0, 0}, {1, 0, 1}}, "missing rows") ==
          "10 of 12 networks of the space have no row");
    CHECK(find_in(space, {{1, 0, 0}, {1, 0, 1}}, "duplicate rows").empty());
    CHECK(find_in(space, {{1, 0, 0}, {1, 0, 1}, {1, 0, 0}}, "duplicate rows") ==
          "1 of 3 rows repeat an architecture");
    // The last variable idles where the first is 0: two spellings of one network.
    const synthetic::Space idle({2, 3, 2}, true);
    CHECK(find_in(idle, {{0, 1, 0}, {0, 1, 1}}, "duplicate rows") == "1 of 2 rows repeat an architecture");
    const synthetic::Space large(std::vector<std::size_t>(16, 4));
    CHECK(find_in(large, {Architecture(16, 1)}, "missing rows").empty());
}

TEST_CASE("a network that a source knows as another one's equal is not missing") {
    const synthetic::Space space({2, 3, 2});
    Listed source(3, {{1, 0, 0}, {1, 0, 1}});
    source.answers_all = true;
    CHECK(verify_rows(space, column({1, 2}), source).empty());
}

TEST_CASE("findings that differ in their metric only are one, and the gravest come first") {
    Finding note;
    note.metrics = {"m1"};
    note.files = {"f"};
    Finding same = note, fault = note;
    same.metrics = {"m2"};
    same.files = {"f", "g"};
    fault.severity = Severity::fault;
    const auto merged = merge_findings({note, fault, same});
    REQUIRE(merged.size() == 2);
    CHECK(merged[0].severity == Severity::fault);
    CHECK(merged[1].metrics == std::vector<std::string>{"m1", "m2"});
    CHECK(merged[1].files == std::vector<std::filesystem::path>{"f", "g"});
}
