#include "objectives/surrogate.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "objectives/feature_map.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

/// 10 + `more`, plus `weight` for each step of the first choice.
Predictor linear(float more, float weight) {
    Predictor predictor;
    predictor.feature_groups = "choices";
    predictor.features = 6;
    predictor.features_hash = FeatureMap(make_space("nas-bench-201"), "choices").hash();
    predictor.linear = {{weight, 0, 0, 0, 0, 0}, 10 + more};
    predictor.forest = RegressionForest(7, 0);
    predictor.range = {-100, 100};
    return predictor;
}

/// Two members that say 9 and 11 and one choice more each step; a spread of 2.
Model noisy_model() {
    Model model{.header = {.space = "nas-bench-201",
                           .info = {.id = "latency@toaster",
                                    .unit = "ms",
                                    .direction = Direction::maximise,
                                    .source = "mine",
                                    .kind = SourceKind::surrogate,
                                    .citation = "nobody"}},
                .members = {linear(-1, 1), linear(1, 1)}};
    model.spread = linear(-8, 0);
    return model;
}

/// The metrics that a model file offers.
class Offered {
  public:
    explicit Offered(const Model& model, const std::string& space = "nas-bench-201")
        : catalogue_(context(scratch_.write("m.json", model_to_json(model, "")), space)) {}

    std::shared_ptr<const MetricSource> open(const std::string& metric) {
        return catalogue_.open(metric, "mine");
    }
    std::vector<double> values(const std::string& metric, ArchitectureBatchView batch) {
        std::vector<double> values(batch.size());
        open(metric)->evaluate(batch, values);
        return values;
    }
    std::vector<std::string> ids() const {
        std::vector<std::string> ids;
        for (const MetricOffer& offer : catalogue_.offers()) {
            if (offer.info.source == "mine") ids.push_back(offer.info.id);
        }
        return ids;
    }

  private:
    static MetricContext context(const std::filesystem::path& file, const std::string& space) {
        MetricContext context;
        context.space = make_space(space);
        context.models = {file};
        return context;
    }

    ScratchFolder scratch_;
    MetricCatalogue catalogue_;
};

ArchitectureBatch cells(std::size_t count) {
    const auto space = make_space("nas-bench-201");
    ArchitectureBatch batch(space->width());
    for (std::uint64_t ordinal = 0; ordinal < count; ++ordinal)
        space->from_ordinal(ordinal, batch.emplace_back());
    return batch;
}

struct Moments {
    double mean = 0;
    double deviation = 0;
};

Moments moments_of(const std::vector<double>& values) {
    double sum = 0, squares = 0;
    for (const double value : values) {
        sum += value;
        squares += value * value;
    }
    const auto n = static_cast<double>(values.size());
    return {sum / n, std::sqrt(squares / n - sum / n * sum / n)};
}

}  // namespace

TEST_CASE("a model offers what it knows beside the mean, named before the device") {
    CHECK(Offered(noisy_model()).ids() ==
          std::vector<std::string>{"latency.draw2@toaster", "latency.draw3@toaster", "latency.draw@toaster",
                                   "latency.q05@toaster", "latency.q25@toaster", "latency.q50@toaster",
                                   "latency.q75@toaster", "latency.q95@toaster", "latency.std@toaster",
                                   "latency.uncertainty@toaster", "latency@toaster"});
    Model single = noisy_model();
    single.members.pop_back();
    single.spread.reset();
    CHECK(Offered(single).ids() == std::vector<std::string>{"latency@toaster"});
}

TEST_CASE("variants are metrics in the same unit; less spread and more certainty are better") {
    Offered offered(noisy_model());
    CHECK(offered.open("latency@toaster")->info().direction == Direction::maximise);
    CHECK(offered.open("latency.q95@toaster")->info().direction == Direction::maximise);
    CHECK(offered.open("latency.std@toaster")->info().direction == Direction::minimise);
    CHECK(offered.open("latency.uncertainty@toaster")->info().direction == Direction::minimise);
    for (const std::string& id : offered.ids())
        CHECK(offered.open(id)->info().unit == "ms");
}

TEST_CASE("mean, uncertainty and spread follow from members and spread") {
    Offered offered(noisy_model());
    const ArchitectureBatch batch = cells(5);  // first choice 0 to 4
    CHECK(offered.values("latency@toaster", batch) == std::vector<double>{10, 11, 12, 13, 14});
    CHECK(offered.values("latency.uncertainty@toaster", batch) == std::vector<double>(5, 1));
    CHECK(offered.values("latency.std@toaster", batch) == std::vector<double>(5, 2));
}

TEST_CASE("quantiles are those of a normal distribution: ordered, and the median is the mean") {
    Offered offered(noisy_model());
    const ArchitectureBatch batch = cells(5);
    const std::vector<double> mean = offered.values("latency@toaster", batch);
    CHECK(offered.values("latency.q50@toaster", batch) == mean);
    // Of the standard normal distribution: 0.674490 and 1.644854.
    for (const auto& [variant, z] : {std::pair("q05", -1.644854), std::pair("q25", -0.674490),
                                     std::pair("q75", 0.674490), std::pair("q95", 1.644854)}) {
        const std::vector<double> quantile =
            offered.values("latency." + std::string(variant) + "@toaster", batch);
        for (std::size_t r = 0; r < batch.size(); ++r)
            CHECK(quantile[r] == doctest::Approx(mean[r] + 2 * z).epsilon(1e-6));
    }
}

TEST_CASE("draws have the mean and the spread that the model says") {
    Model model = noisy_model();
    model.members = {linear(0, 0)};
    Offered offered(model);
    const ArchitectureBatch batch = cells(5'000);
    std::vector<double> product(batch.size());
    std::vector<std::vector<double>> draws;
    for (const char* metric : {"latency.draw@toaster", "latency.draw2@toaster", "latency.draw3@toaster"}) {
        draws.push_back(offered.values(metric, batch));
        const Moments moments = moments_of(draws.back());
        // Four standard errors: 2 / sqrt(n) of the mean, 2 / sqrt(2 n) of the spread.
        CHECK(std::abs(moments.mean - 10) < 4 * 2 / std::sqrt(5'000.0));
        CHECK(std::abs(moments.deviation - 2) < 4 * 2 / std::sqrt(10'000.0));
    }
    for (const auto& [a, b] : {std::pair(0, 1), std::pair(0, 2), std::pair(1, 2)}) {
        for (std::size_t r = 0; r < batch.size(); ++r)
            product[r] = (draws[a][r] - 10) * (draws[b][r] - 10) / 4;
        CHECK(std::abs(moments_of(product).mean) < 4 / std::sqrt(5'000.0));  // not correlated
    }
}

TEST_CASE("a draw depends on its name and the architecture alone, not on batch, order or repetition") {
    Offered offered(noisy_model());
    const ArchitectureBatch batch = cells(3'000);
    const std::vector<double> together = offered.values("latency.draw@toaster", batch);
    CHECK(Offered(noisy_model()).values("latency.draw@toaster", batch) == together);
    for (std::size_t r = batch.size(); r-- > 0; r -= std::min<std::size_t>(r, 36))
        CHECK(offered.values("latency.draw@toaster", ArchitectureBatchView(batch[r]))[0] == together[r]);
    CHECK(offered.values("latency.draw2@toaster", batch) != together);
    Model other_device = noisy_model();
    other_device.header.info.id = "latency@kettle";
    CHECK(Offered(other_device).values("latency.draw@kettle", batch) != together);
}

TEST_CASE("what a surrogate answers does not depend on how a network is written") {
    const auto space = make_space("gpt-s");
    Model model = noisy_model();
    model.header.space = "gpt-s";
    const std::size_t width = space->width();
    for (Predictor* predictor : {&model.members[0], &model.members[1], &*model.spread}) {
        predictor->features = width;
        predictor->features_hash = FeatureMap(space, "choices").hash();
        predictor->linear.weights.assign(width, 0.125F);
        predictor->forest = RegressionForest(width + 1, 0);
    }
    Offered offered(model, "gpt-s");
    ArchitectureBatch batch(width);
    RandomGenerator random(4);
    while (batch.size() < 200)
        space->sample(random, batch.emplace_back());
    ArchitectureBatch canonical = batch;
    space->canonicalise(canonical, Equivalence::spelling);
    std::size_t rewritten = 0;
    for (std::size_t r = 0; r < batch.size(); ++r)
        rewritten += std::equal(batch[r].begin(), batch[r].end(), canonical[r].begin()) ? 0 : 1;
    CHECK(rewritten > 50);
    for (const char* metric : {"latency@toaster", "latency.std@toaster", "latency.draw@toaster"})
        CHECK(offered.values(metric, batch) == offered.values(metric, canonical));
}

TEST_CASE("a model of another space is not offered, and refused where it is asked for") {
    CHECK(Offered(noisy_model(), "fbnet").ids().empty());
    CHECK(user_error_of([&] {
              make_surrogate_metric(noisy_model(), make_space("fbnet"), "m.json");
          }).starts_with("m.json: was trained on space 'nas-bench-201', not on 'fbnet'"));
    Model renamed = noisy_model();
    ++renamed.members[0].features_hash;
    CHECK(user_error_of([&] {
              Offered(renamed).open("latency.q50@toaster");
          }).find("was trained on other features than space 'nas-bench-201' has now") != std::string::npos);
}
