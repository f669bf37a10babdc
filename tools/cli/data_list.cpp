// What exists and what is found looks at names only: nothing is opened but the tables' few lines of description.
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/document.hpp"
#include "engine/text.hpp"
#include "tools/cli/data.hpp"

namespace archfront {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using upstream::Benchmark;
using upstream::NeededPath;

/// Where a benchmark's folder is, in the first data directory that has it.
Json describe(const Benchmark& benchmark, const DataPath& data) {
    Json missing = Json::array();
    for (const NeededPath& needed : benchmark.paths) {
        if (!data.find(fs::path(benchmark.folder) / needed.path))
            missing.push_back({{"path", needed.path}, {"gives", needed.gives}});
    }
    const auto where = data.find(benchmark.folder);
    return {{"benchmark", benchmark.name},
            {"licence", licence_of(benchmark)},
            {"needed", benchmark.paths.size()},
            {"found", benchmark.paths.size() - missing.size()},
            {"where", where ? Json(where->string()) : Json()},
            {"address", benchmark.address},
            {"citation", benchmark.citation},
            {"elsewhere", benchmark.elsewhere},
            {"missing", std::move(missing)}};
}

/// Tables described in the data directories.
Json described_tables(const DataPath& data) {
    std::set<fs::path> files;
    for (const fs::path& directory : data.directories()) {
        for (const fs::path& folder : {directory, directory / "tables"}) {
            std::error_code ignored;
            for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
                if (entry.path().filename().string().ends_with(".table.yaml")) files.insert(entry.path());
            }
        }
    }
    Json tables = Json::array();
    for (const fs::path& file : files) {
        for (const Node& description : read_yaml(file).as_list()) {
            const auto text = [&](std::string_view key) {
                const Node* node = description.find(key);
                return node != nullptr && node->is_scalar() ? node->text : std::string();
            };
            tables.push_back({{"description", file.string()},
                              {"table", text("table")},
                              {"space", text("space")},
                              {"source", text("source")}});
        }
    }
    return tables;
}

std::string padded(const std::string& text, std::size_t width) {
    return text + std::string(width - std::min(width, text.size()) + 2, ' ');
}

void print_benchmark(const Json& row) {
    const auto text = [&](const char* key) { return row[key].get<std::string>(); };
    const std::size_t found = row["found"], needed = row["needed"];
    std::cout << padded(text("benchmark"), 14) << padded(text("licence"), 11)
              << padded(std::to_string(found) + "/" + std::to_string(needed), 5)
              << (row["where"].is_null() ? "not found: archfront data fetch " + text("benchmark")
                                         : text("where"))
              << "\n";
    if (row["where"].is_null()) return;
    for (const Json& missing : row["missing"]) {
        std::cout << "    missing: " << missing["path"].get<std::string>() << " ("
                  << missing["gives"].get<std::string>() << ")\n";
    }
}

}  // namespace

int list_data(const DataPath& data, const std::string& name, bool json) {
    Json rows = Json::array();
    for (const Benchmark& benchmark : upstream::benchmarks()) {
        if (name.empty() || benchmark.name == name) rows.push_back(describe(benchmark, data));
    }
    if (rows.empty()) upstream::benchmark(name);  // says what there is
    const Json tables = name.empty() ? described_tables(data) : Json::array();
    Json directories = Json::array();
    for (const fs::path& directory : data.directories())
        directories.push_back(directory.string());
    if (json) {
        std::cout << Json{{"directories", directories}, {"benchmarks", rows}, {"tables", tables}}.dump(
                         2, ' ', false, Json::error_handler_t::replace)
                  << "\n";
        return 0;
    }
    std::cout << "data directories:";
    for (const Json& directory : directories)
        std::cout << " " << directory.get<std::string>();
    std::cout << "\n" << padded("benchmark", 14) << padded("licence", 11) << padded("files", 5) << "where\n";
    for (const Json& row : rows) {
        print_benchmark(row);
        if (name.empty()) continue;
        std::cout << "    address: " << row["address"].get<std::string>()
                  << "\n    citation: " << row["citation"].get<std::string>() << "\n";
        if (const std::string elsewhere = row["elsewhere"]; !elsewhere.empty())
            std::cout << "    note: " << elsewhere << "\n";
    }
    for (const Json& table : tables) {
        std::cout << "table " << table["table"].get<std::string>() << " of "
                  << table["space"].get<std::string>() << ", source " << table["source"].get<std::string>()
                  << ": " << table["description"].get<std::string>() << "\n";
    }
    return 0;
}

}  // namespace archfront
