#include "results/report/uncertainty_report.hpp"

#include <doctest/doctest.h>

#include "results/reference.hpp"
#include "tests/results/report/random_study.hpp"

using namespace archfront;

namespace {

/// Optimiser 2, the best, is uncertain on the second device.
StoredStudy uncertain() {
    StoredStudy stored = random_study();
    Study& study = stored.study;
    const Front front = union_front(study, 1, 2);
    FrontUncertainty of{.device = 1,
                        .optimizer = 2,
                        .draws = 200,
                        .architectures = front.architectures,
                        .metrics = front.metrics,
                        .membership = {},
                        .hypervolume_mean = 0.5,
                        .hypervolume_q05 = 0.25,
                        .hypervolume_q95 = 0.75};
    for (std::size_t r = 0; r < front.architectures.size(); ++r)
        of.membership.push_back(r == 0 ? 0.95 : r == 1 ? 0.5 : r == 2 ? 0.125 : 0.05);
    study.uncertainties.push_back(of);
    return stored;
}

}  // namespace

TEST_CASE("a report says how sure fronts are, and shows who probably belongs to them") {
    const StoredStudy stored = uncertain();
    const std::vector<ReportSection> sections = study_report(stored, analyse(stored.study));
    REQUIRE(sections.size() == 3);
    CHECK(sections[1].tables.size() == 1);
    REQUIRE(sections[2].tables.size() == 2);
    const Table& table = sections[2].tables[1];
    REQUIRE(table.rows.size() == 1);
    CHECK(table.rows[0][3].text == "0.25 to 0.75");
    CHECK(table.rows[0][4].text == std::to_string(stored.study.uncertainties[0].membership.size()));
    CHECK(table.rows[0][5].text == "3");
    CHECK(table.rows[0][6].text == "2");
    CHECK(table.rows[0][7].text == "1");
    const Figure& figure = sections[2].figures.back();
    CHECK(figure.name == "membership-device-1");
    REQUIRE(figure.layers.size() == 3);
    for (const Layer& layer : figure.layers)
        CHECK(layer.x.size() == 1);
    CHECK(figure.layers[0].label[0] ==
          stored.study.space->to_string(stored.study.uncertainties[0].architectures[0]));
}
