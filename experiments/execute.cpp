// Threads run cells first, and what is inside a batch (engine/evaluator.cpp) second.
#include "experiments/execute.hpp"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <map>
#include <optional>

#include "engine/parallel.hpp"
#include "engine/run.hpp"
#include "engine/text.hpp"
#include "experiments/front_uncertainty.hpp"
#include "results/run_log.hpp"

namespace archfront {
namespace {

using LoggedCells = std::map<std::size_t, LoggedCell>;

/// The logged cells of a plan by number; of a cell logged twice the copy with more in it.
void read_cells(const Plan& plan, const std::filesystem::path& folder, LoggedCells& cells) {
    const std::size_t k = plan.metrics.size();
    for (LoggedCell& logged : read_logs(folder, plan.fingerprint, *plan.space, plan.cell_count(), k)) {
        const auto known = cells.find(logged.cell);
        const auto rank = [](const LoggedCell& cell) {
            return std::pair(cell.finished, cell.evaluations.architectures.size());
        };
        if (known == cells.end()) {
            cells.emplace(logged.cell, std::move(logged));
        } else if (rank(logged) > rank(known->second)) {
            known->second = std::move(logged);
        }
    }
}

StudyCell empty_cell(const Plan& plan, std::size_t number) {
    const PlannedCell planned = plan.cell(number);
    return {.device = planned.device,
            .optimizer = planned.optimizer,
            .seed = plan.seeds[planned.seed],
            .architectures = ArchitectureBatch(plan.space->width()),
            .metrics = {},
            .costs = Costs(plan.problems[planned.device]->objectives().size()),
            .end = {}};
}

StudyCell from_log(const Plan& plan, std::size_t number, LoggedCell logged) {
    StudyCell cell = empty_cell(plan, number);
    const Problem& problem = *plan.problems[cell.device];
    const std::size_t k = problem.metrics().size();
    cell.architectures = std::move(logged.evaluations.architectures);
    cell.metrics = std::move(logged.evaluations.metrics);
    cell.end = std::move(logged.end);
    cell.costs.resize(cell.architectures.size());
    for (std::size_t r = 0; r < cell.architectures.size(); ++r) {
        const double violation = problem.costs(std::span(cell.metrics).subspan(r * k, k), cell.costs.row(r));
        cell.costs.set_violation(r, violation);
    }
    return cell;
}

StudyCell run_cell(const Plan& plan, std::size_t number, std::optional<LoggedCell> logged, RunLog& log,
                   Progress& progress, const std::atomic<bool>* stop) {
    const PlannedCell planned = plan.cell(number);
    const PlannedOptimizer& optimizer = plan.optimizers[planned.optimizer];
    const std::shared_ptr<const Problem>& problem = plan.problems[planned.device];
    const std::size_t k = problem->metrics().size();

    Evaluator evaluator(problem, plan.budget);
    if (logged) evaluator.replay(std::move(logged->evaluations));
    const OptimizerContext context{.space = plan.space,
                                   .objectives = problem->objectives().size(),
                                   .budget = plan.budget,
                                   .seed = plan.cell_seed(planned),
                                   .equivalence = problem->equivalence(),
                                   .free_costs = problem->free_costs()};
    const auto observe = [&](std::size_t first, std::size_t count) {
        // What came from a log is in that log already.
        const std::size_t skipped = std::clamp(evaluator.replayed(), first, first + count) - first;
        first += skipped;
        if (count > skipped) {
            log.append(static_cast<std::uint32_t>(number), first,
                       evaluator.architectures().subview(first, count - skipped),
                       evaluator.metrics().subspan(first * k, (count - skipped) * k));
        }
        progress.add(count, skipped);
        if (stop != nullptr && *stop)
            throw RunError("interrupted; the same command with --resume goes on from here");
    };
    const RunEnd end = run(*optimizer.plugin->make(context, optimizer.options), evaluator, observe);
    if (end != RunEnd::budget_spent) progress.add(evaluator.remaining(), evaluator.remaining());
    log.finish(static_cast<std::uint32_t>(number), to_string(end), evaluator.spent());

    StudyCell cell = empty_cell(plan, number);
    cell.architectures.append(evaluator.architectures());
    cell.metrics.assign(evaluator.metrics().begin(), evaluator.metrics().end());
    for (std::size_t r = 0; r < evaluator.spent(); ++r) {
        cell.costs.push_back(evaluator.costs()[r], evaluator.costs().violation(r));
    }
    cell.end = to_string(end);
    return cell;
}

}  // namespace

std::vector<StudyCell> execute(const Plan& plan, const std::filesystem::path& folder,
                               const ExecuteOptions& options) {
    LoggedCells logged;
    read_cells(plan, folder, logged);
    std::vector<std::size_t> numbers;
    for (std::size_t cell = 0; cell < plan.cell_count(); ++cell) {
        if (options.shard.contains(cell)) numbers.push_back(cell);
    }
    std::vector<std::optional<StudyCell>> done(numbers.size());

    RunLog log(folder, plan.fingerprint);
    Progress progress(plan.name, numbers.size() * plan.budget, options.progress);
    const auto run_one = [&](std::size_t i) {
        std::optional<LoggedCell> known;
        if (const auto found = logged.find(numbers[i]); found != logged.end())
            known = std::move(found->second);
        if (known && known->finished) {
            progress.add(plan.budget, plan.budget);
            done[i] = from_log(plan, numbers[i], std::move(*known));
        } else {
            done[i] = run_cell(plan, numbers[i], std::move(known), log, progress, options.stop);
        }
    };
    constexpr std::size_t most_threads = 1024;
    const auto cores = static_cast<std::size_t>(oneapi::tbb::info::default_concurrency());
    const std::size_t threads = std::min(options.jobs > 0 ? options.jobs : cores, most_threads);
    // An arena alone gets no more workers than the machine has cores.
    using Control = oneapi::tbb::global_control;
    const Control allowed(Control::max_allowed_parallelism, std::max(threads, cores));
    oneapi::tbb::task_arena arena(static_cast<int>(threads));
    arena.execute([&] {
        parallel_for(numbers.size(), 1, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i)
                run_one(i);
        });
    });

    std::vector<StudyCell> cells;
    for (std::optional<StudyCell>& cell : done)
        cells.push_back(std::move(*cell));
    return cells;
}

std::vector<StudyCell> collect(const Plan& plan, const std::vector<std::filesystem::path>& folders) {
    LoggedCells logged;
    for (const std::filesystem::path& folder : folders)
        read_cells(plan, folder, logged);
    std::vector<StudyCell> cells;
    std::size_t missing = 0;
    for (std::size_t number = 0; number < plan.cell_count(); ++number) {
        const auto found = logged.find(number);
        if (found == logged.end() || !found->second.finished) {
            ++missing;
        } else if (missing == 0) {
            cells.push_back(from_log(plan, number, std::move(found->second)));
        }
    }
    if (missing > 0) {
        throw UserError(
            with_thousands(missing) + " of " + with_thousands(plan.cell_count()) +
            " runs are missing or unfinished; run the other shards, or the same ones with --resume");
    }
    return cells;
}

std::vector<StudyCell> collect_finished(const Plan& plan, const std::filesystem::path& folder) {
    LoggedCells logged;
    read_cells(plan, folder, logged);
    std::vector<std::size_t> finished(plan.seeds.size());
    for (const auto& [number, cell] : logged)
        finished[plan.cell(number).seed] += cell.finished ? 1 : 0;
    std::vector<StudyCell> cells;
    for (auto& [number, cell] : logged) {
        if (finished[plan.cell(number).seed] == plan.devices.size() * plan.optimizers.size())
            cells.push_back(from_log(plan, number, std::move(cell)));
    }
    return cells;
}

Study make_study(const Plan& plan, std::vector<StudyCell> cells) {
    ARCHFRONT_ASSERT(cells.size() == plan.cell_count(), "a study needs every cell");
    Study study;
    study.name = plan.name;
    study.space = plan.space;
    study.metrics = plan.metrics;
    for (const PlannedOptimizer& optimizer : plan.optimizers)
        study.optimizers.push_back(optimizer.label);
    study.seeds = plan.seeds;
    study.cells = std::move(cells);
    for (std::size_t d = 0; d < plan.devices.size(); ++d) {
        StudyDevice device;
        device.name = plan.devices[d];
        for (const auto& metric : plan.problems[d]->metrics())
            device.metrics.push_back(metric->info());
        device.true_front = true_front(*plan.problems[d]);
        study.devices.push_back(std::move(device));
        const bool enumerated = study.devices[d].true_front.has_value();
        const Front best = enumerated ? *study.devices[d].true_front : union_front(study, d);
        study.devices[d].reference =
            make_reference(best.costs, enumerated ? "true front" : "best known front", plan.references[d]);
    }
    study.uncertainties = front_uncertainties(study, plan.problems);
    return study;
}

}  // namespace archfront
