// Loops over TBB's threads, in one place, because TBB itself is not built with the thread sanitizer: what
// orders the threads is told to the sanitizer here.
#pragma once

#include <cstddef>
#include <functional>

namespace archfront {

/// Calls body(begin, end) for ranges of at most `grain` that cover 0 ... count - 1, from several threads, and
/// returns when all are done. How the ranges are cut does not depend on the number of threads. Throws what a
/// body throws.
/// REQUIRES: grain > 0.
void parallel_for(std::size_t count, std::size_t grain,
                  const std::function<void(std::size_t begin, std::size_t end)>& body);

}  // namespace archfront
