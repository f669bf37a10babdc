// Measured tables: a CSV or CSV.gz file with a column of architectures and columns of metrics, described by a
// few lines of YAML so that users bring their own:
//
//   table: nb201_help_latency.csv.gz   # beside this file, else in the data directories or their tables/
//   space: nas-bench-201
//   source: help                       # short name shown in results
//   citation: Lee et al. 2021          # optional
//   architecture: arch_str             # the column of architectures, in the space's own spelling
//   missing: ["", nan]                 # optional: spellings of "no value"; also per metric
//   unsupported: ["-1"]                # optional: spellings of "the device refuses this network", which becomes
//                                      # infinity; also per metric
//   partial: true                      # optional: a sample, asked only where nobody answers for the whole space
//   duplicates: mean                   # optional: average rows of one architecture instead of refusing them
//   metrics:
//     raspi4_ms: {metric: latency@raspi4, unit: ms, direction: minimise}
//     "{device}_ms": {metric: "latency@{device}", unit: ms, direction: minimise}  # every other column ..._ms
//
// A metric may name a `source` of its own. Descriptions come from the experiment file or --table, from each
// *.table.yaml in the data directories and their tables/ folders, and from those built in, which are offered
// when their table is found. An earlier one of these three hides a later one's metric of the same source.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "engine/csv.hpp"
#include "engine/embedded.hpp"
#include "engine/metric.hpp"
#include "engine/text.hpp"
#include "objectives/measurements.hpp"

namespace archfront {

std::span<const EmbeddedFile> embedded_tables();  // generated

namespace {

namespace fs = std::filesystem;

/// Fields that are no numbers.
struct Spellings {
    std::vector<std::string> missing = {"", "nan", "NaN"};
    std::vector<std::string> unsupported;
};

/// A metric as described, before it is known which columns it stands for.
struct DescribedMetric {
    std::string column;  // a name, or a pattern with one {placeholder}
    FilePosition where;
    MetricInfo info;
    Spellings spellings;
};

struct Column {
    std::size_t index = 0;  // in the file
    MetricInfo info;
    Spellings spellings;
};

struct Description {
    FilePosition where;
    std::string table;
    std::string space;
    std::string architecture;
    FilePosition architecture_where;
    bool average_duplicates = false;
    std::vector<DescribedMetric> metrics;
};

std::vector<std::string> as_texts(const Node& list, std::string_view what) {
    std::vector<std::string> texts;
    for (const Node& item : list.as_list())
        texts.push_back(item.as_text(what));
    return texts;
}

std::string as_choice(const Node& node, std::string_view what, const std::vector<std::string>& allowed) {
    const std::string& text = node.as_text(what);
    if (std::find(allowed.begin(), allowed.end(), text) == allowed.end())
        throw UserError(node.where, unknown_name(what, text, allowed));
    return text;
}

/// "{device}" in "{device}_ms", or "" in a plain name.
std::string_view placeholder(std::string_view pattern) {
    const std::size_t open = pattern.find('{');
    const std::size_t close = pattern.find('}', std::min(open, pattern.size()));
    if (close == std::string_view::npos) return {};
    return pattern.substr(open, close - open + 1);
}

std::string replace(std::string text, std::string_view what, std::string_view by) {
    if (const std::size_t at = text.find(what); at != std::string::npos) text.replace(at, what.size(), by);
    return text;
}

/// What the placeholder of `pattern` stands for in `name`, if the rest agrees.
std::optional<std::string> match(std::string_view pattern, std::string_view name) {
    const std::string_view hole = placeholder(pattern);
    const std::string_view before = pattern.substr(0, pattern.find('{'));
    const std::string_view after = pattern.substr(before.size() + hole.size());
    if (name.size() <= before.size() + after.size()) return std::nullopt;
    if (!name.starts_with(before) || !name.ends_with(after)) return std::nullopt;
    return std::string(name.substr(before.size(), name.size() - before.size() - after.size()));
}

void read_spellings(Fields& fields, Spellings& spellings) {
    if (const Node* own = fields.find("missing")) spellings.missing = as_texts(*own, "missing");
    if (const Node* own = fields.find("unsupported")) spellings.unsupported = as_texts(*own, "unsupported");
}

DescribedMetric describe_metric(const Field& field, const MetricInfo& table, const Spellings& spellings) {
    Fields fields(field.value, "the description of column '" + excerpt(field.key) + "'");
    DescribedMetric metric{field.key, field.where, table, spellings};
    const Node& id = fields.require("metric");
    metric.info.id = id.as_text("metric");
    metric.info.unit = fields.require("unit").as_text("unit");
    const std::string direction =
        as_choice(fields.require("direction"), "direction", {"minimise", "maximise"});
    metric.info.direction = direction == "minimise" ? Direction::minimise : Direction::maximise;
    if (const Node* source = fields.find("source")) metric.info.source = source->as_text("source");
    read_spellings(fields, metric.spellings);
    fields.finish();
    if (metric.info.id.empty() || metric.info.id.find_first_of(" ,\t\r\n\"") != std::string::npos)
        throw UserError(id.where, "a metric's name is not empty and has no blanks, commas or quotes");
    const std::string_view hole = placeholder(metric.column);
    if (!hole.empty() && metric.info.id.find(hole) == std::string::npos) {
        throw UserError(id.where, "'" + std::string(hole) + "' of the column's name does not occur in '" +
                                      metric.info.id + "', so that all columns would be one metric; use it");
    }
    return metric;
}

Description describe(const Node& node) {
    Fields fields(node, "table description");
    Description description;
    description.where = fields.require("table").where;
    description.table = fields.require("table").as_text("table");
    description.space = fields.require("space").as_text("space");
    description.architecture_where = fields.require("architecture").where;
    description.architecture = fields.require("architecture").as_text("architecture");
    if (const Node* duplicates = fields.find("duplicates"))
        description.average_duplicates = as_choice(*duplicates, "duplicates", {"mean"}) == "mean";
    MetricInfo info;
    info.source = fields.require("source").as_text("source");
    if (const Node* citation = fields.find("citation")) info.citation = citation->as_text("citation");
    if (const Node* partial = fields.find("partial"))
        info.partial = as_choice(*partial, "partial", {"true", "false"}) == "true";
    Spellings spellings;
    read_spellings(fields, spellings);
    const Node& metrics = fields.require("metrics");
    fields.finish();
    const Fields checked(metrics, "metrics");
    for (const Field& field : metrics.fields)
        description.metrics.push_back(describe_metric(field, info, spellings));
    return description;
}

/// The columns of a file that a description stands for: named ones first, patterns take what is left.
std::vector<Column> find_columns(const Description& description, const CsvReader& reader) {
    std::vector<Column> columns;
    std::vector<const DescribedMetric*> taken_by(reader.header().size(), nullptr);
    taken_by[reader.column(description.architecture, description.architecture_where)] =
        &description.metrics.front();
    for (const DescribedMetric& metric : description.metrics) {
        if (!placeholder(metric.column).empty()) continue;
        const std::size_t index = reader.column(metric.column, metric.where);
        taken_by[index] = &metric;
        columns.push_back({index, metric.info, metric.spellings});
    }
    const std::vector<const DescribedMetric*> named = taken_by;
    for (const DescribedMetric& metric : description.metrics) {
        const std::string_view hole = placeholder(metric.column);
        if (hole.empty()) continue;
        bool matched = false;
        for (std::size_t index = 0; index < named.size(); ++index) {
            const auto word = match(metric.column, reader.header()[index]);
            if (!word || named[index] != nullptr) continue;
            if (taken_by[index] != nullptr) {
                throw UserError(metric.where, "column '" + reader.header()[index] + "' is matched by '" +
                                                  taken_by[index]->column + "' too; make one narrower");
            }
            taken_by[index] = &metric;
            matched = true;
            columns.push_back({index, metric.info, metric.spellings});
            columns.back().info.id = replace(metric.info.id, hole, *word);
        }
        if (!matched)
            throw UserError(metric.where, "no column matches '" + excerpt(metric.column) +
                                              "'; known: " + excerpt(join(reader.header(), ", "), 200));
    }
    return columns;
}

/// The value in a field; NaN when it is missing, infinity when unsupported.
double read_value(const CsvReader& reader, const Column& column) {
    const std::string_view text = trim(reader.field(column.index));
    const auto is_one_of = [&](const std::vector<std::string>& spellings) {
        return std::find(spellings.begin(), spellings.end(), text) != spellings.end();
    };
    if (is_one_of(column.spellings.missing)) return std::numeric_limits<double>::quiet_NaN();
    if (is_one_of(column.spellings.unsupported)) return std::numeric_limits<double>::infinity();
    const auto value = parse_number(text);
    if (value && std::isfinite(*value)) return *value;
    throw UserError(reader.position(column.index),
                    "'" + excerpt(text) + "' in column '" + excerpt(reader.header()[column.index]) +
                        "' is not a finite number; mend it, or list it under 'missing' in the description");
}

class TableReader {
  public:
    TableReader(const fs::path& file, const Description& description, const std::vector<Column>& columns,
                const std::shared_ptr<const SearchSpace>& space)
        : reader_(file),
          description_(description),
          columns_(columns),
          space_(*space),
          architecture_column_(reader_.column(description.architecture)),
          averages_(space, columns.size()) {}

    Measurements read() {
        while (reader_.next())
            read_row();
        return averages_.means();
    }

  private:
    void read_row() {
        const FilePosition where = reader_.position(architecture_column_);
        Architecture architecture;
        try {
            architecture = space_.parse(reader_.field(architecture_column_));
        } catch (const UserError& error) {
            throw UserError(where, error.what());
        }
        values_.clear();
        for (const Column& column : columns_)
            values_.push_back(read_value(reader_, column));
        const std::size_t row = averages_.add(architecture, values_);
        if (row == lines_.size()) {
            lines_.push_back(where.line);
        } else if (!description_.average_duplicates) {
            throw UserError(where, "the architecture of line " + std::to_string(lines_[row]) +
                                       " again; remove one, or describe the table with 'duplicates: mean'");
        }
    }

    CsvReader reader_;
    const Description& description_;
    const std::vector<Column>& columns_;
    const SearchSpace& space_;
    std::size_t architecture_column_;
    MeasurementAverages averages_;
    std::vector<double> values_;
    std::vector<int> lines_;  // where each architecture was first seen
};

/// Where the descriptions come from, the strongest first.
enum class Origin { request, data_directory, built_in };

class TableOffers {
  public:
    TableOffers(const MetricContext& context, std::vector<MetricOffer>& offers)
        : context_(context), offers_(offers) {}

    void add(const Node& node, Origin origin) {
        Description description = describe(node);
        if (description.space != context_.space->name()) return;
        const auto file = find(description, origin);
        if (!file) return;
        const FilePosition where = description.where;
        const std::vector<Column> columns =
            description.metrics.empty() ? std::vector<Column>{} : find_columns(description, CsvReader(*file));
        const auto table = std::make_shared<MeasurementFile>(
            *file,
            [description = std::move(description), columns, space = context_.space](const fs::path& path) {
                return TableReader(path, description, columns, space).read();
            });
        for (std::size_t c = 0; c < columns.size(); ++c) {
            const MetricInfo& info = columns[c].info;
            const auto [known, is_new] = origins_.try_emplace({info.id, info.source}, origin, where);
            if (is_new) {
                offers_.push_back({info, [table, info, c] { return table->open(info, c); }});
            } else if (known->second.first == origin) {
                throw UserError(where, "metric '" + info.id + "' of source '" + info.source +
                                           "' is described already at " + to_string(known->second.second) +
                                           "; give one another source");
            }
        }
    }

  private:
    /// The table's file; nullopt when it is not there and nobody asked for it.
    std::optional<fs::path> find(const Description& description, Origin origin) const {
        const fs::path beside = fs::path(description.where.file).parent_path() / description.table;
        std::error_code ignored;
        if (origin != Origin::built_in && fs::exists(beside, ignored)) return beside;
        for (const fs::path& folder : {fs::path(), fs::path("tables")}) {
            if (auto found = context_.data.find(folder / description.table)) return found;
        }
        if (origin == Origin::built_in) return std::nullopt;
        throw UserError(description.where, "no file '" + excerpt(description.table) +
                                               "' beside this description or in the data directories; put it "
                                               "there, or name another place with --data");
    }

    const MetricContext& context_;
    std::vector<MetricOffer>& offers_;
    std::map<std::pair<std::string, std::string>, std::pair<Origin, FilePosition>> origins_;
};

/// Every *.table.yaml of a folder, sorted; none where there is no such folder.
std::set<fs::path> descriptions_in(const fs::path& folder) {
    std::set<fs::path> files;
    std::error_code ignored;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
        if (entry.path().filename().string().ends_with(".table.yaml")) files.insert(entry.path());
    }
    return files;
}

void offer(const MetricContext& context, std::vector<MetricOffer>& offers) {
    TableOffers tables(context, offers);
    for (const Node& node : context.tables)
        tables.add(node, Origin::request);
    for (const fs::path& directory : context.data.directories()) {
        for (const fs::path& folder : {directory, directory / "tables"}) {
            for (const fs::path& file : descriptions_in(folder)) {
                for (const Node& node : read_yaml(file).as_list())
                    tables.add(node, Origin::data_directory);
            }
        }
    }
    for (const EmbeddedFile& file : embedded_tables())
        tables.add(parse_yaml(file.bytes, "built-in " + std::string(file.name)), Origin::built_in);
}

const Registration<MetricPlugin> registration{
    {{.name = "table", .summary = "measured values, from CSV files", .citation = "", .file = __FILE__},
     offer}};

}  // namespace
}  // namespace archfront
