#include "engine/archive_file.hpp"

#include <doctest/doctest.h>

#include "engine/random.hpp"
#include "tests/archive_writer.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

using ForEachMember = void (*)(const std::filesystem::path&, const ArchiveLimits&, const MemberVisitor&);

Members read(ForEachMember for_each, const std::filesystem::path& file, const ArchiveLimits& limits = {}) {
    Members members;
    for_each(file, limits, [&](const std::string& name, std::string bytes) {
        members.emplace_back(name, std::move(bytes));
    });
    return members;
}

/// The message for an archive, without the file's name.
std::string complaint(ForEachMember for_each, const std::filesystem::path& file,
                      const ArchiveLimits& limits = {}) {
    const std::string message = user_error_of([&] { read(for_each, file, limits); });
    return message.starts_with(file.string() + ": ") ? message.substr(file.string().size() + 2) : message;
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// Files of incompressible and of compressible bytes, some larger than any buffer.
Members files() {
    RandomGenerator random(1);
    std::string noise;
    for (int i = 0; i < 200'000; ++i)
        noise += static_cast<char>(random.below(256));
    return {{"a/1.json", "{\"x\": 1}"},
            {"a/empty", ""},
            {"a/\xc3\xa9", noise},
            {"../escape", std::string(300'000, 'y')}};
}

}  // namespace

TEST_CASE("the files of tar and zip archives are visited in order, folders are not") {
    const ScratchFolder scratch;
    Members with_folder = files();
    with_folder.insert(with_folder.begin(), {"a/", ""});
    CHECK(read(for_each_tar_member, write_tar(scratch.path() / "t.tar.gz", with_folder)) == files());
    CHECK(read(for_each_tar_member, write_tar(scratch.path() / "t.tar", with_folder, false)) == files());
    CHECK(read(for_each_zip_member, write_zip(scratch.path() / "t.zip", with_folder)) == files());
    CHECK(read(for_each_zip_member, write_zip(scratch.path() / "d.zip", with_folder, true)) == files());
}

TEST_CASE("an archive is refused when it unpacks to more than a limit") {
    const ScratchFolder scratch;
    const Members bomb = {{"a", std::string(3 << 20, 'x')}, {"b", std::string(3 << 20, 'x')}};
    const auto tar = write_tar(scratch.path() / "t.tar.gz", bomb);
    const auto zip = write_zip(scratch.path() / "t.zip", bomb, true);
    CHECK(std::filesystem::file_size(tar) < 20'000);
    CHECK(std::filesystem::file_size(zip) < 20'000);
    const ArchiveLimits member = {.member_bytes = 1 << 20};
    CHECK(complaint(for_each_tar_member, tar, member) == "member 'a' unpacks to more than 1,048,576 bytes");
    CHECK(complaint(for_each_zip_member, zip, member) == "member 'a' unpacks to more than 1,048,576 bytes");
    const ArchiveLimits total = {.total_bytes = 5 << 20};
    CHECK(contains(complaint(for_each_tar_member, tar, total), "unpacks to more than"));
    CHECK(contains(complaint(for_each_zip_member, zip, total), "member 'b' unpacks to more than"));
    const ArchiveLimits members = {.members = 1};
    CHECK(complaint(for_each_tar_member, tar, members) == "more than 1 members");
    CHECK(complaint(for_each_zip_member, zip, members) == "more than 1 members");
}

TEST_CASE("a zip member that declares a smaller size than it unpacks to is refused") {
    const ScratchFolder scratch;
    const auto file = write_zip(scratch.path() / "t.zip", {{"a", std::string(100'000, 'x')}}, true);
    std::string bytes = read_text_file(file, 1 << 20);
    // 100,000 as it stands in the directory, and behind the member's bytes.
    const std::string size = {'\xa0', '\x86', '\1', '\0'};
    for (std::size_t at = bytes.find(size); at != std::string::npos; at = bytes.find(size))
        bytes.replace(at, 4, std::string("\1\0\0\0", 4));
    scratch.write("t.zip", bytes);
    CHECK(complaint(for_each_zip_member, file) != "");
}

TEST_CASE("zip members that are neither stored nor deflated are refused") {
    const ScratchFolder scratch;
    const auto file = write_zip(scratch.path() / "t.zip", {{"a", std::string(1000, 'x')}}, true);
    std::string bytes = read_text_file(file, 1 << 20);
    bytes[8] = 14;  // LZMA, in the member's header
    bytes[bytes.find("PK\1\2") + 10] = 14;
    scratch.write("t.zip", bytes);
    CHECK(contains(complaint(for_each_zip_member, file), "stored and deflated members are read"));
}

TEST_CASE("an archive cut off anywhere is refused, plain tar included") {
    const ScratchFolder scratch;
    const Members small = {{"a", "first"}, {"b", "second"}};
    const std::vector<std::pair<ForEachMember, std::filesystem::path>> archives = {
        {for_each_tar_member, write_tar(scratch.path() / "t.tar.gz", small)},
        {for_each_tar_member, write_tar(scratch.path() / "t.tar", small, false)},
        {for_each_zip_member, write_zip(scratch.path() / "t.zip", small)},
    };
    for (const auto& archive : archives) {
        const auto& [for_each, file] = archive;
        for (std::uintmax_t kept = std::filesystem::file_size(file); kept-- > 0;) {
            CAPTURE(archive.second);
            CAPTURE(kept);
            std::filesystem::resize_file(file, kept);
            CHECK(complaint(for_each, file) != "");
        }
    }
}

TEST_CASE("a gzip-compressed tar archive with a wrong checksum is refused") {
    const ScratchFolder scratch;
    const auto file = write_tar(scratch.path() / "t.tar.gz", {{"a", "first"}});
    std::string bytes = read_text_file(file, 1 << 20);
    bytes[bytes.size() - 8] = static_cast<char>(~bytes[bytes.size() - 8]);
    scratch.write("t.tar.gz", bytes);
    CHECK(contains(complaint(for_each_tar_member, file), "damaged gzip data"));
}

TEST_CASE("what a visitor throws is passed on") {
    const ScratchFolder scratch;
    const auto file = write_tar(scratch.path() / "t.tar.gz", {{"a", "first"}});
    const auto visit = [](const std::string& name, const std::string&) {
        throw UserError({name}, "no JSON");
    };
    CHECK(user_error_of([&] { for_each_tar_member(file, {}, visit); }) == "a: no JSON");
    CHECK(contains(user_error_of([&] { for_each_tar_member(scratch.path() / "none.tar.gz", {}, visit); }),
                   "No such file"));
}
