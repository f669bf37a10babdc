#include "objectives/adaptation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>

#include "engine/architecture_set.hpp"
#include "engine/text.hpp"
#include "objectives/agreement.hpp"
#include "objectives/normal_quantile.hpp"

namespace archfront {
namespace {

constexpr std::size_t most_table_rows = 4000;
constexpr std::size_t most_networks = 2000;
constexpr std::size_t block = 1024;
constexpr std::size_t fewest_samples = 3;
constexpr std::size_t few_samples = 8;
constexpr double disagreement = 1.2;
constexpr double poor_agreement = 0.5;
/// Below this share of the median measurement predictions go on exponentially.
constexpr double floor_share = 0.1;

std::string metric_name(const std::string& id) {
    return id.substr(0, id.find('@'));
}

/// Networks of the space: all where they are few, else a sample that is the same every time.
void add_networks(const SearchSpace& space, ArchitectureSet& rows) {
    Architecture row(space.width());
    if (space.size() && *space.size() <= most_networks) {
        for (std::uint64_t ordinal = 0; ordinal < *space.size(); ++ordinal) {
            space.from_ordinal(ordinal, row);
            space.canonicalise(row, Equivalence::spelling);
            rows.insert(row);
        }
        return;
    }
    RandomGenerator random(hash_text(space.name()));
    for (std::size_t i = 0; i < most_networks; ++i) {
        space.sample_network(random, row, Equivalence::spelling);
        rows.insert(row);
    }
}

void add_table_rows(const SearchSpace& space, ArchitectureBatchView table, ArchitectureSet& rows) {
    Architecture row(space.width());
    const std::size_t step = (table.size() + most_table_rows - 1) / most_table_rows;
    for (std::size_t r = 0; r < table.size(); r += step) {
        std::copy(table[r].begin(), table[r].end(), row.begin());
        space.canonicalise(row, Equivalence::spelling);
        rows.insert(row);
    }
}

/// What an adapted metric says of one architecture.
struct Statistic {
    const char* variant;
    const char* note;
    double z;
    bool noise;
};

const std::vector<Statistic>& statistics() {
    static const std::vector<Statistic> all = {
        {"", "", 0, false},
        {"uncertainty", "Half the width of the central 68 % of what the value without noise may be.", 1,
         false},
        {"q05", "A measurement is below this with 5 % probability.", normal_quantile(.05), true},
        {"q25", "A measurement is below this with 25 % probability.", normal_quantile(.25), true},
        {"q75", "A measurement is below this with 75 % probability.", normal_quantile(.75), true},
        {"q95", "A measurement is below this with 95 % probability: a bound on it is a margin.",
         normal_quantile(.95), true},
    };
    return all;
}

/// Calls use(first row, numbers of the known devices) for the batch in blocks.
template <class Use>
void in_blocks(const KnownDevices& known, ArchitectureBatchView batch, Use use) {
    std::vector<double> rows(std::min(block, batch.size()) * known.width());
    for (std::size_t first = 0; first < batch.size(); first += block) {
        const std::size_t n = std::min(block, batch.size() - first);
        const std::span<double> numbers = std::span(rows).first(n * known.width());
        known.compute(batch.subview(first, n), numbers);
        use(first, n, numbers);
    }
}

class AdaptedMetric : public MetricSource {
  public:
    AdaptedMetric(MetricInfo info, std::shared_ptr<const Adaptation> adaptation, const Statistic& statistic,
                  std::vector<std::filesystem::path> files)
        : MetricSource(std::move(info)),
          adaptation_(std::move(adaptation)),
          statistic_(statistic),
          files_(std::move(files)) {
        const std::vector<std::filesystem::path>& known = adaptation_->known().files;
        files_.insert(files_.end(), known.begin(), known.end());
    }

    std::vector<std::filesystem::path> files() const override { return files_; }

    bool draw(ArchitectureBatchView batch, std::size_t draws, std::span<double> values) const override {
        if (statistic_.noise || statistic_.z != 0) return false;
        const std::size_t p = adaptation_->model().width();
        std::vector<std::vector<double>> weights;
        for (std::size_t d = 0; d < draws; ++d)
            weights.push_back(adaptation_->model().draw_weights(hash_text(info().id, d)));
        in_blocks(*adaptation_->known().devices, batch,
                  [&](std::size_t first, std::size_t n, std::span<const double> rows) {
                      for (std::size_t d = 0; d < draws; ++d) {
                          for (std::size_t r = 0; r < n; ++r) {
                              const double* row = rows.data() + r * p;
                              const double label = std::inner_product(row, row + p, weights[d].begin(), 0.0);
                              values[d * batch.size() + first + r] =
                                  adaptation_->quantile(label, 0, 0, false);
                          }
                      }
                  });
        return true;
    }

  private:
    void do_evaluate(ArchitectureBatchView batch, std::span<double> values) const override {
        const bool sure = statistic_.z == 0;
        std::vector<double> variances(sure ? 0 : std::min(block, batch.size()));
        in_blocks(*adaptation_->known().devices, batch,
                  [&](std::size_t first, std::size_t n, std::span<const double> rows) {
                      const std::span<double> means = values.subspan(first, n);
                      adaptation_->model().predict(rows, means, std::span(variances).first(sure ? 0 : n));
                      for (std::size_t r = 0; r < n; ++r)
                          means[r] = value(means[r], sure ? 0 : variances[r]);
                  });
    }

    double value(double mean, double variance) const {
        const double upper = adaptation_->quantile(mean, variance, statistic_.z, statistic_.noise);
        if (statistic_.noise || statistic_.z == 0) return upper;
        return (upper - adaptation_->quantile(mean, variance, -statistic_.z, false)) / 2;
    }

    std::shared_ptr<const Adaptation> adaptation_;
    Statistic statistic_;
    std::vector<std::filesystem::path> files_;
};

/// Measured values by architecture, in order of first appearance.
std::vector<std::vector<double>> repeats_of(const DeviceMeasurements& measurements) {
    ArchitectureSet seen(measurements.architectures.width());
    std::vector<std::vector<double>> repeats;
    for (std::size_t i = 0; i < measurements.values.size(); ++i) {
        const auto [place, is_new] = seen.insert(measurements.architectures[i]);
        if (is_new) repeats.emplace_back();
        repeats[place].push_back(measurements.values[i]);
    }
    return repeats;
}

void check(const DeviceMeasurements& measurements) {
    const std::size_t different = repeats_of(measurements).size();
    if (different < fewest_samples) {
        throw UserError(
            with_thousands(different) + " measured architecture" + (different == 1 ? "" : "s") +
            " of device '" + measurements.device + "': at least " + std::to_string(fewest_samples) +
            " different ones are needed, and ten are enough; 'archfront adapt --suggest 10' says which");
    }
    const auto [low, high] = std::ranges::minmax_element(measurements.values);
    if (*low == *high) {
        throw UserError("all measurements of device '" + measurements.device + "' are " +
                        format_number(*low) + " " + measurements.unit +
                        ": measure architectures that differ, or with a finer clock");
    }
}

}  // namespace

std::vector<KnownMetric> known_metrics(const MetricCatalogue& catalogue, const std::string& metric,
                                       const std::string& device) {
    std::map<std::string, const MetricInfo*> chosen;
    std::vector<KnownMetric> formulas;
    for (const MetricOffer& offer : catalogue.offers()) {
        const MetricInfo& info = offer.info;
        if (info.kind == SourceKind::formula && !info.partial && info.device().empty())
            formulas.push_back({info.id, info.source});
        if (info.source == adapted_source || info.device().empty() || info.device() == device ||
            metric_name(info.id) != metric)
            continue;
        const MetricInfo*& best = chosen[info.id];
        if (best == nullptr || (best->kind != SourceKind::measured && info.kind == SourceKind::measured))
            best = &info;
    }
    std::vector<KnownMetric> known;
    for (const auto& [id, info] : chosen)
        known.push_back({id, info->source});
    if (known.empty()) return formulas;
    // The first of each kind: formulas of the same network on other data sets say the same.
    for (const auto& kind : {std::array{"macs", "flops"}, std::array{"params", "params"}}) {
        const auto formula = std::ranges::find_if(formulas, [&](const KnownMetric& of) {
            return std::ranges::find(kind, of.id.substr(0, of.id.find('.'))) != kind.end();
        });
        if (formula != formulas.end()) known.push_back(*formula);
    }
    return known;
}

KnownMetrics learn_known_metrics(MetricCatalogue& catalogue, std::vector<KnownMetric> names,
                                 std::optional<Scale> scale) {
    const SearchSpace& space = *catalogue.space();
    if (names.empty()) {
        throw UserError("space '" + space.name() +
                        "' has neither a known device nor a closed formula to learn a new device from");
    }
    KnownMetrics known{.names = std::move(names), .unit = {}, .files = {}, .devices = {}};
    std::vector<std::shared_ptr<const MetricSource>> sources;
    std::set<std::filesystem::path> files;
    std::set<const Choice*> tables;
    ArchitectureSet rows(space.width());
    bool any_network = false;
    for (const KnownMetric& name : known.names) {
        sources.push_back(catalogue.open(name.id, name.source));
        for (const std::filesystem::path& file : sources.back()->files())
            files.insert(file);
        const auto table = sources.back()->known();
        if (!table) {
            any_network = true;
        } else if (tables.insert(table->data()).second) {
            add_table_rows(space, *table, rows);
        }
    }
    if (any_network) add_networks(space, rows);
    known.formulas = sources.front()->info().device().empty();
    known.unit = sources.front()->info().unit;
    known.direction = sources.front()->info().direction;
    known.files.assign(files.begin(), files.end());
    std::vector<KnownDevices::Device> devices;
    for (const auto& source : sources) {
        const std::string device = source->info().device();
        devices.push_back({.name = device.empty() ? source->info().id : device,
                           .values = std::vector<double>(rows.size()),
                           .formula = device.empty()});
        source->evaluate(rows.view(), devices.back().values);
    }
    known.devices = std::make_shared<const KnownDevices>(catalogue.space(), rows.view(), devices, scale);
    if (known.devices->size() == 0) {
        throw UserError(
            "nothing known of space '" + space.name() +
            "' varies over the networks it has values of, so a new device cannot be learned from it");
    }
    return known;
}

Adaptation::Adaptation(DeviceMeasurements measurements, KnownMetrics known)
    : measurements_(std::move(measurements)), known_(std::move(known)) {
    check(measurements_);
    const std::vector<double>& values = measurements_.values;
    std::vector<double> sorted = values;
    std::ranges::sort(sorted);
    floor_ = floor_share * sorted[sorted.size() / 2];
    rounded_ = std::ranges::all_of(values, [](double value) { return value == std::floor(value); });

    const KnownDevices& devices = *known_.devices;
    std::vector<double> rows(values.size() * devices.width());
    devices.compute(measurements_.architectures, rows);
    const std::vector<double> rounding = rounding_variances(devices.scale(), values);
    std::vector<double> labels;
    for (const double value : values)
        labels.push_back(to_scale(devices.scale(), value));
    model_ = fit_few_shot({.devices = devices.size(),
                           .parts = devices.parts(),
                           .rows = rows,
                           .labels = labels,
                           .rounding_variances = rounding});
}

std::vector<double> Adaptation::left_out() const {
    std::vector<double> values;
    for (const double label : model_.left_out())
        values.push_back(quantile(label, 0, 0, false));
    return values;
}

double Adaptation::quantile(double mean, double variance, double z, bool noise) const {
    const double sd = std::sqrt(variance + (noise ? model_.noise_variance() : 0));
    const double value = from_scale(known_.devices->scale(), mean + z * sd);
    if (value >= floor_) return value;
    return std::max(floor_ * std::exp((value - floor_) / floor_), std::numeric_limits<double>::min());
}

std::vector<MetricInfo> Adaptation::infos(const DeviceMeasurements& of) {
    std::vector<MetricInfo> infos;
    for (const Statistic& statistic : statistics()) {
        const std::string variant = statistic.variant;
        infos.push_back({.id = variant.empty() ? of.id() : metric_variant(of.id(), variant),
                         .unit = of.unit,
                         .direction = variant == "uncertainty" ? Direction::minimise : of.direction,
                         .source = adapted_source,
                         .kind = SourceKind::surrogate,
                         .citation = "own measurements",
                         .note = variant.empty() ? "Learned from " + with_thousands(of.values.size()) +
                                                       " measurements and from known devices."
                                                 : statistic.note});
    }
    return infos;
}

std::shared_ptr<const MetricSource> make_adapted_metric(std::shared_ptr<const Adaptation> adaptation,
                                                        std::size_t place,
                                                        std::vector<std::filesystem::path> files) {
    MetricInfo info = Adaptation::infos(adaptation->measurements()).at(place);
    return std::make_shared<const AdaptedMetric>(std::move(info), std::move(adaptation), statistics()[place],
                                                 std::move(files));
}

std::vector<std::string> warnings_of(const Adaptation& adaptation) {
    const DeviceMeasurements& measured = adaptation.measurements();
    std::vector<std::string> warnings;
    const auto repeats = repeats_of(measured);
    if (repeats.size() < few_samples) {
        warnings.push_back("only " + std::to_string(repeats.size()) +
                           " architectures are measured; ten make predictions much better");
    }
    ArchitectureSet seen(measured.architectures.width());
    for (std::size_t i = 0; i < measured.values.size(); ++i) {
        const auto [place, is_new] = seen.insert(measured.architectures[i]);
        const auto [low, high] = std::ranges::minmax_element(repeats[place]);
        if (!is_new || *high <= disagreement * *low) continue;
        warnings.push_back("measurements of one architecture differ from " + format_number(*low) + " to " +
                           format_number(*high) + " " + measured.unit + " (number " + std::to_string(i + 1) +
                           " and its repeats)");
    }
    for (const std::size_t i : adaptation.model().outliers()) {
        warnings.push_back("measurement " + std::to_string(i + 1) + ", " + format_number(measured.values[i]) +
                           " " + measured.unit + ", is far from what the others say (" +
                           format_number(std::round(1000 * adaptation.left_out()[i]) / 1000) +
                           ") and hardly counts; measure it again");
    }
    if (adaptation.rounded()) {
        warnings.push_back(
            "all values are whole numbers: networks that are nearly alike cannot be told apart; "
            "use a finer clock or the mean of many runs");
    }
    const double agreement = spearman(measured.values, adaptation.left_out());
    if (!(agreement > poor_agreement)) {
        warnings.push_back(
            "left out one by one, the measurements are predicted badly: the device is unlike the "
            "known ones, or its measurements are noisy");
    }
    return warnings;
}

void check_magnitude(const DeviceMeasurements& measurements, const KnownMetrics& known) {
    if (known.formulas) return;
    const KnownDevices& devices = *known.devices;
    std::vector<double> rows(measurements.values.size() * devices.width());
    devices.compute(measurements.architectures, rows);
    double least = std::numeric_limits<double>::infinity(), most = 0;
    for (std::size_t j = 0; j < devices.size(); ++j) {
        const bool is_formula = std::ranges::any_of(
            known.names, [&](const KnownMetric& metric) { return metric.id == devices.name(j); });
        if (is_formula) continue;
        double sum = 0;
        for (std::size_t i = 0; i < measurements.values.size(); ++i)
            sum += std::max(devices.value(j, rows[i * devices.width() + 1 + j]), 0.0);
        least = std::min(least, sum);
        most = std::max(most, sum);
    }
    double sum = 0;
    for (const double value : measurements.values)
        sum += value;
    const auto say = [&](const std::string& how) {
        const auto n = static_cast<double>(measurements.values.size());
        throw UserError("measurements of '" + measurements.device + "' are " + format_number(sum / n) + " " +
                        measurements.unit + " on average, " + how + " those of every known device (" +
                        format_number(least / n) + " to " + format_number(most / n) +
                        "): are they in another unit? --unit says which (\"--unit " + measurements.unit +
                        "\" if they are right)");
    };
    // A device may well be thirty times faster or slower than all known ones.
    if (sum * 30 < least) say("far below");
    if (sum > 30 * most) say("far above");
}

}  // namespace archfront
