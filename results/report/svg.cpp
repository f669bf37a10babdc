#include "results/report/svg.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include "engine/text.hpp"

namespace archfront {
namespace {

constexpr double narrow_width = 480;
constexpr double wide_width = 1'000;
constexpr double letter_width = 6.1;  // of the mean letter at 11 pixels
constexpr double line_height = 17;
constexpr std::array<const char*, 3> dashes = {"", "6 3", "2 2.5"};

/// To a tenth, without zeros behind it.
std::string pixels(double value) {
    const double tenths = std::round(value * 10);
    return format_number(tenths == 0 ? 0 : tenths / 10);
}

double text_width(std::string_view text) {
    const auto letters = std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; });
    return letter_width * static_cast<double>(letters);
}

std::string shortened(const std::string& text, std::size_t letters = 30) {
    if (text.size() <= letters) return text;
    return text.substr(0, utf8_prefix(std::string_view(text).substr(0, letters - 1))) + "…";
}

std::string colour_of(std::size_t style) {
    return is_ink(style) ? "var(--ink)" : palette[style % palette.size()];
}

/// Draws a figure's layers within its axes.
class Drawing {
  public:
    explicit Drawing(const Figure& figure)
        : figure_(figure), x_(axis_range(figure, true)), y_(axis_range(figure, false)) {
        x_ticks_ = ticks(figure.x, x_, 6);
        y_ticks_ = ticks(figure.y, y_, 6);
        place_axes();
    }

    std::string svg(bool standalone) {
        if (!figure_.x.hidden) x_axis();
        if (!figure_.y.hidden) y_axis();
        // Marks beyond an axis that ends before them are not drawn.
        const std::string clip = "clip-" + figure_.name;
        body_ += R"(<clipPath id=")" + clip + R"("><rect x=")" + pixels(left_) + R"(" y=")" +
                 pixels(top_ - 4) + R"(" width=")" + pixels(right_ - left_ + 4) + R"(" height=")" +
                 pixels(base_ - top_ + 8) + R"("/></clipPath>)";
        const bool clipped = !figure_.x.hidden;
        if (clipped) body_ += R"(<g clip-path="url(#)" + clip + R"x()">)x";
        for (const Mark mark : {Mark::cells, Mark::area, Mark::step, Mark::line, Mark::points, Mark::text}) {
            for (const Layer& layer : figure_.layers) {
                if (layer.mark == mark) draw(layer);
            }
        }
        if (clipped) body_ += "</g>";
        legend();
        colour_legend();
        std::string svg = R"(<svg class="figure" viewBox="0 0 )" + pixels(width_) + " " + pixels(bottom_) +
                          R"(" role="img" aria-label=")" + escape_markup(figure_.title) + R"(")";
        if (standalone)
            svg += R"( xmlns="http://www.w3.org/2000/svg" width=")" + pixels(width_) + R"(" height=")" +
                   pixels(bottom_) + R"(")";
        svg += ">";
        if (standalone) svg += "<style>" + svg_style() + "</style>";
        return svg + body_ + "</svg>\n";
    }

  private:
    void place_axes() {
        left_ = 12;
        if (!figure_.y.hidden) {
            double labels = 0;
            for (const double tick : y_ticks_)
                labels = std::max(labels, text_width(tick_label(figure_.y, tick)));
            left_ = labels + (figure_.y.label.empty() ? 12 : 30);
        }
        right_ = width_ - 14;
        if (has_cells()) right_ -= 52;
        top_ = 8;
        double height = figure_.aspect * (right_ - left_);
        if (!figure_.y.categories.empty()) height = 26 * static_cast<double>(figure_.y.categories.size());
        base_ = top_ + height;
        double labels = 0;
        double longest = 0;
        for (const double tick : x_ticks_) {
            longest = std::max(longest, text_width(tick_label(figure_.x, tick)));
            labels += text_width(tick_label(figure_.x, tick)) + 10;
        }
        const double room = (right_ - left_) / static_cast<double>(std::max<std::size_t>(1, x_ticks_.size()));
        slanted_ = !figure_.x.categories.empty() && (labels > right_ - left_ || longest + 6 > room);
        below_ = base_ + (figure_.x.hidden ? 4 : slanted_ ? 14 + 0.64 * longest : 20);
        if (slanted_) left_ = std::max(left_, 0.77 * text_width(tick_label(figure_.x, 0)) - 0.5 * room + 4);
        bottom_ = below_ + (figure_.x.label.empty() || figure_.x.hidden ? 4 : 20);
    }

    bool has_cells() const {
        return std::any_of(figure_.layers.begin(), figure_.layers.end(),
                           [](const Layer& layer) { return layer.mark == Mark::cells; });
    }

    static double share(const Axis& axis, const Range& range, double value) {
        const double part = axis.logarithmic ? std::log(value / range.low) / std::log(range.high / range.low)
                                             : (value - range.low) / (range.high - range.low);
        return axis.reversed ? 1 - part : part;
    }
    double x(double value) const { return left_ + share(figure_.x, x_, value) * (right_ - left_); }
    double y(double value) const {
        // The first category stands on top, as in a table.
        const double part = share(figure_.y, y_, value);
        return figure_.y.categories.empty() ? base_ - part * (base_ - top_) : top_ + part * (base_ - top_);
    }
    bool drawable(double at_x, double at_y) const {
        return std::isfinite(at_x) && std::isfinite(at_y) && (!figure_.x.logarithmic || at_x > 0) &&
               (!figure_.y.logarithmic || at_y > 0);
    }

    static std::string tick_label(const Axis& axis, double tick) {
        if (axis.categories.empty()) return readable(tick);
        return shortened(axis.categories[static_cast<std::size_t>(tick)]);
    }

    void text(double at_x, double at_y, const std::string& content, const char* anchor,
              const std::string& more = "") {
        body_ += R"(<text x=")" + pixels(at_x) + R"(" y=")" + pixels(at_y) + R"(")";
        if (std::string_view(anchor) != "start") body_ += std::string(R"( text-anchor=")") + anchor + R"(")";
        body_ += more + ">" + escape_markup(content) + "</text>";
    }

    void x_axis() {
        std::string lines;
        for (const double tick : x_ticks_)
            lines += "M" + pixels(x(tick)) + " " + pixels(base_) + "v" + pixels(top_ - base_);
        if (!has_cells() || figure_.x.categories.empty())
            body_ += R"(<path class="grid" d=")" + lines + R"("/>)";
        for (const double tick : x_ticks_) {
            if (slanted_) {
                const std::string at = pixels(x(tick)) + " " + pixels(base_ + 12);
                text(x(tick), base_ + 12, tick_label(figure_.x, tick), "end",
                     R"( transform="rotate(-40 )" + at + R"x()")x");
            } else {
                text(x(tick), base_ + 15, tick_label(figure_.x, tick), "middle");
            }
        }
        if (!figure_.x.label.empty())
            text((left_ + right_) / 2, below_ + 13, figure_.x.label, "middle", R"( class="axis")");
    }

    void y_axis() {
        std::string lines;
        for (const double tick : y_ticks_)
            lines += "M" + pixels(left_) + " " + pixels(y(tick)) + "h" + pixels(right_ - left_);
        if (!has_cells() || figure_.y.categories.empty())
            body_ += R"(<path class="grid" d=")" + lines + R"("/>)";
        for (const double tick : y_ticks_)
            text(left_ - 6, y(tick) + 4, tick_label(figure_.y, tick), "end");
        if (figure_.y.label.empty()) return;
        const double middle = (top_ + base_) / 2;
        text(12, middle, figure_.y.label, "middle",
             R"( class="axis" transform="rotate(-90 12 )" + pixels(middle) + R"x()")x");
    }

    void draw(const Layer& layer) {
        switch (layer.mark) {
            case Mark::line:
            case Mark::step:
                return line(layer);
            case Mark::area:
                return area(layer);
            case Mark::points:
                return points(layer);
            case Mark::cells:
                return cells(layer);
            case Mark::text:
                return labels(layer);
        }
    }

    std::string stroke(const Layer& layer) const {
        std::string text = R"( stroke=")" + colour_of(layer.style) + R"(")";
        if (const std::size_t dash = dash_of(layer.style); dash > 0)
            text += std::string(R"( stroke-dasharray=")") + dashes[dash] + R"(")";
        return text;
    }

    void line(const Layer& layer) {
        std::string path;
        bool begun = false;
        for (std::size_t i = 0; i < layer.x.size(); ++i) {
            if (!drawable(layer.x[i], layer.y[i])) {
                begun = false;
                continue;
            }
            const std::string at_x = pixels(x(layer.x[i]));
            const std::string at_y = pixels(y(layer.y[i]));
            const bool step = begun && layer.mark == Mark::step;
            path += !begun ? 'M' : step ? 'H' : 'L';
            path += at_x;
            path += step ? 'V' : ' ';
            path += at_y;
            begun = true;
        }
        if (!path.empty()) body_ += R"(<path class="line")" + stroke(layer) + R"( d=")" + path + R"("/>)";
    }

    void area(const Layer& layer) {
        std::string there;
        std::string back;
        for (std::size_t i = 0; i < layer.x.size(); ++i) {
            if (!drawable(layer.x[i], layer.y[i]) || !drawable(layer.x[i], layer.y2[i])) continue;
            const std::string at_x = pixels(x(layer.x[i])) + " ";
            there += (there.empty() ? "M" : "L") + at_x + pixels(y(layer.y[i]));
            back.insert(0, "L" + at_x + pixels(y(layer.y2[i])));
        }
        if (!there.empty())
            body_ += R"(<path class="area" fill=")" + colour_of(layer.style) + R"(" d=")" + there + back +
                     R"(Z"/>)";
    }

    /// A symbol of about 6 pixels for each style.
    static std::string symbol(std::size_t style) {
        constexpr std::array<const char*, 5> symbols = {
            "m0-2.7a2.7 2.7 0 1 1-.01 0z", "m-2.4-2.4h4.8v4.8h-4.8z", "m0-3.2l3.1 5.4h-6.2z",
            "m0-3.5l3.5 3.5l-3.5 3.5l-3.5-3.5z", "m0 3.2l3.1-5.4h-6.2z"};
        return symbols[is_ink(style) ? 0 : style % symbols.size()];
    }

    void points(const Layer& layer) {
        std::string path;
        for (std::size_t i = 0; i < layer.x.size(); ++i) {
            if (drawable(layer.x[i], layer.y[i]))
                path += "M" + pixels(x(layer.x[i])) + " " + pixels(y(layer.y[i])) + symbol(layer.style);
        }
        if (!path.empty())
            body_ += R"(<path class="points" fill=")" + colour_of(layer.style) + R"(" d=")" + path + R"("/>)";
    }

    /// Cells that say nothing: all of a colour are one path.
    void plain_cells(const Layer& layer) {
        std::map<std::string, std::string> paths;
        for (std::size_t i = 0; i < layer.x.size(); ++i) {
            std::string& path = paths[hexadecimal(cell_colour(figure_.colours, layer.value[i]))];
            const std::string from_x = pixels(x(layer.x[i]));
            path.append("M").append(from_x).append(" ").append(pixels(y(layer.y[i])));
            path.append("H").append(pixels(x(layer.x2[i]))).append("V").append(pixels(y(layer.y2[i])));
            path.append("H").append(from_x).append("z");
        }
        for (const auto& [colour, path] : paths)
            body_.append(R"(<path fill=")").append(colour).append(R"(" d=")").append(path).append(R"("/>)");
    }

    void cells(const Layer& layer) {
        if (figure_.y.categories.empty()) return plain_cells(layer);
        for (std::size_t i = 0; i < layer.x.size(); ++i) {
            const double from_x = std::min(x(layer.x[i]), x(layer.x2[i]));
            const double from_y = std::min(y(layer.y[i]), y(layer.y2[i]));
            const double across = std::abs(x(layer.x2[i]) - x(layer.x[i]));
            const double down = std::abs(y(layer.y2[i]) - y(layer.y[i]));
            const Colour colour = cell_colour(figure_.colours, layer.value[i]);
            body_ += R"(<rect x=")" + pixels(from_x) + R"(" y=")" + pixels(from_y) + R"(" width=")" +
                     pixels(across) + R"(" height=")" + pixels(down) + R"(" fill=")" + hexadecimal(colour) +
                     R"("/>)";
            const std::string value = readable(layer.value[i], 2);
            if (across < 26) continue;
            text(from_x + across / 2, from_y + down / 2 + 4, value, "middle",
                 is_light(colour) ? R"( class="on-light")" : R"( class="on-dark")");
        }
    }

    void labels(const Layer& layer) {
        for (std::size_t i = 0; i < layer.x.size(); ++i) {
            const double side = layer.value.empty() ? 0 : layer.value[i];
            const char* anchor = side < 0 ? "end" : side > 0 ? "start" : "middle";
            text(x(layer.x[i]), y(layer.y[i]) + 4, shortened(layer.label[i]), anchor);
        }
    }

    /// Rows of names under the figure.
    void legend() {
        std::vector<std::string> known;
        double at_x = left_;
        bool any = false;
        for (const Layer& layer : figure_.layers) {
            if (layer.name.empty() || std::find(known.begin(), known.end(), layer.name) != known.end())
                continue;
            known.push_back(layer.name);
            const std::string name = shortened(layer.name, 40);
            const double entry = 26 + text_width(name) + 12;
            if (!any || at_x + entry > width_) {
                at_x = any || left_ + entry <= width_ ? left_ : 4;
                if (any && entry > width_ - left_) at_x = 4;
                bottom_ += line_height;
                any = true;
            }
            const double middle = bottom_ - 9;
            const auto drawn = [&](Mark mark) {
                return std::any_of(figure_.layers.begin(), figure_.layers.end(), [&](const Layer& other) {
                    return other.name == layer.name && other.mark == mark;
                });
            };
            const std::string start = "M" + pixels(at_x) + " " + pixels(middle);
            if (drawn(Mark::line) || drawn(Mark::step))
                body_ += R"(<path class="line")" + stroke(layer) + R"( d=")" + start + R"(h20"/>)";
            if (drawn(Mark::points)) {
                body_ += R"(<path class="points" fill=")" + colour_of(layer.style) + R"(" d="M)" +
                         pixels(at_x + 10) + " " + pixels(middle) + symbol(layer.style) + R"("/>)";
            }
            text(at_x + 25, bottom_ - 5, name, "start");
            at_x += entry;
        }
        if (any) bottom_ += 4;
    }

    void colour_legend() {
        if (!has_cells()) return;
        constexpr int steps = 24;
        const double height = std::min(base_ - top_, 160.0);
        for (int i = 0; i < steps; ++i) {
            const double part = (i + 0.5) / steps;
            const double value = figure_.colours.low + part * (figure_.colours.high - figure_.colours.low);
            body_ += R"(<rect x=")" + pixels(right_ + 8) + R"(" y=")" +
                     pixels(top_ + height * (1 - (i + 1.0) / steps)) + R"(" width="10" height=")" +
                     pixels(height / steps + 0.3) + R"(" fill=")" +
                     hexadecimal(cell_colour(figure_.colours, value)) + R"("/>)";
        }
        text(right_ + 21, top_ + 9, readable(figure_.colours.high, 3), "start");
        text(right_ + 21, top_ + height, readable(figure_.colours.low, 3), "start");
        if (figure_.colours.diverging) text(right_ + 21, top_ + height / 2 + 4, "0", "start");
    }

    const Figure& figure_;
    Range x_;
    Range y_;
    std::vector<double> x_ticks_;
    std::vector<double> y_ticks_;
    double width_ = is_wide(figure_) ? wide_width : narrow_width;
    double left_ = 0;
    double right_ = 0;
    double top_ = 0;
    double base_ = 0;    // of what the axes enclose
    double below_ = 0;   // the names of the ticks
    double bottom_ = 0;  // of everything so far
    bool slanted_ = false;
    std::string body_;
};

}  // namespace

std::string escape_markup(std::string_view text) {
    std::string escaped;
    while (!text.empty()) {
        const std::size_t valid = utf8_prefix(text);
        for (const char c : text.substr(0, valid)) {
            switch (c) {
                case '&':
                    escaped += "&amp;";
                    break;
                case '<':
                    escaped += "&lt;";
                    break;
                case '>':
                    escaped += "&gt;";
                    break;
                case '"':
                    escaped += "&quot;";
                    break;
                case '\'':
                    escaped += "&#39;";
                    break;
                default:
                    escaped += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
            }
        }
        if (valid == text.size()) break;
        escaped += '?';
        text.remove_prefix(valid + 1);
    }
    return escaped;
}

std::string svg_style() {
    return ".figure{--ink:#222;--grid:#ddd;font:11px sans-serif}"
           ".figure text{fill:var(--ink)}.figure .grid{stroke:var(--grid);fill:none;stroke-width:.7}"
           ".figure .line{fill:none;stroke-width:1.6;stroke-linejoin:round}.figure .area{fill-opacity:.18}"
           ".figure .points{fill-opacity:.85}.figure .axis{font-size:12px}"
           ".figure .on-light{fill:#222}.figure .on-dark{fill:#fff}"
           "@media(prefers-color-scheme:dark){.figure{--ink:#ddd;--grid:#444}}"
           "@media print{.figure{--ink:#000;--grid:#ddd}}";
}

std::string to_svg(const Figure& figure, bool standalone) {
    return Drawing(figure).svg(standalone);
}

}  // namespace archfront
