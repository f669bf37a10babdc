// The three actions of `archfront data`, on plain arguments.
#pragma once

#include <filesystem>
#include <string>

#include "engine/metric.hpp"
#include "objectives/upstream/benchmark.hpp"

namespace archfront {

/// Prints which benchmarks there are, and which of their files are found where; with `name`, one of them.
int list_data(const DataPath& data, const std::string& name, bool json);

/// Clones what is needed of an upstream repository into `directory`, under the repository's own name, and
/// records what came in NAME.fetched.json beside it. A fetch that was interrupted is continued. Returns 1 when
/// the repository lacks a needed file. Throws UserError for a folder that it did not make, RunError when git
/// fails.
int fetch_data(const upstream::Benchmark& benchmark, const std::string& address,
               const std::filesystem::path& directory);

/// Where fetch_data records what it fetched.
std::filesystem::path fetched_record(const std::filesystem::path& directory, std::string_view name);

/// Prints what is odd about the measured metrics that are found; of one source's family when `source` is not
/// empty. Returns 1 when a file is not what upstream published.
int verify_data(const MetricContext& given, const std::string& source, bool json);

}  // namespace archfront
