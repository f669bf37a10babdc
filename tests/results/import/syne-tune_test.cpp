#include <doctest/doctest.h>

#include "tests/archive_writer.hpp"
#include "tests/results/import/like.hpp"

using namespace archfront;

namespace {

const std::string table =
    "error,latency_1,epoch,st_decision,st_status,trial_id,config_op,config_width,st_tuner_time\n"
    "50,2,1,CONTINUE,InProgress,0,conv,8,1.5\n"
    "40,3,1,CONTINUE,InProgress,1,pool,16,1.75\n"
    "30,2,2,CONTINUE,Completed,0,conv,8,3\n";
const std::vector<ColumnChoice> accuracy = {{"test_accuracy.cifar100", "100-error"}};

std::string metadata(const std::string& algorithm, int seed) {
    return R"({"st_tuner_creation_timestamp": 1680000000.5, "metric_names": ["error", "latency_1"], )"
           R"("metric_mode": "min", "entrypoint": "train", "scheduler_name": "FIFOScheduler", )"
           R"("config_space": "{\"op\": {\"domain_cls\": \"Categorical\"}}", "algorithm": ")" +
           algorithm + R"(", "seed": )" + std::to_string(seed) + "}";
}

std::filesystem::path write_experiment(const ScratchFolder& scratch, const std::string& name,
                                       const std::string& text, const std::string& csv = table) {
    const auto folder = scratch.write(name + "/metadata.json", text).parent_path();
    return write_zip(folder / "results.csv.zip", {{"results.csv", csv}}, true);
}

}  // namespace

TEST_CASE("of Syne Tune's reports of a trial the last counts") {
    const ScratchFolder scratch;
    const auto file = write_experiment(scratch, "run-1", metadata("MOREA", 0));
    const StoredStudy stored = import_points(file, study_to_import(), accuracy);
    const Study& study = stored.study;
    CHECK(study.optimizers == std::vector<std::string>{"MOREA"});
    REQUIRE(study.cells.size() == 1);
    CHECK(study.cells[0].metrics == std::vector<double>{60, 3, 70, 2});
    CHECK(study.space->to_string(study.cells[0].architectures[1]) == "op=conv width=8");
    CHECK(stored.notes == std::vector<std::string>{"of 3 reports the last of each of 2 trials counts"});
}

TEST_CASE("Syne Tune's experiments of one algorithm are its seeds, in their order") {
    const ScratchFolder scratch;
    std::string other = table;
    other.replace(other.find("30,2,2"), 2, "20");
    write_experiment(scratch, "all/x-2023", metadata("MOREA", 1));
    write_experiment(scratch, "all/y-2022", metadata("MOREA", 0), other);
    write_experiment(scratch, "all/z/a", metadata("RS", 0));
    write_experiment(scratch, "all/z/b", metadata("RS", 1));
    const Study study = import_points(scratch.path() / "all", study_to_import(), accuracy).study;
    CHECK(study.optimizers == std::vector<std::string>{"MOREA", "RS"});
    REQUIRE(study.cells.size() == 4);
    CHECK(study.cells[0].metrics == std::vector<double>{60, 3, 80, 2});
    CHECK(study.cells[1].metrics == std::vector<double>{60, 3, 70, 2});
}

TEST_CASE("Syne Tune's experiments lie somewhere below a folder named after their device") {
    const ScratchFolder scratch;
    for (const char* device : {"device_0", "device_1"})
        write_experiment(scratch, "all/" + std::string(device) + "/tag/run-1", metadata("RS", 0));
    const Study study = import_points(scratch.path() / "all", study_to_import(2), accuracy).study;
    CHECK(study.devices.size() == 2);
    CHECK(study.cells.size() == 2);
}

TEST_CASE("a mode that contradicts the study's direction is refused with a remedy") {
    const ScratchFolder scratch;
    const auto file = write_experiment(scratch, "run", metadata("RS", 0));
    const std::string message = user_error_of([&] {
        import_points(file, study_to_import(), {{"test_accuracy.cifar100", "error"}});
    });
    CHECK(contains(message, "metadata.json:1:"));
    CHECK(contains(message, "'error' is of mode min, but the study is to maximise 'test_accuracy.cifar100'"));
    CHECK(contains(message, "--column 'test_accuracy.cifar100=100-error'"));
    write_experiment(scratch, "run",
                     R"({"metric_names": ["error", "latency_1"], "metric_mode": ["min", "max"]})");
    CHECK(contains(user_error_of([&] { import_points(file, study_to_import(), accuracy); }),
                   "'latency_1' is of mode max, but the study is to minimise"));
    write_experiment(scratch, "run", R"({"metric_names": ["error"], "metric_mode": []})");
    CHECK(contains(user_error_of([&] { import_points(file, study_to_import(), accuracy); }),
                   "'metric_mode' is not a mode for each of 'metric_names'"));
}

TEST_CASE(
    "without metadata an experiment is called as its folder is, and config_architecture is the "
    "architecture") {
    const ScratchFolder scratch;
    scratch.write("mine/x", "");
    const auto file = write_zip(scratch.path() / "mine/results.csv.zip",
                                {{"results.csv.zip",
                                  "trial_id,error,latency_1,config_a,config_architecture\n"
                                  "0,30,2,1,3 0 1 0 0 4\n"}});
    const StoredStudy stored = import_points(file, study_to_import(), accuracy);
    CHECK(stored.notes.empty());
    CHECK(stored.study.optimizers == std::vector<std::string>{"mine"});
    CHECK(stored.study.space->to_string(stored.study.cells[0].architectures[0]) ==
          "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|none~1|avg_pool_3x3~2|");
}

TEST_CASE("archives that hold no table of trials are refused with the member") {
    const ScratchFolder scratch;
    const auto error = [&](const Members& members) {
        return import_error(write_zip(scratch.path() / "results.csv.zip", members), study_to_import(),
                            accuracy);
    };
    CHECK(error({{"results.csv", "error,latency_1\n30,1\n"}})
              .starts_with("results.csv.zip: unknown column 'trial_id'"));
    CHECK(error({{"results.csv", "error,latency_1,trial_id\n30,x,0\n"}}) ==
          "results.csv.zip/results.csv:2:4: 'x' is not a number");
    CHECK(error({{"a", table}, {"b", table}}) == "results.csv.zip: more than 1 members");
    CHECK(error({{"folder/", ""}}).starts_with("results.csv.zip: holds no table"));
}

TEST_CASE("an archive with a wrong checksum is refused") {
    const ScratchFolder scratch;
    const auto file = write_zip(scratch.path() / "results.csv.zip", {{"results.csv", table}});
    std::string bytes = read_text_file(file, 1 << 20);
    bytes[bytes.find("pool")] = 'b';
    scratch.write("results.csv.zip", bytes);
    CHECK(contains(import_error(file, study_to_import(), accuracy), "damaged"));
}
