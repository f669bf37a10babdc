// What one pickle file held: the bytes that texts point into, and the arena of all else, bounded however the file
// refers to its parts again and again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory_resource>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "objectives/upstream/file_bytes.hpp"
#include "objectives/upstream/pickle_node.hpp"

namespace archfront::upstream {

/// What is wrong with a pickle at the present opcode; whoever reads the pickle adds file and offset.
class PickleFault : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Most values on the stack and in the memo of a pickle.
inline constexpr std::size_t most_pickle_values = std::size_t{1} << 25;

class PickleContent {
  public:
    /// Of an archive's pickle, the bytes lie in `members`.
    explicit PickleContent(const std::filesystem::path& path) : file(path.string()) {}
    PickleContent(const std::filesystem::path& path, std::size_t largest_file)
        : file(path.string()), file_bytes(path, largest_file) {}

    std::string file;
    FileBytes file_bytes;
    std::vector<std::string> members;  // of an archive, decompressed
    PickleNode root;

    /// Room for n values, left uninitialised. Throws PickleFault when the whole grows too large.
    template <class Value>
    Value* allocate(std::size_t n) {
        return static_cast<Value*>(allocate_bytes(n, sizeof(Value), alignof(Value)));
    }
    template <class Value>
    Value* make(Value value) {
        return new (allocate<Value>(1)) Value(value);
    }

    /// Appends to a list (or keys and values to a dictionary).
    void append(PickleNode container, std::span<const PickleNode> nodes);

    /// Checks that the elements of an array lie within its storage, and counts them. Throws PickleFault.
    PickleArray* make_array(PickleArray array);

    /// More numbers than these are not in the file, but one repeated: references to the same list, strides of 0.
    std::size_t most_numbers() const;

  private:
    void* allocate_bytes(std::size_t n, std::size_t size, std::size_t alignment);
    template <class Value>
    Value* grow(const Value* old, PickleContainer& container, std::size_t added);

    std::pmr::monotonic_buffer_resource arena_;
    std::size_t allocated_bytes_ = 0;
};

/// Bytes of a number. REQUIRES: not object.
std::size_t size_of(NumberType type);

/// Number i of a storage. REQUIRES: it lies within, and is not object.
double number_at(const PickleStorage& storage, std::uint64_t i);

}  // namespace archfront::upstream
