// Architectures as rows of choice indices, and contiguous batches of them: ten million evaluations a second
// leave no room for an allocation each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/error.hpp"

namespace archfront {

/// Index of the choice taken for one decision variable.
using Choice = std::uint8_t;
/// One choice per decision variable, shape (d).
using Architecture = std::vector<Choice>;
using ArchitectureView = std::span<const Choice>;

/// A borrowed batch of n architectures, row-major: choice i of row r is data()[r * width() + i].
class ArchitectureBatchView {
  public:
    ArchitectureBatchView(const Choice* data, std::size_t rows, std::size_t width)
        : data_(data), rows_(rows), width_(width) {}

    /// A batch of one.
    explicit ArchitectureBatchView(ArchitectureView row) : data_(row.data()), rows_(1), width_(row.size()) {}

    const Choice* data() const { return data_; }
    std::size_t size() const { return rows_; }
    bool empty() const { return rows_ == 0; }
    std::size_t width() const { return width_; }
    ArchitectureView operator[](std::size_t row) const { return {data_ + row * width_, width_}; }

    /// Rows first ... first + count - 1. REQUIRES: first + count <= size().
    ArchitectureBatchView subview(std::size_t first, std::size_t count) const {
        ARCHFRONT_ASSERT(first + count <= rows_, "subview beyond the batch");
        return {data_ + first * width_, count, width_};
    }

  private:
    const Choice* data_;
    std::size_t rows_;
    std::size_t width_;
};

/// A growing batch of n architectures of one space, each `width` choices wide.
class ArchitectureBatch {
  public:
    explicit ArchitectureBatch(std::size_t width) : width_(width) {}

    std::size_t size() const { return rows_; }
    bool empty() const { return rows_ == 0; }
    std::size_t width() const { return width_; }
    ArchitectureView operator[](std::size_t row) const { return {choices_.data() + row * width_, width_}; }
    std::span<Choice> row(std::size_t row) { return {choices_.data() + row * width_, width_}; }

    /// REQUIRES: architecture.size() == width().
    void push_back(ArchitectureView architecture) {
        ARCHFRONT_ASSERT(architecture.size() == width_, "architecture of another width");
        choices_.insert(choices_.end(), architecture.begin(), architecture.end());
        ++rows_;
    }

    /// Appends a row of zeros and returns it; valid until the next change of size.
    std::span<Choice> emplace_back() {
        choices_.resize(choices_.size() + width_);
        return row(rows_++);
    }

    void pop_back() {
        ARCHFRONT_ASSERT(rows_ > 0, "pop_back of an empty batch");
        choices_.resize(choices_.size() - width_);
        --rows_;
    }

    void append(ArchitectureBatchView batch) {
        ARCHFRONT_ASSERT(batch.width() == width_, "batch of another width");
        choices_.insert(choices_.end(), batch.data(), batch.data() + batch.size() * width_);
        rows_ += batch.size();
    }

    void reserve(std::size_t rows) { choices_.reserve(rows * width_); }

    void clear() {
        choices_.clear();
        rows_ = 0;
    }

    ArchitectureBatchView view() const { return {choices_.data(), rows_, width_}; }
    operator ArchitectureBatchView() const { return view(); }  // NOLINT: a batch is a view of itself

  private:
    std::vector<Choice> choices_;
    std::size_t rows_ = 0;
    std::size_t width_;
};

}  // namespace archfront
