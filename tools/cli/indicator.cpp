// archfront indicator: any registered indicator of a file of points.
#include "results/indicator.hpp"

#include <iostream>

#include "engine/text.hpp"
#include "results/reference.hpp"
#include "tools/cli/points.hpp"

namespace archfront {
namespace {

/// The reference set, which must have the columns of the points. Throws UserError when it has others.
Points read_reference_set(const options::variables_map& values, const Points& points) {
    Points set = read_points(values, "reference-set");
    const bool both_named = !set.header.empty() && !points.header.empty();
    if (set.columns.size() == points.columns.size() && (!both_named || set.columns == points.columns))
        return set;
    throw UserError("the reference set has columns " + join(set.columns, ", ") + " but the points have " +
                    join(points.columns, ", ") + "; choose with --columns");
}

/// Every reference the indicator needs is given, and none in vain. Throws UserError.
void check_references(const IndicatorPlugin& indicator, const options::variables_map& values) {
    const auto check = [&](const std::string& option, bool needed, const char* meaning) {
        const bool given = values.count(option) > 0;
        if (needed && !given) throw UserError(indicator.name + " needs --" + option + " " + meaning);
        if (given && !needed) throw UserError(indicator.name + " makes no use of --" + option);
    };
    check("reference", indicator.needs_reference_point, "A,B,...: worse than every point that should count");
    check("reference-set", indicator.needs_reference_set || values["normalise"].as<bool>(),
          "FILE: the best points known");
}

/// What an indicator looks at, and the memory of it.
struct OwnedInput {
    std::size_t objectives = 0;
    std::vector<double> points;
    std::vector<double> reference_set;
    std::vector<double> reference_point;
    std::vector<bool> maximised;

    IndicatorInput view() const { return {objectives, points, reference_set, reference_point, maximised}; }

    /// Scales every cost so that the reference set's ideal is 0 and its nadir 1.
    void normalise_by_reference_set() {
        const auto [ideal, nadir] = reference_bounds(view());
        StudyReference bounds;
        bounds.ideal = ideal;
        bounds.nadir = nadir;
        for (std::vector<double>* costs : {&points, &reference_set, &reference_point})
            *costs = normalise(*costs, bounds);
        maximised.clear();  // values of every direction have become costs
    }
};

OwnedInput read_input(const IndicatorPlugin& indicator, const options::variables_map& values) {
    const auto costs_of = [](const Points& points) {
        const auto costs = points.costs.view().values();
        return std::vector<double>(costs.begin(), costs.end());
    };
    const Points points = read_points(values);
    OwnedInput input;
    input.objectives = points.costs.objectives();
    input.points = costs_of(points);
    if (values.count("reference-set") > 0) input.reference_set = costs_of(read_reference_set(values, points));
    if (indicator.needs_reference_point) input.reference_point = read_reference_point(values, points);
    input.maximised = points.maximised;
    return input;
}

int run_indicator(const std::vector<std::string>& arguments) {
    options::options_description description("options");
    description.add_options()("name", options::value<std::string>()->required()->value_name("NAME"),
                              "which one; see 'archfront list indicators'");
    add_reference_point_option(description);
    description.add_options()("reference-set", options::value<std::string>()->value_name("FILE"),
                              "the best points known, with the columns of FILE; - for standard input")(
        "normalise", options::bool_switch(),
        "scale each objective so that the reference set's ideal is 0 and its nadir 1");
    add_point_options(description);
    options::variables_map values;
    if (!parse_arguments("indicator", arguments, description, "name file", 1, values)) return 0;
    const auto& indicator = Registry<IndicatorPlugin>::instance().at(values["name"].as<std::string>());
    check_references(indicator, values);

    OwnedInput input = read_input(indicator, values);
    if (values["normalise"].as<bool>()) input.normalise_by_reference_set();
    std::cout << format_number(indicator.evaluate(input.view())) << "\n";
    return 0;
}

const Registration<Command> registration{
    {{.name = "indicator",
      .summary = "an indicator of a file of points: igd-plus, epsilon-additive, r2, ...",
      .citation = "indicator NAME [--reference-set FILE] [--reference A,B] [--normalise] [--columns A,B] "
                  "[--maximise A] FILE|-",
      .file = __FILE__},
     run_indicator}};

}  // namespace
}  // namespace archfront
