// The command line: one file per subcommand, each registering itself.
#pragma once

#include <boost/program_options.hpp>
#include <functional>
#include <string>
#include <vector>

#include "engine/metric.hpp"
#include "engine/registry.hpp"

namespace archfront {

/// A subcommand. `citation` is its synopsis line ("run EXPERIMENT.yaml --out DIR").
struct Command : PluginInfo {
    /// Arguments behind the subcommand's name. Throws UserError (exit status 2) or RunError (1).
    std::function<int(const std::vector<std::string>& arguments)> run;
    static const char* kind() { return "subcommand"; }
};

namespace options = boost::program_options;

/// Parses the arguments of a subcommand. Returns false after printing the help that --help asked for.
/// positional: names of the options that take what is not an option, separated by blanks ("" refuses it): one
/// each, but the last at most `most` (-1: any). Throws UserError for unknown options (with a suggestion),
/// missing values and wrong types.
bool parse_arguments(const std::string& command, const std::vector<std::string>& arguments,
                     const options::options_description& description, const std::string& positional, int most,
                     options::variables_map& values);

/// --data, --table and --model, for every command that opens metrics.
void add_metric_options(options::options_description& description);
/// The context those options describe.
MetricContext metric_context(const options::variables_map& values, std::shared_ptr<const SearchSpace> space);

}  // namespace archfront
