#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/text.hpp"
#include "results/sha256.hpp"
#include "tests/data.hpp"
#include "tests/tools/program.hpp"

using namespace archfront;

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// Runs git on a folder, out of reach of the caller's own repository and settings.
bool git(const fs::path& folder, const std::string& arguments) {
    const std::string command =
        "env -u GIT_DIR -u GIT_WORK_TREE -u GIT_INDEX_FILE GIT_CONFIG_GLOBAL=/dev/null "
        "GIT_CONFIG_SYSTEM=/dev/null git -C '" +
        folder.string() + "' -c user.name=a -c user.email=a@example.org " + arguments + " >'" +
        folder.string() + "/../git.out' 2>&1";
    return std::system(command.c_str()) == 0;
}

/// A repository like RAPID's beside a data directory that is empty at first.
struct Fetching : ScratchFolder {
    const fs::path upstream = path() / "upstream";
    const fs::path folder = path() / "data" / "RAPID";
    const bool ready;

    Fetching() : ready(make_upstream()) {
        if (!ready) MESSAGE("skipped: git is not installed");
    }

    bool make_upstream() const {
        write("upstream/README.md", "about\n");
        write("upstream/data/nasbench201_data_final.csv", "accuracy,latency,vector,memory\n");
        write("upstream/data/asr_data.csv", "vector,latency,accuracy,mem\n");
        write("upstream/data/flexibert_data.csv", "vector,latency,accuracy,mem\n1,2,3,4\n");
        write("upstream/tuner/large.csv", std::string(100'000, 'x'));
        return git(upstream, "init --quiet") && git(upstream, "config uploadpack.allowFilter true") &&
               commit();
    }

    bool commit() const { return git(upstream, "add --all") && git(upstream, "commit --quiet -m data"); }

    Outcome fetch(const std::string& from) const {
        return run_program(*this, {"data", "fetch", "rapid", "--from", from, "--data", "data"});
    }

    Json record() const {
        return Json::parse(read_text_file(path() / "data" / "rapid.fetched.json", 1 << 20));
    }
};

}  // namespace

TEST_CASE("data list says what is found, what is missing of it, and how to get the rest") {
    const ScratchFolder folder;
    folder.write("RAPID/data/asr_data.csv", "");
    folder.write("tables/mine.table.yaml", "{table: mine.csv, space: nas-bench-201, source: me}");
    const Outcome text = run_program(folder, {"data", "list"});
    CHECK(text.status == 0);
    CHECK(contains(text.out, "rapid           none stated  1/3    " + (folder.path() / "RAPID").string()));
    CHECK(contains(text.out, "missing: data/flexibert_data.csv (measurements of flexibert)"));
    CHECK(contains(text.out, "0/1    not found: archfront data fetch hw-nas-bench"));
    CHECK(contains(text.out, "table mine.csv of nas-bench-201, source me"));

    const Outcome json = run_program(folder, {"data", "list", "rapid", "--json"});
    const Json benchmark = Json::parse(json.out)["benchmarks"].at(0);
    CHECK(benchmark["found"] == 1);
    CHECK(benchmark["missing"].size() == 2);
    CHECK(benchmark["address"] == "https://github.com/McGill-Edge-Intelligence/RAPID.git");
    CHECK(contains(run_program(folder, {"data", "list", "rapdi"}).err, "did you mean 'rapid'"));
}

TEST_CASE("a path found in a later data directory counts") {
    const ScratchFolder folder;
    folder.write("one/RAPID/data/asr_data.csv", "");
    folder.write("two/RAPID/data/flexibert_data.csv", "");
    const Outcome list = run_program(folder, {"data", "list", "rapid", "--data", "one:two"});
    CHECK(contains(list.out, "2/3    one/RAPID"));
}

TEST_CASE("data fetch gets what is needed and nothing else, and records it") {
    const Fetching test;
    if (!test.ready) return;
    const Outcome fetched = test.fetch("file://" + test.upstream.string());
    INFO(fetched.err);
    REQUIRE(fetched.status == 0);
    CHECK(contains(fetched.err, "upstream states no licence"));
    CHECK(contains(fetched.err, "[2/3] data/asr_data.csv: measurements of nas-bench-asr"));
    CHECK(contains(fetched.out, "rapid: 3 files, "));
    CHECK(read_text_file(test.folder / "data/flexibert_data.csv", 1000) ==
          "vector,latency,accuracy,mem\n1,2,3,4\n");
    CHECK(fs::exists(test.folder / "README.md"));
    CHECK_FALSE(fs::exists(test.folder / "tuner"));

    const Json record = test.record();
    CHECK(record["address"] == "file://" + test.upstream.string());
    CHECK(record["commit"].get<std::string>().size() == 40);
    REQUIRE(record["files"].size() == 3);
    CHECK(record["files"][0]["path"] == "data/asr_data.csv");
    CHECK(record["files"][0]["sha256"] == sha256_of_file(test.upstream / "data/asr_data.csv"));
}

TEST_CASE("a fetch that broke off keeps what it had, and the next one goes on") {
    const Fetching test;
    if (!test.ready) return;
    // The other side loses one file's contents, as if the line broke after the files before it.
    const fs::path objects = test.upstream / ".git" / "objects", aside = test.path() / "aside";
    REQUIRE(git(test.upstream, "rev-parse HEAD:data/flexibert_data.csv"));
    const std::string printed = read_text_file(test.path() / "git.out", 100);
    const std::string_view hash = trim(printed);
    const fs::path object = objects / hash.substr(0, 2) / hash.substr(2);
    fs::rename(object, aside);

    const Outcome broken = test.fetch("upstream");
    CHECK(broken.status == 1);
    CHECK(contains(broken.err, "git could not check out data/flexibert_data.csv"));
    CHECK(fs::exists(test.folder / "data/asr_data.csv"));
    CHECK_FALSE(fs::exists(test.path() / "data/rapid.fetched.json"));

    fs::rename(aside, object);
    const Outcome resumed = test.fetch("upstream");
    CHECK(resumed.status == 0);
    CHECK(contains(resumed.err, "[3/3] data/flexibert_data.csv"));
    CHECK_FALSE(contains(resumed.err, "[1/3]"));
    CHECK(test.record()["files"].size() == 3);
}

TEST_CASE("fetching again mends what is missing and follows upstream") {
    const Fetching test;
    if (!test.ready) return;
    REQUIRE(test.fetch("upstream").status == 0);
    fs::remove(test.folder / "data/asr_data.csv");
    test.write("data/RAPID/data/flexibert_data.csv", "shortened");
    test.write("upstream/data/nasbench201_data_final.csv", "new\n");
    REQUIRE(test.commit());
    REQUIRE(test.fetch("upstream").status == 0);
    CHECK(fs::exists(test.folder / "data/asr_data.csv"));
    CHECK(contains(read_text_file(test.folder / "data/flexibert_data.csv", 1000), "vector"));
    CHECK(read_text_file(test.folder / "data/nasbench201_data_final.csv", 1000) == "new\n");
}

TEST_CASE("a needed file that the repository lacks is named, and the status says so") {
    const Fetching test;
    if (!test.ready) return;
    fs::remove(test.upstream / "data/asr_data.csv");
    REQUIRE(test.commit());
    const Outcome fetched = test.fetch("upstream");
    CHECK(fetched.status == 1);
    CHECK(contains(fetched.err, "missing: the repository has no 'data/asr_data.csv'"));
    CHECK(test.record()["files"].size() == 2);
}

TEST_CASE("contents that are not git's are found however the file's time and size look") {
    const Fetching test;
    if (!test.ready) return;
    REQUIRE(test.fetch("upstream").status == 0);
    const fs::path file = test.folder / "data/asr_data.csv";
    // In place, with size and time as git remembers them: it does not look again.
    const auto an_hour_ago = fs::last_write_time(file) - std::chrono::hours(1);
    fs::last_write_time(file, an_hour_ago);
    REQUIRE(git(test.folder, "config core.trustctime false"));
    REQUIRE(git(test.folder, "update-index --refresh"));
    std::fstream(file, std::ios::in | std::ios::out) << 'w';
    fs::last_write_time(file, an_hour_ago);

    const Outcome verified = run_program(test, {"data", "verify", "rapid", "--data", "data"});
    CHECK(verified.status == 1);
    CHECK(contains(verified.out, "fault: changed since it was fetched"));
    const Outcome fetched = test.fetch("upstream");
    CHECK(fetched.status == 1);
    CHECK(contains(fetched.err, "asr_data.csv' is not what the commit holds; delete it and fetch again"));
}

TEST_CASE("a folder that fetch did not make is left alone") {
    const Fetching test;
    if (!test.ready) return;
    test.write("data/RAPID/data/asr_data.csv", "mine");
    const Outcome refused = test.fetch("upstream");
    CHECK(refused.status == 2);
    CHECK(
        contains(refused.err, "was not made by 'archfront data fetch'; move it away or give another --data"));
    CHECK(read_text_file(test.folder / "data/asr_data.csv", 100) == "mine");
    // Nor a clone of the user's own.
    REQUIRE(git(test.folder, "init --quiet"));
    CHECK(test.fetch("upstream").status == 2);
    CHECK_FALSE(fs::exists(test.path() / "data/rapid.fetched.json"));
}

TEST_CASE("an address without a repository fails with git's words and what to do") {
    const Fetching test;
    if (!test.ready) return;
    const Outcome failed = test.fetch("file://" + (test.path() / "nowhere").string());
    CHECK(failed.status == 1);
    CHECK(contains(failed.err, "git could not fetch from"));
    CHECK(contains(failed.err, "give another address with --from"));
    CHECK(test.fetch("upstream").status == 0);  // what it left is gone on with
}

TEST_CASE("data refuses what it cannot do") {
    const ScratchFolder folder;
    CHECK(contains(run_program(folder, {"data"}).err, "'--action' is required"));
    CHECK(contains(run_program(folder, {"data", "fetsch"}).err, "did you mean 'fetch'"));
    CHECK(contains(run_program(folder, {"data", "fetch"}).err, "say what to fetch"));
    CHECK(contains(run_program(folder, {"data", "fetch", "hepl"}).err, "did you mean 'help'"));
    CHECK(run_program(folder, {"data", "list", "--from", "x"}).status == 2);
    CHECK(run_program(folder, {"data", "fetch", "help", "--json"}).status == 2);
    const Outcome nothing = run_program(folder, {"data", "verify"});
    CHECK(nothing.status == 2);
    CHECK(contains(nothing.err, "no measured data in"));
    CHECK(contains(run_program(folder, {"data", "verify", "rapdi"}).err, "did you mean 'rapid'"));
}

TEST_CASE("data verify reports cautions with status 0 and faults with status 1") {
    const ScratchFolder folder;
    folder.write("mine.table.yaml",
                 "table: mine.csv\nspace: nas-bench-201\nsource: mine\narchitecture: a\n"
                 "metrics: {ms: {metric: latency@phone, unit: ms, direction: minimise}}\n");
    std::string csv = "a,ms\n";
    for (const char* operations : {"000000", "000001", "000002", "000003", "000004"})
        csv += std::string(operations) + ",1.5\n";
    folder.write("mine.csv", csv);
    const Outcome cautious = run_program(folder, {"data", "verify"});
    CHECK(cautious.status == 0);
    CHECK(contains(cautious.out, "nas-bench-201 of mine: 1 metric, 5 rows"));
    CHECK(contains(cautious.out, "caution: missing rows: latency@phone\n      15,620 of 15,625"));
    CHECK(contains(cautious.out, "0 faults, 1 cautions, 0 notes"));
    CHECK(contains(cautious.err, "verifying nas-bench-201 of mine"));

    folder.write("mine.csv", "a,ms\n000000,fast\n");
    const Outcome faulty = run_program(folder, {"data", "verify", "--json"});
    CHECK(faulty.status == 1);
    const Json finding = Json::parse(faulty.out)["findings"].at(0);
    CHECK(finding["severity"] == "fault");
    CHECK(finding["check"] == "unreadable");
    CHECK(contains(finding["evidence"], "mine.csv:2:8: 'fast' in column 'ms' is not a finite number"));
}

TEST_CASE("data verify finds the faults of the upstream data of its own accord") {
    for (const char* folder : {"HELP", "HW-NAS-Bench", "RAPID", "tables"}) {
        if (!have_data(folder)) return;
    }
    const ScratchFolder folder;
    const Outcome verified =
        run_program(folder, {"data", "verify", "--json", "--data", shared_data().string()});
    INFO(verified.err);
    CHECK(verified.status == 0);
    const Json findings = Json::parse(verified.out)["findings"];
    const auto evidence_of = [&](const std::string& source, const std::string& check,
                                 const std::string& metric) {
        for (const Json& finding : findings) {
            const auto metrics = finding["metrics"].get<std::vector<std::string>>();
            if (finding["source"] == source && finding["check"] == check &&
                finding["space"] == "nas-bench-201" && std::ranges::find(metrics, metric) != metrics.end())
                return finding["evidence"].get<std::string>();
        }
        return std::string();
    };
    CHECK(contains(evidence_of("rapid", "running mean", "memory.published"), "15,284 of 15,284 rows"));
    CHECK(std::ranges::count_if(findings,
                                [](const Json& finding) { return finding["check"] == "running mean"; }) == 1);
    CHECK(contains(evidence_of("rapid", "missing rows", "memory"), "341 of 15,625"));
    for (const char* phone : {"essential_ph_1", "pixel2", "samsung_a50", "samsung_s7"}) {
        CHECK(contains(evidence_of("help", "quantised column", "latency@" + std::string(phone)),
                       "multiples of 1 ms"));
    }
    for (const char* other : {"eyeriss", "fpga", "titanx_1"})
        CHECK(evidence_of("help", "quantised column", "latency@" + std::string(other)).empty());
    CHECK(contains(evidence_of("hw-nas-bench", "unsupported networks", "latency.cifar10@edgetpu"),
                   "3,825 of 15,625"));
    CHECK(contains(evidence_of("help", "second source agrees", "latency@raspi4"), "Spearman at least 0.99"));
    CHECK(contains(evidence_of("hw-nas-bench", "published value confirmed", "energy.cifar10@fpga"),
                   "18.01072"));
    for (const char* dataset : {"cifar10", "cifar100", "ImageNet16-120"}) {
        const std::string metric = "test_accuracy." + std::string(dataset);
        CHECK_FALSE(evidence_of("nas-bench-201", "published value confirmed", metric).empty());
    }
}
