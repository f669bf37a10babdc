// The readers on every file of the upstream benchmarks.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include "engine/archive_file.hpp"
#include "engine/csv.hpp"
#include "engine/text.hpp"
#include "objectives/upstream/pickle.hpp"
#include "tests/data.hpp"

using namespace archfront;
using namespace archfront::upstream;

namespace {

using Numbers = std::vector<double>;

/// Columns of a table whose name matches, by the name's first group.
std::map<std::string, Numbers> columns_of(const std::string& table, const std::string& pattern) {
    CsvReader rows(shared_data() / table);
    std::vector<std::string> names;
    for (const std::string& name : rows.header()) {
        std::smatch match;
        names.push_back(std::regex_match(name, match, std::regex(pattern)) ? match[1].str() : "");
    }
    std::map<std::string, Numbers> columns;
    while (rows.next()) {
        for (std::size_t c = 0; c < names.size(); ++c)
            if (!names[c].empty()) columns[names[c]].push_back(parse_number(rows.field(c)).value_or(NAN));
    }
    return columns;
}

}  // namespace

TEST_CASE("every pickle and torch archive of the upstream files is read") {
    if (!have_data("HELP")) return;
    std::map<std::string, int> read;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(shared_data())) {
        const std::string kind = entry.path().extension();
        CAPTURE(entry.path());
        if (kind == ".pkl" || kind == ".pickle") {
            CHECK(read_pickle(entry.path()).root().size() > 0);
        } else if (kind == ".pt" || kind == ".pth") {
            CHECK(read_torch_archive(entry.path()).root().size() > 0);
        }
        ++read[kind];
    }
    CHECK(read[".pkl"] > 300);
    CHECK(read[".pt"] > 70);
    CHECK(read[".pth"] == 12);
}

TEST_CASE("HELP's latencies of three spaces are those of the tables, to the digits printed there") {
    struct Space {
        std::string folder;
        std::string table;
        double tolerance;  // relative; the tables have 10 digits, or 8
        std::size_t devices;
    };
    for (const Space& space :
         {Space{"nasbench201", "nb201_help_latency", 1e-9, 27},
          Space{"fbnet", "fbnet_help_latency", 1e-9, 27}, Space{"ofa", "ofa_mbv3_help", 1e-7, 12}}) {
        const std::string folder = "HELP/data/" + space.folder + "/latency/";
        if (!have_data(folder) || !have_data("tables")) return;
        const auto columns = columns_of("tables/" + space.table + ".csv.gz", "(.*)_ms");
        CHECK(columns.size() == space.devices);
        for (const auto& [device, expected] : columns) {
            const std::string file = folder + device + ".pt";
            CAPTURE(file);
            const Numbers found = read_torch_archive(shared_data() / file).root().as_numbers(file);
            REQUIRE(found.size() == expected.size());
            double worst = 0;
            for (std::size_t i = 0; i < found.size(); ++i)
                worst = std::max(worst, std::abs(found[i] / expected[i] - 1));
            CHECK(worst <= space.tolerance);
        }
    }
}

TEST_CASE("HW-NAS-Bench's arrays are those of the table, to the digits printed there") {
    const std::string file = "HW-NAS-Bench/HW-NAS-Bench-v1_0.pickle";
    if (!have_data(file) || !have_data("tables")) return;
    const PickleDocument document = read_pickle(shared_data() / file);
    const PickleValue metrics = document.root().at("nasbench201").at("cifar10");
    const auto columns = columns_of("tables/nb201_hwnasbench_cifar10.csv.gz",
                                    "([a-z0-9]+_(?:latency|energy|arithmetic_intensity))(?:_m[sJ])?");
    CHECK(columns.size() == 10);
    for (const auto& column : columns) {
        CAPTURE(column.first);
        const Numbers& expected = column.second;
        const Numbers found = metrics.at(column.first).as_numbers(column.first);
        REQUIRE(found.size() == expected.size());
        std::size_t equal = 0;
        for (std::size_t i = 0; i < found.size(); ++i) {
            equal += std::abs(found[i] / expected[i] - 1) <= 1e-9 ||
                     (std::isnan(found[i]) && std::isnan(expected[i]));
        }
        CHECK(equal == found.size());
    }
}

TEST_CASE("HW-GPT-Bench's bounds of memory are read from tensors that were on a GPU") {
    const std::string file =
        "HW-GPT-Bench/data_collection/gpt_datasets/predictor_ckpts/hwmetric/normalization_stats/"
        "stats_max_min_bfloat16_memory_s.pkl";
    if (!have_data(file)) return;
    const PickleDocument bounds = read_pickle(shared_data() / file);
    CHECK(bounds.root().at("max").as_number("max") == 1040.7130126953125);
    CHECK(bounds.root().at("min").as_number("min") == 134.2813720703125);
}

TEST_CASE("Accel-NASBench's archive holds 5,138 JSON files") {
    const std::string file = "Accel-NASBench/anb_dataset/anb_dataset_jsons.tar.gz";
    if (!have_data(file)) return;
    std::size_t members = 0;
    for_each_tar_member(shared_data() / file, {}, [&](const std::string& name, const std::string& bytes) {
        members += name.ends_with(".json") && bytes.starts_with("{");
    });
    CHECK(members == 5138);
}
