// Google Benchmark's program, held to one thread but where a benchmark opens an arena of its own: pagmo2's algorithms
// have one, and only per-thread figures compare.
#include <benchmark/benchmark.h>
#include <oneapi/tbb/task_arena.h>

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    oneapi::tbb::task_arena one_thread(1);
    one_thread.execute([] { benchmark::RunSpecifiedBenchmarks(); });
    benchmark::Shutdown();
    return 0;
}
