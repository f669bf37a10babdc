#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "engine/gaussian_process.hpp"
#include "tests/objectives/regressors/sample.hpp"

using namespace archfront;

namespace {

ArchitectureBatch choices_of(const RegressionSample& sample) {
    ArchitectureBatch batch(sample.features);
    for (std::size_t r = 0; r < sample.labels.size(); ++r) {
        const auto row = batch.emplace_back();
        for (std::size_t f = 0; f < sample.features; ++f)
            row[f] = static_cast<Choice>(sample.rows[r * sample.features + f]);
    }
    return batch;
}

}  // namespace

TEST_CASE("on few rows the regressor is the engine's Gaussian process") {
    const RegressionSample seen(80, 1), unseen(40, 2);
    const GaussianProcess process = GaussianProcess::fit(choices_of(seen), seen.labels);
    std::vector<double> expected(40);
    process.predict(choices_of(unseen), expected, {});
    const auto found = predictions(*seen.train("gaussian-process"), unseen.rows);
    for (std::size_t r = 0; r < 40; ++r)
        CHECK(found[r] == doctest::Approx(expected[r]).epsilon(1e-3));
}

TEST_CASE("of more rows than it may have, a Gaussian process learns from so many random ones") {
    const RegressionSample seen(80, 1);
    const auto recalled = [&](const char* regressor, std::uint64_t seed) {
        const auto values = predictions(*seen.train(regressor, seed), seen.rows);
        std::vector<bool> near;
        for (std::size_t r = 0; r < values.size(); ++r)
            near.push_back(std::abs(values[r] - seen.labels[r]) < 0.2);
        return near;
    };
    const auto few = recalled("gaussian-process rows=20", 1), all = recalled("gaussian-process rows=80", 1);
    CHECK(std::count(few.begin(), few.end(), true) < std::count(all.begin(), all.end(), true));
    CHECK(few != recalled("gaussian-process rows=20", 2));
}
