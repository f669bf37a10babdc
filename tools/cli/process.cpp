#include "tools/cli/process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "engine/error.hpp"

namespace archfront {
namespace {

constexpr std::size_t most_output_bytes = 64 << 20;

std::vector<std::string> changed_environment(const std::vector<std::string>& changes) {
    const auto name_of = [](std::string_view entry) { return entry.substr(0, entry.find('=')); };
    std::vector<std::string> entries;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        bool changed = false;
        for (const std::string& change : changes)
            changed = changed || name_of(change) == name_of(*entry);
        if (!changed) entries.emplace_back(*entry);
    }
    for (const std::string& change : changes) {
        if (change.find('=') != std::string::npos) entries.push_back(change);
    }
    return entries;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (std::string& text : texts)
        pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

/// Ctrl-C is left to the child while this lives.
class InterruptGuard {
  public:
    InterruptGuard() {
        struct sigaction ignore {};
        ignore.sa_handler = SIG_IGN;
        ::sigaction(SIGINT, &ignore, &previous_);
    }
    ~InterruptGuard() { ::sigaction(SIGINT, &previous_, nullptr); }
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;

    bool was_ignored() const { return previous_.sa_handler == SIG_IGN; }

  private:
    struct sigaction previous_ {};
};

/// Starts the child with the write end of `pipe` as its standard output. Returns its number.
pid_t spawn(std::vector<std::string>& arguments, std::vector<std::string>& environment, const int (&pipe)[2],
            bool interruptible) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t defaults;
    sigemptyset(&defaults);
    if (interruptible) sigaddset(&defaults, SIGINT);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    pid_t child = 0;
    const int error = posix_spawnp(&child, arguments[0].c_str(), &actions, &attributes,
                                   pointers_to(arguments).data(), pointers_to(environment).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    ::close(pipe[1]);
    if (error == 0) return child;
    ::close(pipe[0]);
    throw RunError("cannot start '" + arguments[0] + "': " + std::strerror(error));
}

}  // namespace

ProcessOutcome run_process(std::vector<std::string> arguments, const std::vector<std::string>& environment) {
    ARCHFRONT_ASSERT(!arguments.empty(), "a program to run");
    std::vector<std::string> variables = changed_environment(environment);
    int pipe[2];
    if (::pipe2(pipe, O_CLOEXEC) != 0)
        throw RunError(std::string("cannot make a pipe: ") + std::strerror(errno));
    const InterruptGuard guard;
    const pid_t child = spawn(arguments, variables, pipe, !guard.was_ignored());

    ProcessOutcome outcome;
    bool too_much = false;
    std::array<char, 1 << 16> buffer;
    for (;;) {
        const ssize_t count = ::read(pipe[0], buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        too_much = outcome.out.size() + static_cast<std::size_t>(count) > most_output_bytes;
        if (too_much) break;
        outcome.out.append(buffer.data(), static_cast<std::size_t>(count));
    }
    ::close(pipe[0]);
    if (too_much) ::kill(child, SIGKILL);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (too_much) throw RunError("'" + arguments[0] + "' printed more than 64 MiB");
    outcome.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    outcome.interrupted = outcome.status == 128 + SIGINT;
    return outcome;
}

}  // namespace archfront
