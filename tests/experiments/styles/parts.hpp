// Finds the parts of a styled report by name.
#pragma once

#include <string>

#include "engine/error.hpp"
#include "results/report/write_report.hpp"

namespace archfront {

inline const Table& table_of(const Report& report, const std::string& name) {
    for (const ReportSection& section : report.sections) {
        for (const Table& table : section.tables) {
            if (table.name == name) return table;
        }
    }
    throw UserError("no table " + name);
}

inline const Figure& figure_of(const Report& report, const std::string& name) {
    for (const ReportSection& section : report.sections) {
        for (const Figure& figure : section.figures) {
            if (figure.name == name) return figure;
        }
    }
    throw UserError("no figure " + name);
}

}  // namespace archfront
