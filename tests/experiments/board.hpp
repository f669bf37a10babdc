// An experiment that needs no data: NAS-Bench-201 parameters against latencies of two invented boards,
// written as a table of every cell into the test's own folder.
#pragma once

#include <string>

#include "engine/hash.hpp"
#include "engine/space.hpp"
#include "engine/text.hpp"
#include "experiments/plan.hpp"
#include "tests/scratch.hpp"

namespace archfront {

/// Writes board.csv: architecture, "score" and latencies of board-a and board-b, all functions of the
/// ordinal.
inline void write_board_table(const ScratchFolder& folder) {
    const auto space = make_space("nas-bench-201");
    std::string text = "arch,score,board-a_ms,board-b_ms\n";
    Architecture row(space->width());
    for (std::uint64_t ordinal = 0; ordinal < *space->size(); ++ordinal) {
        space->from_ordinal(ordinal, row);
        double work = 0;
        for (const Choice operation : row)
            work += operation == 3 ? 9 : operation == 2 ? 3 : 1;
        const double noise = static_cast<double>(mix64(ordinal) % 1000) / 1000;
        append_csv_field(text, space->to_string(row));
        for (const double value : {50 + work + 3 * noise, 2 * work + noise, work + 20 * noise}) {
            text += ',';
            append_number(text, value);
        }
        text += '\n';
    }
    folder.write("board.csv", text);
}

inline const std::string board_experiment =
    "name: boards\n"
    "space: nas-bench-201\n"
    "objectives: [score, latency]\n"
    "devices: [board-a, board-b]\n"
    "optimizers: [random]\n"
    "budget: 300\n"
    "seeds: 3\n"
    "tables:\n"
    "  - table: board.csv\n"
    "    space: nas-bench-201\n"
    "    source: lab\n"
    "    architecture: arch\n"
    "    metrics:\n"
    "      score: {metric: score, unit: '%', direction: maximise}\n"
    "      \"{device}_ms\": {metric: \"latency@{device}\", unit: ms, direction: minimise}\n";

/// The plan of an experiment text that stands in the folder.
inline Plan plan_of(const ScratchFolder& folder, const std::string& text) {
    return make_plan(parse_experiment(read_yaml(folder.write("boards.yaml", text))), DataPath());
}

/// `text` with one line replaced, or added when no line begins with its key.
inline std::string with_line(std::string text, const std::string& line) {
    const std::string key = line.substr(0, line.find(':') + 1);
    const std::size_t at =
        text.find("\n" + key) == std::string::npos ? std::string::npos : text.find("\n" + key) + 1;
    if (at == std::string::npos) return line + "\n" + text;
    return text.replace(at, text.find('\n', at) - at, line);
}

}  // namespace archfront
