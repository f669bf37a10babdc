// archfront front: the non-dominated points of a file.
#include <iostream>

#include "engine/pareto.hpp"
#include "tools/cli/points.hpp"

namespace archfront {
namespace {

int run_front(const std::vector<std::string>& arguments) {
    options::options_description description("options");
    add_point_options(description);
    options::variables_map values;
    if (!parse_arguments("front", arguments, description, "file", 1, values)) return 0;
    const Points points = read_points(values);
    if (!points.header.empty()) std::cout << points.header << "\n";
    for (const std::size_t r : pareto_front(points.costs))
        std::cout << points.lines[r] << "\n";
    return 0;
}

const Registration<Command> registration{{{.name = "front",
                                           .summary = "the non-dominated points of a file, in its order",
                                           .citation = "front [--columns A,B] [--maximise A] FILE|-",
                                           .file = __FILE__},
                                          run_front}};

}  // namespace
}  // namespace archfront
