// Plain files of points, as the indicator commands read them: columns of numbers separated by commas or
// blanks, with or without a header; lines that begin with '#' are comments.
#pragma once

#include <string>
#include <vector>

#include "engine/costs.hpp"
#include "tools/cli/command.hpp"

namespace archfront {

struct Points {
    /// The header line, "" where there is none.
    std::string header;
    /// The rows as written, for commands that print some of them again.
    std::vector<std::string> lines;
    /// Which column each objective is, by name or number.
    std::vector<std::string> columns;
    /// True where larger is better.
    std::vector<bool> maximised;
    /// Minimised: maximised columns are negated.
    Costs costs{0};
};

/// --columns and --maximise, and FILE.
void add_point_options(options::options_description& description);

/// Reads the file that the given option names. Throws UserError with line and column for what is not a number.
Points read_points(const options::variables_map& values, const char* file_option = "file");

/// --reference A,B,...: one number for each objective, in the file's own units.
void add_reference_point_option(options::options_description& description);

/// The reference point as costs, shape (m). Throws UserError when it has another number of objectives than
/// the points.
std::vector<double> read_reference_point(const options::variables_map& values, const Points& points);

}  // namespace archfront
