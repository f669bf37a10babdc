// What one pickle file held: the bytes that texts point into, and the arena of all else, bounded however the file
// refers to its parts again and again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory_resource>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "objectives/upstream/file_bytes.hpp"
#include "objectives/upstream/pickle_node.hpp"

namespace archfront::upstream {

/// What is wrong with a pickle at the present opcode; whoever reads the pickle adds file and offset.
class PickleFault : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Most values on the stack and in the memo of a pickle, and most marks.
inline constexpr std::size_t most_pickle_values = std::size_t{1} << 25;

class PickleContent {
  public:
    /// What the file's bytes hold, or what its members do.
    PickleContent(const std::filesystem::path& file, std::size_t largest_file)
        : file_(file.string()), bytes_(file, largest_file), source_bytes_(bytes_.view().size()) {}
    /// REQUIRES: less than 4 GiB.
    PickleContent(std::string name, std::string bytes)
        : file_(std::move(name)), bytes_(std::move(bytes)), source_bytes_(bytes_.view().size()) {}

    /// Its name, for messages.
    const std::string& file() const { return file_; }
    std::string_view bytes() const { return bytes_.view(); }

    /// Of an archive: keeps a member's bytes. They stay where they are.
    std::string_view add_member(std::string bytes);

    PickleNode root;
    bool inside_storage = false;  // while a torch storage that a pickle holds as bytes is read

    /// Room for n values, left uninitialised. Throws PickleFault when all together grow beyond what a pickle of this
    /// size can need.
    template <class Value>
    Value* allocate(std::size_t n) {
        return static_cast<Value*>(allocate_bytes(n, sizeof(Value), alignof(Value)));
    }
    template <class Value>
    Value* make(Value value) {
        return new (allocate<Value>(1)) Value(value);
    }

    /// Appends to a list, or keys and values to a dictionary.
    void append(PickleNode node, std::span<const PickleNode> nodes);

    /// Checks that the elements of an array lie within its storage, and counts them. Throws PickleFault.
    PickleArray* make_array(PickleArray array);

    /// More numbers than these are not in the file, but one repeated: references to the same list, strides of 0.
    std::size_t most_numbers() const { return source_bytes_ + most_repeated_numbers; }

  private:
    static constexpr std::size_t most_repeated_numbers = 1 << 20;

    void* allocate_bytes(std::size_t n, std::size_t size, std::size_t alignment);
    template <class Value>
    Value* grow(const Value* old, PickleContainer& container, std::size_t added);

    std::string file_;
    FileBytes bytes_;
    std::deque<std::string> members_;
    std::size_t source_bytes_;  // in the file or its members
    std::pmr::monotonic_buffer_resource arena_;
    std::size_t allocated_bytes_ = 0;
};

/// Bytes of a number. REQUIRES: not object.
std::size_t size_of(NumberType type);

/// Number i of a storage. REQUIRES: it lies within, and is not object.
double number_at(const PickleStorage& storage, std::uint64_t i);

}  // namespace archfront::upstream
