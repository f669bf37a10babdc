#include "objectives/upstream/pickle_machine.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <utility>

#include "engine/error.hpp"
#include "engine/text.hpp"
#include "objectives/upstream/pickle_constructors.hpp"

namespace archfront::upstream {

/// As in CPython's Lib/pickletools.py.
enum class PickleMachine::Opcode : unsigned char {
    mark = '(',
    stop = '.',
    pop = '0',
    pop_mark = '1',
    dup = '2',
    binfloat = 'G',
    binint = 'J',
    binint1 = 'K',
    binint2 = 'M',
    none = 'N',
    binpersid = 'Q',
    reduce = 'R',
    binstring = 'T',
    short_binstring = 'U',
    binunicode = 'X',
    append = 'a',
    build = 'b',
    global = 'c',
    appends = 'e',
    binget = 'h',
    long_binget = 'j',
    binput = 'q',
    long_binput = 'r',
    setitem = 's',
    tuple = 't',
    setitems = 'u',
    empty_dict = '}',
    empty_list = ']',
    empty_tuple = ')',
    binbytes = 'B',
    short_binbytes = 'C',
    proto = 0x80,
    newobj = 0x81,
    ext1 = 0x82,
    ext2 = 0x83,
    ext4 = 0x84,
    tuple1 = 0x85,
    tuple2 = 0x86,
    tuple3 = 0x87,
    newtrue = 0x88,
    newfalse = 0x89,
    long1 = 0x8a,
    long4 = 0x8b,
    short_binunicode = 0x8c,
    binunicode8 = 0x8d,
    binbytes8 = 0x8e,
    empty_set = 0x8f,
    additems = 0x90,
    frozenset = 0x91,
    newobj_ex = 0x92,
    stack_global = 0x93,
    memoize = 0x94,
    frame = 0x95,
    bytearray8 = 0x96,
    next_buffer = 0x97,
    readonly_buffer = 0x98,
};

namespace {

/// Marks entries of the memo that were never set.
constexpr PickleNode unset = {.kind = PickleKind::none, .size = 1, .integer = 0};

PickleNode integer_node(std::int64_t value, PickleKind kind = PickleKind::integer) {
    return {.kind = kind, .integer = value};
}

}  // namespace

PickleMachine::PickleMachine(PickleContent& content, std::string_view bytes, std::string place,
                             PersistentLoad load)
    : content_(content), bytes_(bytes), place_(std::move(place)), load_(std::move(load)) {}

PickleNode PickleMachine::run() {
    stack_.clear();
    marks_.clear();
    memo_.clear();
    std::size_t offset = next_;
    try {
        begin();
        for (;;) {
            offset = next_;
            const auto opcode = static_cast<Opcode>(take(1).front());
            if (opcode == Opcode::stop) break;
            if (!step_scalar(opcode) && !step_memo(opcode) && !step_container(opcode) && !step_object(opcode))
                refuse(opcode);
        }
        if (stack_.size() != 1 || !marks_.empty())
            throw PickleFault("the pickle ends with unfinished values");
        return stack_.back();
    } catch (const PickleFault& fault) {
        throw UserError({content_.file()}, place_ + "offset " + std::to_string(offset) + ": " + fault.what());
    }
}

void PickleMachine::begin() {
    if (rest().empty()) throw PickleFault("nothing is left; expected a pickle");
    if (static_cast<Opcode>(rest().front()) != Opcode::proto) {
        throw PickleFault(
            "not a pickle of protocol 2 or later; save it again with pickle.dump(..., protocol=4)");
    }
    take(1);
    const std::uint64_t protocol = take_unsigned(1);
    if (protocol < 2 || protocol > 5)
        throw PickleFault("pickle protocol " + std::to_string(protocol) + "; 2 to 5 are understood");
}

bool PickleMachine::step_scalar(Opcode opcode) {
    switch (opcode) {
        case Opcode::binfloat: {
            std::array<char, 8> reversed;
            const std::string_view bytes = take(reversed.size());
            std::copy(bytes.rbegin(), bytes.rend(), reversed.begin());
            push({.kind = PickleKind::real, .real = std::bit_cast<double>(reversed)});
            return true;
        }
        case Opcode::binint1:
            push(integer_node(static_cast<std::int64_t>(take_unsigned(1))));
            return true;
        case Opcode::binint2:
            push(integer_node(static_cast<std::int64_t>(take_unsigned(2))));
            return true;
        case Opcode::binint:
            push(integer_node(take_signed(4)));
            return true;
        case Opcode::long1:
            push(integer_node(take_signed(take_unsigned(1))));
            return true;
        case Opcode::long4:
            push(integer_node(take_signed(take_unsigned(4))));
            return true;
        case Opcode::none:
            push({});
            return true;
        case Opcode::newtrue:
            push(integer_node(1, PickleKind::boolean));
            return true;
        case Opcode::newfalse:
            push(integer_node(0, PickleKind::boolean));
            return true;
        case Opcode::short_binstring:
        case Opcode::short_binunicode:
            push_bytes(PickleKind::text, take_unsigned(1));
            return true;
        case Opcode::binstring:
        case Opcode::binunicode:
            push_bytes(PickleKind::text, take_unsigned(4));
            return true;
        case Opcode::binunicode8:
            push_bytes(PickleKind::text, take_unsigned(8));
            return true;
        case Opcode::short_binbytes:
            push_bytes(PickleKind::bytes, take_unsigned(1));
            return true;
        case Opcode::binbytes:
            push_bytes(PickleKind::bytes, take_unsigned(4));
            return true;
        case Opcode::binbytes8:
        case Opcode::bytearray8:
            push_bytes(PickleKind::bytes, take_unsigned(8));
            return true;
        default:
            return false;
    }
}

bool PickleMachine::step_container(Opcode opcode) {
    switch (opcode) {
        case Opcode::mark:
            if (marks_.size() == most_pickle_values) throw PickleFault("too many marks");
            marks_.push_back(stack_.size());
            return true;
        case Opcode::empty_dict:
            push_container(PickleKind::dictionary);
            return true;
        case Opcode::empty_list:
        case Opcode::empty_set:
            push_container(PickleKind::list);
            return true;
        case Opcode::empty_tuple:
            push_tuple({});
            return true;
        case Opcode::append:
            append_from(stack_.size() - std::min(depth(), std::size_t{1}), PickleKind::list);
            return true;
        case Opcode::appends:
        case Opcode::additems:
            append_from(pop_mark(), PickleKind::list);
            return true;
        case Opcode::setitem:
            append_from(stack_.size() - std::min(depth(), std::size_t{2}), PickleKind::dictionary);
            return true;
        case Opcode::setitems:
            append_from(pop_mark(), PickleKind::dictionary);
            return true;
        case Opcode::tuple1:
        case Opcode::tuple2:
        case Opcode::tuple3: {
            const auto size = static_cast<std::size_t>(opcode) - static_cast<std::size_t>(Opcode::tuple1) + 1;
            if (depth() < size) throw PickleFault("a tuple of values that are not there");
            push_tuple(std::span(stack_).last(size));
            return true;
        }
        case Opcode::tuple:
        case Opcode::frozenset:
            push_tuple(std::span(stack_).subspan(pop_mark()));
            return true;
        case Opcode::pop:
            pop();
            return true;
        case Opcode::pop_mark:
            stack_.resize(pop_mark());
            return true;
        case Opcode::dup:
            push(top());
            return true;
        default:
            return false;
    }
}

bool PickleMachine::step_memo(Opcode opcode) {
    switch (opcode) {
        case Opcode::memoize:
            remember(memo_.size());
            return true;
        case Opcode::binput:
            remember(take_unsigned(1));
            return true;
        case Opcode::long_binput:
            remember(take_unsigned(4));
            return true;
        case Opcode::binget:
            recall(take_unsigned(1));
            return true;
        case Opcode::long_binget:
            recall(take_unsigned(4));
            return true;
        case Opcode::frame:
            if (take_unsigned(8) > rest().size())
                throw PickleFault("a frame beyond the pickle's end; fetch the file again");
            return true;
        default:
            return false;
    }
}

bool PickleMachine::step_object(Opcode opcode) {
    switch (opcode) {
        case Opcode::global: {
            const std::string_view module = take_line();
            push(find_constructor(module, take_line()));
            return true;
        }
        case Opcode::stack_global: {
            const PickleNode name = pop(), module = pop();
            if (name.kind != PickleKind::text || module.kind != PickleKind::text)
                throw PickleFault("a name that is no text");
            push(find_constructor(module.view(), name.view()));
            return true;
        }
        case Opcode::reduce:
        case Opcode::newobj: {
            const PickleNode arguments = pop(), constructor = pop();
            if (constructor.kind != PickleKind::constructor || arguments.kind != PickleKind::tuple)
                throw PickleFault("a call of what is no function");
            push(construct(content_, constructor, {arguments.tuple, arguments.size}));
            return true;
        }
        case Opcode::build: {
            const PickleNode state = pop();
            set_state(content_, top(), state);
            return true;
        }
        case Opcode::binpersid: {
            if (!load_) throw PickleFault("refuses a persistent id, which only torch archives have");
            const PickleNode id = pop();
            push(load_(id));
            return true;
        }
        default:
            return false;
    }
}

void PickleMachine::refuse(Opcode opcode) {
    switch (opcode) {
        case Opcode::newobj_ex:
            throw PickleFault("refuses opcode NEWOBJ_EX, which constructs objects");
        case Opcode::ext1:
        case Opcode::ext2:
        case Opcode::ext4:
            throw PickleFault("refuses opcode EXT, which names a private extension");
        case Opcode::next_buffer:
        case Opcode::readonly_buffer:
            throw PickleFault(
                "refuses opcode NEXT_BUFFER: the buffer is not in the file; save it without buffer_callback");
        case Opcode::proto:
            throw PickleFault("a second PROTO opcode");
        default:
            break;
    }
    const auto byte = static_cast<unsigned char>(opcode);
    if (std::string_view("FILSVPdgilop").find(static_cast<char>(byte)) != std::string_view::npos) {
        throw PickleFault(std::string("refuses opcode '") + static_cast<char>(byte) +
                          "' of protocols 0 and 1; save it again with pickle.dump(..., protocol=4)");
    }
    throw PickleFault("byte " + std::to_string(byte) + " is no pickle opcode");
}

std::string_view PickleMachine::take(std::uint64_t n) {
    if (n > bytes_.size() - next_) throw PickleFault("the pickle ends too early; fetch the file again");
    const std::string_view taken(bytes_.data() + next_, n);
    next_ += n;
    return taken;
}

std::string_view PickleMachine::take_line() {
    constexpr std::size_t longest = 1000;
    const std::size_t length = rest().substr(0, longest).find('\n');
    if (length == std::string_view::npos) throw PickleFault("a name that does not end");
    return take(length + 1).substr(0, length);
}

std::uint64_t PickleMachine::take_unsigned(std::size_t size) {
    std::uint64_t value = 0;
    std::memcpy(&value, take(size).data(), size);
    return value;
}

std::int64_t PickleMachine::take_signed(std::size_t size) {
    if (size > sizeof(std::int64_t))
        throw PickleFault("an integer of " + with_thousands(size) + " bytes; at most 8 are understood");
    if (size == 0) return 0;
    const auto unused = static_cast<int>(64 - 8 * size);
    return static_cast<std::int64_t>(take_unsigned(size) << unused) >> unused;
}

void PickleMachine::push(PickleNode node) {
    if (stack_.size() == most_pickle_values)
        throw PickleFault("more than " + with_thousands(most_pickle_values) + " unfinished values");
    stack_.push_back(node);
}

void PickleMachine::push_bytes(PickleKind kind, std::uint64_t size) {
    const std::string_view bytes = take(size);
    push({.kind = kind, .size = static_cast<std::uint32_t>(size), .bytes = bytes.data()});
}

void PickleMachine::push_container(PickleKind kind) {
    push({.kind = kind, .container = content_.make(PickleContainer{})});
}

/// In place of the nodes, which are the stack's last.
void PickleMachine::push_tuple(std::span<const PickleNode> nodes) {
    auto* copies = content_.allocate<PickleNode>(nodes.size());
    std::copy(nodes.begin(), nodes.end(), copies);
    const auto size = static_cast<std::uint32_t>(nodes.size());
    stack_.resize(stack_.size() - nodes.size());
    push({.kind = PickleKind::tuple, .size = size, .tuple = copies});
}

/// Values on the stack above the last mark.
std::size_t PickleMachine::depth() const {
    return stack_.size() - (marks_.empty() ? 0 : marks_.back());
}

PickleNode& PickleMachine::top() {
    if (depth() == 0) throw PickleFault("a value that is not there");
    return stack_.back();
}

PickleNode PickleMachine::pop() {
    const PickleNode node = top();
    stack_.pop_back();
    return node;
}

std::size_t PickleMachine::pop_mark() {
    if (marks_.empty()) throw PickleFault("a mark that is not there");
    const std::size_t mark = marks_.back();
    marks_.pop_back();
    return mark;
}

/// Moves the stack from `first` on into the list or dictionary below.
void PickleMachine::append_from(std::size_t first, PickleKind kind) {
    const std::size_t count = stack_.size() - first;
    if (depth() <= count || stack_[first - 1].kind != kind)
        throw PickleFault("items for what is no list or dictionary");
    if (kind == PickleKind::dictionary && count % 2 != 0) throw PickleFault("a key without a value");
    content_.append(stack_[first - 1], std::span(stack_).subspan(first));
    stack_.resize(first);
}

void PickleMachine::remember(std::uint64_t index) {
    // CPython's counts from 0, so that there are never more than opcodes.
    if (index >= std::min(next_, most_pickle_values))
        throw PickleFault("memo index " + with_thousands(index) + " is out of range");
    if (index >= memo_.size()) memo_.resize(index + 1, unset);
    memo_[index] = top();
}

void PickleMachine::recall(std::uint64_t index) {
    if (index >= memo_.size() || (memo_[index].kind == unset.kind && memo_[index].size == unset.size))
        throw PickleFault("memo index " + with_thousands(index) + " was never set");
    push(memo_[index]);
}

}  // namespace archfront::upstream
