#include "objectives/verify_catalogue.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "engine/text.hpp"
#include "objectives/upstream/benchmark.hpp"

namespace archfront {
namespace {

/// "energy.cifar100@fpga" is the quantity "energy" in the variant "cifar100" on the device "fpga".
struct MetricName {
    std::string quantity;
    std::string variant;
    std::string device;

    explicit MetricName(const MetricInfo& info) : device(info.device()) {
        const std::string name = info.id.substr(0, info.id.find('@'));
        quantity = name.substr(0, name.find('.'));
        if (quantity.size() < name.size()) variant = name.substr(quantity.size() + 1);
    }

    /// Of one quantity on one device, and not both of a variant of their own.
    bool is_comparable(const MetricName& other) const {
        return quantity == other.quantity && device == other.device &&
               (variant == other.variant || variant.empty() || other.variant.empty());
    }
};

/// Whether a source is `family`, one of its family ("help-table" of "help"), or any when that is empty.
bool is_of(std::string_view source, std::string_view family) {
    return family.empty() || source == family || source.starts_with(std::string(family) + "-");
}

/// Spread of, and draws from, the repetitions whose mean or median is a metric of its own.
bool restates_repetitions(const MetricName& name) {
    return name.variant == "std" || name.variant.starts_with("draw");
}

/// A metric's source, its rows and its values there.
struct OpenedColumn {
    MeasuredColumn column;
    MetricName name;
    std::shared_ptr<const MetricSource> source;
    ArchitectureBatch rows;
};

ArchitectureBatch random_networks(const SearchSpace& space) {
    constexpr std::size_t count = 1000;
    ArchitectureBatch rows(space.width());
    RandomGenerator random(0);
    for (std::size_t r = 0; r < count; ++r)
        space.sample_network(random, rows.emplace_back(), Equivalence::spelling);
    return rows;
}

std::vector<double> values_at(const OpenedColumn& opened, ArchitectureBatchView rows) {
    std::vector<double> values(rows.size());
    opened.source->evaluate(rows, values);
    return values;
}

/// By rank correlation; where that hardly differs, by the scale.
bool agrees_better(const SourceComparison& a, const SourceComparison& b) {
    const double difference = a.spearman - b.spearman;
    if (std::abs(difference) > 0.001) return difference > 0;
    return std::abs(std::log(a.median_ratio)) < std::abs(std::log(b.median_ratio));
}

class CatalogueCheck {
  public:
    CatalogueCheck(const MetricCatalogue& catalogue, std::string_view source)
        : space_(*catalogue.space()), source_(source) {
        for (const MetricOffer& offer : catalogue.offers()) {
            if (offer.info.kind == SourceKind::measured && !restates_repetitions(MetricName(offer.info)))
                offers_.push_back(&offer);
        }
    }

    Verification check(const std::function<void(const MetricInfo&)>& progress) {
        for (const MetricOffer* offer : offers_) {
            if (!is_wanted(*offer)) continue;
            if (progress) progress(offer->info);
            open(*offer);
        }
        report_lacking();
        for (const OpenedColumn& opened : columns_)
            check_alone(opened);
        check_devices();
        check_repetitions();
        check_second_sources();
        return std::move(verification_);
    }

  private:
    /// Of the source asked for, or to be compared with one of its metrics.
    bool is_wanted(const MetricOffer& offer) const {
        return std::any_of(offers_.begin(), offers_.end(), [&](const MetricOffer* other) {
            return is_of(other->info.source, source_) &&
                   (other == &offer || MetricName(other->info).is_comparable(MetricName(offer.info)));
        });
    }

    void open(const MetricOffer& offer) {
        try {
            auto source = offer.open();
            const auto known = source->known();
            ArchitectureBatch rows(space_.width());
            if (known) {
                rows.append(*known);
            } else {
                rows = random_networks(space_);
            }
            OpenedColumn opened{{space_.name(), offer.info, source->files(), {}},
                                MetricName(offer.info),
                                std::move(source),
                                std::move(rows)};
            opened.column.values = values_at(opened, opened.rows);
            columns_.push_back(std::move(opened));
        } catch (const NoDataError& error) {
            Lacking& lacking = lacking_by_source_[offer.info.source];
            if (lacking.metrics.empty()) lacking.example = error.what();
            lacking.metrics.push_back(offer.info.id);
        } catch (const UserError& error) {
            if (!is_of(offer.info.source, source_)) return;
            verification_.findings.push_back({.severity = Severity::fault,
                                              .check = "unreadable",
                                              .space = space_.name(),
                                              .source = offer.info.source,
                                              .metrics = {offer.info.id},
                                              .files = {},
                                              .evidence = error.what(),
                                              .remedy = "fetch it again with 'archfront data fetch'"});
        }
    }

    /// Metrics that the files of a source are in order without.
    struct Lacking {
        std::vector<std::string> metrics;
        std::string example;
    };

    void report_lacking() {
        for (auto& [source, lacking] : lacking_by_source_) {
            if (!is_of(source, source_)) continue;
            verification_.findings.push_back(
                {.severity = Severity::caution,
                 .check = "no values",
                 .space = space_.name(),
                 .source = source,
                 .metrics = lacking.metrics,
                 .files = {},
                 .evidence = "this copy lacks " + std::to_string(lacking.metrics.size()) +
                             (lacking.metrics.size() == 1 ? " metric: " : " metrics, as in: ") +
                             lacking.example,
                 .remedy = "use another metric, or upstream's own file if this is an excerpt"});
        }
    }

    void add(std::vector<Finding> findings) {
        for (Finding& finding : findings)
            verification_.findings.push_back(std::move(finding));
    }

    void check_alone(const OpenedColumn& opened) {
        if (!is_of(opened.column.info.source, source_)) return;
        verification_.metrics.push_back(
            {opened.column.info, opened.column.files, summarise(opened.column.values)});
        add(verify_column(opened.column));
        if (opened.source->known()) add(verify_rows(space_, opened.column, *opened.source));
        check_published(opened);
    }

    void check_published(const OpenedColumn& opened) {
        for (const upstream::PublishedValue& published : upstream::published_values()) {
            const MeasuredColumn& column = opened.column;
            if (published.space != space_.name() || published.metric != column.info.id ||
                published.source != column.info.source)
                continue;
            add(verify_published(column, published));
        }
    }

    static std::vector<Finding> verify_published(const MeasuredColumn& column,
                                                 const upstream::PublishedValue& published) {
        const double value =
            published.row < column.values.size() ? column.values[published.row] : std::nan("");
        const double sign = column.info.direction == Direction::maximise ? 1 : -1;
        const bool is_best =
            !published.best || std::none_of(column.values.begin(), column.values.end(),
                                            [&](double other) { return sign * other > sign * value; });
        const bool agrees = std::abs(value - published.value) <= 1e-6 * std::abs(published.value) && is_best;
        const std::string place = (published.best ? "best, in row " : "row ") + std::to_string(published.row);
        return {{.severity = agrees ? Severity::note : Severity::fault,
                 .check = agrees ? "published value confirmed" : "published value differs",
                 .space = column.space,
                 .source = column.info.source,
                 .metrics = {column.info.id},
                 .files = column.files,
                 .evidence = place + ": " + format_number(value) +
                             (is_best ? "" : ", which is not the best") + ", published " +
                             format_number(published.value) + " (" + std::string(published.origin) + ")",
                 .remedy = agrees ? "" : "another file, or rows in another order; fetch it again"}};
    }

    /// One source's columns of one metric on its devices.
    void check_devices() {
        std::map<std::tuple<std::string, std::string, std::string>, std::vector<MeasuredColumn>> groups;
        for (const OpenedColumn& opened : columns_) {
            const MeasuredColumn& column = opened.column;
            if (!is_of(column.info.source, source_) || opened.name.device.empty()) continue;
            groups[{column.info.source, opened.name.quantity, opened.name.variant}].push_back(column);
        }
        for (const auto& [key, columns] : groups)
            add(verify_devices(columns));
    }

    void check_repetitions() {
        for (const OpenedColumn& mean : columns_) {
            if (mean.name.variant != "mean" || !is_of(mean.column.info.source, source_)) continue;
            for (const OpenedColumn& median : columns_) {
                if (!median.name.variant.empty() || median.column.info.source != mean.column.info.source ||
                    !median.name.is_comparable(mean.name))
                    continue;
                MeasuredColumn aligned = median.column;
                aligned.values = values_at(median, mean.rows);
                if (const auto finding = verify_mean_of_repetitions(mean.column, aligned)) add({*finding});
            }
        }
    }

    /// Each pair of sources of one quantity is compared once: in the same variant, else a column without
    /// variant with that of the other's variants which agrees best. Those that agree are one finding.
    void check_second_sources() {
        std::map<std::pair<std::string, std::string>, std::vector<Comparison>> agreeing;
        for (const OpenedColumn& first : columns_) {
            for (const auto& [source, comparison] : compare_with_others(first)) {
                Finding finding = verify_second_source(first.column, *comparison.second, comparison.result);
                if (finding.severity == Severity::note) {
                    agreeing[{first.column.info.source, source}].push_back(comparison);
                } else {
                    add({std::move(finding)});
                }
            }
        }
        for (const auto& [sources, comparisons] : agreeing)
            add({agreement_of(sources.first, sources.second, comparisons)});
    }

    struct Comparison {
        const MeasuredColumn* first = nullptr;
        const MeasuredColumn* second = nullptr;
        SourceComparison result;
    };

    /// By the other source's name.
    std::map<std::string, Comparison> compare_with_others(const OpenedColumn& first) const {
        std::map<std::string, Comparison> best_by_source;
        for (const OpenedColumn& second : columns_) {
            if (!is_pair(first, second)) continue;
            MeasuredColumn aligned = second.column;
            aligned.values = values_at(second, first.rows);
            const auto result = compare_sources(first.column, aligned);
            if (!result) continue;
            Comparison& best = best_by_source[second.column.info.source];
            if (best.second == nullptr || agrees_better(*result, best.result))
                best = {&first.column, &second.column, *result};
        }
        return best_by_source;
    }

    Finding agreement_of(const std::string& first, const std::string& second,
                         const std::vector<Comparison>& comparisons) const {
        Finding finding{.severity = Severity::note,
                        .check = "second source agrees",
                        .space = space_.name(),
                        .source = first,
                        .metrics = {},
                        .files = {},
                        .evidence = {},
                        .remedy = {}};
        SourceComparison least = comparisons.front().result;
        double largest_ratio = least.median_ratio;
        for (const Comparison& comparison : comparisons) {
            finding.metrics.push_back(comparison.first->info.id);
            least.rows = std::min(least.rows, comparison.result.rows);
            least.spearman = std::min(least.spearman, comparison.result.spearman);
            least.median_ratio = std::min(least.median_ratio, comparison.result.median_ratio);
            largest_ratio = std::max(largest_ratio, comparison.result.median_ratio);
        }
        finding.evidence = "against " + second + ", on at least " + with_thousands(least.rows) +
                           " networks: Spearman at least " + rounded(least.spearman) + ", median ratio " +
                           rounded(least.median_ratio) + " to " + rounded(largest_ratio);
        return finding;
    }

    bool is_pair(const OpenedColumn& first, const OpenedColumn& second) const {
        const MetricInfo& a = first.column.info;
        const MetricInfo& b = second.column.info;
        if (a.source == b.source || a.unit != b.unit || !first.name.is_comparable(second.name)) return false;
        if (!is_of(a.source, source_) && !is_of(b.source, source_)) return false;
        if (a.id == b.id) return a.source < b.source;
        return first.name.variant.empty() && !has(a.id, b.source);
    }

    bool has(const std::string& id, const std::string& source) const {
        return std::any_of(columns_.begin(), columns_.end(), [&](const OpenedColumn& opened) {
            return opened.column.info.id == id && opened.column.info.source == source;
        });
    }

    const SearchSpace& space_;
    std::string_view source_;
    std::vector<const MetricOffer*> offers_;
    std::vector<OpenedColumn> columns_;
    std::map<std::string, Lacking> lacking_by_source_;
    Verification verification_;
};

}  // namespace

Verification verify_catalogue(const MetricCatalogue& catalogue, std::string_view source,
                              const std::function<void(const MetricInfo&)>& progress) {
    return CatalogueCheck(catalogue, source).check(progress);
}

}  // namespace archfront
