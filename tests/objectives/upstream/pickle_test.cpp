#include "objectives/upstream/pickle.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <limits>

#include "tests/fuzz/explore.hpp"
#include "tests/objectives/upstream/pickle_writer.hpp"
#include "tests/scratch.hpp"

using namespace archfront;
using namespace archfront::upstream;
namespace py = archfront::upstream::pickled;

namespace {

using Kind = PickleValue::Kind;
using Numbers = std::vector<double>;

PickleDocument read(const std::string& pickle) {
    return parse_pickle(pickle, "t.pkl");
}

PickleDocument read_value(const std::string& value) {
    return read(py::file(value));
}

/// The message for a pickle, without its name.
std::string complaint(const std::string& pickle) {
    const std::string message = user_error_of([&] { read(pickle); });
    return message.starts_with("t.pkl: ") ? message.substr(7) : message;
}

std::string complaint_of_value(const std::string& value) {
    return complaint(py::file(value));
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::vector<std::string> golden(const std::string& name, const std::vector<int>& protocols) {
    std::vector<std::string> pickles;
    for (const int protocol : protocols) {
        const std::string file = name + "-" + std::to_string(protocol) + ".pkl";
        pickles.push_back(read_text_file(
            std::filesystem::path(ARCHFRONT_SOURCE_DIR) / "tests/fuzz/seeds/pickle" / file, 1 << 20));
    }
    return pickles;
}

// What CPython 3.11 writes of {'a': [1, 2.5, None, True, False], 'b': (b'x\xff', 'é'), 'big': 2**40, 'neg': -300,
// 7: {'s': {3}, 'f': frozenset([4])}, 'e': ((), b'')}.
const std::vector<std::string>& plain() {
    static const std::vector<std::string> pickles = golden("python", {2, 3, 4, 5});
    return pickles;
}

// What numpy 1.24 writes of {'f': a Fortran-ordered big-endian float32 array [[1.5, 2], [3, 4]], 'i': np.int64(-7),
// 'o': np.array([1, None], dtype=object)}.
const std::vector<std::string>& numpy() {
    static const std::vector<std::string> pickles = golden("numpy", {2, 4, 5});
    return pickles;
}

}  // namespace

TEST_CASE("plain Python data read the same from protocols 2 to 5") {
    for (const std::string& pickle : plain()) {
        const PickleDocument document = read(pickle);
        const PickleValue root = document.root();
        CHECK(root.size() == 6);
        const PickleValue a = root.at("a");
        CHECK(a.size() == 5);
        CHECK(a[0].as_integer("a") == 1);
        CHECK(a[1].as_number("a") == 2.5);
        CHECK(a[2].kind() == Kind::none);
        CHECK(a[3].kind() == Kind::boolean);
        CHECK(a[4].as_number("a") == 0);
        CHECK(root.at("b").kind() == Kind::tuple);
        CHECK(root.at("b")[0].kind() == Kind::bytes);
        CHECK(root.at("b")[1].as_text("b") == "\xc3\xa9");
        CHECK(root.at("big").as_integer("big") == std::int64_t{1} << 40);
        CHECK(root.at("neg").as_integer("neg") == -300);
        CHECK(root.key(4).as_integer("key") == 7);
        CHECK(root.value(4).at("s").as_numbers("s") == Numbers{3});
        CHECK(root.value(4).at("f").as_numbers("f") == Numbers{4});
        CHECK(root.at("e")[0].size() == 0);
        CHECK(root.at("e")[1].kind() == Kind::bytes);
    }
}

TEST_CASE("numpy arrays, scalars and object arrays read the same from protocols 2, 4 and 5") {
    for (const std::string& pickle : numpy()) {
        const PickleDocument document = read(pickle);
        const PickleValue root = document.root();
        CHECK(root.at("f").kind() == Kind::array);
        CHECK(root.at("f").shape() == std::vector<std::size_t>{2, 2});
        CHECK(root.at("f").as_numbers("f") == Numbers{1.5, 2, 3, 4});
        CHECK(root.at("i").as_integer("i") == -7);
        const Numbers objects = root.at("o").as_numbers("o");
        CHECK(objects.size() == 2);
        CHECK(objects[0] == 1);
        CHECK(std::isnan(objects[1]));
    }
}

TEST_CASE("numpy 2 names its modules otherwise and reads the same") {
    for (const char* module : {"numpy.core.multiarray", "numpy._core.multiarray"}) {
        const PickleDocument document =
            read_value(py::call(module, "scalar", {py::dtype("f4"), py::bytes(py::raw(0.1F))}));
        CHECK(document.root().as_number("scalar") == double{0.1F});
    }
}

TEST_CASE("a numpy array reads in every type of number and byte order") {
    const auto value = [](const std::string& code, const std::string& raw) {
        const std::string swapped(raw.rbegin(), raw.rend());
        const double little =
            read_value(py::array({1}, py::dtype(code), py::bytes(raw))).root().as_number("x");
        const double big =
            read_value(py::array({1}, py::dtype(code, ">"), py::bytes(swapped))).root().as_number("x");
        CHECK(little == big);
        return little;
    };
    CHECK(value("b1", "\x01") == 1);
    CHECK(value("i1", "\xff") == -1);
    CHECK(value("u1", "\xff") == 255);
    CHECK(value("i2", py::raw(std::int16_t{-300})) == -300);
    CHECK(value("u2", py::raw(std::uint16_t{65000})) == 65000);
    CHECK(value("i4", py::raw(std::int32_t{-70000})) == -70000);
    CHECK(value("u4", py::raw(std::uint32_t{4'000'000'000})) == 4e9);
    CHECK(value("i8", py::raw(std::int64_t{-1} << 40)) == -1099511627776.0);
    CHECK(value("u8", py::raw(std::uint64_t{1} << 63)) == 9223372036854775808.0);
    CHECK(value("f4", py::raw(1.25F)) == 1.25);
    CHECK(value("f8", py::raw(0.1)) == 0.1);
    // binary16: one, the largest, the smallest subnormal, minus infinity.
    CHECK(value("f2", py::raw(std::uint16_t{0x3c00})) == 1);
    CHECK(value("f2", py::raw(std::uint16_t{0x7bff})) == 65504);
    CHECK(value("f2", py::raw(std::uint16_t{0x0001})) == std::ldexp(1, -24));
    CHECK(value("f2", py::raw(std::uint16_t{0xfc00})) == -std::numeric_limits<double>::infinity());
}

TEST_CASE("arrays of no dimension and of no element are what they are in numpy") {
    const auto number = read_value(py::array({}, py::dtype("f8"), py::bytes(py::raw(2.5))));
    CHECK(number.root().is_number());
    CHECK(number.root().as_numbers("x") == Numbers{2.5});
    const auto nothing = read_value(py::array({0, 3}, py::dtype("f8"), py::bytes("")));
    CHECK(nothing.root().as_numbers("x").empty());
    CHECK(nothing.root().size() == 0);
}

TEST_CASE("long lists, written in batches as CPython does, keep their order") {
    std::vector<std::string> batches;
    Numbers expected;
    for (int batch = 0; batch < 40; ++batch) {
        std::string items;
        for (int i = 0; i < 1000; ++i) {
            expected.push_back(batch * 1000 + i + 0.5);
            items += py::real(expected.back());
        }
        batches.push_back("(" + items + "e");
    }
    CHECK(read_value("]" + py::join(batches)).root().as_numbers("x") == expected);
    // The same with one integer at the end, which reals are not packed with.
    expected.push_back(7);
    const auto mixed = read_value("]" + py::join(batches) + py::integer(7) + "a");
    CHECK(mixed.root().as_numbers("x") == expected);
    CHECK(mixed.root()[40'000].kind() == Kind::integer);
    CHECK(mixed.root()[39'999].kind() == Kind::real);
}

TEST_CASE("a dictionary that sets a key twice has its last value") {
    const auto document =
        read_value(py::dictionary({{py::text("a"), py::integer(1)}, {py::text("a"), py::integer(2)}}));
    CHECK(document.root().at("a").as_integer("a") == 2);
}

TEST_CASE("what a value is not is said with the file, what was found and what was expected") {
    const PickleDocument document =
        read_value(py::dictionary({{py::text("perplexity"), py::text("low")},
                                   {py::text("latency"), py::list({py::real(1.5), py::real(2)})}}));
    const PickleValue root = document.root();
    const std::string place = "t.pkl: ";
    CHECK(user_error_of([&] { root.at("perplexity").as_number("the perplexity"); }) ==
          place + "the perplexity is the text 'low'; expected a number");
    CHECK(user_error_of([&] { root.at("latency").as_text("the name"); }) ==
          place + "the name is a list of 2; expected a text");
    CHECK(user_error_of([&] { root.at("latency")[0].as_integer("the depth"); }) ==
          place + "the depth is the number 1.5; expected an integer");
    CHECK(user_error_of([&] { root.at("latency")[2]; }) ==
          place + "found a list of 2; expected a list or tuple of at least 3");
    CHECK(user_error_of([&] { root.at("perplexty"); }) ==
          place + "unknown key 'perplexty' (did you mean 'perplexity'?); known: latency, perplexity");
    CHECK(user_error_of([&] { root.at("latency").at("a100"); }) ==
          place + "found a list of 2; expected a dictionary with the key 'a100'");
    CHECK(user_error_of([&] { root.at("perplexity").size(); }) ==
          place + "found the text 'low'; expected something with elements");
    CHECK(user_error_of([&] { root.as_numbers("the latencies"); }) ==
          place + "the latencies is a dictionary of 2; expected numbers");
}

TEST_CASE("a pickle that would call os.system is refused by name and offset") {
    CHECK(
        complaint("\x80\x02" + py::call("os", "system", {py::text("true")}) + ".") ==
        "offset 2: refuses to construct or call 'os.system'; only plain data, numpy arrays and torch tensors "
        "are read");
    CHECK(contains(complaint_of_value(py::list({py::text("posix") + py::text("system") + "\x93"})),
                   "'posix.system'"));
    CHECK(contains(complaint_of_value(py::global("builtins", "eval")), "'builtins.eval'"));
}

TEST_CASE("what is no plain data is refused with the offset and the reason") {
    const std::pair<std::string, std::string> cases[] = {
        {"(lp0\n.", "offset 0: not a pickle of protocol 2 or later"},
        {"", "offset 0: nothing is left"},
        {"\x80\x09N.", "offset 0: pickle protocol 9; 2 to 5 are understood"},
        {py::file("I1\n"), "offset 2: refuses opcode 'I' of protocols 0 and 1"},
        {py::file("\x97"), "offset 2: refuses opcode NEXT_BUFFER"},
        {py::file("\x82\x01"), "offset 2: refuses opcode EXT"},
        {py::file("\xff"), "offset 2: byte 255 is no pickle opcode"},
        {py::file(py::text("id") + "Q"), "offset 9: refuses a persistent id"},
        {py::file("\x8a\x09" + std::string(9, '\1')), "offset 2: an integer of 9 bytes; at most 8"},
        {py::file("h\x05"), "offset 2: memo index 5 was never set"},
        {py::file("Nr\xff\xff\xff\xff"), "offset 3: memo index 4,294,967,295 is out of range"},
        {py::file("NN"), "unfinished values"},
        {py::file("(N"), "unfinished values"},
        {py::file("0"), "offset 2: a value that is not there"},
        {py::file("N(0"), "offset 4: a value that is not there"},
        {py::file("e"), "offset 2: a mark that is not there"},
        {py::file("\x86"), "offset 2: a tuple of values that are not there"},
        {py::file("}(Nu"), "a key without a value"},
        {py::file("N(Ne"), "items for what is no list"},
        {py::file("N)R"), "a call of what is no function"},
        {py::file("NNb"), "not as data with a state is pickled"},
        {py::file("N)b"), "refuses opcode BUILD"},
        {py::file("cos"), "a name that does not end"},
        {py::file(py::call("numpy", "dtype", {py::text("V16")})), "refuses numpy dtype 'V16'"},
        {py::file(py::call("numpy", "ndarray", {})), "refuses to call a class"},
        {"PK\3\4", "a zip archive and no pickle"},
    };
    for (const auto& refused : cases) {
        CAPTURE(refused.first);
        CAPTURE(refused.second);
        CHECK(contains(complaint(refused.first), refused.second));
    }
}

TEST_CASE("lengths far beyond the file are refused before anything is allocated") {
    const std::string huge = py::raw(std::uint64_t{1} << 62);
    for (const std::string& value : {"\x8d" + huge, "\x8e" + huge, "\x96" + huge, "\x95" + huge,
                                     "X" + py::raw(~std::uint32_t{0}), "\x8b" + py::raw(~std::uint32_t{0})}) {
        CAPTURE(value);
        CHECK(complaint_of_value(value).starts_with("offset 2: "));
    }
}

TEST_CASE("arrays larger than their data are refused") {
    const std::string data = py::bytes(std::string(32, '\0'));
    CHECK(complaint_of_value(py::array({4}, py::dtype("f8"), data)).empty());
    for (const auto& shape :
         std::vector<std::vector<std::int64_t>>{{5},
                                                {2, 3},
                                                {std::int64_t{1} << 62},
                                                {std::int64_t{1} << 32, std::int64_t{1} << 32, 4},
                                                {1, 1 << 30, 1 << 30}}) {
        CHECK(contains(complaint_of_value(py::array(shape, py::dtype("f8"), data)), "an array"));
        CHECK(contains(complaint_of_value(py::array(shape, py::dtype("f8"), data, true)), "an array"));
    }
    CHECK(contains(complaint_of_value(py::array({-1}, py::dtype("f8"), data)), "a numpy shape"));
    CHECK(contains(complaint_of_value(py::array({2}, py::dtype("O8", "|"), py::list({py::integer(1)}))),
                   "larger than its data"));
    CHECK(contains(complaint_of_value(py::array(std::vector<std::int64_t>(65, 1), py::dtype("f8"), data)),
                   "a numpy shape"));
}

TEST_CASE("a list that contains itself can be looked at, and has no numbers") {
    const auto document = read_value("]\x94h" + std::string(1, '\0') + "a");
    PickleValue value = document.root();
    for (int level = 0; level < 100; ++level)
        value = value[0];
    CHECK(value.size() == 1);
    CHECK(contains(user_error_of([&] { value.as_numbers("x"); }),
                   "expected no more numbers than the file has"));
}

TEST_CASE("lists nested a million deep are read and dropped without recursion") {
    constexpr std::size_t levels = 1'000'000;
    const auto document = read_value(std::string(levels, ']') + std::string(levels - 1, 'a'));
    PickleValue value = document.root();
    std::size_t deepest = 1;
    for (; value.size() == 1; ++deepest)
        value = value[0];
    CHECK(deepest == levels);
    CHECK(user_error_of([&] { document.root().as_numbers("x"); }) != "");
    CHECK(contains(complaint_of_value(std::string(levels, '(')), "unfinished values"));
}

TEST_CASE("references to references stay as small as the file, and their product is refused") {
    // Each list holds the one before ten times: 10^30 numbers, or 10^30 visits of nothing.
    for (const std::string& innermost : {py::list({py::real(1)}), std::string("]")}) {
        std::string value = innermost;
        for (int level = 0; level < 30; ++level) {
            const std::string index = py::raw(static_cast<std::uint8_t>(level));
            value += "q" + index + "0](";
            for (int i = 0; i < 10; ++i)
                value += "h" + index;
            value += "e";
        }
        const auto document = read_value(value);
        CHECK(contains(user_error_of([&] { document.root().as_numbers("x"); }),
                       "expected no more numbers than the file has"));
    }
}

TEST_CASE("one text that is encoded again and again cannot fill the memory") {
    std::string value = py::text(std::string(1 << 16, 'x')) + "q" + std::string(1, '\0') + "0](";
    for (int i = 0; i < 1000; ++i)
        value += py::global("_codecs", "encode") + "(h" + std::string(1, '\0') + py::text("latin1") + "tR";
    CHECK(contains(complaint_of_value(value + "e"), "bytes of values"));
}

TEST_CASE("a pickle cut off anywhere is refused") {
    std::vector<std::string> pickles = plain();
    pickles.insert(pickles.end(), numpy().begin(), numpy().end());
    for (const std::string& pickle : pickles) {
        for (std::size_t kept = 0; kept < pickle.size(); ++kept) {
            CAPTURE(kept);
            CHECK(complaint(pickle.substr(0, kept)) != "");
        }
    }
}

TEST_CASE("a pickle with any byte changed is read or refused, never worse") {
    for (const std::string& pickle : {plain()[0], plain()[3], numpy()[0], numpy()[2]}) {
        for (std::size_t at = 0; at < pickle.size(); ++at) {
            for (const char changed : {'\0', '\xff', 'e', 'R', static_cast<char>(pickle[at] + 1)}) {
                std::string damaged = pickle;
                damaged[at] = changed;
                user_error_of([&] {
                    const PickleDocument document = read(damaged);
                    explore(document.root());
                });
            }
        }
    }
}

TEST_CASE("a pickle is read from its file, and one that cannot be read is said") {
    const ScratchFolder scratch;
    CHECK(read_pickle(scratch.write("t.pkl", plain()[2])).root().size() == 6);
    CHECK(contains(user_error_of([&] { read_pickle(scratch.path() / "none.pkl"); }), "No such file"));
    CHECK(contains(user_error_of([&] { read_pickle(scratch.path()); }), "Is a directory"));
}
