// Figures as pgfplots, which read their numbers from a CSV file beside them, and what all LaTeX files of a
// report share.
#pragma once

#include <string>
#include <string_view>

#include "results/report/figure.hpp"

namespace archfront {

/// `text` as LaTeX prints it: special characters escaped, letters beyond Latin and control characters as '?'.
std::string escape_tex(std::string_view text);

/// `body`, which also compiles alone: outside a document it is put into one of the given class that loads the
/// given packages ("\usepackage{...}" lines and their settings).
std::string tex_file(const std::string& comment, const std::string& document_class,
                     const std::string& packages, const std::string& body);

/// A tikzpicture as wide as \archfrontwidth (8.1 cm, a column, unless defined otherwise).
std::string to_tex(const Figure& figure);

/// What that reads from NAME.numbers.csv: columns x0,y0,x1,y1,... of the layers that are drawn from numbers,
/// short ones filled with nan. "" where no layer is.
std::string to_tex_numbers(const Figure& figure);

}  // namespace archfront
