// Figures as SVG: legible without a script, in light and dark, and small, because coordinates are rounded to a
// tenth of a pixel.
#pragma once

#include <string>
#include <string_view>

#include "results/report/figure.hpp"

namespace archfront {

/// `text` with what XML and HTML take for markup written as entities, in content and in quoted attributes;
/// bytes that are not UTF-8 and control characters become '?'.
std::string escape_markup(std::string_view text);

/// What the colours of a figure's class "figure" are called in a style sheet, light and dark.
std::string svg_style();

/// An <svg> element. standalone: brings its style along and stands in a file of its own.
std::string to_svg(const Figure& figure, bool standalone);

}  // namespace archfront
