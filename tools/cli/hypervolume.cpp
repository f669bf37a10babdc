// archfront hypervolume: the exact hypervolume of a file of points.
#include "results/hypervolume.hpp"

#include <iostream>

#include "engine/text.hpp"
#include "tools/cli/points.hpp"

namespace archfront {
namespace {

int run_hypervolume(const std::vector<std::string>& arguments) {
    options::options_description description("options");
    add_reference_point_option(description);
    add_point_options(description);
    options::variables_map values;
    if (!parse_arguments("hypervolume", arguments, description, "file", 1, values)) return 0;
    const Points points = read_points(values);
    const std::vector<double> reference = read_reference_point(values, points);
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
