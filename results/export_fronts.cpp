#include "results/export_fronts.hpp"

#include <span>
#include <string>

#include "engine/error.hpp"
#include "engine/file.hpp"
#include "engine/pareto.hpp"
#include "engine/text.hpp"
#include "results/write_study.hpp"

namespace archfront {
namespace {

/// Makes the folder too.
void write(const std::filesystem::path& file, const std::string& text) {
    std::error_code error;
    std::filesystem::create_directories(file.parent_path(), error);
    if (error) throw RunError("cannot make '" + file.parent_path().string() + "': " + error.message());
    write_file_atomically(file, text);
}

std::string row_of(std::span<const double> costs) {
    std::string row;
    for (const double cost : costs) {
        if (!row.empty()) row += ' ';
        append_number(row, cost);
    }
    return row + '\n';
}

std::string front_of(const StudyCell& cell) {
    std::string text;
    for (const std::size_t row : pareto_front(cell.costs))
        text += row_of(cell.costs[row]);
    return text;
}

}  // namespace

void export_moocore(const Study& study, const std::filesystem::path& dir) {
    const std::size_t seeds = study.seeds.size();
    for (std::size_t first = 0; first < study.cells.size(); first += seeds) {
        std::string text;
        for (std::size_t cell = first; cell < first + seeds; ++cell)
            text += front_of(study.cells[cell]) + '\n';
        const StudyCell& cell = study.cells[first];
        write(dir / file_name_of(study.devices[cell.device].name) /
                  (file_name_of(study.optimizers[cell.optimizer]) + ".dat"),
              text);
    }
}

void export_jmetal(const Study& study, const std::filesystem::path& dir) {
    for (std::size_t number = 0; number < study.cells.size(); ++number) {
        const StudyCell& cell = study.cells[number];
        const std::string run = std::to_string(number % study.seeds.size()) + ".tsv";
        const std::filesystem::path folder = dir / file_name_of(study.optimizers[cell.optimizer]) /
                                             file_name_of(study.devices[cell.device].name);
        std::string architectures;
        for (const std::size_t row : pareto_front(cell.costs))
            architectures += study.space->to_string(cell.architectures[row]) + '\n';
        write(folder / ("FUN" + run), front_of(cell));
        write(folder / ("VAR" + run), architectures);
    }
}

void export_csv(const Study& study, const std::filesystem::path& dir) {
    std::string text = "device,optimizer,seed,architecture";
    for (const StudyMetric& metric : study.metrics) {
        text += ',';
        append_csv_field(text, metric.name);
    }
    text += '\n';
    for (const StudyCell& cell : study.cells) {
        std::string labels;
        append_csv_field(labels, study.devices[cell.device].name);
        labels += ',';
        append_csv_field(labels, study.optimizers[cell.optimizer]);
        labels += ',' + std::to_string(cell.seed) + ',';
        for (const std::size_t row : pareto_front(cell.costs)) {
            text += labels;
            append_csv_field(text, study.space->to_string(cell.architectures[row]));
            for (std::size_t j = 0; j < study.metrics.size(); ++j) {
                text += ',';
                append_number(text, cell.metrics[row * study.metrics.size() + j]);
            }
            text += '\n';
        }
    }
    write(dir / "fronts.csv", text);
}

}  // namespace archfront
