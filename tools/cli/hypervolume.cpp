// archfront hypervolume: the exact hypervolume of a file of points.
#include "results/hypervolume.hpp"

#include <iostream>

#include "engine/text.hpp"
#include "tools/cli/points.hpp"

namespace archfront {
namespace {

int run_hypervolume(const std::vector<std::string>& arguments) {
    options::options_description description("options");
    description.add_options()("reference", options::value<std::string>()->required()->value_name("A,B,..."),
                              "reference point, one number for each objective, in the file's own units");
    add_point_options(description);
    options::variables_map values;
    if (!parse_arguments("hypervolume", arguments, description, "file", 1, values)) return 0;
    const Points points = read_points(values);
    std::vector<double> reference;
    const std::string& text = values["reference"].as<std::string>();
    for (const std::string_view part : split(text, ',')) {
        const auto value = parse_number(trim(part));
        if (!value) throw UserError("--reference: '" + excerpt(part) + "' is not a number");
        const std::size_t j = reference.size();
        reference.push_back(j < points.maximised.size() && points.maximised[j] ? -*value : *value);
    }
    if (reference.size() != points.costs.objectives()) {
        throw UserError("--reference has " + std::to_string(reference.size()) +
                        " numbers but the points have " + std::to_string(points.costs.objectives()) +
                        " objectives (" + join(points.columns, ", ") + "); choose with --columns");
    }
    std::cout << format_number(hypervolume(points.costs.view().values(), reference)) << "\n";
    return 0;
}

const Registration<Command> registration{
    {{.name = "hypervolume",
      .summary = "exact hypervolume of a file of points",
      .citation = "hypervolume --reference A,B [--columns A,B] [--maximise A] FILE|-",
      .file = __FILE__},
     run_hypervolume}};

}  // namespace
}  // namespace archfront
