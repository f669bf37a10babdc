#include "tools/cli/points.hpp"

#include <algorithm>
#include <cmath>

#include "engine/file.hpp"
#include "engine/text.hpp"

namespace archfront {
namespace {

constexpr std::size_t largest_input = std::size_t{1} << 30;

struct Column {
    std::string_view text;
    int position;  // from 1, within the line
};

/// Fields of a row, with quotes around a field taken off.
std::vector<Column> fields_of(std::string_view line) {
    const bool commas = line.find(',') != std::string_view::npos;
    std::vector<Column> fields;
    std::size_t at = 0;
    while (at <= line.size()) {
        if (!commas) {
            at = std::min(line.find_first_not_of(" \t", at), line.size());
            if (at == line.size()) break;
        }
        const bool quoted = at < line.size() && line[at] == '"';
        const std::size_t search_from = quoted ? std::min(line.find('"', at + 1), line.size()) : at;
        const std::size_t end = std::min(
            commas ? line.find(',', search_from) : line.find_first_of(" \t", search_from), line.size());
        std::string_view text = trim(line.substr(at, end - at));
        if (quoted && text.size() >= 2 && text.back() == '"') text = text.substr(1, text.size() - 2);
        fields.push_back({text, static_cast<int>(at) + 1});
        at = end + 1;
    }
    return fields;
}

std::vector<std::string> names_option(const options::variables_map& values, const char* option) {
    std::vector<std::string> names;
    if (values.count(option) == 0) return names;
    const std::string& text = values[option].as<std::string>();
    for (const std::string_view name : split(text, ','))
        names.emplace_back(trim(name));
    return names;
}

/// The number of a column given by header name or by number from 1.
std::size_t find_column(const std::string& name, const std::vector<std::string>& header, std::size_t count,
                        const FilePosition& where) {
    const auto named = std::find(header.begin(), header.end(), name);
    if (named != header.end()) return static_cast<std::size_t>(named - header.begin());
    const auto number = parse_integer(name);
    if (number && *number >= 1 && *number <= static_cast<long long>(count))
        return static_cast<std::size_t>(*number - 1);
    throw UserError(where, header.empty() ? "there is no column '" + excerpt(name) +
                                                "'; columns are numbered from 1 to " + std::to_string(count)
                                          : unknown_name("column", name, header));
}

}  // namespace

void add_point_options(options::options_description& description) {
    description.add_options()(
        "columns", options::value<std::string>()->value_name("A,B,..."),
        "columns that are objectives, by name or number from 1 (default: every column of numbers)")(
        "maximise", options::value<std::string>()->value_name("A,..."), "columns where larger is better")(
        "file", options::value<std::string>()->default_value("-")->value_name("FILE"),
        "points, one a line; - for standard input");
}

Points read_points(const options::variables_map& values, const char* file_option) {
    const std::string file = values[file_option].as<std::string>();
    const std::string text = read_text_file(file, largest_input);
    FilePosition where{file == "-" ? "standard input" : file, 0};
    Points points;
    std::vector<std::string> header;
    std::vector<std::size_t> chosen;
    std::size_t width = 0;
    std::vector<double> row;

    const auto choose_columns = [&](const std::vector<Column>& first_row) {
        for (const std::string& name : names_option(values, "columns")) {
            chosen.push_back(find_column(name, header, width, where));
        }
        for (std::size_t c = 0; values.count("columns") == 0 && c < width; ++c) {
            if (parse_number(first_row[c].text)) chosen.push_back(c);
        }
        if (chosen.empty()) throw UserError(where, "no column of numbers");
        points.maximised.assign(chosen.size(), false);
        for (const std::string& name : names_option(values, "maximise")) {
            const auto found =
                std::find(chosen.begin(), chosen.end(), find_column(name, header, width, where));
            if (found == chosen.end())
                throw UserError("'" + excerpt(name) + "' of --maximise is not among the objectives");
            points.maximised[static_cast<std::size_t>(found - chosen.begin())] = true;
        }
        for (const std::size_t c : chosen)
            points.columns.push_back(header.empty() ? std::to_string(c + 1) : header[c]);
        points.costs = Costs(chosen.size());
    };

    for (const std::string_view raw : split(text, '\n')) {
        ++where.line;
        const std::string_view line = trim(raw);
        if (line.empty() || line.front() == '#') continue;
        const std::vector<Column> fields = fields_of(line);
        const bool numeric = std::any_of(fields.begin(), fields.end(), [](const Column& field) {
            return parse_number(field.text).has_value();
        });
        if (width == 0 && points.header.empty() && !numeric) {
            points.header = line;
            for (const Column& field : fields)
                header.emplace_back(field.text);
            continue;
        }
        if (width == 0) {
            width = fields.size();
            if (!header.empty() && header.size() != width) {
                throw UserError(where, "a row of " + std::to_string(width) + " fields under a header of " +
                                           std::to_string(header.size()));
            }
            choose_columns(fields);
        }
        if (fields.size() != width) {
            throw UserError(where, "a row of " + std::to_string(fields.size()) + " fields, expected " +
                                       std::to_string(width));
        }
        row.clear();
        for (std::size_t j = 0; j < chosen.size(); ++j) {
            const Column& field = fields[chosen[j]];
            const auto value = parse_number(field.text);
            if (!value || !std::isfinite(*value)) {
                throw UserError({where.file, where.line, field.position},
                                "'" + excerpt(field.text) + "' is not a finite number");
            }
            row.push_back(points.maximised[j] ? -*value : *value);
        }
        points.lines.emplace_back(line);
        points.costs.push_back(row, 0);
    }
    if (points.lines.empty()) throw UserError(where.file + ": no points");
    return points;
}

void add_reference_point_option(options::options_description& description) {
    description.add_options()("reference", options::value<std::string>()->value_name("A,B,..."),
                              "reference point, one number for each objective, in the file's own units");
}

std::vector<double> read_reference_point(const options::variables_map& values, const Points& points) {
    if (values.count("reference") == 0) {
        throw UserError(
            "hypervolumes need a reference point: add --reference A,B,... with a number for each of " +
            join(points.columns, ", "));
    }
    std::vector<double> reference;
    const std::string& text = values["reference"].as<std::string>();
    for (const std::string_view part : split(text, ',')) {
        const auto value = parse_number(trim(part));
        if (!value || !std::isfinite(*value))
            throw UserError("--reference: '" + excerpt(part) + "' is not a finite number");
        const std::size_t j = reference.size();
        reference.push_back(j < points.maximised.size() && points.maximised[j] ? -*value : *value);
    }
    if (reference.size() != points.costs.objectives()) {
        throw UserError("--reference has " + std::to_string(reference.size()) +
                        " numbers but the points have " + std::to_string(points.costs.objectives()) +
                        " objectives (" + join(points.columns, ", ") + "); choose with --columns");
    }
    return reference;
}

}  // namespace archfront
