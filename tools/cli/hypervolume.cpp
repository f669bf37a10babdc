// archfront hypervolume: the hypervolume of a file of points, exact wherever that takes a second.
#include "engine/hypervolume.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iostream>
#include <limits>
#include <utility>

#include "engine/hypervolume_estimate.hpp"
#include "engine/pareto.hpp"
#include "engine/text.hpp"
#include "tools/cli/points.hpp"

namespace archfront {
namespace {

constexpr std::uint64_t most_samples = 1'000'000'000'000;

/// Minimised costs, shape (n, m), and a reference point, shape (m).
struct Input {
    std::vector<double> costs;
    std::vector<double> reference;
};

/// One bound of a region; `open` where it is left out. Throws UserError.
double parse_bound(std::string_view text, double open) {
    if (text.empty()) return open;
    const auto value = parse_number(text);
    if (!value || !std::isfinite(*value))
        throw UserError("--region: '" + excerpt(text) + "' is not a finite number");
    return *value;
}

/// Cuts off what lies outside LOW:HIGH,...: a point dominates in the region what its nearest point there does.
/// Throws UserError.
void keep_region(const std::string& region, const Points& points, Input& input) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const std::size_t m = input.reference.size();
    const std::vector<std::string_view> ranges = split(region, ',');
    if (ranges.size() != m) {
        throw UserError("--region has " + std::to_string(ranges.size()) + " ranges but the points have " +
                        std::to_string(m) + " objectives (" + join(points.columns, ", ") + ")");
    }
    for (std::size_t j = 0; j < m; ++j) {
        const std::vector<std::string_view> bounds = split(ranges[j], ':');
        if (bounds.size() != 2)
            throw UserError("--region: '" + excerpt(ranges[j]) + "' is not a range LOW:HIGH");
        double low = parse_bound(trim(bounds[0]), -infinity);
        double high = parse_bound(trim(bounds[1]), infinity);
        if (low >= high)
            throw UserError("--region: '" + excerpt(ranges[j]) + "' is empty; the lower bound comes first");
        if (points.maximised[j]) low = -std::exchange(high, -low);
        input.reference[j] = std::min(input.reference[j], high);
        for (std::size_t at = j; at < input.costs.size(); at += m)
            input.costs[at] = std::max(input.costs[at], low);
    }
}

/// Replaces the values of the named columns and the reference's by their logarithms, which weighs every place by the
/// reciprocals of these values. Throws UserError.
/// Source: Zitzler, Brockhoff and Thiele 2007, doi:10.1007/978-3-540-70928-2_64.
void take_logarithms(const std::string& names, const Points& points, Input& input) {
    const std::size_t m = input.reference.size();
    std::vector<bool> is_taken(m);
    for (const std::string_view part : split(names, ',')) {
        const std::string name(trim(part));
        const auto found = std::find(points.columns.begin(), points.columns.end(), name);
        if (found == points.columns.end())
            throw UserError("--logarithmic: " + unknown_name("objective", name, points.columns));
        const auto j = static_cast<std::size_t>(found - points.columns.begin());
        if (is_taken[j]) continue;
        is_taken[j] = true;
        const double sign = points.maximised[j] ? -1 : 1;
        const auto to_logarithm = [&](double& cost) { cost = sign * std::log(sign * cost); };
        if (sign * input.reference[j] <= 0)
            throw UserError("--logarithmic: the reference of '" + excerpt(name) + "' is not positive");
        to_logarithm(input.reference[j]);
        for (std::size_t at = j; at < input.costs.size(); at += m) {
            // A value to maximise that has no logarithm is beyond the reference.
            if (!points.maximised[j] && input.costs[at] <= 0) {
                throw UserError("--logarithmic: '" + excerpt(name) + "' has the value " +
                                format_number(input.costs[at]) + ", which has no logarithm");
            }
            to_logarithm(input.costs[at]);
        }
    }
}

/// What no other point dominates, shape (k, m).
std::vector<double> front_of(const std::vector<double>& costs, std::size_t m) {
    const std::vector<double> feasible(costs.size() / m);
    const CostsView all(costs, feasible, m);
    std::vector<double> front;
    for (const std::size_t row : pareto_front(all))
        front.insert(front.end(), all[row].begin(), all[row].end());
    return front;
}

/// Exact, unless --samples says otherwise or exactness would take too long and is not asked for.
double volume_of(const Input& input, const options::variables_map& values) {
    const std::size_t m = input.reference.size();
    const std::size_t most = points_in_a_second(m);
    const bool may_be_exact = values.count("samples") == 0;
    if (may_be_exact && (values["exact"].as<bool>() || input.costs.size() / m <= most))
        return hypervolume(input.costs, input.reference);
    const std::vector<double> front = front_of(input.costs, m);
    const std::size_t n = front.size() / m;
    if (may_be_exact && n <= most) return hypervolume(front, input.reference);
    const std::size_t samples =
        may_be_exact ? samples_in_a_second(n, m) : values["samples"].as<std::uint64_t>();
    const HypervolumeEstimate estimate = estimate_hypervolume(front, input.reference, samples);
    std::cerr << "note: estimated from " << with_thousands(samples) << " random points, standard error "
              << format_number(estimate.standard_error)
              << (may_be_exact ? "; --exact computes it, however long that takes\n" : "\n");
    return estimate.value;
}

/// Help of --exact.
std::string exactness() {
    std::string text = "never estimate; without it, a front beyond what takes about a second (";
    for (std::size_t m = 4; m <= 10; ++m)
        text += with_thousands(points_in_a_second(m)) +
                (m == 4 ? " points of 4 objectives, " : " of " + std::to_string(m) + ", ");
    return text + with_thousands(points_in_a_second(100)) +
           " of very many) is estimated from random points, and its "
           "standard error goes to standard error";
}

int run_hypervolume(const std::vector<std::string>& arguments) {
    options::options_description description("options");
    add_reference_point_option(description);
    description.add_options()("region", options::value<std::string>()->value_name("LOW:HIGH,..."),
                              "count only what lies within these bounds, a pair for each objective, in the "
                              "file's own units; either may be left out")(
        "logarithmic", options::value<std::string>()->value_name("A,..."),
        "objectives to measure by their natural logarithms, for values that range over orders of magnitude")(
        "contributions", options::bool_switch(),
        "print instead by how much it would fall without each point, one a line, always exact")(
        "exact", options::bool_switch(), exactness().c_str())(
        "samples", options::value<std::uint64_t>()->value_name("N"), "estimate from this many random points");
    add_point_options(description);
    options::variables_map values;
    if (!parse_arguments("hypervolume", arguments, description, "file", 1, values)) return 0;
    const bool each = values["contributions"].as<bool>();
    if (values.count("samples") > 0 && (each || values["exact"].as<bool>()))
        throw UserError("--samples estimates; leave out --exact and --contributions");
    if (values.count("samples") > 0 && values["samples"].as<std::uint64_t>() - 1 >= most_samples)
        throw UserError("--samples takes a number from 1 to " + with_thousands(most_samples));
    const Points points = read_points(values);
    const auto costs = points.costs.view().values();
    Input input{{costs.begin(), costs.end()}, read_reference_point(values, points)};
    if (values.count("region") > 0) keep_region(values["region"].as<std::string>(), points, input);
    if (values.count("logarithmic") > 0)
        take_logarithms(values["logarithmic"].as<std::string>(), points, input);
    for (const double volume : each ? hypervolume_contributions(input.costs, input.reference)
                                    : std::vector<double>{volume_of(input, values)})
        std::cout << format_number(volume) << "\n";
    return 0;
}

const Registration<Command> registration{
    {{.name = "hypervolume",
      .summary = "hypervolume of a file of points, exact unless that would take too long",
      .citation = "hypervolume --reference A,B [--region LOW:HIGH,LOW:HIGH] [--contributions] [--exact | "
                  "--samples N] "
                  "[--columns A,B] [--maximise A] FILE|-",
      .file = __FILE__},
     run_hypervolume}};

}  // namespace
}  // namespace archfront
