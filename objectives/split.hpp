// Which rows train, validate and test. Networks that are the same stay in one part, or the test would be answered
// from memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "engine/metric.hpp"
#include "engine/options.hpp"

namespace archfront {

struct SplitOptions {
    /// Of all rows with a value, drawn from those that no list names; a part with a list has no fraction.
    double test_fraction = 0.1;
    double validation_fraction = 0.1;
    std::int64_t seed = 0;
    /// From 2 on: what would train is dealt into so many folds, of which one validates; 0: no folds.
    std::int64_t folds = 0;
    /// Lists of what is in each part; an empty path is no list. What no list names trains, unless there is a list of
    /// what trains: then it is left out.
    std::filesystem::path train{};
    std::filesystem::path validation{};
    std::filesystem::path test{};
};

/// Binds all but the lists, which are files of this machine and no property of a model.
void bind(OptionTable& table, SplitOptions& options);

/// Row numbers, ascending.
using RowNumbers = std::vector<std::size_t>;

struct Split {
    RowNumbers train;
    RowNumbers validation;
    RowNumbers test;
};

/// Divides rows (all that have a value) by a seeded shuffle of their isomorphism classes, by lists, or both. With
/// folds, member m of an ensemble validates on fold m % folds: k-fold cross-validation, one fold a member.
/// A list holds one entry a line, blank lines and comments (# and no digit) apart; in a file named *.json, *.yaml or
/// *.yml it is a sequence of them. An entry is what parse_architecture takes ("#17" is row 17 of the source) and
/// stands for every row of its isomorphism class. Networks that `source` knows without a value are passed over.
/// source: whose rows entries name; null: none's. Throws UserError for lists that overlap or name what the source
/// does not know, and for parts that cannot be had from so few rows.
Split split_rows(const SearchSpace& space, ArchitectureBatchView rows, const SplitOptions& options,
                 const MetricSource* source = nullptr, std::size_t member = 0);

}  // namespace archfront
