// The engine's Gaussian process on choices, on a random part of the rows where there are too many for it.
// Source: Rasmussen and Williams 2006; the kernel's sources stand in engine/gaussian_process.hpp. O(rows^3) to train.
#include "engine/gaussian_process.hpp"

#include <algorithm>
#include <numeric>

#include "engine/regressor.hpp"

namespace archfront {
namespace {

struct ProcessOptions {
    std::int64_t rows = 1'000;
    std::int64_t rows_of_fit = 256;
};

void bind(OptionTable& table, ProcessOptions& options) {
    table.integer("rows", options.rows, 2, 2'000, "rows to learn from at most, else so many random ones");
    table.integer("rows_of_fit", options.rows_of_fit, 2, 2'000,
                  "of those, rows that decide the length scales");
}

ArchitectureBatch to_architectures(std::span<const float> rows, std::size_t width) {
    ArchitectureBatch batch(width);
    batch.reserve(rows.size() / width);
    for (std::size_t first = 0; first < rows.size(); first += width) {
        std::transform(rows.begin() + static_cast<std::ptrdiff_t>(first),
                       rows.begin() + static_cast<std::ptrdiff_t>(first + width),
                       batch.emplace_back().begin(),
                       [](float choice) { return static_cast<Choice>(choice); });
    }
    return batch;
}

class ProcessRegressor : public Regressor {
  public:
    explicit ProcessRegressor(GaussianProcess process)
        : Regressor(process.rows().width()), process_(std::move(process)) {}

  private:
    void do_predict(std::span<const float> rows, std::span<double> values) const override {
        process_.predict(to_architectures(rows, features()), values, {});
    }

    GaussianProcess process_;
};

std::unique_ptr<const Regressor> train(const RegressionData& data, const ProcessOptions& options,
                                       std::uint64_t seed) {
    const ArchitectureBatch all = to_architectures(data.rows, data.features);
    std::vector<std::size_t> order(all.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    RandomGenerator(seed).shuffle(std::span(order));
    order.resize(std::min(order.size(), static_cast<std::size_t>(options.rows)));
    ArchitectureBatch rows(data.features);
    std::vector<double> labels;
    for (const std::size_t r : order) {
        rows.push_back(all[r]);
        labels.push_back(data.labels[r]);
    }
    const std::size_t fitted = std::min(rows.size(), static_cast<std::size_t>(options.rows_of_fit));
    GaussianProcess process(
        rows, labels, fit_gaussian_process(rows.view().subview(0, fitted), std::span(labels).first(fitted)));
    process.rescale();
    return std::make_unique<ProcessRegressor>(std::move(process));
}

RegressorPlugin plugin() {
    RegressorPlugin plugin = regressor_plugin<ProcessOptions>(
        {.name = "gaussian-process",
         .summary = "Gaussian process for which architectures are alike that agree in the choices that count",
         .citation = "Rasmussen and Williams 2006, Gaussian Processes for Machine Learning",
         .file = __FILE__},
        train);
    plugin.sees_choices = true;
    return plugin;
}

const Registration<RegressorPlugin> registration{plugin()};

}  // namespace
}  // namespace archfront
