#include "results/report/figure.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>

#include "engine/error.hpp"
#include "engine/text.hpp"

namespace archfront {
namespace {

constexpr Colour pale{0.969, 0.984, 1.0};
constexpr Colour deep{0.031, 0.271, 0.58};
constexpr Colour blue{0, 0.447, 0.698};
constexpr Colour white{0.97, 0.97, 0.97};
constexpr Colour vermillion{0.835, 0.369, 0};

Colour mix(const Colour& a, const Colour& b, double share) {
    const auto channel = [&](double x, double y) { return x + (y - x) * share; };
    return {channel(a.red, b.red), channel(a.green, b.green), channel(a.blue, b.blue)};
}

bool drawable(const Axis& axis, double value) {
    return std::isfinite(value) && (!axis.logarithmic || value > 0);
}

/// The round number next to `rough` from above: 1, 2, 5 or 10 times a power of ten.
double round_step(double rough) {
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= rough * (1 - 1e-9)) return factor * power;
    }
    return 10 * power;
}

std::vector<double> linear_ticks(const Range& range, std::size_t count) {
    const double step = round_step((range.high - range.low) / static_cast<double>(count));
    std::vector<double> ticks;
    const double slack = step * 1e-9;
    for (double i = std::ceil((range.low - slack) / step); i * step <= range.high + slack; ++i)
        ticks.push_back(i == 0 ? 0 : i * step);
    return ticks;
}

std::vector<double> logarithmic_ticks(const Range& range, std::size_t count) {
    const double decades = std::log10(range.high / range.low);
    const auto every = static_cast<int>(std::max(1.0, std::ceil(decades / static_cast<double>(count))));
    std::vector<double> factors = {1};
    if (decades < 3) factors = {1, 2, 5};
    std::vector<double> ticks;
    const int first = static_cast<int>(std::floor(std::log10(range.low)));
    const int last = static_cast<int>(std::ceil(std::log10(range.high)));
    for (int power = first; power <= last; ++power) {
        if (power % every != 0) continue;
        for (const double factor : factors) {
            const double tick = factor * std::pow(10.0, power);
            if (tick >= range.low * (1 - 1e-9) && tick <= range.high * (1 + 1e-9)) ticks.push_back(tick);
        }
    }
    return ticks;
}

}  // namespace

std::string to_string(Mark mark) {
    switch (mark) {
        case Mark::line:
            return "line";
        case Mark::step:
            return "step";
        case Mark::area:
            return "area";
        case Mark::points:
            return "points";
        case Mark::cells:
            return "cells";
        case Mark::text:
            return "text";
    }
    return {};
}

bool is_wide(const Figure& figure) {
    return figure.x.categories.size() > 12;
}

std::string hexadecimal(const Colour& colour) {
    std::array<char, 8> text;
    const auto byte = [](double value) { return static_cast<unsigned>(std::lround(255 * value)) & 0xffU; };
    std::snprintf(text.data(), text.size(), "#%02x%02x%02x", byte(colour.red), byte(colour.green),
                  byte(colour.blue));
    return text.data();
}

std::vector<Colour> stops(const ColourScale& scale) {
    if (scale.diverging) return {blue, white, vermillion};
    return {pale, deep};
}

Colour cell_colour(const ColourScale& scale, double value) {
    if (std::isnan(value)) return {0.8, 0.8, 0.8};
    const double width = scale.high - scale.low;
    const double share = width > 0 ? std::clamp((value - scale.low) / width, 0.0, 1.0) : 0.5;
    const std::vector<Colour> colours = stops(scale);
    const double place = share * static_cast<double>(colours.size() - 1);
    const auto before = std::min(static_cast<std::size_t>(place), colours.size() - 2);
    return mix(colours[before], colours[before + 1], place - static_cast<double>(before));
}

bool is_light(const Colour& colour) {
    return 0.299 * colour.red + 0.587 * colour.green + 0.114 * colour.blue > 0.55;
}

Range axis_range(const Figure& figure, bool horizontal) {
    const Axis& axis = horizontal ? figure.x : figure.y;
    if (!axis.categories.empty()) return {-0.5, static_cast<double>(axis.categories.size()) - 0.5};
    constexpr double infinity = std::numeric_limits<double>::infinity();
    Range range{infinity, -infinity};
    bool cells_only = true;
    for (const Layer& layer : figure.layers) {
        cells_only = cells_only && layer.mark == Mark::cells;
        for (const auto* values : {horizontal ? &layer.x : &layer.y, horizontal ? &layer.x2 : &layer.y2}) {
            for (const double value : *values) {
                if (!drawable(axis, value)) continue;
                range.low = std::min(range.low, value);
                range.high = std::max(range.high, value);
            }
        }
    }
    if (range.low > range.high) range = axis.logarithmic ? Range{1, 10} : Range{0, 1};
    const auto widen = [&](double share) {
        if (axis.logarithmic) {
            const double ratio = range.high > range.low ? std::pow(range.high / range.low, share) : 2;
            return Range{range.low / ratio, range.high * ratio};
        }
        const double width =
            range.high > range.low ? range.high - range.low : std::max(1e-9, std::abs(range.low));
        return Range{range.low - share * width, range.high + share * width};
    };
    const bool one_value = !(range.high > range.low);
    range = widen(one_value ? 0.5 : cells_only ? 0 : 0.03);
    if (axis.low) range.low = *axis.low;
    if (axis.high) range.high = *axis.high;
    if (!(range.high > range.low)) range.high = axis.logarithmic ? range.low * 10 : range.low + 1;
    return range;
}

std::vector<double> ticks(const Axis& axis, const Range& range, std::size_t count) {
    if (!axis.categories.empty()) {
        std::vector<double> numbers(axis.categories.size());
        for (std::size_t i = 0; i < numbers.size(); ++i)
            numbers[i] = static_cast<double>(i);
        return numbers;
    }
    return axis.logarithmic ? logarithmic_ticks(range, count) : linear_ticks(range, count);
}

std::string readable(double value, int digits) {
    if (std::isnan(value)) return "-";
    if (std::isinf(value)) return value > 0 ? "∞" : "-∞";
    std::array<char, 64> text;
    const double size = std::abs(value);
    if (value == std::floor(value) && size < 1e6) {
        std::snprintf(text.data(), text.size(), "%.0f", value);
    } else if (size != 0 && (size < 1e-4 || size >= 1e6)) {
        std::snprintf(text.data(), text.size(), "%.*g", digits, value);
    } else {
        // %g would leave trailing digits out, which is right on axes and in sentences.
        std::snprintf(text.data(), text.size(), "%.*g",
                      std::max(digits, size >= 1 ? 1 + static_cast<int>(std::log10(size)) : 1), value);
    }
    return text.data();
}

std::string to_csv(const Figure& figure, int digits) {
    const auto append = [&](std::string& text, double value) {
        if (digits == 0) return append_number(text, value);
        std::array<char, 64> buffer;
        const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                       std::chars_format::general, digits);
        text.append(buffer.data(), end.ptr);
    };
    struct Column {
        const char* name;
        std::vector<double> Layer::*values;
    };
    std::vector<Column> columns = {
        {"x", &Layer::x}, {"y", &Layer::y}, {"x2", &Layer::x2}, {"y2", &Layer::y2}, {"value", &Layer::value}};
    std::erase_if(columns, [&](const Column& column) {
        return std::ranges::all_of(figure.layers,
                                   [&](const Layer& layer) { return (layer.*column.values).empty(); });
    });
    const bool labelled =
        std::ranges::any_of(figure.layers, [](const Layer& layer) { return !layer.label.empty(); });
    std::string text = "layer,name,mark";
    for (const Column& column : columns)
        text += std::string(",") + column.name;
    text += labelled ? ",label\n" : "\n";
    std::size_t number = 0;
    for (const Layer& layer : figure.layers) {
        ARCHFRONT_ASSERT(layer.x.size() == layer.y.size(), "a layer of another shape");
        std::string begin = std::to_string(number++) + ",";
        append_csv_field(begin, layer.name);
        begin += "," + to_string(layer.mark);
        for (std::size_t i = 0; i < layer.x.size(); ++i) {
            text += begin;
            for (const Column& column : columns) {
                const std::vector<double>& values = layer.*column.values;
                text += ',';
                if (!values.empty() && !std::isnan(values[i])) append(text, values[i]);
            }
            if (labelled) text += ',';
            if (!layer.label.empty()) append_csv_field(text, layer.label[i]);
            text += '\n';
        }
    }
    return text;
}

}  // namespace archfront
