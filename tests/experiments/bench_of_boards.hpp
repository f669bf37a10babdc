// A protocol that needs no data: four known boards and two that play the new one, on 700 cells of NAS-Bench-201 whose
// latencies are sums over operations with a little noise; parameters of the cell stand for accuracy.
#pragma once

#include <string>

#include "engine/hash.hpp"
#include "engine/text.hpp"
#include "experiments/protocol_data.hpp"
#include "tests/scratch.hpp"

namespace archfront {

struct BenchOfBoards {
    ScratchFolder scratch;
    MetricContext context;
    std::string text =
        "name: boards\n"
        "space: nas-bench-201\n"
        "metric: latency\n"
        "source: lab\n"
        "formulas: [flops.cifar10]\n"
        "known: [a, b, c, d]\n"
        "devices: [new, whole]\n"
        "pool: 200\n"
        "evaluation: 150\n"
        "alone: 100\n"
        "samples: [6, 12]\n"
        "designs: [random, random-untrimmed, k-means, d-optimal, sequential, reference]\n"
        "reference: [0, 5, 400, 77, 31, 20, 11, 650]\n"
        "draws: 3\n";

    BenchOfBoards() {
        context.space = make_space("nas-bench-201");
        std::string csv = "arch,a,b,c,d,new,whole,score\n";
        Architecture cell(context.space->width());
        for (std::uint64_t row = 0; row < 700; ++row) {
            context.space->from_ordinal(row * 7919 % *context.space->size(), cell);  // none twice
            double light = 0, heavy = 0;
            for (std::size_t e = 0; e < cell.size(); ++e) {
                light += cell[e] == 0 ? 0 : 1;
                heavy += cell[e] == 3 ? 9 : cell[e] == 2 ? 3 : 0;
            }
            const double noise = static_cast<double>(mix64(row + 1000) % 1000) / 1000;
            append_csv_field(csv, context.space->to_string(cell));
            for (const double value : {5 + light + heavy + noise, 9 + heavy + noise, 3 + 4 * light + noise,
                                       4 + 2 * light + heavy + noise, 8 + 3 * light + 2 * heavy + noise,
                                       static_cast<double>(static_cast<int>(4 + light + heavy / 2 + noise)),
                                       60 + light + heavy + cell[0]})
                csv += "," + format_number(value);
            csv += "\n";
        }
        scratch.write("lab.csv", csv);
        const std::string metric = ": {metric: latency@";
        std::string table =
            "{table: lab.csv, space: nas-bench-201, source: lab, architecture: arch, metrics: {";
        for (const char* device : {"a", "b", "c", "d", "new", "whole"})
            table += device + metric + device + ", unit: ms, direction: minimise}, ";
        context.tables = {read_yaml(
            scratch.write("lab.yaml", table + "score: {metric: score, unit: '%', direction: maximise}}}\n"))};
    }

    Protocol protocol() const { return parse_protocol(parse_yaml(text, "boards.yaml")); }
    ProtocolData data() const { return data_of(protocol()); }
    ProtocolData data_of(const Protocol& protocol) const {
        MetricCatalogue catalogue(context);
        return open_protocol(protocol, catalogue);
    }
    /// Of a text with one line replaced; "" for none.
    std::string complaint(const std::string& line, const std::string& instead) const {
        std::string changed = text;
        const std::size_t at = changed.find(line);
        ARCHFRONT_ASSERT(at != std::string::npos, "no such line");
        changed.replace(at, line.size(), instead);
        return user_error_of([&] { data_of(parse_protocol(parse_yaml(changed, "boards.yaml"))); });
    }
};

}  // namespace archfront
