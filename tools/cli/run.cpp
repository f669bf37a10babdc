// archfront run: one YAML file in, Pareto fronts and hypervolume per device out.
#include <csignal>
#include <iostream>

#include "engine/file.hpp"
#include "engine/text.hpp"
#include "experiments/execute.hpp"
#include "experiments/ready_made.hpp"
#include "experiments/sweep.hpp"
#include "tools/cli/command.hpp"
#include "tools/cli/finish.hpp"

namespace archfront {
namespace {

std::atomic<bool> stop = false;

/// The first Ctrl-C stops at the next batch, with everything paid for on record; a second one kills as usual.
void stop_on_interrupt() {
    const auto handler = [](int signal) {
        stop = true;
        std::signal(signal, SIG_DFL);
    };
    std::signal(SIGINT, handler);
    std::signal(SIGTERM, handler);
}

Shard parse_shard(const std::string& text) {
    const std::vector<std::string_view> parts = split(text, '/');
    const auto index = parse_integer(parts[0]);
    const auto count = parts.size() == 2 ? parse_integer(parts[1]) : std::nullopt;
    if (!index || !count || *index < 1 || *index > *count) {
        throw UserError("--cell '" + excerpt(text) + "' is not i/n with i from 1 to n");
    }
    return {static_cast<std::size_t>(*index), static_cast<std::size_t>(*count)};
}

/// Makes the results directory, or checks that it may be gone on with.
void prepare_folder(const std::filesystem::path& folder, const Plan& plan, bool resume, bool sharded) {
    const std::filesystem::path experiment_file = folder / "experiment.yaml";
    const std::string resolved = to_yaml(plan.resolved);
    std::error_code error;
    if (std::filesystem::exists(experiment_file, error)) {
        if (to_yaml(read_yaml(experiment_file)) != resolved) {
            throw UserError("'" + folder.string() +
                            "' holds results of another experiment; give another --out");
        }
        if (!resume && !sharded) {
            throw UserError("'" + folder.string() +
                            "' holds results already; add --resume to go on, or give another --out");
        }
        return;
    }
    if (std::filesystem::exists(folder, error) && !std::filesystem::is_empty(folder, error)) {
        throw UserError("'" + folder.string() + "' is not an empty directory; give another --out");
    }
    std::filesystem::create_directories(folder, error);
    if (error)
        throw UserError("cannot make '" + folder.string() + "': " + error.message() + "; give another --out");
    try {
        write_file_atomically(experiment_file, resolved);
    } catch (const RunError& failure) {
        throw UserError(std::string(failure.what()) + "; give another --out");
    }
}

int run_run(const std::vector<std::string>& arguments) {
    options::options_description description("options");
    description.add_options()(
        "experiment", options::value<std::string>()->required()->value_name("FILE"),
        "experiment file, - for standard input, or a name from 'archfront list experiments'")(
        "out", options::value<std::string>()->required()->value_name("DIR"),
        "where results go; made if missing")(
        "jobs", options::value<std::size_t>()->default_value(0)->value_name("N"),
        "threads (default: what the machine has); results do not depend on it")(
        "resume", options::bool_switch(), "go on with an interrupted run, to the same bytes")(
        "set", options::value<std::vector<std::string>>()->composing()->value_name("KEY=VALUE"),
        "override a key of the experiment (reference.point=1.5, optimizers.nsga2.population=80); may be "
        "given several times")("cell", options::value<std::string>()->value_name("I/N"),
                               "do part I of N only, for a cluster; 'archfront merge' joins the parts")(
        "quiet", options::bool_switch(), "no progress on stderr");
    description.add_options()(
        "data", options::value<std::string>()->value_name("DIR[:DIR...]"),
        "where upstream files lie (default: $ARCHFRONT_DATA, else the user's data directory)");
    options::variables_map values;
    if (!parse_arguments("run", arguments, description, "experiment", 1, values)) return 0;

    Node root = read_ready_made(values["experiment"].as<std::string>(), "ready-made experiment",
                                ready_made_experiments());
    if (values.count("set") > 0) {
        for (const std::string& assignment : values["set"].as<std::vector<std::string>>())
            apply_override(root, assignment);
    }
    const DataPath data =
        DataPath::from_environment(values.count("data") > 0 ? values["data"].as<std::string>() : "");
    ExecuteOptions execution;
    execution.jobs = values["jobs"].as<std::size_t>();
    execution.progress = values["quiet"].as<bool>() ? Progress::Style::silent : Progress::Style::automatic;
    execution.stop = &stop;
    if (values.count("cell") > 0) execution.shard = parse_shard(values["cell"].as<std::string>());

    // Everything is looked up before anything is written.
    std::vector<std::pair<std::filesystem::path, Plan>> runs;
    for (const SweepPoint& point : expand_sweeps(root)) {
        std::filesystem::path folder = values["out"].as<std::string>();
        if (!point.label.empty()) folder /= point.label;
        runs.emplace_back(std::move(folder), make_plan(parse_experiment(point.root), data));
    }
    stop_on_interrupt();
    for (const auto& [folder, plan] : runs) {
        prepare_folder(folder, plan, values["resume"].as<bool>(), execution.shard.count > 1);
        std::vector<StudyCell> cells = execute(plan, folder, execution);
        if (execution.shard.count == 1) {
            finish_study(plan, std::move(cells), folder, "archfront run " + join(arguments, " "));
        } else {
            std::cerr << "shard " << execution.shard.index << " of " << execution.shard.count
                      << " is done in '" << folder.string() << "'; 'archfront merge' joins the shards\n";
        }
    }
    return 0;
}

const Registration<Command> registration{
    {{.name = "run",
      .summary = "run an experiment: fronts, hypervolume and a summary per device",
      .citation = "run EXPERIMENT.yaml --out DIR [--jobs N] [--resume] [--set KEY=VALUE]... [--cell I/N]",
      .file = __FILE__},
     run_run}};

}  // namespace
}  // namespace archfront
