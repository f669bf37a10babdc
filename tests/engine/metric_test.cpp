#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <limits>

#include "engine/metric.hpp"

using namespace archfront;

namespace {

class Constant : public MetricSource {
  public:
    explicit Constant(MetricInfo info) : MetricSource(std::move(info)) {}

  private:
    void do_evaluate(ArchitectureBatchView, std::span<double> values) const override {
        std::fill(values.begin(), values.end(), 1.0);
    }
};

/// 7 for the architecture of zeros, nothing else.
class Sample : public MetricSource {
  public:
    explicit Sample(MetricInfo info) : MetricSource(std::move(info)) {}

  private:
    void do_evaluate(ArchitectureBatchView batch, std::span<double> values) const override {
        for (std::size_t r = 0; r < batch.size(); ++r) {
            const bool is_zero =
                std::all_of(batch[r].begin(), batch[r].end(), [](Choice c) { return c == 0; });
            values[r] = is_zero ? 7 : std::numeric_limits<double>::quiet_NaN();
        }
    }
};

MetricInfo info_of(std::string id, std::string source, SourceKind kind) {
    return {.id = std::move(id),
            .unit = "ms",
            .direction = Direction::minimise,
            .source = std::move(source),
            .kind = kind,
            .citation = "made up for this test"};
}

const std::filesystem::path marker = "catalogue-test";

/// Offers only where this test's own data directory stands, so that no other test sees these metrics.
void offer(const MetricContext& context, std::vector<MetricOffer>& offers) {
    if (context.data.directories() != std::vector{marker}) return;
    const auto add = [&](const char* id, const char* source, SourceKind kind) {
        const MetricInfo info = info_of(id, source, kind);
        offers.push_back({info, [=] { return std::make_shared<const Constant>(info); }});
    };
    add("nap@sofa", "model", SourceKind::surrogate);
    add("nap@sofa", "rule", SourceKind::formula);
    add("nap@sofa", "watch", SourceKind::measured);
    add("nap@sofa", "clock", SourceKind::measured);
    add("nap@bed", "model", SourceKind::surrogate);
    add("nap_count", "model", SourceKind::surrogate);
    const auto add_info = [&](MetricInfo info) {
        offers.push_back({info, [=] { return std::make_shared<const Constant>(info); }});
    };
    MetricInfo fitted = info_of("snore@bunk", "model", SourceKind::surrogate);
    fitted.fitted = true;
    add_info(fitted);
    MetricInfo sample = info_of("snore@bunk", "sample", SourceKind::measured);
    sample.partial = true;
    offers.push_back({sample, [=] { return std::make_shared<const Sample>(sample); }});
    sample.id = "hum@bunk";
    add_info(sample);
    add("hum@bunk", "rule", SourceKind::formula);
    for (const char* device : {"sofa", "bed"}) {
        MetricInfo info = info_of(std::string("dream@") + device, "model", SourceKind::surrogate);
        info.aliases = {"dreams", std::string(device) + "_dream"};
        add_info(info);
    }
}

const Registration<MetricPlugin> registration{
    {{.name = "catalogue-test", .summary = "", .citation = "", .file = __FILE__}, offer}};

MetricCatalogue make_catalogue() {
    MetricContext context;
    context.space = make_space("nas-bench-201");
    context.data = DataPath({marker});
    return MetricCatalogue(context);
}

}  // namespace

TEST_CASE("the device of a metric is what stands behind the at sign") {
    CHECK(info_of("energy.cifar100@fpga", "", SourceKind::measured).device() == "fpga");
    CHECK(info_of("flops.cifar10", "", SourceKind::formula).device().empty());
    CHECK(metric_on_device("latency", "raspi4") == "latency@raspi4");
    CHECK(metric_on_device("latency@fpga", "raspi4") == "latency@fpga");
    CHECK(metric_on_device("latency", "") == "latency");
}

TEST_CASE("a measured source is preferred to a formula and a formula to a surrogate") {
    MetricCatalogue catalogue = make_catalogue();
    CHECK(catalogue.open("nap@sofa")->info().source == "clock");
    CHECK(catalogue.open("nap@sofa", "model")->info().kind == SourceKind::surrogate);
    CHECK(catalogue.open("nap@sofa", "rule")->info().source == "rule");
    CHECK(catalogue.open("nap@bed")->info().source == "model");
}

TEST_CASE("a metric opened twice is one object") {
    MetricCatalogue catalogue = make_catalogue();
    CHECK(catalogue.open("nap@sofa") == catalogue.open("nap@sofa", "clock"));
    CHECK(catalogue.open("nap@sofa") != catalogue.open("nap@sofa", "watch"));
}

TEST_CASE("a table of part of the space comes after what answers everywhere") {
    MetricCatalogue catalogue = make_catalogue();
    CHECK(catalogue.open("snore@bunk", "sample")->info().partial);
    CHECK(catalogue.open("hum@bunk")->info().source == "rule");
}

TEST_CASE("measurements of a sample are completed by a surrogate, and each can be asked for alone") {
    MetricCatalogue catalogue = make_catalogue();
    const auto completed = catalogue.open("snore@bunk");
    CHECK(completed->info().source == "sample+model");
    CHECK(completed->info().kind == SourceKind::surrogate);
    CHECK_FALSE(completed->info().partial);
    const Architecture known(6, 0), unknown(6, 1);
    double value = 0;
    completed->evaluate(ArchitectureBatchView(known), {&value, 1});
    CHECK(value == 7);
    completed->evaluate(ArchitectureBatchView(unknown), {&value, 1});
    CHECK(value == 1);
    CHECK_FALSE(completed->known().has_value());
    for (const MetricOffer& offer : catalogue.offers()) {
        if (offer.info.id == "hum@bunk") CHECK(offer.info.source.find('+') == std::string::npos);
    }
}

TEST_CASE("an alias stands for a whole name or for the part before the device") {
    MetricCatalogue catalogue = make_catalogue();
    CHECK(catalogue.resolve("sofa_dream") == "dream@sofa");
    CHECK(catalogue.resolve("dreams") == "dream");
    CHECK(catalogue.resolve("dreams@bed") == "dream@bed");
    CHECK(catalogue.resolve("nap@sofa") == "nap@sofa");
    CHECK(catalogue.resolve("nonsense@bed") == "nonsense@bed");
    CHECK(catalogue.open("dreams@bed") == catalogue.open("bed_dream"));
    CHECK(catalogue.open("dreams@bed")->info().id == "dream@bed");
}

TEST_CASE("offers are sorted by id, then by preference") {
    const MetricCatalogue catalogue = make_catalogue();
    std::vector<std::string> naps;
    for (const MetricOffer& metric : catalogue.offers()) {
        if (metric.info.id.starts_with("nap")) naps.push_back(metric.info.id + " " + metric.info.source);
    }
    CHECK(naps == std::vector<std::string>{"nap@bed model", "nap@sofa clock", "nap@sofa watch",
                                           "nap@sofa rule", "nap@sofa model", "nap_count model"});
}

TEST_CASE("devices are those of all metrics, or of one") {
    const MetricCatalogue catalogue = make_catalogue();
    CHECK(catalogue.devices("nap") == std::vector<std::string>{"bed", "sofa"});
    CHECK(catalogue.devices("snore") == std::vector<std::string>{"bunk"});
    CHECK(catalogue.devices("nap_count").empty());
    const auto all = catalogue.devices();
    CHECK(std::is_sorted(all.begin(), all.end()));
    CHECK(std::count(all.begin(), all.end(), "sofa") == 1);
    CHECK(std::count(all.begin(), all.end(), "bunk") == 1);
}

TEST_CASE("an unknown metric or source is refused at its place with a suggestion") {
    MetricCatalogue catalogue = make_catalogue();
    const FilePosition where{"e.yaml", 3, 14};
    CHECK_THROWS_WITH_AS(
        catalogue.open("nap@sfoa", {}, where),
        doctest::Contains("e.yaml:3:14: unknown metric 'nap@sfoa' (did you mean 'nap@sofa'?)"), UserError);
    CHECK_THROWS_WITH_AS(
        catalogue.open("nap@sofa", "clack", where),
        "e.yaml:3:14: unknown source 'clack' (did you mean 'clock'?); known: clock, model, rule, "
        "watch (for metric 'nap@sofa')",
        UserError);
}
