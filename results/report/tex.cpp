#include "results/report/tex.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/text.hpp"

namespace archfront {
namespace {

/// What reports themselves print beyond Latin letters.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> printed = {
    {{"†", "$^{\\dagger}$"}, {"∞", "$\\infty$"}, {"…", "\\dots{}"}, {"±", "$\\pm$"}}};

bool from_numbers(const Layer& layer) {
    return layer.mark != Mark::cells && layer.mark != Mark::text;
}

std::string tex_number(double value) {
    return std::isfinite(value) ? format_number(value) : "nan";
}

std::string rgb(const Colour& colour) {
    const auto channel = [](double value) { return format_number(std::round(value * 1000) / 1000); };
    return "{rgb,1:red," + channel(colour.red) + ";green," + channel(colour.green) + ";blue," +
           channel(colour.blue) + "}";
}

std::string style_colour(std::size_t style) {
    return is_ink(style) ? "black" : "archfront" + std::to_string(style % palette.size());
}

std::string axis_options(const Figure& figure, bool horizontal) {
    const Axis& axis = horizontal ? figure.x : figure.y;
    const std::string letter = horizontal ? "x" : "y";
    const Range range = axis_range(figure, horizontal);
    std::string text = "  " + letter + "min=" + format_number(range.low) + ", " + letter +
                       "max=" + format_number(range.high) + ",\n";
    if (axis.logarithmic) {
        std::vector<std::string> places;
        std::vector<std::string> labels;
        for (const double tick : ticks(axis, range, 5)) {
            places.push_back(format_number(tick));
            labels.push_back("{" + readable(tick) + "}");
        }
        text += "  " + letter + "mode=log, " + letter + "tick={" + join(places, ",") + "}, " + letter +
                "ticklabels={" + join(labels, ",") + "},\n";
    }
    if (axis.hidden) return text + "  axis " + letter + " line=none, " + letter + "tick=\\empty,\n";
    if (!axis.label.empty()) text += "  " + letter + "label={" + escape_tex(axis.label) + "},\n";
    if (axis.reversed || (!horizontal && !axis.categories.empty())) text += "  " + letter + " dir=reverse,\n";
    if (!axis.categories.empty()) {
        std::vector<std::string> numbers;
        std::vector<std::string> labels;
        for (std::size_t i = 0; i < axis.categories.size(); ++i) {
            numbers.push_back(std::to_string(i));
            labels.push_back("{" + escape_tex(axis.categories[i]) + "}");
        }
        text += "  " + letter + "tick={" + join(numbers, ",") + "}, " + letter + "ticklabels={" +
                join(labels, ",") + "},\n";
        if (horizontal) text += "  x tick label style={rotate=40, anchor=north east, inner sep=1pt},\n";
        text += "  " + letter + "majorgrids=false,\n";
    }
    return text;
}

std::string plot_options(const Layer& layer) {
    constexpr std::array<const char*, 5> symbols = {"*", "square*", "triangle*", "diamond*", "pentagon*"};
    constexpr std::array<const char*, 3> dashes = {"solid", "dashed", "densely dotted"};
    std::string text = style_colour(layer.style);
    if (layer.mark == Mark::points) {
        text += ", only marks, mark size=1.1pt, mark=";
        return text + symbols[is_ink(layer.style) ? 0 : layer.style % symbols.size()];
    }
    text += std::string(", thick, mark=none, unbounded coords=jump, ") + dashes[dash_of(layer.style)];
    if (layer.mark == Mark::step) text += ", const plot";
    return text;
}

/// More are too narrow for the values of cells.
constexpr std::size_t most_columns_of_values = 20;

std::string cells_tex(const Figure& figure, const Layer& layer) {
    std::string text;
    for (std::size_t i = 0; i < layer.x.size(); ++i) {
        const Colour colour = cell_colour(figure.colours, layer.value[i]);
        text += "\\fill[color=" + rgb(colour) + "] (axis cs:" + tex_number(layer.x[i]) + "," +
                tex_number(layer.y[i]) + ") rectangle (axis cs:" + tex_number(layer.x2[i]) + "," +
                tex_number(layer.y2[i]) + ");\n";
        if (figure.y.categories.empty() || figure.x.categories.size() > most_columns_of_values) continue;
        const std::string value = std::isnan(layer.value[i]) ? "--" : readable(layer.value[i], 2);
        text += std::string("\\node[font=\\tiny, inner sep=0pt, ") + (is_light(colour) ? "black" : "white") +
                "] at (axis cs:" + tex_number((layer.x[i] + layer.x2[i]) / 2) + "," +
                tex_number((layer.y[i] + layer.y2[i]) / 2) + ") {" + value + "};\n";
    }
    return text;
}

/// What explains the colours of cells.
std::string colour_bar(const Figure& figure) {
    std::string map;
    for (const Colour& colour : stops(figure.colours)) {
        const auto channel = [](double value) { return format_number(std::round(value * 1000) / 1000); };
        map +=
            " rgb=(" + channel(colour.red) + "," + channel(colour.green) + "," + channel(colour.blue) + ")";
    }
    return "  colormap={archfront}{" + map.substr(1) +
           "}, point meta min=" + format_number(figure.colours.low) +
           ", point meta max=" + format_number(figure.colours.high) +
           ", colorbar, colorbar style={width=2mm, tick label style={font=\\tiny}},\n";
}

std::string layers_tex(const Figure& figure) {
    std::string text;
    std::vector<std::string> known;
    std::size_t number = 0;
    const std::string file = "{\\archfrontpath " + figure.name + ".numbers.csv}";
    for (const Layer& layer : figure.layers) {
        if (layer.mark == Mark::cells) {
            text += cells_tex(figure, layer);
        } else if (layer.mark == Mark::text) {
            for (std::size_t i = 0; i < layer.x.size(); ++i) {
                const double side = layer.value.empty() ? 0 : layer.value[i];
                const char* anchor = side < 0 ? "east" : side > 0 ? "west" : "center";
                text += std::string("\\node[font=\\footnotesize, inner sep=0pt, anchor=") + anchor +
                        "] at (axis cs:" + tex_number(layer.x[i]) + "," + tex_number(layer.y[i]) + ") {" +
                        escape_tex(layer.label[i]) + "};\n";
            }
        } else {
            const std::string n = std::to_string(number++);
            const auto plot = [&](const std::string& options, const std::string& column) {
                text += join({"\\addplot[", options, "] table[col sep=comma, x=x", n, ", y=", column, n, "] ",
                              file, ";\n"},
                             "");
            };
            if (layer.mark == Mark::area) {
                for (const char* end : {"y", "z"})
                    plot(join({"draw=none, forget plot, name path=", end, n}, ""), end);
                text += join({"\\addplot[", style_colour(layer.style),
                              ", opacity=0.18, forget plot] fill between[of=y", n, " and z", n, "];\n"},
                             "");
                continue;
            }
            const bool listed =
                !layer.name.empty() && std::find(known.begin(), known.end(), layer.name) == known.end();
            plot(plot_options(layer) + (listed ? "" : ", forget plot"), "y");
            if (!listed) continue;
            known.push_back(layer.name);
            text += "\\addlegendentry{" + escape_tex(layer.name) + "}\n";
        }
    }
    return text;
}

}  // namespace

std::string escape_tex(std::string_view text) {
    std::string escaped;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const auto byte = static_cast<unsigned char>(c);
        const auto symbol = std::find_if(printed.begin(), printed.end(), [&](const auto& entry) {
            return text.substr(i).starts_with(entry.first);
        });
        if (symbol != printed.end()) {
            escaped += symbol->second;
            i += symbol->first.size() - 1;
            continue;
        }
        constexpr std::string_view escaped_by_backslash = "&%$#_{}";
        if (escaped_by_backslash.find(c) != std::string_view::npos) {
            escaped += {'\\', c};
        } else if (c == '\\') {
            escaped += "\\textbackslash{}";
        } else if (c == '~') {
            escaped += "\\textasciitilde{}";
        } else if (c == '^') {
            escaped += "\\textasciicircum{}";
        } else if (c == '<' || c == '>' || c == '|') {
            escaped += std::string("$") + c + "$";
        } else if (c == '[' || c == '*') {
            escaped +=
                std::string("{") + c + "}";  // behind the end of a table's row they would be its options
        } else if (c == '"') {
            escaped += "\\textquotedbl{}";
        } else if (byte >= 0xc3 && byte <= 0xc5 && utf8_prefix(text.substr(i, 2)) == 2) {
            escaped += text.substr(i++, 2);  // Latin letters with accents
        } else if (byte < 0x20 || byte == 0x7f || byte >= 0xc0) {
            escaped += '?';
        } else if (byte < 0x80) {
            escaped += c;
        }  // else the rest of a letter that '?' stands for
    }
    return escaped;
}

std::string tex_file(const std::string& comment, const std::string& document_class,
                     const std::string& packages, const std::string& body) {
    std::string text;
    for (const std::string_view line : split(comment, '\n'))
        text += "% " + std::string(line) + "\n";
    // \@nodocument is \relax inside a document and only there.
    return text +
           "\\makeatletter\n"
           "\\ifx\\@nodocument\\relax\n"
           "  \\let\\archfrontend\\relax\n"
           "\\else\n"
           "  \\documentclass" +
           document_class + "\n" + packages +
           "  \\def\\archfrontend{\\end{document}}\n"
           "  \\begin{document}\n"
           "\\fi\n"
           "\\makeatother\n" +
           body + "\\archfrontend\n";
}

std::string to_tex_numbers(const Figure& figure) {
    std::string header;
    std::vector<const std::vector<double>*> columns;
    std::size_t rows = 0;
    std::size_t number = 0;
    for (const Layer& layer : figure.layers) {
        if (!from_numbers(layer)) continue;
        const std::string n = std::to_string(number++);
        header += join({header.empty() ? "x" : ",x", n, ",y", n}, "");
        columns.insert(columns.end(), {&layer.x, &layer.y});
        if (layer.mark == Mark::area) {
            header += ",z" + n;
            columns.push_back(&layer.y2);
        }
        rows = std::max(rows, layer.x.size());
    }
    if (columns.empty()) return "";
    std::string text = header + "\n";
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < columns.size(); ++c) {
            if (c > 0) text += ',';
            text += tex_number(r < columns[c]->size() ? (*columns[c])[r]
                                                      : std::numeric_limits<double>::quiet_NaN());
        }
        text += '\n';
    }
    return text;
}

std::string to_tex(const Figure& figure) {
    const bool cells = std::any_of(figure.layers.begin(), figure.layers.end(),
                                   [](const Layer& layer) { return layer.mark == Mark::cells; });
    // Rows, of categories or of a figure without a y axis, have a height of their own.
    const bool rows = figure.y.hidden || !figure.y.categories.empty();
    std::string body;
    for (std::size_t i = 0; i < palette.size(); ++i) {
        std::string digits(palette[i] + 1);
        std::transform(digits.begin(), digits.end(), digits.begin(),
                       [](char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c; });
        body += "\\definecolor{archfront" + std::to_string(i) + "}{HTML}{" + digits + "}\n";
    }
    body += "\\providecommand{\\archfrontwidth}{8.1cm}\n\\providecommand{\\archfrontpath}{}\n";
    body +=
        "\\IfFileExists{\\archfrontpath " + figure.name + ".numbers.csv}{}{\\def\\archfrontpath{figures/}}\n";
    body += "\\begin{tikzpicture}\n\\begin{axis}[\n";
    if (rows) {
        const Range y = axis_range(figure, false);
        body += std::string("  scale only axis, width=") +
                (figure.y.hidden   ? "0.98"
                 : is_wide(figure) ? "1.5"
                                   : "0.62") +
                "*\\archfrontwidth, height=" + format_number(std::round(42 * (y.high - y.low)) / 100) +
                "cm,\n";
    } else {
        body += std::string("  width=") + (cells ? "0.88*" : "") +
                "\\archfrontwidth, height=" + format_number(std::round(100 * (figure.aspect + 0.06)) / 100) +
                "*\\archfrontwidth,\n";
    }
    body += axis_options(figure, true) + axis_options(figure, false);
    if (cells) body += colour_bar(figure);
    body += std::string("  grid=") + (rows ? "none" : "major") +
            ", grid style={gray!25}, clip mode=individual,\n" + (cells && !rows ? "  axis on top,\n" : "") +
            "  tick label style={font=\\footnotesize}, label style={font=\\small}, legend cell align=left,\n"
            "  legend style={font=\\footnotesize, draw=none, fill=none, at={(0.5,-0.24)}, anchor=north, "
            "legend columns=3},\n]\n" +
            layers_tex(figure) + "\\end{axis}\n\\end{tikzpicture}%\n";
    return tex_file(escape_tex(figure.title) + "\nCaption: " + escape_tex(figure.caption),
                    "[border=2pt]{standalone}",
                    "  \\usepackage[T1]{fontenc}\n  \\usepackage{pgfplots}\n  \\pgfplotsset{compat=1.17}\n"
                    "  \\usepgfplotslibrary{fillbetween}\n",
                    body);
}

}  // namespace archfront
