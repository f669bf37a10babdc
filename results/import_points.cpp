#include "results/import_points.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "engine/csv.hpp"
#include "engine/file.hpp"
#include "engine/text.hpp"
#include "results/spellings.hpp"

namespace archfront {
namespace {

constexpr std::size_t largest_file = std::size_t{1} << 30;
constexpr std::size_t most_rows = 20'000'000;

/// A file's name up to its first dot.
std::string stem_of(const std::filesystem::path& file) {
    const std::string name = file.filename().string();
    return name.substr(0, name.find('.', 1));
}

std::vector<std::string_view> words(std::string_view line) {
    std::vector<std::string_view> words;
    while (!(line = trim(line)).empty()) {
        const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
        words.push_back(line.substr(0, end));
        line.remove_prefix(end);
    }
    return words;
}

/// Gathers rows into runs, and runs into a study.
class Runs {
  public:
    explicit Runs(const StoredStudy& like) : like_(like), k_(like.study.metrics.size()) {}

    std::size_t device(const std::string& name, const FilePosition& where) const {
        std::vector<std::string> names;
        for (const StudyDevice& device : like_.study.devices) {
            if (device.name == name) return names.size();
            names.push_back(device.name);
        }
        throw UserError(where, unknown_name("device", name, names));
    }
    std::size_t only_device(const FilePosition& where) const {
        if (like_.study.devices.size() == 1) return 0;
        throw UserError(where, "which device this is of is not said, and '" + like_.study.name + "' has " +
                                   std::to_string(like_.study.devices.size()) +
                                   "; give a CSV file with a column 'device'");
    }

    /// Appends an evaluation to a run. metrics: shape (k), in their own units.
    void add(std::size_t device, const std::string& optimizer, const std::string& seed,
             std::string_view architecture, const std::vector<double>& metrics, bool feasible) {
        StudyCell& cell = runs_[{device, optimizer}]
                              .try_emplace(seed, StudyCell{device,
                                                           0,
                                                           0,
                                                           ArchitectureBatch(spelled_architecture(0).size()),
                                                           {},
                                                           Costs(like_.study.objectives()),
                                                           "imported"})
                              .first->second;
        cell.architectures.push_back(spelled_architecture(spellings_->number(architecture)));
        cell.metrics.insert(cell.metrics.end(), metrics.begin(), metrics.end());
        std::vector<double> costs(like_.study.objectives());
        for (std::size_t j = 0; j < k_; ++j) {
            feasible = feasible && std::isfinite(metrics[j]);
            if (j < costs.size())
                costs[j] = like_.study.metrics[j].direction == Direction::maximise ? -metrics[j] : metrics[j];
        }
        constexpr double infinity = std::numeric_limits<double>::infinity();
        for (double& cost : costs)
            cost = std::isfinite(cost) ? cost : infinity;
        cell.costs.push_back(costs, feasible ? 0 : infinity);
    }

    StoredStudy study(const std::filesystem::path& file) {
        if (runs_.empty()) throw UserError({file.string()}, "holds no points");
        StoredStudy stored;
        Study& study = stored.study;
        study.name = stem_of(file);
        study.metrics = like_.study.metrics;
        study.space = spelled_space(like_.study.space->name(), spellings_);
        stored.version = "import of " + file.filename().string();
        std::map<std::size_t, std::size_t> devices;
        std::size_t fewest = std::numeric_limits<std::size_t>::max();
        for (const auto& [key, runs] : runs_) {
            if (devices.emplace(key.first, study.devices.size()).second) {
                study.devices.push_back(like_.study.devices[key.first]);
                study.devices.back().true_front.reset();
            }
            if (std::find(study.optimizers.begin(), study.optimizers.end(), key.second) ==
                study.optimizers.end())
                study.optimizers.push_back(key.second);
            fewest = std::min(fewest, runs.size());
        }
        for (std::size_t seed = 0; seed < fewest; ++seed)
            study.seeds.push_back(seed);
        for (const auto& [old_device, device] : devices) {
            for (std::size_t optimizer = 0; optimizer < study.optimizers.size(); ++optimizer) {
                const auto found = runs_.find({old_device, study.optimizers[optimizer]});
                if (found == runs_.end()) {
                    throw UserError({file.string()}, "has no run of '" +
                                                         excerpt(study.optimizers[optimizer]) + "' on " +
                                                         study.devices[device].name);
                }
                auto run = found->second.begin();
                for (std::size_t seed = 0; seed < fewest; ++seed, ++run) {
                    StudyCell& cell = study.cells.emplace_back(std::move(run->second));
                    cell.device = device;
                    cell.optimizer = optimizer;
                    cell.seed = seed;
                }
            }
        }
        stored.ends = {{"imported", study.cells.size()}};
        return stored;
    }

  private:
    const StoredStudy& like_;
    std::size_t k_;
    std::shared_ptr<Spellings> spellings_ = std::make_shared<Spellings>();
    std::map<std::pair<std::size_t, std::string>, std::map<std::string, StudyCell>> runs_;
};

std::optional<std::size_t> optional_column(const CsvReader& csv, const std::string& name) {
    const auto found = std::find(csv.header().begin(), csv.header().end(), name);
    if (found == csv.header().end()) return std::nullopt;
    return csv.column(name);
}

StoredStudy import_table(const std::filesystem::path& file, const StoredStudy& like) {
    CsvReader csv(file);
    std::vector<std::size_t> columns;
    for (const StudyMetric& metric : like.study.metrics)
        columns.push_back(csv.column(metric.name));
    const auto device = optional_column(csv, "device");
    const auto optimizer = optional_column(csv, "optimizer");
    const auto seed = optional_column(csv, "seed");
    const auto architecture = optional_column(csv, "architecture");
    const auto feasible = optional_column(csv, "feasible");
    const auto text = [&](const std::optional<std::size_t>& column, const std::string& otherwise) {
        return column ? std::string(csv.field(*column)) : otherwise;
    };
    Runs runs(like);
    std::vector<double> metrics(columns.size());
    for (std::size_t row = 0; csv.next(); ++row) {
        if (row == most_rows)
            throw UserError(csv.position(0), "more than " + with_thousands(most_rows) + " rows");
        for (std::size_t j = 0; j < columns.size(); ++j) {
            const auto value = parse_number(csv.field(columns[j]));
            if (!value)
                throw UserError(csv.position(columns[j]),
                                "'" + excerpt(csv.field(columns[j])) + "' is not a number");
            metrics[j] = *value;
        }
        const std::size_t number = device ? runs.device(text(device, ""), csv.position(*device))
                                          : runs.only_device({file.string(), 1});
        const std::string flag = text(feasible, "1");
        if (flag != "0" && flag != "1")
            throw UserError(csv.position(*feasible), "'" + excerpt(flag) + "' is neither 0 nor 1");
        runs.add(number, text(optimizer, stem_of(file)), text(seed, "0"), text(architecture, ""), metrics,
                 flag == "1");
    }
    return runs.study(file);
}

StoredStudy import_costs(const std::filesystem::path& file, const std::string& text,
                         const StoredStudy& like) {
    const Study& study = like.study;
    FilePosition where{file.string(), 0};
    Runs runs(like);
    if (study.metrics.size() != study.objectives())
        throw UserError(where, "holds costs only, but '" + study.name +
                                   "' has constraints; give a CSV file with a header");
    const std::size_t device = runs.only_device(where);
    std::size_t run = 0;
    bool in_run = false;
    for (const std::string_view line : split(text, '\n')) {
        ++where.line;
        const std::string_view content = trim(line);
        if (content.empty()) {
            run += in_run ? 1 : 0;
            in_run = false;
        }
        if (content.empty() || content.front() == '#') continue;
        const std::vector<std::string_view> fields = words(content);
        if (fields.size() != study.objectives()) {
            throw UserError(where, "a row of " + std::to_string(fields.size()) + " numbers for " +
                                       std::to_string(study.objectives()) + " objectives");
        }
        std::vector<double> metrics;
        for (const std::string_view field : fields) {
            const auto value = parse_number(field);
            if (!value) throw UserError(where, "'" + excerpt(field) + "' is not a number");
            const bool maximised = study.metrics[metrics.size()].direction == Direction::maximise;
            metrics.push_back(maximised ? -*value : *value);
        }
        in_run = true;
        runs.add(device, stem_of(file), std::to_string(run), "", metrics, true);
    }
    return runs.study(file);
}

/// The first line that is neither empty nor a comment is of numbers.
bool begins_with_numbers(std::string_view text) {
    for (const std::string_view line : split(text, '\n')) {
        const std::vector<std::string_view> fields = words(line);
        if (fields.empty() || fields[0].front() == '#') continue;
        return std::all_of(fields.begin(), fields.end(),
                           [](std::string_view field) { return parse_number(field); });
    }
    return false;
}

}  // namespace

StoredStudy import_points(const std::filesystem::path& file, const StoredStudy& like) {
    if (file.extension() == ".gz") return import_table(file, like);
    const std::string text = read_text_file(file, largest_file);
    return begins_with_numbers(text) ? import_costs(file, text, like) : import_table(file, like);
}

}  // namespace archfront
