#include "experiments/tune.hpp"

#include <doctest/doctest.h>
#include <oneapi/tbb/global_control.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "engine/regressor.hpp"
#include "experiments/tuned_file.hpp"
#include "objectives/split.hpp"
#include "tests/data.hpp"
#include "tests/scratch.hpp"
#include "tests/synthetic.hpp"

using namespace archfront;

namespace {

using Row = std::vector<double>;

/// A formula that is known of every architecture of its space, as a table would be.
class Table : public synthetic::Formula {
  public:
    Table(const SearchSpace& space, std::string id, std::function<double(ArchitectureView)> law,
          Direction direction)
        : Formula(std::move(id), std::move(law), direction), rows_(space.width()) {
        for (std::uint64_t ordinal = 0; ordinal < *space.size(); ++ordinal)
            space.from_ordinal(ordinal, rows_.emplace_back());
    }
    std::optional<ArchitectureBatchView> known() const override { return rows_.view(); }

  private:
    ArchitectureBatch rows_;
};

/// 4^4 architectures with an accuracy to maximise that interacts and a latency that adds up. One in 64 has no value.
struct Bench {
    std::shared_ptr<const SearchSpace> space =
        std::make_shared<const synthetic::Space>(std::vector<std::size_t>(4, 4));
    Problem problem{space,
                    {{table("accuracy", Direction::maximise, accuracy)},
                     {table("latency", Direction::minimise, latency)}}};
    PredictorLists lists{
        2, {"ridge", "xgboost trees=20", "gradient-boosting trees=1 learning_rate=0.0001 depth=1"}};
    TuneOptions options;

    Bench() {
        options.train_fraction = 0.3;
        options.validation_fraction = 0.4;
    }

    std::shared_ptr<const MetricSource> table(std::string id, Direction direction,
                                              double (*law)(ArchitectureView)) const {
        return std::make_shared<const Table>(*space, std::move(id), law, direction);
    }
    static double accuracy(ArchitectureView a) {
        if (a[0] == 3 && a[1] == 3 && a[2] == 3) return std::numeric_limits<double>::quiet_NaN();
        return 10.0 * a[0] * a[1] + a[2] - 0.5 * a[3];
    }
    static double latency(ArchitectureView a) {
        return 1.0 * a[0] + 2 * a[1] + 0.3 * a[2] + 0.1 * a[3] * a[3];
    }

    TuneResult run() const { return tune(problem, lists, options); }
    std::string json() const { return tuned_to_json(problem, lists, options, run()); }
    std::string complaint() const {
        return user_error_of([&] { run(); });
    }
};

/// ADRS by its definition, of the front that predictions give on measured rows, by the definition of dominance.
double slow_adrs(const std::vector<Row>& measured, const std::vector<Row>& predicted) {
    const auto front = [](const std::vector<Row>& rows) {
        std::vector<std::size_t> kept;
        for (std::size_t b = 0; b < rows.size(); ++b) {
            const bool dominated = std::ranges::any_of(rows, [&](const Row& a) {
                return a[0] <= rows[b][0] && a[1] <= rows[b][1] && (a[0] < rows[b][0] || a[1] < rows[b][1]);
            });
            if (!dominated) kept.push_back(b);
        }
        return kept;
    };
    const auto reference = front(measured);
    Row range(2);
    for (std::size_t j = 0; j < 2; ++j) {
        double low = 1e300, high = -1e300;
        for (const std::size_t r : reference) {
            low = std::min(low, measured[r][j]);
            high = std::max(high, measured[r][j]);
        }
        range[j] = high - low;
    }
    double sum = 0;
    for (const std::size_t r : reference) {
        double nearest = 1e300;
        for (const std::size_t p : front(predicted)) {
            nearest = std::min(nearest, std::max(std::abs(measured[r][0] - measured[p][0]) / range[0],
                                                 std::abs(measured[r][1] - measured[p][1]) / range[1]));
        }
        sum += nearest;
    }
    return sum / static_cast<double>(reference.size());
}

/// The ADRS of every combination of the bench, worked out one by one.
std::vector<double> slow_ranking(const Bench& bench) {
    ArchitectureBatch rows(4);
    std::vector<Row> costs;
    for (std::uint64_t ordinal = 0; ordinal < 256; ++ordinal) {
        Architecture row(4);
        bench.space->from_ordinal(ordinal, row);
        if (std::isnan(Bench::accuracy(row))) continue;
        rows.push_back(row);
        costs.push_back({-Bench::accuracy(row), Bench::latency(row)});
    }
    SplitOptions parts;
    parts.test_fraction = 0.3;
    parts.validation_fraction = 0.4;
    parts.seed = bench.options.seed;
    const Split split = split_rows(*bench.space, rows, parts);
    const auto predict = [&](const std::string& predictor, std::size_t objective) {
        std::vector<float> train, validation;
        std::vector<double> labels, values(split.validation.size());
        for (const std::size_t r : split.train) {
            train.insert(train.end(), rows[r].begin(), rows[r].end());
            labels.push_back(costs[r][objective]);
        }
        for (const std::size_t r : split.validation)
            validation.insert(validation.end(), rows[r].begin(), rows[r].end());
        train_regressor(parse_regressor(predictor), {4, train, labels},
                        static_cast<std::uint64_t>(bench.options.seed))
            ->predict(validation, values);
        return values;
    };
    std::vector<Row> measured;
    for (const std::size_t r : split.validation)
        measured.push_back(costs[r]);
    std::vector<double> adrs;
    for (const std::string& second : bench.lists[1]) {
        for (const std::string& first : bench.lists[0]) {
            const auto x = predict(first, 0), y = predict(second, 1);
            std::vector<Row> predicted;
            for (std::size_t r = 0; r < x.size(); ++r)
                predicted.push_back({x[r], y[r]});
            adrs.push_back(slow_adrs(measured, predicted));
        }
    }
    return adrs;
}

}  // namespace

TEST_CASE("the tuner ranks every combination by the ADRS of the front it predicts") {
    const Bench bench;
    const TuneResult result = bench.run();
    CHECK(result.train_rows + result.validation_rows == 252 - 76);
    const std::vector<double> expected = slow_ranking(bench);
    REQUIRE(result.ranked == 9);
    REQUIRE(result.best.size() == 9);
    std::set<std::size_t> seen;
    for (const Combination& combination : result.best) {
        const std::size_t number = combination.predictors[0] + 3 * combination.predictors[1];
        CHECK(combination.adrs == doctest::Approx(expected[number]));
        seen.insert(number);
    }
    CHECK(seen.size() == 9);
    CHECK(std::ranges::is_sorted(result.best, {}, &Combination::adrs));
    CHECK(result.best.front().adrs < 0.5 * result.best.back().adrs);
}

TEST_CASE("the tuner says how well each configuration predicts each metric") {
    const TuneResult result = Bench().run();
    REQUIRE(result.agreements.size() == 2);
    REQUIRE(result.agreements[1].size() == 3);
    CHECK(result.agreements[1][0].spearman > 0.95);                              // latency hardly interacts
    CHECK(result.agreements[0][1].spearman > result.agreements[0][0].spearman);  // accuracy does
}

TEST_CASE("the tuner gives the same bytes with one thread") {
    const Bench bench;
    const std::string with_many = bench.json();
    const oneapi::tbb::global_control one(oneapi::tbb::global_control::max_allowed_parallelism, 1);
    CHECK(bench.json() == with_many);
}

TEST_CASE("of configurations that predict the same the tuner ranks one") {
    Bench bench;
    bench.lists[0] = {"xgboost depth=30", "ridge", "xgboost depth=31", "xgboost depth=32"};
    const TuneResult result = bench.run();
    CHECK(result.ranked == 6);
    CHECK(result.agreements[0].size() == 4);
    CHECK(result.agreements[0][3].rmse == result.agreements[0][0].rmse);
    for (const Combination& combination : result.best)
        CHECK(combination.predictors[0] < 2);
}

TEST_CASE("the published dominance rule keeps what ties in all metrics but one") {
    Bench bench;
    // Predicts few different values, so that many architectures tie.
    bench.lists = {{"gradient-boosting trees=1 depth=1"}, {"gradient-boosting trees=1 depth=1"}};
    const std::size_t by_pareto = bench.run().best[0].front;
    bench.options.as_published = true;
    CHECK(bench.run().best[0].front > by_pareto);
}

TEST_CASE("what cannot be tuned is refused with a way out") {
    Bench bench;
    bench.options.train_fraction = 0.7;
    CHECK(bench.complaint() ==
          "--train-fraction and --validation-fraction are more than all rows together; lower one");
    bench.options.train_fraction = 0.001;
    CHECK(
        bench.complaint().starts_with("of 252 rows that have all values, a part to train or to validate on"));

    const auto formula = std::make_shared<const synthetic::Formula>("size", Bench::latency);
    const Problem endless(bench.space, {{formula}});
    CHECK(user_error_of([&] {
              tune(endless, {{"ridge"}}, {});
          }).starts_with("metric 'size' has no finite list of architectures to learn from"));
}

TEST_CASE("the published ADRS is refused where a front does not vary, before anything is trained") {
    Bench bench;
    const Problem one(bench.space, {bench.problem.objectives()[0]});
    bench.options.as_published = true;
    bool trained = false;
    const auto progress = [&](std::string_view, std::size_t, std::size_t) { trained = true; };
    CHECK(user_error_of([&] { tune(one, {{"ridge"}}, bench.options, progress); })
              .starts_with(
                  "adrs-as-published divides by the range of the reference set, which is 0 in objective 1"));
    CHECK_FALSE(trained);
}

TEST_CASE("RAPID's grid has 63 configurations, all of which can be trained") {
    const auto grid = published_grid();
    CHECK(std::set<std::string>(grid.begin(), grid.end()).size() == 63);
    for (const std::string& configuration : grid)
        CHECK_NOTHROW(parse_regressor(configuration));
}
