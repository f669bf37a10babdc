// Google Benchmark's program, held to one thread: pagmo2's algorithms have one, and only per-thread figures
// compare.
#include <benchmark/benchmark.h>
#include <oneapi/tbb/global_control.h>

int main(int argc, char** argv) {
    const oneapi::tbb::global_control one_thread(oneapi::tbb::global_control::max_allowed_parallelism, 1);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
