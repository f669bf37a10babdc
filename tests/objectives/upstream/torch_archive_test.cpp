#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "objectives/upstream/pickle.hpp"
#include "tests/objectives/upstream/pickle_writer.hpp"
#include "tests/objectives/upstream/torch_archive_writer.hpp"
#include "tests/scratch.hpp"

using namespace archfront;
using namespace archfront::upstream;
namespace py = archfront::upstream::pickled;

namespace {

using Kind = PickleValue::Kind;
using Numbers = std::vector<double>;

std::string floats(const std::vector<float>& values) {
    std::string bytes;
    for (const float value : values)
        bytes += py::raw(value);
    return bytes;
}

/// An archive of one value with the storage '0'.
PickleDocument read(const std::string& value, const std::string& storage = "") {
    const ScratchFolder scratch;
    return read_torch_archive(
        write_torch_archive(scratch.path() / "t.pt", py::file(value, 2), {{"0", storage}}));
}

/// The message for an archive, without the file's name.
std::string complaint(const Members& members, bool deflated = false) {
    const ScratchFolder scratch;
    const auto file = write_zip(scratch.path() / "t.pt", members, deflated);
    const std::string message = user_error_of([&] { read_torch_archive(file); });
    return message.starts_with(file.string() + ": ") ? message.substr(file.string().size() + 2) : message;
}

std::string complaint(const std::string& value, const std::string& storage) {
    return complaint({{"archive/data.pkl", py::file(value, 2)}, {"archive/data/0", storage}});
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

const std::string six = floats({1, 2, 3, 4, 5, 6});

std::string six_as(std::int64_t offset, const std::vector<std::int64_t>& shape,
                   const std::vector<std::int64_t>& strides) {
    return py::tensor(py::storage("0", "FloatStorage", 6), offset, shape, strides);
}

}  // namespace

TEST_CASE("tensors read row by row, contiguous, transposed, expanded, and from the middle of a storage") {
    CHECK(read(six_as(0, {2, 3}, {3, 1}), six).root().as_numbers("t") == Numbers{1, 2, 3, 4, 5, 6});
    CHECK(read(six_as(0, {3, 2}, {1, 3}), six).root().as_numbers("t") == Numbers{1, 4, 2, 5, 3, 6});
    CHECK(read(six_as(4, {2}, {1}), six).root().as_numbers("t") == Numbers{5, 6});
    CHECK(read(six_as(1, {3}, {0}), six).root().as_numbers("t") == Numbers{2, 2, 2});
    CHECK(read(six_as(5, {}, {}), six).root().as_number("t") == 6);
    CHECK(read(six_as(9, {0, 3}, {3, 1}), six).root().as_numbers("t").empty());
    CHECK(read(six_as(0, {2, 3}, {3, 1}), six).root().shape() == std::vector<std::size_t>{2, 3});
    CHECK(read(six_as(0, {2, 3}, {3, 1}), six).root().kind() == Kind::tensor);
}

TEST_CASE("tensors read in every type of number") {
    const auto value = [](const std::string& type, const std::string& element) {
        return read(py::tensor(py::storage("0", type, 1), 0, {1}, {1}), element).root().as_number("t");
    };
    CHECK(value("DoubleStorage", py::raw(0.1)) == 0.1);
    CHECK(value("FloatStorage", py::raw(0.1F)) == double{0.1F});
    CHECK(value("HalfStorage", py::raw(std::uint16_t{0x3e00})) == 1.5);
    CHECK(value("BFloat16Storage", py::raw(std::uint16_t{0x3fc0})) == 1.5);
    CHECK(value("LongStorage", py::raw(std::int64_t{-5})) == -5);
    CHECK(value("IntStorage", py::raw(std::int32_t{-5})) == -5);
    CHECK(value("ShortStorage", py::raw(std::int16_t{-5})) == -5);
    CHECK(value("CharStorage", "\xfb") == -5);
    CHECK(value("ByteStorage", "\xfb") == 251);
    CHECK(value("BoolStorage", "\x01") == 1);
}

TEST_CASE("the state of a network is a dictionary of its tensors, whatever is attached to it") {
    const std::string state =
        py::call("collections", "OrderedDict", {}) + "(" + py::text("fc.weight") + six_as(0, {2, 3}, {3, 1}) +
        py::text("fc.bias") +
        py::call("torch._utils", "_rebuild_parameter",
                 {six_as(4, {2}, {1}), py::boolean(true), py::call("collections", "OrderedDict", {})}) +
        "u" + py::dictionary({{py::text("_metadata"), py::call("collections", "OrderedDict", {})}}) + "b";
    const auto document = read(state, six);
    CHECK(document.root().kind() == Kind::dictionary);
    CHECK(document.root().size() == 2);
    CHECK(document.root().at("fc.weight").size() == 2);
    CHECK(document.root().at("fc.bias").as_numbers("bias") == Numbers{5, 6});
}

TEST_CASE("an archive written on a big-endian machine reads the same") {
    std::string swapped;
    for (std::size_t i = 0; i < six.size(); i += 4)
        swapped += std::string(six.rbegin() + static_cast<std::ptrdiff_t>(six.size() - i - 4),
                               six.rbegin() + static_cast<std::ptrdiff_t>(six.size() - i));
    const ScratchFolder scratch;
    const auto file = write_zip(scratch.path() / "t.pt", {{"net/data.pkl", py::file(six_as(0, {6}, {1}), 2)},
                                                          {"net/byteorder", "big"},
                                                          {"net/data/0", swapped}});
    CHECK(read_torch_archive(file).root().as_numbers("t") == Numbers{1, 2, 3, 4, 5, 6});
}

TEST_CASE("deflated members are read, and a zip bomb is refused before it is unpacked") {
    const ScratchFolder scratch;
    const std::string pickle = py::file(six_as(0, {6}, {1}), 2);
    const auto file = write_zip(scratch.path() / "t.pt", {{"a/data.pkl", pickle}, {"a/data/0", six}}, true);
    CHECK(read_torch_archive(file).root().as_numbers("t") == Numbers{1, 2, 3, 4, 5, 6});

    const std::string zeros(17 << 20, '\0');
    CHECK(contains(complaint({{"a/data.pkl", pickle}, {"a/data/0", zeros}}, true),
                   "member 'a/data/0' unpacks to more than"));
    const std::string half = zeros.substr(0, zeros.size() / 2);
    CHECK(contains(complaint({{"a/data.pkl", pickle}, {"a/data/0", half}, {"a/data/1", half}}, true),
                   "member 'a/data/1' unpacks to more than"));
}

TEST_CASE("tensors beyond their storage, and storages beyond their member, are refused with the offset") {
    const std::vector<std::string> beyond = {
        six_as(0, {7}, {1}),
        six_as(1, {6}, {1}),
        six_as(0, {2, 3}, {4, 1}),
        six_as(0, {2}, {std::int64_t{1} << 62}),
        six_as(std::int64_t{1} << 62, {1}, {1}),
        six_as(0, {std::int64_t{1} << 40}, {0}),
    };
    for (const std::string& value : beyond) {
        const std::string message = complaint(value, six);
        CAPTURE(message);
        CHECK(message.starts_with("data.pkl, offset "));
        CHECK(contains(message, "an array"));
    }
    CHECK(contains(complaint(six_as(0, {2, 3}, {-3, 1}), six), "not as a torch tensor is pickled"));
    CHECK(contains(complaint(six_as(0, {2, 3}, {1}), six), "not as a torch tensor is pickled"));
    CHECK(contains(complaint(six_as(0, {1}, {1}), six.substr(1)), "larger than its member"));
    CHECK(
        contains(complaint(py::storage("0", "FloatStorage", -1), six), "not as a torch storage is pickled"));
    CHECK(contains(complaint(py::storage("7", "FloatStorage", 1), six),
                   "storage '7', which the archive lacks"));
    CHECK(contains(complaint(py::storage("0", "QInt8Storage", 1), six),
                   "refuses to construct or call 'torch.QInt8Storage'"));
}

TEST_CASE("a tensor in a plain pickle is read from its bytes") {
    const ScratchFolder scratch;
    const std::string storage = py::storage_from_bytes("FloatStorage", 6, six);
    const auto read = [&](const std::string& value) {
        return read_pickle(scratch.write("t.pkl", py::file(value)));
    };
    CHECK(read(py::tensor(storage, 0, {3, 2}, {1, 3})).root().as_numbers("t") == Numbers{1, 4, 2, 5, 3, 6});

    const auto complaint = [&](const std::string& value) { return user_error_of([&] { read(value); }); };
    CHECK(contains(complaint(py::storage_from_bytes("FloatStorage", 7, six)),
                   "of other bytes than it declares"));
    CHECK(contains(complaint(py::call("torch.storage", "_load_from_bytes", {py::bytes("PK")})),
                   "not as a torch storage is pickled"));
    CHECK(contains(complaint(py::tensor(storage, 1, {6}, {1})), "larger than its data"));
}

TEST_CASE("storages inside storages are refused, however deep they nest") {
    using namespace std::string_view_literals;
    const auto magic = "\x80\x02\x8a\x0al\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."sv;
    std::string value = py::none();
    for (int level = 0; level < 1'000; ++level)
        value = py::call("torch.storage", "_load_from_bytes",
                         {py::bytes(std::string(magic) + py::file(value, 2))});
    const ScratchFolder scratch;
    const auto file = scratch.write("t.pkl", py::file(value));
    CHECK(contains(user_error_of([&] { read_pickle(file); }), "refuses a torch storage inside another"));
}

TEST_CASE("an archive that would call os.system is refused by name") {
    CHECK(contains(complaint(py::call("os", "system", {py::text("true")}), ""),
                   "data.pkl, offset 2: refuses to construct or call 'os.system'"));
}

TEST_CASE("what is no torch archive is said") {
    const ScratchFolder scratch;
    const auto complaint_of = [&](const std::string& bytes) {
        return user_error_of([&] { read_torch_archive(scratch.write("t.pt", bytes)); });
    };
    CHECK(contains(complaint_of("\x80\x02\x8a\x0al\xfc"), "torch's format of before 1.6"));
    CHECK(contains(complaint_of("a,b\n1,2\n"), "no torch archive, which is a zip file"));
    CHECK(contains(complaint_of(""), "no torch archive, which is a zip file"));
    CHECK(contains(complaint_of("PK"), "not an archive, damaged, or cut short"));
    CHECK(contains(complaint({{"archive/version", "3"}}), "it has no member data.pkl"));
    CHECK(contains(complaint({{"a/data.pkl", py::file(py::none())}, {"a/data.pkl", ""}}),
                   "'a/data.pkl' is there twice"));
}

TEST_CASE("a torch archive cut off anywhere is refused") {
    const ScratchFolder scratch;
    const auto file =
        write_torch_archive(scratch.path() / "t.pt", py::file(six_as(0, {6}, {1}), 2), {{"0", six}});
    for (std::uintmax_t kept = std::filesystem::file_size(file); kept-- > 0;) {
        CAPTURE(kept);
        std::filesystem::resize_file(file, kept);
        CHECK(user_error_of([&] { read_torch_archive(file); }) != "");
    }
}

TEST_CASE("a torch archive with any byte changed is read or refused, never worse") {
    const ScratchFolder scratch;
    for (const bool deflated : {false, true}) {
        const auto file =
            write_zip(scratch.path() / "t.pt",
                      {{"a/data.pkl", py::file(six_as(0, {6}, {1}), 2)}, {"a/data/0", six}}, deflated);
        const std::string whole = read_text_file(file, 1 << 20);
        std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
        for (std::size_t at = 0; at < whole.size(); ++at) {
            const auto place = static_cast<std::streamoff>(at);
            bytes.seekp(place).put(static_cast<char>(~whole[at])).flush();
            user_error_of([&] { read_torch_archive(file).root().as_numbers("t"); });
            bytes.seekp(place).put(whole[at]).flush();
        }
    }
}
