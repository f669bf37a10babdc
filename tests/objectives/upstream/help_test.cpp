#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "engine/csv.hpp"
#include "engine/metric.hpp"
#include "engine/text.hpp"
#include "tests/data.hpp"
#include "tests/objectives/upstream/pickle_writer.hpp"
#include "tests/objectives/upstream/torch_archive_writer.hpp"
#include "tests/scratch.hpp"

using namespace archfront;
namespace pickled = archfront::upstream::pickled;

namespace {

const std::string zeros = "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|";
const std::string skips = "|skip_connect~0|+|none~0|none~1|+|none~0|skip_connect~1|none~2|";
const std::string convolution = "|none~0|+|none~0|none~1|+|nor_conv_3x3~0|none~1|none~2|";

std::string integers(const std::vector<int>& numbers) {
    std::vector<std::string> all;
    for (const int number : numbers)
        all.push_back(pickled::integer(number));
    return pickled::list(all);
}

std::string reals(const std::vector<double>& numbers) {
    std::vector<std::string> all;
    for (const double number : numbers)
        all.push_back(pickled::real(number));
    return pickled::list(all);
}

/// HELP's folder of one space, made up by the test.
struct Fixture {
    ScratchFolder scratch;
    MetricContext context;
    std::string folder;

    Fixture(const std::string& space, std::string help_name)
        : folder("HELP/data/" + std::move(help_name) + "/") {
        std::filesystem::create_directories(scratch.path() / folder / "latency");
        context.space = make_space(space);
        context.data = DataPath({scratch.path()});
    }

    void write(const std::string& name, const std::string& value) const {
        upstream::write_torch_archive(scratch.path() / (folder + name), pickled::file(value, 2));
    }

    /// Cells and their numbers.
    void write_cells(const std::vector<std::pair<std::string, int>>& cells) const {
        std::vector<std::pair<std::string, std::string>> entries;
        for (const auto& [cell, number] : cells)
            entries.emplace_back(pickled::text(cell), pickled::integer(number));
        write("str_arch2idx.pt", pickled::dictionary(entries));
    }

    std::vector<double> values(const std::string& metric,
                               const std::vector<std::string>& architectures) const {
        ArchitectureBatch batch(context.space->width());
        for (const std::string& text : architectures)
            batch.push_back(context.space->parse(text));
        std::vector<double> values(batch.size());
        MetricCatalogue(context).open(metric, "help")->evaluate(batch, values);
        return values;
    }

    std::string complaint(const std::string& metric) const {
        return user_error_of([&] { MetricCatalogue(context).open(metric, "help"); });
    }
};

}  // namespace

TEST_CASE("HELP's latencies of cells belong to the numbers that its dictionary gives them") {
    const Fixture help("nas-bench-201", "nasbench201");
    help.write_cells({{zeros, 1}, {convolution, 0}, {skips, 2}});
    help.write("latency/fpga.pt", reals({5.5, 1.25, 2}));
    const auto values = help.values("latency@fpga", {zeros, convolution, skips, "222222"});
    CHECK(values[0] == 1.25);
    CHECK(values[1] == 5.5);
    CHECK(values[2] == 2);
    CHECK(std::isnan(values[3]));
    MetricCatalogue catalogue(help.context);
    const auto source = catalogue.open("latency@fpga", "help");
    CHECK(help.context.space->to_string((*source->known())[0]) == convolution);
    CHECK(source->files().size() == 2);
}

TEST_CASE("every file in HELP's latency folder is a device, a user's own too") {
    const Fixture help("nas-bench-201", "nasbench201");
    help.write_cells({{zeros, 0}});
    help.write("latency/titan_rtx_256.pt", reals({1.5}));
    help.write("latency/my-board.pt", reals({2.5}));
    help.write("latency/no name.pt", reals({2.5}));
    help.scratch.write(help.folder + "latency/notes.txt", "nothing");
    const MetricCatalogue catalogue(help.context);
    std::vector<std::string> devices;
    for (const MetricOffer& offer : catalogue.offers()) {
        if (offer.info.source == "help") devices.push_back(offer.info.device());
    }
    CHECK(join(devices, " ") == "my-board titan_rtx_256");
    CHECK(help.values("latency@my-board", {zeros})[0] == 2.5);
}

TEST_CASE("a device that reports whole milliseconds is said to") {
    const Fixture help("nas-bench-201", "nasbench201");
    help.write_cells({{zeros, 0}, {skips, 1}});
    help.write("latency/phone.pt", integers({9, 17}));
    help.write("latency/board.pt", reals({9, 17.5}));
    MetricCatalogue catalogue(help.context);
    CHECK(catalogue.open("latency@phone")->info().note.find("whole milliseconds") != std::string::npos);
    CHECK(catalogue.open("latency@board")->info().note.find("whole milliseconds") == std::string::npos);
}

TEST_CASE("HELP's FBNet networks are lists of numbers of blocks, and only part of the space") {
    const Fixture help("fbnet", "fbnet");
    const std::vector<int> network = {7, 8, 1, 8, 4, 8, 8, 8, 7, 4, 1, 4, 7, 3, 2, 7, 3, 2, 4, 2, 4, 5};
    help.write(
        "metainfo.pt",
        pickled::dictionary(
            {{pickled::text("dataset"), pickled::text("cifar100")},
             {pickled::text("arch"),
              pickled::list({pickled::dictionary({{pickled::text("op_idx_list"), integers(network)}})})}}));
    help.write("latency/raspi4.pt", reals({30.25}));
    const auto values = help.values("latency@raspi4", {"7-8-1-8-4-8-8-8-7-4-1-4-7-3-2-7-3-2-4-2-4-5",
                                                       "8-8-8-8-8-8-8-8-8-8-8-8-8-8-8-8-8-8-8-8-8-8"});
    CHECK(values[0] == 30.25);
    CHECK(std::isnan(values[1]));
    CHECK(MetricCatalogue(help.context).open("latency@raspi4", "help")->info().partial);
}

TEST_CASE("HELP's once-for-all networks are dictionaries, whose absent blocks do not matter") {
    const Fixture help("ofa-mobilenetv3", "ofa");
    const std::string resolution =
        pickled::call("numpy.core.multiarray", "scalar",
                      {pickled::dtype("i8"), pickled::bytes(pickled::raw(std::int64_t{204}))});
    help.write(
        "ofa_archs.pt",
        pickled::dictionary(
            {{pickled::text("arch"),
              pickled::list({pickled::dictionary({{pickled::text("ks"), integers(std::vector<int>(20, 7))},
                                                  {pickled::text("e"), integers(std::vector<int>(20, 4))},
                                                  {pickled::text("d"), integers({2, 3, 4, 3, 2})},
                                                  {pickled::text("r"), resolution}})})}}));
    help.write("latency/v100_1.pt", reals({7.5}));
    const auto network = [](const std::string& third_kernel) {
        return "{'ks': [7,7," + third_kernel +
               ",7, 7,7,7,7, 7,7,7,7, 7,7,7,7, 7,7,7,7], 'e': [4,4,4,4, 4,4,4,4, 4,4,4,4, 4,4,4,4, 4,4,4,4], "
               "'d': [2,3,4,3,2], 'r': 204}";
    };
    const auto values = help.values("latency@v100_1", {network("7"), network("3")});
    CHECK(values[0] == 7.5);
    CHECK(values[1] == 7.5);
}

TEST_CASE("what is wrong in HELP's files is said with the file") {
    const Fixture help("nas-bench-201", "nasbench201");
    help.write("latency/a.pt", reals({1, 2}));
    CHECK(help.complaint("latency@a").find("str_arch2idx.pt") != std::string::npos);
    help.write_cells({{zeros, 0}, {skips, 2}});
    CHECK(
        help.complaint("latency@a").ends_with("' has number 2; expected the numbers from 0 to 1, each once"));
    help.write_cells({{zeros, 0}, {skips, 0}});
    CHECK(help.complaint("latency@a").find("' has number 0; expected") != std::string::npos);
    help.write_cells({{zeros, 0}, {"|none~0|", 1}});
    CHECK(help.complaint("latency@a").find("str_arch2idx.pt: architecture '|none~0|': at position 9") !=
          std::string::npos);
    help.write("str_arch2idx.pt", pickled::dictionary({{pickled::text(zeros), pickled::text("first")}}));
    const std::string file = (help.scratch.path() / help.folder / "str_arch2idx.pt").string();
    CHECK(help.complaint("latency@a").starts_with(file + ": "));
    CHECK(help.complaint("latency@a").rfind(file) == 0);
    help.write_cells({{zeros, 0}});
    CHECK(help.complaint("latency@a").find("a.pt: 2 latencies for the 1 architectures of") !=
          std::string::npos);
    help.write("latency/a.pt", pickled::text("fast"));
    CHECK(help.complaint("latency@a").find("a.pt") != std::string::npos);
}

namespace {

/// Checks every latency of every device against a table that was printed with so many significant digits.
/// Returns the number of values.
std::size_t compare_with_table(const std::string& space, const std::string& table, int digits,
                               const std::function<std::string(const CsvReader&)>& architecture_of) {
    MetricCatalogue catalogue = data_catalogue(space);
    CsvReader rows(shared_data() / table);
    std::vector<std::pair<std::size_t, std::vector<double>>> columns;
    std::shared_ptr<const MetricSource> source;
    for (std::size_t c = 0; c < rows.header().size(); ++c) {
        const std::string& name = rows.header()[c];
        if (!name.ends_with("_ms")) continue;
        source = catalogue.open("latency@" + name.substr(0, name.size() - 3), "help");
        auto& values = columns.emplace_back(c, source->known()->size()).second;
        source->evaluate(*source->known(), values);
    }
    const double tolerance = 0.51 * std::pow(10.0, 1 - digits);
    std::size_t compared = 0;
    for (std::size_t row = 0; rows.next(); ++row) {
        ArchitectureBatch written(catalogue.space()->width());
        written.push_back(catalogue.space()->parse(architecture_of(rows)));
        catalogue.space()->canonicalise(written, Equivalence::spelling);
        REQUIRE(std::ranges::equal((*source->known())[row], written[0]));
        for (const auto& [column, values] : columns) {
            const double printed = parse_number(rows.field(column)).value();
            if (std::abs(values[row] - printed) > tolerance * printed)
                FAIL_CHECK("row " << row << ": " << values[row] << " is not " << printed);
            ++compared;
        }
    }
    return compared;
}

}  // namespace

TEST_CASE("HELP's latencies of NAS-Bench-201 are those of the table") {
    const std::string table = "tables/nb201_help_latency.csv.gz";
    if (!have_data(table) || !have_data("HELP/data/nasbench201")) return;
    CHECK(compare_with_table("nas-bench-201", table, 10, [](const CsvReader& rows) {
              return std::string(rows.field(rows.column("arch_str")));
          }) == 27 * 15'625);
}

TEST_CASE("HELP's latencies of FBNet are those of the table") {
    const std::string table = "tables/fbnet_help_latency.csv.gz";
    if (!have_data(table) || !have_data("HELP/data/fbnet")) return;
    CHECK(compare_with_table("fbnet", table, 10, [](const CsvReader& rows) {
              return std::string(rows.field(rows.column("ops")));
          }) == 27 * 5000);
}

TEST_CASE("HELP's latencies of once-for-all's networks are those of the table") {
    const std::string table = "tables/ofa_mbv3_help.csv.gz";
    if (!have_data(table) || !have_data("HELP/data/ofa")) return;
    CHECK(compare_with_table("ofa-mobilenetv3", table, 8, [](const CsvReader& rows) {
              std::vector<std::string> entries;
              for (const char* key : {"ks", "e", "d", "r"}) {
                  std::string list(rows.field(rows.column(key)));
                  std::replace(list.begin(), list.end(), '-', ',');
                  entries.push_back("'" + std::string(key) + "': [" + list + "]");
              }
              return "{" + join(entries, ", ") + "}";
          }) == 12 * 5000);
}
