// Measurements of a sample, completed by a surrogate for all other architectures.
#pragma once

#include <memory>

#include "engine/metric.hpp"

namespace archfront {

/// "MEASURED+SURROGATE": what a source that completes one with the other is called, and what it answers.
MetricInfo completed_info(const MetricInfo& measured, const MetricInfo& surrogate);

/// The measured value where there is one, the surrogate's elsewhere.
std::shared_ptr<const MetricSource> make_completed_metric(std::shared_ptr<const MetricSource> measured,
                                                          std::shared_ptr<const MetricSource> surrogate);

}  // namespace archfront
