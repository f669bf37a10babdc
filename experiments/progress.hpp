// Progress of a long run on stderr: a bar with the time left on a terminal, a plain line every tenth
// elsewhere.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

namespace archfront {

/// Counts evaluations; safe to call from many threads, cheap enough to call per batch.
class Progress {
  public:
    enum class Style { automatic, silent };

    Progress(std::string title, std::uint64_t total, Style style = Style::automatic);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// `skipped` of the new ones cost nothing (they came from a log) and do not count for the time left.
    void add(std::uint64_t count, std::uint64_t skipped = 0);

  private:
    using Clock = std::chrono::steady_clock;

    void print(std::uint64_t done, Clock::time_point now);

    std::string title_;
    std::uint64_t total_;
    bool silent_;
    bool terminal_;
    Clock::time_point start_ = Clock::now();
    std::atomic<std::uint64_t> done_ = 0;
    std::atomic<std::uint64_t> skipped_ = 0;
    std::mutex mutex_;
    Clock::time_point last_printed_ = start_;
    std::uint64_t tenths_printed_ = 0;
};

}  // namespace archfront
