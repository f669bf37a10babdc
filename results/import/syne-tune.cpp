// Experiments of Syne Tune: a folder for each run of a tuner, with results.csv.zip (a zip archive of one CSV table, a
// row for each report of a trial) and metadata.json (metric_names, metric_mode, scheduler_name, and what the user
// added, such as algorithm and seed). Of a trial's reports the last counts, at the place where it stands.
// Source: Salinas et al. 2022, proceedings of machine learning research 188; results_callback.py and tuner.py.
#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include "engine/archive_file.hpp"
#include "engine/document.hpp"
#include "engine/text.hpp"
#include "results/import/foreign_file.hpp"
#include "results/import/format.hpp"
#include "results/import/table.hpp"

namespace archfront {
namespace {

constexpr ArchiveLimits limits{
    .members = 1, .member_bytes = std::uint64_t{256} << 20, .total_bytes = std::uint64_t{256} << 20};
constexpr std::size_t most_trials = 1'000'000;

bool is_results(const std::string& name) {
    return name == "results.csv.zip";
}

bool recognises(const std::filesystem::path& path) {
    const FileKind kind = kind_of_file(path);
    return kind == FileKind::zip || (kind == FileKind::folder && !files_below(path, is_results).empty());
}

/// One run of a tuner.
struct Experiment {
    std::filesystem::path results;
    std::string algorithm;
    long long seed = 0;
    /// Of metadata.json, as far as there is one.
    std::vector<std::string> metric_names;
    std::vector<std::string> metric_modes;
    FilePosition modes_where;
};

std::vector<std::string> texts(const Node* node, const std::string& what) {
    std::vector<std::string> texts;
    if (node == nullptr) return texts;
    for (const Node& item : node->as_list())
        texts.push_back(item.as_text(what));
    return texts;
}

Experiment read_experiment(const std::filesystem::path& results) {
    const std::filesystem::path folder = std::filesystem::absolute(results).parent_path();
    Experiment experiment{results, folder.filename().string(), 0, {}, {}, {}};
    const std::filesystem::path file = results.parent_path() / "metadata.json";
    std::error_code error;
    if (!std::filesystem::exists(file, error)) return experiment;
    const Node metadata = read_yaml(file);  // JSON is YAML
    for (const char* key : {"scheduler_name", "algorithm"}) {
        if (const Node* name = metadata.find(key)) experiment.algorithm = name->as_text(key);
    }
    if (const Node* seed = metadata.find("seed"); seed != nullptr && !seed->is_null())
        experiment.seed = seed->as_integer("seed", 0, std::numeric_limits<std::int64_t>::max());
    experiment.metric_names = texts(metadata.find("metric_names"), "metric_names");
    const Node* modes = metadata.find("metric_mode");
    if (modes == nullptr) {  // nothing to check
        experiment.metric_names.clear();
        return experiment;
    }
    experiment.modes_where = modes->where;
    experiment.metric_modes = texts(modes, "metric_mode");
    if (experiment.metric_modes.size() == 1)  // of all
        experiment.metric_modes.resize(experiment.metric_names.size(), experiment.metric_modes[0]);
    if (experiment.metric_modes.size() != experiment.metric_names.size())
        throw UserError(experiment.modes_where, "'metric_mode' is not a mode for each of 'metric_names'");
    return experiment;
}

[[noreturn]] void refuse_mode(const Experiment& experiment, const std::string& column,
                              const std::string& mode, const StudyMetric& metric) {
    throw UserError(experiment.modes_where, "'" + excerpt(column) + "' is of mode " + mode +
                                                ", but the study is to " + to_string(metric.direction) +
                                                " '" + metric.name +
                                                "'; name another column with --column '" + metric.name +
                                                "=COLUMN', or what this one is missing to, as in --column '" +
                                                metric.name + "=100-" + excerpt(column) + "'");
}

/// Throws UserError where the tuner minimised what the study maximises, or the other way round.
void check_modes(const Experiment& experiment, const Study& study, const CsvReader& csv,
                 const std::vector<MetricColumn>& columns) {
    for (std::size_t j = 0; j < columns.size(); ++j) {
        const std::string& column = csv.header()[columns[j].column];
        const auto named = std::find(experiment.metric_names.begin(), experiment.metric_names.end(), column);
        if (named == experiment.metric_names.end()) continue;
        const std::string& mode =
            experiment.metric_modes[static_cast<std::size_t>(named - experiment.metric_names.begin())];
        if (mode != "min" && mode != "max")
            throw UserError(experiment.modes_where, unknown_name("mode", mode, {"min", "max"}));
        const bool flipped = columns[j].minuend.has_value();
        const bool maximised = (mode == "max") != flipped;
        if (maximised != (study.metrics[j].direction == Direction::maximise))
            refuse_mode(experiment, column, mode, study.metrics[j]);
    }
}

/// "key=value key=value" of the columns config_key, or what config_architecture says.
class Configuration {
  public:
    explicit Configuration(const CsvReader& csv) {
        constexpr std::string_view prefix = "config_";
        for (std::size_t column = 0; column < csv.header().size(); ++column) {
            const std::string& name = csv.header()[column];
            if (name == "config_architecture") architecture_ = column;
            if (name.starts_with(prefix)) columns_.emplace_back(column, name.substr(prefix.size()) + "=");
        }
    }
    std::string of(const CsvReader& csv) const {
        if (architecture_) return std::string(csv.field(*architecture_));
        std::string text;
        for (const auto& [column, key] : columns_)
            text += (text.empty() ? "" : " ") + key + std::string(csv.field(column));
        return text;
    }

  private:
    std::optional<std::size_t> architecture_;
    std::vector<std::pair<std::size_t, std::string>> columns_;
};

struct Trial {
    std::size_t report = 0;  // number of the last one
    std::size_t device = 0;
    std::string architecture;
    std::vector<double> metrics;
    FilePosition where;
};

struct Counts {
    std::size_t reports = 0;
    std::size_t trials = 0;
};

void read_trials(const Experiment& experiment, const std::vector<ColumnChoice>& choices, CsvReader& csv,
                 ImportedRuns& runs, Counts& counts) {
    const std::filesystem::path& file = experiment.results;
    TableColumns columns(csv, file, choices, runs);
    const std::size_t id = csv.column("trial_id", {file.string()});
    const Configuration configuration(csv);
    std::map<std::string, Trial> last;
    std::set<std::size_t> devices;
    for (; csv.next(); ++counts.reports) {
        const std::size_t device = columns.device();
        if (devices.insert(device).second) check_modes(experiment, runs.like(), csv, columns.columns(device));
        if (last.size() == most_trials)
            throw UserError(csv.position(id), "more than " + with_thousands(most_trials) + " trials");
        last[std::string(csv.field(id))] = {counts.reports, device,
                                            columns.label("architecture", configuration.of(csv)),
                                            columns.metrics(device), csv.position(0)};
    }
    std::vector<const Trial*> trials;
    for (const auto& [name, trial] : last)
        trials.push_back(&trial);
    std::sort(trials.begin(), trials.end(),
              [](const Trial* a, const Trial* b) { return a->report < b->report; });
    const std::string seed = file.parent_path().string();
    for (const Trial* trial : trials) {
        ImportedRuns::Run& run = runs.run(trial->device, experiment.algorithm, seed, trial->where);
        runs.add(run, trial->architecture, trial->metrics, true, trial->where);
    }
    counts.trials += trials.size();
}

void read(const std::filesystem::path& path, const std::vector<ColumnChoice>& choices, ImportedRuns& runs) {
    std::vector<std::filesystem::path> files = {path};
    if (std::filesystem::is_directory(path)) files = files_below(path, is_results);
    std::vector<Experiment> experiments;
    for (const std::filesystem::path& file : files)
        experiments.push_back(read_experiment(file));
    std::stable_sort(experiments.begin(), experiments.end(),
                     [](const Experiment& a, const Experiment& b) { return a.seed < b.seed; });
    Counts counts;
    for (const Experiment& experiment : experiments) {
        const std::string name = experiment.results.string();
        bool empty = true;
        for_each_zip_member(experiment.results, limits, [&](const std::string& member, std::string bytes) {
            CsvReader csv(std::move(bytes), name + "/" + excerpt(member));
            read_trials(experiment, choices, csv, runs, counts);
            empty = false;
        });
        if (empty) throw UserError({name}, "holds no table; Syne Tune's results.csv.zip holds results.csv");
    }
    if (counts.trials < counts.reports) {
        runs.note("of " + with_thousands(counts.reports) + " reports the last of each of " +
                  with_thousands(counts.trials) + " trials counts");
    }
}

const Registration<ImportFormat> registration{
    {{.name = "syne-tune",
      .summary = "results.csv.zip of Syne Tune with metadata.json beside it: a folder of a folder for each "
                 "run, or one "
                 "such file",
      .citation = "Salinas et al. 2022, PMLR 188",
      .file = __FILE__},
     recognises,
     read}};

}  // namespace
}  // namespace archfront
