#include "results/sha256.hpp"

#include <doctest/doctest.h>

#include "engine/file.hpp"
#include "tests/results/toy.hpp"

using namespace archfront;

TEST_CASE("SHA-256 of files is that of the standard's examples") {
    const toy::Directory dir;
    const auto hash_of = [&](const std::string& bytes) {
        write_file_atomically(dir.path() / "file", bytes);
        return sha256_of_file(dir.path() / "file");
    };
    CHECK(hash_of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(hash_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(hash_of(std::string(1'000'000, 'a')) ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("a file that cannot be read has no SHA-256") {
    const toy::Directory dir;
    CHECK_THROWS_WITH_AS(sha256_of_file(dir.path() / "missing"), doctest::Contains("missing': No such file"),
                         UserError);
    CHECK_THROWS_AS(sha256_of_file(dir.path()), UserError);
}
