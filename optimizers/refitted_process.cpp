#include "optimizers/refitted_process.hpp"

#include <algorithm>
#include <cmath>

namespace archfront {

GaussianProcess RefittedProcess::learn(const History& history, std::span<const std::size_t> rows,
                                       std::span<const double> labels) {
    ArchitectureBatch architectures(history.unseen().proposed().width());
    for (const std::size_t row : rows)
        architectures.push_back(history[row]);
    if (parameters_.weights.empty()) {
        parameters_ = fit_gaussian_process(architectures, labels);
        fitted_at_ = history.told();
    } else if (history.told() - fitted_at_ >= fitted_at_ / 10) {
        constexpr std::size_t few = 8;
        parameters_ = fit_gaussian_process(architectures, labels, &parameters_, few);
        fitted_at_ = history.told();
    }
    GaussianProcess process(architectures, labels, parameters_);
    process.rescale();
    return process;
}

void RefittedProcess::save(StateWriter& state) const {
    state.reals(parameters_.weights);
    state.real(parameters_.signal_variance);
    state.real(parameters_.noise_variance);
    state.integer(fitted_at_);
}

void RefittedProcess::load(StateReader& state, const History& history) {
    parameters_.weights = state.reals();
    parameters_.signal_variance = state.real();
    parameters_.noise_variance = state.real();
    fitted_at_ = state.integer();
    const bool sound = std::all_of(parameters_.weights.begin(), parameters_.weights.end(),
                                   [](double weight) { return weight >= 0 && std::isfinite(weight); }) &&
                       parameters_.signal_variance > 0 && parameters_.noise_variance >= 0 &&
                       std::isfinite(parameters_.signal_variance + parameters_.noise_variance);
    const bool fits =
        parameters_.weights.empty() || parameters_.weights.size() == history.unseen().proposed().width();
    if (!sound || !fits || fitted_at_ > history.told()) damaged_state();
}

}  // namespace archfront
