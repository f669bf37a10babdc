// The only file that knows SQLite.
#include "results/study_database.hpp"

#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "engine/error.hpp"

namespace archfront {
namespace {

/// A database that is being written, thrown away unless committed.
class Database {
  public:
    explicit Database(std::filesystem::path file)
        : file_(std::move(file)), temporary_(file_.string() + ".tmp" + std::to_string(::getpid())) {
        ::unlink(temporary_.c_str());
        const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
        check(sqlite3_open_v2(temporary_.c_str(), &database_, flags, nullptr));
        // Nobody reads the file before it is renamed, so neither a journal nor locks nor syncing are needed.
        execute(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; BEGIN");
    }
    ~Database() {
        sqlite3_close(database_);
        ::unlink(temporary_.c_str());
    }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    void execute(const std::string& sql) {
        check(sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr));
    }

    void commit() {
        execute("COMMIT");
        check(sqlite3_close(database_));
        database_ = nullptr;
        std::error_code error;
        std::filesystem::rename(temporary_, file_, error);
        if (error) throw RunError("cannot write '" + file_.string() + "': " + error.message());
    }

    /// Throws RunError for every status but "done" and "ok".
    void check(int status) {
        if (status == SQLITE_OK || status == SQLITE_DONE) return;
        const std::string why = database_ != nullptr ? sqlite3_errmsg(database_) : sqlite3_errstr(status);
        throw RunError("cannot write '" + file_.string() + "': " + why);
    }

    sqlite3* handle() { return database_; }

  private:
    std::filesystem::path file_;
    std::string temporary_;
    sqlite3* database_ = nullptr;
};

/// A prepared INSERT of as many values as the table has columns. Values are given in order; texts must live
/// until insert().
class Insertion {
  public:
    Insertion(Database& database, const std::string& table, std::size_t columns) : database_(database) {
        std::string sql = "INSERT INTO " + table + " VALUES (?";
        for (std::size_t i = 1; i < columns; ++i)
            sql += ",?";
        sql += ")";
        sqlite3_stmt* statement = nullptr;
        database.check(sqlite3_prepare_v2(database.handle(), sql.c_str(), -1, &statement, nullptr));
        statement_.reset(statement);
    }

    Insertion& integer(std::uint64_t value) {
        database_.check(sqlite3_bind_int64(statement_.get(), ++bound_, static_cast<sqlite3_int64>(value)));
        return *this;
    }
    Insertion& real(double value) {
        database_.check(sqlite3_bind_double(statement_.get(), ++bound_, value));
        return *this;
    }
    Insertion& text(std::string_view value) {
        database_.check(sqlite3_bind_text64(statement_.get(), ++bound_, value.data(), value.size(),
                                            SQLITE_STATIC, SQLITE_UTF8));
        return *this;
    }

    void insert() {
        database_.check(sqlite3_step(statement_.get()));
        database_.check(sqlite3_reset(statement_.get()));
        bound_ = 0;
    }

  private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };

    Database& database_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    int bound_ = 0;
};

std::string lower_case(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

/// The column of each metric in the table of evaluations.
std::vector<std::string> metric_columns(const Study& study) {
    std::vector<std::string> taken = {"cell", "evaluation", "architecture", "feasible"};
    std::vector<std::string> columns;
    for (const StudyMetric& metric : study.metrics) {
        std::string column = metric.name;
        while (std::find(taken.begin(), taken.end(), lower_case(column)) != taken.end())
            column += '_';
        taken.push_back(lower_case(column));
        columns.push_back(std::move(column));
    }
    return columns;
}

std::string quoted(const std::string& identifier) {
    std::string text = "\"";
    for (const char c : identifier)
        text.append(c == '"' ? 2 : 1, c);
    return text + "\"";
}

void create_tables(Database& database, const std::vector<std::string>& columns) {
    std::string metrics;
    for (const std::string& column : columns)
        metrics += quoted(column) + " REAL, ";
    database.execute(
        "CREATE TABLE cells (cell INTEGER PRIMARY KEY, device TEXT, optimizer TEXT, seed INTEGER,"
        " evaluations INTEGER, end TEXT);"
        "CREATE TABLE evaluations (cell INTEGER, evaluation INTEGER, architecture TEXT, " +
        metrics +
        "feasible INTEGER, PRIMARY KEY (cell, evaluation)) WITHOUT ROWID;"
        "CREATE TABLE hypervolume (cell INTEGER, evaluations INTEGER, hypervolume REAL,"
        " hypervolume_ratio REAL, PRIMARY KEY (cell, evaluations)) WITHOUT ROWID;"
        "CREATE TABLE summary (device TEXT, optimizer TEXT, seeds INTEGER, hypervolume_mean REAL,"
        " hypervolume_sd REAL, ci_low REAL, ci_high REAL, rank REAL);"
        "CREATE TABLE metrics (device TEXT, name TEXT, column_name TEXT, id TEXT, unit TEXT, direction TEXT,"
        " objective INTEGER, source TEXT, kind TEXT, citation TEXT)");
}

void insert_cells(Database& database, const Study& study) {
    Insertion rows(database, "cells", 6);
    for (std::size_t c = 0; c < study.cells.size(); ++c) {
        const StudyCell& cell = study.cells[c];
        rows.integer(c).text(study.devices[cell.device].name).text(study.optimizers[cell.optimizer]);
        rows.integer(cell.seed).integer(cell.costs.size()).text(cell.end).insert();
    }
}

void insert_evaluations(Database& database, const Study& study) {
    const std::size_t k = study.metrics.size();
    Insertion rows(database, "evaluations", 4 + k);
    for (std::size_t c = 0; c < study.cells.size(); ++c) {
        const StudyCell& cell = study.cells[c];
        for (std::size_t r = 0; r < cell.costs.size(); ++r) {
            const std::string architecture = study.space->to_string(cell.architectures[r]);
            rows.integer(c).integer(r + 1).text(architecture);
            for (std::size_t j = 0; j < k; ++j)
                rows.real(cell.metrics[r * k + j]);
            rows.integer(cell.costs.view().feasible(r) ? 1 : 0).insert();
        }
    }
}

void insert_curves(Database& database, const std::vector<std::vector<CurvePoint>>& curves) {
    Insertion rows(database, "hypervolume", 4);
    for (std::size_t c = 0; c < curves.size(); ++c) {
        for (const CurvePoint& point : curves[c])
            rows.integer(c).integer(point.evaluations).real(point.hypervolume).real(point.ratio).insert();
    }
}

void insert_summary(Database& database, const Study& study, const std::vector<SummaryRow>& summary) {
    Insertion rows(database, "summary", 8);
    for (const SummaryRow& row : summary) {
        rows.text(study.devices[row.device].name).text(study.optimizers[row.optimizer]).integer(row.seeds);
        rows.real(row.mean)
            .real(row.sd)
            .real(row.interval.low)
            .real(row.interval.high)
            .real(row.rank)
            .insert();
    }
}

void insert_metrics(Database& database, const Study& study, const std::vector<std::string>& columns) {
    Insertion rows(database, "metrics", 10);
    for (const StudyDevice& device : study.devices) {
        for (std::size_t j = 0; j < study.metrics.size(); ++j) {
            const MetricInfo& info = device.metrics[j];
            const std::string direction = to_string(info.direction);
            const std::string kind = to_string(info.kind);
            rows.text(device.name).text(study.metrics[j].name).text(columns[j]).text(info.id).text(info.unit);
            rows.text(direction).integer(study.metrics[j].is_objective ? 1 : 0);
            rows.text(info.source).text(kind).text(info.citation).insert();
        }
    }
}

}  // namespace

void write_database(const Study& study, const std::vector<std::vector<CurvePoint>>& curves,
                    const std::vector<SummaryRow>& summary, const std::filesystem::path& file) {
    Database database(file);
    const std::vector<std::string> columns = metric_columns(study);
    create_tables(database, columns);
    insert_cells(database, study);
    insert_evaluations(database, study);
    insert_curves(database, curves);
    insert_summary(database, study, summary);
    insert_metrics(database, study, columns);
    database.commit();
}

}  // namespace archfront
