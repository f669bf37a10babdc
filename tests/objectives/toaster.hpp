// A table of NAS-Bench-201 cells with an energy that can be worked out by hand, for tests of what is trained on it.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <string>

#include "engine/text.hpp"
#include "objectives/fit.hpp"
#include "tests/scratch.hpp"

namespace archfront {

using Law = std::function<double(ArchitectureView cell)>;

/// The number of 3x3 convolutions, and a bit more for one on edge 3<-0.
inline double convolutions(ArchitectureView cell) {
    return static_cast<double>(std::count(cell.begin(), cell.end(), 3)) + (cell[3] == 3 ? 0.25 : 0);
}

/// Every seventh cell, the first of them without a value.
struct Toaster {
    static constexpr std::size_t cells = 2233;

    ScratchFolder scratch;
    std::shared_ptr<const SearchSpace> space = make_space("nas-bench-201");
    MetricContext context;
    FitOptions options;

    Toaster() {
        write_table(convolutions, [](ArchitectureView cell) { return 1 + convolutions(cell); });
        context.space = space;
        context.tables = {read_yaml(
            scratch.write("d.yaml",
                          "{table: t.csv, space: nas-bench-201, source: mine, architecture: arch, metrics: {"
                          "energy: {metric: energy@toaster, unit: mJ, direction: minimise}, "
                          "std: {metric: energy.std@toaster, unit: mJ, direction: minimise}}}"))};
        options.training.boosting.rounds = 200;
        options.training.boosting.learning_rate = 0.3;
        options.training.boosting.max_depth = 6;
    }

    void write_table(const Law& energy, const Law& spread) const {
        std::string csv = "arch,energy,std\n";
        Architecture cell(space->width());
        for (std::uint64_t ordinal = 0; ordinal < *space->size(); ordinal += 7) {
            space->from_ordinal(ordinal, cell);
            csv += space->to_string(cell) + "," + (ordinal == 0 ? "nan" : format_number(energy(cell))) + "," +
                   format_number(spread(cell)) + "\n";
        }
        scratch.write("t.csv", csv);
    }

    std::shared_ptr<const MetricSource> open(const std::string& metric) const {
        return MetricCatalogue(context).open(metric, "mine");
    }
    FitResult train() const { return fit(space, *open("energy@toaster"), nullptr, options); }
    FitResult train_with_spread() const {
        return fit(space, *open("energy@toaster"), open("energy.std@toaster").get(), options);
    }
};

}  // namespace archfront
