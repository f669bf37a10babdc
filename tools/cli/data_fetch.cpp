// A fetch is a shallow clone without contents, into which the needed files are checked out one after another:
// whatever interrupts it, what is there stays, and the next fetch goes on.
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "engine/file.hpp"
#include "engine/text.hpp"
#include "results/sha256.hpp"
#include "tools/cli/data.hpp"
#include "tools/cli/process.hpp"

namespace archfront {
namespace {

namespace fs = std::filesystem;
using upstream::Benchmark;
using upstream::NeededPath;

/// A file of a commit, with git's own hash of its contents.
struct CommittedFile {
    std::string path;
    std::string hash;
};

/// A repository's folder, worked on with git.
class Clone {
  public:
    explicit Clone(fs::path folder) : folder_(std::move(folder)) {}

    /// Refuses a folder with anything in it that 'fetch' did not put there.
    void make(const std::string& address) const {
        std::error_code error;
        if (!is_ours()) {
            throw UserError("'" + folder_.string() +
                            "' is there, but was not made by 'archfront data fetch'; move it away or give "
                            "another --data ('archfront data list' shows what is found in it)");
        }
        fs::create_directories(folder_, error);
        if (error) {
            throw UserError("cannot make '" + folder_.string() + "': " + error.message() +
                            "; give another --data");
        }
        git({"init", "--quiet"}, "make a repository");
        git({"config", "archfront.fetched", "true"}, "configure it");
        git({"config", "remote.origin.url", address}, "configure it");
        git({"config", "core.autocrlf", "false"}, "configure it");
        git({"config", "core.sparseCheckout", "true"}, "configure it");
    }

    /// Fetches the newest commit, without contents where the other side can do that, and returns its hash.
    std::string fetch(const std::string& address) const {
        git({"fetch", "--depth=1", "--filter=blob:none", "--no-tags", "origin", "HEAD"},
            "fetch from '" + address +
                "' (no network, or no such repository?); try again later, or give another address with "
                "--from");
        return std::string(trim(git({"rev-parse", "FETCH_HEAD"}, "find the newest commit")));
    }

    /// Checks out these files and folders only, and gets the contents that are not there yet.
    void check_out(const std::string& commit, const std::vector<std::string>& paths) const {
        std::string patterns;
        for (const std::string& path : paths)
            patterns += "/" + path + "\n";
        std::error_code ignored;
        fs::create_directories(folder_ / ".git" / "info", ignored);
        write_file_atomically(folder_ / ".git" / "info" / "sparse-checkout", patterns);
        git({"checkout", "--quiet", "--force", "--detach", commit}, "check out " + paths.back());
    }

    /// The plain files of a commit at or below these paths.
    std::vector<CommittedFile> files(const std::string& commit, std::span<const NeededPath> paths) const {
        std::vector<std::string> arguments = {"ls-tree", "-r", "-z", commit, "--"};
        for (const NeededPath& needed : paths)
            arguments.emplace_back(needed.path);
        const std::string listing = git(arguments, "list the commit's files");
        std::vector<CommittedFile> files;
        for (const std::string_view entry : split(listing, '\0')) {  // MODE TYPE HASH \t PATH
            const std::size_t tab = entry.find('\t');
            if (tab == std::string_view::npos || !entry.starts_with("100")) continue;
            const std::string_view hash = split(entry.substr(0, tab), ' ').back();
            files.push_back({std::string(entry.substr(tab + 1)), std::string(hash)});
        }
        return files;
    }

    /// Throws RunError when a file's contents have another hash than git's.
    void verify(const std::vector<CommittedFile>& files) const {
        std::vector<std::string> arguments = {"hash-object", "--no-filters", "--"};
        for (const CommittedFile& file : files)
            arguments.push_back(file.path);
        if (files.empty()) return;
        const std::string printed = git(arguments, "read back what was fetched");
        const std::vector<std::string_view> hashes = split(printed, '\n');
        for (std::size_t i = 0; i < files.size(); ++i) {
            if (i < hashes.size() && hashes[i] == files[i].hash) continue;
            throw RunError("'" + (folder_ / files[i].path).string() +
                           "' is not what the commit holds; delete it and fetch again");
        }
    }

    const fs::path& folder() const { return folder_; }

  private:
    bool is_ours() const {
        std::error_code error;
        if (!fs::exists(folder_, error)) return true;
        std::size_t others = 0;
        for (const fs::directory_entry& entry : fs::directory_iterator(folder_, error))
            others += entry.path().filename() == ".git" ? 0 : 1;
        if (error) return false;
        if (others == 0) return true;
        return fs::exists(folder_ / ".git", error) &&
               run({"config", "--local", "--get", "archfront.fetched"}).status == 0;
    }

    ProcessOutcome run(const std::vector<std::string>& arguments) const {
        std::vector<std::string> command = {"git", "-C", folder_.string()};
        command.insert(command.end(), arguments.begin(), arguments.end());
        // Variables that a caller's own repository may have set, and no questions for passwords.
        return run_process(command, {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY",
                                     "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_TERMINAL_PROMPT=0"});
    }

    /// Returns what git prints; its own messages and progress go to standard error.
    std::string git(const std::vector<std::string>& arguments, const std::string& what) const {
        ProcessOutcome outcome = run(arguments);
        if (outcome.interrupted)
            throw RunError("interrupted; what has come stays, and the same command goes on from there");
        if (outcome.status != 0) throw RunError("git could not " + what);
        return std::move(outcome.out);
    }

    fs::path folder_;
};

bool is_at_or_below(std::string_view path, std::string_view folder) {
    return path == folder || (path.starts_with(folder) && path[folder.size()] == '/');
}

/// The needed paths, one after another, those first that are there already.
void check_out_all(const Clone& clone, const std::string& commit, const Benchmark& benchmark) {
    std::vector<std::string> wanted = {"LICENSE*", "README*"};
    std::vector<const NeededPath*> missing;
    std::error_code ignored;
    for (const NeededPath& needed : benchmark.paths) {
        if (fs::exists(clone.folder() / needed.path, ignored)) {
            wanted.emplace_back(needed.path);
        } else {
            missing.push_back(&needed);
        }
    }
    clone.check_out(commit, wanted);
    for (const NeededPath* needed : missing) {
        wanted.emplace_back(needed->path);
        std::cerr << "[" << wanted.size() - 2 << "/" << benchmark.paths.size() << "] " << needed->path << ": "
                  << needed->gives << "\n";
        clone.check_out(commit, wanted);
    }
}

/// Writes what was fetched; returns its size in bytes.
std::uintmax_t record(const Benchmark& benchmark, const std::string& address, const std::string& commit,
                      const Clone& clone, const std::vector<CommittedFile>& files,
                      const fs::path& directory) {
    using Json = nlohmann::ordered_json;
    Json entries = Json::array();
    std::uintmax_t bytes = 0;
    for (const CommittedFile& file : files) {
        const fs::path path = clone.folder() / file.path;
        entries.push_back(
            {{"path", file.path}, {"bytes", fs::file_size(path)}, {"sha256", sha256_of_file(path)}});
        bytes += fs::file_size(path);
    }
    const Json json = {{"benchmark", benchmark.name},
                       {"folder", benchmark.folder},
                       {"address", address},
                       {"commit", commit},
                       {"licence", licence_of(benchmark)},
                       {"citation", benchmark.citation},
                       {"files", std::move(entries)}};
    write_file_atomically(fetched_record(directory, benchmark.name),
                          json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    return bytes;
}

}  // namespace

fs::path fetched_record(const fs::path& directory, std::string_view name) {
    return directory / (std::string(name) + ".fetched.json");
}

int fetch_data(const Benchmark& benchmark, const std::string& given_address, const fs::path& directory) {
    try {
        run_process({"git", "--version"}, {});
    } catch (const RunError& error) {
        throw UserError(std::string(error.what()) + "; install git, or put a copy of " +
                        std::string(benchmark.address) + " into '" + (directory / benchmark.folder).string() +
                        "'");
    }
    std::error_code ignored;
    const std::string address =
        fs::exists(given_address, ignored) ? fs::absolute(given_address).string() : given_address;
    if (benchmark.licence.empty()) {
        std::cerr
            << benchmark.name
            << ": upstream states no licence, which leaves all rights with its authors; ask them before "
               "passing its files on\n";
    }
    const Clone clone(directory / benchmark.folder);
    clone.make(address);
    std::cerr << "fetching from " << address << "\n";
    const std::string commit = clone.fetch(address);
    check_out_all(clone, commit, benchmark);

    const std::vector<CommittedFile> files = clone.files(commit, benchmark.paths);
    clone.verify(files);
    const std::uintmax_t bytes = record(benchmark, address, commit, clone, files, directory);
    std::cout << benchmark.name << ": " << with_thousands(files.size()) << " files, " << with_thousands(bytes)
              << " bytes, commit " << commit << ", in '" << clone.folder().string() << "'\n";
    int status = 0;
    for (const NeededPath& needed : benchmark.paths) {
        const bool found = std::any_of(files.begin(), files.end(), [&](const CommittedFile& file) {
            return is_at_or_below(file.path, needed.path);
        });
        if (found) continue;
        status = 1;
        std::cerr << "missing: the repository has no '" << needed.path << "' (" << needed.gives
                  << "); look for it in upstream's README\n";
    }
    if (!benchmark.elsewhere.empty()) std::cerr << "note: " << benchmark.elsewhere << "\n";
    return status;
}

}  // namespace archfront
