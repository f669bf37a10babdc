// How sure fronts are, where metrics were learned from few measurements.
#pragma once

#include <memory>
#include <vector>

#include "engine/problem.hpp"
#include "results/study.hpp"

namespace archfront {

/// For each device with a metric that can be drawn (MetricSource::draw) and each optimiser: the front, among all it
/// evaluated with any seed, in each of 200 draws. Metrics are drawn independently of each other; objectives and
/// constraints count as in a run. problems: one for each device. The same for any number of threads.
std::vector<FrontUncertainty> front_uncertainties(
    const Study& study, const std::vector<std::shared_ptr<const Problem>>& problems);

}  // namespace archfront
