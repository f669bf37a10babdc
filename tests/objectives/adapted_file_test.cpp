#include "objectives/adapted_file.hpp"

#include <doctest/doctest.h>

#include "engine/text.hpp"
#include "objectives/agreement.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

const std::string text =
    "archfront_device: 1\nspace: nas-bench-201\ndevice: b\nmetric: latency\nunit: ms\ndirection: minimise\n"
    "scale: identity\nknown_devices: {latency@raspi4: pretrained, flops.cifar10: formula}\n"
    "known_values: 0123456789abcdef\nmeasurements:\n  - {architecture: \"333333\", value: 60}\n";

AdaptedFile parse(const std::string& of) {
    return parse_adapted_file(of, "b.yaml", *make_space("nas-bench-201"));
}

std::string replaced(const std::string& what, const std::string& by) {
    std::string other = text;
    const std::size_t at = other.find(what);
    REQUIRE(at != std::string::npos);
    return other.replace(at, what.size(), by);
}

std::string error_of(const std::string& what, const std::string& by) {
    return user_error_of([&] { parse(replaced(what, by)); });
}

/// A device of twelve measurements, learned from what the program brings.
std::shared_ptr<const Adaptation> example(const MetricContext& context) {
    MetricCatalogue catalogue(context);
    KnownMetrics known = learn_known_metrics(catalogue, known_metrics(catalogue, "latency", "b"));
    DeviceMeasurements measured(context.space->width());
    measured.space = context.space->name();
    measured.device = "b";
    measured.metric = "latency";
    measured.unit = known.unit;
    RandomGenerator random(1);
    for (int i = 0; i < 12; ++i) {
        context.space->sample(random, measured.architectures.emplace_back());
        measured.values.push_back(10 + 10 * random.uniform());
    }
    return std::make_shared<const Adaptation>(std::move(measured), std::move(known));
}

}  // namespace

TEST_CASE("a kept device is read back: its measurements and what it was learned beside") {
    const AdaptedFile file = parse(text);
    CHECK(file.measurements.id() == "latency@b");
    CHECK(file.measurements.values == std::vector<double>{60});
    CHECK(file.known.size() == 2);
    CHECK(file.known[1] == KnownMetric{"flops.cifar10", "formula"});
    CHECK(file.known_values == 0x0123456789abcdefU);
}

TEST_CASE("a kept device's file that was spoiled is refused at the place") {
    CHECK(error_of("archfront_device: 1", "archfront_device: 2").find("b.yaml:1:19") != std::string::npos);
    CHECK(error_of("nas-bench-201", "fbnet").find("is of space 'fbnet', not of 'nas-bench-201'") !=
          std::string::npos);
    CHECK(error_of("device: b", "device: ../b").find("device name '../b'") != std::string::npos);
    CHECK(error_of("minimise", "less").find("expected minimise or maximise") != std::string::npos);
    CHECK(error_of("identity", "cubic").find("expected identity or logarithm") != std::string::npos);
    CHECK(error_of("0123456789abcdef", "0123").find("16 hexadecimal digits") != std::string::npos);
    CHECK(error_of("\"333333\"", "\"33333\"").find("b.yaml:11:") != std::string::npos);
    CHECK(error_of("value: 60", "value: -1").find("expected a number above 0") != std::string::npos);
    CHECK(error_of("value: 60", "values: 60").find("value") != std::string::npos);
    CHECK(error_of("unit: ms", "unit: ms\ncolour: red").find("colour") != std::string::npos);
}

TEST_CASE("a device learned anew from its file predicts the same bits, and not beside other values") {
    const ScratchFolder scratch;
    MetricContext context;
    context.space = make_space("nas-bench-201");
    context.data = DataPath({scratch.path()});
    const auto adaptation = example(context);
    const std::string kept = adapted_file_text(*adaptation, *context.space);
    const auto file = scratch.write("devices/nas-bench-201/b.latency.yaml", kept);
    CHECK(adapted_files(context.data, "nas-bench-201") == std::vector{file});
    CHECK(adapted_path(context.data, "nas-bench-201", "b", "latency") == file);
    const auto again = read_adaptation(file, context);
    CHECK(std::ranges::equal(again->model().mean(), adaptation->model().mean()));
    CHECK(std::ranges::equal(again->model().covariance(), adaptation->model().covariance()));
    CHECK(adapted_file_text(*again, *context.space) == kept);

    const std::string hash = hexadecimal(adaptation->known().devices->hash());
    std::string other = kept;
    other.replace(other.find(hash), hash.size(), "0123456789abcdef");
    scratch.write("devices/nas-bench-201/b.latency.yaml", other);
    CHECK(user_error_of([&] { read_adaptation(file, context); }).find("have other values now") !=
          std::string::npos);
    other = kept;
    other.replace(other.find("latency@raspi4"), 14, "latency@toaster");
    scratch.write("devices/nas-bench-201/b.latency.yaml", other);
    CHECK(user_error_of([&] { read_adaptation(file, context); }).find("is not there: unknown metric") !=
          std::string::npos);
}

TEST_CASE("two adapted metrics are drawn independently, even where they were learned from equal numbers") {
    MetricContext context;
    context.space = make_space("nas-bench-201");
    const auto latency = example(context);
    DeviceMeasurements measured = latency->measurements();
    measured.metric = "energy";
    const auto energy = std::make_shared<const Adaptation>(std::move(measured), latency->known());
    constexpr std::size_t draws = 400;
    std::vector<double> a(draws), b(draws);
    REQUIRE(make_adapted_metric(latency, 0, {})
                ->draw(latency->measurements().architectures.view().subview(0, 1), draws, a));
    REQUIRE(make_adapted_metric(energy, 0, {})
                ->draw(latency->measurements().architectures.view().subview(0, 1), draws, b));
    CHECK(std::abs(spearman(a, b)) < 0.15);
}

TEST_CASE("draws of an adapted metric scatter about it as wide as it says, and agree between batches") {
    MetricContext context;
    context.space = make_space("nas-bench-201");
    const auto adaptation = example(context);
    const auto metric = make_adapted_metric(adaptation, 0, {});
    const auto uncertainty = make_adapted_metric(adaptation, 1, {});
    ArchitectureBatch batch(context.space->width());
    RandomGenerator random(2);
    for (int i = 0; i < 8; ++i)
        context.space->sample(random, batch.emplace_back());
    constexpr std::size_t draws = 4000;
    std::vector<double> drawn(draws * batch.size()), values(batch.size()), sd(batch.size());
    REQUIRE(metric->draw(batch, draws, drawn));
    CHECK_FALSE(uncertainty->draw(batch, draws, drawn));
    metric->evaluate(batch, values);
    uncertainty->evaluate(batch, sd);
    for (std::size_t r = 0; r < batch.size(); ++r) {
        std::size_t below = 0, within = 0;
        for (std::size_t d = 0; d < draws; ++d) {
            below += drawn[d * batch.size() + r] < values[r];
            within += std::abs(drawn[d * batch.size() + r] - values[r]) < sd[r];
        }
        CHECK(static_cast<double>(below) / draws == doctest::Approx(0.5).epsilon(0.08));
        CHECK(static_cast<double>(within) / draws == doctest::Approx(0.683).epsilon(0.08));
    }
    std::vector<double> alone(draws);
    REQUIRE(metric->draw(batch.view().subview(3, 1), draws, alone));
    for (std::size_t d = 0; d < draws; ++d)
        CHECK(alone[d] == drawn[d * batch.size() + 3]);
}
