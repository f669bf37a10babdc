#include "experiments/correlation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numeric>
#include <set>

#include "engine/architecture_set.hpp"
#include "engine/parallel.hpp"
#include "engine/text.hpp"
#include "objectives/agreement.hpp"

namespace archfront {
namespace {

/// Some rows of a table, in its order.
ArchitectureBatch draw_rows(ArchitectureBatchView table, std::size_t count, RandomGenerator& random) {
    std::vector<std::size_t> rows(table.size());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    random.shuffle(std::span(rows));
    rows.resize(std::min(count, rows.size()));
    std::ranges::sort(rows);
    ArchitectureBatch drawn(table.width());
    for (const std::size_t row : rows)
        drawn.push_back(table[row]);
    return drawn;
}

ArchitectureBatch draw_networks(const SearchSpace& space, std::size_t count, RandomGenerator& random) {
    if (const auto all = parse_integer(space.network_count()))
        count = std::min(count, static_cast<std::size_t>(*all));
    ArchitectureSet known(space.width());
    ArchitectureBatch drawn(space.width());
    ArchitectureBatch row(space.width());
    row.emplace_back();
    while (drawn.size() < count) {
        space.sample_network(random, row.row(0), Equivalence::spelling);
        if (known.insert(row[0]).second) drawn.push_back(row[0]);
    }
    return drawn;
}

double tau_of(std::span<const double> a, std::span<const double> b) {
    std::vector<double> both_a, both_b;
    for (std::size_t r = 0; r < a.size(); ++r) {
        if (!std::isfinite(a[r]) || !std::isfinite(b[r])) continue;
        both_a.push_back(a[r]);
        both_b.push_back(b[r]);
    }
    return both_a.size() < 2 ? std::numeric_limits<double>::quiet_NaN() : kendall_tau_b(both_a, both_b);
}

std::string two_decimals(double value) {
    if (std::isnan(value)) return "-";
    std::array<char, 16> text;
    std::snprintf(text.data(), text.size(), "%.2f", value);
    return std::string(text.data()) == "-0.00" ? "0.00" : text.data();
}

std::string caption_of(const CorrelationMatrix& matrix) {
    std::set<std::string> sources;
    for (const MetricInfo& metric : matrix.metrics)
        sources.insert(metric.source + " (" + to_string(metric.kind) + ")");
    return "Kendall's tau-b of each two metrics over " + with_thousands(matrix.networks) + " networks " +
           matrix.drawn +
           ". Metrics are taken as they are, so a cost and a quality that agree have a negative sign. "
           "Sources: " +
           join({sources.begin(), sources.end()}, ", ") + ".";
}

}  // namespace

CorrelationMatrix correlate(const SearchSpace& space,
                            const std::vector<std::shared_ptr<const MetricSource>>& sources,
                            std::size_t count, std::uint64_t seed) {
    ARCHFRONT_ASSERT(!sources.empty() && count > 0, "nothing to correlate");
    RandomGenerator random(hash_text(space.name(), seed));
    const auto partial = std::ranges::find_if(
        sources, [](const auto& source) { return source->info().partial && source->known().has_value(); });
    const bool of_table = partial != sources.end();
    const ArchitectureBatch networks =
        of_table ? draw_rows(*(*partial)->known(), count, random) : draw_networks(space, count, random);
    const std::size_t k = sources.size();
    std::vector<std::vector<double>> values(k, std::vector<double>(networks.size()));
    CorrelationMatrix matrix{.metrics = {},
                             .taus = std::vector<double>(k * k),
                             .networks = networks.size(),
                             .drawn = "drawn uniformly from " +
                                      (of_table ? "those that " + (*partial)->info().source + " knows"
                                                : "the space " + space.name()) +
                                      ", seed " + std::to_string(seed)};
    for (std::size_t i = 0; i < k; ++i) {
        matrix.metrics.push_back(sources[i]->info());
        sources[i]->evaluate(networks, values[i]);
    }
    parallel_for(k, 1, [&](std::size_t i, std::size_t) {
        const double own = tau_of(values[i], values[i]);
        matrix.taus[i * k + i] = std::isnan(own) ? own : 1;  // without rounding
        for (std::size_t j = i + 1; j < k; ++j)
            matrix.taus[i * k + j] = matrix.taus[j * k + i] = tau_of(values[i], values[j]);
    });
    return matrix;
}

std::vector<std::string> basic_metrics(const MetricCatalogue& catalogue,
                                       const std::vector<std::string>& devices) {
    static const std::set<std::string, std::less<>> derived = {
        "std", "uncertainty", "mean", "draw", "draw2", "draw3", "q05", "q25", "q50", "q75", "q95"};
    std::vector<std::string> ids;
    for (const MetricOffer& offer : catalogue.offers()) {
        const std::string device = offer.info.device();
        const std::string name = offer.info.id.substr(0, offer.info.id.find('@'));
        const bool elsewhere =
            !device.empty() && !devices.empty() && std::ranges::count(devices, device) == 0;
        if (elsewhere || derived.contains(split(name, '.').back())) continue;
        if (ids.empty() || ids.back() != offer.info.id) ids.push_back(offer.info.id);
    }
    return ids;
}

std::string to_csv(const CorrelationMatrix& matrix) {
    std::string csv = "metric";
    for (const MetricInfo& metric : matrix.metrics) {
        csv += ',';
        append_csv_field(csv, metric.id);
    }
    csv += '\n';
    for (std::size_t i = 0; i < matrix.metrics.size(); ++i) {
        append_csv_field(csv, matrix.metrics[i].id);
        for (std::size_t j = 0; j < matrix.metrics.size(); ++j) {
            csv += ',';
            append_number(csv, matrix.taus[i * matrix.metrics.size() + j]);
        }
        csv += '\n';
    }
    return csv;
}

Table correlation_table(const CorrelationMatrix& matrix) {
    Table table;
    table.name = "correlation";
    table.title = "Rank correlation of metrics";
    table.caption = caption_of(matrix);
    table.header = {"metric"};  // the columns by number, because names are too long for a page
    const std::size_t k = matrix.metrics.size();
    for (std::size_t i = 0; i < k; ++i) {
        const std::string number = std::to_string(i + 1);
        table.header.push_back(number);
        auto& row = table.rows.emplace_back();
        row.push_back({number + " " + matrix.metrics[i].id});
        for (std::size_t j = 0; j < k; ++j)
            row.push_back({two_decimals(matrix.taus[i * k + j])});
    }
    return table;
}

Figure correlation_figure(const CorrelationMatrix& matrix) {
    Figure figure;
    figure.name = "correlation";
    figure.title = "Rank correlation of metrics";
    figure.caption = caption_of(matrix);
    figure.aspect = 1;
    figure.colours = {.label = "Kendall's tau", .low = -1, .high = 1, .diverging = true};
    Layer cells{.mark = Mark::cells};
    const std::size_t k = matrix.metrics.size();
    for (std::size_t i = 0; i < k; ++i) {
        figure.x.categories.push_back(matrix.metrics[i].id);
        for (std::size_t j = 0; j < k; ++j) {
            const auto x = static_cast<double>(j);
            const auto y = static_cast<double>(i);
            const double tau = matrix.taus[i * k + j];
            cells.x.push_back(x - 0.5);
            cells.x2.push_back(x + 0.5);
            cells.y.push_back(y - 0.5);
            cells.y2.push_back(y + 0.5);
            cells.value.push_back(std::round(100 * tau) / 100);
            cells.label.push_back(matrix.metrics[i].id + " and " + matrix.metrics[j].id + ": " +
                                  two_decimals(tau));
        }
    }
    figure.y.categories = figure.x.categories;
    figure.layers.push_back(std::move(cells));
    return figure;
}

}  // namespace archfront
