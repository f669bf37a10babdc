#include "experiments/progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "engine/text.hpp"

namespace archfront {
namespace {

std::string duration(double seconds) {
    const auto whole = std::llround(seconds);
    if (whole < 60) return std::to_string(whole) + " s";
    if (whole < 3600) return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
    return std::to_string(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
}

}  // namespace

Progress::Progress(std::string title, std::uint64_t total, Style style)
    : title_(std::move(title)),
      total_(std::max<std::uint64_t>(total, 1)),
      silent_(style == Style::silent),
      terminal_(::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
    // The bar is wiped rather than completed: what follows says how the run ended.
    if (!silent_ && terminal_) std::fputs("\r\x1b[K", stderr);
}

void Progress::add(std::uint64_t count, std::uint64_t skipped) {
    skipped_ += skipped;
    const std::uint64_t done = done_ += count;
    if (silent_) return;
    std::unique_lock<std::mutex> lock(mutex_, std::try_to_lock);
    if (!lock.owns_lock()) return;  // somebody else is printing
    const Clock::time_point now = Clock::now();
    if (terminal_) {
        if (now - last_printed_ < std::chrono::milliseconds(100)) return;
    } else {
        const std::uint64_t tenths = 10 * done / total_;
        // Runs of a few seconds need no lines.
        if (tenths == tenths_printed_ || now - start_ < std::chrono::seconds(2)) return;
        tenths_printed_ = tenths;
    }
    last_printed_ = now;
    print(done, now);
}

void Progress::print(std::uint64_t done, Clock::time_point now) {
    const double elapsed = std::chrono::duration<double>(now - start_).count();
    const std::uint64_t skipped = skipped_;
    const std::uint64_t computed = done - std::min(done, skipped);
    const std::uint64_t left = total_ - std::min(done, total_);
    std::string line = title_ + " ";
    if (terminal_) {
        constexpr std::uint64_t width = 30;
        const std::uint64_t filled = std::min(width, width * done / total_);
        line = "\r\x1b[K" + line + "[" + std::string(filled, '#') + std::string(width - filled, '.') + "] ";
    }
    line += std::to_string(std::min<std::uint64_t>(100, 100 * done / total_)) + " %  " +
            with_thousands(done) + " of " + with_thousands(total_) + " evaluations";
    if (computed > 0) {
        line +=
            ", " + duration(elapsed * static_cast<double>(left) / static_cast<double>(computed)) + " left";
    }
    if (!terminal_) line += "\n";
    std::fputs(line.c_str(), stderr);
}

}  // namespace archfront
