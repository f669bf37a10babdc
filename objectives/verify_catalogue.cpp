#include "objectives/verify_catalogue.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>
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

bool is_of(const MetricInfo& info, std::string_view source) {
    return source.empty() || info.source == source || info.source.starts_with(std::string(source) + "-");
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

class CatalogueCheck {
  public:
    CatalogueCheck(const MetricCatalogue& catalogue, std::string_view source)
        : space_(*catalogue.space()), source_(source) {
        for (const MetricOffer& offer : catalogue.offers()) {
            if (offer.info.kind == SourceKind::measured) offers_.push_back(&offer);
        }
    }

    Verification check(const std::function<void(const MetricInfo&)>& progress) {
        for (const MetricOffer* offer : offers_) {
            if (!is_wanted(*offer)) continue;
            if (progress) progress(offer->info);
            open(*offer);
        }
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
            return is_of(other->info, source_) &&
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
            add_unopened(offer.info, Severity::caution, "no values", error.what(),
                         "use another metric, or upstream's own file if this is an excerpt");
        } catch (const UserError& error) {
            add_unopened(offer.info, Severity::fault, "unreadable", error.what(),
                         "fetch it again with 'archfront data fetch'");
        }
    }

    void add_unopened(const MetricInfo& info, Severity severity, std::string check, std::string evidence,
                      std::string remedy) {
        if (!is_of(info, source_)) return;
        verification_.findings.push_back({.severity = severity,
                                          .check = std::move(check),
                                          .space = space_.name(),
                                          .source = info.source,
                                          .metrics = {info.id},
                                          .files = {},
                                          .evidence = std::move(evidence),
                                          .remedy = std::move(remedy)});
    }

    void add(std::vector<Finding> findings) {
        for (Finding& finding : findings)
            verification_.findings.push_back(std::move(finding));
    }

    void check_alone(const OpenedColumn& opened) {
        if (!is_of(opened.column.info, source_)) return;
        verification_.metrics.push_back(
            {opened.column.info, opened.column.files, summarise(opened.column.values)});
        add(verify_column(opened.column));
        if (opened.source->known()) add(verify_rows(space_, opened.column, opened.rows));
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
            if (!is_of(column.info, source_) || opened.name.device.empty()) continue;
            groups[{column.info.source, opened.name.quantity, opened.name.variant}].push_back(column);
        }
        for (const auto& [key, columns] : groups)
            add(verify_devices(columns));
    }

    void check_repetitions() {
        for (const OpenedColumn& mean : columns_) {
            if (mean.name.variant != "mean" || !is_of(mean.column.info, source_)) continue;
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

    /// Each pair of sources of one quantity is compared once: in the same variant, and a column without
    /// variant with that of the other's variants which agrees best.
    void check_second_sources() {
        for (std::size_t a = 0; a < columns_.size(); ++a) {
            std::map<std::string, Comparison> best_by_source;
            for (std::size_t b = 0; b < columns_.size(); ++b) {
                const OpenedColumn& first = columns_[a];
                const OpenedColumn& second = columns_[b];
                if (!is_pair(first, second) || (first.name.variant == second.name.variant && b < a)) continue;
                MeasuredColumn aligned = second.column;
                aligned.values = values_at(second, first.rows);
                const auto comparison = compare_sources(first.column, aligned);
                if (!comparison) continue;
                auto& best = best_by_source[second.column.info.source];
                if (best.second == nullptr || comparison->spearman > best.result.spearman)
                    best = {&second.column, *comparison};
            }
            for (const auto& [source, best] : best_by_source)
                add({verify_second_source(columns_[a].column, *best.second, best.result)});
        }
    }

    struct Comparison {
        const MeasuredColumn* second = nullptr;
        SourceComparison result;
    };

    bool is_pair(const OpenedColumn& first, const OpenedColumn& second) const {
        const MetricInfo& a = first.column.info;
        const MetricInfo& b = second.column.info;
        return a.source != b.source && a.unit == b.unit && first.name.is_comparable(second.name) &&
               (is_of(a, source_) || is_of(b, source_)) &&
               (first.name.variant.empty() || first.name.variant == second.name.variant);
    }

    const SearchSpace& space_;
    std::string_view source_;
    std::vector<const MetricOffer*> offers_;
    std::vector<OpenedColumn> columns_;
    Verification verification_;
};

}  // namespace

Verification verify_catalogue(const MetricCatalogue& catalogue, std::string_view source,
                              const std::function<void(const MetricInfo&)>& progress) {
    return CatalogueCheck(catalogue, source).check(progress);
}

}  // namespace archfront
