// archfront sample: architectures drawn uniformly, without repeats.
#include <iostream>

#include "engine/architecture_set.hpp"
#include "engine/text.hpp"
#include "tools/cli/command.hpp"

namespace archfront {
namespace {

int run_sample(const std::vector<std::string>& arguments) {
    options::options_description description("options");
    description.add_options()("space", options::value<std::string>()->required()->value_name("S"),
                              "search space")(
        "count", options::value<std::uint64_t>()->default_value(1)->value_name("N"),
        "how many architectures")("seed", options::value<std::uint64_t>()->default_value(0)->value_name("K"),
                                  "the same seed, the same sample");
    options::variables_map values;
    if (!parse_arguments("sample", arguments, description, "", 0, values)) return 0;

    const auto space = make_space(values["space"].as<std::string>());
    const std::uint64_t count = values["count"].as<std::uint64_t>();
    if (space->size() && count > *space->size()) {
        throw UserError("space '" + space->name() + "' has only " + with_thousands(*space->size()) +
                        " architectures; ask for fewer");
    }
    RandomGenerator random(hash_text(space->name(), values["seed"].as<std::uint64_t>()));
    ArchitectureSet drawn(space->width());
    Architecture row(space->width());
    while (drawn.size() < count) {
        space->sample(random, row);
        if (drawn.insert(row).second) std::cout << space->to_string(row) << "\n";
    }
    return 0;
}

const Registration<Command> registration{{{.name = "sample",
                                           .summary = "draw architectures of a space, one a line",
                                           .citation = "sample --space S [--count N] [--seed K]",
                                           .file = __FILE__},
                                          run_sample}};

}  // namespace
}  // namespace archfront
