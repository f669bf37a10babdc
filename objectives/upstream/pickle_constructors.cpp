#include "objectives/upstream/pickle_constructors.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>
#include <string>

#include "engine/text.hpp"
#include "objectives/upstream/torch_storage.hpp"

namespace archfront::upstream {
namespace {

using Arguments = std::span<const PickleNode>;
using Constructor = PickleConstructor;

struct Known {
    std::string_view module;
    std::string_view name;
    Constructor constructor;
    NumberType type = NumberType::float64;  // of a torch_storage_type
};

constexpr Known known[] = {
    {"collections", "OrderedDict", Constructor::ordered_dictionary},
    {"_codecs", "encode", Constructor::encode},
    {"__builtin__", "bytes", Constructor::bytes},
    {"builtins", "bytes", Constructor::bytes},
    {"__builtin__", "set", Constructor::set},
    {"__builtin__", "frozenset", Constructor::set},
    {"builtins", "set", Constructor::set},
    {"builtins", "frozenset", Constructor::set},
    {"numpy", "ndarray", Constructor::numpy_array},
    {"numpy", "dtype", Constructor::numpy_dtype},
    {"numpy.core.multiarray", "_reconstruct", Constructor::numpy_reconstruct},
    {"numpy._core.multiarray", "_reconstruct", Constructor::numpy_reconstruct},
    {"numpy.core.multiarray", "scalar", Constructor::numpy_scalar},
    {"numpy._core.multiarray", "scalar", Constructor::numpy_scalar},
    {"numpy.core.numeric", "_frombuffer", Constructor::numpy_frombuffer},
    {"numpy._core.numeric", "_frombuffer", Constructor::numpy_frombuffer},
    {"torch._utils", "_rebuild_tensor_v2", Constructor::torch_tensor},
    {"torch._utils", "_rebuild_parameter", Constructor::torch_parameter},
    {"torch.storage", "_load_from_bytes", Constructor::torch_storage_from_bytes},
    {"torch", "DoubleStorage", Constructor::torch_storage_type, NumberType::float64},
    {"torch", "FloatStorage", Constructor::torch_storage_type, NumberType::float32},
    {"torch", "HalfStorage", Constructor::torch_storage_type, NumberType::float16},
    {"torch", "BFloat16Storage", Constructor::torch_storage_type, NumberType::bfloat16},
    {"torch", "LongStorage", Constructor::torch_storage_type, NumberType::int64},
    {"torch", "IntStorage", Constructor::torch_storage_type, NumberType::int32},
    {"torch", "ShortStorage", Constructor::torch_storage_type, NumberType::int16},
    {"torch", "CharStorage", Constructor::torch_storage_type, NumberType::int8},
    {"torch", "ByteStorage", Constructor::torch_storage_type, NumberType::uint8},
    {"torch", "BoolStorage", Constructor::torch_storage_type, NumberType::boolean},
};

struct TypeCode {
    std::string_view code;
    NumberType type;
};

/// numpy's names, https://numpy.org/doc/stable/reference/arrays.interface.html
constexpr TypeCode type_codes[] = {
    {"b1", NumberType::boolean}, {"i1", NumberType::int8},    {"i2", NumberType::int16},
    {"i4", NumberType::int32},   {"i8", NumberType::int64},   {"u1", NumberType::uint8},
    {"u2", NumberType::uint16},  {"u4", NumberType::uint32},  {"u8", NumberType::uint64},
    {"f2", NumberType::float16}, {"f4", NumberType::float32}, {"f8", NumberType::float64},
    {"O8", NumberType::object},  {"O", NumberType::object},
};

void expect(bool holds, std::string_view what) {
    if (!holds) throw PickleFault("not as " + std::string(what) + " is pickled");
}

bool is(const PickleNode& node, PickleKind kind) {
    return node.kind == kind;
}

/// A tuple of sizes or strides, copied into the arena.
const std::uint64_t* copy_sizes(PickleContent& content, PickleNode node, std::string_view what) {
    constexpr std::uint32_t most_dimensions = 64;  // numpy's own limit
    expect(is(node, PickleKind::tuple) && node.size <= most_dimensions, what);
    auto* sizes = content.allocate<std::uint64_t>(node.size);
    for (std::uint32_t d = 0; d < node.size; ++d) {
        expect(is(node.tuple[d], PickleKind::integer) && node.tuple[d].integer >= 0, what);
        sizes[d] = static_cast<std::uint64_t>(node.tuple[d].integer);
    }
    return sizes;
}

/// Elements without gaps, the last index fastest, or the first.
const std::uint64_t* contiguous_strides(PickleContent& content, const PickleArray& array,
                                        bool first_fastest) {
    auto* strides = content.allocate<std::uint64_t>(array.rank);
    std::uint64_t stride = 1;
    for (std::uint32_t i = 0; i < array.rank; ++i) {
        const std::uint32_t d = first_fastest ? i : array.rank - 1 - i;
        strides[d] = stride;
        stride *= array.shape[d];  // may wrap only for an array that make_array refuses
    }
    return strides;
}

PickleArray* make_numpy_array(PickleContent& content, PickleNode shape, PickleDtype dtype, bool fortran,
                              PickleNode data) {
    PickleArray array;
    array.dtype = dtype;
    array.shape = copy_sizes(content, shape, "a numpy shape");
    array.rank = shape.size;
    if (dtype.type == NumberType::object) {
        expect(is(data, PickleKind::list), "a numpy array of objects");
        array.objects = data.container;
    } else {
        expect(is(data, PickleKind::bytes), "a numpy array");
        array.storage = content.make(PickleStorage{dtype, data.view()});
    }
    array.strides = contiguous_strides(content, array, fortran && array.objects == nullptr);
    return content.make_array(array);
}

PickleNode make_dtype(PickleContent& content, Arguments arguments) {
    expect(!arguments.empty() && is(arguments[0], PickleKind::text), "a numpy dtype");
    std::string_view code = arguments[0].view();
    PickleDtype dtype;
    if (!code.empty() && std::string_view("<>|=").find(code.front()) != std::string_view::npos) {
        dtype.swapped = code.front() == '>';
        code.remove_prefix(1);
    }
    const auto* found = std::find_if(std::begin(type_codes), std::end(type_codes),
                                     [&](const TypeCode& entry) { return entry.code == code; });
    if (found == std::end(type_codes)) {
        throw PickleFault("refuses numpy dtype '" + excerpt(code) +
                          "'; b1, i1 to i8, u1 to u8, f2 to f8 and O are understood");
    }
    dtype.type = found->type;
    return {.kind = PickleKind::dtype, .dtype = content.make(dtype)};
}

PickleNode make_scalar(Arguments arguments) {
    expect(
        arguments.size() == 2 && is(arguments[0], PickleKind::dtype) && is(arguments[1], PickleKind::bytes),
        "a numpy scalar");
    const PickleDtype dtype = *arguments[0].dtype;
    const std::string_view bytes = arguments[1].view();
    expect(dtype.type != NumberType::object && bytes.size() == size_of(dtype.type), "a numpy scalar");
    const bool real = dtype.type >= NumberType::float16;
    const bool wide = dtype.type == NumberType::int64 || dtype.type == NumberType::uint64;
    if (wide) {
        std::int64_t value = 0;
        std::memcpy(&value, bytes.data(), bytes.size());
        if (dtype.swapped) std::reverse(reinterpret_cast<char*>(&value), reinterpret_cast<char*>(&value + 1));
        if (dtype.type == NumberType::uint64 && value < 0)
            throw PickleFault("an integer of more than 63 bits");
        return {.kind = PickleKind::integer, .integer = value};
    }
    const double value = number_at({dtype, bytes}, 0);
    if (real) return {.kind = PickleKind::real, .real = value};
    return {.kind = dtype.type == NumberType::boolean ? PickleKind::boolean : PickleKind::integer,
            .integer = static_cast<std::int64_t>(value)};
}

/// numpy.frombuffer(bytes, dtype).reshape(shape, order=...)
PickleNode make_from_buffer(PickleContent& content, Arguments arguments) {
    expect(arguments.size() == 4 && is(arguments[1], PickleKind::dtype) && is(arguments[3], PickleKind::text),
           "a numpy array");
    const bool fortran = arguments[3].view() == "F";
    return {.kind = PickleKind::array,
            .array = make_numpy_array(content, arguments[2], *arguments[1].dtype, fortran, arguments[0])};
}

/// What numpy makes of _reconstruct(ndarray, (0,), b'b'): an empty array that awaits its state.
PickleNode make_empty_array(PickleContent& content, Arguments arguments) {
    expect(!arguments.empty() && is(arguments[0], PickleKind::constructor) &&
               arguments[0].constructor == Constructor::numpy_array,
           "a numpy array");
    static constexpr std::uint64_t zero = 0;
    PickleArray array;
    array.rank = 1;
    array.shape = array.strides = &zero;
    array.storage = content.make(PickleStorage{});
    return {.kind = PickleKind::array, .array = content.make_array(array)};
}

/// _rebuild_tensor_v2(storage, offset, size, stride, ...)
PickleNode make_tensor(PickleContent& content, Arguments arguments) {
    expect(arguments.size() >= 4 && is(arguments[0], PickleKind::storage) &&
               is(arguments[1], PickleKind::integer) && arguments[1].integer >= 0 &&
               arguments[2].size == arguments[3].size,
           "a torch tensor");
    PickleArray array;
    array.dtype = arguments[0].storage->dtype;
    array.storage = arguments[0].storage;
    array.offset = static_cast<std::uint64_t>(arguments[1].integer);
    array.shape = copy_sizes(content, arguments[2], "a torch tensor");
    array.strides = copy_sizes(content, arguments[3], "a torch tensor");
    array.rank = arguments[2].size;
    return {.kind = PickleKind::tensor, .array = content.make_array(array)};
}

/// _codecs.encode(text, 'latin1'), which is how protocol 2 writes bytes: each character up to U+00FF is a byte.
PickleNode encode_latin1(PickleContent& content, Arguments arguments) {
    expect(arguments.size() == 2 && is(arguments[0], PickleKind::text) &&
               is(arguments[1], PickleKind::text) && arguments[1].view() == "latin1",
           "a byte string");
    const std::string_view text = arguments[0].view();
    char* bytes = content.allocate<char>(text.size());
    std::uint32_t size = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto first = static_cast<unsigned char>(text[i]);
        if (first < 0x80) {
            bytes[size++] = text[i];
            continue;
        }
        expect((first == 0xc2 || first == 0xc3) && i + 1 < text.size() && (text[i + 1] & 0xc0) == 0x80,
               "a byte string");
        bytes[size++] = static_cast<char>((first & 3) << 6 | (text[++i] & 0x3f));
    }
    return {.kind = PickleKind::bytes, .size = size, .bytes = bytes};
}

}  // namespace

PickleNode find_constructor(std::string_view module, std::string_view name) {
    const auto* found = std::find_if(std::begin(known), std::end(known), [&](const Known& entry) {
        return entry.module == module && entry.name == name;
    });
    if (found == std::end(known)) {
        throw PickleFault("refuses to construct or call '" + excerpt(module) + "." + excerpt(name) +
                          "'; only plain data, numpy arrays and torch tensors are read");
    }
    return {.kind = PickleKind::constructor,
            .size = static_cast<std::uint32_t>(found->type),
            .constructor = found->constructor};
}

PickleNode construct(PickleContent& content, PickleNode constructor, Arguments arguments) {
    switch (constructor.constructor) {
        case Constructor::ordered_dictionary:
            expect(arguments.empty(), "an OrderedDict");
            return {.kind = PickleKind::dictionary, .container = content.make(PickleContainer{})};
        case Constructor::bytes:
            expect(arguments.empty(), "an empty byte string");
            return {.kind = PickleKind::bytes, .size = 0, .bytes = ""};
        case Constructor::encode:
            return encode_latin1(content, arguments);
        case Constructor::numpy_dtype:
            return make_dtype(content, arguments);
        case Constructor::numpy_frombuffer:
            return make_from_buffer(content, arguments);
        case Constructor::numpy_reconstruct:
            return make_empty_array(content, arguments);
        case Constructor::numpy_scalar:
            return make_scalar(arguments);
        case Constructor::set:
            expect(arguments.size() == 1 && is(arguments[0], PickleKind::list), "a set");
            return arguments[0];
        case Constructor::torch_tensor:
            return make_tensor(content, arguments);
        case Constructor::torch_parameter:
            expect(!arguments.empty() && is(arguments[0], PickleKind::tensor), "a torch parameter");
            return arguments[0];
        case Constructor::torch_storage_from_bytes:
            expect(arguments.size() == 1 && is(arguments[0], PickleKind::bytes), "a torch storage");
            return read_torch_storage(content, arguments[0].view());
        case Constructor::numpy_array:
        case Constructor::torch_storage_type:
            break;
    }
    throw PickleFault("refuses to call a class that data only name");
}

void set_state(PickleContent& content, PickleNode object, PickleNode state) {
    if (is(object, PickleKind::dictionary)) return;
    expect(is(state, PickleKind::tuple), "data with a state");
    const Arguments parts(state.tuple, state.size);
    if (is(object, PickleKind::dtype)) {  // version, byte order, ...
        expect(parts.size() >= 2 && is(parts[1], PickleKind::text), "a numpy dtype");
        const std::string_view order = parts[1].view();
        expect(order == "<" || order == ">" || order == "|", "a numpy dtype");
        object.dtype->swapped = order == ">";
    } else if (is(object, PickleKind::array)) {  // version, shape, dtype, Fortran order, data
        expect(parts.size() == 5 && is(parts[2], PickleKind::dtype) && is(parts[3], PickleKind::boolean),
               "a numpy array");
        *object.array =
            *make_numpy_array(content, parts[1], *parts[2].dtype, parts[3].integer != 0, parts[4]);
    } else {
        throw PickleFault("refuses opcode BUILD of what is neither dictionary nor numpy array");
    }
}

std::uint64_t TorchStorageId::bytes() const {
    return count * size_of(type);
}

TorchStorageId read_torch_storage_id(PickleNode id) {
    constexpr std::int64_t most_elements = std::int64_t{1} << 32;
    expect(is(id, PickleKind::tuple) && id.size >= 5, "a torch storage");
    const Arguments parts(id.tuple, id.size);
    expect(is(parts[0], PickleKind::text) && parts[0].view() == "storage" &&
               is(parts[1], PickleKind::constructor) &&
               parts[1].constructor == Constructor::torch_storage_type && is(parts[2], PickleKind::text) &&
               is(parts[4], PickleKind::integer) && parts[4].integer >= 0 &&
               parts[4].integer <= most_elements,
           "a torch storage");
    return {static_cast<NumberType>(parts[1].size), parts[2].view(),
            static_cast<std::uint64_t>(parts[4].integer)};
}

}  // namespace archfront::upstream
