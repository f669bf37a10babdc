// One value of a pickle in 16 bytes, and what lists, arrays and tensors point to. Nothing here owns: all lies in
// the arena of a PickleContent or in the file's bytes, and is dropped as a whole, however deeply it nests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace archfront::upstream {

enum class PickleKind : std::uint8_t {
    none,
    boolean,
    integer,
    real,
    text,
    bytes,
    list,        // also a set
    tuple,       // also a frozenset
    dictionary,  // also an OrderedDict
    array,       // numpy array of numbers
    tensor,      // torch tensor
    // No data by themselves: what arrays and tensors are made from.
    constructor,
    dtype,
    storage,
};

/// What numpy and torch store numbers as. `object` is an array of Python objects.
enum class NumberType : std::uint8_t {
    boolean,
    int8,
    int16,
    int32,
    int64,
    uint8,
    uint16,
    uint32,
    uint64,
    float16,
    bfloat16,
    float32,
    float64,
    object,
};

/// The functions and classes that are understood.
enum class PickleConstructor : std::uint8_t {
    bytes,
    encode,
    ordered_dictionary,
    numpy_array,
    numpy_dtype,
    numpy_frombuffer,
    numpy_reconstruct,
    numpy_scalar,
    set,
    torch_parameter,
    torch_storage_from_bytes,
    torch_storage_type,
    torch_tensor,
};

struct PickleArray;
struct PickleContainer;
struct PickleDtype;
struct PickleStorage;

struct PickleNode {
    PickleKind kind = PickleKind::none;
    std::uint32_t size = 0;  // of text, bytes and tuple; the NumberType of a torch_storage_type
    union {
        std::int64_t integer = 0;  // also a boolean
        double real;
        const char* bytes;  // also a text
        const PickleNode* tuple;
        PickleContainer* container;  // list or dictionary
        PickleArray* array;          // array or tensor
        PickleConstructor constructor;
        PickleDtype* dtype;
        PickleStorage* storage;
    };

    /// REQUIRES: text or bytes.
    std::string_view view() const { return {bytes, size}; }
};
static_assert(sizeof(PickleNode) == 16);

/// A list, or a dictionary with its keys and values in turn.
struct PickleContainer {
    PickleNode* nodes = nullptr;
    double* reals = nullptr;  // of a list of reals only, in place of nodes
    std::uint32_t size = 0;
    std::uint32_t capacity = 0;
};

struct PickleDtype {
    NumberType type = NumberType::float64;
    bool swapped = false;  // big-endian
};

struct PickleStorage {
    PickleDtype dtype;
    std::string_view bytes;
};

/// An array or tensor, checked against its data when it is made.
struct PickleArray {
    PickleDtype dtype;
    std::uint32_t rank = 0;
    const std::uint64_t* shape = nullptr;
    const std::uint64_t* strides = nullptr;  // in elements
    const PickleStorage* storage = nullptr;  // or
    const PickleContainer* objects = nullptr;
    std::uint64_t offset = 0;  // of the first element, in elements
    std::uint64_t count = 0;   // of all elements
};

}  // namespace archfront::upstream
