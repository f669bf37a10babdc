#include "engine/parallel.hpp"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include "engine/error.hpp"

#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#endif

namespace archfront {
namespace {

#if defined(__SANITIZE_THREAD__)
void acquire(char& tag) {
    __tsan_acquire(&tag);
}
void release(char& tag) {
    __tsan_release(&tag);
}
#else
void acquire(char&) {}
void release(char&) {}
#endif

using Range = oneapi::tbb::blocked_range<std::size_t>;

/// What the caller wrote before the loop is seen by every body, and what the bodies wrote is seen by the
/// caller afterwards; bodies are not ordered among themselves, so that a race between two of them is found.
struct Loop {
    const std::function<void(std::size_t, std::size_t)>& body;
    char begin = 0;  // only their addresses count
    char end = 0;
};

struct EndOfBody {
    Loop& loop;
    ~EndOfBody() { release(loop.end); }
};

struct EndOfLoop {
    Loop& loop;
    ~EndOfLoop() { acquire(loop.end); }
};

}  // namespace

void parallel_for(std::size_t count, std::size_t grain,
                  const std::function<void(std::size_t begin, std::size_t end)>& body) {
    ARCHFRONT_ASSERT(grain > 0, "a loop in steps of nothing");
    if (count <= grain) {
        if (count > 0) body(0, count);
        return;
    }
    Loop loop{body};
    const EndOfLoop end_of_loop{loop};
    release(loop.begin);
    // Isolated: a thread that waits for the end of an inner loop takes none of the outer loop's bodies,
    // which would pile up on its stack.
    oneapi::tbb::this_task_arena::isolate([&] {
        oneapi::tbb::parallel_for(
            Range(0, count, grain),
            [&loop](const Range& range) __attribute__((no_sanitize("thread"))) {
                acquire(loop.begin);
                const EndOfBody end_of_body{loop};
                loop.body(range.begin(), range.end());
            },
            oneapi::tbb::simple_partitioner());
    });
}

}  // namespace archfront
