#include "results/import/points.hpp"

#include <algorithm>

#include "engine/file.hpp"
#include "engine/text.hpp"
#include "results/import/foreign_file.hpp"

namespace archfront {
namespace {

constexpr std::size_t largest_file = std::size_t{1} << 30;

/// Calls visit(line, number), numbers from 1.
template <class Visit>
void for_each_line(std::string_view text, Visit visit) {
    for (int number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        visit(trim(text.substr(0, end)), number);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

[[noreturn]] void refuse_maximised(const std::string& metric, std::size_t number, const FilePosition& where) {
    const std::string column = std::to_string(number);
    throw UserError(where, "costs to be minimised, but '" + metric +
                               "' is maximised; say what it is, as in --column '" + metric + "=100-" +
                               column + "' where column " + column + " is an error in percent");
}

}  // namespace

std::vector<double> CostColumns::metrics(const std::vector<double>& row, const FilePosition& where) {
    if (columns_.empty()) resolve(row.size(), where);
    if (row.size() != width_) {
        throw UserError(where, "a row of " + std::to_string(row.size()) + " numbers behind rows of " +
                                   std::to_string(width_));
    }
    std::vector<double> metrics;
    for (std::size_t j = 0; j < columns_.size(); ++j) {
        const double stored = row[columns_[j].column];
        const bool negated = !columns_[j].minuend && study_.metrics[j].direction == Direction::maximise;
        metrics.push_back(negated ? -stored : columns_[j].value(stored));
    }
    return metrics;
}

void CostColumns::resolve(std::size_t width, const FilePosition& where) {
    width_ = width;
    std::vector<std::string> header;
    for (std::size_t column = 1; column <= width; ++column)
        header.push_back(std::to_string(column));
    if (choices_.empty() && study_.objectives() < study_.metrics.size()) {
        throw UserError(where,
                        "a row of costs only, but '" + study_.name +
                            "' has constraints; give a table with a header, or say which column is which "
                            "metric with --column METRIC=NUMBER");
    }
    if (choices_.empty() && width != study_.objectives()) {
        throw UserError(where, "a row of " + std::to_string(width) + " numbers for " +
                                   std::to_string(study_.objectives()) +
                                   " objectives; say which is which with --column METRIC=NUMBER");
    }
    for (const std::string& label : import_labels())
        find_label({}, where, choices_, label);  // rows of costs have none: refuses a choice
    for (std::size_t j = 0; j < study_.metrics.size(); ++j) {
        const StudyMetric& metric = study_.metrics[j];
        const auto column = find_metric(header, where, choices_, study_, device_, j);
        if (!column && j >= width) {
            throw UserError(where, "no column of '" + metric.name + "'; say which it is with --column '" +
                                       metric.name + "=NUMBER'");
        }
        columns_.push_back(column.value_or(MetricColumn{j}));
        if (maximised_ == Maximised::unknown && metric.direction == Direction::maximise &&
            !columns_.back().minuend) {
            refuse_maximised(metric.name, columns_.back().column + 1, where);
        }
    }
}

void for_each_point(const std::filesystem::path& file,
                    const std::function<void(std::size_t set, const std::vector<double>& row,
                                             const FilePosition& where)>& visit) {
    const std::string text = read_text_file(file, largest_file);
    std::size_t set = 0;
    bool in_set = false;
    for_each_line(text, [&](std::string_view line, int number) {
        const FilePosition where{file.string(), number};
        if (line.empty()) {
            set += in_set ? 1 : 0;
            in_set = false;
        }
        if (line.empty() || line.front() == '#') return;
        std::vector<double> row;
        for (const std::string_view word : words(line)) {
            const auto value = parse_number(word);
            if (!value) throw UserError(where, "'" + excerpt(word) + "' is not a number");
            row.push_back(*value);
        }
        in_set = true;
        visit(set, row, where);
    });
}

std::vector<std::string> read_lines(const std::filesystem::path& file) {
    const std::string text = read_text_file(file, largest_file);
    std::vector<std::string> lines;
    for_each_line(text, [&](std::string_view line, int) {
        if (!line.empty()) lines.emplace_back(line);
    });
    return lines;
}

}  // namespace archfront
