#include "results/write_study.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/file.hpp"
#include "tests/results/read_back.hpp"
#include "tests/results/toy.hpp"

using namespace archfront;

namespace {

const StudyManifest manifest = {"archfront run toy.yaml --out \xff", {{"tables/a.csv.gz", "00ff"}}};

std::string slurp(const std::filesystem::path& file) {
    return read_text_file(file, 1 << 24);
}

/// The lines of a text, which must end in a line break.
std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> lines;
    for (const std::string_view line : split(text, '\n'))
        lines.emplace_back(line);
    CHECK(lines.back().empty());
    lines.pop_back();
    return lines;
}

/// Every file below a directory, by relative name.
std::map<std::string, std::string> contents(const std::filesystem::path& dir) {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(dir)) {
        if (entry.is_regular_file())
            files[std::filesystem::relative(entry.path(), dir).string()] = slurp(entry.path());
    }
    return files;
}

}  // namespace

TEST_CASE("a results directory holds exactly the promised files") {
    const toy::Directory dir;
    write_study(toy::study(), manifest, dir.path() / "out" / "deep");
    std::set<std::string> names;
    for (const auto& [name, bytes] : contents(dir.path() / "out" / "deep"))
        names.insert(name);
    CHECK(names == std::set<std::string>{"hypervolume.csv", "summary.csv", "evaluations.csv.gz",
                                         "results.sqlite", "manifest.json", "fronts/toy,board/random.csv",
                                         "fronts/toy,board/nsga2%20population=50%2Fx.csv",
                                         "fronts/toy,board/true-front.csv", "fronts/phone/random.csv",
                                         "fronts/phone/nsga2%20population=50%2Fx.csv",
                                         "fronts/phone/true-front.csv"});
}

TEST_CASE("the same study gives the same bytes, also over an older directory") {
    const toy::Directory one;
    const toy::Directory two;
    write_study(toy::study(), manifest, one.path());
    write_study(toy::study(2, 20), manifest, two.path());
    CHECK(contents(one.path()) != contents(two.path()));
    write_study(toy::study(), manifest, two.path());
    CHECK(contents(one.path()) == contents(two.path()));
}

TEST_CASE("what a killed writer left half-written is removed, and nothing else") {
    const toy::Directory dir;
    std::filesystem::create_directories(dir.path() / "fronts/phone");
    for (const char* name :
         {"results.sqlite.tmp123", "fronts/phone/random.csv.tmp9", "notes.tmp1", "a.csv.tmpx"})
        write_file_atomically(dir.path() / name, "half");
    write_study(toy::study(1, 5), manifest, dir.path());
    CHECK_FALSE(std::filesystem::exists(dir.path() / "results.sqlite.tmp123"));
    CHECK_FALSE(std::filesystem::exists(dir.path() / "fronts/phone/random.csv.tmp9"));
    CHECK(std::filesystem::exists(dir.path() / "notes.tmp1"));
    CHECK(std::filesystem::exists(dir.path() / "a.csv.tmpx"));
}

TEST_CASE("hypervolume.csv has the curve of every run") {
    const toy::Directory dir;
    const Study study = toy::study();
    write_study(study, manifest, dir.path());
    const auto curves = hypervolume_curves(study);
    std::vector<std::string> expected = {"device,optimizer,seed,evaluations,hypervolume,hypervolume_ratio"};
    const std::vector<std::string> devices = {"\"toy,board\"", "phone"};
    for (std::size_t c = 0; c < study.cells.size(); ++c) {
        for (const CurvePoint& point : curves[c]) {
            expected.push_back(devices[study.cells[c].device] + "," +
                               study.optimizers[study.cells[c].optimizer] + "," +
                               std::to_string(study.cells[c].seed) + "," + std::to_string(point.evaluations) +
                               "," + format_number(point.hypervolume) + "," + format_number(point.ratio));
        }
    }
    CHECK(lines(slurp(dir.path() / "hypervolume.csv")) == expected);
    CHECK(expected.size() == 1 + 12 * 3);
}

TEST_CASE("summary.csv has what write_study returns") {
    const toy::Directory dir;
    const Study study = toy::study();
    const auto summary = write_study(study, manifest, dir.path());
    const auto rows = lines(slurp(dir.path() / "summary.csv"));
    REQUIRE(rows.size() == 5);
    CHECK(rows[0] == "device,optimizer,seeds,hypervolume_mean,hypervolume_sd,ci_low,ci_high,rank");
    const SummaryRow& row = summary[3];
    CHECK(rows[4] == "phone,nsga2 population=50/x,3," + format_number(row.mean) + "," +
                         format_number(row.sd) + "," + format_number(row.interval.low) + "," +
                         format_number(row.interval.high) + "," + format_number(row.rank));
}

TEST_CASE("a study of one seed has no spread but is written") {
    const toy::Directory dir;
    const auto summary = write_study(toy::study(1), manifest, dir.path());
    CHECK(lines(slurp(dir.path() / "summary.csv"))[1] ==
          "\"toy,board\",random,1," + format_number(summary[0].mean) + ",nan,nan,nan," +
              format_number(summary[0].rank));
    CHECK(toy::query(dir.path() / "results.sqlite", "SELECT hypervolume_sd FROM summary")[0][0] == "NULL");
}

TEST_CASE("evaluations.csv.gz has every evaluation in order, in the metrics' own units") {
    const toy::Directory dir;
    const Study study = toy::study();
    write_study(study, manifest, dir.path());
    const auto rows = lines(toy::gunzip(dir.path() / "evaluations.csv.gz"));
    REQUIRE(rows.size() == 1 + 12 * 30);
    CHECK(rows[0] == "device,optimizer,seed,evaluation,architecture,accuracy,latency,feasible");
    std::size_t line = 1;
    std::size_t infeasible = 0;
    for (const StudyCell& cell : study.cells) {
        for (std::size_t r = 0; r < 30; ++r) {
            const ArchitectureView a = cell.architectures[r];
            const double accuracy = 10.0 * (a[0] + a[1] + a[2]);
            const double latency = 0.1 + a[0] * a[0] + a[1] * a[1] + a[2] * a[2];
            const bool feasible = cell.device == 0 || accuracy >= 20;
            infeasible += feasible ? 0 : 1;
            CHECK(rows[line++] == std::string(cell.device == 0 ? "\"toy,board\"," : "phone,") +
                                      (cell.optimizer == 0 ? "random," : "nsga2 population=50/x,") +
                                      std::to_string(cell.seed) + "," + std::to_string(r + 1) + "," +
                                      study.space->to_string(a) + "," + format_number(accuracy) + "," +
                                      format_number(latency) + (feasible ? ",1" : ",0"));
        }
    }
    CHECK(infeasible > 0);
}

TEST_CASE("front files hold the union over seeds and the true front") {
    const toy::Directory dir;
    const Study study = toy::study(3, 52);  // every run sees the whole space
    write_study(study, manifest, dir.path());
    const auto fronts = dir.path() / "fronts" / "phone";
    const std::string found = slurp(fronts / "random.csv");
    CHECK(found == slurp(fronts / "true-front.csv"));
    CHECK(lines(found)[0] == "architecture,accuracy,latency");
    CHECK(lines(found)[1] == "3-3-3,90,27.1");
    CHECK(lines(found).back() == "1-1-0,20,2.1");
}

TEST_CASE("a device without a true front has no file of it") {
    const toy::Directory dir;
    Study study = toy::study();
    study.devices[1].true_front.reset();
    write_study(study, manifest, dir.path());
    CHECK(std::filesystem::exists(dir.path() / "fronts/toy,board/true-front.csv"));
    CHECK_FALSE(std::filesystem::exists(dir.path() / "fronts/phone/true-front.csv"));
}

TEST_CASE("the manifest says what the study was measured with") {
    const toy::Directory dir;
    Study study = toy::study();
    study.cells[2].end = "stalled";
    write_study(study, manifest, dir.path());
    const auto json = nlohmann::json::parse(slurp(dir.path() / "manifest.json"));
    CHECK(json["archfront"] == ARCHFRONT_VERSION);
    CHECK(json["experiment"] == "toy \"study\"");
    CHECK(json["space"] == "toy");
    CHECK(json["command"] == "archfront run toy.yaml --out \xef\xbf\xbd");
    CHECK(json["seeds"] == std::vector<int>{0, 1, 2});
    CHECK(json["optimizers"][1] == "nsga2 population=50/x");
    CHECK(json["data"][0]["file"] == "tables/a.csv.gz");
    CHECK(json["data"][0]["sha256"] == "00ff");
    CHECK(json["ends"] == nlohmann::json{{"budget spent", 11}, {"stalled", 1}});
    const auto& device = json["devices"][0];
    CHECK(device["name"] == "toy,board");
    CHECK(device["metrics"][1] == nlohmann::json{{"name", "latency"},
                                                 {"id", "latency@toy,board"},
                                                 {"unit", "ms"},
                                                 {"direction", "minimise"},
                                                 {"objective", true},
                                                 {"source", "toy"},
                                                 {"kind", "measured"},
                                                 {"citation", "by hand"}});
    CHECK(device["reference"]["bounds_origin"] == "true front");
    CHECK(device["reference"]["ideal"] == std::vector<double>{90, 0.1});
    CHECK(device["reference"]["nadir"] == std::vector<double>{0, 27.1});
    CHECK(device["reference"]["point"] == std::vector<double>{1.1, 1.1});
    CHECK(device["reference"]["best_hypervolume"] == study.devices[0].reference.best_hypervolume);
    CHECK(device["reference"]["best_origin"] == "true front");
}

TEST_CASE("the database answers what the text files say") {
    const toy::Directory dir;
    const Study study = toy::study();
    write_study(study, manifest, dir.path());
    const auto file = dir.path() / "results.sqlite";
    CHECK(toy::query(file, "PRAGMA integrity_check")[0][0] == "ok");
    std::string text = "device,optimizer,seed,evaluation,architecture,accuracy,latency,feasible\n";
    const std::string evaluations =
        "SELECT device, optimizer, seed, evaluation, architecture, accuracy, latency, feasible"
        " FROM cells JOIN evaluations USING (cell) ORDER BY cell, evaluation";
    for (const auto& row : toy::query(file, evaluations)) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            const auto number = i == 5 || i == 6 ? parse_number(row[i]) : std::nullopt;
            append_csv_field(text, number ? format_number(*number) : row[i]);
            text += i + 1 < row.size() ? "," : "\n";
        }
    }
    CHECK(text == toy::gunzip(dir.path() / "evaluations.csv.gz"));

    CHECK(toy::query(file, "SELECT count(*), sum(evaluations) FROM cells WHERE end = 'budget spent'")[0] ==
          std::vector<std::string>{"12", "360"});
    const auto curve = toy::query(
        file, "SELECT evaluations, hypervolume FROM hypervolume WHERE cell = 7 ORDER BY evaluations");
    const auto expected = hypervolume_curves(study)[7];
    REQUIRE(curve.size() == expected.size());
    for (std::size_t i = 0; i < curve.size(); ++i) {
        CHECK(curve[i][0] == std::to_string(expected[i].evaluations));
        CHECK(parse_number(curve[i][1]).value() == doctest::Approx(expected[i].hypervolume).epsilon(1e-14));
    }
    CHECK(toy::query(file, "SELECT device, optimizer, seeds, rank FROM summary ORDER BY rowid").size() == 4);
    CHECK(toy::query(file, "SELECT * FROM metrics WHERE device = 'phone' AND name = 'latency'")[0] ==
          std::vector<std::string>{"phone", "latency", "latency", "latency@toy,board", "ms", "minimise", "1",
                                   "toy", "measured", "by hand"});
}

TEST_CASE("metrics whose names SQLite would confuse keep columns of their own") {
    const toy::Directory dir;
    Study study = toy::study(1, 1);
    study.metrics[0].name = "Feasible";
    study.metrics[1].name = "feasible_";
    write_study(study, manifest, dir.path());
    const auto rows = toy::query(dir.path() / "results.sqlite",
                                 "SELECT column_name FROM metrics WHERE device = 'phone' ORDER BY rowid");
    CHECK(rows == std::vector<std::vector<std::string>>{{"Feasible_"}, {"feasible__"}});
    CHECK(toy::query(dir.path() / "results.sqlite", "SELECT \"Feasible_\" FROM evaluations").size() == 4);
}

TEST_CASE("a metric without a value is nan in text and NULL in the database") {
    const toy::Directory dir;
    Study study = toy::study(1, 1);
    constexpr double infinity = std::numeric_limits<double>::infinity();
    study.cells[0].metrics[1] = std::nan("");
    study.cells[0].costs.clear();
    study.cells[0].costs.push_back(std::vector<double>{infinity, infinity}, infinity);
    write_study(study, manifest, dir.path());
    const std::string row = lines(toy::gunzip(dir.path() / "evaluations.csv.gz"))[1];
    CHECK(row.substr(row.size() - 6) == ",nan,0");
    CHECK(toy::query(dir.path() / "results.sqlite", "SELECT latency FROM evaluations WHERE cell = 0")[0][0] ==
          "NULL");
    CHECK(lines(slurp(dir.path() / "hypervolume.csv"))[1] == "\"toy,board\",random,0,1,0,0");
    CHECK(slurp(dir.path() / "fronts/toy,board/random.csv") == "architecture,accuracy,latency\n");
}

TEST_CASE("a directory that cannot be written is a run error, and nothing calls it complete") {
    const toy::Directory dir;
    write_study(toy::study(1, 5), manifest, dir.path());
    std::filesystem::remove(dir.path() / "results.sqlite");
    std::filesystem::create_directories(dir.path() / "results.sqlite" / "in the way");
    CHECK_THROWS_WITH_AS(write_study(toy::study(1, 5), manifest, dir.path()),
                         doctest::Contains("results.sqlite'"), RunError);
    CHECK_FALSE(std::filesystem::exists(dir.path() / "manifest.json"));
    for (const auto& entry : std::filesystem::directory_iterator(dir.path()))
        CHECK(entry.path().filename().string().find(".tmp") == std::string::npos);
    CHECK_THROWS_AS(write_study(toy::study(1, 5), manifest, dir.path() / "summary.csv"), RunError);
}

TEST_CASE("labels become file names that differ, stay in their folder and fit") {
    CHECK(file_name_of("nsga2") == "nsga2");
    CHECK(file_name_of("nsga2(population=50,mutation=0.1)") == "nsga2(population=50,mutation=0.1)");
    CHECK(file_name_of("a b") != file_name_of("a_b"));
    CHECK(file_name_of("../x") == "%2E.%2Fx");
    CHECK(file_name_of("..") == "%2E.");
    CHECK(file_name_of("") == "%");
    CHECK(file_name_of("50%") == "50%25");
    CHECK(file_name_of("true-front") != "true-front");
    CHECK(file_name_of("Zürich\n") == "Z%C3%BCrich%0A");
    const std::string long_label(1000, 'x');
    CHECK(file_name_of(long_label).size() == 160);
    CHECK(file_name_of(long_label) != file_name_of(long_label + "y"));
}
