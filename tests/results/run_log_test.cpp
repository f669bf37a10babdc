#include "results/run_log.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>
#include <thread>

#include "tests/results/toy.hpp"

using namespace archfront;

namespace {

constexpr std::uint64_t experiment = 42;
constexpr std::size_t cells = 8;

/// Rows first ... first + count - 1 of the one true run of a cell: architecture and two metrics.
RecordedEvaluations rows_of(std::uint32_t cell, std::size_t first, std::size_t count) {
    RecordedEvaluations rows(3);
    for (std::size_t i = first; i < first + count; ++i) {
        toy::space()->from_ordinal((i * 5 + cell) % 64, rows.architectures.emplace_back());
        rows.metrics.push_back(static_cast<double>(i) + 0.1 * cell);
        rows.metrics.push_back(i % 3 == 0 ? std::numeric_limits<double>::quiet_NaN() : -0.5);
    }
    return rows;
}

void append(RunLog& log, std::uint32_t cell, std::size_t first, std::size_t count) {
    const RecordedEvaluations rows = rows_of(cell, first, count);
    log.append(cell, first, rows.architectures, rows.metrics);
}

std::vector<LoggedCell> read(const std::filesystem::path& dir) {
    return read_logs(dir, experiment, *toy::space(), cells, 2);
}

/// The logged evaluations are the first `count` of the cell.
bool holds(const LoggedCell& logged, std::size_t count) {
    const RecordedEvaluations expected = rows_of(logged.cell, 0, count);
    const auto& found = logged.evaluations;
    return found.architectures.size() == count && found.metrics.size() == 2 * count &&
           std::equal(found.architectures.view().data(), found.architectures.view().data() + 3 * count,
                      expected.architectures.view().data()) &&
           (count == 0 || std::memcmp(found.metrics.data(), expected.metrics.data(), 16 * count) == 0);
}

std::string slurp(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void spill(const std::filesystem::path& file, std::string_view bytes) {
    std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::uint32_t crc_of(std::string_view bytes) {
    return static_cast<std::uint32_t>(
        crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

/// A log of two cells: 3 evaluations and 2 more of cell 1, then cell 4 whole, then the end of cell 1.
std::filesystem::path write_log(const std::filesystem::path& dir) {
    RunLog log(dir, experiment);
    append(log, 1, 0, 3);
    append(log, 1, 3, 2);
    append(log, 4, 0, 2);
    log.finish(4, "stalled", 2);
    log.finish(1, "budget spent", 5);
    return log.file();
}

}  // namespace

TEST_CASE("a log reads back bit for bit, with how the runs ended") {
    const toy::Directory dir;
    write_log(dir.path());
    const auto logged = read(dir.path());
    REQUIRE(logged.size() == 2);
    CHECK(logged[0].cell == 1);
    CHECK(holds(logged[0], 5));
    CHECK(logged[0].finished);
    CHECK(logged[0].end == "budget spent");
    CHECK(logged[1].cell == 4);
    CHECK(holds(logged[1], 2));
    CHECK(logged[1].end == "stalled");
}

TEST_CASE("a directory without logs holds nothing") {
    const toy::Directory dir;
    CHECK(read(dir.path()).empty());
    CHECK(read(dir.path() / "missing").empty());
}

TEST_CASE("a log cut off at any byte gives a prefix, and more bytes never give less") {
    const toy::Directory dir;
    const auto file = write_log(dir.path());
    const std::string whole = slurp(file);
    std::size_t before = 0;
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        spill(file, std::string_view(whole).substr(0, size));
        std::size_t rows = 0;
        for (const LoggedCell& cell : read(dir.path())) {
            rows += cell.evaluations.architectures.size();
            CHECK(holds(cell, cell.evaluations.architectures.size()));
            CHECK((!cell.finished || holds(cell, cell.cell == 1 ? 5 : 2)));
        }
        CHECK(rows >= before);
        before = rows;
    }
    CHECK(before == 7);
}

TEST_CASE("a log with any byte flipped behind its header gives a prefix") {
    const toy::Directory dir;
    const auto file = write_log(dir.path());
    const std::string whole = slurp(file);
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
        spill(file, damaged);
        for (const LoggedCell& cell : read(dir.path())) {
            CHECK(holds(cell, cell.evaluations.architectures.size()));
            CHECK((!cell.finished || holds(cell, cell.cell == 1 ? 5 : 2)));
        }
    }
}

TEST_CASE("a damaged record in the middle ends its log, and a gap ends the cell") {
    const toy::Directory dir;
    const auto file = write_log(dir.path());
    std::string bytes = slurp(file);
    constexpr std::size_t header = 28;
    std::uint32_t first_length = 0;
    std::memcpy(&first_length, bytes.data() + header, sizeof first_length);
    bytes[header + 8 + first_length + 8 + 20] ^= 1;  // in the payload of the second record
    spill(file, bytes);
    auto logged = read(dir.path());
    REQUIRE(logged.size() == 1);
    CHECK(holds(logged[0], 3));
    CHECK_FALSE(logged[0].finished);

    {
        RunLog later(dir.path(), experiment);
        append(later, 1, 4, 1);
        later.finish(1, "budget spent", 5);
    }
    logged = read(dir.path());
    CHECK(holds(logged[0], 3));
    CHECK_FALSE(logged[0].finished);

    {
        RunLog healing(dir.path(), experiment);
        append(healing, 1, 3, 1);
    }
    logged = read(dir.path());
    CHECK(holds(logged[0], 5));
    CHECK(logged[0].finished);
}

TEST_CASE("logs of several processes are merged, overlapping or not, in any order") {
    const toy::Directory dir;
    {
        RunLog killed(dir.path(), experiment);
        RunLog shard(dir.path(), experiment);
        CHECK(killed.file() != shard.file());
        append(shard, 2, 3, 5);
        append(killed, 2, 0, 4);
        append(shard, 6, 0, 1);
    }
    {
        RunLog resumed(dir.path(), experiment);
        append(resumed, 2, 8, 2);
        resumed.finish(2, "budget spent", 10);
    }
    {
        RunLog again(dir.path(), experiment);
        again.finish(2, "budget spent", 10);
    }
    const auto logged = read(dir.path());
    REQUIRE(logged.size() == 2);
    CHECK(holds(logged[0], 10));
    CHECK(logged[0].finished);
    CHECK(holds(logged[1], 1));
    CHECK_FALSE(logged[1].finished);
}

TEST_CASE("logs that contradict each other are refused") {
    const toy::Directory dir;
    RunLog one(dir.path(), experiment);
    RunLog other(dir.path(), experiment);
    append(one, 2, 0, 4);
    RecordedEvaluations rows = rows_of(2, 0, 4);
    rows.metrics[6] += 1;
    other.append(2, 0, rows.architectures, rows.metrics);
    CHECK_THROWS_WITH_AS(read(dir.path()), doctest::Contains("contradict each other (cell 2)"), UserError);
}

TEST_CASE("the log of another experiment is refused by the file's name") {
    const toy::Directory dir;
    const RunLog log(dir.path(), experiment + 1);
    CHECK_THROWS_WITH_AS(read(dir.path()), doctest::Contains("0001.log' is the log of another experiment"),
                         UserError);
}

TEST_CASE("a log of another format is refused by the file's name") {
    const toy::Directory dir;
    const auto file = write_log(dir.path());
    std::string bytes = slurp(file);
    bytes[8] = 9;
    const std::uint32_t crc = crc_of(std::string_view(bytes).substr(0, 24));
    std::memcpy(bytes.data() + 24, &crc, sizeof crc);
    spill(file, bytes);
    CHECK_THROWS_WITH_AS(read(dir.path()), doctest::Contains("is a log of format 9"), UserError);
}

TEST_CASE("records that are intact but impossible end their log") {
    const auto record = [](std::uint32_t cell, std::uint32_t rows, std::uint32_t width, std::uint32_t metrics,
                           std::string_view body) {
        std::string payload;
        const auto put = [&](auto value) {
            payload.append(reinterpret_cast<const char*>(&value), sizeof value);
        };
        put(cell);
        put(std::uint32_t{0});
        put(std::uint64_t{0});
        put(rows);
        put(width);
        put(metrics);
        payload += body;
        std::string bytes;
        const auto length = static_cast<std::uint32_t>(payload.size());
        const std::uint32_t crc = crc_of(payload);
        bytes.append(reinterpret_cast<const char*>(&length), sizeof length);
        bytes.append(reinterpret_cast<const char*>(&crc), sizeof crc);
        return bytes + payload;
    };
    const std::string row = std::string("\1\2\3", 3) + std::string(16, '\0');
    const std::string beyond_choices = std::string("\1\4\3", 3) + std::string(16, '\0');
    const auto rows_read = [&](const std::string& bytes) {
        const toy::Directory dir;
        const auto file = RunLog(dir.path(), experiment).file();
        spill(file, slurp(file) + bytes);
        std::size_t rows = 0;
        for (const LoggedCell& cell : read(dir.path()))
            rows += cell.evaluations.architectures.size();
        return rows;
    };
    CHECK(rows_read(record(3, 1, 3, 2, row)) == 1);
    CHECK(rows_read(record(cells, 1, 3, 2, row)) == 0);
    CHECK(rows_read(record(3, 0xffffffff, 3, 2, row)) == 0);
    CHECK(rows_read(record(3, 1, 4, 2, row)) == 0);
    CHECK(rows_read(record(3, 1, 3, 1, row)) == 0);
    CHECK(rows_read(record(3, 1, 3, 2, beyond_choices)) == 0);
    CHECK(rows_read(record(3, 2, 3, 2, row)) == 0);
    CHECK(rows_read(std::string(64, '\0')) == 0);
    CHECK(rows_read(std::string(64, '\xff')) == 0);
}

TEST_CASE("a batch too large for one record is cut and read back whole") {
    const toy::Directory dir;
    constexpr std::size_t rows = 1'000'000;
    {
        RunLog log(dir.path(), experiment);
        append(log, 0, 0, rows);
    }
    const auto logged = read(dir.path());
    REQUIRE(logged.size() == 1);
    CHECK(holds(logged[0], rows));
}

TEST_CASE("threads may share a log") {
    const toy::Directory dir;
    {
        RunLog log(dir.path(), experiment);
        std::vector<std::thread> threads;
        for (std::uint32_t cell = 0; cell < 4; ++cell) {
            threads.emplace_back([&log, cell] {
                for (std::size_t i = 0; i < 200; ++i)
                    append(log, cell, i, 1);
                log.finish(cell, "budget spent", 200);
            });
        }
        for (std::thread& thread : threads)
            thread.join();
    }
    const auto logged = read(dir.path());
    REQUIRE(logged.size() == 4);
    for (const LoggedCell& cell : logged) {
        CHECK(holds(cell, 200));
        CHECK(cell.finished);
    }
}

TEST_CASE("a log in a place that cannot be written is a run error") {
    const toy::Directory dir;
    spill(dir.path() / "file", "x");
    CHECK_THROWS_AS(RunLog(dir.path() / "file", experiment), RunError);
}
