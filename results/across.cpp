#include "results/across.hpp"

#include <algorithm>

#include "engine/text.hpp"

namespace archfront {
namespace {

bool has(const Study& study, const std::string& optimizer) {
    return std::ranges::find(study.optimizers, optimizer) != study.optimizers.end();
}

/// The runs of these optimisers, in this order, and of the first `seeds` seeds.
void reduce(Study& study, const std::vector<std::string>& optimizers, std::size_t seeds) {
    std::vector<StudyCell> cells;
    for (std::size_t device = 0; device < study.devices.size(); ++device) {
        for (std::size_t optimizer = 0; optimizer < optimizers.size(); ++optimizer) {
            const auto old = static_cast<std::size_t>(
                std::ranges::find(study.optimizers, optimizers[optimizer]) - study.optimizers.begin());
            for (std::size_t seed = 0; seed < seeds; ++seed) {
                const std::size_t place =
                    (device * study.optimizers.size() + old) * study.seeds.size() + seed;
                StudyCell& cell = cells.emplace_back(std::move(study.cells[place]));
                cell.optimizer = optimizer;
            }
        }
    }
    study.cells = std::move(cells);
    study.optimizers = optimizers;
    study.seeds.resize(seeds);
    study.uncertainties.clear();  // of all runs
}

}  // namespace

std::vector<std::string> keep_common(std::vector<NamedStudy>& studies) {
    if (studies.size() < 2) throw UserError("a comparison needs at least two studies");
    std::vector<std::string> common = studies[0].stored.study.optimizers;
    std::size_t seeds = studies[0].stored.study.seeds.size();
    for (const NamedStudy& named : studies) {
        std::erase_if(common, [&](const std::string& name) { return !has(named.stored.study, name); });
        seeds = std::min(seeds, named.stored.study.seeds.size());
    }
    if (common.empty())
        throw UserError("the studies have no optimiser in common; label them alike in the experiments");
    std::vector<std::string> notes;
    for (NamedStudy& named : studies) {
        Study& study = named.stored.study;
        std::vector<std::string> left_out = study.optimizers;
        std::erase_if(left_out,
                      [&](const std::string& name) { return std::ranges::count(common, name) > 0; });
        if (!left_out.empty())
            notes.push_back(join(left_out, ", ") + " of " + named.name +
                            (left_out.size() == 1 ? " is" : " are") + " left out, not being in every study");
        if (seeds < study.seeds.size())
            notes.push_back("of " + named.name + " the first " + std::to_string(seeds) + " of " +
                            std::to_string(study.seeds.size()) + " seeds are compared");
        if (left_out.empty() && seeds == study.seeds.size()) continue;
        reduce(study, common, seeds);
        named.stored.ends.clear();  // of which runs is not known
    }
    return notes;
}

Study side_by_side(const std::vector<NamedStudy>& studies) {
    Study joined;
    joined.space = studies.front().stored.study.space;
    joined.metrics = studies.front().stored.study.metrics;
    joined.optimizers = studies.front().stored.study.optimizers;
    joined.seeds = studies.front().stored.study.seeds;
    std::vector<std::string> names;
    for (const NamedStudy& named : studies) {
        names.push_back(named.name);
        const Study& study = named.stored.study;
        for (const StudyCell& cell : study.cells) {
            joined.cells.push_back({joined.devices.size() + cell.device,
                                    cell.optimizer,
                                    cell.seed,
                                    ArchitectureBatch(1),
                                    {},
                                    cell.costs,
                                    cell.end});
        }
        for (const StudyDevice& device : study.devices) {
            const std::string name = device.name == "none" ? named.name : named.name + ": " + device.name;
            joined.devices.push_back({name, device.metrics, device.reference, std::nullopt});
        }
    }
    joined.name = join(names, ", ");
    return joined;
}

}  // namespace archfront
