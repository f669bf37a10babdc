// A new device from ten measurements: all of NAS-Bench-201 predicted with variances, and apart from that what comes
// before, once for a space: learning 26 known devices, and what they say of every cell. The devices are made up sums
// over edges, with noise.
#include "objectives/few_shot.hpp"

#include <benchmark/benchmark.h>

#include "engine/random.hpp"
#include "objectives/known_devices.hpp"
#include "objectives/sample_design.hpp"

namespace archfront::bench {
namespace {

constexpr std::size_t known_rows = 4000;
constexpr std::size_t samples = 10;

struct Cells {
    std::shared_ptr<const SearchSpace> space = make_space("nas-bench-201");
    ArchitectureBatch all{space->width()};
    std::vector<KnownDevices::Device> devices;

    Cells() {
        for (std::uint64_t ordinal = 0; ordinal < *space->size(); ++ordinal)
            space->from_ordinal(ordinal, all.emplace_back());
        RandomGenerator random(1);
        for (int d = 0; d < 26; ++d) {
            std::vector<double> times;
            for (std::size_t i = 0; i < space->width() * 5; ++i)
                times.push_back(random.uniform());
            KnownDevices::Device device{"device" + std::to_string(d), {}};
            for (std::size_t r = 0; r < known_rows; ++r) {
                double sum = 1 + 0.1 * random.uniform();
                for (std::size_t i = 0; i < space->width(); ++i)
                    sum += times[5 * i + all[r][i]];
                device.values.push_back(sum);
            }
            devices.push_back(std::move(device));
        }
    }

    KnownDevices learn() const { return {space, all.view().subview(0, known_rows), devices}; }
    std::vector<double> numbers(const KnownDevices& known) const {
        std::vector<double> numbers(all.size() * known.width());
        known.compute(all, numbers);
        return numbers;
    }
};

void learn_known_devices(benchmark::State& state) {
    const Cells cells;
    for (auto _ : state)
        benchmark::DoNotOptimize(cells.learn().hash());
}

void compute_space(benchmark::State& state) {
    const Cells cells;
    const KnownDevices known = cells.learn();
    for (auto _ : state)
        benchmark::DoNotOptimize(cells.numbers(known).data());
}

void fit_and_predict(benchmark::State& state) {
    const Cells cells;
    const KnownDevices known = cells.learn();
    const std::vector<double> numbers = cells.numbers(known);
    const std::size_t width = known.width();
    const std::vector<std::size_t> chosen =
        choose_samples(Design::d_optimal, samples, std::span(numbers).first(900 * width), width,
                       few_shot_prior_covariance(known.size(), known.parts()), design_noise_variance, {}, 1);
    std::vector<double> rows, labels;
    RandomGenerator random(2);
    for (const std::size_t r : chosen) {
        rows.insert(rows.end(), numbers.begin() + static_cast<std::ptrdiff_t>(r * width),
                    numbers.begin() + static_cast<std::ptrdiff_t>((r + 1) * width));
        labels.push_back(20 + 3 * numbers[r * width + 1] + 2 * numbers[r * width + 5] +
                         0.1 * random.uniform());
    }
    std::vector<double> means(cells.all.size()), variances(cells.all.size());
    for (auto _ : state) {
        const FewShotModel model = fit_few_shot({.devices = known.size(),
                                                 .parts = known.parts(),
                                                 .rows = rows,
                                                 .labels = labels,
                                                 .rounding_variances = {}});
        model.predict(numbers, means, variances);
        benchmark::DoNotOptimize(variances.data());
    }
}

BENCHMARK(learn_known_devices)->Name("few_shot/learn_26_known_devices")->Unit(benchmark::kMillisecond);
BENCHMARK(compute_space)->Name("few_shot/compute_space")->Unit(benchmark::kMillisecond);
BENCHMARK(fit_and_predict)->Name("few_shot/fit_and_predict")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace archfront::bench
