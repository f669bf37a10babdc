#include "experiments/tune.hpp"

#include <algorithm>
#include <mutex>
#include <numeric>
#include <optional>
#include <set>

#include "engine/parallel.hpp"
#include "engine/pareto.hpp"
#include "engine/regressor.hpp"
#include "engine/text.hpp"
#include "objectives/split.hpp"
#include "optimizers/rapid_dominance.hpp"
#include "results/indicator.hpp"

namespace archfront {
namespace {

constexpr std::size_t most_combinations = 10'000'000;

/// Counts what several threads have done.
class Counter {
  public:
    Counter(std::string_view stage, std::size_t all, const TuneProgress& progress)
        : stage_(stage), all_(all), progress_(progress) {}

    void add(std::size_t count) {
        const std::lock_guard lock(mutex_);
        done_ += count;
        if (progress_) progress_(stage_, done_, all_);
    }

  private:
    std::string_view stage_;
    std::size_t all_;
    const TuneProgress& progress_;
    std::mutex mutex_;
    std::size_t done_ = 0;
};

/// The architectures that have a value in all objectives.
struct Rows {
    explicit Rows(const Problem& problem)
        : architectures(problem.space().width()), costs(problem.objectives().size()) {}
    ArchitectureBatch architectures;
    Costs costs;
};

Rows collect(const Problem& problem) {
    std::optional<ArchitectureBatchView> known;
    for (const auto& source : problem.metrics()) {
        if (!known) known = source->known();
    }
    if (!known) {
        throw UserError(
            "metric '" + problem.metrics()[0]->info().id +
            "' has no finite list of architectures to learn from, nor has another; give --source a table's");
    }
    const std::size_t m = problem.metrics().size();
    std::vector<double> values(known->size() * m), costs(m);
    problem.evaluate(*known, values);
    Rows rows(problem);
    for (std::size_t r = 0; r < known->size(); ++r) {
        if (problem.costs(std::span(values).subspan(r * m, m), costs) > 0) continue;
        rows.architectures.push_back((*known)[r]);
        rows.costs.push_back(costs, 0);
    }
    return rows;
}

/// Some of the rows, encoded, with their costs by objective.
struct Part {
    std::vector<float> features;
    std::vector<float> choices;
    std::vector<std::vector<double>> costs;  // shape (m, n)

    Part(const SearchSpace& space, const Rows& rows, const RowNumbers& numbers)
        : costs(rows.costs.objectives()) {
        ArchitectureBatch batch(space.width());
        for (const std::size_t r : numbers) {
            batch.push_back(rows.architectures[r]);
            for (std::size_t j = 0; j < costs.size(); ++j)
                costs[j].push_back(rows.costs[r][j]);
        }
        features.resize(batch.size() * encoded_width(space, Encoding::features));
        encode(space, Encoding::features, batch, features);
        choices.resize(batch.size() * encoded_width(space, Encoding::choices));
        encode(space, Encoding::choices, batch, choices);
    }

    std::size_t size() const { return costs[0].size(); }
    std::span<const float> encoded(Encoding encoding) const {
        return encoding == Encoding::choices ? choices : features;
    }
};

Split split(const Problem& problem, const Rows& rows, const TuneOptions& options) {
    const double rest = 1 - options.train_fraction - options.validation_fraction;
    if (rest < -1e-9)
        throw UserError(
            "--train-fraction and --validation-fraction are more than all rows together; lower one");
    const auto n = static_cast<double>(rows.costs.size());
    if (n * options.train_fraction < 2 || n * options.validation_fraction < 2) {
        throw UserError(
            "of " + with_thousands(rows.costs.size()) +
            " rows that have all values, a part to train or to validate on has fewer than 2; raise "
            "--train-fraction or --validation-fraction, or take metrics of the same architectures");
    }
    SplitOptions parts;
    parts.test_fraction = std::max(rest, 0.0);
    parts.validation_fraction = options.validation_fraction;
    parts.seed = options.seed;
    return split_rows(problem.space(), rows.architectures, parts);
}

/// Every configuration's predictions for the validation part, shape (m, configurations, n).
using Predictions = std::vector<std::vector<std::vector<double>>>;

Predictions train_all(const Part& train, const Part& validation, const PredictorLists& lists,
                      const TuneOptions& options, const TuneProgress& progress) {
    const Encoding wanted = options.features == "choices" ? Encoding::choices : Encoding::features;
    Predictions predictions;
    std::vector<std::pair<std::size_t, std::size_t>> tasks;  // objective and configuration
    std::vector<std::vector<RegressorChoice>> choices;
    for (std::size_t j = 0; j < lists.size(); ++j) {
        predictions.emplace_back(lists[j].size(), std::vector<double>(validation.size()));
        choices.emplace_back();
        for (std::size_t c = 0; c < lists[j].size(); ++c) {
            choices[j].push_back(parse_regressor(lists[j][c]));
            tasks.emplace_back(j, c);
        }
    }
    Counter counter("training", tasks.size(), progress);
    parallel_for(tasks.size(), 1, [&](std::size_t first, std::size_t end) {
        for (std::size_t t = first; t < end; ++t) {
            const auto [j, c] = tasks[t];
            const RegressorChoice& choice = choices[j][c];
            const Encoding encoding = choice.encoding(wanted);
            const std::span<const float> rows = train.encoded(encoding);
            const auto regressor = train_regressor(choice, {rows.size() / train.size(), rows, train.costs[j]},
                                                   static_cast<std::uint64_t>(options.seed));
            regressor->predict(validation.encoded(encoding), predictions[j][c]);
            counter.add(1);
        }
    });
    return predictions;
}

/// Of each objective's configurations those whose predictions differ: the first of equals stands for all.
std::vector<std::vector<std::size_t>> distinct_configurations(const Predictions& predictions) {
    std::vector<std::vector<std::size_t>> distinct;
    for (const auto& configurations : predictions) {
        distinct.emplace_back();
        std::set<std::span<const double>,
                 decltype([](auto a, auto b) { return std::ranges::lexicographical_compare(a, b); })>
            seen;
        for (std::size_t c = 0; c < configurations.size(); ++c) {
            if (seen.insert(configurations[c]).second) distinct.back().push_back(c);
        }
    }
    return distinct;
}

/// Compares fronts with the measured one of the validation part.
class FrontJudge {
  public:
    /// Throws UserError where the published ADRS is not defined, before anything is trained.
    FrontJudge(const Part& validation, bool as_published)
        : validation_(validation),
          as_published_(as_published),
          adrs_(Registry<IndicatorPlugin>::instance().at(as_published ? "adrs-as-published" : "adrs")) {
        Costs measured(objectives());
        fill(measured, {validation.costs.begin(), validation.costs.end()});
        front_ = front_of(measured);
        points_ = points_of(front_);
        adrs(front_);
    }

    std::size_t objectives() const { return validation_.costs.size(); }
    std::size_t measured_front_size() const { return front_.size(); }

    /// Makes columns into rows.
    void fill(Costs& costs, const std::vector<std::span<const double>>& columns) const {
        costs.resize(validation_.size());
        for (std::size_t j = 0; j < columns.size(); ++j) {
            for (std::size_t r = 0; r < columns[j].size(); ++r)
                costs.row(r)[j] = columns[j][r];
        }
    }

    std::vector<std::size_t> front_of(const Costs& costs) const {
        return as_published_ ? front_as_published(costs) : pareto_front(costs);
    }

    /// Of what was measured of these rows.
    double adrs(const std::vector<std::size_t>& rows) const {
        const std::vector<double> points = points_of(rows);
        return adrs_.evaluate({.objectives = objectives(), .points = points, .reference_set = points_});
    }

  private:
    std::vector<double> points_of(const std::vector<std::size_t>& rows) const {
        std::vector<double> points;
        for (const std::size_t r : rows) {
            for (const std::vector<double>& column : validation_.costs)
                points.push_back(column[r]);
        }
        return points;
    }

    const Part& validation_;
    bool as_published_;
    const IndicatorPlugin& adrs_;
    std::vector<std::size_t> front_;  // measured
    std::vector<double> points_;      // of the front, shape (k, m)
};

/// Numbers the combinations of configurations; the first objective's counts fastest.
class Combinations {
  public:
    /// Throws UserError for more than can be ranked.
    explicit Combinations(const Predictions& predictions)
        : predictions_(predictions), distinct_(distinct_configurations(predictions)) {
        for (const auto& configurations : distinct_) {
            size_ *= configurations.size();
            if (size_ > most_combinations) {
                throw UserError("more than " + with_thousands(most_combinations) +
                                " combinations of predictors; name fewer with --predictor");
            }
        }
    }

    std::size_t size() const { return size_; }

    std::vector<std::size_t> configurations(std::size_t number) const {
        std::vector<std::size_t> chosen;
        for (const auto& configurations : distinct_) {
            chosen.push_back(configurations[number % configurations.size()]);
            number /= configurations.size();
        }
        return chosen;
    }

    std::vector<std::span<const double>> predictions(std::size_t number) const {
        std::vector<std::span<const double>> columns;
        for (const std::size_t configuration : configurations(number))
            columns.push_back(predictions_[columns.size()][configuration]);
        return columns;
    }

  private:
    const Predictions& predictions_;
    std::vector<std::vector<std::size_t>> distinct_;  // shape (m, configurations that count)
    std::size_t size_ = 1;
};

std::vector<Combination> rank_all(const Combinations& combinations, const FrontJudge& judge, std::size_t keep,
                                  const TuneProgress& progress) {
    constexpr std::size_t block = 256;
    std::vector<double> adrs(combinations.size());
    Counter counter("ranking", adrs.size(), progress);
    parallel_for(adrs.size(), block, [&](std::size_t first, std::size_t end) {
        Costs predicted(judge.objectives());
        for (std::size_t c = first; c < end; ++c) {
            judge.fill(predicted, combinations.predictions(c));
            adrs[c] = judge.adrs(judge.front_of(predicted));
        }
        counter.add(end - first);
    });
    std::vector<std::size_t> order(adrs.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto kept = order.begin() + static_cast<std::ptrdiff_t>(std::min(keep, order.size()));
    std::partial_sort(order.begin(), kept, order.end(), [&](std::size_t a, std::size_t b) {
        return adrs[a] != adrs[b] ? adrs[a] < adrs[b] : a < b;
    });
    order.erase(kept, order.end());
    std::vector<Combination> best;
    Costs predicted(judge.objectives());
    for (const std::size_t c : order) {
        judge.fill(predicted, combinations.predictions(c));
        best.push_back({combinations.configurations(c), adrs[c], judge.front_of(predicted).size()});
    }
    return best;
}

}  // namespace

void bind(OptionTable& table, TuneOptions& options) {
    table.real("train-fraction", options.train_fraction, 0, 1,
               "part of the rows that every configuration learns from");
    table.real("validation-fraction", options.validation_fraction, 0, 1,
               "part of the rows that ranks combinations");
    table.integer("seed", options.seed, 0, std::int64_t{1} << 31,
                  "of the parts, and of what is random in training");
    table.one_of(
        "features", options.features, {"choices", "space"},
        "what is seen of an architecture: its choices, as published, or the features that the space knows");
    table.flag("as-published", options.as_published,
               "RAPID's own dominance rule in place of Pareto's, and its unguarded ADRS");
    table.integer("keep", options.keep, 1, 1'000, "combinations to write, the best ones");
}

std::vector<std::string> published_grid() {
    std::vector<std::string> grid;
    for (const char* loss : {"squared", "huber", "quantile"}) {
        for (const char* learning_rate : {"0.1", "0.001", "0.0001"}) {
            for (const char* trees : {"10", "100", "1000"})
                grid.push_back(std::string("gradient-boosting loss=") + loss +
                               " learning_rate=" + learning_rate + " trees=" + trees);
        }
    }
    for (const char* trees : {"10", "100", "500", "1000"}) {
        for (const char* depth : {"4", "32", "256"})
            grid.push_back(std::string("random-forest trees=") + trees + " depth=" + depth);
        for (const char* depth : {"4", "6", "32", "256"})
            grid.push_back(std::string("xgboost trees=") + trees + " depth=" + depth);
    }
    for (const char* loss : {"squared", "huber"}) {
        for (const char* penalty : {"l2", "l1", "elasticnet", "none"})
            grid.push_back(std::string("linear loss=") + loss + " penalty=" + penalty);
    }
    return grid;
}

TuneResult tune(const Problem& problem, const PredictorLists& lists, const TuneOptions& options,
                const TuneProgress& progress) {
    ARCHFRONT_ASSERT(lists.size() == problem.objectives().size() && problem.constraints().empty(),
                     "a list of configurations for each objective");
    const Rows rows = collect(problem);
    const Split parts = split(problem, rows, options);
    const Part train(problem.space(), rows, parts.train);
    const Part validation(problem.space(), rows, parts.validation);
    const FrontJudge judge(validation, options.as_published);
    const Predictions predictions = train_all(train, validation, lists, options, progress);
    const Combinations combinations(predictions);
    TuneResult result{.train_rows = train.size(),
                      .validation_rows = validation.size(),
                      .front = judge.measured_front_size()};
    for (std::size_t j = 0; j < lists.size(); ++j) {
        result.agreements.emplace_back();
        for (const std::vector<double>& predicted : predictions[j])
            result.agreements[j].push_back(agreement(validation.costs[j], predicted));
    }
    result.ranked = combinations.size();
    result.best = rank_all(combinations, judge, static_cast<std::size_t>(options.keep), progress);
    return result;
}

}  // namespace archfront
