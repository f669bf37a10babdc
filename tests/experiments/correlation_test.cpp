#include "experiments/correlation.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "tests/results/toy.hpp"

using namespace archfront;

namespace {

using Sources = std::vector<std::shared_ptr<const MetricSource>>;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

std::shared_ptr<const MetricSource> formula(const std::string& id, toy::Metric::Formula formula) {
    return toy::metric(id, "1", Direction::minimise, std::move(formula));
}

/// Knows the toy space's architectures 1-0-0, 1-1-0, 1-2-0 and 1-3-0 by a value each.
class FourRows : public MetricSource {
  public:
    FourRows(const std::string& id, std::vector<double> values)
        : MetricSource(info_of(id)), values_(std::move(values)), rows_(3) {
        for (Choice b = 0; b < 4; ++b)
            rows_.push_back(Architecture{1, b, 0});
    }
    std::optional<ArchitectureBatchView> known() const override { return rows_; }

  private:
    static MetricInfo info_of(const std::string& id) {
        MetricInfo info;
        info.id = id;
        info.source = "four";
        info.partial = true;
        return info;
    }
    void do_evaluate(ArchitectureBatchView batch, std::span<double> values) const override {
        for (std::size_t r = 0; r < batch.size(); ++r)
            values[r] = values_[batch[r][1]];
    }

    std::vector<double> values_;
    ArchitectureBatch rows_;
};

}  // namespace

TEST_CASE(
    "metrics that order networks alike correlate by 1, the other way round by -1, and constants not at all") {
    const Sources sources = {
        formula("a", [](ArchitectureView x) { return x[0] + 4.0 * x[1] + 16.0 * x[2]; }),
        formula("cube", [](ArchitectureView x) { return std::pow(x[0] + 4.0 * x[1] + 16.0 * x[2], 3); }),
        formula("minus", [](ArchitectureView x) { return -x[0] - 4.0 * x[1] - 16.0 * x[2]; }),
        formula("one", [](ArchitectureView) { return 1.0; })};
    const CorrelationMatrix matrix = correlate(*toy::space(), sources, 20, 0);
    CHECK(matrix.networks == 20);
    CHECK(matrix.taus[0] == 1);
    CHECK(matrix.taus[0 * 4 + 1] == doctest::Approx(1).epsilon(1e-12));
    CHECK(matrix.taus[0 * 4 + 2] == doctest::Approx(-1).epsilon(1e-12));
    CHECK(matrix.taus[2 * 4 + 0] == matrix.taus[0 * 4 + 2]);
    CHECK(std::isnan(matrix.taus[0 * 4 + 3]));
    CHECK(std::isnan(matrix.taus[3 * 4 + 3]));
}

TEST_CASE("a space with fewer networks than asked for is correlated over all of them") {
    MetricContext context;
    context.space = make_space("nas-bench-201");
    MetricCatalogue catalogue(context);
    const CorrelationMatrix matrix = correlate(
        *context.space, {catalogue.open("flops.cifar10"), catalogue.open("params.cifar10")}, 100'000, 0);
    CHECK(matrix.networks == 15'625);
    CHECK(matrix.taus[1] > 0.9);
    CHECK(matrix.taus[1] < 1);
}

TEST_CASE("of a sample that was measured only its rows count, and of them those with both values") {
    const auto a = std::make_shared<const FourRows>("a", std::vector<double>{1, 2, 3, 4});
    const auto b = std::make_shared<const FourRows>("b", std::vector<double>{1, 3, 2, 4});
    const auto c = std::make_shared<const FourRows>("c", std::vector<double>{4, none, 5, 6});
    const auto d = std::make_shared<const FourRows>("d", std::vector<double>{none, 1, none, none});
    const CorrelationMatrix matrix = correlate(*toy::space(), {toy::accuracy(), a, b, c, d}, 100, 0);
    CHECK(matrix.networks == 4);
    CHECK(matrix.drawn.find("four") != std::string::npos);
    // One of six pairs is the other way round.
    CHECK(matrix.taus[1 * 5 + 2] == doctest::Approx(4.0 / 6).epsilon(1e-12));
    CHECK(matrix.taus[0 * 5 + 1] == doctest::Approx(1).epsilon(1e-12));
    // 1, 2, 4 against 4, 5, 6: the rows that c knows.
    CHECK(matrix.taus[2 * 5 + 3] == doctest::Approx(1).epsilon(1e-12));
    CHECK(std::isnan(matrix.taus[1 * 5 + 4]));
    CHECK(correlate(*toy::space(), {a}, 2, 7).networks == 2);
}

TEST_CASE(
    "a correlation matrix is CSV in full precision, a table of two decimals and a figure of its cells") {
    const auto a = std::make_shared<const FourRows>("a", std::vector<double>{1, 2, 3, 4});
    const auto b = std::make_shared<const FourRows>("b", std::vector<double>{1, 3, 2, 4});
    const auto c = std::make_shared<const FourRows>("c", std::vector<double>{1, 1, 1, 1});
    const CorrelationMatrix matrix = correlate(*toy::space(), {a, b, c}, 4, 0);
    CHECK(to_csv(matrix) ==
          "metric,a,b,c\na,1,0.6666666666666667,nan\nb,0.6666666666666667,1,nan\nc,nan,nan,nan\n");
    const Table table = correlation_table(matrix);
    CHECK(table.rows[0][2].text == "0.67");
    CHECK(table.header == std::vector<std::string>{"metric", "1", "2", "3"});
    CHECK(table.rows[2][0].text == "3 c");
    CHECK(table.rows[2][1].text == "-");
    const Figure figure = correlation_figure(matrix);
    CHECK(figure.layers.at(0).value.size() == 9);
    CHECK(figure.layers[0].value[1] == 0.67);
    CHECK(figure.layers[0].label[1] == "a and b: 0.67");
}

TEST_CASE("the metrics of a space on a device leave out draws, quantiles and deviations") {
    MetricContext context;
    context.space = make_space("mnasnet");
    const MetricCatalogue catalogue(std::move(context));
    CHECK(basic_metrics(catalogue, {"a100"}) ==
          std::vector<std::string>{"accuracy", "macs", "params", "throughput@a100"});
    const auto all = basic_metrics(catalogue);
    CHECK(std::count(all.begin(), all.end(), "throughput@tpuv2") == 1);
    CHECK(std::count(all.begin(), all.end(), "throughput.std@tpuv2") == 0);
}
