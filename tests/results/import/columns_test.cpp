#include "results/import/columns.hpp"

#include <doctest/doctest.h>

#include "tests/results/import/like.hpp"

using namespace archfront;

namespace {

const std::vector<std::string> header = {"error", "latency", "latency@device_0", "twice", "twice", "1-error"};

std::optional<MetricColumn> find(const std::vector<ColumnChoice>& choices, std::size_t metric) {
    StoredStudy stored = study_to_import();
    stored.study.metrics[1].name = "latency";
    stored.study.devices[0].metrics[1].id = "latency@device_0";
    return find_metric(header, {"t.csv", 1}, choices, stored.study, 0, metric);
}

}  // namespace

TEST_CASE("a metric's column is the chosen one, else that of its name") {
    CHECK(find({}, 1)->column == 1);
    CHECK(find({{"latency@device_0", "latency@device_0"}}, 1)->column == 2);
    CHECK_FALSE(find({}, 0));
}

TEST_CASE("a number minus a column is no column's name") {
    const auto error = find({{"test_accuracy.cifar100", "100-error"}}, 0);
    CHECK(error->column == 0);
    CHECK(error->value(5.5) == 94.5);
    const auto named = find({{"test_accuracy.cifar100", "1-error"}}, 0);
    CHECK(named->column == 5);
    CHECK(named->value(5.5) == 5.5);
}

TEST_CASE("a choice of what is not there is refused") {
    const auto error = [](const ColumnChoice& choice) { return user_error_of([&] { find({choice}, 1); }); };
    CHECK(error({"latency", "latensy"})
              .starts_with("t.csv:1: unknown column 'latensy' (did you mean 'latency'?)"));
    CHECK(contains(error({"latency", "100-latensy"}), "unknown column '100-latensy'"));
    CHECK(contains(error({"latency", "nan-latency"}), "unknown column 'nan-latency'"));
    CHECK(error({"latency", "twice"}) == "t.csv:1: column 'twice' appears twice; rename one");
    const Study study = study_to_import().study;
    CHECK(user_error_of([&] {
              check_choices({{"latency_2", "x"}}, study);
          }).starts_with("--column: unknown metric or label 'latency_2' (did you mean 'latency_1'?)"));
    CHECK(user_error_of([&] {
              check_choices({{"seed", "x"}, {"seed", "y"}}, study);
          }) == "--column: 'seed' is given twice");
    for (const char* text : {"latency", "=x", "latency="})
        CHECK(user_error_of([&] { parse_column_choice(text); }) ==
              "--column: '" + std::string(text) + "' is not NAME=COLUMN");
}
