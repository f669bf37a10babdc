// A report's figures as PDF, by whichever converter the machine has.
#pragma once

#include <filesystem>

#include "tools/cli/command.hpp"

namespace archfront {

/// --pdf auto|rsvg-convert|pdflatex|none.
void add_pdf_option(options::options_description& description);

/// Throws UserError where --pdf names no converter, so that it is said before any work.
void check_pdf_option(const options::variables_map& values);

/// Writes figures/NAME.pdf for every figure of a report: from NAME.svg by rsvg-convert, else from NAME.tex by pdflatex
/// (with pgfplots), as --pdf says; "auto" takes the first that is on PATH, or none. The same bytes each time.
/// Says on stderr what a converter could not do. Throws RunError where the one asked for is not there.
void write_pdfs(const options::variables_map& values, const std::filesystem::path& report);

}  // namespace archfront
