// Studies of any size for tests of reports: random points of m objectives, a later optimiser nearer to the ideal.
#pragma once

#include <cmath>
#include <memory>
#include <string>

#include "engine/random.hpp"
#include "results/read_study.hpp"
#include "results/reference.hpp"
#include "results/spellings.hpp"

namespace archfront {

struct RandomStudySize {
    std::size_t devices = 2;
    std::size_t optimizers = 3;
    std::size_t seeds = 4;
    std::size_t objectives = 2;
    std::size_t evaluations = 30;
    /// Optimiser i comes i times this nearer to the ideal; 0 with `equal` makes every run the same.
    double advantage = 0.1;
    bool equal = false;
};

inline StudyCell random_cell(const Study& study, const RandomStudySize& size, Spellings& spellings,
                             std::size_t device, std::size_t optimizer, std::uint64_t seed) {
    StudyCell cell{device, optimizer, seed, ArchitectureBatch(4), {}, Costs(size.objectives), "budget spent"};
    RandomGenerator random(size.equal ? 1 : (device * 101 + optimizer) * 1'009 + seed);
    for (std::size_t i = 0; i < size.evaluations; ++i) {
        std::vector<double> costs(size.objectives);
        double norm = 0;
        for (double& cost : costs) {
            cost = random.uniform() + 1e-3;
            norm += cost * cost;
        }
        const double radius =
            1 + random.uniform() - (size.equal ? 0 : size.advantage * static_cast<double>(optimizer));
        for (std::size_t j = 0; j < costs.size(); ++j) {
            costs[j] = 2 - (2 - radius) * costs[j] / std::sqrt(norm);
            cell.metrics.push_back(study.metrics[j].direction == Direction::maximise ? -costs[j] : costs[j]);
        }
        const std::string name = "|architecture_" + std::to_string(i) + "~of_run|+|" + std::to_string(seed) +
                                 "_conv_3x3~0|skip_connect~1|+|" + std::to_string(optimizer) + "|";
        cell.architectures.push_back(spelled_architecture(spellings.number(name)));
        cell.costs.push_back(costs, 0);
    }
    return cell;
}

inline StoredStudy random_study(const RandomStudySize& size = {}) {
    StoredStudy stored;
    stored.version = "0";
    stored.manifest.command = "archfront run random.yaml";
    Study& study = stored.study;
    study.name = "random";
    const auto spellings = std::make_shared<Spellings>();
    for (std::size_t j = 0; j < size.objectives; ++j) {
        const std::string name = j == 0 ? "test_accuracy.cifar100" : "latency_" + std::to_string(j);
        study.metrics.push_back(
            {name, j == 0 ? "%" : "ms", j == 0 ? Direction::maximise : Direction::minimise, true});
    }
    for (std::size_t i = 0; i < size.optimizers; ++i)
        study.optimizers.push_back("optimiser-" + std::to_string(i));
    for (std::size_t i = 0; i < size.seeds; ++i)
        study.seeds.push_back(i);
    for (std::size_t device = 0; device < size.devices; ++device) {
        StudyDevice& entry = study.devices.emplace_back();
        entry.name = "device_" + std::to_string(device);
        for (const StudyMetric& metric : study.metrics) {
            MetricInfo& info = entry.metrics.emplace_back();
            info.id = metric.name + "@" + entry.name;
            info.unit = metric.unit;
            info.direction = metric.direction;
            info.source = "random";
            info.citation = "by hand";
        }
        for (std::size_t optimizer = 0; optimizer < size.optimizers; ++optimizer) {
            for (const std::uint64_t seed : study.seeds)
                study.cells.push_back(random_cell(study, size, *spellings, device, optimizer, seed));
        }
    }
    study.space = spelled_space("random-space", spellings);
    for (std::size_t device = 0; device < size.devices; ++device) {
        const Front best = union_front(study, device);
        BoundsRequest request{.device = study.devices[device].name, .directions = {}};
        for (const StudyMetric& metric : study.metrics)
            request.directions.push_back(metric.direction);
        if (size.evaluations > 0) {
            study.devices[device].reference = make_reference(best.costs, "best known front", request);
        } else {
            study.devices[device].reference = {std::vector<double>(size.objectives, 0),
                                               std::vector<double>(size.objectives, 1),
                                               std::vector<double>(size.objectives, 1.1),
                                               "experiment file",
                                               0,
                                               "best known front"};
        }
    }
    stored.ends = {{"budget spent", study.cells.size()}};
    return stored;
}

}  // namespace archfront
