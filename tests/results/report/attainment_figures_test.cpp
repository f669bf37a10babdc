#include "results/report/attainment_figures.hpp"

#include <doctest/doctest.h>

#include "engine/text.hpp"
#include "results/attainment.hpp"
#include "results/report/front_figures.hpp"
#include "tests/results/report/random_study.hpp"

using namespace archfront;

TEST_CASE("a slice through three objectives shows what the runs attain there, by definition") {
    const StoredStudy stored = random_study({.devices = 1, .seeds = 5, .objectives = 3});
    const Study& study = stored.study;
    const std::vector<Figure> figures = front_figures(study, analyse(study), 0);
    std::size_t slices = 0;
    for (const Figure& figure : figures) {
        if (!figure.name.starts_with("attainment-device-0-")) continue;
        ++slices;
        const std::string bound = figure.title.substr(figure.title.find("at most ") + 8);
        const double third = parse_number(bound.substr(0, bound.find(' '))).value();
        for (std::size_t optimizer = 0; optimizer < study.optimizers.size(); ++optimizer) {
            const RunPoints runs = run_fronts(study, 0, optimizer);
            const Layer& line = figure.layers[optimizer];
            REQUIRE(line.name == study.optimizers[optimizer]);
            for (std::size_t i = 0; i < line.x.size(); ++i) {
                // The title rounds to four digits.
                const double slack = 1e-3 * third;
                CHECK(attained_by(runs, std::vector<double>{-line.y[i], line.x[i], third + slack}) >= 3);
                CHECK(attained_by(runs, std::vector<double>{-line.y[i], line.x[i] - 1e-9, third - slack}) <
                      3);
                CHECK(attained_by(runs, std::vector<double>{-line.y[i] - 1e-9, line.x[i], third - slack}) <
                      3);
            }
        }
    }
    CHECK(slices == 3);
}
