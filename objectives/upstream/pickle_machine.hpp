// The stack machine that a pickle is a program of, cut down to opcodes that build data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "objectives/upstream/pickle_content.hpp"

namespace archfront::upstream {

class PickleMachine {
  public:
    /// What a persistent id stands for. Throws PickleFault where there is no such thing.
    using PersistentLoad = std::function<PickleNode(PickleNode id)>;

    /// place: where in the file the bytes are, for messages ("data.pkl, "). REQUIRES: the bytes live as long as
    /// `content`.
    PickleMachine(PickleContent& content, std::string_view bytes, std::string place, PersistentLoad load);

    /// Reads one pickle. Throws UserError naming file, place and offset.
    PickleNode run();

    /// What stands behind the pickles read so far.
    std::string_view rest() const { return bytes_.substr(next_); }

  private:
    enum class Opcode : unsigned char;

    void begin();
    bool step_scalar(Opcode opcode);
    bool step_container(Opcode opcode);
    bool step_memo(Opcode opcode);
    bool step_object(Opcode opcode);
    [[noreturn]] static void refuse(Opcode opcode);

    std::string_view take(std::uint64_t n);
    std::string_view take_line();
    std::uint64_t take_unsigned(std::size_t size);
    std::int64_t take_signed(std::size_t size);

    void push(PickleNode node);
    void push_bytes(PickleKind kind, std::uint64_t size);
    void push_container(PickleKind kind);
    void push_tuple(std::span<const PickleNode> nodes);
    std::size_t depth() const;
    PickleNode pop();
    PickleNode& top();
    std::size_t pop_mark();
    void append_from(std::size_t first, PickleKind kind);
    void remember(std::uint64_t index);
    void recall(std::uint64_t index);

    PickleContent& content_;
    std::string_view bytes_;
    std::string place_;
    PersistentLoad load_;
    std::size_t next_ = 0;  // offset of what is read next
    std::vector<PickleNode> stack_;
    std::vector<std::size_t> marks_;  // sizes of the stack
    std::vector<PickleNode> memo_;
};

}  // namespace archfront::upstream
