// archfront sample: architectures drawn at random, without repeats.
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
                                  "the same seed, the same sample")(
        "over", options::value<std::string>()->default_value("networks")->value_name("WHAT"),
        "'networks': each network has the same chance; 'genotypes': each choice of each variable has, with "
        "or "
        "without effect, as most benchmarks draw their samples");
    options::variables_map values;
    if (!parse_arguments("sample", arguments, description, "", 0, values)) return 0;

    const auto space = make_space(values["space"].as<std::string>());
    const std::uint64_t count = values["count"].as<std::uint64_t>();
    const std::string networks = space->network_count();
    if (const auto limit = parse_integer(networks); limit && count > static_cast<std::uint64_t>(*limit))
        throw UserError("space '" + space->name() + "' has only " + networks + " networks; ask for fewer");
    const std::string over = values["over"].as<std::string>();
    if (over != "networks" && over != "genotypes")
        throw UserError(unknown_name("--over", over, {"networks", "genotypes"}));
    RandomGenerator random(hash_text(space->name(), values["seed"].as<std::uint64_t>()));
    ArchitectureSet drawn(space->width());
    ArchitectureBatch row(space->width());
    row.emplace_back();
    while (drawn.size() < count) {
        if (over == "networks") {
            space->sample_network(random, row.row(0), Equivalence::spelling);
        } else {
            space->sample(random, row.row(0));
            space->canonicalise(row, Equivalence::spelling);
        }
        if (drawn.insert(row[0]).second) std::cout << space->to_string(row[0]) << "\n";
    }
    return 0;
}

const Registration<Command> registration{
    {{.name = "sample",
      .summary = "draw architectures of a space, one a line",
      .citation = "sample --space S [--count N] [--seed K] [--over networks|genotypes]",
      .file = __FILE__},
     run_sample}};

}  // namespace
}  // namespace archfront
