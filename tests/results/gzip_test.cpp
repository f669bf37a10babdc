#include "results/gzip.hpp"

#include <doctest/doctest.h>

#include "engine/file.hpp"
#include "engine/random.hpp"
#include "tests/results/read_back.hpp"
#include "tests/results/toy.hpp"

using namespace archfront;

namespace {

std::string compressed(std::string_view text, std::size_t block) {
    GzipWriter writer;
    for (std::size_t at = 0; at < text.size(); at += block)
        writer.append(text.substr(at, block));
    return writer.finish();
}

}  // namespace

TEST_CASE("what was compressed in blocks reads back whole") {
    const toy::Directory dir;
    RandomGenerator random(1);
    std::string text;
    for (int i = 0; i < 1'000'000; ++i)
        text += static_cast<char>(random.below(200));
    for (const std::size_t block : {text.size(), std::size_t{65'536}, std::size_t{777}}) {
        write_file_atomically(dir.path() / "file.gz", compressed(text, block));
        CHECK(toy::gunzip(dir.path() / "file.gz") == text);
    }
}

TEST_CASE("a gzip header holds no name and no time") {
    const std::string bytes = compressed("text", 4);
    CHECK(bytes.substr(0, 8) == std::string("\x1f\x8b\x08\0\0\0\0\0", 8));
}
