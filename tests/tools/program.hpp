// Runs the archfront program as a user would, and kills it as a cluster would.
#pragma once

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/error.hpp"
#include "engine/file.hpp"
#include "tests/scratch.hpp"

namespace archfront {

struct Outcome {
    int status = 0;  // 128 + signal when killed
    std::string out;
    std::string err;
};

/// A program started with the given arguments in `folder`, which also takes its output.
class Program {
  public:
    Program(const ScratchFolder& folder, std::vector<std::string> arguments, const std::string& input = "")
        : folder_(folder) {
        folder.write("stdin", input);
        process_ = ::fork();
        ARCHFRONT_ASSERT(process_ >= 0, "cannot fork");
        if (process_ > 0) return;
        ::setenv("ARCHFRONT_DATA", folder.path().c_str(), 1);
        redirect("stdin", STDIN_FILENO, O_RDONLY);
        redirect("stdout", STDOUT_FILENO, O_WRONLY | O_CREAT | O_TRUNC);
        redirect("stderr", STDERR_FILENO, O_WRONLY | O_CREAT | O_TRUNC);
        if (::chdir(folder.path().c_str()) != 0) ::_exit(126);
        arguments.insert(arguments.begin(), ARCHFRONT_BINARY);
        std::vector<char*> argv;
        for (std::string& argument : arguments)
            argv.push_back(argument.data());
        argv.push_back(nullptr);
        ::execv(ARCHFRONT_BINARY, argv.data());
        ::_exit(127);
    }

    void kill() const { ::kill(process_, SIGKILL); }

    Outcome wait() const {
        int status = 0;
        ::waitpid(process_, &status, 0);
        const auto read = [&](const char* name) { return read_text_file(folder_.path() / name, 1 << 30); };
        return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), read("stdout"),
                read("stderr")};
    }

  private:
    void redirect(const char* name, int descriptor, int flags) const {
        const int file = ::open((folder_.path() / name).c_str(), flags, 0666);
        if (file < 0 || ::dup2(file, descriptor) < 0) ::_exit(125);
    }

    const ScratchFolder& folder_;
    pid_t process_;
};

inline Outcome run_program(const ScratchFolder& folder, std::vector<std::string> arguments,
                           const std::string& input = "") {
    return Program(folder, std::move(arguments), input).wait();
}

}  // namespace archfront
