#include "objectives/split.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "engine/text.hpp"
#include "tests/data.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

const std::string upstream_lists = "Accel-NASBench/configs/data_splits/default_split/";

MetricInfo info_of(const char* id) {
    MetricInfo info;
    info.id = id;
    return info;
}

/// Rows of a table, of which the first has no value, called "net_0.json" and so on.
class Table : public MetricSource {
  public:
    Table(const SearchSpace& space, const std::vector<const char*>& cells)
        : MetricSource(info_of("energy@toaster")), rows_(space.width()) {
        for (const char* cell : cells)
            rows_.push_back(space.parse(cell));
    }

    std::optional<ArchitectureBatchView> known() const override { return rows_.view(); }
    std::optional<std::size_t> row_named(std::string_view name) const override {
        for (std::size_t row = 0; row < rows_.size(); ++row) {
            if (name == "net_" + std::to_string(row) + ".json") return row;
        }
        return std::nullopt;
    }
    ArchitectureBatchView with_value() const { return rows_.view().subview(1, rows_.size() - 1); }

  private:
    void do_evaluate(ArchitectureBatchView, std::span<double> values) const override {
        std::fill(values.begin(), values.end(), 1.0);
    }

    ArchitectureBatch rows_;
};

/// Eight rows with a value, of seven networks: the first differs from the second by an operation whose output nobody
/// reads.
struct Fixture {
    ScratchFolder scratch;
    std::shared_ptr<const SearchSpace> space = make_space("nas-bench-201");
    Table table{*space,
                {"333333", "300300", "000300", "333332", "000200", "000100", "323333", "232323", "313131"}};
    SplitOptions options{.test_fraction = 0, .validation_fraction = 0};

    std::filesystem::path list(const std::string& text, const std::string& name = "list.txt") const {
        return scratch.write(name, text);
    }
    Split split(std::size_t member = 0) const {
        return split_rows(*space, table.with_value(), options, &table, member);
    }
    /// What is said of the options, without the folder of their files.
    std::string complaint() const {
        const std::string message = user_error_of([&] { split(); });
        const std::string folder = scratch.path().string() + "/";
        return message.starts_with(folder) ? message.substr(folder.size()) : message;
    }
};

ArchitectureBatch every_cell(const SearchSpace& space) {
    ArchitectureBatch cells(space.width());
    for (std::uint64_t ordinal = 0; ordinal < *space.size(); ++ordinal)
        space.from_ordinal(ordinal, cells.emplace_back());
    return cells;
}

}  // namespace

TEST_CASE("isomorphic cells stay in one part, and every row is in exactly one") {
    const auto space = make_space("nas-bench-201");
    ArchitectureBatch cells = every_cell(*space);
    const Split split = split_rows(*space, cells, {});
    space->canonicalise(cells, Equivalence::isomorphism);
    std::vector<int> times_used(cells.size(), 0);
    std::size_t classes = 0;
    for (const RowNumbers& part : {split.train, split.validation, split.test}) {
        CHECK(std::is_sorted(part.begin(), part.end()));
        std::set<std::uint64_t> of_part;
        for (const std::size_t row : part) {
            ++times_used[row];
            of_part.insert(space->ordinal(cells[row]));
        }
        classes += of_part.size();
    }
    CHECK(std::count(times_used.begin(), times_used.end(), 1) == 15'625);
    CHECK(classes == 6'466);
    for (const RowNumbers& part : {split.validation, split.test}) {
        CHECK(part.size() >= 1562);
        CHECK(part.size() < 1700);
    }
}

TEST_CASE("the shipped surrogates' split stays what it was") {
    const auto space = make_space("nas-bench-201");
    const Split split = split_rows(*space, every_cell(*space), {});
    CHECK(split.test.size() == 1564);
    CHECK(split.validation.size() == 1563);
    CHECK(RowNumbers(split.test.begin(), split.test.begin() + 3) == RowNumbers{754, 759, 764});
    CHECK(RowNumbers(split.validation.begin(), split.validation.begin() + 3) == RowNumbers{878, 883, 888});
}

TEST_CASE(
    "an entry of a list is a spelling, a row's number or a row's name, and stands for all of its network") {
    Fixture fixture;
    fixture.options.test = fixture.list("# three networks\n\n#1\r\n  net_3.json\n000200");
    const Split split = fixture.split();
    CHECK(split.test == RowNumbers{0, 1, 2, 3});  // #1 is the same network as row 1
    CHECK(split.train == RowNumbers{4, 5, 6, 7});
    CHECK(split.validation.empty());
    fixture.options.test = fixture.list("[\"#1\", \"net_3.json\",\n\"000200\"]", "list.json");
    CHECK(fixture.split().test == split.test);
    fixture.options.test = fixture.list("- '#1'\n- net_3.json\n- '000200'\n", "list.yaml");
    CHECK(fixture.split().test == split.test);
}

TEST_CASE("with a list of what trains, what no list names is left out") {
    Fixture fixture;
    fixture.options.train = fixture.list("#3\n#4\n#5\n", "train.txt");
    fixture.options.validation = fixture.list("#1\n", "validation.txt");
    const Split split = fixture.split();
    CHECK(split.train == RowNumbers{2, 3, 4});
    CHECK(split.validation == RowNumbers{0, 1});
    CHECK(split.test.empty());
    fixture.options.test_fraction = 0.25;
    const Split with_test = fixture.split();
    CHECK(with_test.train == split.train);
    REQUIRE(with_test.test.size() == 2);
    CHECK(with_test.test[0] >= 5);
}

TEST_CASE("a list of the test keeps the fraction of the validation to the other rows") {
    const auto space = make_space("nas-bench-201");
    const ScratchFolder scratch;
    const ArchitectureBatch cells = every_cell(*space);
    SplitOptions options;
    options.test = scratch.write("test.txt", "333333\n");
    const Split split = split_rows(*space, cells, options);
    CHECK(split.test == RowNumbers{15'624 / 4 * 3});
    CHECK(split.validation.size() >= 1562);
    CHECK(split.train.size() + split.validation.size() + split.test.size() == 15'625);
    CHECK(split.validation != split_rows(*space, cells, {}).validation);
}

TEST_CASE("the members of an ensemble validate each on a fold of their own, and all but the test is in one") {
    const auto space = make_space("nas-bench-201");
    ArchitectureBatch cells = every_cell(*space);
    SplitOptions options;
    options.folds = 9;
    const Split first = split_rows(*space, cells, options, nullptr, 0);
    CHECK(first.test == split_rows(*space, cells, {}).test);
    space->canonicalise(cells, Equivalence::isomorphism);
    std::map<std::uint64_t, std::size_t> fold_of;  // by network
    std::size_t rows = 0;
    for (std::size_t member = 0; member < 9; ++member) {
        const Split split = split_rows(*space, cells, options, nullptr, member);
        CHECK(split.test == first.test);
        CHECK(split.train.size() + split.validation.size() + split.test.size() == 15'625);
        CHECK(std::abs(static_cast<double>(split.validation.size()) - (15'625 - 1564) / 9.0) < 10);
        std::size_t strays = 0;
        for (const std::size_t row : split.validation)
            strays += fold_of.emplace(space->ordinal(cells[row]), member).first->second == member ? 0U : 1U;
        CHECK(strays == 0);
        rows += split.validation.size();
    }
    CHECK(rows == 15'625 - first.test.size());
    CHECK(split_rows(*space, cells, options, nullptr, 9).validation == first.validation);
}

TEST_CASE("folds deal out the list of what trains, if there is one") {
    Fixture fixture;
    fixture.options.folds = 3;
    fixture.options.train = fixture.list("#3\n#4\n#5\n#6\n#7\n#8\n");
    RowNumbers validated;
    for (std::size_t member = 0; member < 3; ++member) {
        const Split split = fixture.split(member);
        CHECK(split.train.size() == 4);
        CHECK(split.test.empty());
        validated.insert(validated.end(), split.validation.begin(), split.validation.end());
    }
    std::sort(validated.begin(), validated.end());
    CHECK(validated == RowNumbers{2, 3, 4, 5, 6, 7});
}

TEST_CASE("networks that the source has no value of are passed over, unknown ones are not") {
    Fixture fixture;
    fixture.options.test = fixture.list("#0\n#3\n");
    CHECK(fixture.split().test == RowNumbers{2});
    fixture.options.test = fixture.list("#0\n333333\n");
    CHECK(fixture.complaint() ==
          "list.txt: the test list names no network that has a value (2 were measured without one); add "
          "entries, or leave the list out");
    fixture.options.test = fixture.list("#3\n111111\n222222\n");
    CHECK(fixture.complaint() ==
          "list.txt:2: '111111' is no network of the data, the first of 2 in this list; remove what was not "
          "measured");
    fixture.options.test = fixture.list("# nothing\n");
    CHECK(
        fixture.complaint().starts_with("list.txt: the test list names no network that has a value (0 were"));
}

TEST_CASE("a network in two lists is refused, whatever its spelling") {
    Fixture fixture;
    fixture.options.train = fixture.list("#1\n#1\n#3\n", "train.txt");  // twice in one list does not matter
    fixture.options.test = fixture.list("#4\n#2\n", "test.txt");
    CHECK(fixture.complaint() ==
          "test.txt:2: '#2' is in the train list too, perhaps as another spelling of this network; keep one");
}

TEST_CASE("splits that cannot be had are refused with the numbers") {
    Fixture fixture;
    fixture.options.folds = 8;
    CHECK(fixture.complaint() ==
          "--folds asks for 8 folds of 7 different networks; ask for fewer folds, or add rows");
    fixture.options.folds = 1;
    CHECK(fixture.complaint().starts_with("--folds 1 leaves nothing to train on"));
    fixture.options.folds = 2;
    fixture.options.validation = fixture.list("#1\n");
    CHECK(fixture.complaint().starts_with("--folds and a validation list both say"));
    fixture.options.folds = 0;
    fixture.options.test_fraction = 0.9;
    CHECK(fixture.complaint().find("--test-fraction asks for 7 of the rows, but only 6 are left") !=
          std::string::npos);
    fixture.options.test_fraction = 0.75;
    CHECK(
        fixture.complaint().starts_with("nothing is left to train on: 8 rows with a value, of 7 different"));
}

TEST_CASE("entries that stand for nothing are refused at their position") {
    Fixture fixture;
    const auto complaint = [&](const std::string& text, const char* name = "list.txt") {
        fixture.options.test = fixture.list(text, name);
        return fixture.complaint();
    };
    CHECK(complaint("#3\n#9\n")
              .starts_with("list.txt:2: neither an architecture nor the number or name of a row: "
                           "'#9' names no row: the table of 'energy@toaster' has #0 to #8"));
    CHECK(complaint("#3 #4\n").find("'#3 #4' names no row") != std::string::npos);
    CHECK(complaint("net_9.json\n").starts_with("list.txt:1: neither an architecture nor"));
    CHECK(complaint("[\"#3\",\n  [\"#4\"]]", "list.json")
              .starts_with("list.json:2:3: 'architecture' is a list"));
    CHECK(complaint("{\"test\": [\"#3\"]}", "list.json").starts_with("list.json: expected a list"));
    CHECK(complaint("", "list.json").starts_with("list.json: expected a list"));
    CHECK(complaint("- #3\n", "list.yaml").find("is nothing, expected a single value") != std::string::npos);
}

TEST_CASE("hostile lists are refused, not fallen over") {
    Fixture fixture;
    const auto refused = [&](const std::string& text, const char* name) {
        fixture.options.test = fixture.list(text, name);
        return fixture.complaint().starts_with(name);
    };
    const std::string good = "[\"#3\"]";
    for (std::size_t length = 0; length < good.size(); ++length)
        CHECK(refused(good.substr(0, length), "list.json"));
    CHECK(refused(std::string(1'000'000, '['), "list.json"));
    CHECK(refused(std::string("[\"#3\0\"]", 8), "list.json"));
    CHECK(refused("[\"" + std::string(2'000'000, 'x') + "\"]", "list.json"));
    CHECK(refused(std::string("#3\0\n", 4), "list.txt"));
    CHECK(refused("000300\n\xff\xfe\n", "list.txt"));
    CHECK(refused(std::string(5'000'000, '9'), "list.txt"));
    CHECK_FALSE(refused(std::string(1'000'000, '\n') + "#3", "list.txt"));
    std::filesystem::resize_file(fixture.list("#3\n"),
                                 std::uintmax_t{1} << 40);  // of which nothing is stored
    CHECK(fixture.complaint().find("larger than 67,108,864 bytes") != std::string::npos);
    fixture.options.test = fixture.scratch.path() / "none.txt";
    CHECK(fixture.complaint().starts_with("cannot read "));
}

TEST_CASE("Accel-NASBench's own lists divide its networks as upstream does") {
    if (!have_data(upstream_lists + "train_paths.json")) return;
    if (!have_data("Accel-NASBench/anb_dataset/anb_dataset_jsons.tar.gz")) return;
    SplitOptions options;
    options.train = shared_data() / (upstream_lists + "train_paths.json");
    options.validation = shared_data() / (upstream_lists + "val_paths.json");
    options.test = shared_data() / (upstream_lists + "test_paths.json");
    // Rows with a value, as upstream's own training counts them.
    const std::map<std::string, std::array<std::size_t, 3>> rows = {
        {"accuracy", {4100, 512, 512}},         {"throughput@a100", {4100, 512, 512}},
        {"throughput@3090", {4098, 511, 512}},  {"throughput@tpuv2", {4067, 509, 511}},
        {"throughput@tpuv3", {4064, 509, 507}}, {"throughput@zcu102", {4098, 512, 512}},
        {"latency@vck190", {4098, 512, 512}}};
    MetricCatalogue catalogue = data_catalogue("mnasnet");
    for (const auto& [metric, sizes] : rows) {
        CAPTURE(metric);
        const auto source = catalogue.open(metric, "accel-nasbench");
        std::vector<double> values(source->known()->size());
        source->evaluate(*source->known(), values);
        ArchitectureBatch with_value(source->known()->width());
        for (std::size_t row = 0; row < values.size(); ++row) {
            if (std::isfinite(values[row])) with_value.push_back((*source->known())[row]);
        }
        const Split split = split_rows(*catalogue.space(), with_value, options, source.get());
        CHECK(split.train.size() == sizes[0]);
        CHECK(split.validation.size() == sizes[1]);
        CHECK(split.test.size() == sizes[2]);
    }
}
