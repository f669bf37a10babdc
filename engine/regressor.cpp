#include "engine/regressor.hpp"

#include <algorithm>
#include <cmath>

#include "engine/text.hpp"

namespace archfront {
namespace {

/// label = (centre + deviation * standardised) * magnitude: no step overflows, whatever the labels.
struct LabelScale {
    double magnitude = 1;
    double centre = 0;
    double deviation = 1;

    explicit LabelScale(std::span<const double> labels) {
        double largest = 0;
        for (const double label : labels)
            largest = std::max(largest, std::abs(label));
        if (largest > 0) magnitude = largest;
        double sum = 0;
        for (const double label : labels)
            sum += label / magnitude;
        centre = sum / static_cast<double>(labels.size());
        double squares = 0;
        for (const double label : labels)
            squares += (label / magnitude - centre) * (label / magnitude - centre);
        const double variance = squares / static_cast<double>(labels.size());
        if (variance > 1e-24) deviation = std::sqrt(variance);
    }
    double standardise(double label) const { return (label / magnitude - centre) / deviation; }
    double restore(double standardised) const { return (centre + deviation * standardised) * magnitude; }
};

class StandardisedRegressor : public Regressor {
  public:
    StandardisedRegressor(std::unique_ptr<const Regressor> regressor, LabelScale scale)
        : Regressor(regressor->features()), regressor_(std::move(regressor)), scale_(scale) {}

  private:
    void do_predict(std::span<const float> rows, std::span<double> values) const override {
        regressor_->predict(rows, values);
        for (double& value : values) {
            // To 24 bits: the last bit of another machine's exp() must not decide between two architectures.
            const auto rounded = static_cast<double>(static_cast<float>(value));
            value = std::isnan(rounded) ? scale_.restore(0) : scale_.restore(rounded);
        }
    }

    std::unique_ptr<const Regressor> regressor_;
    LabelScale scale_;
};

}  // namespace

void Regressor::predict(std::span<const float> rows, std::span<double> values) const {
    ARCHFRONT_ASSERT(rows.size() == values.size() * features_, "rows of another width");
    if (!values.empty()) do_predict(rows, values);
}

std::size_t encoded_width(const SearchSpace& space, Encoding encoding) {
    return encoding == Encoding::choices ? space.width() : space.feature_names().size();
}

void encode(const SearchSpace& space, Encoding encoding, ArchitectureBatchView batch,
            std::span<float> numbers) {
    if (encoding == Encoding::features) return space.features(batch, numbers);
    ARCHFRONT_ASSERT(numbers.size() == batch.size() * batch.width(), "numbers of another shape");
    std::copy_n(batch.data(), numbers.size(), numbers.begin());
}

RegressorChoice parse_regressor(std::string_view text, const FilePosition& where) {
    RegressorChoice choice;
    for (std::string_view word : split(text, ' ')) {
        if (word.empty()) continue;
        if (choice.plugin == nullptr) {
            choice.plugin = &Registry<RegressorPlugin>::instance().at(word, where);
            continue;
        }
        const std::size_t equals = word.find('=');
        if (equals == std::string_view::npos) {
            throw UserError(where, "'" + excerpt(word) + "' behind regressor '" + choice.plugin->name +
                                       "' is no option; write NAME=VALUE");
        }
        choice.options.push_back(
            {std::string(word.substr(0, equals)), std::string(word.substr(equals + 1)), where});
    }
    if (choice.plugin == nullptr)
        throw UserError(where, "a regressor is missing; write one of " +
                                   join(Registry<RegressorPlugin>::instance().names(), ", "));
    choice.plugin->options(choice.options);
    return choice;
}

std::unique_ptr<const Regressor> train_regressor(const RegressorChoice& choice, const RegressionData& data,
                                                 std::uint64_t seed) {
    ARCHFRONT_ASSERT(!data.labels.empty() && data.rows.size() == data.labels.size() * data.features,
                     "rows of another width, or none");
    const LabelScale scale(data.labels);
    std::vector<double> labels;
    for (const double label : data.labels)
        labels.push_back(scale.standardise(label));
    return std::make_unique<StandardisedRegressor>(
        choice.plugin->train({data.features, data.rows, labels}, choice.options, seed), scale);
}

}  // namespace archfront
