#include "objectives/training_file.hpp"

#include <doctest/doctest.h>

#include <map>

#include "objectives/fit.hpp"
#include "tests/data.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

const std::string folder = "Accel-NASBench/configs/model_configs/";

using Options = std::vector<std::pair<std::string, std::string>>;

Options options_of(const std::filesystem::path& file) {
    Options options;
    for (const OptionAssignment& assignment : read_training_file(file))
        options.emplace_back(assignment.name, assignment.value);
    return options;
}

struct Fixture {
    ScratchFolder scratch;

    Options options(const std::string& text) const { return options_of(scratch.write("o.yaml", text)); }

    /// What is said of a file, without its folder.
    std::string complaint(const std::string& text) const {
        const std::string message = user_error_of([&] { options(text); });
        return message.substr(std::min(message.find("o.yaml"), message.size()));
    }
};

}  // namespace

TEST_CASE("a mapping gives options in its order, under our names and xgboost's") {
    const Fixture fixture;
    CHECK(fixture.options("{max-depth: 4, learning-rate: 0.05}") ==
          Options{{"max-depth", "4"}, {"learning-rate", "0.05"}});
    CHECK(fixture.options("max_depth: 4\neta: 0.05\nmin_child_weight: 2\ncolsample_bytree: 0.5\n"
                          "colsample_bylevel: 0.25\nreg_lambda: 3\nalpha: 1e-3\nnum_boost_round: 7\n"
                          "early_stopping_rounds: 10\nfamily: linear+forest\n") ==
          Options{{"max-depth", "4"},
                  {"learning-rate", "0.05"},
                  {"min-child-weight", "2"},
                  {"colsample", "0.5"},
                  {"colsample-by-level", "0.25"},
                  {"lambda", "3"},
                  {"alpha", "1e-3"},
                  {"rounds", "7"},
                  {"early-stopping", "10"},
                  {"family", "linear+forest"}});
    CHECK(fixture.options("{}").empty());
}

TEST_CASE("what a training file says is checked where the options are bound, at its position") {
    const Fixture fixture;
    FitOptions options;
    OptionTable table;
    bind(table, options);
    table.assign(read_training_file(fixture.scratch.write("o.yaml", "{max_depth: 9, seed: 3, lambda: 0.5}")));
    CHECK(options.training.boosting.max_depth == 9);
    CHECK(options.split.seed == 3);
    CHECK(options.training.boosting.lambda == 0.5);
    const auto file = fixture.scratch.write("o.yaml", "seed: 3\nmax_deph: 9\n");
    CHECK(user_error_of([&] {
              table.assign(read_training_file(file));
          }).starts_with(file.string() + ":2:1: unknown option 'max-deph' (did you mean 'max-depth'?)"));
    fixture.scratch.write("o.yaml", "seed: 3\nmax_depth: deep\n");
    CHECK(user_error_of([&] { table.assign(read_training_file(file)); }) ==
          file.string() + ":2:1: option 'max-depth' is 'deep', expected integer, 1 to 30");
}

TEST_CASE("a configuration space gives its constants and defaults") {
    const Fixture fixture;
    const std::string space =
        R"({"hyperparameters": [{"name": "param:num_rounds", "type": "constant", "value": 20000},
            {"name": "param:booster", "type": "constant", "value": "gbtree"},
            {"name": "param:max_depth", "type": "uniform_int", "log": false, "lower": 1, "upper": 20, "default": 3},
            {"name": "param:bananas_enc", "type": "categorical", "choices": [false], "default": false}],
            "conditions": [], "forbiddens": [], "python_module_version": "0.4.11", "json_format_version": 0.1})";
    CHECK(fixture.options(space) == Options{{"rounds", "20000"}, {"max-depth", "3"}});
}

TEST_CASE("what a training file cannot mean is refused at its position") {
    const Fixture fixture;
    const auto& complaint = [&](const std::string& text) { return fixture.complaint(text); };
    CHECK(complaint("[max-depth, 4]") ==
          "o.yaml: expected options of training: {max-depth: 4, learning-rate: 0.05}");
    CHECK(complaint("").find("expected options of training") != std::string::npos);
    CHECK(
        complaint("max-depth: 4\nmax_depth: 5\n").starts_with("o.yaml:2:1: option 'max-depth' is given at "));
    CHECK(complaint("eta: [0.1, 0.2]") == "o.yaml:1:6: 'eta' is a list, expected a single value");
    CHECK(complaint("eta:").ends_with("'eta' is nothing, expected a single value"));
    CHECK(complaint("booster: dart") ==
          "o.yaml:1:10: 'booster' is 'dart', but only 'gbtree' can be trained; leave it out");
    CHECK(complaint("bananas_enc: true").find("but only 'false'") != std::string::npos);

    CHECK(complaint("hyperparameters: 3").find("'hyperparameters' is no list") != std::string::npos);
    CHECK(complaint("hyperparameters: [3]").find("a mapping of keys to values") != std::string::npos);
    CHECK(complaint("hyperparameters: [{default: 3}]").find("has no 'name'; add it") != std::string::npos);
    CHECK(complaint("hyperparameters: [{name: eta}]").find("has no 'default'; add it") != std::string::npos);
    CHECK(complaint("hyperparameters: [{name: [eta], default: 1}]").find("expected a single value") !=
          std::string::npos);
    CHECK(complaint("{hyperparameters: [], conditions: [{child: eta}]}").find("under conditions") !=
          std::string::npos);
    CHECK(complaint("{hyperparameters: [], hyperparamters: []}").find("unknown key 'hyperparamters'") !=
          std::string::npos);
}

TEST_CASE("hostile training files are refused, not fallen over") {
    const Fixture fixture;
    const auto refused = [&](const std::string& text) {
        return fixture.complaint(text).starts_with("o.yaml");
    };
    const std::string good = R"({"hyperparameters": [{"name": "param:max_depth", "default": 3}]})";
    for (std::size_t length = 1; length < good.size(); length += 7)
        CHECK(refused(good.substr(0, length)));
    CHECK(refused(std::string(1'000'000, '[')));
    CHECK(refused("{hyperparameters: " + std::string(1'000'000, '{')));
    CHECK(refused(std::string("max-depth: 4\0", 13)));
    CHECK(refused("max-depth: \xff\n"));
    CHECK(refused("max-depth: 4\n---\nmax-depth: 5\n"));
    CHECK_FALSE(user_error_of([&] { options_of(fixture.scratch.path()); }).empty());
    CHECK_FALSE(user_error_of([&] { options_of(fixture.scratch.path() / "none.yaml"); }).empty());
    CHECK(user_error_of([&] { fixture.options(std::string((1 << 20) + 1, ' ')); }).find("larger than") !=
          std::string::npos);
}

TEST_CASE("Accel-NASBench's configurations of xgboost are read as they stand") {
    if (!have_data(folder + "gradient_boosting/xgb_configspace.json")) return;
    // Read off the ten files by hand; every file has 20,000 rounds and stops after 100.
    struct Row {
        std::string depth, child_weight, colsample, by_level, lambda, alpha, rate;
    };
    const std::map<std::string, Row> rows = {
        {"",
         {"3", "63", "0.9997914984098771", "0.9157826700519125", "5.423727616977492", "0.230005512513811",
          "0.09372802052223363"}},
        {"_accel_a100_throughput",
         {"18", "55", "0.9097376321422578", "0.48308960487027697", "83.95887062308326",
          "0.0021459456963039236", "0.0101951389402811"}},
        {"_accel_3090_throughput",
         {"18", "86", "0.9156526861245335", "0.4804856428327929", "0.028351899206388396",
          "0.8073551822697085", "0.0242175410640684"}},
        {"_accel_tpuv2_throughput",
         {"3", "96", "0.9760845446385178", "0.4978277480638386", "1.8552572787315753", "0.005592478252816834",
          "0.06117488301287799"}},
        {"_accel_tpuv3_throughput",
         {"5", "1", "0.6487870297544149", "0.8363551800485661", "0.01746285269047176", "0.4163311089300814",
          "0.0035176109542415152"}},
        {"_accel_zcu102_throughput",
         {"5", "75", "0.6523671958153285", "0.7198770918338437", "0.0030156603593367213",
          "3.2391947346369023", "0.009466798280337972"}},
        {"_accel_zcu102_latency",
         {"3", "4", "0.8465226351214215", "0.7204692114741709", "0.002576055369944968",
          "0.0022669803209708706", "0.09242049276246295"}},
        {"_accel_vck190_throughput",
         {"18", "69", "0.8761256721162104", "0.7289658865030857", "48.74142376207071",
          "0.0022878673886706593", "0.004314680724948345"}},
        {"_accel_vck190_latency",
         {"14", "100", "0.9332627518629677", "0.9910632803481921", "982.6918178292592",
          "0.004741981191537512", "0.09994596819611132"}},
        {"_time",
         {"5", "1", "0.5378767510670082", "0.7016247173660026", "22.706360924166155", "0.08888393922249493",
          "0.06383845635687337"}}};
    for (const auto& [target, row] : rows) {
        CAPTURE(target);
        CHECK(options_of(shared_data() / (folder + "gradient_boosting/xgb" + target + "_configspace.json")) ==
              Options{{"rounds", "20000"},
                      {"early-stopping", "100"},
                      {"max-depth", row.depth},
                      {"min-child-weight", row.child_weight},
                      {"colsample", row.colsample},
                      {"colsample-by-level", row.by_level},
                      {"lambda", row.lambda},
                      {"alpha", row.alpha},
                      {"learning-rate", row.rate}});
    }
}

TEST_CASE("Accel-NASBench's configurations of other families are refused by the family's name") {
    if (!have_data(folder + "svr/svr_configspace.json")) return;
    std::map<std::string, int> files;
    for (const char* family : {"gradient_boosting", "svr"}) {
        for (const auto& entry : std::filesystem::directory_iterator(shared_data() / folder / family)) {
            const std::string name = entry.path().filename().string();
            const std::string wanted = name.starts_with("lgb")   ? " of LightGBM,"
                                       : name.starts_with("ngb") ? " of NGBoost,"
                                       : name.starts_with("svr") ? " of support vector regression,"
                                                                 : "";
            CAPTURE(name);
            const std::string message = user_error_of([&] { options_of(entry.path()); });
            CHECK(message.empty() == wanted.empty());
            CHECK(message.find(wanted) != std::string::npos);
            ++files[name.substr(0, 3)];
        }
    }
    CHECK(files == std::map<std::string, int>{{"lgb", 10}, {"ngb", 1}, {"svr", 9}, {"xgb", 10}});
}
