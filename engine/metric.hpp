// Metrics: numbers of an architecture with a unit, a direction and a source; and the catalogue of what can
// answer them.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/architecture.hpp"
#include "engine/data_path.hpp"
#include "engine/document.hpp"
#include "engine/registry.hpp"
#include "engine/space.hpp"

namespace archfront {

enum class Direction { minimise, maximise };

std::string to_string(Direction direction);

/// In order of preference where several sources answer one metric.
enum class SourceKind { measured, formula, surrogate };

std::string to_string(SourceKind kind);

struct MetricInfo {
    /// "test_accuracy.cifar10", "latency@raspi4", "energy.cifar100@fpga": NAME[.DATASET][@DEVICE].
    std::string id;
    std::string unit;
    Direction direction = Direction::minimise;
    /// Short name of what answers: "help", "formula", "pretrained". Part of every result.
    std::string source;
    SourceKind kind = SourceKind::measured;
    std::string citation;
    /// What a careful user has to know of it, in a sentence or two; printed by `archfront describe`.
    std::string note = {};
    /// Answers for part of the space only (a table of a sample), so that sources of all of it come first.
    bool partial = false;
    /// Trained by `archfront fit` on measurements of this metric.
    bool fitted = false;
    /// Upstream's own names, each for this id ("edgegpu_latency") or for the part before '@' ("latencies").
    std::vector<std::string> aliases = {};

    /// The part behind '@', or "".
    std::string device() const;
};

/// "latency" and "raspi4" give "latency@raspi4"; a name that has a device already, or an empty device,
/// changes nothing.
std::string metric_on_device(const std::string& name, const std::string& device);

/// "latency@a100" and "std" give "latency.std@a100".
std::string metric_variant(const std::string& id, const std::string& variant);

/// Answers one metric. Immutable, pure and thread-safe: the same architecture always has the same value.
class MetricSource {
  public:
    explicit MetricSource(MetricInfo info) : info_(std::move(info)) {}
    virtual ~MetricSource() = default;
    MetricSource(const MetricSource&) = delete;
    MetricSource& operator=(const MetricSource&) = delete;

    const MetricInfo& info() const { return info_; }

    /// Values of n architectures in the metric's unit, shape (n); NaN where the source has no value,
    /// infinity where the device does not support the network.
    /// REQUIRES: values.size() == batch.size(); rows are valid in the source's space.
    void evaluate(ArchitectureBatchView batch, std::span<double> values) const;

    /// The architectures that a table has rows of, in its order and canonical spelling; nullopt for a source
    /// that answers any.
    virtual std::optional<ArchitectureBatchView> known() const { return std::nullopt; }
    /// The row of known() that the source's own files call by this name ("result_17.json", wherever that lay);
    /// nullopt for no row's name.
    virtual std::optional<std::size_t> row_named(std::string_view) const { return std::nullopt; }
    /// What the source knows of one architecture beside its value, for people: "name infer.tiny, C 16, N 5".
    virtual std::string details(ArchitectureView) const { return {}; }
    /// How many of a table's rows repeat an architecture of another row, so that known() has fewer.
    virtual std::size_t repeated_rows() const { return 0; }
    /// Of a source that was trained: the report of its training, JSON as `archfront fit` writes it; "" of others and
    /// of models that came without.
    virtual std::string training_report() const { return {}; }
    /// Of a source that knows how unsure it is: the metric as it may be, `draws` times, row-major, shape (draws, n). A
    /// draw is one function of all architectures, so batches agree. False, and nothing done, of a source that is sure.
    virtual bool draw(ArchitectureBatchView, std::size_t, std::span<double>) const { return false; }
    /// The files the values come from, for the record.
    virtual std::vector<std::filesystem::path> files() const { return {}; }

  private:
    virtual void do_evaluate(ArchitectureBatchView batch, std::span<double> values) const = 0;

    MetricInfo info_;
};

/// The architecture that a text stands for: its spelling in the space, "#17" for row 17 of rows->known(), or what
/// rows->row_named() knows. `rows` may be null. Throws UserError for what is none of them.
Architecture parse_architecture(std::string_view text, const SearchSpace& space, const MetricSource* rows);

/// What metric plugins may look at to see what they can offer.
struct MetricContext {
    std::shared_ptr<const SearchSpace> space;
    DataPath data;
    /// Table descriptors written in the experiment file, or named on the command line (see
    /// objectives/table.cpp).
    std::vector<Node> tables;
    /// Model files written by `archfront fit`, beside those found in the data directories.
    std::vector<std::filesystem::path> models;
};

/// A metric that could be opened: reading files is put off until somebody wants values.
struct MetricOffer {
    MetricInfo info;
    std::function<std::shared_ptr<const MetricSource>()> open;
};

/// A kind of metric source. `offer` appends what it can answer for context.space, without reading large
/// files.
struct MetricPlugin : PluginInfo {
    std::function<void(const MetricContext& context, std::vector<MetricOffer>& offers)> offer;
    static const char* kind() { return "metric source"; }
};

/// All that can be answered for one space, by every registered plugin. Not thread-safe; the sources it opens
/// are.
class MetricCatalogue {
  public:
    explicit MetricCatalogue(MetricContext context);

    const std::shared_ptr<const SearchSpace>& space() const { return context_.space; }

    /// Sorted by id, then by preference (all of the space before part of it; measured, formula, surrogate;
    /// then source name). A sample completed by a surrogate is a source too, "MEASURED+SURROGATE".
    const std::vector<MetricOffer>& offers() const { return offers_; }

    /// Every device some metric is offered on, sorted. With `name`, only devices of that metric ("latency").
    std::vector<std::string> devices(std::string_view name = {}) const;

    /// An alias to the name it stands for, with its device if it has one; other names as they are.
    std::string resolve(std::string_view name) const;

    /// Opens a metric (or an alias of one), from `source` if given, else from the most preferred. Opening
    /// twice gives the same object. Throws UserError with a suggestion for an unknown id or source, and passes
    /// on errors of its files.
    std::shared_ptr<const MetricSource> open(std::string_view name, std::string_view source = {},
                                             const FilePosition& where = {});

  private:
    /// Where a metric has measurements of a sample, and what answers for all of the space was fitted on such, the
    /// two as one source in front.
    void offer_completed();

    MetricContext context_;
    std::vector<MetricOffer> offers_;
    std::map<std::string, std::string, std::less<>> names_by_alias_;
    std::map<std::pair<std::string, std::string>, std::shared_ptr<const MetricSource>> opened_;
};

}  // namespace archfront
