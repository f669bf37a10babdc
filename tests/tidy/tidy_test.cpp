// Style is a test too: what the house rules say of files, includes and words.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "engine/file.hpp"
#include "engine/metric.hpp"
#include "engine/optimizer.hpp"
#include "engine/regressor.hpp"
#include "engine/space.hpp"
#include "engine/text.hpp"
#include "experiments/style.hpp"
#include "results/import/format.hpp"
#include "results/indicator.hpp"

using namespace archfront;

namespace {

const std::filesystem::path root = ARCHFRONT_SOURCE_DIR;
const std::vector<std::string> rooms = {"engine",  "spaces",      "objectives", "optimizers",
                                        "results", "experiments", "tools",      "tests"};

struct Source {
    std::string path;  // from the root
    std::string text;

    std::string room() const { return path.substr(0, path.find('/')); }
    bool is_header() const { return path.ends_with(".hpp"); }
    std::size_t lines() const { return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')); }
};

/// Every file of the rooms, in order of path.
std::vector<std::string> files() {
    std::vector<std::string> paths;
    for (const std::string& room : rooms) {
        std::filesystem::recursive_directory_iterator entry(root / room);
        for (; entry != std::filesystem::recursive_directory_iterator(); ++entry) {
            if (entry->path().filename() == "node_modules") entry.disable_recursion_pending();  // not ours
            if (entry->is_regular_file())
                paths.push_back(entry->path().lexically_relative(root).generic_string());
        }
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

const std::vector<Source>& sources() {
    static const std::vector<Source> sources = [] {
        std::vector<Source> read;
        for (const std::string& path : files()) {
            if (path.ends_with(".cpp") || path.ends_with(".hpp"))
                read.push_back({path, read_text_file(root / path, 1 << 24)});
        }
        return read;
    }();
    return sources;
}

/// Characters of UTF-8 text.
std::ptrdiff_t columns(std::string_view line) {
    return std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xc0) != 0x80; });
}

/// What stands between the quotes or brackets of the file's #include lines.
std::vector<std::string> includes_of(const Source& source) {
    static const std::regex pattern(R"(^\s*#\s*include\s*["<]([^">]+)[">])");
    std::vector<std::string> includes;
    for (const std::string_view line : split(source.text, '\n')) {
        std::cmatch match;
        if (std::regex_search(line.begin(), line.end(), match, pattern)) includes.push_back(match[1]);
    }
    return includes;
}

std::string plugin_stem(const PluginInfo& plugin) {
    return std::filesystem::path(plugin.file).stem().string();
}

/// Registered by the rooms, not by tests.
template <class Entry>
std::vector<PluginInfo> plugins() {
    std::vector<PluginInfo> plugins;
    for (const Entry& entry : Registry<Entry>::instance().entries()) {
        if (entry.file.find("/tests/") == std::string::npos && !entry.file.starts_with("tests/"))
            plugins.push_back(entry);
    }
    return plugins;
}

std::vector<PluginInfo> all_plugins() {
    std::vector<PluginInfo> all = plugins<SpacePlugin>();
    for (const auto& more : {plugins<MetricPlugin>(), plugins<OptimizerPlugin>(), plugins<IndicatorPlugin>(),
                             plugins<RegressorPlugin>(), plugins<ImportFormat>(), plugins<StylePlugin>()})
        all.insert(all.end(), more.begin(), more.end());
    return all;
}

}  // namespace

TEST_CASE("no source file is longer than 450 lines and no line than 120 columns") {
    CHECK(sources().size() > 50);
    for (const Source& source : sources()) {
        CAPTURE(source.path);
        CHECK(source.lines() <= 450);
        for (const std::string_view line : split(source.text, '\n'))
            CHECK(columns(line) <= 120);
    }
}

TEST_CASE("no file is larger than 1.5 MB") {
    for (const std::string& path : files()) {
        CAPTURE(path);
        CHECK(std::filesystem::file_size(root / path) <= 1'500'000);
    }
}

TEST_CASE("every source file opens by saying what it holds") {
    for (const Source& source : sources()) {
        CAPTURE(source.path);
        const bool shared = source.path.starts_with("tests/") && !source.is_header();
        const bool has_header =
            !source.is_header() &&
            std::filesystem::exists(std::filesystem::path(root / source.path).replace_extension(".hpp"));
        // A test names its subject, and a .cpp beside its header is explained there.
        if (!shared && !has_header) CHECK(source.text.starts_with("// "));
    }
}

TEST_CASE("includes follow the arrows between the rooms") {
    const std::map<std::string, std::set<std::string>> allowed = {
        {"engine", {"engine"}},
        {"spaces", {"spaces", "engine"}},
        {"objectives", {"objectives", "engine"}},
        {"optimizers", {"optimizers", "engine"}},
        {"results", {"results", "engine"}},
        {"experiments", {"experiments", "spaces", "objectives", "optimizers", "results", "engine"}},
        {"tools", {"tools", "experiments", "spaces", "objectives", "optimizers", "results", "engine"}},
    };
    std::size_t checked = 0;
    for (const Source& source : sources()) {
        if (source.room() == "tests") continue;
        for (const std::string& include : includes_of(source)) {
            const std::string target = include.substr(0, include.find('/'));
            if (std::find(rooms.begin(), rooms.end(), target) == rooms.end()) continue;
            CAPTURE(source.path);
            CAPTURE(include);
            CHECK(allowed.at(source.room()).contains(target));
            ++checked;
        }
    }
    CHECK(checked > 100);
}

TEST_CASE("each heavy library is known to the files that need it and to no header") {
    struct Rule {
        std::string heavy;                 // begins the include
        std::vector<std::string> knowers;  // paths, or folders ending in '/'
    };
    const std::vector<Rule> rules = {
        {"pagmo/", {"optimizers/pagmo.cpp", "tools/bench/", "tests/"}},
        {"yaml-cpp/", {"engine/yaml.cpp"}},
        {"xgboost/", {"objectives/xgboost.cpp", "tools/bench/", "tests/objectives/"}},
        {"oneapi/tbb/", {"engine/parallel.cpp", "experiments/execute.cpp", "tools/bench/", "tests/"}},
        {"tbb/", {}},
        {"boost/graph/", {"spaces/", "engine/network_graph.cpp"}},
        {"boost/multiprecision/", {"engine/space_size.cpp"}},
        {"Eigen/", {"objectives/", "results/", "tests/objectives/", "tools/bench/"}},
        {"archive.h", {"engine/archive_file.cpp", "tests/"}},
        {"sqlite3.h", {"results/", "tests/results/"}},
        {"nlohmann/", {"objectives/", "results/", "experiments/", "tools/", "tests/"}},
    };
    for (const Source& source : sources()) {
        for (const std::string& include : includes_of(source)) {
            for (const Rule& rule : rules) {
                if (!include.starts_with(rule.heavy) || include == "nlohmann/json_fwd.hpp") continue;
                CAPTURE(source.path);
                CAPTURE(include);
                CHECK((!source.is_header() || source.room() == "tests"));
                CHECK(std::any_of(rule.knowers.begin(), rule.knowers.end(), [&](const std::string& knower) {
                    return knower.ends_with('/') ? source.path.starts_with(knower) : source.path == knower;
                }));
            }
        }
    }
}

TEST_CASE("words that break determinism, locales or promises stand nowhere") {
    // Written apart, so that this file does not accuse itself.
    const std::vector<std::pair<std::string, std::string>> banned = {
        {R"(\brandom_)"
         "device",
         "seeds come from the experiment"},
        {R"(\bmt)"
         "19937",
         "engine/random.hpp is the only generator"},
        {R"(\bstd::\w+_)"
         R"(distribution\b)",
         "distributions differ between standard libraries"},
        {R"(\b(std::)?s?ra)"
         R"(nd\s*\()",
         "engine/random.hpp is the only generator"},
        {R"(\bstd::sto)"
         R"([a-z]+\s*\()",
         "depends on the locale; engine/text.hpp does not"},
        {R"(\b(ato)"
         R"([fil]|strto[dflu]+)\s*\()",
         "depends on the locale; engine/text.hpp does not"},
        {R"(\b(TO)"
         R"(DO|FIX)"
         R"(ME|X{3})\b)",
         "a promise to somebody else"},
    };
    for (const auto& [pattern, why] : banned) {
        const std::regex word(pattern);
        for (const Source& source : sources()) {
            CAPTURE(source.path);
            CAPTURE(why);
            std::smatch match;
            const bool found = std::regex_search(source.text, match, word);
            CAPTURE(match.str());
            CHECK_FALSE(found);
        }
    }
}

TEST_CASE("no header opens a namespace for its includers") {
    const std::regex word(R"(^\s*using\s+namespace\b)");
    for (const Source& source : sources()) {
        if (!source.is_header() || source.path.starts_with("tests/consumer/")) continue;
        for (const std::string_view line : split(source.text, '\n')) {
            CAPTURE(source.path);
            CHECK_FALSE(std::regex_search(line.begin(), line.end(), word));
        }
    }
}

TEST_CASE("every plugin says what it is, under a name that is one word") {
    for (const PluginInfo& plugin : all_plugins()) {
        CAPTURE(plugin.name);
        CHECK_FALSE(plugin.summary.empty());
        CHECK(plugin.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos);
    }
}

TEST_CASE("every space, optimiser, indicator, regressor, import format and style names its source") {
    for (const auto& of_kind :
         {plugins<SpacePlugin>(), plugins<OptimizerPlugin>(), plugins<IndicatorPlugin>(),
          plugins<RegressorPlugin>(), plugins<ImportFormat>(), plugins<StylePlugin>()}) {
        for (const PluginInfo& plugin : of_kind) {
            CAPTURE(plugin.name);
            CHECK_FALSE(plugin.citation.empty());
        }
    }
}

TEST_CASE("every plugin stands in the file of its name, or of the name of its family") {
    for (const PluginInfo& plugin : all_plugins()) {
        CAPTURE(plugin.name);
        const std::string stem = plugin_stem(plugin);
        CHECK((plugin.name == stem || plugin.name.starts_with(stem + "-")));
    }
}

TEST_CASE("every file that registers a plugin is linked") {
    std::set<std::string> linked;
    for (const PluginInfo& plugin : all_plugins())
        linked.insert(plugin.file);
    std::size_t registering = 0;
    for (const Source& source : sources()) {
        const bool plugin_room = source.room() == "spaces" || source.room() == "objectives" ||
                                 source.room() == "optimizers" || source.room() == "results" ||
                                 source.room() == "experiments";
        if (!plugin_room || source.is_header() || source.text.find(" Registration<") == std::string::npos)
            continue;
        ++registering;
        CAPTURE(source.path);
        CHECK(std::any_of(linked.begin(), linked.end(),
                          [&](const std::string& file) { return file.ends_with(source.path); }));
    }
    CHECK(registering == linked.size());
}

TEST_CASE("the examples of CONTRIBUTING.md are the files that the consumer test compiles") {
    const std::string guide = read_text_file(root / "CONTRIBUTING.md", 1 << 20);
    for (const char* name : {"perceptron.cpp", "perceptron-cost.cpp", "walk.cpp"}) {
        CAPTURE(name);
        const std::string code = read_text_file(root / "tests/consumer" / name, 1 << 20);
        CHECK(guide.find("```cpp\n" + code + "```\n") != std::string::npos);
    }
}
