// Studies written by hand, point by point, for tests of styles.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "results/read_study.hpp"
#include "results/reference.hpp"
#include "results/spellings.hpp"

namespace archfront {

/// What one run found, shape (n, k), in own units, and how its architectures are spelled.
struct WrittenRun {
    std::vector<std::string> architectures;
    std::vector<double> metrics;
};

/// A study of one device. metrics: objectives only. runs: by optimiser, then seed, as many of each.
inline StoredStudy written_study(const std::string& space, const std::string& device,
                                 const std::vector<MetricInfo>& metrics,
                                 const std::vector<std::vector<WrittenRun>>& runs) {
    StoredStudy stored;
    stored.version = "0";
    stored.manifest.command = "by hand";
    Study& study = stored.study;
    study.name = "written";
    const auto spellings = std::make_shared<Spellings>();
    for (const MetricInfo& info : metrics)
        study.metrics.push_back({info.id.substr(0, info.id.find('@')), info.unit, info.direction, true});
    study.devices.push_back({device, metrics, {}, {}});
    const std::size_t k = metrics.size();
    for (std::size_t optimizer = 0; optimizer < runs.size(); ++optimizer) {
        study.optimizers.push_back("optimiser-" + std::to_string(optimizer));
        for (std::size_t seed = 0; seed < runs[optimizer].size(); ++seed) {
            if (optimizer == 0) study.seeds.push_back(seed);
            const WrittenRun& run = runs[optimizer][seed];
            StudyCell cell{0, optimizer, seed, ArchitectureBatch(4), run.metrics, Costs(k), "budget spent"};
            for (std::size_t i = 0; i < run.architectures.size(); ++i) {
                cell.architectures.push_back(spelled_architecture(spellings->number(run.architectures[i])));
                std::vector<double> costs(run.metrics.begin() + static_cast<std::ptrdiff_t>(i * k),
                                          run.metrics.begin() + static_cast<std::ptrdiff_t>((i + 1) * k));
                for (std::size_t j = 0; j < k; ++j)
                    costs[j] = metrics[j].direction == Direction::maximise ? -costs[j] : costs[j];
                cell.costs.push_back(costs, 0);
            }
            study.cells.push_back(std::move(cell));
        }
    }
    study.space = spelled_space(space, spellings);
    BoundsRequest request{.device = device, .directions = {}};
    for (const MetricInfo& info : metrics)
        request.directions.push_back(info.direction);
    study.devices[0].reference = make_reference(union_front(study, 0).costs, "best known front", request);
    return stored;
}

inline MetricInfo metric_info(const std::string& id, const std::string& unit, const std::string& source,
                              Direction direction = Direction::minimise) {
    MetricInfo info;
    info.id = id;
    info.unit = unit;
    info.source = source;
    info.direction = direction;
    info.kind = SourceKind::surrogate;
    return info;
}

}  // namespace archfront
