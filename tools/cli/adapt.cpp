// archfront adapt: takes in a new device from about ten measurements, and says which networks to measure.
#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <numeric>

#include "engine/architecture_set.hpp"
#include "engine/file.hpp"
#include "engine/text.hpp"
#include "objectives/adapted_file.hpp"
#include "objectives/agreement.hpp"
#include "objectives/measured_csv.hpp"
#include "objectives/sample_design.hpp"
#include "tools/cli/architectures.hpp"
#include "tools/cli/command.hpp"

namespace archfront {
namespace {

namespace fs = std::filesystem;

constexpr const char* synopsis =
    "adapt --space S [--metric M] (--suggest N | --device D FILE.csv | --device D --export | --device D "
    "--remove)";
/// Chosen among so many networks drawn by lot: in a whole space the most telling ones are its oddest.
constexpr std::size_t drawn_candidates = 1'000;

options::options_description describe_options() {
    options::options_description description("options");
    const auto text = [](const char* name) { return options::value<std::string>()->value_name(name); };
    description.add_options()("space", text("S")->required(), "search space")(
        "metric,m", text("M")->default_value("latency"),
        "metric that was measured, as known devices have it")("device", text("D"), "name of the new device")(
        "suggest", options::value<std::size_t>()->value_name("N"),
        "print N networks to measure (next), one a line")(
        "design", text("NAME")->default_value(to_string(Design::d_optimal)),
        "how to choose them: d-optimal, k-means or random")(
        "candidates", text("FILE"),
        "choose among these networks, one a line, instead of a thousand drawn by lot")(
        "seed", options::value<std::uint64_t>()->default_value(0)->value_name("K"), "of random choices")(
        "unit", text("U"),
        "in which the file has the values (default: what its header says, else as known devices)")(
        "export", options::bool_switch(), "print the device's measurements as CSV")(
        "remove", options::bool_switch(), "forget the device")(
        "file", options::value<std::string>()->value_name("FILE"),
        "measurements: CSV with the columns architecture and M; - for standard input");
    add_metric_options(description);
    return description;
}

/// What the request is about.
struct Request {
    const options::variables_map& values;
    MetricContext context;
    std::string metric;
    std::string device;

    explicit Request(const options::variables_map& of)
        : values(of),
          context(metric_context(of, make_space(of["space"].as<std::string>()))),
          metric(of["metric"].as<std::string>()),
          device(of.count("device") > 0 ? of["device"].as<std::string>() : "") {
        if (metric.find('@') != std::string::npos)
            throw UserError("--metric '" + excerpt(metric) + "' has a device; give it as --device");
        // It becomes part of a file's name.
        if (metric.empty() || metric.find_first_of("/\\\n") != std::string::npos || metric.front() == '.')
            throw UserError("--metric '" + excerpt(metric) + "' is no name of a metric");
        if (!device.empty()) check_device_name(device);
    }

    const SearchSpace& space() const { return *context.space; }
    bool flag(const char* name) const { return values[name].as<bool>(); }

    const std::string& require_device() const {
        if (device.empty()) throw UserError("--device is missing: name the device");
        return device;
    }

    /// Its file, wherever in the data directories it is. Throws UserError where the device is not known.
    fs::path kept_file() const {
        const fs::path name = fs::path(require_device() + "." + metric + ".yaml");
        std::vector<std::string> names;
        for (const fs::path& file : adapted_files(context.data, space().name())) {
            if (file.filename() == name) return file;
            names.push_back(file.stem().string());
        }
        throw UserError("no device '" + device + "' with metric '" + metric + "' was taken in for space '" +
                        space().name() + "'" + (names.empty() ? "" : "; there is " + join(names, ", ")));
    }
};

KnownMetrics learn(const Request& request) {
    MetricCatalogue catalogue(request.context);
    KnownMetrics known =
        learn_known_metrics(catalogue, known_metrics(catalogue, request.metric, request.device));
    if (known.formulas) {
        std::cerr << "archfront: no device of space '" << request.space().name() << "' has a metric '"
                  << request.metric << "', so closed formulas stand in for known devices\n";
    }
    return known;
}

/// The measurements of the file that was given, or those that were taken in before.
std::optional<DeviceMeasurements> measurements_of(const Request& request, const KnownMetrics& known) {
    if (request.values.count("file") > 0) {
        const std::string unit =
            request.values.count("unit") > 0 ? request.values["unit"].as<std::string>() : "";
        const bool has_unit = !known.formulas;
        MeasuredMetric of{.device = request.device,
                          .metric = request.metric,
                          .unit = has_unit ? known.unit : (unit.empty() ? "ms" : unit),
                          .direction = has_unit ? known.direction : Direction::minimise,
                          .file_unit = unit};
        return read_measured_csv(request.values["file"].as<std::string>(), request.space(), of);
    }
    if (request.device.empty()) return std::nullopt;
    return read_adapted_file(request.kept_file(), request.space()).measurements;
}

ArchitectureSet candidates_of(const Request& request) {
    const SearchSpace& space = request.space();
    ArchitectureSet candidates(space.width());
    Architecture row(space.width());
    if (request.values.count("candidates") > 0) {
        read_architectures(request.values["candidates"].as<std::string>(), space, nullptr,
                           [&](const ArchitectureBatch& batch) {
                               for (std::size_t r = 0; r < batch.size(); ++r) {
                                   row.assign(batch[r].begin(), batch[r].end());
                                   space.canonicalise(row, Equivalence::spelling);
                                   candidates.insert(row);
                               }
                           });
        return candidates;
    }
    RandomGenerator random(request.values["seed"].as<std::uint64_t>());
    for (std::size_t i = 0; i < drawn_candidates; ++i) {
        space.sample_network(random, row, Equivalence::spelling);
        candidates.insert(row);
    }
    return candidates;
}

int suggest(const Request& request) {
    const Design design = parse_design(request.values["design"].as<std::string>());
    const KnownMetrics known = learn(request);
    const KnownDevices& devices = *known.devices;
    const ArchitectureSet candidates = candidates_of(request);
    std::vector<double> covariance = few_shot_prior_covariance(devices.size(), devices.parts());
    double noise_variance = design_noise_variance;
    std::vector<std::size_t> measured;
    if (const auto measurements = measurements_of(request, known)) {
        const Adaptation adaptation(*measurements, known);
        covariance.assign(adaptation.model().covariance().begin(), adaptation.model().covariance().end());
        noise_variance = adaptation.model().noise_variance();
        for (std::size_t i = 0; i < measurements->architectures.size(); ++i) {
            if (const auto place = candidates.find(measurements->architectures[i]))
                measured.push_back(*place);
        }
        std::ranges::sort(measured);
        measured.erase(std::unique(measured.begin(), measured.end()), measured.end());
    }
    const std::size_t count = request.values["suggest"].as<std::size_t>();
    if (count > candidates.size() - measured.size()) {
        throw UserError("--suggest " + with_thousands(count) + ": only " +
                        with_thousands(candidates.size() - measured.size()) +
                        " networks are there that are not measured");
    }
    std::vector<double> numbers(candidates.size() * devices.width());
    devices.compute(candidates.view(), numbers);
    for (const std::size_t i :
         choose_samples(design, count, numbers, devices.width(), covariance, noise_variance, measured,
                        request.values["seed"].as<std::uint64_t>()))
        std::cout << request.space().to_string(candidates[i]) << "\n";
    return 0;
}

void print_report(const Adaptation& adaptation, const fs::path& file) {
    const DeviceMeasurements& measured = adaptation.measurements();
    const KnownMetrics& known = adaptation.known();
    std::cout << measured.id() << " [" << measured.unit << "] from " << with_thousands(measured.values.size())
              << " measurements beside ";
    if (known.formulas) {
        std::cout << "closed formulas\n";
    } else {
        std::cout << with_thousands(known.names.size()) << " known metrics (" << known.names.front().id
                  << " ... " << known.names.back().id << ")\n";
    }
    const std::vector<double> left_out = adaptation.left_out();
    std::vector<double> errors;
    for (std::size_t i = 0; i < left_out.size(); ++i)
        errors.push_back(std::abs(left_out[i] / measured.values[i] - 1));
    std::ranges::sort(errors);
    std::array<char, 160> line;
    std::snprintf(
        line.data(), line.size(),
        "left out one by one, they are predicted with a Spearman correlation of %.3f and a median error "
        "of %.1f %%\n",
        spearman(measured.values, left_out), 100 * errors[errors.size() / 2]);
    std::cout << line.data();
    for (const std::string& warning : warnings_of(adaptation))
        std::cerr << "archfront: warning: " << warning << "\n";
    std::cout << "kept in " << file.string() << "; experiments may now say devices: [" << measured.device
              << "]\n";
}

int take_in(const Request& request) {
    request.require_device();
    const KnownMetrics known = learn(request);
    const DeviceMeasurements measurements = *measurements_of(request, known);
    if (request.values.count("unit") == 0) check_magnitude(measurements, known);
    const Adaptation adaptation(measurements, known);
    const fs::path file =
        adapted_path(request.context.data, request.space().name(), request.device, request.metric);
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    if (error) {
        throw UserError("cannot make '" + file.parent_path().string() + "': " + error.message() +
                        "; put a directory of your own first: --data DIR:...");
    }
    write_file_atomically(file, adapted_file_text(adaptation, request.space()));
    print_report(adaptation, file);
    return 0;
}

int run_adapt(const std::vector<std::string>& arguments) {
    options::variables_map values;
    if (!parse_arguments("adapt", arguments, describe_options(), "file", 1, values)) return 0;
    const Request request(values);
    const bool suggests = values.count("suggest") > 0;
    const bool takes_in = values.count("file") > 0 && !suggests;
    if (suggests + takes_in + request.flag("export") + request.flag("remove") != 1) {
        throw UserError(
            "say one of --suggest N, FILE.csv, --export and --remove; see 'archfront adapt --help'");
    }
    if (suggests) return suggest(request);
    if (takes_in) return take_in(request);
    const fs::path file = request.kept_file();
    if (request.flag("export")) {
        const AdaptedFile kept = read_adapted_file(file, request.space());
        std::cout << to_measured_csv(kept.measurements, request.space());
    } else {
        fs::remove(file);
        std::cout << "removed " << file.string() << "\n";
    }
    return 0;
}

const Registration<Command> registration{
    {{.name = "adapt",
      .summary = "take in a new device from about ten measurements, or say which networks to measure",
      .citation = synopsis,
      .file = __FILE__},
     run_adapt}};

}  // namespace
}  // namespace archfront
