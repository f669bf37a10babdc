// Other programs, run directly (never through a shell) and waited for.
#pragma once

#include <string>
#include <vector>

namespace archfront {

struct ProcessOutcome {
    int status = 0;            // exit status; 128 + signal when killed
    bool interrupted = false;  // by Ctrl-C
    std::string out;           // standard output
};

/// Runs arguments[0], found on PATH, in this process's environment changed by `environment`: "NAME=VALUE" sets
/// and "NAME" removes. Its standard input is empty, its standard error is ours. Ctrl-C reaches the program,
/// and this process outlives it to say what follows from that. Throws RunError when it cannot be started
/// or prints more than 64 MiB.
/// REQUIRES: !arguments.empty().
ProcessOutcome run_process(std::vector<std::string> arguments, const std::vector<std::string>& environment);

}  // namespace archfront
