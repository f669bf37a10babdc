// Figures as Vega-Lite specifications, without their data: the page and the CSV file have that already.
#pragma once

#include <string>

#include "results/report/figure.hpp"

namespace archfront {

/// JSON. Its data, which the reader has to put in as data.values, are the rows of to_csv(figure) with two more
/// columns: "row" counts them, and "part" counts the pieces of lines that rows without a place interrupt.
/// usermeta holds "names", the color, strokeDash and shape of each name, which the reader has to put in as the scales
/// of these channels and can make a legend of, and "ranges", those of y on a linear and on a logarithmic axis
/// where either makes sense.
std::string to_vega_lite(const Figure& figure);

}  // namespace archfront
