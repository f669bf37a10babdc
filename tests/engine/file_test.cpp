#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <iterator>

#include "tests/scratch.hpp"

using namespace archfront;

namespace {

std::size_t files_in(const std::filesystem::path& folder) {
    const std::filesystem::directory_iterator entries(folder);
    return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

}  // namespace

TEST_CASE("a file written atomically holds the bytes and leaves nothing beside it") {
    const ScratchFolder scratch;
    const auto file = scratch.path() / "a.txt";
    std::string bytes = "old\0bytes";
    write_file_atomically(file, bytes);
    bytes.assign(200'000, 'n');
    write_file_atomically(file, bytes);
    CHECK(read_text_file(file, 1 << 20) == bytes);
    CHECK(files_in(scratch.path()) == 1);
}

TEST_CASE("a file that cannot be replaced leaves the old one and nothing half-written") {
    const ScratchFolder scratch;
    const auto occupied = scratch.path() / "directory";
    std::filesystem::create_directories(occupied / "inside");
    CHECK_THROWS_WITH_AS(write_file_atomically(occupied, "x"),
                         ("cannot write '" + occupied.string() + "': Is a directory").c_str(), RunError);
    CHECK(files_in(scratch.path()) == 1);
}

TEST_CASE("writing where there is no directory fails by name") {
    CHECK_THROWS_WITH_AS(write_file_atomically("no-such-directory/a.txt", "x"),
                         "cannot write 'no-such-directory/a.txt': No such file or directory", RunError);
}

TEST_CASE("writing to a full device fails instead of losing bytes") {
    if (!std::filesystem::exists("/dev/full")) {
        MESSAGE("skipped: there is no /dev/full here");
        return;
    }
    const ScratchFolder scratch;
    // A link with the name of the temporary file leads the bytes to the full device.
    const auto file = scratch.path() / "a.txt";
    std::filesystem::create_symlink("/dev/full", file.string() + ".tmp" + std::to_string(::getpid()));
    CHECK_THROWS_WITH_AS(write_file_atomically(file, "x"),
                         ("cannot write '" + file.string() + "': No space left on device").c_str(), RunError);
    CHECK(files_in(scratch.path()) == 0);
}

TEST_CASE("a file is read up to its limit and refused beyond") {
    const ScratchFolder scratch;
    const auto file = scratch.path() / "a.txt";
    write_file_atomically(file, "12345");
    CHECK(read_text_file(file, 5) == "12345");
    CHECK_THROWS_WITH_AS(read_text_file(file, 4),
                         ("cannot read '" + file.string() + "': larger than 4 bytes").c_str(), UserError);
}

TEST_CASE("a file without an end is refused at the limit") {
    if (!std::filesystem::exists("/dev/zero")) {
        MESSAGE("skipped: there is no /dev/zero here");
        return;
    }
    CHECK_THROWS_AS(read_text_file("/dev/zero", 1 << 20), UserError);
}

TEST_CASE("a file that is not there is refused by name") {
    CHECK_THROWS_WITH_AS(read_text_file("no-such-file", 10),
                         "cannot read 'no-such-file': No such file or directory", UserError);
}
