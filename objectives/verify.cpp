#include "objectives/verify.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <tuple>

#include "engine/architecture_set.hpp"
#include "engine/text.hpp"
#include "objectives/agreement.hpp"
#include "objectives/upstream/running_mean.hpp"

namespace archfront {
namespace {

constexpr std::size_t rows_to_judge = 30;

std::string count_of(std::size_t part, std::size_t whole) {
    return with_thousands(part) + " of " + with_thousands(whole);
}

std::vector<double> sorted_finite(std::span<const double> values) {
    std::vector<double> finite;
    std::copy_if(values.begin(), values.end(), std::back_inserter(finite),
                 [](double value) { return std::isfinite(value); });
    std::sort(finite.begin(), finite.end());
    return finite;
}

/// Linear in rank. REQUIRES: sorted, not empty, 0 <= share <= 1.
double quantile(const std::vector<double>& sorted, double share) {
    const double rank = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(rank);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (rank - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

bool is_whole_multiple(double value, double step) {
    const double multiple = value / step;
    return std::abs(multiple - std::round(multiple)) <= 1e-3;
}

/// Collects the findings of one column.
class Findings {
  public:
    explicit Findings(const MeasuredColumn& column) : column_(column) {}

    void add(Severity severity, std::string check, std::string evidence, std::string remedy) {
        findings_.push_back({.severity = severity,
                             .check = std::move(check),
                             .space = column_.space,
                             .source = column_.info.source,
                             .metrics = {column_.info.id},
                             .files = column_.files,
                             .evidence = std::move(evidence),
                             .remedy = std::move(remedy)});
    }

    std::vector<Finding> take() { return std::move(findings_); }

  private:
    const MeasuredColumn& column_;
    std::vector<Finding> findings_;
};

void check_gaps(const ColumnSummary& summary, Findings& findings) {
    if (summary.missing == summary.rows) {
        findings.add(Severity::caution, "no values",
                     "none of " + with_thousands(summary.rows) + " rows has a value",
                     "this copy of the file lacks them; use another metric, or upstream's own file");
        return;
    }
    if (summary.missing > 0) {
        findings.add(Severity::caution, "missing values",
                     count_of(summary.missing, summary.rows) + " rows have no value",
                     "they count as infeasible; compare devices on the rows that all have");
    }
    if (summary.unsupported > 0) {
        findings.add(Severity::caution, "unsupported networks",
                     count_of(summary.unsupported, summary.rows) + " networks do not run on this device",
                     "they count as infeasible");
    }
}

/// Physical quantities that no measurement makes negative.
bool cannot_be_negative(const std::string& unit) {
    constexpr std::array<std::string_view, 14> units = {"s",  "ms",  "us", "J",   "mJ", "Wh",       "kWh",
                                                        "MB", "MiB", "GB", "GiB", "kB", "images/s", "%"};
    return std::find(units.begin(), units.end(), unit) != units.end();
}

void check_signs(const MeasuredColumn& column, const std::vector<double>& sorted, Findings& findings) {
    const auto negatives =
        static_cast<std::size_t>(std::lower_bound(sorted.begin(), sorted.end(), 0.0) - sorted.begin());
    const bool minus_infinity = std::find(column.values.begin(), column.values.end(),
                                          -std::numeric_limits<double>::infinity()) != column.values.end();
    if (minus_infinity) {
        findings.add(Severity::fault, "impossible value", "some values are -infinity",
                     "the file is damaged; fetch it again");
    }
    if (negatives == 0 || negatives == sorted.size()) return;
    if (sorted.front() == sorted[negatives - 1]) {
        findings.add(
            Severity::caution, "sentinel",
            count_of(negatives, sorted.size()) + " values are " + format_number(sorted.front()) +
                ", all others are at least " + rounded(sorted[negatives]),
            "a mark for 'unsupported' or 'missing', not a measurement: list it under 'missing' in the "
            "table's description");
    } else if (cannot_be_negative(column.info.unit)) {
        findings.add(Severity::fault, "impossible value",
                     count_of(negatives, sorted.size()) + " values in " + column.info.unit +
                         " are negative, down to " + rounded(sorted.front()),
                     "the file is damaged or another column is read; fetch it again");
    }
}

/// A clock that did not start, or a measurement during which the machine was busy.
void check_outliers(const std::vector<double>& sorted, Findings& findings) {
    constexpr double factor = 10;
    if (sorted.size() < 10 * rows_to_judge || sorted.front() < 0) return;
    const double low = quantile(sorted, 0.01) / factor, high = quantile(sorted, 0.99) * factor;
    const auto below = std::lower_bound(sorted.begin(), sorted.end(), low) - sorted.begin();
    const auto above = sorted.end() - std::upper_bound(sorted.begin(), sorted.end(), high);
    if (below == 0 && above == 0) return;
    findings.add(Severity::caution, "outliers",
                 count_of(static_cast<std::size_t>(below + above), sorted.size()) +
                     " values lie a factor of ten beyond the middle 98 % (" + rounded(low * factor) + " to " +
                     rounded(high / factor) + "): smallest " + rounded(sorted.front()) + ", largest " +
                     rounded(sorted.back()),
                 "slips of the measurement; prefer ranks to means, and mistrust a front that ends on one");
}

void check_running_mean(const MeasuredColumn& column, Findings& findings) {
    const auto found = upstream::find_running_mean(column.values);
    if (!found) return;
    findings.add(Severity::caution, "running mean",
                 "value times row number is whole in " + count_of(found->whole_products, found->rows) +
                     " rows, and the steps between rows shrink to " + rounded(found->step_ratio) +
                     " of what they were",
                 "each row holds the mean of all rows so far: differences of value times row number recover "
                 "the measurements; never optimise this column");
}

/// The values of both where both are finite.
struct CommonValues {
    std::vector<double> first;
    std::vector<double> second;

    CommonValues(const MeasuredColumn& a, const MeasuredColumn& b) {
        ARCHFRONT_ASSERT(a.values.size() == b.values.size(), "columns of the same architectures");
        for (std::size_t r = 0; r < a.values.size(); ++r) {
            if (!std::isfinite(a.values[r]) || !std::isfinite(b.values[r])) continue;
            first.push_back(a.values[r]);
            second.push_back(b.values[r]);
        }
    }

    /// Median of first / second; NaN when it is never defined.
    double median_ratio() const {
        std::vector<double> ratios;
        for (std::size_t i = 0; i < first.size(); ++i)
            ratios.push_back(first[i] / second[i]);
        ratios = sorted_finite(ratios);
        return ratios.empty() ? std::nan("") : quantile(ratios, 0.5);
    }
};

/// The factor between two units of one quantity that `ratio` is near, if any.
std::optional<double> unit_factor(double ratio) {
    for (const double factor : {60.0, 100.0, 1000.0, 1024.0, 3600.0, 1e6, 1048576.0, 1e9}) {
        for (const double candidate : {factor, 1 / factor}) {
            if (std::abs(ratio / candidate - 1) < 0.02) return candidate;
        }
    }
    return std::nullopt;
}

/// How many networks that are not listed the source has no value of: it may know them as isomorphic to one
/// that is. REQUIRES: space.size().
std::size_t unlisted_without_value(const SearchSpace& space, const ArchitectureSet& listed,
                                   const MetricSource& source) {
    ArchitectureBatch all(space.width());
    for (std::uint64_t i = 0; i < *space.size(); ++i)
        space.from_ordinal(i, all.emplace_back());
    ArchitectureBatch canonical = all;
    space.canonicalise(canonical, Equivalence::spelling);
    ArchitectureBatch unlisted(space.width());
    for (std::size_t r = 0; r < all.size(); ++r) {
        if (std::ranges::equal(all[r], canonical[r]) && !listed.find(all[r])) unlisted.push_back(all[r]);
    }
    std::vector<double> values(unlisted.size());
    source.evaluate(unlisted, values);
    return static_cast<std::size_t>(
        std::count_if(values.begin(), values.end(), [](double value) { return std::isnan(value); }));
}

}  // namespace

std::string rounded(double value) {
    std::array<char, 32> buffer;
    const auto result =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::general, 4);
    return {buffer.data(), result.ptr};
}

std::string to_string(Severity severity) {
    switch (severity) {
        case Severity::note:
            return "note";
        case Severity::caution:
            return "caution";
        case Severity::fault:
            return "fault";
    }
    return "";
}

ColumnSummary summarise(std::span<const double> values) {
    std::vector<double> sorted = sorted_finite(values);
    ColumnSummary summary{
        .rows = values.size(), .minimum = std::nan(""), .median = std::nan(""), .maximum = std::nan("")};
    for (const double value : values) {
        if (std::isnan(value)) ++summary.missing;
        if (value == std::numeric_limits<double>::infinity()) ++summary.unsupported;
    }
    if (sorted.empty()) return summary;
    summary.minimum = sorted.front();
    summary.median = quantile(sorted, 0.5);
    summary.maximum = sorted.back();
    summary.distinct = static_cast<std::size_t>(std::unique(sorted.begin(), sorted.end()) - sorted.begin());
    return summary;
}

std::optional<double> quantisation_step(std::span<const double> values) {
    std::vector<double> sorted = sorted_finite(values);
    const std::size_t rows = sorted.size();
    if (rows < rows_to_judge) return std::nullopt;
    // Sums that differ in their last bits are one value.
    const double rounding = 1e-9 * std::max(std::abs(sorted.front()), std::abs(sorted.back()));
    const auto same = [&](double a, double b) { return b - a <= rounding; };
    sorted.erase(std::unique(sorted.begin(), sorted.end(), same), sorted.end());
    if (sorted.size() < 2 || sorted.size() * 10 > rows) return std::nullopt;
    double step = sorted[1] - sorted[0];
    for (std::size_t i = 2; i < sorted.size(); ++i)
        step = std::min(step, sorted[i] - sorted[i - 1]);
    // A step hardly above the rounding divides everything.
    if (step < 1000 * rounding) return std::nullopt;
    const bool all = std::all_of(sorted.begin(), sorted.end(),
                                 [&](double value) { return is_whole_multiple(value, step); });
    return all ? std::optional(step) : std::nullopt;
}

std::vector<Finding> verify_column(const MeasuredColumn& column) {
    Findings findings(column);
    const ColumnSummary summary = summarise(column.values);
    check_gaps(summary, findings);
    const std::vector<double> sorted = sorted_finite(column.values);
    if (sorted.empty()) return findings.take();
    check_signs(column, sorted, findings);
    if (summary.distinct == 1 && sorted.size() >= rows_to_judge) {
        findings.add(Severity::caution, "constant column",
                     "all " + with_thousands(sorted.size()) + " values are " + format_number(sorted.front()),
                     "it cannot tell networks apart; leave it out of the objectives");
    }
    check_running_mean(column, findings);
    check_outliers(sorted, findings);
    return findings.take();
}

std::vector<Finding> verify_devices(std::span<const MeasuredColumn> columns) {
    std::vector<std::optional<double>> steps;
    for (const MeasuredColumn& column : columns)
        steps.push_back(quantisation_step(column.values));
    const auto quantised = static_cast<std::size_t>(
        std::count_if(steps.begin(), steps.end(), [](const auto& step) { return step.has_value(); }));
    std::vector<Finding> all;
    if (quantised == columns.size()) return all;
    for (std::size_t c = 0; c < columns.size(); ++c) {
        if (!steps[c]) continue;
        const ColumnSummary summary = summarise(columns[c].values);
        Findings findings(columns[c]);
        findings.add(Severity::caution, "quantised column",
                     "all values are multiples of " + rounded(*steps[c]) + " " + columns[c].info.unit + ": " +
                         with_thousands(summary.distinct) + " distinct values in " +
                         with_thousands(summary.rows) + " rows, while " +
                         with_thousands(columns.size() - quantised) + " other devices are not quantised",
                     "expect many ties: differences below the step mean nothing, and rank correlations are "
                     "bounded below 1");
        for (Finding& finding : findings.take())
            all.push_back(std::move(finding));
    }
    return all;
}

std::optional<SourceComparison> compare_sources(const MeasuredColumn& first, const MeasuredColumn& second) {
    const CommonValues common(first, second);
    if (common.first.size() < rows_to_judge) return std::nullopt;
    const double correlation = spearman(common.first, common.second);
    if (std::isnan(correlation)) return std::nullopt;
    return SourceComparison{common.first.size(), correlation, common.median_ratio()};
}

Finding verify_second_source(const MeasuredColumn& first, const MeasuredColumn& second,
                             const SourceComparison& comparison) {
    const auto [rows, correlation, ratio] = comparison;
    const std::string evidence = "against " + second.info.id + " of " + second.info.source + ": Spearman " +
                                 rounded(correlation) + ", median ratio " + rounded(ratio) + " over " +
                                 with_thousands(rows) + " networks";
    Findings findings(first);
    if (correlation <= -0.5) {
        findings.add(Severity::caution, "sign slip", evidence,
                     "one of them has the opposite direction; look which");
    } else if (correlation < 0.5) {
        findings.add(Severity::caution, "second source disagrees", evidence,
                     "one of them is not what it says; do not mix them");
    } else if (const auto factor = unit_factor(ratio)) {
        findings.add(Severity::caution, "unit slip", evidence,
                     "one of them is in another unit, by a factor of " + rounded(*factor));
    } else if (ratio < 0.1 || ratio > 10) {
        findings.add(Severity::caution, "scales differ", evidence,
                     "another set-up (batch size, input size) or another unit; do not mix them");
    } else {
        findings.add(Severity::note, "second source agrees", evidence, "");
    }
    return findings.take().front();
}

std::optional<Finding> verify_mean_of_repetitions(const MeasuredColumn& mean, const MeasuredColumn& median) {
    const CommonValues common(mean, median);
    if (common.first.size() < rows_to_judge) return std::nullopt;
    const double ratio = common.median_ratio();
    if (!(ratio > 1.1)) return std::nullopt;
    Findings findings(mean);
    findings.add(Severity::caution, "outlying repetitions",
                 "the mean of the repetitions is typically " + rounded(ratio) + " times their median",
                 "some repetition, such as a warm-up, is far above the others: use '" + median.info.id + "'");
    return findings.take().front();
}

std::vector<Finding> verify_rows(const SearchSpace& space, const MeasuredColumn& column,
                                 const MetricSource& source) {
    constexpr std::uint64_t small_space = 1 << 20;
    const auto known = source.known();
    ARCHFRONT_ASSERT(known.has_value(), "a source with rows");
    Findings findings(column);
    ArchitectureBatch canonical(space.width());
    canonical.append(*known);
    space.canonicalise(canonical, Equivalence::spelling);
    ArchitectureSet listed(space.width());
    for (std::size_t r = 0; r < canonical.size(); ++r)
        listed.insert(canonical[r]);
    const std::size_t repeated = known->size() - listed.size() + source.repeated_rows();
    if (repeated > 0) {
        findings.add(
            Severity::caution, "duplicate rows",
            count_of(repeated, known->size() + source.repeated_rows()) + " rows repeat an architecture",
            "their values are averaged where the source says so, else the first answers");
    }
    const auto networks = parse_integer(space.network_count());
    const bool is_small = space.size() && *space.size() <= small_space;
    if (!is_small || static_cast<std::size_t>(*networks) <= listed.size()) return findings.take();
    if (const std::size_t silent = unlisted_without_value(space, listed, source); silent > 0) {
        findings.add(
            Severity::caution, "missing rows",
            count_of(silent, static_cast<std::size_t>(*networks)) + " networks of the space have no row",
            "they count as infeasible; the true front is that of the networks that have one");
    }
    return findings.take();
}

std::vector<Finding> merge_findings(std::vector<Finding> findings) {
    std::vector<Finding> merged;
    const auto key = [](const Finding& finding) {
        return std::tie(finding.severity, finding.check, finding.space, finding.source, finding.evidence,
                        finding.remedy);
    };
    for (Finding& finding : findings) {
        const auto same = std::find_if(merged.begin(), merged.end(),
                                       [&](const Finding& other) { return key(other) == key(finding); });
        if (same == merged.end()) {
            merged.push_back(std::move(finding));
            continue;
        }
        same->metrics.insert(same->metrics.end(), finding.metrics.begin(), finding.metrics.end());
        for (std::filesystem::path& file : finding.files) {
            if (std::find(same->files.begin(), same->files.end(), file) == same->files.end())
                same->files.push_back(std::move(file));
        }
    }
    std::stable_sort(merged.begin(), merged.end(),
                     [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
    return merged;
}

}  // namespace archfront
