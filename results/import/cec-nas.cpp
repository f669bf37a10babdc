// JSON of the competitions on multi-objective NAS at IEEE CEC 2023 and 2024, as EvoXBench's tutorial scripts write it
// for one problem and algorithm: a list of runs, {"run": 1, "X": [[3, 1, ...], ...], "F": [[5.7, 0.1], ...], "HV": 0.9,
// "IGD": 0.1}, where F are minimised objectives without units (an error is in percent on some of its spaces and a
// fraction on others) and X decision variables. MATLAB's jsonencode makes a list of one run that run, a matrix of one
// row that row, and of NaN and infinity null. Source: Lu et al. 2022, arXiv:2208.04321, and the scripts for PlatEMO and
// pymoo.
#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "engine/file.hpp"
#include "engine/text.hpp"
#include "results/import/foreign_file.hpp"
#include "results/import/format.hpp"
#include "results/import/points.hpp"

namespace archfront {
namespace {

using Json = nlohmann::json;

constexpr std::size_t largest_file = 32 << 20;  // a hostile one takes twenty times as much memory
constexpr int deepest = 64;

bool recognises(const std::filesystem::path& path) {
    return kind_of_file(path) == FileKind::json;
}

Json parse(const std::string& text, const std::string& name) {
    const auto check_depth = [&](int depth, Json::parse_event_t, const Json&) {
        if (depth > deepest) throw UserError({name}, "nests more than 64 levels deep");
        return true;
    };
    try {
        return Json::parse(text, check_depth);
    } catch (const Json::parse_error& error) {
        const std::string_view before =
            std::string_view(text).substr(0, std::max<std::size_t>(error.byte, 1) - 1);
        const auto line = static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1;
        const std::size_t column = before.size() - (before.rfind('\n') + 1) + 1;
        throw UserError({name, line, static_cast<int>(column)},
                        "not valid JSON (of what has no value null stands, not NaN or Infinity)");
    } catch (const Json::out_of_range&) {
        throw UserError({name}, "not valid JSON: a number beyond what a double holds");
    }
}

/// The runs of one file.
class CecRuns {
  public:
    CecRuns(const std::filesystem::path& file, const std::vector<ColumnChoice>& choices, ImportedRuns& runs)
        : where_{file.string()},
          device_(runs.device_of(file)),
          columns_(runs.like(), device_, choices, CostColumns::Maximised::unknown),
          optimizer_(label_of_file(file)),
          runs_(runs) {}

    void add(const Json& run, std::size_t number) {
        const std::string name = "run " + std::to_string(number + 1);
        const Json& objectives = matrix(run, "F", name);
        const Json no_variables = Json::array();
        const Json& variables = run.contains("X") ? matrix(run, "X", name) : no_variables;
        const std::size_t rows = row_count(objectives);
        if (run.contains("X") && row_count(variables) != rows) {
            refuse(name + " has " + std::to_string(row_count(variables)) + " rows of X and " +
                   std::to_string(rows) + " of F");
        }
        ImportedRuns::Run& made = runs_.run(device_, optimizer_, std::to_string(number), where_);
        for (std::size_t r = 0; r < rows; ++r) {
            const std::string place = "row " + std::to_string(r + 1) + " of F in " + name;
            std::vector<double> costs;
            for (const Json& value : row(objectives, r, place)) {
                if (!value.is_number() && !value.is_null()) refuse("not a number in " + place);
                costs.push_back(value.is_null() ? std::numeric_limits<double>::quiet_NaN()
                                                : value.get<double>());
            }
            const std::string architecture = run.contains("X") ? text_of(variables, r, name) : "";
            runs_.add(made, architecture, columns_.metrics(costs, {where_.file + ", " + place}), true,
                      where_);
        }
    }

  private:
    [[noreturn]] void refuse(const std::string& why) const {
        throw UserError(where_,
                        why + R"(; expected a list of runs, {"run": ..., "X": [[...]], "F": [[...]]})");
    }

    const Json& matrix(const Json& run, const char* key, const std::string& name) const {
        if (!run.is_object() || !run.contains(key)) refuse(name + " has no '" + key + "'");
        const Json& matrix = run.at(key);
        if (!matrix.is_array()) refuse("'" + std::string(key) + "' of " + name + " is no matrix");
        return matrix;
    }

    static bool is_one_row(const Json& matrix) { return !matrix.empty() && !matrix[0].is_array(); }
    static std::size_t row_count(const Json& matrix) { return is_one_row(matrix) ? 1 : matrix.size(); }

    const Json& row(const Json& matrix, std::size_t r, const std::string& place) const {
        const Json& row = is_one_row(matrix) ? matrix : matrix[r];
        if (!row.is_array()) refuse(place + " is no list");
        return row;
    }

    /// Decision variables, separated by blanks.
    std::string text_of(const Json& variables, std::size_t r, const std::string& name) const {
        const std::string place = "row " + std::to_string(r + 1) + " of X in " + name;
        std::string text;
        for (const Json& value : row(variables, r, place)) {
            if (!value.is_number() && !value.is_string()) refuse("neither a number nor text in " + place);
            text += text.empty() ? "" : " ";
            text += value.is_number() ? format_number(value.get<double>()) : value.get<std::string>();
        }
        return text;
    }

    FilePosition where_;
    std::size_t device_;
    CostColumns columns_;
    std::string optimizer_;
    ImportedRuns& runs_;
};

void read(const std::filesystem::path& path, const std::vector<ColumnChoice>& choices, ImportedRuns& runs) {
    const Json json = parse(read_text_file(path, largest_file), path.string());
    CecRuns file(path, choices, runs);
    if (!json.is_array()) return file.add(json, 0);
    for (std::size_t run = 0; run < json.size(); ++run)
        file.add(json[run], run);
}

const Registration<ImportFormat> registration{
    {{.name = "cec-nas",
      .summary =
          "JSON of the CEC competitions on multi-objective NAS (EvoXBench): a list of runs with objectives F "
          "and variables X",
      .citation = "Lu et al. 2022, arXiv:2208.04321",
      .file = __FILE__},
     recognises,
     read}};

}  // namespace
}  // namespace archfront
