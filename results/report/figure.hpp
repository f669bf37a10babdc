// A figure as plain data: axes, layers of marks, and what has to be said of it. SVG, Vega-Lite, pgfplots and
// CSV are four ways to write the same figure.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace archfront {

/// What a layer draws at its points.
enum class Mark {
    line,  ///< straight from point to point; a NaN interrupts it
    step,  ///< to the right first, then up or down: what a front of minimised costs covers
    area,  ///< between y and y2
    points,
    cells,  ///< rectangles from (x, y) to (x2, y2), coloured by value
    text,   ///< labels centred on (x, y)
};

std::string to_string(Mark mark);

struct Layer {
    Mark mark = Mark::line;
    /// What the legend calls it; layers of one name are one entry. "" for none.
    std::string name = {};
    /// Which colour of the palette, which dashes and which symbol.
    std::size_t style = 0;
    std::vector<double> x = {};
    std::vector<double> y = {};
    /// Of areas (y2) and cells.
    std::vector<double> x2 = {};
    std::vector<double> y2 = {};
    /// Of cells: what colours them. Of texts: -1 where the text ends at its point, 1 where it begins there,
    /// else it is centred.
    std::vector<double> value = {};
    /// What points and cells say under the mouse and texts say always; empty, or one for each point.
    std::vector<std::string> label = {};
};

/// What is no optimiser: in the colour of the text, dashed or solid.
constexpr std::size_t ink_style = 1'000;
constexpr std::size_t solid_ink_style = 1'001;
constexpr bool is_ink(std::size_t style) {
    return style >= ink_style;
}

struct Axis {
    /// With its unit.
    std::string label = {};
    bool logarithmic = false;
    /// Names of 0, 1, 2, ... instead of numbers.
    std::vector<std::string> categories = {};
    /// Where the axis ends, where the data does not say it well.
    std::optional<double> low = std::nullopt;
    std::optional<double> high = std::nullopt;
    /// Has neither line nor numbers.
    bool hidden = false;
    /// Begins with the largest, at the left or below.
    bool reversed = false;
};

/// From the colour of low values to that of high ones, as a legend beside the figure tells.
struct ColourScale {
    std::string label = {};
    double low = 0;
    double high = 1;
    /// Two ends, or two ends and a middle.
    bool diverging = false;
};

struct Figure {
    /// Of its files, without an ending.
    std::string name = {};
    std::string title;
    /// Whole sentences: what is shown, of how many runs, against which reference.
    std::string caption;
    Axis x;
    Axis y;
    std::vector<Layer> layers;
    /// Of the cells.
    ColourScale colours = {};
    /// Height over width of what the axes enclose.
    double aspect = 0.62;
};

/// Takes the width of two columns: it has too many categories side by side for one.
bool is_wide(const Figure& figure);

struct Colour {
    double red = 0;  ///< 0 to 1, as the others
    double green = 0;
    double blue = 0;
};

/// "#0072b2".
std::string hexadecimal(const Colour& colour);

/// Colours that people with any colour vision tell apart. Yellow is left out, which vanishes on white, and
/// black, which is the ink. Source: Okabe and Ito 2008, "Color Universal Design".
constexpr std::array<const char*, 6> palette = {"#0072b2", "#d55e00", "#009e73",
                                                "#cc79a7", "#e69f00", "#56b4e9"};

/// How often the palette was gone through before this style: solid, dashed, dotted.
constexpr std::size_t dash_of(std::size_t style) {
    return is_ink(style) ? (style == ink_style ? 1 : 0) : style / palette.size() % 3;
}

/// The colour of a cell. Values beyond the scale take its ends; NaN is grey.
Colour cell_colour(const ColourScale& scale, double value);

/// The ends of cell_colour's scale, two or three.
std::vector<Colour> stops(const ColourScale& scale);

/// Whether black text is legible on it.
bool is_light(const Colour& colour);

struct Range {
    double low = 0;
    double high = 1;
};

/// What an axis spans: all its layers' finite coordinates (positive ones on a logarithmic axis) and a margin,
/// or what the axis says.
Range axis_range(const Figure& figure, bool horizontal);

/// About `count` round numbers within a range: 1, 2 or 5 times a power of ten; on a logarithmic axis powers of
/// ten where they are enough.
std::vector<double> ticks(const Axis& axis, const Range& range, std::size_t count);

/// A number for people: `digits` significant digits, "3e-05" beyond 10^-4 and 10^6, "-" for NaN.
std::string readable(double value, int digits = 4);

/// layer,name,mark,x,y,x2,y2,value,label: a row for each point, in order, layers counted from 0; what does not
/// apply is empty, and columns that no layer has are left out.
/// digits: how many significant ones numbers have at most; 0 gives those that read back to the same double.
std::string to_csv(const Figure& figure, int digits = 0);

}  // namespace archfront
