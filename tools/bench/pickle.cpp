// Reading a pickle of the shape and size of HW-GPT-Bench's stats.pkl: 10,000 architectures, 13 devices, 10 latencies
// and 50 energies each.
#include "objectives/upstream/pickle.hpp"

#include <benchmark/benchmark.h>

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/error.hpp"
#include "engine/random.hpp"

namespace archfront::bench {
namespace {

constexpr int architectures = 10'000;
constexpr int devices = 13;

// Opcodes of pickle protocol 4, as CPython writes them (Lib/pickletools.py).
std::string text(std::string_view value) {
    return "\x8c" + std::string(1, static_cast<char>(value.size())) + std::string(value) + "\x94";
}

std::string reals(RandomGenerator& random, int count) {
    std::string list = "]\x94(";
    for (int i = 0; i < count; ++i) {
        const auto bits = std::bit_cast<std::uint64_t>(random.uniform());
        list += 'G';
        for (int shift = 56; shift >= 0; shift -= 8)
            list += static_cast<char>(bits >> shift);
    }
    return list + "e";
}

std::string stats() {
    RandomGenerator random(1);
    std::string bytes = "\x80\x04}\x94(";
    for (int a = 0; a < architectures; ++a) {
        bytes += text("gpt-s-" + std::to_string(a)) + "}\x94(";
        for (int d = 0; d < devices; ++d) {
            bytes += text("device-" + std::to_string(d)) + "}\x94(" + text("latencies") + reals(random, 10) +
                     text("energies") + reals(random, 50) + "u";
        }
        bytes += "u";
    }
    return bytes + "u.";
}

void read_pickle(benchmark::State& state) {
    const std::string bytes = stats();
    for (auto step : state) {
        const auto document = upstream::parse_pickle(bytes, "stats.pkl");
        ARCHFRONT_ASSERT(document.root().size() == architectures, "another pickle");
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(bytes.size()) * state.iterations());
}
BENCHMARK(read_pickle)->Name("pickle/stats")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace archfront::bench
