#include "results/read_study.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include "engine/csv.hpp"
#include "engine/document.hpp"
#include "engine/text.hpp"
#include "results/spellings.hpp"

namespace archfront {
namespace {

constexpr std::size_t most_evaluations = 20'000'000;
constexpr std::size_t most_cells = 1'000'000;
constexpr std::size_t most_metrics = 1'000;
constexpr std::int64_t largest_count = std::numeric_limits<std::int64_t>::max();

const std::vector<Node>& items(Fields& fields, const std::string& key, std::size_t least) {
    const Node& node = fields.require(key);
    if (!node.is_sequence() || node.items.size() < least) {
        throw UserError(node.where,
                        "'" + key + "' has to be a list" + (least > 0 ? ", and not an empty one" : ""));
    }
    return node.items;
}

const std::string& text(Fields& fields, const std::string& key) {
    return fields.require(key).as_text(key);
}

/// The texts of a list, each of which may stand there once.
std::vector<std::string> names(Fields& fields, const std::string& key) {
    std::vector<std::string> names;
    std::set<std::string> known;
    for (const Node& node : items(fields, key, 1)) {
        names.push_back(node.as_text(key));
        if (!known.insert(names.back()).second)
            throw UserError(node.where, "'" + excerpt(names.back()) + "' stands twice in '" + key + "'");
    }
    return names;
}

std::vector<double> finite_numbers(Fields& fields, const std::string& key, std::size_t count) {
    std::vector<double> numbers;
    const std::vector<Node>& nodes = items(fields, key, 1);
    for (const Node& node : nodes) {
        numbers.push_back(node.as_number(key));
        if (!std::isfinite(numbers.back())) throw UserError(node.where, "'" + key + "' has to be finite");
    }
    if (numbers.size() != count) {
        throw UserError(fields.require(key).where, "'" + key + "' has " + std::to_string(numbers.size()) +
                                                       " numbers for " + std::to_string(count) +
                                                       " objectives");
    }
    return numbers;
}

Direction direction_of(const Node& node) {
    const std::string& text = node.as_text("direction");
    if (text == to_string(Direction::minimise)) return Direction::minimise;
    if (text == to_string(Direction::maximise)) return Direction::maximise;
    throw UserError(node.where, unknown_name("direction", text, {"minimise", "maximise"}));
}

SourceKind kind_of(const Node& node) {
    for (const SourceKind kind : {SourceKind::measured, SourceKind::formula, SourceKind::surrogate}) {
        if (node.as_text("kind") == to_string(kind)) return kind;
    }
    throw UserError(node.where,
                    unknown_name("kind of source", node.text, {"measured", "formula", "surrogate"}));
}

/// A metric as the study has it on every device, and as this device has it.
std::pair<StudyMetric, MetricInfo> read_metric(const Node& node) {
    Fields fields(node, "metric");
    MetricInfo info;
    info.id = text(fields, "id");
    info.unit = text(fields, "unit");
    info.direction = direction_of(fields.require("direction"));
    info.source = text(fields, "source");
    info.kind = kind_of(fields.require("kind"));
    info.citation = text(fields, "citation");
    const StudyMetric metric{text(fields, "name"), info.unit, info.direction,
                             fields.require("objective").as_flag("objective")};
    return {metric, info};
}

StudyReference read_reference(const Node& node, const Study& study) {
    Fields fields(node, "reference");
    const std::size_t m = study.objectives();
    StudyReference reference;
    reference.bounds_origin = text(fields, "bounds_origin");
    reference.ideal = finite_numbers(fields, "ideal", m);
    reference.nadir = finite_numbers(fields, "nadir", m);
    for (std::size_t j = 0; j < m; ++j) {
        if (study.metrics[j].direction != Direction::maximise) continue;
        reference.ideal[j] = -reference.ideal[j];
        reference.nadir[j] = -reference.nadir[j];
    }
    reference.point = finite_numbers(fields, "point", m);
    reference.best_hypervolume = fields.require("best_hypervolume").as_number("best_hypervolume");
    reference.best_origin = text(fields, "best_origin");
    return reference;
}

/// Takes a device's metrics in; the first device says what the study's are.
void read_device(const Node& node, Study& study) {
    Fields fields(node, "device");
    StudyDevice& device = study.devices.emplace_back();
    device.name = text(fields, "name");
    std::vector<StudyMetric> metrics;
    for (const Node& item : items(fields, "metrics", 1)) {
        auto [metric, info] = read_metric(item);
        if (metrics.size() == most_metrics) throw UserError(item.where, "more than 1,000 metrics");
        if (metric.is_objective && !metrics.empty() && !metrics.back().is_objective)
            throw UserError(item.where, "an objective behind a metric that is none; objectives come first");
        metrics.push_back(metric);
        device.metrics.push_back(std::move(info));
    }
    if (!metrics[0].is_objective) throw UserError(node.where, "a device without objectives");
    if (study.metrics.empty()) study.metrics = metrics;
    const bool same = std::equal(metrics.begin(), metrics.end(), study.metrics.begin(), study.metrics.end(),
                                 [](const StudyMetric& a, const StudyMetric& b) {
                                     return a.name == b.name && a.direction == b.direction &&
                                            a.is_objective == b.is_objective;
                                 });
    if (!same)
        throw UserError(node.where, "device '" + excerpt(device.name) + "' has other metrics than the first");
    device.reference = read_reference(fields.require("reference"), study);
}

/// Returns the name of the space.
std::string read_manifest(const std::filesystem::path& file, StoredStudy& stored) {
    const Node root = read_yaml(file);  // JSON is YAML, and this reader knows where each value stands
    Fields fields(root, "manifest");
    Study& study = stored.study;
    stored.version = text(fields, "archfront");
    study.name = text(fields, "experiment");
    stored.manifest.command = text(fields, "command");
    study.optimizers = names(fields, "optimizers");
    for (const std::string& seed : names(fields, "seeds")) {
        std::uint64_t value = 0;  // as_integer is signed
        const char* end = seed.data() + seed.size();
        if (std::from_chars(seed.data(), end, value) != std::from_chars_result{end, std::errc()})
            throw UserError(fields.require("seeds").where, "'" + excerpt(seed) + "' is no seed");
        study.seeds.push_back(value);
    }
    std::set<std::string> devices;
    for (const Node& node : items(fields, "devices", 1)) {
        read_device(node, study);
        if (!devices.insert(study.devices.back().name).second)
            throw UserError(node.where, "device '" + excerpt(study.devices.back().name) + "' stands twice");
    }
    const std::size_t cells = study.optimizers.size() * study.devices.size();
    if (cells > most_cells || cells * study.seeds.size() > most_cells)
        throw UserError({file.string()}, "more than " + with_thousands(most_cells) + " runs");
    for (const Node& node : items(fields, "data", 0)) {
        Fields data(node, "data file");
        stored.manifest.data_files.push_back({text(data, "file"), text(data, "sha256")});
    }
    const Node& ends = fields.require("ends");
    if (!ends.is_mapping()) throw UserError(ends.where, "'ends' has to be a mapping");
    for (const Field& end : ends.fields) {
        const auto count = static_cast<std::size_t>(end.value.as_integer(end.key, 0, largest_count));
        stored.ends.emplace_back(end.key, count);
    }
    return text(fields, "space");
}

/// Reads rows of architectures and metrics from a table that has a column for each.
class ArchitectureRows {
  public:
    ArchitectureRows(const Study& study, const CsvReader& csv, Spellings& spellings)
        : study_(study), spellings_(spellings), architecture_(csv.column("architecture")) {
        for (const StudyMetric& metric : study.metrics)
            columns_.push_back(csv.column(metric.name));
    }

    /// Appends the present row; not feasible where a metric has no value, whatever `feasible` says.
    void append(const CsvReader& csv, bool feasible, ArchitectureBatch& architectures,
                std::vector<double>& metrics, Costs& costs) {
        architectures.push_back(spelled_architecture(spellings_.number(csv.field(architecture_))));
        std::vector<double> row(study_.objectives());
        for (std::size_t j = 0; j < columns_.size(); ++j) {
            const auto value = parse_number(csv.field(columns_[j]));
            if (!value) {
                throw UserError(csv.position(columns_[j]),
                                "'" + excerpt(csv.field(columns_[j])) + "' is not a number");
            }
            metrics.push_back(*value);
            feasible = feasible && std::isfinite(*value);
            if (j < row.size())
                row[j] = study_.metrics[j].direction == Direction::maximise ? -*value : *value;
        }
        constexpr double infinity = std::numeric_limits<double>::infinity();
        for (double& cost : row)
            cost = std::isfinite(cost) ? cost : infinity;
        costs.push_back(row, feasible ? 0 : infinity);
    }

  private:
    const Study& study_;
    Spellings& spellings_;
    std::size_t architecture_;
    std::vector<std::size_t> columns_;
};

Front read_front(const std::filesystem::path& file, const Study& study, Spellings& spellings) {
    CsvReader csv(file);
    ArchitectureRows rows(study, csv, spellings);
    Front front{ArchitectureBatch(spelled_architecture(0).size()), {}, Costs(study.objectives())};
    while (csv.next()) {
        if (front.architectures.size() == most_evaluations) throw UserError(csv.position(0), "too many rows");
        rows.append(csv, true, front.architectures, front.metrics, front.costs);
    }
    return front;
}

/// Which architectures are on the front of how many draws, and that share.
void read_membership(const std::filesystem::path& file, const Study& study, Spellings& spellings,
                     FrontUncertainty& of) {
    CsvReader csv(file);
    ArchitectureRows rows(study, csv, spellings);
    const std::size_t membership = csv.column("membership");
    Costs costs(study.objectives());
    while (csv.next()) {
        if (of.membership.size() == most_evaluations) throw UserError(csv.position(0), "too many rows");
        rows.append(csv, true, of.architectures, of.metrics, costs);
        const auto share = parse_number(csv.field(membership));
        if (!share || !(*share >= 0 && *share <= 1)) {
            throw UserError(csv.position(membership),
                            "'" + excerpt(csv.field(membership)) + "' is no share from 0 to 1");
        }
        of.membership.push_back(*share);
    }
}

std::map<std::string, std::size_t, std::less<>> index_of(const std::vector<std::string>& names) {
    std::map<std::string, std::size_t, std::less<>> index;
    for (std::size_t i = 0; i < names.size(); ++i)
        index.emplace(names[i], i);
    return index;
}

/// Finds the cell of a row by its labels.
class CellFinder {
  public:
    CellFinder(const Study& study, const CsvReader& csv) : seeds_(study.seeds.size()) {
        std::vector<std::string> devices;
        std::vector<std::string> seeds;
        for (const StudyDevice& device : study.devices)
            devices.push_back(device.name);
        for (const std::uint64_t seed : study.seeds)
            seeds.push_back(std::to_string(seed));
        labels_ = {{"device", csv.column("device"), index_of(devices)},
                   {"optimizer", csv.column("optimizer"), index_of(study.optimizers)},
                   {"seed", csv.column("seed"), index_of(seeds)}};
        optimizers_ = study.optimizers.size();
    }

    std::size_t find(const CsvReader& csv) const {
        return (number(labels_[0], csv) * optimizers_ + number(labels_[1], csv)) * seeds_ +
               number(labels_[2], csv);
    }

  private:
    struct Label {
        std::string name;
        std::size_t column;
        std::map<std::string, std::size_t, std::less<>> numbers;
    };

    static std::size_t number(const Label& label, const CsvReader& csv) {
        const auto found = label.numbers.find(csv.field(label.column));
        if (found != label.numbers.end()) return found->second;
        throw UserError(csv.position(label.column), label.name + " '" + excerpt(csv.field(label.column)) +
                                                        "' is not in manifest.json; these files are of two "
                                                        "different studies");
    }

    std::vector<Label> labels_;
    std::size_t optimizers_ = 0;
    std::size_t seeds_;
};

void make_cells(Study& study) {
    for (std::size_t device = 0; device < study.devices.size(); ++device) {
        for (std::size_t optimizer = 0; optimizer < study.optimizers.size(); ++optimizer) {
            for (const std::uint64_t seed : study.seeds) {
                study.cells.push_back({device,
                                       optimizer,
                                       seed,
                                       ArchitectureBatch(spelled_architecture(0).size()),
                                       {},
                                       Costs(study.objectives()),
                                       {}});
            }
        }
    }
}

void read_evaluations(const std::filesystem::path& file, Study& study, Spellings& spellings) {
    CsvReader csv(file);
    ArchitectureRows rows(study, csv, spellings);
    const CellFinder cells(study, csv);
    const std::size_t evaluation = csv.column("evaluation");
    const std::size_t feasible = csv.column("feasible");
    for (std::size_t count = 0; csv.next(); ++count) {
        if (count == most_evaluations)
            throw UserError(csv.position(0),
                            "more than " + with_thousands(most_evaluations) + " evaluations");
        StudyCell& cell = study.cells[cells.find(csv)];
        const auto number = parse_integer(csv.field(evaluation));
        if (number != static_cast<long long>(cell.costs.size() + 1)) {
            throw UserError(csv.position(evaluation), "evaluation '" + excerpt(csv.field(evaluation)) +
                                                          "' of a run where " +
                                                          std::to_string(cell.costs.size() + 1) + " is next");
        }
        if (csv.field(feasible) != "0" && csv.field(feasible) != "1")
            throw UserError(csv.position(feasible),
                            "'" + excerpt(csv.field(feasible)) + "' is neither 0 nor 1");
        rows.append(csv, csv.field(feasible) == "1", cell.architectures, cell.metrics, cell.costs);
    }
}

std::size_t number_of(const CsvReader& csv, std::size_t column, const std::vector<std::string>& names) {
    const auto found = std::ranges::find(names, csv.field(column));
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    throw UserError(csv.position(column), "'" + excerpt(csv.field(column)) + "' is not in manifest.json");
}

/// uncertainty.csv, and the memberships that it announces.
void read_uncertainties(const std::filesystem::path& dir, Study& study, Spellings& spellings) {
    CsvReader csv(dir / "uncertainty.csv");
    std::vector<std::string> devices;
    for (const StudyDevice& device : study.devices)
        devices.push_back(device.name);
    const auto finite = [&](const char* name) {
        const std::size_t column = csv.column(name);
        const auto value = parse_number(csv.field(column));
        if (value && std::isfinite(*value)) return *value;
        throw UserError(csv.position(column), "'" + excerpt(csv.field(column)) + "' is no finite number");
    };
    while (csv.next()) {
        FrontUncertainty of{.architectures = ArchitectureBatch(spelled_architecture(0).size()),
                            .metrics = {},
                            .membership = {}};
        of.device = number_of(csv, csv.column("device"), devices);
        of.optimizer = number_of(csv, csv.column("optimizer"), study.optimizers);
        const auto draws = parse_integer(csv.field(csv.column("draws")));
        if (!draws || *draws < 1)
            throw UserError(csv.position(csv.column("draws")), "draws have to be counted");
        of.draws = static_cast<std::size_t>(*draws);
        of.hypervolume_mean = finite("hypervolume_mean");
        of.hypervolume_q05 = finite("hypervolume_q05");
        of.hypervolume_q95 = finite("hypervolume_q95");
        read_membership(dir / "fronts" / file_name_of(devices[of.device]) /
                            (file_name_of(study.optimizers[of.optimizer]) + ".membership.csv"),
                        study, spellings, of);
        if (study.uncertainties.size() == study.devices.size() * study.optimizers.size())
            throw UserError(csv.position(0), "more rows than optimisers on devices");
        study.uncertainties.push_back(std::move(of));
    }
}

/// Throws UserError that says what to do when the directory is no complete results directory.
void check_complete(const std::filesystem::path& dir) {
    std::error_code error;
    if (std::filesystem::exists(dir / "manifest.json", error)) return;
    const std::string name = dir.string();
    if (!std::filesystem::is_directory(dir, error))
        throw UserError("'" + name + "' is no directory of results");
    if (std::filesystem::exists(dir / "log", error)) {
        throw UserError("'" + name +
                        "' holds a run that was interrupted (logs, but no manifest.json); finish it "
                        "with 'archfront run " +
                        (dir / "experiment.yaml").string() + " --out " + name +
                        " --resume', or join shards with 'archfront merge " + name + "'");
    }
    throw UserError("'" + name +
                    "' holds no results (no manifest.json); give what 'archfront run --out' wrote");
}

}  // namespace

StoredStudy read_study(const std::filesystem::path& dir) {
    check_complete(dir);
    StoredStudy stored;
    Study& study = stored.study;
    const std::string space = read_manifest(dir / "manifest.json", stored);
    const auto spellings = std::make_shared<Spellings>();
    make_cells(study);
    read_evaluations(dir / "evaluations.csv.gz", study, *spellings);
    for (StudyDevice& device : study.devices) {
        const std::filesystem::path file = dir / "fronts" / file_name_of(device.name) / "true-front.csv";
        std::error_code error;
        if (std::filesystem::exists(file, error)) device.true_front = read_front(file, study, *spellings);
    }
    std::error_code error;
    if (std::filesystem::exists(dir / "uncertainty.csv", error)) read_uncertainties(dir, study, *spellings);
    study.space = spelled_space(space, spellings);
    return stored;
}

}  // namespace archfront
