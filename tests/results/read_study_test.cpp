#include "results/read_study.hpp"

#include <doctest/doctest.h>

#include "engine/file.hpp"
#include "engine/text.hpp"
#include "tests/results/read_back.hpp"
#include "tests/results/toy.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

const StudyManifest manifest = {"archfront run toy.yaml", {{"tables/a.csv.gz", "00ff"}}};

struct ToyResults : ScratchFolder {
    ToyResults() { write_study(toy::study(), manifest, path()); }

    std::string slurp(const std::string& name) const { return read_text_file(path() / name, 1 << 24); }
    /// With the first `from` of a file replaced.
    void change(const std::string& name, const std::string& from, const std::string& to) const {
        std::string text = name.ends_with(".gz") ? toy::gunzip(path() / name) : slurp(name);
        const std::size_t at = text.find(from);
        REQUIRE(at != std::string::npos);
        text.replace(at, from.size(), to);
        if (name.ends_with(".gz")) {
            write_gzip(name, text);
        } else {
            write(name, text);
        }
    }
    std::string error() const {
        return user_error_of([&] { read_study(path()); });
    }
};

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a study that is read back is the one that was written") {
    const ToyResults results;
    const Study written = toy::study();
    const StoredStudy stored = read_study(results.path());
    const Study& read = stored.study;
    CHECK(read.name == written.name);
    CHECK(read.space->name() == "toy");
    CHECK(read.optimizers == written.optimizers);
    CHECK(read.seeds == written.seeds);
    REQUIRE(read.cells.size() == written.cells.size());
    for (std::size_t c = 0; c < read.cells.size(); ++c) {
        REQUIRE(read.cells[c].costs.size() == written.cells[c].costs.size());
        CHECK(read.cells[c].metrics == written.cells[c].metrics);
        for (std::size_t r = 0; r < read.cells[c].costs.size(); ++r) {
            CHECK(read.space->to_string(read.cells[c].architectures[r]) ==
                  written.space->to_string(written.cells[c].architectures[r]));
            CHECK(read.cells[c].costs.view().feasible(r) == written.cells[c].costs.view().feasible(r));
        }
    }
    for (std::size_t d = 0; d < read.devices.size(); ++d) {
        CHECK(read.devices[d].reference.ideal == written.devices[d].reference.ideal);
        CHECK(read.devices[d].reference.best_hypervolume == written.devices[d].reference.best_hypervolume);
        CHECK(read.devices[d].metrics[1].citation == "by hand");
        CHECK(read.devices[d].true_front->metrics == written.devices[d].true_front->metrics);
    }
    CHECK(stored.manifest.command == manifest.command);
    CHECK(stored.manifest.data_files[0].sha256 == "00ff");
    CHECK(stored.ends == std::vector<std::pair<std::string, std::size_t>>{{"budget spent", 12}});
}

TEST_CASE("a study that is read back and written again has the same hypervolumes and evaluations") {
    const ToyResults results;
    const StoredStudy stored = read_study(results.path());
    write_study(stored.study, stored.manifest, results.path() / "again");
    for (const char* name : {"hypervolume.csv", "summary.csv", "evaluations.csv.gz"})
        CHECK(results.slurp(name) == results.slurp("again/" + std::string(name)));
}

namespace {

/// The toy study with an uncertain front of its first optimiser on its second device.
Study uncertain_study() {
    Study study = toy::study();
    const StudyCell& cell = study.cells[study.optimizers.size() * study.seeds.size()];
    const auto row = cell.metrics.begin();
    FrontUncertainty of{.device = 1,
                        .optimizer = 0,
                        .draws = 200,
                        .architectures = ArchitectureBatch(cell.architectures.width()),
                        .metrics = {row, row + static_cast<std::ptrdiff_t>(2 * study.metrics.size())},
                        .membership = {0.75, 0.125},
                        .hypervolume_mean = 0.5,
                        .hypervolume_q05 = 0.25,
                        .hypervolume_q95 = 1.5};
    of.architectures.push_back(cell.architectures[0]);
    of.architectures.push_back(cell.architectures[1]);
    study.uncertainties.push_back(of);
    return study;
}

struct UncertainResults : ToyResults {
    UncertainResults() { write_study(uncertain_study(), manifest, path()); }
};

}  // namespace

TEST_CASE("how sure fronts are is read back") {
    const UncertainResults results;
    const Study written = uncertain_study();
    const Study read = read_study(results.path()).study;
    REQUIRE(read.uncertainties.size() == 1);
    const FrontUncertainty& of = read.uncertainties[0];
    const FrontUncertainty& wanted = written.uncertainties[0];
    CHECK(of.device == 1);
    CHECK(of.optimizer == 0);
    CHECK(of.draws == 200);
    CHECK(of.metrics == wanted.metrics);
    CHECK(of.membership == wanted.membership);
    CHECK(of.hypervolume_mean == 0.5);
    CHECK(of.hypervolume_q05 == 0.25);
    CHECK(of.hypervolume_q95 == 1.5);
    CHECK(read.space->to_string(of.architectures[1]) == written.space->to_string(wanted.architectures[1]));
}

TEST_CASE("damaged uncertainties are refused with the place of the damage") {
    const auto error_after = [](const std::string& file, const std::string& from, const std::string& to) {
        const UncertainResults results;
        results.change(file, from, to);
        return results.error();
    };
    const Study study = uncertain_study();
    const std::string membership =
        "fronts/" + study.devices[1].name + "/" + study.optimizers[0] + ".membership.csv";
    CHECK(contains(error_after("uncertainty.csv", ",200,", ",0,"), "uncertainty.csv:2"));
    CHECK(contains(error_after("uncertainty.csv", ",1.5", ",inf"), "'inf' is no finite number"));
    CHECK(contains(error_after("uncertainty.csv", study.optimizers[0], "nobody"), "not in manifest.json"));
    CHECK(contains(error_after(membership, "0.75", "7.5"), ".membership.csv:2"));
    CHECK(contains(error_after(membership, "0.125", "-1"), "'-1' is no share from 0 to 1"));
}

TEST_CASE("an interrupted run is told how to go on") {
    const ToyResults results;
    std::filesystem::remove(results.path() / "manifest.json");
    CHECK(contains(results.error(), "holds no results (no manifest.json)"));
    results.write("log/0001.log", "");
    CHECK(contains(results.error(), "was interrupted"));
    CHECK(contains(results.error(), "--resume"));
}

TEST_CASE("damaged results are refused with the place of the damage") {
    const auto error_after = [](const std::string& file, const std::string& from, const std::string& to) {
        const ToyResults results;
        results.change(file, from, to);
        return results.error();
    };
    const std::string table = "evaluations.csv.gz";
    CHECK(contains(error_after("manifest.json", "\"optimizers\"", "\"optimisers\""), "manifest.json:1"));
    CHECK(contains(error_after("manifest.json", "\"maximise\"", "\"maximize\""), "did you mean 'maximise'"));
    CHECK(contains(error_after("manifest.json", "\"ideal\": [", "\"ideal\": [1, "),
                   "3 numbers for 2 objectives"));
    CHECK(contains(error_after("manifest.json", "\"seeds\": [\n    0,", "\"seeds\": [\n    -1,"),
                   "is no seed"));
    CHECK(contains(error_after("manifest.json", "\"phone\"", "\"toy,board\""), "stands twice"));
    CHECK(
        contains(error_after(table, ",random,", ",nobody,"), "evaluations.csv.gz:2:13: optimizer 'nobody'"));
    CHECK(contains(error_after(table, "0,2,", "0,3,"), "evaluations.csv.gz:3:"));
    CHECK(contains(error_after(table, ",1\n", ",2\n"), "is neither 0 nor 1"));
    CHECK(contains(error_after(table, "feasible\n", "feasable\n"), "unknown column 'feasible'"));
    CHECK(contains(error_after("fronts/phone/true-front.csv", "\n", "\nx,1,x\n"),
                   "true-front.csv:2:5: 'x' is not a number"));
}

TEST_CASE("a table of evaluations that was cut off is refused") {
    const ToyResults results;
    const std::string bytes = results.slurp("evaluations.csv.gz");
    results.write("evaluations.csv.gz", bytes.substr(0, bytes.size() / 2));
    CHECK(contains(results.error(), "ends too early"));
}
