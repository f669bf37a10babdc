#include <archive.h>
#include <archive_entry.h>
#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "engine/archive_file.hpp"
#include "engine/metric.hpp"
#include "tests/data.hpp"
#include "tests/scratch.hpp"

using namespace archfront;
using nlohmann::json;

namespace {

const std::string archive_file = "Accel-NASBench/anb_dataset/anb_dataset_jsons.tar.gz";
const std::vector<std::string> devices = {"a100", "3090", "tpuv2", "tpuv3", "zcu102", "vck190"};

/// A result as upstream writes it; the first block's expansion tells networks apart.
json result(int expansion, double top1) {
    json root;
    for (int b = 0; b < 7; ++b) {
        const std::string block = "block" + std::to_string(b);
        root["architecture"][block + "_e"] = b == 0 ? expansion : 6;
        root["architecture"][block + "_k"] = 3;
        root["architecture"][block + "_l"] = 1;
        root["architecture"][block + "_se"] = false;
    }
    root["metrics"] = {{"val_top1", top1}, {"val_top5", top1 + 20}, {"train_time", 2000.5}};
    for (const std::string& device : devices) {
        root["platform_perf"]["throughput_" + device] = {{"throughput_mean", top1 * 10},
                                                         {"throughput_std", nullptr}};
        root["platform_perf"]["latency_" + device] = {{"latency_mean", 3.5}, {"latency_std", nullptr}};
    }
    return root;
}

using Members = std::vector<std::pair<std::string, std::string>>;  // names and bytes

/// An archive of members in a data folder of its own.
struct Fixture {
    ScratchFolder scratch;

    explicit Fixture(const Members& members) {
        const auto path = scratch.path() / archive_file;
        std::filesystem::create_directories(path.parent_path());
        ::archive* out = archive_write_new();
        archive_write_add_filter_gzip(out);
        archive_write_set_format_ustar(out);
        REQUIRE(archive_write_open_filename(out, path.c_str()) == ARCHIVE_OK);
        for (const auto& [name, bytes] : members) {
            archive_entry* entry = archive_entry_new();
            archive_entry_set_pathname(entry, name.c_str());
            archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
            archive_entry_set_filetype(entry, AE_IFREG);
            archive_entry_set_perm(entry, 0644);
            archive_write_header(out, entry);
            archive_write_data(out, bytes.data(), bytes.size());
            archive_entry_free(entry);
        }
        archive_write_close(out);
        archive_write_free(out);
    }

    MetricCatalogue catalogue() const {
        MetricContext context;
        context.space = make_space("mnasnet");
        context.data = DataPath({scratch.path()});
        return MetricCatalogue(std::move(context));
    }

    std::string complaint() const {
        MetricCatalogue metrics = catalogue();
        const std::string message = user_error_of([&] { metrics.open("accuracy", "accel-nasbench"); });
        return message.substr(std::min(message.find("member"), message.size()));
    }
};

std::shared_ptr<const MetricSource> open(MetricCatalogue& catalogue, const std::string& metric) {
    return catalogue.open(metric, metric == "macs" || metric == "params" ? "formula" : "accel-nasbench");
}

double value_of(MetricCatalogue& catalogue, const std::string& metric, ArchitectureView architecture) {
    double value = 0;
    open(catalogue, metric)->evaluate(ArchitectureBatchView(architecture), {&value, 1});
    return value;
}

bool same(double a, double b) {
    return a == b || (std::isnan(a) && std::isnan(b));
}

}  // namespace

TEST_CASE("Accel-NASBench's results are known in the order of their numbers, equal networks averaged") {
    const Fixture archive(Members{{"./anb/result_10.json", result(4, 50).dump()},
                                  {"./anb/result_2.json", result(6, 60).dump()},
                                  {"./anb/result_11.json", result(6, 61).dump()},
                                  {"./anb/README", "not a result"}});
    MetricCatalogue catalogue = archive.catalogue();
    const auto source = catalogue.open("accuracy", "accel-nasbench");
    REQUIRE(source->known()->size() == 2);
    CHECK(source->repeated_rows() == 1);
    std::vector<double> values(2);
    source->evaluate(*source->known(), values);
    CHECK(values == std::vector<double>{60.5, 50});
    CHECK(source->row_named("result_11.json") == 0);
    CHECK(source->row_named("../dataset_parsers/result_10.json") == 1);
    CHECK(source->row_named("result_1.json") == std::nullopt);
    const Architecture second((*source->known())[1].begin(), (*source->known())[1].end());
    CHECK(value_of(catalogue, "throughput@a100", second) == 500);
    CHECK(std::isnan(value_of(catalogue, "throughput.std@a100", second)));
    CHECK(value_of(catalogue, "val_top5", second) == 70);
    CHECK(value_of(catalogue, "latency_zcu102", second) == 3.5);
    Architecture unknown = second;
    unknown[0] = 0;
    CHECK(std::isnan(value_of(catalogue, "train_time", unknown)));
}

TEST_CASE("Accel-NASBench's results are refused by member and by what is wrong") {
    const auto complaint = [](const std::string& bytes) {
        return Fixture(Members{{"result_0.json", bytes}}).complaint();
    };
    json root = result(6, 60);
    root["metrics"].erase("val_top5");
    CHECK(complaint(root.dump()) == "member 'result_0.json' has no 'metrics.val_top5'");
    root = result(6, 60);
    root["platform_perf"]["latency_zcu102"]["latency_mean"] = "fast";
    CHECK(complaint(root.dump()) ==
          "member 'result_0.json' 'platform_perf.latency_zcu102.latency_mean' is neither a number nor null");
    CHECK(complaint(result(5, 60).dump()).find("expected 1 or 4 or 6 for block0_e") != std::string::npos);
    CHECK(complaint("[]") == "member 'result_0.json' has no 'architecture'");
    for (const std::string& text : {std::string("{\"architecture\": "), std::string(100'000, '[')})
        CHECK(complaint(text).starts_with("member 'result_0.json' is not JSON: "));
}

TEST_CASE("an archive without results, or with two of one number, is refused") {
    const std::string good = result(6, 60).dump();
    CHECK(Fixture(Members{{"a/result_0.json", good}, {"b/result_0.json", good}}).complaint() ==
          "member 'b/result_0.json' has the number of another member");
    CHECK(Fixture(Members{{"readme.txt", good}}).complaint() == "member named result_N.json");
}

TEST_CASE("Accel-NASBench's archive is answered value by value, and its costs by the closed forms") {
    if (!have_data(archive_file)) return;
    std::map<std::string, std::vector<json>> results_of;  // by architecture
    std::size_t files = 0;
    for_each_tar_member(shared_data() / archive_file, {}, [&](const std::string&, const std::string& bytes) {
        json root = json::parse(bytes);
        results_of[root.at("architecture").dump()].push_back(std::move(root));
        ++files;
    });
    CHECK(files == 5138);
    CHECK(results_of.size() == 5125);

    MetricCatalogue catalogue = data_catalogue("mnasnet");
    std::map<std::string, json::json_pointer> pointers = {
        {"accuracy", json::json_pointer("/metrics/val_top1")},
        {"accuracy.top5", json::json_pointer("/metrics/val_top5")},
        {"train_time", json::json_pointer("/metrics/train_time")},
        {"macs", json::json_pointer("/model_info/macs")},
        {"params", json::json_pointer("/model_info/params")}};
    for (const std::string& device : devices) {
        for (const std::string quantity : {"throughput", "latency"}) {
            if (quantity == "latency" && device != "zcu102" && device != "vck190") continue;
            const std::string at = "/platform_perf/" + quantity + "_" + device + "/" + quantity;
            pointers[quantity + "@" + device] = json::json_pointer(at + "_mean");
            if (device != "zcu102" && device != "vck190")
                pointers[quantity + ".std@" + device] = json::json_pointer(at + "_std");
        }
    }
    CHECK(static_cast<std::ptrdiff_t>(pointers.size()) ==
          std::count_if(catalogue.offers().begin(), catalogue.offers().end(), [](const MetricOffer& offer) {
              return offer.info.source == "accel-nasbench" || offer.info.source == "formula";
          }));

    ArchitectureBatch architectures(catalogue.space()->width());
    for (const auto& [text, results] : results_of)
        architectures.push_back(catalogue.space()->parse(text));
    std::vector<double> values(architectures.size());
    for (const auto& [metric, pointer] : pointers) {
        CAPTURE(metric);
        open(catalogue, metric)->evaluate(architectures, values);
        std::size_t row = 0, different = 0;
        for (const auto& [text, results] : results_of) {
            double sum = 0, count = 0;
            for (const json& root : results) {
                if (root.at(pointer).is_null()) continue;
                sum += root.at(pointer).get<double>();
                count += 1;
            }
            if (!same(values[row++], sum / count)) ++different;
        }
        CHECK(different == 0);
    }
}
