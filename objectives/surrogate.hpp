// A metric answered by a model: its mean, how sure it is, and what repeated measurements would spread over.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/metric.hpp"
#include "objectives/model.hpp"

namespace archfront {

/// `files` are those the model was read from. Throws UserError when it was trained on another space or on
/// other features of it; `name` stands for the model in messages.
std::shared_ptr<const MetricSource> make_surrogate_metric(Model model,
                                                          const std::shared_ptr<const SearchSpace>& space,
                                                          const std::string& name,
                                                          std::vector<std::filesystem::path> files = {});

/// Appends what a model of that header can answer: the metric itself; NAME.uncertainty, the standard deviation of its
/// members or of its Gaussian process; and, of a model with a spread, NAME.std, quantiles NAME.q05 to NAME.q95 and
/// NAME.draw, .draw2 and .draw3, each a draw that depends on this name and the architecture alone. Measurements are
/// taken to be normally distributed about the mean. `load` is called when the first of them is opened.
void offer_surrogate(const ModelHeader& header, const std::shared_ptr<const SearchSpace>& space,
                     const std::string& name, const std::vector<std::filesystem::path>& files,
                     std::function<Model()> load, std::vector<MetricOffer>& offers);

}  // namespace archfront
