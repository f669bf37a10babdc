// The upstream benchmarks as plain data: where each is published, which of its files are read here, and the
// published figures that a copy of them has to show.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace archfront::upstream {

/// A file or folder of an upstream repository that is read here.
struct NeededPath {
    std::string_view path;   // relative to the repository's folder
    std::string_view gives;  // what it is for
};

struct Benchmark {
    std::string_view name;     // also the name of its metric source
    std::string_view folder;   // the repository's own name, under a data directory
    std::string_view address;  // for git
    std::string_view licence;  // SPDX identifier; "" where upstream states none
    std::string_view citation;
    /// What upstream publishes outside of the repository, and that it is not read here.
    std::string_view elsewhere;
    std::span<const NeededPath> paths;
};

/// In order of name.
std::span<const Benchmark> benchmarks();

/// Throws UserError with a suggestion for an unknown name.
const Benchmark& benchmark(std::string_view name);

/// "Apache-2.0", or "none stated".
std::string licence_of(const Benchmark& benchmark);

/// A figure that upstream printed, to about six digits.
struct PublishedValue {
    std::string_view space;
    std::string_view metric;
    std::string_view source;
    std::size_t row;  // in upstream's own order, from 0
    double value;
    bool best;  // no other row is better
    std::string_view origin;
};

std::span<const PublishedValue> published_values();

}  // namespace archfront::upstream
