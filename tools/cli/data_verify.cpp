// Verification of all spaces and of the records of fetches, as text or JSON. What is looked for is decided in
// objectives/verify.hpp.
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "engine/file.hpp"
#include "engine/text.hpp"
#include "objectives/verify_catalogue.hpp"
#include "results/sha256.hpp"
#include "tools/cli/data.hpp"

namespace archfront {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct SpaceReport {
    std::string space;
    Verification verification;
};

/// What is read at the moment: over itself on a terminal, a line per space and source elsewhere.
class ReadingLine {
  public:
    ~ReadingLine() {
        if (terminal_) std::cerr << "\r\033[K" << std::flush;
    }

    void show(const std::string& space, const MetricInfo& info) {
        const std::string group = "verifying " + space + " of " + info.source;
        if (terminal_) {
            std::cerr << "\r\033[K" << group << ": " << info.id << std::flush;
        } else if (shown_.insert(group).second) {
            std::cerr << group << "\n";
        }
    }

  private:
    bool terminal_ = ::isatty(STDERR_FILENO) != 0;
    std::set<std::string> shown_;
};

Finding fetched_finding(std::string_view name, const fs::path& file, std::string evidence) {
    return {.severity = Severity::fault,
            .check = "changed since it was fetched",
            .space = {},
            .source = std::string(name),
            .metrics = {},
            .files = {file},
            .evidence = std::move(evidence),
            .remedy = "delete it, then 'archfront data fetch " + std::string(name) + "'"};
}

/// Files against the record that 'fetch' left beside their folder.
std::vector<Finding> verify_record(const upstream::Benchmark& benchmark, const fs::path& directory) {
    const fs::path record = fetched_record(directory, benchmark.name);
    std::error_code ignored;
    if (!fs::exists(record, ignored)) return {};
    const Json json = Json::parse(read_text_file(record, 16 << 20), nullptr, false);
    if (!json.is_object() || !json.contains("files") || !json["files"].is_array())
        return {fetched_finding(benchmark.name, record, "the record of what was fetched is damaged")};
    std::vector<Finding> findings;
    for (const Json& entry : json["files"]) {
        const auto text = [&](const char* key) {
            return entry.is_object() && entry.contains(key) && entry[key].is_string()
                       ? entry[key].get<std::string>()
                       : std::string();
        };
        const fs::path file = directory / benchmark.folder / text("path");
        try {
            if (sha256_of_file(file) == text("sha256")) continue;
            findings.push_back(
                fetched_finding(benchmark.name, file, "another SHA-256 than when it was fetched"));
        } catch (const UserError& error) {
            findings.push_back(fetched_finding(benchmark.name, file, error.what()));
        }
    }
    return findings;
}

Json to_json(const std::vector<fs::path>& files) {
    Json list = Json::array();
    for (const fs::path& file : files)
        list.push_back(file.string());
    return list;
}

/// JSON has no infinities, and null for NaN.
Json number(double value) {
    return value - value == 0 ? Json(value) : Json();
}

void print_json(const std::vector<SpaceReport>& reports, const std::vector<Finding>& findings) {
    Json metrics = Json::array();
    for (const SpaceReport& report : reports) {
        for (const VerifiedMetric& metric : report.verification.metrics) {
            const ColumnSummary& summary = metric.summary;
            metrics.push_back({{"space", report.space},
                               {"metric", metric.info.id},
                               {"source", metric.info.source},
                               {"unit", metric.info.unit},
                               {"rows", summary.rows},
                               {"missing", summary.missing},
                               {"unsupported", summary.unsupported},
                               {"distinct", summary.distinct},
                               {"minimum", number(summary.minimum)},
                               {"median", number(summary.median)},
                               {"maximum", number(summary.maximum)},
                               {"files", to_json(metric.files)}});
        }
    }
    Json list = Json::array();
    for (const Finding& finding : findings) {
        list.push_back({{"severity", to_string(finding.severity)},
                        {"check", finding.check},
                        {"space", finding.space},
                        {"source", finding.source},
                        {"metrics", finding.metrics},
                        {"evidence", finding.evidence},
                        {"remedy", finding.remedy},
                        {"files", to_json(finding.files)}});
    }
    std::cout << Json{{"findings", list}, {"metrics", metrics}}.dump(2, ' ', false,
                                                                     Json::error_handler_t::replace)
              << "\n";
}

std::string listed(const std::vector<std::string>& metrics) {
    constexpr std::size_t most = 4;
    if (metrics.size() <= most) return join(metrics, ", ");
    return join({metrics.begin(), metrics.begin() + most - 1}, ", ") + ", ... (" +
           std::to_string(metrics.size()) + " in all)";
}

void print_findings(const std::vector<Finding>& findings, const std::string& space,
                    const std::string& source) {
    for (const Finding& finding : findings) {
        if (finding.space != space || finding.source != source) continue;
        std::cout << "  " << to_string(finding.severity) << ": " << finding.check;
        if (!finding.metrics.empty()) std::cout << ": " << listed(finding.metrics);
        if (finding.metrics.empty() && !finding.files.empty()) std::cout << ": " << finding.files[0].string();
        std::cout << "\n      " << finding.evidence << "\n";
        if (!finding.remedy.empty()) std::cout << "      -> " << finding.remedy << "\n";
    }
}

/// Counts of one source's metrics on one space.
struct Group {
    std::size_t metrics = 0;
    std::size_t most_rows = 0;
};

void print_text(const std::vector<SpaceReport>& reports, const std::vector<Finding>& findings) {
    std::map<std::pair<std::string, std::string>, Group> groups;
    std::size_t metrics = 0;
    for (const Finding& finding : findings)
        groups[{finding.space, finding.source}];
    for (const SpaceReport& report : reports) {
        for (const VerifiedMetric& metric : report.verification.metrics) {
            Group& group = groups[{report.space, metric.info.source}];
            ++group.metrics;
            ++metrics;
            group.most_rows = std::max(group.most_rows, metric.summary.rows);
        }
    }
    for (const auto& [key, group] : groups) {
        const auto& [space, source] = key;
        std::cout << (space.empty() ? "files" : space) << " of " << source;
        if (group.metrics > 0) {
            std::cout << ": " << with_thousands(group.metrics)
                      << (group.metrics == 1 ? " metric, " : " metrics, ") << with_thousands(group.most_rows)
                      << " rows";
        }
        std::cout << "\n";
        print_findings(findings, space, source);
    }
    const auto count = [&](Severity severity) {
        return std::to_string(std::count_if(findings.begin(), findings.end(), [&](const Finding& finding) {
            return finding.severity == severity;
        }));
    };
    std::cout << with_thousands(metrics) << " metrics: " << count(Severity::fault) << " faults, "
              << count(Severity::caution) << " cautions, " << count(Severity::note) << " notes\n";
}

[[noreturn]] void nothing_found(const MetricContext& context, const std::string& source) {
    if (!source.empty()) upstream::benchmark(source);  // says which there are
    std::vector<std::string> directories;
    for (const fs::path& directory : context.data.directories())
        directories.push_back("'" + directory.string() + "'");
    throw UserError("no measured data" + (source.empty() ? "" : " of " + source) + " in " +
                    join(directories, ", ") +
                    "; get some with 'archfront data fetch', or name another place with --data");
}

}  // namespace

int verify_data(const MetricContext& given, const std::string& source, bool json) {
    std::vector<SpaceReport> reports;
    std::vector<Finding> findings;
    bool found = false;
    std::optional<ReadingLine> line(std::in_place);
    for (const upstream::Benchmark& benchmark : upstream::benchmarks()) {
        if (!source.empty() && source != benchmark.name) continue;
        for (const fs::path& directory : given.data.directories()) {
            for (Finding& finding : verify_record(benchmark, directory))
                findings.push_back(std::move(finding));
        }
    }
    for (const SpacePlugin& plugin : Registry<SpacePlugin>::instance().entries()) {
        MetricContext context = given;
        context.space = plugin.make();
        Verification verification =
            verify_catalogue(MetricCatalogue(std::move(context)), source,
                             [&](const MetricInfo& info) { line->show(plugin.name, info); });
        found = found || !verification.metrics.empty() || !verification.findings.empty();
        for (Finding& finding : verification.findings)
            findings.push_back(std::move(finding));
        reports.push_back({plugin.name, std::move(verification)});
    }
    line.reset();
    if (!found && findings.empty()) nothing_found(given, source);
    findings = merge_findings(std::move(findings));
    if (json) {
        print_json(reports, findings);
    } else {
        print_text(reports, findings);
    }
    const bool faulty = std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
        return finding.severity == Severity::fault;
    });
    return faulty ? 1 : 0;
}

}  // namespace archfront
