#include <doctest/doctest.h>

#include "engine/space.hpp"
#include "objectives/ofa_choices.hpp"

using namespace archfront;

TEST_CASE("the choices of once-for-all's MobileNetV3 mean what its space calls them") {
    const auto space = make_space("ofa-mobilenetv3");
    RandomGenerator random(1);
    Architecture row(space->width());
    const auto named = [&](const std::string& name) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (space->variables()[i].name == name) return space->variables()[i].choices[row[i]];
        }
        return std::string("no such variable");
    };
    for (int repetition = 0; repetition < 50; ++repetition) {
        space->sample(random, row);
        REQUIRE(std::to_string(ofa::resolution(row)) == named("resolution"));
        for (std::size_t unit = 0; unit < ofa::units; ++unit) {
            const std::string name = "unit" + std::to_string(unit + 1);
            REQUIRE(std::to_string(ofa::depth(row, unit)) == named(name + ".depth"));
            for (std::size_t i = 0; i < ofa::blocks_per_unit; ++i) {
                const std::size_t block = unit * ofa::blocks_per_unit + i;
                const std::string block_name = name + ".block" + std::to_string(i + 1);
                REQUIRE(std::to_string(ofa::kernel(row, block)) == named(block_name + ".kernel"));
                REQUIRE(std::to_string(ofa::expansion(row, block)) == named(block_name + ".expansion"));
                REQUIRE(space->active(row, unit * ofa::variables_per_unit + 1 + 2 * i) ==
                        (i < ofa::depth(row, unit)));
            }
        }
    }
}
