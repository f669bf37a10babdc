// Reads what the writers wrote, by other means than theirs.
#pragma once

#include <sqlite3.h>
#include <zlib.h>

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/error.hpp"

namespace archfront::toy {

/// The text in a gzip file; "" when the file is damaged.
inline std::string gunzip(const std::filesystem::path& file) {
    gzFile stream = gzopen(file.c_str(), "rb");
    std::string text;
    std::array<char, 4096> block;
    int count = 0;
    while ((count = gzread(stream, block.data(), block.size())) > 0)
        text.append(block.data(), static_cast<std::size_t>(count));
    const bool whole = count == 0 && gzdirect(stream) == 0;
    return gzclose(stream) == Z_OK && whole ? text : std::string();
}

/// The rows that a query gives, as SQLite prints their values; NULL as "NULL".
inline std::vector<std::vector<std::string>> query(const std::filesystem::path& file,
                                                   const std::string& sql) {
    std::vector<std::vector<std::string>> rows;
    sqlite3* database = nullptr;
    ARCHFRONT_ASSERT(sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK,
                     "no database");
    sqlite3_stmt* statement = nullptr;
    const int status = sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr);
    ARCHFRONT_ASSERT(status == SQLITE_OK, "a bad query");
    while (sqlite3_step(statement) == SQLITE_ROW) {
        auto& row = rows.emplace_back();
        for (int i = 0; i < sqlite3_column_count(statement); ++i) {
            const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
            row.emplace_back(text == nullptr ? "NULL" : text);
        }
    }
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return rows;
}

}  // namespace archfront::toy
