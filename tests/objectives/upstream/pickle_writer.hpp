// Pickles for tests, put together by hand: each function gives the opcodes of one value, and they nest.
//
//     file(dictionary({{text("latencies"), list({real(1.5), integer(2)})}}))
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace archfront::upstream::pickled {

/// Little-endian.
template <class Number>
std::string raw(Number number) {
    std::string bytes(sizeof number, '\0');
    std::memcpy(bytes.data(), &number, sizeof number);
    return bytes;
}

inline std::string join(const std::vector<std::string>& parts) {
    std::string all;
    for (const std::string& part : parts)
        all += part;
    return all;
}

/// A whole pickle of one value.
inline std::string file(const std::string& value, int protocol = 4) {
    return "\x80" + raw(static_cast<std::uint8_t>(protocol)) + value + ".";
}

inline std::string none() {
    return "N";
}
inline std::string boolean(bool value) {
    return value ? "\x88" : "\x89";
}
inline std::string integer(std::int64_t value) {
    return "\x8a\x08" + raw(value);
}
inline std::string real(double value) {
    const std::string bytes = raw(value);
    return "G" + std::string(bytes.rbegin(), bytes.rend());
}
inline std::string text(std::string_view value) {
    return "X" + raw(static_cast<std::uint32_t>(value.size())) + std::string(value);
}
inline std::string bytes(std::string_view value) {
    return "B" + raw(static_cast<std::uint32_t>(value.size())) + std::string(value);
}
inline std::string list(const std::vector<std::string>& values) {
    return "](" + join(values) + "e";
}
inline std::string tuple(const std::vector<std::string>& values) {
    return "(" + join(values) + "t";
}
inline std::string dictionary(const std::vector<std::pair<std::string, std::string>>& entries) {
    std::string all = "}(";
    for (const auto& [key, value] : entries)
        all += key + value;
    return all + "u";
}

/// module.name
inline std::string global(const std::string& module, const std::string& name) {
    return "c" + module + "\n" + name + "\n";
}
/// module.name(*arguments)
inline std::string call(const std::string& module, const std::string& name,
                        const std::vector<std::string>& arguments) {
    return global(module, name) + tuple(arguments) + "R";
}

inline std::string sizes(const std::vector<std::int64_t>& values) {
    std::vector<std::string> all;
    for (const std::int64_t value : values)
        all.push_back(integer(value));
    return tuple(all);
}

/// numpy.dtype("f8") with the byte order "<" or ">".
inline std::string dtype(std::string_view code, std::string_view order = "<") {
    return call("numpy", "dtype", {text(code), boolean(false), boolean(true)}) +
           tuple({integer(3), text(order), none(), none(), none(), integer(-1), integer(-1), integer(0)}) +
           "b";
}

/// A numpy array. data: bytes(...), or list(...) for dtype("O8", "|").
inline std::string array(const std::vector<std::int64_t>& shape, const std::string& type,
                         const std::string& data, bool fortran = false) {
    return call("numpy.core.multiarray", "_reconstruct",
                {global("numpy", "ndarray"), sizes({0}), bytes("b")}) +
           tuple({integer(1), sizes(shape), type, boolean(fortran), data}) + "b";
}

/// What stands for a storage of a torch archive: the member data/KEY. type: "FloatStorage".
inline std::string storage(std::string_view key, const std::string& type, std::int64_t count) {
    return tuple({text("storage"), global("torch", type), text(key), text("cpu"), integer(count)}) + "Q";
}

/// A torch tensor of that storage; offset and strides in elements.
inline std::string tensor(const std::string& storage, std::int64_t offset,
                          const std::vector<std::int64_t>& shape, const std::vector<std::int64_t>& strides) {
    return call("torch._utils", "_rebuild_tensor_v2",
                {storage, integer(offset), sizes(shape), sizes(strides), boolean(false),
                 call("collections", "OrderedDict", {})});
}

/// A storage with its elements, as pickle.dump writes it.
inline std::string storage_from_bytes(const std::string& type, std::int64_t count,
                                      const std::string& elements) {
    using std::string_view_literals::operator""sv;
    const auto magic = "\x80\x02\x8a\x0al\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."sv;
    const std::string whole = std::string(magic) + file(integer(1001), 2) + file(dictionary({}), 2) +
                              file(storage("1", type, count), 2) + file(list({text("1")}), 2) + raw(count) +
                              elements;
    return call("torch.storage", "_load_from_bytes", {bytes(whole)});
}

}  // namespace archfront::upstream::pickled
