// Tables of a report.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "engine/text.hpp"
#include "results/report/study_report.hpp"

namespace archfront {
namespace {

std::string decimals(double value, int count) {
    if (std::isnan(value)) return "-";
    if (std::isinf(value)) return "not reached";
    std::array<char, 64> text;
    std::snprintf(text.data(), text.size(), "%.*f", count, value);
    return text.data();
}

std::string percent(double share) {
    return decimals(100 * share, 2);
}

std::string interval_text(const Interval& interval) {
    return std::isnan(interval.low) ? "-" : percent(interval.low) + " to " + percent(interval.high);
}

std::string p_text(double p) {
    if (p < 0.001) return "< 0.001";
    return decimals(p, 3);
}

std::string evaluations_text(double evaluations) {
    return std::isinf(evaluations) ? "-" : readable(std::ceil(evaluations), 6);
}

std::string test_text(const Study& study, const Analysis& analysis) {
    if (study.seeds.size() < 2 || study.optimizers.size() < 2) return "No test is possible";
    return "Wilcoxon's rank-sum test over " + seeds_text(study) + ", Holm-adjusted over all pairs on a " +
           analysis.comparison.block + ", level " + format_number(analysis.comparison.alpha);
}

/// What every table of hypervolumes has to say.
std::string measure_text(const Study& study, const Analysis& analysis) {
    const StudyReference& first = study.devices[0].reference;
    const bool same = std::all_of(study.devices.begin(), study.devices.end(), [&](const StudyDevice& device) {
        return device.reference.bounds_origin == first.bounds_origin &&
               device.reference.point == first.point && device.reference.best_origin == first.best_origin;
    });
    if (same) return "Hypervolume in % of the " + first.best_origin + "'s; " + reference_text(first) + ".";
    return "Hypervolume in % of the best front's in normalised costs; bounds and reference points differ "
           "by " +
           analysis.comparison.block + ", see the table of bounds.";
}

/// Reservations as the end of a caption.
std::string reservation_text(const std::vector<std::string>& reservations) {
    return reservations.empty() ? "" : " But " + join(reservations, "; ") + ".";
}

TableCell performance_cell(const DeviceComparison& device, std::size_t optimizer) {
    const Performance& performance = device.performances[optimizer];
    const bool best = std::all_of(device.performances.begin(), device.performances.end(),
                                  [&](const Performance& other) { return !(other.mean > performance.mean); });
    const bool known = !std::isnan(performance.mean) && device.performances.size() > 1;
    return {percent(performance.mean), best && known, known && performance.among_best && !best};
}

/// Rows become columns: a page is longer than wide.
void transpose(Table& table, const std::string& first) {
    std::vector<std::string> header = {first};
    for (const auto& row : table.rows)
        header.push_back(row[0].text);
    std::vector<std::vector<TableCell>> rows;
    for (std::size_t c = 1; c < table.header.size(); ++c) {
        auto& row = rows.emplace_back();
        row.push_back({table.header[c]});
        for (const auto& old : table.rows)
            row.push_back(old[c]);
    }
    table.header = std::move(header);
    table.rows = std::move(rows);
}

Table hypervolume_table(const Study& study, const Analysis& analysis) {
    Table table;
    table.name = "hypervolume";
    table.title = "Hypervolume by " + analysis.comparison.block + " and optimiser";
    table.caption = "Mean final hypervolume. " + measure_text(study, analysis) +
                    " Bold: the best mean of a " + analysis.comparison.block +
                    "; †: not significantly worse. " + test_text(study, analysis) + ".";
    table.header = {analysis.comparison.block};
    table.header.insert(table.header.end(), study.optimizers.begin(), study.optimizers.end());
    for (std::size_t device = 0; device < study.devices.size(); ++device) {
        auto& row = table.rows.emplace_back();
        row.push_back({device_label(study, device)});
        for (std::size_t optimizer = 0; optimizer < study.optimizers.size(); ++optimizer)
            row.push_back(performance_cell(analysis.comparison.devices[device], optimizer));
    }
    if (study.optimizers.size() > study.devices.size()) transpose(table, "optimiser");
    return table;
}

/// The optimisers of a device by mean, the best first.
std::vector<std::size_t> by_mean(const DeviceComparison& device) {
    std::vector<std::size_t> order(device.performances.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return device.performances[a].mean > device.performances[b].mean;
    });
    return order;
}

/// p and A12 of one optimiser against another, whichever comes first in the list of pairs; "-" without a test.
std::pair<std::string, std::string> against(const DeviceComparison& device, std::size_t one,
                                            std::size_t other) {
    if (device.pairs.empty() || one == other) return {"-", "-"};
    const DevicePair& pair =
        device.pairs[pair_index(std::min(one, other), std::max(one, other), device.performances.size())];
    return {p_text(pair.p), decimals(pair.first == one ? pair.a12 : 1 - pair.a12, 2)};
}

Table verdict_table(const Study& study, const Analysis& analysis) {
    Table table;
    table.name = "verdicts";
    table.title = "Verdict per " + analysis.comparison.block;
    table.caption =
        "The optimiser with the largest mean final hypervolume on each " + analysis.comparison.block +
        ", with the 95 % BCa bootstrap interval of the mean, and the next. " + measure_text(study, analysis) +
        " p: the two compared; A12: probability that a run of the winner ends "
        "better than one of the next. " +
        test_text(study, analysis) + ".";
    table.header = {analysis.comparison.block, "winner",     "next", "mean (%)",
                    "95 % interval",           "next's (%)", "p",    "A12"};
    table.text_columns = 3;
    for (std::size_t d = 0; d < study.devices.size(); ++d) {
        const DeviceComparison& device = analysis.comparison.devices[d];
        const std::vector<std::size_t> order = by_mean(device);
        const Performance& first = device.performances[order[0]];
        auto& row = table.rows.emplace_back();
        row = {{device_label(study, d)},
               {device.winner ? study.optimizers[*device.winner] : "none"},
               {"-"},
               {percent(first.mean)},
               {interval_text(first.interval)},
               {"-"},
               {"-"},
               {"-"}};
        if (order.size() < 2) continue;
        row[2].text = study.optimizers[order[1]];
        row[5].text = percent(device.performances[order[1]].mean);
        std::tie(row[6].text, row[7].text) = against(device, order[0], order[1]);
    }
    return table;
}

std::string wins_ties_losses(std::size_t wins, std::size_t ties, std::size_t losses) {
    return std::to_string(wins) + "/" + std::to_string(ties) + "/" + std::to_string(losses);
}

/// Of one optimiser against another, over devices.
struct Score {
    std::size_t wins = 0;
    std::size_t ties = 0;
    std::size_t losses = 0;
    double p = 1;
};

Score score_of(const DevicesComparison& across, std::size_t k, std::size_t one, std::size_t other) {
    const DevicesPair& pair = across.pairs[pair_index(std::min(one, other), std::max(one, other), k)];
    return one < other ? Score{pair.wins, pair.ties, pair.losses, pair.p}
                       : Score{pair.losses, pair.ties, pair.wins, pair.p};
}

/// Everybody against everybody.
void append_pairs(Table& table, const Study& study, const DevicesComparison& across) {
    const std::size_t k = study.optimizers.size();
    table.caption +=
        "the optimiser of the row is significantly better / neither is / the optimiser of the column is. ";
    table.header = {""};
    table.header.insert(table.header.end(), study.optimizers.begin(), study.optimizers.end());
    for (std::size_t one = 0; one < k; ++one) {
        auto& row = table.rows.emplace_back();
        row.push_back({study.optimizers[one]});
        for (std::size_t other = 0; other < k; ++other) {
            const Score score = one == other ? Score{} : score_of(across, k, one, other);
            row.push_back({one == other ? "-" : wins_ties_losses(score.wins, score.ties, score.losses)});
        }
    }
}

/// Too many for a page: each against the best, and against all others together.
void append_totals(Table& table, const Study& study, const DevicesComparison& across) {
    const std::size_t k = study.optimizers.size();
    const std::vector<double>& ranks = across.friedman->mean_ranks;
    std::vector<std::size_t> order(k);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return ranks[a] < ranks[b]; });
    table.caption +=
        "an optimiser is significantly better / neither is / the other is: against the best mean rank, with "
        "p of the "
        "signed ranks of mean hypervolumes, Holm-adjusted over all pairs, and against all others together. ";
    table.header = {"optimiser", "mean rank", "against " + study.optimizers[order[0]], "p", "against all"};
    for (const std::size_t one : order) {
        Score all;
        for (std::size_t other = 0; other < k; ++other) {
            const Score score = one == other ? Score{} : score_of(across, k, one, other);
            all.wins += score.wins;
            all.ties += score.ties;
            all.losses += score.losses;
        }
        auto& row = table.rows.emplace_back();
        row = {{study.optimizers[one]}, {decimals(ranks[one], 2)}, {"-"}, {"-"}};
        if (one != order[0]) {
            const Score best = score_of(across, k, one, order[0]);
            row[2].text = wins_ties_losses(best.wins, best.ties, best.losses);
            row[3].text = p_text(best.p);
        }
        row.push_back({wins_ties_losses(all.wins, all.ties, all.losses)});
    }
}

Table wins_table(const Study& study, const Analysis& analysis) {
    const DevicesComparison& across = analysis.comparison.across;
    const std::string blocks = analysis.comparison.block + "s";
    constexpr std::size_t most_columns = 10;
    Table table;
    table.name = "wins";
    table.title = "Wins, ties and losses over " + blocks;
    table.caption = "On how many of " + std::to_string(study.devices.size()) + " " + blocks + " ";
    if (study.optimizers.size() <= most_columns) {
        append_pairs(table, study, across);
    } else {
        append_totals(table, study, across);
    }
    table.caption += test_text(study, analysis) + "." + reservation_text(across.reservations);
    return table;
}

Table device_table(const Study& study, const Analysis& analysis, std::size_t d) {
    const DeviceComparison& device = analysis.comparison.devices[d];
    const std::vector<std::size_t> order = by_mean(device);
    const StudyReference& reference = study.devices[d].reference;
    Table table;
    table.name = "device-" + slug(study.devices[d].name);
    table.title = "Optimisers" + on_device(study.devices[d]);
    table.caption = "Final hypervolume" + on_device(study.devices[d]) + " in % of the " +
                    reference.best_origin +
                    "'s: mean with 95 % BCa bootstrap "
                    "interval, median and quartiles of " +
                    seeds_text(study) + "; " + reference_text(reference) +
                    ". p and A12 against the best mean. Evaluations: median over runs until 95 % and 99 % "
                    "are reached, - where half of the runs or more do not get there. †: not significantly "
                    "worse than the best. " +
                    test_text(study, analysis) + "." + reservation_text(device.reservations);
    table.header = {"optimiser", "mean (%)", "95 % interval", "median",       "quartiles",
                    "p",         "A12",      "evals to 95 %", "evals to 99 %"};
    for (const std::size_t i : order) {
        const Performance& performance = device.performances[i];
        const auto [p, a12] = against(device, i, order[0]);
        auto& row = table.rows.emplace_back();
        row = {{study.optimizers[i]},
               performance_cell(device, i),
               {interval_text(performance.interval)},
               {percent(performance.median)},
               {percent(performance.lower_quartile) + " to " + percent(performance.upper_quartile)},
               {p},
               {a12}};
        for (const TargetTime& time : performance.times)
            row.push_back({evaluations_text(time.median)});
    }
    return table;
}

}  // namespace

std::vector<Table> contest_tables(const Study& study, const Analysis& analysis) {
    std::vector<Table> tables = {verdict_table(study, analysis), hypervolume_table(study, analysis)};
    if (!analysis.comparison.across.pairs.empty()) tables.push_back(wins_table(study, analysis));
    return tables;
}

Table bounds_table(const Study& study) {
    Table table;
    table.name = "bounds";
    table.title = "What hypervolumes are measured against";
    table.caption =
        "Bounds (ideal is 0 and nadir 1 after normalisation) in each objective's own unit, the reference "
        "point in "
        "normalised costs, and where each objective's values come from.";
    table.header = {"device", "objective", "source", "bounds from", "ideal", "nadir", "reference"};
    table.text_columns = 4;
    for (std::size_t d = 0; d < study.devices.size(); ++d) {
        const StudyDevice& device = study.devices[d];
        for (std::size_t j = 0; j < study.objectives(); ++j) {
            const double sign = study.metrics[j].direction == Direction::maximise ? -1 : 1;
            table.rows.push_back({{device_label(study, d)},
                                  {metric_label(study.metrics[j])},
                                  {device.metrics[j].source + ", " + to_string(device.metrics[j].kind)},
                                  {device.reference.bounds_origin},
                                  {readable(sign * device.reference.ideal[j], 5)},
                                  {readable(sign * device.reference.nadir[j], 5)},
                                  {format_number(device.reference.point[j])}});
        }
    }
    return table;
}

std::vector<Table> device_tables(const Study& study, const Analysis& analysis, std::size_t device) {
    return {device_table(study, analysis, device)};
}

}  // namespace archfront
