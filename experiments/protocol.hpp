// What a protocol of few-shot prediction says, as plain data: which devices are known and which play new ones, who may
// be measured and who is predicted. HELP's own protocols come with the program.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/experiment.hpp"
#include "experiments/ready_made.hpp"

namespace archfront {

/// How the networks to measure on a new device are chosen.
enum class Sampling {
    /// From the pool without the fastest and slowest on this device, as HELP does, which no user could know.
    random,
    /// From the whole pool, as the ones below.
    random_untrimmed,
    k_means,
    d_optimal,
    /// Three by d_optimal, then one after another, each where the model of those before is least sure.
    sequential,
    /// HELP's fixed list, then as `random`.
    reference,
};

std::string to_string(Sampling sampling);

/// The most accurate network that stays within a bound on a device, and what was found so far.
struct ConstraintCase {
    NameText device;
    double at_most = 0;
    /// Metric and accuracy as published.
    double published_value = 0;
    double published_accuracy = 0;
    /// The network of those, to be compared by the same accuracy metric; empty: by the published one.
    NameText published_architecture;
};

struct ConstrainedSearchText {
    NameText accuracy;
    std::string accuracy_source;
    /// Path of a file below the data directories, with an architecture in each line up to a comma; empty: none.
    NameText candidates;
    /// By how many deviations of its prediction a network must stay within the bound to be worth a measurement.
    double margin = 1;
    /// Measurements before the search, and at most during it.
    std::size_t samples = 10;
    std::size_t more = 10;
    std::vector<ConstraintCase> cases;
};

/// A published row: Spearman's correlations on the evaluation rows without the device's extremes.
struct PublishedMethod {
    std::string method;
    /// How many measurements of the new device it saw.
    std::size_t samples = 0;
    /// By device, those of the protocol.
    std::map<std::string, double> spearman;
};

struct Protocol {
    std::string name;
    NameText space;
    /// Without a device.
    NameText metric;
    std::string source;
    /// Closed formulas, which count as known devices; the first is the baseline that knows no device. May be empty.
    std::vector<NameText> formulas;
    std::vector<NameText> known;
    /// Those that play the new one.
    std::vector<NameText> devices;
    /// Rows of the source's table: the first may be measured, the next are predicted.
    std::size_t pool = 900;
    std::size_t evaluation = 1000;
    /// Share of the rows that the trimmed evaluation set lacks at either end.
    double trim = 0.1;
    /// Measurements of the baseline that learns from the new device alone.
    std::size_t alone = 900;
    std::vector<std::size_t> samples;
    std::vector<Sampling> designs;
    /// Row numbers.
    std::vector<std::size_t> reference;
    std::size_t draws = 20;
    std::uint64_t seed = 0;
    /// To compare with; may be empty.
    std::vector<PublishedMethod> published;
    std::optional<ConstrainedSearchText> constraints;
};

/// Throws UserError for what cannot be understood.
Protocol parse_protocol(const Node& root);

/// Sorted by name.
std::vector<ReadyMadeExperiment> ready_made_protocols();

}  // namespace archfront
