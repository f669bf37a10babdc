// From measurements of a new device to a metric of the whole space: which known devices to learn from, what is wrong
// with the measurements, and the metric itself.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/metric.hpp"
#include "objectives/few_shot.hpp"
#include "objectives/known_devices.hpp"

namespace archfront {

/// Measurements of one metric on one device, each above 0 in `unit`.
struct DeviceMeasurements {
    std::string space;
    std::string device;
    /// "latency".
    std::string metric;
    std::string unit;
    Direction direction = Direction::minimise;
    ArchitectureBatch architectures;
    std::vector<double> values;

    explicit DeviceMeasurements(std::size_t width) : architectures(width) {}

    /// "latency@my-board".
    std::string id() const { return metric_on_device(metric, device); }
};

/// A metric to learn from, as a catalogue names it.
struct KnownMetric {
    std::string id;
    std::string source;

    friend bool operator==(const KnownMetric&, const KnownMetric&) = default;
};

/// What known devices say, and where that came from.
struct KnownMetrics {
    std::vector<KnownMetric> names;
    /// Of the known metrics.
    std::string unit;
    Direction direction = Direction::minimise;
    /// No device is known, and these are closed formulas (macs, params).
    bool formulas = false;
    std::vector<std::filesystem::path> files;
    std::shared_ptr<const KnownDevices> devices;
};

/// The short name of sources that were learned from a few measurements.
inline constexpr const char* adapted_source = "adapted";

/// The metric on every device but `device`, each from measurements before surrogates, and the numbers of operations and
/// of parameters where formulas say them; or all formulas of the space where no device is known. Adapted devices are
/// not learned from.
std::vector<KnownMetric> known_metrics(const MetricCatalogue& catalogue, const std::string& metric,
                                       const std::string& device);

/// Opens them and learns their shape: from tables at most 4,000 rows of each, from metrics of any architecture 2,000
/// networks of the space. scale: as it was, or nullopt to choose it. Throws UserError when there is none, or what
/// opening throws.
KnownMetrics learn_known_metrics(MetricCatalogue& catalogue, std::vector<KnownMetric> names,
                                 std::optional<Scale> scale = {});

/// A metric learned from few measurements. Immutable and shared by threads.
class Adaptation {
  public:
    /// Throws UserError for fewer than three measurements, values that are all equal, and fewer than three different
    /// architectures.
    Adaptation(DeviceMeasurements measurements, KnownMetrics known);

    const DeviceMeasurements& measurements() const { return measurements_; }
    const KnownMetrics& known() const { return known_; }
    const FewShotModel& model() const { return model_; }

    /// The measurements are whole numbers, which the model knows to be rounded.
    bool rounded() const { return rounded_; }
    /// What the other measurements predict for each, in the metric's unit.
    std::vector<double> left_out() const;

    /// The value that a measurement is below with probability `normal_cdf(z)`, in the metric's unit, always positive;
    /// with z = 0 the prediction itself. noise: whether of a measurement or of the value without noise. mean, variance:
    /// as the model predicts them.
    double quantile(double mean, double variance, double z, bool noise) const;

    /// The metric and its variants: NAME, NAME.uncertainty (half the width of the central 68 % of what the value
    /// without noise may be) and quantiles NAME.q05 ... NAME.q95 of a measurement.
    static std::vector<MetricInfo> infos(const DeviceMeasurements& of);

  private:
    DeviceMeasurements measurements_;
    KnownMetrics known_;
    bool rounded_ = false;
    double floor_ = 0;  // below it predictions go on exponentially, so that they stay positive
    FewShotModel model_;
};

/// Metrics as Adaptation::infos() lists them, by their place there. `files` are where the measurements came from.
std::shared_ptr<const MetricSource> make_adapted_metric(std::shared_ptr<const Adaptation> adaptation,
                                                        std::size_t place,
                                                        std::vector<std::filesystem::path> files);

/// What a careful user should look at, a sentence each: disagreeing repeats, outliers, few measurements, rounding, a
/// device unlike all known ones.
std::vector<std::string> warnings_of(const Adaptation& adaptation);

/// Throws UserError where the measurements are, in sum, less than a thirtieth of what every known device says, or more
/// than thirty times that: they are in another unit.
void check_magnitude(const DeviceMeasurements& measurements, const KnownMetrics& known);

}  // namespace archfront
