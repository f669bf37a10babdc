#include "objectives/surrogate.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "engine/hash.hpp"
#include "engine/random.hpp"
#include "objectives/ensemble.hpp"
#include "objectives/normal_quantile.hpp"

namespace archfront {
namespace {

namespace fs = std::filesystem;

/// A model ready to predict, shared by the metrics it answers.
struct Surrogate {
    Surrogate(Model model, std::shared_ptr<const SearchSpace> of, const std::string& name)
        : header(check_space(model.header, *of, name)),
          report(std::move(model.report)),
          space(std::move(of)),
          members(std::move(model.members), space, name) {
        if (model.spread) spread.emplace(std::vector<Predictor>{std::move(*model.spread)}, space, name);
    }

    static const ModelHeader& check_space(const ModelHeader& header, const SearchSpace& space,
                                          const std::string& name) {
        if (header.space == space.name()) return header;
        throw UserError({name}, "was trained on space '" + header.space + "', not on '" + space.name() + "'");
    }

    ModelHeader header;
    std::string report;
    std::shared_ptr<const SearchSpace> space;
    Ensemble members;
    std::optional<Ensemble> spread;
};

/// What a model knows of one architecture; numbers that the statistic did not ask for are 0.
struct Prediction {
    double mean = 0;
    double uncertainty = 0;
    double spread = 0;
};

struct Statistic {
    bool needs_uncertainty = false;
    bool needs_spread = false;
    std::function<double(ArchitectureView, const Prediction&)> value;
};

class SurrogateMetric : public MetricSource {
  public:
    SurrogateMetric(MetricInfo info, std::shared_ptr<const Surrogate> surrogate, Statistic statistic,
                    std::vector<fs::path> files)
        : MetricSource(std::move(info)),
          surrogate_(std::move(surrogate)),
          statistic_(std::move(statistic)),
          files_(std::move(files)) {}

    std::vector<fs::path> files() const override { return files_; }
    std::string training_report() const override {
        return info().id == surrogate_->header.info.id ? surrogate_->report : "";
    }

  private:
    void do_evaluate(ArchitectureBatchView batch, std::span<double> values) const override {
        // Neither a choice that is seen nor a draw may depend on how a network is written.
        ArchitectureBatch networks(batch.width());
        networks.append(batch);
        surrogate_->space->canonicalise(networks, Equivalence::spelling);
        std::vector<double> uncertainty(batch.size(), 0.0), spread(batch.size(), 0.0);
        surrogate_->members.predict(
            networks, values, std::span(uncertainty).first(statistic_.needs_uncertainty ? batch.size() : 0));
        if (statistic_.needs_spread) surrogate_->spread->predict(networks, spread);
        for (std::size_t r = 0; r < batch.size(); ++r)
            values[r] = statistic_.value(networks[r], {values[r], uncertainty[r], spread[r]});
    }

    std::shared_ptr<const Surrogate> surrogate_;
    Statistic statistic_;
    std::vector<fs::path> files_;
};

Statistic mean_statistic() {
    return {.value = [](ArchitectureView, const Prediction& of) { return of.mean; }};
}

Statistic uncertainty_statistic() {
    return {.needs_uncertainty = true,
            .value = [](ArchitectureView, const Prediction& of) { return of.uncertainty; }};
}

Statistic spread_statistic() {
    return {.needs_spread = true, .value = [](ArchitectureView, const Prediction& of) { return of.spread; }};
}

Statistic quantile_statistic(int percent) {
    return {.needs_spread = true,
            .value = [z = normal_quantile(percent / 100.0)](ArchitectureView, const Prediction& of) {
                return of.mean + z * of.spread;
            }};
}

/// The lot depends on the metric's name and the architecture only, so that neither order nor repetition of calls
/// matters.
Statistic draw_statistic(const std::string& id) {
    return {.needs_spread = true,
            .value = [seed = hash_text(id)](ArchitectureView architecture, const Prediction& of) {
                RandomGenerator lot(hash_bytes(architecture.data(), architecture.size(), seed));
                return of.mean + normal_quantile(lot.uniform() + 0x1.0p-54) * of.spread;
            }};
}

/// All that a model answers: its variant's name ("" for the metric itself), a note, and how.
struct Answer {
    std::string variant;
    std::string note;
    std::function<Statistic(const std::string& id)> statistic;
};

std::vector<Answer> answers_of(const ModelHeader& header) {
    std::vector<Answer> answers = {{"", "", [](const std::string&) { return mean_statistic(); }}};
    if (header.states_uncertainty) {
        answers.push_back(
            {"uncertainty",
             "How sure the surrogate is: the standard deviation of its members or of its Gaussian "
             "process, not of measurements.",
             [](const std::string&) { return uncertainty_statistic(); }});
    }
    if (!header.has_spread) return answers;
    answers.push_back({"std", "Standard deviation over repeated measurements, as a surrogate of it says.",
                       [](const std::string&) { return spread_statistic(); }});
    for (const int percent : {5, 25, 50, 75, 95}) {
        const std::string variant = std::string(percent < 10 ? "q0" : "q") + std::to_string(percent);
        answers.push_back({variant,
                           std::to_string(percent) +
                               " % quantile of repeated measurements, taken to be normally "
                               "distributed.",
                           [percent](const std::string&) { return quantile_statistic(percent); }});
    }
    for (const char* variant : {"draw", "draw2", "draw3"}) {
        answers.push_back(
            {variant,
             "One measurement drawn by lot for each architecture from a normal distribution: a noisy "
             "objective. draw, draw2 and draw3 are independent.",
             [](const std::string& id) { return draw_statistic(id); }});
    }
    return answers;
}

}  // namespace

std::shared_ptr<const MetricSource> make_surrogate_metric(Model model,
                                                          const std::shared_ptr<const SearchSpace>& space,
                                                          const std::string& name,
                                                          std::vector<fs::path> files) {
    const auto surrogate = std::make_shared<const Surrogate>(std::move(model), space, name);
    return std::make_shared<const SurrogateMetric>(surrogate->header.info, surrogate, mean_statistic(),
                                                   std::move(files));
}

void offer_surrogate(const ModelHeader& header, const std::shared_ptr<const SearchSpace>& space,
                     const std::string& name, const std::vector<fs::path>& files, std::function<Model()> load,
                     std::vector<MetricOffer>& offers) {
    const auto surrogate = std::make_shared<std::shared_ptr<const Surrogate>>();
    const auto loaded = [surrogate, space, name, load = std::move(load)] {
        if (*surrogate == nullptr) *surrogate = std::make_shared<const Surrogate>(load(), space, name);
        return *surrogate;
    };
    for (const Answer& answer : answers_of(header)) {
        MetricInfo info = header.info;
        if (!answer.variant.empty()) {
            info.id = metric_variant(info.id, answer.variant);
            info.note = answer.note;
        }
        if (answer.variant == "uncertainty" || answer.variant == "std") info.direction = Direction::minimise;
        offers.push_back({info, [info, loaded, answer, files] {
                              return std::make_shared<const SurrogateMetric>(
                                  info, loaded(), answer.statistic(info.id), files);
                          }});
    }
}

}  // namespace archfront
