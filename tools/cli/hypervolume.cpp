// archfront hypervolume: the exact hypervolume of a file of points.
#include "engine/hypervolume.hpp"

#include <iostream>

#include "engine/text.hpp"
#include "tools/cli/points.hpp"

namespace archfront {
namespace {

int run_hypervolume(const std::vector<std::string>& arguments) {
    options::options_description description("options");
    add_reference_point_option(description);
    description.add_options()("contributions", options::bool_switch(),
                              "print instead by how much it would fall without each point, one a line");
    add_point_options(description);
    options::variables_map values;
    if (!parse_arguments("hypervolume", arguments, description, "file", 1, values)) return 0;
    const Points points = read_points(values);
    const std::vector<double> reference = read_reference_point(values, points);
    const auto costs = points.costs.view().values();
    const bool each = values["contributions"].as<bool>();
    for (const double volume : each ? hypervolume_contributions(costs, reference)
                                    : std::vector<double>{hypervolume(costs, reference)})
        std::cout << format_number(volume) << "\n";
    return 0;
}

const Registration<Command> registration{
    {{.name = "hypervolume",
      .summary = "exact hypervolume of a file of points",
      .citation = "hypervolume --reference A,B [--contributions] [--columns A,B] [--maximise A] FILE|-",
      .file = __FILE__},
     run_hypervolume}};

}  // namespace
}  // namespace archfront
