#include "results/report/vega_lite.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace archfront {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* ink = "#808080";  // legible on white and on black

bool has(const Figure& figure, Mark mark) {
    return std::any_of(figure.layers.begin(), figure.layers.end(),
                       [&](const Layer& layer) { return layer.mark == mark; });
}

Json list(const Range& range) {
    return Json::array({range.low, range.high});
}

Json position(const Figure& figure, bool horizontal) {
    const Axis& axis = horizontal ? figure.x : figure.y;
    const Range range = axis_range(figure, horizontal);
    Json scale = {{"type", axis.logarithmic ? "log" : "linear"}, {"domain", list(range)}, {"nice", false}};
    if (!axis.logarithmic) scale["zero"] = false;
    // The first category stands on top, as in a table.
    if (axis.reversed || (!horizontal && !axis.categories.empty())) scale["reverse"] = true;
    Json shown = {{"title", axis.label.empty() ? Json() : Json(axis.label)}};
    if (!axis.categories.empty()) {
        shown["values"] = ticks(axis, range, 0);
        shown["labelExpr"] =
            Json(axis.categories).dump(-1, ' ', false, Json::error_handler_t::replace) + "[datum.value]";
        shown["labelLimit"] = 220;
        shown["labelOverlap"] = false;
        shown["grid"] = false;
        if (horizontal) shown["labelAngle"] = axis.categories.size() > 4 ? -40 : 0;
    } else {
        shown["tickCount"] = 6;
        if (axis.logarithmic) shown["values"] = ticks(axis, range, 6);
    }
    return {{"field", horizontal ? "x" : "y"},
            {"type", "quantitative"},
            {"scale", std::move(scale)},
            {"axis", axis.hidden ? Json() : shown}};
}

/// On a scale that is the same for all layers, and which the reader puts in from usermeta.
Json by_name() {
    return {{"field", "name"}, {"type", "nominal"}, {"legend", nullptr}};
}

/// What tells the names apart.
Json names_of(const Figure& figure) {
    const std::array<Json, 3> dashes = {Json::array({1, 0}), Json::array({6, 3}), Json::array({2, 2.5})};
    constexpr std::array<const char*, 5> symbols = {"circle", "square", "triangle-up", "diamond",
                                                    "triangle-down"};
    Json entries = Json::array();
    std::vector<std::string> known;
    for (const Layer& layer : figure.layers) {
        if (std::find(known.begin(), known.end(), layer.name) != known.end()) continue;
        known.push_back(layer.name);
        const bool in_ink = is_ink(layer.style);
        entries.push_back({{"name", layer.name},
                           {"color", in_ink ? ink : palette[layer.style % palette.size()]},
                           {"strokeDash", dashes[dash_of(layer.style)]},
                           {"shape", symbols[in_ink ? 0 : layer.style % symbols.size()]}});
    }
    return entries;
}

Json tooltip(const Figure& figure, bool named) {
    Json fields = Json::array();
    const auto add = [&](const char* field, const std::string& title, bool number) {
        Json entry = {{"field", field}, {"type", number ? "quantitative" : "nominal"}, {"title", title}};
        if (number) entry["format"] = ".6~g";
        fields.push_back(std::move(entry));
    };
    if (named) add("name", "name", false);
    if (figure.x.categories.empty() && !figure.x.label.empty()) add("x", figure.x.label, true);
    if (figure.y.categories.empty() && !figure.y.label.empty()) add("y", figure.y.label, true);
    const bool labelled = std::any_of(figure.layers.begin(), figure.layers.end(), [](const Layer& layer) {
        return layer.mark != Mark::text && !layer.label.empty();
    });
    if (labelled) add("label", has(figure, Mark::cells) ? "cell" : "architecture", false);
    return fields;
}

Json layer(Mark mark, const Json& drawn) {
    Json json = {{"transform", Json::array({{{"filter", "datum.mark === '" + to_string(mark) + "'"}}})},
                 {"mark", drawn},
                 {"encoding", Json::object()}};
    return json;
}

Json path_layer(Mark mark) {
    Json json = layer(mark, {{"type", "line"},
                             {"clip", true},
                             {"strokeWidth", 1.8},
                             {"interpolate", mark == Mark::step ? "step-after" : "linear"}});
    Json& encoding = json["encoding"];
    encoding["color"] = by_name();
    encoding["strokeDash"] = by_name();
    encoding["detail"] = {{"field", "part"}};
    encoding["order"] = {{"field", "row"}};
    return json;
}

Json points_layer(const Figure& figure, Mark mark, double opacity) {
    Json json = layer(mark, {{"type", "point"},
                             {"filled", true},
                             {"clip", true},
                             {"size", opacity > 0 ? 45 : 90},
                             {"opacity", opacity}});
    Json& encoding = json["encoding"];
    encoding["color"] = by_name();
    encoding["shape"] = by_name();
    encoding["order"] = {{"field", "row"}};
    encoding["tooltip"] = tooltip(figure, true);
    return json;
}

Json cells_layer(const Figure& figure) {
    Json colours = Json::array();
    for (const Colour& colour : stops(figure.colours))
        colours.push_back(hexadecimal(colour));
    Json domain = Json::array({figure.colours.low});
    if (figure.colours.diverging) domain.push_back((figure.colours.low + figure.colours.high) / 2);
    domain.push_back(figure.colours.high);
    Json json = layer(Mark::cells, {{"type", "rect"}, {"clip", true}});
    Json& encoding = json["encoding"];
    encoding["x2"] = {{"field", "x2"}};
    encoding["y2"] = {{"field", "y2"}};
    encoding["color"] = {
        {"field", "value"},
        {"type", "quantitative"},
        {"scale", {{"domain", domain}, {"range", colours}, {"interpolate", "rgb"}, {"clamp", true}}},
        {"legend", {{"title", nullptr}, {"orient", "right"}, {"gradientLength", 140}}}};
    encoding["tooltip"] = tooltip(figure, false);
    encoding["tooltip"].push_back(
        {{"field", "value"}, {"type", "quantitative"}, {"title", figure.colours.label}, {"format", ".4~g"}});
    return json;
}

/// The values of cells, written on them.
Json values_layer(const Figure& figure) {
    Json json = layer(Mark::cells, {{"type", "text"}, {"fontSize", is_wide(figure) ? 10 : 11}});
    for (const char* axis : {"x", "y"}) {
        const std::string centre = std::string(axis) + "c";
        json["transform"].push_back(
            {{"calculate", std::string("(datum.") + axis + " + datum." + axis + "2) / 2"}, {"as", centre}});
        json["encoding"][axis] = position(figure, axis[0] == 'x');
        json["encoding"][axis]["field"] = centre;
    }
    json["encoding"]["text"] = {{"field", "value"}, {"type", "quantitative"}, {"format", ".2~g"}};
    const double middle = (figure.colours.low + figure.colours.high) / 2;
    const double half = (figure.colours.high - figure.colours.low) / 2;
    const std::string dark = figure.colours.diverging ? "abs(datum.value - " + Json(middle).dump() + ") > " +
                                                            Json(0.55 * half).dump()
                                                      : "datum.value > " + Json(middle + 0.1 * half).dump();
    json["encoding"]["color"] = {{"condition", {{"test", dark}, {"value", "#fff"}}}, {"value", "#222"}};
    return json;
}

/// The ranges of y on both kinds of axis.
Json y_ranges(const Figure& figure) {
    if (!figure.y.categories.empty() || figure.y.hidden || has(figure, Mark::cells)) return nullptr;
    Figure other = figure;
    other.y.logarithmic = !figure.y.logarithmic;
    other.y.low = other.y.high = std::nullopt;
    const Range here = axis_range(figure, false);
    const Range there = axis_range(other, false);
    const Range& logarithmic = figure.y.logarithmic ? here : there;
    const Range& linear = figure.y.logarithmic ? there : here;
    if (logarithmic.low <= 0) return nullptr;
    return {{"linear", list(linear)}, {"log", list(logarithmic)}};
}

}  // namespace

std::string to_vega_lite(const Figure& figure) {
    Json layers = Json::array();
    if (has(figure, Mark::cells)) layers.push_back(cells_layer(figure));
    constexpr std::size_t most_columns_of_values = 40;  // more are too narrow
    const bool values = has(figure, Mark::cells) && !figure.y.categories.empty() &&
                        figure.x.categories.size() <= most_columns_of_values;
    if (values) layers.push_back(values_layer(figure));
    if (has(figure, Mark::area)) {
        Json area = layer(Mark::area, {{"type", "area"}, {"clip", true}, {"opacity", 0.18}});
        area["encoding"]["y2"] = {{"field", "y2"}};
        area["encoding"]["color"] = by_name();
        layers.push_back(std::move(area));
    }
    for (const Mark mark : {Mark::step, Mark::line}) {
        if (!has(figure, mark)) continue;
        layers.push_back(path_layer(mark));
        // What is under the mouse is easier to hit as a point.
        if (!has(figure, Mark::points) && !figure.y.hidden) layers.push_back(points_layer(figure, mark, 0));
    }
    if (has(figure, Mark::points)) layers.push_back(points_layer(figure, Mark::points, 0.85));
    if (has(figure, Mark::text)) {
        const std::vector<std::pair<std::string, std::string>> sides = {
            {"right", "datum.value < 0"}, {"left", "datum.value > 0"}, {"center", "!datum.value"}};
        for (const auto& [align, condition] : sides) {
            Json text = layer(Mark::text, {{"type", "text"}, {"fontSize", 11}, {"align", align}});
            text["transform"].push_back({{"filter", condition}});
            text["encoding"]["text"] = {{"field", "label"}};
            layers.push_back(std::move(text));
        }
    }
    double height = 480 * figure.aspect * 0.85;
    if (!figure.y.categories.empty()) height = 26 * static_cast<double>(figure.y.categories.size());
    const Json json = {
        {"width", "container"},
        {"height", height},
        {"autosize", {{"type", "fit-x"}, {"contains", "padding"}}},
        {"usermeta", {{"ranges", y_ranges(figure)}, {"names", names_of(figure)}}},
        {"encoding", {{"x", position(figure, true)}, {"y", position(figure, false)}}},
        {"layer", std::move(layers)},
        {"resolve", {{"scale", {{"color", has(figure, Mark::cells) ? "independent" : "shared"}}}}}};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace archfront
