// Surrogates that `archfront fit` trained: the model files that a request names, and models/*.json and
// models/*.model in the data directories.
#include "objectives/surrogate.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace archfront {
namespace {

namespace fs = std::filesystem;

class SurrogateMetric : public MetricSource {
  public:
    SurrogateMetric(Model model, std::shared_ptr<const SearchSpace> space, std::vector<fs::path> files)
        : MetricSource(std::move(model.header.info)),
          space_(std::move(space)),
          predictor_(std::move(model.predictor)),
          files_(std::move(files)) {}

    std::vector<fs::path> files() const override { return files_; }

  private:
    void do_evaluate(ArchitectureBatchView batch, std::span<double> values) const override {
        // Blocks bound the memory for features, whatever the batch.
        constexpr std::size_t block = 1024;
        const std::size_t widest = std::min(block, batch.size());
        std::vector<float> features(widest * predictor_.features);
        std::vector<float> predictions(widest);
        for (std::size_t first = 0; first < batch.size(); first += block) {
            const std::size_t count = std::min(block, batch.size() - first);
            const std::span<float> rows(features.data(), count * predictor_.features);
            space_->features(batch.subview(first, count), rows);
            predictor_.predict(rows, {predictions.data(), count});
            for (std::size_t r = 0; r < count; ++r)
                values[first + r] = static_cast<double>(predictions[r]);
        }
    }

    std::shared_ptr<const SearchSpace> space_;
    Predictor predictor_;
    std::vector<fs::path> files_;
};

std::set<fs::path> models_in(const fs::path& folder) {
    std::set<fs::path> files;
    std::error_code ignored;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
        const std::string name = entry.path().filename().string();
        const bool is_report = name.ends_with(".report.json");
        if ((name.ends_with(".json") && !is_report) || name.ends_with(".model")) files.insert(entry.path());
    }
    return files;
}

void offer(const MetricContext& context, std::vector<MetricOffer>& offers) {
    std::vector<fs::path> files = context.models;
    for (const fs::path& directory : context.data.directories()) {
        for (const fs::path& file : models_in(directory / "models"))
            files.push_back(file);
    }
    std::map<std::pair<std::string, std::string>, fs::path> known;
    for (const fs::path& file : files) {
        const ModelHeader header = parse_model_header(read_model_file(file), file.string());
        if (header.space != context.space->name()) continue;
        const auto [other, is_new] = known.try_emplace({header.info.id, header.info.source}, file);
        if (!is_new) {
            throw UserError({file.string()}, "metric '" + header.info.id + "' of source '" +
                                                 header.info.source + "' is answered by '" +
                                                 other->second.string() +
                                                 "' already; train it again with another --name");
        }
        offers.push_back({header.info, [file, space = context.space] {
                              return make_surrogate_metric(parse_model(read_model_file(file), file.string()),
                                                           space, file.string(), {file});
                          }});
    }
}

const Registration<MetricPlugin> registration{{{.name = "surrogate",
                                                .summary = "surrogates trained by 'archfront fit'",
                                                .citation = "Chen and Guestrin 2016, "
                                                            "doi:10.1145/2939672.2939785",
                                                .file = __FILE__},
                                               offer}};

}  // namespace

std::shared_ptr<const MetricSource> make_surrogate_metric(Model model,
                                                          std::shared_ptr<const SearchSpace> space,
                                                          const std::string& name,
                                                          std::vector<fs::path> files) {
    if (model.header.space != space->name() || model.header.feature_names != space->feature_names()) {
        throw UserError({name}, "was trained on other features than space '" + space->name() +
                                    "' has now; train it again with 'archfront fit'");
    }
    return std::make_shared<const SurrogateMetric>(std::move(model), std::move(space), std::move(files));
}

}  // namespace archfront
