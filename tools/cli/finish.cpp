#include "tools/cli/finish.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <set>

#include "engine/text.hpp"
#include "experiments/execute.hpp"
#include "results/sha256.hpp"
#include "results/write_study.hpp"

namespace archfront {
namespace {

std::string decimals(double value, int count) {
    if (std::isnan(value)) return "-";
    std::array<char, 64> buffer;
    std::snprintf(buffer.data(), buffer.size(), "%.*f", count, value);
    return buffer.data();
}

/// An objective's bounds in its own unit to five digits, the better one first: "73.457 to 1.3933 %".
std::string bounds_text(const StudyReference& reference, const StudyMetric& metric, std::size_t j) {
    const double sign = metric.direction == Direction::maximise ? -1 : 1;
    std::array<char, 64> bounds;
    std::snprintf(bounds.data(), bounds.size(), " %.5g to %.5g", sign * reference.ideal[j],
                  sign * reference.nadir[j]);
    return metric.name + bounds.data() + (metric.unit == "1" ? "" : " " + metric.unit);
}

void print_device(const Study& study, std::size_t d, const std::vector<SummaryRow>& rows) {
    const StudyDevice& device = study.devices[d];
    const StudyReference& reference = device.reference;
    std::cout << device.name << "\n  measured against the " << reference.bounds_origin << ": ";
    for (std::size_t j = 0; j < study.objectives(); ++j) {
        std::cout << (j == 0 ? "" : ", ") << bounds_text(reference, study.metrics[j], j);
    }
    std::cout << "; reference point";
    for (const double value : reference.point)
        std::cout << " " << format_number(value);
    std::cout << "\n";

    std::size_t width = 9;
    for (const std::string& name : study.optimizers)
        width = std::max(width, name.size());
    const auto cell = [&](const std::string& text, std::size_t columns) {
        return text + std::string(columns > text.size() ? columns - text.size() : 0, ' ') + "  ";
    };
    std::cout << "  " << cell("optimizer", width) << cell("hypervolume", 11) << cell("95 % interval", 18)
              << cell("of the best", 11) << "rank\n";
    for (const SummaryRow& row : rows) {
        if (row.device != d) continue;
        const std::string interval = std::isnan(row.interval.low) ? "-"
                                                                  : decimals(row.interval.low, 5) + " - " +
                                                                        decimals(row.interval.high, 5);
        std::cout << "  " << cell(study.optimizers[row.optimizer], width) << cell(decimals(row.mean, 5), 11)
                  << cell(interval, 18)
                  << cell(decimals(100 * row.mean / reference.best_hypervolume, 2) + " %", 11)
                  << format_number(row.rank) << "\n";
    }
}

/// Runs that ended before their budget was spent are worth a line.
void print_short_runs(const Study& study, std::size_t budget) {
    std::set<std::string> reasons;
    std::size_t count = 0;
    for (const StudyCell& cell : study.cells) {
        if (cell.architectures.size() == budget) continue;
        ++count;
        reasons.insert(study.optimizers[cell.optimizer] + ": " + cell.end);
    }
    if (count == 0) return;
    std::cerr << "note: " << with_thousands(count) << " of " << with_thousands(study.cells.size())
              << " runs ended before their budget was spent (" << join({reasons.begin(), reasons.end()}, ", ")
              << ")\n";
}

}  // namespace

void finish_study(const Plan& plan, std::vector<StudyCell> cells, const std::filesystem::path& folder,
                  const std::string& command) {
    StudyManifest manifest;
    manifest.command = command;
    for (const std::filesystem::path& file : plan.data_files)
        manifest.data_files.push_back({file, sha256_of_file(file)});
    const Study study = make_study(plan, std::move(cells));
    const std::vector<SummaryRow> rows = write_study(study, manifest, folder);
    for (std::size_t d = 0; d < study.devices.size(); ++d)
        print_device(study, d, rows);
    print_short_runs(study, plan.budget);
    std::cout << "results: " << folder.string() << "\n";
}

}  // namespace archfront
