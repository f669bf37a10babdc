// A metric answered by a model.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engine/metric.hpp"
#include "objectives/model.hpp"

namespace archfront {

/// `files` are those the model was read from. Throws UserError when it was trained on another space or on
/// other features of it; `name` stands for the model in messages.
std::shared_ptr<const MetricSource> make_surrogate_metric(Model model,
                                                          std::shared_ptr<const SearchSpace> space,
                                                          const std::string& name,
                                                          std::vector<std::filesystem::path> files = {});

}  // namespace archfront
