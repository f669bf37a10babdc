#include "results/import/import_points.hpp"

#include <doctest/doctest.h>

#include "results/import/format.hpp"
#include "results/write_study.hpp"
#include "tests/archive_writer.hpp"
#include "tests/results/import/like.hpp"

using namespace archfront;

namespace {

std::vector<std::string> recognising(const std::filesystem::path& path) {
    std::vector<std::string> names;
    for (const ImportFormat& format : Registry<ImportFormat>::instance().entries()) {
        if (format.recognises(path)) names.push_back(format.name);
    }
    return names;
}

}  // namespace

TEST_CASE("one format recognises a file or folder of another tool") {
    const ScratchFolder folder;
    using Names = std::vector<std::string>;
    CHECK(recognising(folder.write("a/t.csv", "x,y\n1,2\n")) == Names{"csv"});
    CHECK(recognising(folder.write_gzip("t.csv.gz", "x,y\n1,2\n")) == Names{"csv"});
    CHECK(recognising(folder.write("b/t.dat", "# c\n1 2\n")) == Names{"moocore"});
    CHECK(recognising(folder.write("c/FUN0.csv", "1,2\n")) == Names{"jmetal"});
    CHECK(recognising(folder.write("d.json", " [{")) == Names{"cec-nas"});
    std::filesystem::create_directory(folder.path() / "e");
    CHECK(recognising(write_zip(folder.path() / "e/results.csv.zip", {{"a", "x\n"}})) == Names{"syne-tune"});
    CHECK(recognising(folder.path() / "a") == Names{"csv"});
    CHECK(recognising(folder.path() / "b") == Names{"moocore"});
    CHECK(recognising(folder.path() / "c") == Names{"jmetal"});
    CHECK(recognising(folder.path() / "e") == Names{"syne-tune"});
}

TEST_CASE("a folder that holds nothing known is refused with the formats there are") {
    const ScratchFolder folder;
    folder.write("x/notes.txt", "hello");
    CHECK(import_error(folder.path() / "x", study_to_import()) ==
          "x: neither results of archfront (no manifest.json) nor of a format that is known (cec-nas, csv, "
          "jmetal, moocore, syne-tune); see 'archfront compare --help'");
}

TEST_CASE("what archfront writes as evaluations.csv.gz is imported as it was") {
    const ScratchFolder folder;
    const StoredStudy stored = random_study({.devices = 2, .optimizers = 2, .seeds = 3});
    write_study(stored.study, stored.manifest, folder.path() / "out");
    const StoredStudy imported = import_points(folder.path() / "out/evaluations.csv.gz", stored);
    REQUIRE(imported.manifest.data_files.size() == 1);
    CHECK(imported.manifest.data_files[0].sha256.size() == 64);
    const Study& back = imported.study;
    REQUIRE(back.cells.size() == stored.study.cells.size());
    for (std::size_t cell = 0; cell < back.cells.size(); ++cell)
        CHECK(back.cells[cell].metrics == stored.study.cells[cell].metrics);
}
