#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/csv.hpp"
#include "engine/text.hpp"
#include "objectives/upstream/gpt_measurements.hpp"
#include "tests/data.hpp"
#include "tests/objectives/upstream/pickle_writer.hpp"
#include "tests/objectives/upstream/torch_archive_writer.hpp"
#include "tests/scratch.hpp"

using namespace archfront;
using namespace archfront::upstream;

namespace {

const std::string folder = "HW-GPT-Bench/data_collection/gpt_datasets/";

MetricCatalogue catalogue_in(const ScratchFolder& data, const std::string& space = "gpt-s") {
    MetricContext context;
    context.space = make_space(space);
    context.data = DataPath({data.path()});
    return MetricCatalogue(std::move(context));
}

std::vector<double> values(const MetricSource& source, ArchitectureBatchView batch) {
    std::vector<double> values(batch.size());
    source.evaluate(batch, values);
    return values;
}

/// The rows of a CSV file of architectures, and its columns of numbers by name; empty fields are NaN.
struct Expected {
    ArchitectureBatch architectures;
    std::map<std::string, std::vector<double>> columns;

    Expected(const std::filesystem::path& file, const SearchSpace& space) : architectures(space.width()) {
        CsvReader reader(file);
        const std::size_t architecture = reader.column("arch_str");
        while (reader.next()) {
            architectures.push_back(space.parse(reader.field(architecture)));
            for (std::size_t c = 0; c < reader.header().size(); ++c) {
                columns[reader.header()[c]].push_back(parse_number(reader.field(c)).value_or(std::nan("")));
            }
        }
    }
};

bool near(double a, double b, double relative) {
    return (std::isnan(a) && std::isnan(b)) || std::abs(a - b) <= relative * std::abs(b);
}

/// Two rows, the second with a shallower network; a100's energies are missing there.
const std::string deep = "gpt-s-11-384-3-2-2-4-3-4-4-4-2-3-2-4-8-12-8-8-8-8-8-12-4-12-True";
const std::string shallow = "gpt-s-10-192-2-2-2-2-2-2-2-2-2-2-4-4-4-4-4-4-4-4-4-4-False";

std::string stats_entry(double perplexity, const std::vector<double>& latencies,
                        const std::string& energies) {
    std::vector<std::string> reals;
    for (const double latency : latencies)
        reals.push_back(pickled::real(latency));
    return pickled::dictionary(
        {{pickled::text("perplexity"), pickled::real(perplexity)},
         {pickled::text("accuracy"), pickled::none()},
         {pickled::text("flops"), pickled::integer(1'802'502'144'000)},
         {pickled::text("something else"), pickled::text("ignored")},
         {pickled::text("a100"), pickled::dictionary({{pickled::text("latencies"), pickled::list(reals)},
                                                      {pickled::text("energies"), energies}})}});
}

void write_stats(const ScratchFolder& data, const std::string& pickle) {
    data.write(folder + "gpt_s/stats.pkl", pickle);
}

void write_two_rows(const ScratchFolder& data) {
    write_stats(data, pickled::file(pickled::dictionary(
                          {{pickled::text(deep), stats_entry(31.5, {9, 1, 2, 4}, pickled::real(0.25))},
                           {pickled::text(shallow), stats_entry(42.5, {5}, pickled::none())}})));
}

double value(const ScratchFolder& data, const std::string& metric, const std::string& architecture,
             const std::string& source = "") {
    MetricCatalogue catalogue = catalogue_in(data);
    const bool is_measured = metric.find('@') != std::string::npos;
    return values(*catalogue.open(metric, source.empty() && is_measured ? "hw-gpt-bench" : source),
                  ArchitectureBatchView(catalogue.space()->parse(architecture)))[0];
}

std::string raw_floats(const std::vector<float>& numbers) {
    std::string bytes;
    for (const float number : numbers)
        bytes += pickled::raw(number);
    return bytes;
}

/// A network of one hidden unit that passes a single input on: output = 1000 + max(0, 100 + input).
void write_checkpoint(const ScratchFolder& data, const std::string& name, std::size_t inputs,
                      std::size_t passed) {
    std::vector<float> first(inputs);
    first[passed] = 1;
    const auto tensor = [](const char* key, std::vector<std::int64_t> shape) {
        std::int64_t count = 1;
        for (const std::int64_t size : shape)
            count *= size;
        const std::vector<std::int64_t> strides =
            shape.size() == 2 ? std::vector<std::int64_t>{shape[1], 1} : std::vector<std::int64_t>{1};
        return pickled::tensor(pickled::storage(key, "FloatStorage", count), 0, shape, strides);
    };
    const auto n = static_cast<std::int64_t>(inputs);
    // Two hidden units, so that the first layer does not end the network.
    first.resize(2 * inputs);
    const std::string pickle =
        pickled::file(pickled::dictionary({{pickled::text("fc1.weight"), tensor("0", {2, n})},
                                           {pickled::text("fc1.bias"), tensor("1", {2})},
                                           {pickled::text("fc2.weight"), tensor("2", {1, 2})},
                                           {pickled::text("fc2.bias"), tensor("3", {1})}}),
                      2);
    const std::filesystem::path file = data.path() / (folder + "predictor_ckpts/" + name);
    std::filesystem::create_directories(file.parent_path());
    write_torch_archive(file, pickle,
                        {{"0", raw_floats(first)},
                         {"1", raw_floats({100, 0})},
                         {"2", raw_floats({1, 0})},
                         {"3", raw_floats({1000})}});
}

}  // namespace

TEST_CASE("HW-GPT-Bench's API answers are reproduced column by column") {
    struct Column {
        const char* name;
        const char* metric;
        double relative;
    };
    const std::vector<Column> columns = {{"perplexity", "perplexity", 1e-5},
                                         {"float16_memory", "float16_memory", 1e-5},
                                         {"bfloat16_memory", "bfloat16_memory", 1e-5},
                                         {"flops_mlp", "flops.mlp", 1e-5},
                                         {"params_mlp", "params.mlp", 1e-5},
                                         {"float16_memory_trainenc", "float16_memory.corrected", 1e-5},
                                         {"bfloat16_memory_trainenc", "bfloat16_memory.corrected", 1e-5},
                                         {"flops_mlp_trainenc", "flops.mlp.corrected", 1e-5},
                                         {"params_mlp_trainenc", "params.mlp.corrected", 1e-5},
                                         {"flops", "flops", 0},
                                         {"params", "params", 0},
                                         {"params_boolbias", "params.corrected", 0}};
    for (const std::string scale : {"s", "m", "l"}) {
        const std::string file = "../references/hwgpt_" + scale + "_reference.csv";
        if (!have_data(file)) return;
        MetricCatalogue catalogue = data_catalogue("gpt-" + scale);
        const Expected expected(shared_data() / file, *catalogue.space());
        CHECK(expected.architectures.size() == 150);
        for (const Column& column : columns) {
            CAPTURE(scale);
            CAPTURE(std::string(column.name));
            const std::vector<double> found = values(*catalogue.open(column.metric), expected.architectures);
            for (std::size_t r = 0; r < found.size(); ++r)
                REQUIRE(near(found[r], expected.columns.at(column.name)[r], column.relative));
        }
        // With biases as asked, upstream's formula still counts attention twice.
        const std::vector<double> once = values(*catalogue.open("flops.corrected"), expected.architectures);
        for (std::size_t r = 0; r < once.size(); ++r) {
            const double attention =
                4 * expected.columns.at("n_layer")[r] * expected.columns.at("embed_dim")[r] * 1024 * 1024;
            REQUIRE(once[r] + attention == expected.columns.at("flops_boolbias")[r]);
        }
    }
}

TEST_CASE("HW-GPT-Bench's measurements are those of the tables") {
    for (const std::string scale : {"s", "m", "l"}) {
        if (!have_data("tables/hwgpt_" + scale + ".csv.gz")) return;
        MetricCatalogue catalogue = data_catalogue("gpt-" + scale);
        const Expected expected(shared_data() / ("tables/hwgpt_" + scale + ".csv.gz"), *catalogue.space());
        const auto check = [&](const std::string& metric, const std::string& column,
                               const std::string& source = "hw-gpt-bench") {
            CAPTURE(metric);
            const auto opened = catalogue.open(metric, source);
            const std::vector<double> found = values(*opened, expected.architectures);
            std::size_t compared = 0;
            for (std::size_t r = 0; r < found.size(); ++r) {
                if (std::isnan(found[r])) continue;
                REQUIRE(near(found[r], expected.columns.at(column)[r], 5e-7));
                ++compared;
            }
            CHECK(compared > 0);
            CHECK(compared <= opened->known()->size());
        };
        check("perplexity", "perplexity", "hw-gpt-bench-stats");
        check("accuracy", "accuracy_measured");
        check("flops.profiled", "flops_profiled");
        check("params.profiled", "params_profiled");
        check("float16_memory", "float16_memory_MB", "hw-gpt-bench-stats");
        check("bfloat16_memory", "bfloat16_memory_MB", "hw-gpt-bench-stats");
        for (const std::string_view named : gpt_devices) {
            const std::string device(named);
            check("latency@" + device, device + "_lat_ms_median");
            check("latency.mean@" + device, device + "_lat_ms_mean");
            if (scale != "s" || device != "cpu_amd_7513")  // one observation each
                check("latency.std@" + device, device + "_lat_ms_std");
            const bool one_number = device.starts_with("cpu_");
            check("energy@" + device, device + (one_number ? "_energy_Wh_mean" : "_energy_Wh_median"));
            check("energy.mean@" + device, device + "_energy_Wh_mean");
            if (!one_number) check("energy.std@" + device, device + "_energy_Wh_std");
        }
    }
}

TEST_CASE("HW-GPT-Bench's own names reach its medians") {
    const ScratchFolder data;
    write_two_rows(data);
    MetricCatalogue catalogue = catalogue_in(data);
    CHECK(catalogue.resolve("latencies@a100") == "latency@a100");
    CHECK(catalogue.resolve("energies@P100") == "energy@P100");
}

TEST_CASE("repeated measurements of a GPT answer with median, mean and deviation") {
    const ScratchFolder data;
    write_two_rows(data);
    CHECK(value(data, "latency@a100", deep) == 3);
    CHECK(value(data, "latency.mean@a100", deep) == 4);
    CHECK(value(data, "latency.std@a100", deep) == doctest::Approx(std::sqrt(9.5)));
    CHECK(value(data, "latency@a100", shallow) == 5);
    CHECK(std::isnan(value(data, "latency.std@a100", shallow)));
    CHECK(value(data, "energy@a100", deep) == 0.25);
    CHECK(std::isnan(value(data, "energy@a100", shallow)));
    CHECK(value(data, "perplexity", shallow, "hw-gpt-bench-stats") == 42.5);
    CHECK(value(data, "flops.profiled", shallow) == 1'802'502'144'000);
}

TEST_CASE("GPT measurements know their rows in the file's order, and nothing else") {
    const ScratchFolder data;
    write_two_rows(data);
    MetricCatalogue catalogue = catalogue_in(data);
    const auto source = catalogue.open("latency@a100", "hw-gpt-bench");
    REQUIRE(source->known()->size() == 2);
    CHECK(catalogue.space()->to_string((*source->known())[0]) == deep);
    CHECK(catalogue.space()->to_string((*source->known())[1]) == shallow);
    CHECK(source->files() == std::vector<std::filesystem::path>{data.path() / folder / "gpt_s/stats.pkl"});
    std::string other = shallow;
    other.replace(other.find("192"), 3, "384");
    CHECK(std::isnan(value(data, "latency@a100", other)));
    // Layers beyond the depth make no difference.
    Architecture respelled = catalogue.space()->parse(shallow);
    respelled.back() = 2;
    CHECK(values(*source, ArchitectureBatchView(respelled))[0] == 5);
}

TEST_CASE("a noisy latency is one of the observations, the same for an architecture whenever it is asked") {
    if (!have_data("tables/hwgpt_s_latency_observations.csv.gz")) return;
    MetricCatalogue catalogue = data_catalogue("gpt-s");
    const Expected expected(shared_data() / "tables/hwgpt_s.csv.gz", *catalogue.space());
    const std::vector<double> drawn =
        values(*catalogue.open("latency.draw@a100", "hw-gpt-bench"), expected.architectures);
    CsvReader observations(shared_data() / "tables/hwgpt_s_latency_observations.csv.gz");
    std::size_t compared = 0;
    for (std::size_t r = 0; observations.next(); ++r) {
        if (std::isnan(drawn[r])) continue;
        bool found = false;
        for (int i = 0; i < 10; ++i) {
            const std::size_t column = observations.column("a100_lat_ms_" + std::to_string(i));
            const auto observed = parse_number(observations.field(column));
            found = found || (observed && near(drawn[r], *observed, 1e-9));
        }
        REQUIRE(found);
        ++compared;
    }
    CHECK(compared >= 300);

    MetricCatalogue another = data_catalogue("gpt-s");
    const auto again = another.open("latency.draw@a100", "hw-gpt-bench");
    const ArchitectureBatchView known = *again->known();
    for (std::size_t r = known.size(); r-- > 0;)
        REQUIRE(values(*again, ArchitectureBatchView(known[r]))[0] ==
                values(*catalogue.open("latency.draw@a100", "hw-gpt-bench"), known)[r]);
}

TEST_CASE("noisy latencies take every observation about equally often") {
    const ScratchFolder data;
    std::vector<std::pair<std::string, std::string>> rows;
    const auto space = make_space("gpt-s");
    RandomGenerator random(1);
    Architecture row(space->width());
    ArchitectureBatch batch(space->width());
    while (rows.size() < 2000) {
        space->sample(random, row);
        batch.push_back(row);
        rows.emplace_back(pickled::text(space->to_string(row)),
                          stats_entry(1, {0, 1, 2, 3}, pickled::none()));
    }
    write_stats(data, pickled::file(pickled::dictionary(rows)));
    MetricCatalogue catalogue = catalogue_in(data);
    for (const char* metric : {"latency.draw@a100", "latency.draw2@a100", "latency.draw3@a100"}) {
        std::map<double, int> counts;
        for (const double latency : values(*catalogue.open(metric), batch))
            ++counts[latency];
        REQUIRE(counts.size() == 4);
        for (const auto& [latency, count] : counts)
            CHECK(std::abs(count - 500) < 100);  // more than five standard deviations
    }
}

TEST_CASE("measurements that are no measurements of GPTs are refused by name") {
    const auto refusal = [](const std::string& pickle) {
        const ScratchFolder data;
        write_stats(data, pickle);
        const std::string message = user_error_of([&] { value(data, "latency@a100", deep); });
        CHECK(message.find("stats.pkl") != std::string::npos);
        return message.substr(message.find("stats.pkl"));
    };
    const std::string entry = stats_entry(1, {1}, pickled::none());
    const std::string name = pickled::text(deep);
    CHECK(refusal(pickled::file(pickled::list({}))) == "stats.pkl: expected a dictionary of architectures");
    CHECK(refusal(pickled::file(pickled::dictionary({{pickled::text("gpt-m-1"), entry}})))
              .find("of space gpt-m") != std::string::npos);
    CHECK(refusal(pickled::file(pickled::dictionary({{name, entry}, {name, entry}}))) ==
          "stats.pkl: architecture '" + deep + "' is there twice");
    CHECK(refusal(pickled::file(pickled::dictionary({{name, pickled::list({})}}))) ==
          "stats.pkl: expected a dictionary of measurements of '" + deep + "'");
    const auto twice = pickled::dictionary(
        {{pickled::text("flops"), pickled::real(1)}, {pickled::text("flops"), pickled::real(2)}});
    CHECK(refusal(pickled::file(pickled::dictionary({{name, twice}}))) ==
          "stats.pkl: 'flops' of '" + deep + "' is there twice");
    const auto words = pickled::dictionary({{pickled::text("flops"), pickled::text("many")}});
    CHECK(refusal(pickled::file(pickled::dictionary({{name, words}}))).find("'many'") != std::string::npos);
    const auto empty = pickled::dictionary({{pickled::text("flops"), pickled::real(1)}});
    CHECK(refusal(pickled::file(pickled::dictionary({{name, empty}}))) ==
          "stats.pkl: no architecture has 'a100/latencies'");
}

TEST_CASE("one list named ten thousand times does not make ten thousand lists") {
    const auto space = make_space("gpt-s");
    RandomGenerator random(1);
    Architecture row(space->width());
    std::string pickle = "\x80\x02}(";
    const std::string observations = pickled::list(std::vector<std::string>(20'000, pickled::real(1)));
    for (int i = 0; i < 10'000; ++i) {
        space->sample(random, row);
        const std::string list = i == 0 ? observations + std::string("q\0", 2) : std::string("h\0", 2);
        pickle += pickled::text(space->to_string(row)) +
                  pickled::dictionary(
                      {{pickled::text("a100"), pickled::dictionary({{pickled::text("latencies"), list}})}});
    }
    const ScratchFolder data;
    write_stats(data, pickle + "u.");
    CHECK(user_error_of([&] {
              value(data, "latency@a100", deep);
          }).find("more than 20,000,000 observations") != std::string::npos);
}

TEST_CASE("a checkpoint sees the inputs that upstream's encodings give it") {
    // Inputs of float16_memory: embed_dim, n_layer, 12 MLP ratios, 12 numbers of heads, bias.
    const auto memory = [](std::size_t input, const std::string& metric, const std::string& architecture) {
        const ScratchFolder data;
        write_checkpoint(data, "hwmetric/mlp/float16_memory_s.pth", 27, input);
        return value(data, metric, architecture) - 1100;
    };
    const auto near_value = [](double wanted) { return doctest::Approx(wanted).epsilon(1e-4); };
    CHECK(memory(0, "float16_memory", deep) == near_value(1.0 / 3));
    CHECK(memory(1, "float16_memory", deep) == near_value(0.5));
    CHECK(memory(2, "float16_memory", deep) == near_value(0.5));       // ratio 3 of 2, 3, 4
    CHECK(memory(14 + 1, "float16_memory", deep) == near_value(0.5));  // 8 heads of 4, 8, 12
    CHECK(memory(2 + 11, "float16_memory", deep) == near_value(-1));
    CHECK(memory(14 + 11, "float16_memory", deep) == near_value(-1));
    CHECK(memory(2 + 11, "float16_memory.corrected", deep) == 0);
    CHECK(memory(26, "float16_memory", deep) == near_value(1));
    CHECK(memory(26, "float16_memory", shallow) == 0);
    CHECK(memory(26, "float16_memory.corrected", shallow) == near_value(1));

    // Inputs of perplexity: 3 + 3 one-hot, 36 for MLP ratios, 36 for heads, bias True and False.
    const auto perplexity = [](std::size_t input, const std::string& architecture) {
        const ScratchFolder data;
        write_checkpoint(data, "metric/perplexity_s.pt", 80, input);
        return value(data, "perplexity", architecture) - 1100;
    };
    CHECK(perplexity(1, deep) == 1);
    CHECK(perplexity(0, deep) == 0);
    CHECK(perplexity(3 + 1, deep) == 1);
    CHECK(perplexity(6 + 3 * 3 + 2, deep) == 1);   // ratio 4 in layer 3
    CHECK(perplexity(42 + 3 * 2 + 2, deep) == 1);  // 12 heads in layer 2
    CHECK(perplexity(6 + 3 * 11, deep) == 0);      // no layer 11
    CHECK(perplexity(78, deep) == 1);
    CHECK(perplexity(79, shallow) == 1);
}

TEST_CASE("a checkpoint of another scale is refused") {
    const ScratchFolder data;
    write_checkpoint(data, "metric/perplexity_s.pt", 152, 0);
    CHECK(
        user_error_of([&] { value(data, "perplexity", deep); })
            .ends_with("perplexity_s.pt: fc1.weight should have shape (outputs, 80); is this the checkpoint "
                       "of another scale?"));
}

TEST_CASE("GPT predictions do not depend on the batch, and inactive layers make no difference") {
    if (!have_data(folder + "predictor_ckpts/metric/perplexity_m.pt")) return;
    MetricCatalogue catalogue = data_catalogue("gpt-m");
    ArchitectureBatch batch(catalogue.space()->width());
    RandomGenerator random(5);
    while (batch.size() < 700)
        catalogue.space()->sample(random, batch.emplace_back());
    ArchitectureBatch canonical = batch;
    catalogue.space()->canonicalise(canonical, Equivalence::spelling);
    for (const char* metric : {"perplexity", "float16_memory", "params.mlp.corrected"}) {
        const auto source = catalogue.open(metric);
        const std::vector<double> together = values(*source, batch);
        CHECK(values(*source, canonical) == together);
        for (std::size_t r = 0; r < batch.size(); r += 13)
            REQUIRE(values(*source, ArchitectureBatchView(batch[r]))[0] == together[r]);
    }
}

TEST_CASE("the wide GPT spaces have no predictors") {
    if (!have_data(folder + "predictor_ckpts/metric/perplexity_s.pt")) return;
    const MetricCatalogue catalogue = data_catalogue("gpt-s-wide");
    for (const MetricOffer& offer : catalogue.offers())
        CHECK(offer.info.source == "formula");
}
