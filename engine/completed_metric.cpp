#include "engine/completed_metric.hpp"

#include <cmath>

namespace archfront {
namespace {

class CompletedMetric : public MetricSource {
  public:
    CompletedMetric(std::shared_ptr<const MetricSource> measured,
                    std::shared_ptr<const MetricSource> surrogate)
        : MetricSource(completed_info(measured->info(), surrogate->info())),
          measured_(std::move(measured)),
          surrogate_(std::move(surrogate)) {}

    std::vector<std::filesystem::path> files() const override {
        std::vector<std::filesystem::path> files = measured_->files();
        for (const std::filesystem::path& file : surrogate_->files())
            files.push_back(file);
        return files;
    }

    std::string details(ArchitectureView architecture) const override {
        return measured_->details(architecture);
    }

  private:
    void do_evaluate(ArchitectureBatchView batch, std::span<double> values) const override {
        std::vector<double> measured(batch.size());
        measured_->evaluate(batch, measured);
        surrogate_->evaluate(batch, values);
        for (std::size_t r = 0; r < batch.size(); ++r) {
            if (!std::isnan(measured[r])) values[r] = measured[r];
        }
    }

    std::shared_ptr<const MetricSource> measured_;
    std::shared_ptr<const MetricSource> surrogate_;
};

}  // namespace

MetricInfo completed_info(const MetricInfo& measured, const MetricInfo& surrogate) {
    MetricInfo info = surrogate;
    info.source = measured.source + "+" + surrogate.source;
    info.citation = measured.citation;
    info.aliases = measured.aliases;
    info.fitted = false;
    info.note =
        "Measured by " + measured.source + " where it has the network, else from " + surrogate.source + ".";
    return info;
}

std::shared_ptr<const MetricSource> make_completed_metric(std::shared_ptr<const MetricSource> measured,
                                                          std::shared_ptr<const MetricSource> surrogate) {
    return std::make_shared<const CompletedMetric>(std::move(measured), std::move(surrogate));
}

}  // namespace archfront
