// HW-GPT-Bench from a clone of its repository: the networks that its API predicts perplexity and memory with
// (predictor_ckpts), and the measurements they were trained on (gpt_*/stats.pkl). Upstream's own surrogates of
// latency and energy are not published, so those come from the measurements.
// Source: Sukthanker et al. 2024, arXiv:2405.10299; github.com/automl/HW-GPT-Bench.
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <string>
#include <utility>

#include "engine/hash.hpp"
#include "engine/metric.hpp"
#include "engine/random.hpp"
#include "objectives/upstream/gpt_measurements.hpp"
#include "objectives/upstream/gpt_predictor.hpp"

namespace archfront::upstream {
namespace {

namespace fs = std::filesystem;

constexpr const char* folder = "HW-GPT-Bench/data_collection/gpt_datasets/";
constexpr const char* citation = "Sukthanker et al. 2024, arXiv:2405.10299";

class PredictedMetric : public MetricSource {
  public:
    PredictedMetric(MetricInfo info, fs::path checkpoint, const GptShape& shape, GptEncoding encoding)
        : MetricSource(std::move(info)),
          checkpoint_(std::move(checkpoint)),
          predictor_(checkpoint_, shape, encoding) {}

    std::vector<fs::path> files() const override { return {checkpoint_}; }

  private:
    void do_evaluate(ArchitectureBatchView batch, std::span<double> values) const override {
        predictor_.evaluate(batch, values);
    }

    fs::path checkpoint_;
    GptPredictor predictor_;
};

/// One number of an architecture's observations; NaN where they do not have it.
using Statistic = std::function<double(ArchitectureView architecture, std::span<const double> observed)>;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

double median(ArchitectureView, std::span<const double> observed) {
    if (observed.empty()) return missing;
    std::vector<double> sorted(observed.begin(), observed.end());
    std::sort(sorted.begin(), sorted.end());
    const std::size_t middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

double mean(ArchitectureView, std::span<const double> observed) {
    if (observed.empty()) return missing;
    return std::accumulate(observed.begin(), observed.end(), 0.0) / static_cast<double>(observed.size());
}

/// Of the observations themselves (divided by n), as upstream computes it; one alone has none.
double standard_deviation(ArchitectureView architecture, std::span<const double> observed) {
    if (observed.size() < 2) return missing;
    const double centre = mean(architecture, observed);
    double squares = 0;
    for (const double value : observed)
        squares += (value - centre) * (value - centre);
    return std::sqrt(squares / static_cast<double>(observed.size()));
}

/// One observation by lot. The lot depends on the metric's name and the architecture only, so that neither
/// order nor repetition of calls matters.
Statistic draw(const std::string& id) {
    return [seed = hash_text(id)](ArchitectureView architecture, std::span<const double> observed) {
        if (observed.empty()) return missing;
        RandomGenerator lot(hash_bytes(architecture.data(), architecture.size(), seed));
        return observed[lot.below(observed.size())];
    };
}

/// A file that is read when the first of its metrics is opened, once.
class StatsFile {
  public:
    StatsFile(fs::path file, std::shared_ptr<const SearchSpace> space)
        : file_(std::move(file)), space_(std::move(space)) {}

    const fs::path& file() const { return file_; }

    const GptMeasurements& measurements() {
        if (!measurements_) measurements_ = read_gpt_measurements(file_, space_);
        return *measurements_;
    }

  private:
    fs::path file_;
    std::shared_ptr<const SearchSpace> space_;
    std::optional<GptMeasurements> measurements_;
};

std::shared_ptr<const MetricSource> open_measured(const MetricInfo& info, StatsFile& file,
                                                  const std::string& quantity, const Statistic& statistic) {
    const std::shared_ptr<const ListedArchitectures> architectures = file.measurements().architectures;
    const Observations& observations = file.measurements().quantities.find(quantity)->second;
    std::vector<double> values;
    for (std::size_t r = 0; r < architectures->size(); ++r)
        values.push_back(statistic(architectures->view()[r], observations.of(r)));
    if (std::all_of(values.begin(), values.end(), [](double value) { return std::isnan(value); }))
        throw NoDataError({file.file().string()}, "no architecture has '" + quantity + "'");
    return std::make_shared<const ListedMetric>(info, architectures, std::move(values),
                                                std::vector{file.file()});
}

MetricInfo predicted(std::string id, std::string unit, std::string note) {
    return {.id = std::move(id),
            .unit = std::move(unit),
            .source = "hw-gpt-bench",
            .kind = SourceKind::surrogate,
            .citation = citation,
            .note = std::move(note)};
}

MetricInfo measured(std::string id, std::string unit, std::string note) {
    return {.id = std::move(id),
            .unit = std::move(unit),
            .source = "hw-gpt-bench",
            .kind = SourceKind::measured,
            .citation = citation,
            .note = std::move(note),
            .partial = true};
}

/// For what the networks answer too: their source is named "hw-gpt-bench".
MetricInfo measured_beside_predicted(std::string id, std::string unit, std::string note) {
    MetricInfo info = measured(std::move(id), std::move(unit), std::move(note));
    info.source = "hw-gpt-bench-stats";
    return info;
}

/// What the files of one scale (s, m, l) can answer.
class ScaleOffers {
  public:
    ScaleOffers(const MetricContext& context, GptShape shape, std::string scale,
                std::vector<MetricOffer>& offers)
        : context_(context), shape_(std::move(shape)), scale_(std::move(scale)), offers_(offers) {}

    void add_predicted() {
        add(predicted("perplexity", "1",
                      "Predicted by the network that upstream's API asks, from one-hot choices."),
            "metric/perplexity_" + scale_ + ".pt", GptEncoding::one_hot);
        add_both_encodings("float16_memory", "float16_memory", "MB");
        add_both_encodings("bfloat16_memory", "bfloat16_memory", "MB");
        add_both_encodings("flops.mlp", "flops", "TFLOPs");
        add_both_encodings("params.mlp", "params", "M");
    }

    void add_measured() {
        const auto path = context_.data.find(folder + ("gpt_" + scale_) + "/stats.pkl");
        if (!path) return;
        stats_ = std::make_shared<StatsFile>(*path, context_.space);
        add(measured_beside_predicted(
                "perplexity", "1",
                "Of the supernet's network. Where accuracy is missing, the number may be "
                "the predictor's."),
            "perplexity", median);
        MetricInfo accuracy =
            measured("accuracy", "1", "Share of next tokens that the supernet's network gets right.");
        accuracy.direction = Direction::maximise;
        add(accuracy, "accuracy", median);
        add(measured("flops.profiled", "FLOPs",
                     "Counted by a profiler for a whole batch, " + batch_size() +
                         ": another definition than that of flops."),
            "flops", median);
        add(measured("params.profiled", "1", "Counted by a profiler."), "params", median);
        for (const char* memory : {"float16_memory", "bfloat16_memory"})
            add(measured_beside_predicted(memory, "MB", "Mean of the memory that torch had allocated."),
                memory, median);
        for (const std::string_view device : gpt_devices) {
            add_repeated("latency", "latencies", "ms", std::string(device));
            add_repeated("energy", "energies", "Wh", std::string(device));
        }
    }

  private:
    std::string batch_size() const {
        return std::string(scale_ == "s"   ? "8 sequences"
                           : scale_ == "m" ? "4 sequences"
                                           : "1 sequence") +
               " for gpt-" + scale_;
    }

    void add(const MetricInfo& info, const std::string& checkpoint, GptEncoding encoding) {
        const auto path = context_.data.find(std::string(folder) + "predictor_ckpts/" + checkpoint);
        if (!path) return;
        offers_.push_back({info, [info, path = *path, shape = shape_, encoding] {
                               return std::make_shared<const PredictedMetric>(info, path, shape, encoding);
                           }});
    }

    void add(const MetricInfo& info, const std::string& quantity, const Statistic& statistic) {
        offers_.push_back({info, [info, file = stats_, quantity, statistic] {
                               return open_measured(info, *file, quantity, statistic);
                           }});
    }

    /// As upstream's API asks a network, and as the network was trained to be asked.
    void add_both_encodings(const std::string& id, const std::string& network, const std::string& unit) {
        const std::string checkpoint = "hwmetric/mlp/" + network + "_" + scale_ + ".pth";
        add(predicted(
                id, unit,
                "As upstream's API asks its network: with -1 for layers beyond the depth, and the bias, "
                "which is not the encoding that the network was trained with. Up to 62 % off where the "
                "depth is not the largest or there is no bias; see " +
                    id + ".corrected."),
            checkpoint, GptEncoding::published);
        add(predicted(
                id + ".corrected", unit,
                "Upstream's network with the encoding it was trained with: 0 for layers beyond the depth, "
                "the bias always on, so that it does not depend on bias."),
            checkpoint, GptEncoding::trained);
    }

    /// The median under the plain name, and what else the repetitions tell.
    void add_repeated(const std::string& name, const std::string& upstream_name, const std::string& unit,
                      const std::string& device) {
        const bool is_energy = name == "energy";
        const bool is_one_number = is_energy && device.starts_with("cpu_");
        const std::string repetitions = is_one_number ? "the one number recorded on a CPU"
                                        : is_energy   ? "50 repetitions"
                                                      : "10 repetitions";
        const auto add_statistic = [&](const std::string& suffix, const std::string& note,
                                       const Statistic& statistic) {
            MetricInfo info = measured(
                name + suffix + "@" + device, unit,
                note + " Measured with a batch of " + batch_size() + ", so compare within one scale only.");
            if (suffix.empty()) info.aliases = {upstream_name};
            add(info, device + "/" + upstream_name, statistic);
        };
        add_statistic("",
                      "Median of " + repetitions +
                          (is_energy && !is_one_number ? ", because the first is a warm-up outlier." : "."),
                      median);
        add_statistic(".mean", "Mean of " + repetitions + ".", mean);
        if (!is_one_number) {
            add_statistic(".std",
                          "Standard deviation of " + repetitions + ", divided by n; none for a single one.",
                          standard_deviation);
        }
        for (const char* suffix : {".draw", ".draw2", ".draw3"}) {
            add_statistic(suffix,
                          "One of " + repetitions +
                              ", drawn by lot once for each architecture: a noisy objective. draw, draw2 and "
                              "draw3 are independent.",
                          draw(metric_on_device(name + suffix, device)));
        }
    }

    const MetricContext& context_;
    GptShape shape_;
    std::string scale_;
    std::vector<MetricOffer>& offers_;
    std::shared_ptr<StatsFile> stats_;
};

void offer(const MetricContext& context, std::vector<MetricOffer>& offers) {
    const std::string& name = context.space->name();
    if (name != "gpt-s" && name != "gpt-m" && name != "gpt-l") return;
    const auto shape = gpt_shape(*context.space);
    if (!shape) return;
    ScaleOffers scale(context, *shape, name.substr(std::string_view("gpt-").size()), offers);
    scale.add_predicted();
    scale.add_measured();
}

const Registration<MetricPlugin> registration{
    {{.name = "hw-gpt-bench",
      .summary = "perplexity, memory, latency and energy of GPTs on 13 devices",
      .citation = citation,
      .file = __FILE__},
     offer}};

}  // namespace
}  // namespace archfront::upstream
