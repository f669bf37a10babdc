#include "objectives/known_devices.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "engine/random.hpp"
#include "tests/synthetic.hpp"

using namespace archfront;

namespace {

/// Four variables of three choices and one of two, 162 architectures, of which the first 100 in a random order are
/// known.
struct Fixture {
    std::shared_ptr<const SearchSpace> space =
        std::make_shared<const synthetic::Space>(std::vector<std::size_t>{3, 3, 3, 3, 2});
    ArchitectureBatch all{5};
    std::vector<KnownDevices::Device> devices;

    Fixture() {
        std::vector<std::uint64_t> ordinals;
        for (std::uint64_t ordinal = 0; ordinal < *space->size(); ++ordinal)
            ordinals.push_back(ordinal);
        RandomGenerator(4).shuffle(std::span(ordinals));
        for (const std::uint64_t ordinal : ordinals)
            space->from_ordinal(ordinal, all.emplace_back());
        add("sum",
            [](ArchitectureView a) { return 5.0 + a[0] + 2.0 * a[1] + (a[2] == 1 ? 3.0 : 0.0) + a[4]; });
        add("other", [](ArchitectureView a) { return 9.0 + 4 * a[3] + a[0] + (a[1] == 2 ? 1.0 : 0.0); });
    }

    ArchitectureBatchView rows() const { return all.view().subview(0, 100); }
    void add(const std::string& name, const std::function<double(ArchitectureView)>& law) {
        KnownDevices::Device device{name, {}};
        for (std::size_t r = 0; r < 100; ++r)
            device.values.push_back(law(all[r]));
        devices.push_back(device);
    }
    KnownDevices known() const { return {space, rows(), devices}; }
    std::vector<double> numbers(const KnownDevices& known, ArchitectureBatchView batch) const {
        std::vector<double> numbers(batch.size() * known.width());
        known.compute(batch, numbers);
        return numbers;
    }
};

}  // namespace

TEST_CASE("a known device that is a sum of choices is known for networks it never measured") {
    const Fixture fixture;
    const KnownDevices known = fixture.known();
    CHECK(known.scale() == Scale::identity);
    CHECK(known.size() == 2);
    const std::vector<double> numbers = fixture.numbers(known, fixture.all);
    for (std::size_t r = 0; r < fixture.all.size(); ++r) {
        const ArchitectureView a = fixture.all[r];
        const double sum = 5.0 + a[0] + 2.0 * a[1] + (a[2] == 1 ? 3.0 : 0.0) + a[4];
        CHECK(known.value(0, numbers[r * known.width() + 1]) == doctest::Approx(sum).epsilon(1e-4));
    }
}

TEST_CASE("columns are 1, devices of mean 0 and deviation 1, and parts that together have variance 1") {
    const Fixture fixture;
    const KnownDevices known = fixture.known();
    // Variables with the same choices share parts: three of "0", "1", "2" and two of "0", "1".
    CHECK(known.parts() == 5);
    CHECK(known.width() == 8);
    const std::vector<double> numbers = fixture.numbers(known, fixture.rows());
    double variance_of_parts = 0;
    for (std::size_t c = 0; c < known.width(); ++c) {
        double mean = 0, square = 0;
        for (std::size_t r = 0; r < 100; ++r) {
            mean += numbers[r * known.width() + c] / 100;
            square += std::pow(numbers[r * known.width() + c], 2) / 100;
        }
        if (c == 0) {
            CHECK(mean == doctest::Approx(1));
            CHECK(square == doctest::Approx(1));
            continue;
        }
        CHECK(std::abs(mean) < 1e-9);
        if (c <= known.size()) CHECK(square == doctest::Approx(1));
        if (c > known.size()) variance_of_parts += square;
    }
    CHECK(variance_of_parts == doctest::Approx(1));
}

TEST_CASE("parts of a sum of choices add up to the mean of the devices, up to a factor") {
    Fixture fixture;
    fixture.devices.pop_back();
    const KnownDevices known = fixture.known();
    const std::vector<double> numbers = fixture.numbers(known, fixture.all);
    double factor = 0;
    for (std::size_t r = 0; r < fixture.all.size(); ++r) {
        const std::span<const double> row = std::span(numbers).subspan(r * known.width(), known.width());
        double sum = 0;
        for (std::size_t p = 2; p < known.width(); ++p)
            sum += row[p];
        if (factor == 0 && std::abs(row[1]) > 0.5) factor = sum / row[1];
        if (factor != 0) CHECK(sum == doctest::Approx(factor * row[1]).epsilon(1e-3).scale(1));
    }
    CHECK(factor > 0);
}

TEST_CASE("products of choices are seen by their logarithm, whatever a closed formula is") {
    Fixture fixture;
    fixture.devices.clear();
    fixture.add("product", [](ArchitectureView a) { return 3 * std::pow(2.0, a[0] + a[1]) * (1 + a[3]); });
    CHECK(fixture.known().scale() == Scale::logarithm);
    fixture.add("formula", [](ArchitectureView a) { return 1.0 + a[0] + 5 * a[2]; });
    fixture.devices.back().formula = true;
    CHECK(fixture.known().scale() == Scale::logarithm);
    CHECK(fixture.known().size() == 2);
    CHECK(KnownDevices(fixture.space, fixture.rows(), fixture.devices, Scale::identity).scale() ==
          Scale::identity);
}

TEST_CASE("devices with too few values, or that do not vary, are left out") {
    Fixture fixture;
    fixture.add("constant", [](ArchitectureView) { return 4.0; });
    fixture.add("few", [](ArchitectureView a) { return 1.0 + a[0]; });
    for (std::size_t r = 19; r < 100; ++r)
        fixture.devices.back().values[r] = std::numeric_limits<double>::quiet_NaN();
    const KnownDevices known = fixture.known();
    REQUIRE(known.size() == 2);
    CHECK(known.name(0) == "sum");
    CHECK(known.name(1) == "other");
}

TEST_CASE("values that are missing or no latencies count for nothing") {
    Fixture fixture;
    const KnownDevices whole = fixture.known();
    for (std::size_t r = 0; r < 100; r += 4)
        fixture.devices[0].values[r] = r % 8 == 0 ? std::numeric_limits<double>::quiet_NaN() : -1;
    const KnownDevices known = fixture.known();
    const std::vector<double> a = fixture.numbers(whole, fixture.all),
                              b = fixture.numbers(known, fixture.all);
    for (std::size_t r = 0; r < fixture.all.size(); ++r)
        CHECK(known.value(0, b[r * known.width() + 1]) ==
              doctest::Approx(whole.value(0, a[r * whole.width() + 1])).epsilon(1e-4));
}

TEST_CASE("with no device left there is one column") {
    Fixture fixture;
    fixture.devices.clear();
    const KnownDevices known = fixture.known();
    CHECK(known.width() == 1);
    CHECK(fixture.numbers(known, fixture.rows()) == std::vector<double>(100, 1.0));
}

TEST_CASE("columns do not depend on how rows are cut into batches") {
    const Fixture fixture;
    const KnownDevices known = fixture.known();
    ArchitectureBatch many(5);
    for (int copy = 0; copy < 4; ++copy)
        many.append(fixture.all);
    const std::vector<double> together = fixture.numbers(known, many);
    for (std::size_t r = 0; r < many.size(); r += 37) {
        const std::vector<double> alone = fixture.numbers(known, ArchitectureBatchView(many[r]));
        const auto row = together.begin() + static_cast<std::ptrdiff_t>(r * known.width());
        CHECK(std::equal(alone.begin(), alone.end(), row));
    }
}

TEST_CASE("known devices with other values, names or networks have another hash") {
    const Fixture fixture;
    const std::uint64_t hash = fixture.known().hash();
    CHECK(Fixture().known().hash() == hash);
    Fixture named;
    named.devices[1].name = "another";
    CHECK(named.known().hash() != hash);
    Fixture valued;
    valued.devices[1].values[99] += 1e-9;
    CHECK(valued.known().hash() != hash);
    CHECK(KnownDevices(fixture.space, fixture.all.view().subview(1, 100), fixture.devices).hash() != hash);
}

TEST_CASE("rounding is the largest power of ten that all values are multiples of") {
    const auto first = [](const std::vector<double>& values, Scale scale = Scale::identity) {
        return rounding_variances(scale, values)[0];
    };
    CHECK(first({12, 7, 30}) == doctest::Approx(1.0 / 12));
    CHECK(first({120, 70, 30}) == doctest::Approx(100.0 / 12));
    CHECK(first({1.2, 0.7, 3}) == doctest::Approx(0.01 / 12));
    CHECK(first({12, 7.0001, 30}) == doctest::Approx(1e-8 / 12));
    CHECK(first({1.0 / 3, std::sqrt(2.0)}) == 0);
    CHECK(first({20, 7, 30}, Scale::logarithm) == doctest::Approx(1.0 / 12 / 400));
}

TEST_CASE("scales are inverted") {
    for (const Scale scale : {Scale::identity, Scale::logarithm})
        CHECK(from_scale(scale, to_scale(scale, 12.5)) == doctest::Approx(12.5));
    CHECK(to_string(Scale::identity) == "identity");
    CHECK(to_string(Scale::logarithm) == "logarithm");
}
