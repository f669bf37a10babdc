#include "results/import/imported_runs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "engine/text.hpp"
#include "results/import/foreign_file.hpp"

namespace archfront {
namespace {

constexpr std::size_t most_evaluations = 20'000'000;
constexpr std::size_t most_runs = 100'000;

/// Choice indices of a space; nullopt where the text is no such row.
std::optional<Architecture> parse_choices(std::string_view text, const SearchSpace& space) {
    Architecture architecture;
    for (const std::string_view word : words(text)) {
        const auto index = parse_integer(word);
        if (architecture.size() == space.width() || !index || *index < 0 || *index > 255) return std::nullopt;
        architecture.push_back(static_cast<Choice>(*index));
    }
    if (!space.contains(architecture)) return std::nullopt;
    return architecture;
}

}  // namespace

ImportedRuns::ImportedRuns(const StoredStudy& like) : like_(like) {
    const SpacePlugin* plugin = Registry<SpacePlugin>::instance().find(like.study.space->name());
    if (plugin != nullptr) space_ = plugin->make();
}

std::optional<std::size_t> ImportedRuns::find_device(std::string_view name) const {
    const std::vector<StudyDevice>& devices = like_.study.devices;
    const auto found = std::find_if(devices.begin(), devices.end(), [&](const StudyDevice& device) {
        return device.name == name || file_name_of(device.name) == name;
    });
    if (found == devices.end()) return std::nullopt;
    return static_cast<std::size_t>(found - devices.begin());
}

std::size_t ImportedRuns::device(std::string_view name, const FilePosition& where) const {
    if (const auto found = find_device(name)) return *found;
    std::vector<std::string> names;
    for (const StudyDevice& device : like_.study.devices)
        names.push_back(device.name);
    throw UserError(where, unknown_name("device", name, names));
}

std::size_t ImportedRuns::device_of(const std::filesystem::path& file) const {
    for (std::filesystem::path folder = file.parent_path(); folder.has_filename();
         folder = folder.parent_path()) {
        if (const auto found = find_device(folder.filename().string())) return *found;
    }
    if (like_.study.devices.size() == 1) return 0;
    throw UserError({file.string()},
                    "which device this is of is not said, and '" + like_.study.name + "' has " +
                        std::to_string(like_.study.devices.size()) +
                        "; put it into a folder named after the device, or give a table with a "
                        "column 'device'");
}

ImportedRuns::Run& ImportedRuns::run(std::size_t device, const std::string& optimizer,
                                     const std::string& seed, const FilePosition& where) {
    const auto [place, is_new] = seeds_[{device, optimizer}].try_emplace(seed, runs_.size());
    if (!is_new) {
        Run& known = *runs_[place->second];
        if (known.where.file == where.file) return known;
        throw UserError(where, "run '" + excerpt(seed) + "' of '" + excerpt(optimizer) + "' on " +
                                   like_.study.devices[device].name + " is in " + to_string(known.where) +
                                   ", too; remove one, or give another optimiser or seed");
    }
    if (runs_.size() == most_runs) throw UserError(where, "more than " + with_thousands(most_runs) + " runs");
    if (std::find(optimizers_.begin(), optimizers_.end(), optimizer) == optimizers_.end())
        optimizers_.push_back(optimizer);
    StudyCell cell{device,    0,
                   0,         ArchitectureBatch(spelled_architecture(0).size()),
                   {},        Costs(like_.study.objectives()),
                   "imported"};
    return *runs_.emplace_back(std::make_unique<Run>(Run{std::move(cell), where}));
}

void ImportedRuns::add(Run& run, std::string_view architecture, const std::vector<double>& metrics,
                       bool feasible, const FilePosition& where) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const std::vector<StudyMetric>& infos = like_.study.metrics;
    ARCHFRONT_ASSERT(metrics.size() == infos.size(), "a value of each metric");
    if (++evaluations_ > most_evaluations)
        throw UserError(where, "more than " + with_thousands(most_evaluations) + " evaluations");
    const bool has_values =
        std::all_of(metrics.begin(), metrics.end(), [](double value) { return std::isfinite(value); });
    without_value_ += feasible && !has_values ? 1 : 0;
    std::vector<double> costs(like_.study.objectives());
    for (std::size_t j = 0; j < costs.size(); ++j) {
        const double cost = infos[j].direction == Direction::maximise ? -metrics[j] : metrics[j];
        costs[j] = std::isfinite(cost) ? cost : infinity;
    }
    run.cell.architectures.push_back(spelled_architecture(spellings_->number(spelling_of(architecture))));
    run.cell.metrics.insert(run.cell.metrics.end(), metrics.begin(), metrics.end());
    run.cell.costs.push_back(costs, feasible && has_values ? 0 : infinity);
}

std::string ImportedRuns::spelling_of(std::string_view text) const {
    text = trim(text);
    if (space_ == nullptr || text.empty()) return std::string(text);
    if (const auto architecture = parse_choices(text, *space_)) return space_->to_string(*architecture);
    try {
        return space_->to_string(space_->parse(text));
    } catch (const UserError&) {  // spelled in the tool's own way
        return std::string(text);
    }
}

/// In the order in which they were made.
std::vector<StudyCell*> ImportedRuns::runs_of(const Key& key) {
    std::vector<std::size_t> numbers;
    for (const auto& [seed, number] : seeds_.at(key))
        numbers.push_back(number);
    std::sort(numbers.begin(), numbers.end());
    std::vector<StudyCell*> cells;
    for (const std::size_t number : numbers)
        cells.push_back(&runs_[number]->cell);
    return cells;
}

/// Over optimisers and devices; leaves a note where others have more.
std::size_t ImportedRuns::fewest_runs() {
    std::size_t fewest = std::numeric_limits<std::size_t>::max();
    std::size_t most = 0;
    for (const auto& [key, seeds] : seeds_) {
        fewest = std::min(fewest, seeds.size());
        most = std::max(most, seeds.size());
    }
    if (fewest < most) {
        note("optimisers have from " + std::to_string(fewest) + " to " + std::to_string(most) +
             " runs: the first " + std::to_string(fewest) + " of each are compared");
    }
    return fewest;
}

StoredStudy ImportedRuns::study(const std::filesystem::path& path) {
    if (runs_.empty()) throw UserError({path.string()}, "holds no points");
    StoredStudy stored;
    Study& study = stored.study;
    study.name = label_of_file(path);
    study.metrics = like_.study.metrics;
    study.space = spelled_space(like_.study.space->name(), spellings_);
    study.optimizers = optimizers_;
    stored.version = "import of " + path.filename().string();
    const std::size_t seeds = fewest_runs();
    for (std::size_t seed = 0; seed < seeds; ++seed)
        study.seeds.push_back(seed);
    std::set<std::size_t> devices;
    for (const auto& [key, runs] : seeds_)
        devices.insert(key.first);
    for (const std::size_t device : devices) {
        study.devices.push_back(like_.study.devices[device]);
        study.devices.back().true_front.reset();
        for (std::size_t optimizer = 0; optimizer < optimizers_.size(); ++optimizer) {
            const Key key(device, optimizers_[optimizer]);
            if (!seeds_.contains(key)) {
                throw UserError({path.string()}, "has no run of '" + excerpt(key.second) + "' on " +
                                                     study.devices.back().name);
            }
            const std::vector<StudyCell*> runs = runs_of(key);
            for (std::size_t seed = 0; seed < seeds; ++seed) {
                StudyCell& cell = study.cells.emplace_back(std::move(*runs[seed]));
                cell.device = study.devices.size() - 1;
                cell.optimizer = optimizer;
                cell.seed = seed;
            }
        }
    }
    if (without_value_ > 0) {
        note(with_thousands(without_value_) + " of " + with_thousands(evaluations_) +
             " evaluations lack the value of a metric and count as infeasible");
    }
    stored.ends = {{"imported", study.cells.size()}};
    stored.notes = notes_;
    return stored;
}

}  // namespace archfront
