// The archfront program: finds the subcommand, and turns errors into one line and an exit status.
#include <algorithm>
#include <exception>
#include <iostream>

#include "tools/cli/command.hpp"

namespace archfront {
namespace {

void print_usage(std::ostream& out) {
    out << "archfront " ARCHFRONT_VERSION
           ": multi-objective, hardware-aware neural-architecture search\n\n"
           "usage: archfront SUBCOMMAND [arguments]    ('archfront SUBCOMMAND --help' tells more)\n\n";
    for (const Command& command : Registry<Command>::instance().entries()) {
        out << "  " << command.name << std::string(14 - std::min<std::size_t>(13, command.name.size()), ' ')
            << command.summary << "\n";
    }
    out << "\nexit status: 0 done, 1 the run failed, 2 the request was wrong\n";
}

int dispatch(const std::vector<std::string>& arguments) {
    if (arguments.empty()) {
        print_usage(std::cerr);
        return 2;
    }
    if (arguments[0] == "--help" || arguments[0] == "-h" || arguments[0] == "help") {
        print_usage(std::cout);
        return 0;
    }
    if (arguments[0] == "--version") {
        std::cout << "archfront " ARCHFRONT_VERSION "\n";
        return 0;
    }
    const Command& command = Registry<Command>::instance().at(arguments[0]);
    return command.run({arguments.begin() + 1, arguments.end()});
}

}  // namespace
}  // namespace archfront

int main(int argc, char** argv) {
    std::ios::sync_with_stdio(false);
    try {
        const int status = archfront::dispatch({argv + 1, argv + argc});
        std::cout.flush();
        if (!std::cout) throw archfront::RunError("cannot write to standard output");
        return status;
    } catch (const archfront::UserError& error) {
        std::cerr << "archfront: " << error.what() << "\n";
        return 2;
    } catch (const std::exception& error) {
        std::cerr << "archfront: " << error.what() << "\n";
        return 1;
    }
}
