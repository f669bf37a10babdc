#include "objectives/upstream/pickle_content.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <new>
#include <utility>

#include "engine/error.hpp"
#include "engine/text.hpp"

namespace archfront::upstream {
namespace {

static_assert(std::endian::native == std::endian::little, "arrays are read as little-endian");

// The most that Python itself writes is a list of None: an opcode of one byte makes 16 bytes, which lie in up to four
// places while the list grows.
constexpr std::size_t most_bytes_per_byte = 64;
constexpr std::size_t least_limit_bytes = 16 << 20;
constexpr std::size_t most_limit_bytes = 1 << 30;

template <class Number>
Number load(const char* bytes, bool swapped) {
    char copy[sizeof(Number)];
    std::memcpy(copy, bytes, sizeof(Number));
    if (swapped) std::reverse(copy, copy + sizeof(Number));
    Number number;
    std::memcpy(&number, copy, sizeof(Number));
    return number;
}

/// IEEE 754 binary16: 1 sign, 5 exponent and 10 fraction bits.
double half_to_double(std::uint16_t bits) {
    const int exponent = (bits >> 10) & 0x1f;
    const int fraction = bits & 0x3ff;
    double magnitude = std::ldexp(exponent == 0 ? fraction : fraction + 1024, std::max(exponent, 1) - 25);
    if (exponent == 0x1f) {
        magnitude = fraction == 0 ? std::numeric_limits<double>::infinity()
                                  : std::numeric_limits<double>::quiet_NaN();
    }
    return (bits & 0x8000) != 0 ? -magnitude : magnitude;
}

}  // namespace

std::size_t size_of(NumberType type) {
    switch (type) {
        case NumberType::boolean:
        case NumberType::int8:
        case NumberType::uint8:
            return 1;
        case NumberType::int16:
        case NumberType::uint16:
        case NumberType::float16:
        case NumberType::bfloat16:
            return 2;
        case NumberType::int32:
        case NumberType::uint32:
        case NumberType::float32:
            return 4;
        case NumberType::int64:
        case NumberType::uint64:
        case NumberType::float64:
            return 8;
        case NumberType::object:
            break;
    }
    ARCHFRONT_ASSERT(false, "objects have no size");
}

double number_at(const PickleStorage& storage, std::uint64_t i) {
    const auto [type, swapped] = storage.dtype;
    const char* bytes = storage.bytes.data() + i * size_of(type);
    switch (type) {
        case NumberType::boolean:
            return *bytes != 0 ? 1 : 0;
        case NumberType::int8:
            return load<std::int8_t>(bytes, swapped);
        case NumberType::int16:
            return load<std::int16_t>(bytes, swapped);
        case NumberType::int32:
            return load<std::int32_t>(bytes, swapped);
        case NumberType::int64:
            return static_cast<double>(load<std::int64_t>(bytes, swapped));
        case NumberType::uint8:
            return load<std::uint8_t>(bytes, swapped);
        case NumberType::uint16:
            return load<std::uint16_t>(bytes, swapped);
        case NumberType::uint32:
            return load<std::uint32_t>(bytes, swapped);
        case NumberType::uint64:
            return static_cast<double>(load<std::uint64_t>(bytes, swapped));
        case NumberType::float16:
            return half_to_double(load<std::uint16_t>(bytes, swapped));
        case NumberType::bfloat16:
            return std::bit_cast<float>(std::uint32_t{load<std::uint16_t>(bytes, swapped)} << 16);
        case NumberType::float32:
            return load<float>(bytes, swapped);
        case NumberType::float64:
            return load<double>(bytes, swapped);
        case NumberType::object:
            break;
    }
    ARCHFRONT_ASSERT(false, "objects are no numbers");
}

void* PickleContent::allocate_bytes(std::size_t n, std::size_t size, std::size_t alignment) {
    const std::size_t limit =
        std::min(least_limit_bytes + most_bytes_per_byte * source_bytes_, most_limit_bytes);
    if (n > (limit - allocated_bytes_) / size)
        throw PickleFault("more than " + with_thousands(limit) + " bytes of values");
    allocated_bytes_ += n * size;
    return arena_.allocate(n * size, alignment);
}

std::string_view PickleContent::add_member(std::string bytes) {
    source_bytes_ += bytes.size();
    return members_.emplace_back(std::move(bytes));
}

template <class Value>
Value* PickleContent::grow(const Value* old, PickleContainer& container, std::size_t added) {
    const std::size_t capacity = std::max(container.size + added, std::size_t{2} * container.capacity);
    auto* room = allocate<Value>(capacity);
    std::copy_n(old, container.size, room);
    container.capacity = static_cast<std::uint32_t>(capacity);
    return room;
}

void PickleContent::append(PickleNode node, std::span<const PickleNode> nodes) {
    if (nodes.empty()) return;
    PickleContainer& container = *node.container;
    const bool all_real = node.kind == PickleKind::list &&
                          std::all_of(nodes.begin(), nodes.end(),
                                      [](const PickleNode& added) { return added.kind == PickleKind::real; });
    const bool full = nodes.size() > container.capacity - container.size;
    if (all_real && container.nodes == nullptr) {
        if (full) container.reals = grow(container.reals, container, nodes.size());
        std::transform(nodes.begin(), nodes.end(), container.reals + container.size,
                       [](const PickleNode& added) { return added.real; });
    } else {
        if (container.reals != nullptr) {  // no longer of reals only
            const double* reals = std::exchange(container.reals, nullptr);
            container.nodes = allocate<PickleNode>(container.capacity);
            std::transform(reals, reals + container.size, container.nodes,
                           [](double real) { return PickleNode{.kind = PickleKind::real, .real = real}; });
        }
        if (full) container.nodes = grow(container.nodes, container, nodes.size());
        std::copy(nodes.begin(), nodes.end(), container.nodes + container.size);
    }
    container.size += static_cast<std::uint32_t>(nodes.size());
}

PickleArray* PickleContent::make_array(PickleArray array) {
    const std::uint64_t available = array.objects != nullptr
                                        ? array.objects->size
                                        : array.storage->bytes.size() / size_of(array.dtype.type);
    std::uint64_t count = 1;
    for (std::uint32_t d = 0; d < array.rank; ++d)
        if (array.shape[d] == 0) count = 0;
    std::uint64_t last = array.offset;
    for (std::uint32_t d = 0; d < array.rank && count > 0; ++d) {
        // 2^64 is reached by neither product, because both are checked before they grow.
        const std::uint64_t steps = array.shape[d] - 1;
        if (array.shape[d] > most_numbers() / count)
            throw PickleFault("an array of more numbers than the file has");
        count *= array.shape[d];
        if (steps > 0 && array.strides[d] > available / steps)
            throw PickleFault("an array that is larger than its data");
        last += steps * array.strides[d];
    }
    if (count > 0 && last >= available) throw PickleFault("an array that is larger than its data");
    array.count = count;
    return make(array);
}

}  // namespace archfront::upstream
