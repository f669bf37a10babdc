#include "objectives/upstream/pickle.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "tests/objectives/upstream/pickle_writer.hpp"
#include "tests/scratch.hpp"

using namespace archfront;
using namespace archfront::upstream;
namespace py = archfront::upstream::pickled;

namespace {

using Kind = PickleValue::Kind;
using Numbers = std::vector<double>;

std::string from_hex(std::string_view hex) {
    const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes += static_cast<char>(digit(hex[i]) << 4 | digit(hex[i + 1]));
    return bytes;
}

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

/// Looks at everything a value can be asked for, three levels deep; refusals are fine.
void explore(PickleValue value, int levels = 3) {
    user_error_of([&] { value.as_numbers("x"); });
    user_error_of([&] { value.as_integer("x"); });
    user_error_of([&] { value.shape(); });
    if (levels == 0) return;
    user_error_of([&] {
        for (std::size_t i = 0; i < std::min<std::size_t>(value.size(), 8); ++i) {
            if (value.kind() == Kind::dictionary) {
                explore(value.key(i), levels - 1);
                explore(value.value(i), levels - 1);
            } else {
                explore(value[i], levels - 1);
            }
        }
    });
}

// What CPython 3.11 writes of {'a': [1, 2.5, None, True, False], 'b': (b'x\xff', 'é'), 'big': 2**40, 'neg': -300,
// 7: {'s': {3}, 'f': frozenset([4])}, 'e': ((), b'')}, at protocols 2 to 5.
const std::string plain[] = {
    from_hex("80027d71002858010000006171015d7102284b014740040000000000004e8889655801000000627103635f636f64656"
             "3730a65"
             "6e636f64650a7104580300000078c3bf710558060000006c6174696e3171068671075271085802000000c3a97109867"
             "10a5803"
             "000000626967710b8a0600000000000158030000006e6567710c4ad4feffff4b077d710d28580100000073710e635f5"
             "f627569"
             "6c74696e5f5f0a7365740a710f5d71104b03618571115271125801000000667113635f5f6275696c74696e5f5f0a667"
             "26f7a65"
             "6e7365740a71145d71154b046185711652711775580100000065711829635f5f6275696c74696e5f5f0a62797465730"
             "a711929"
             "52711a86711b752e"),
    from_hex("80037d71002858010000006171015d7102284b014740040000000000004e8889655801000000627103430278ff71045"
             "8020000"
             "00c3a97105867106580300000062696771078a0600000000000158030000006e656771084ad4feffff4b077d7109285"
             "8010000"
             "0073710a636275696c74696e730a7365740a710b5d710c4b036185710d52710e580100000066710f636275696c74696"
             "e730a66"
             "726f7a656e7365740a71105d71114b04618571125271137558010000006571142943007115867116752e"),
    from_hex("80049567000000000000007d94288c0161945d94284b014740040000000000004e8889658c016294430278ff948c02c"
             "3a99486"
             "948c03626967948a060000000000018c036e6567944ad4feffff4b077d94288c0173948f94284b03908c016694284b0"
             "4919475"
             "8c016594294300948694752e"),
    from_hex("80059567000000000000007d94288c0161945d94284b014740040000000000004e8889658c016294430278ff948c02c"
             "3a99486"
             "948c03626967948a060000000000018c036e6567944ad4feffff4b077d94288c0173948f94284b03908c016694284b0"
             "4919475"
             "8c016594294300948694752e"),
};

// What numpy 1.24 writes of {'f': a Fortran-ordered big-endian float32 array [[1.5, 2], [3, 4]], 'i': np.int64(-7),
// 'o': np.array([1, None], dtype=object)}, at protocols 2, 4 and 5.
const std::string numpy[] = {
    from_hex("80027d7100285801000000667101636e756d70792e636f72652e6d756c746961727261790a5f7265636f6e737472756"
             "3740a71"
             "02636e756d70790a6e6461727261790a71034b00857104635f636f646563730a656e636f64650a71055801000000627"
             "1065806"
             "0000006c6174696e31710786710852710987710a52710b284b014b024b0286710c636e756d70790a64747970650a710"
             "d580200"
             "00006634710e898887710f527110284b0358010000003e71114e4e4e4affffffff4affffffff4b00747112628868055"
             "8120000"
             "003fc3800000404000004000000040c280000071136807867114527115747116625801000000697117636e756d70792"
             "e636f72"
             "652e6d756c746961727261790a7363616c61720a7118680d580200000069387119898887711a52711b284b035801000"
             "0003c71"
             "1c4e4e4e4affffffff4affffffff4b0074711d6268055810000000c3b9c3bfc3bfc3bfc3bfc3bfc3bfc3bf711e68078"
             "6711f52"
             "712086712152712258010000006f7123680268034b008571246809877125527126284b014b02857127680d580200000"
             "04f3871"
             "28898887712952712a284b0358010000007c712b4e4e4e4affffffff4affffffff4b3f74712c62895d712d284b014e6"
             "574712e"
             "62752e"),
    from_hex("80049532010000000000007d94288c0166948c156e756d70792e636f72652e6d756c74696172726179948c0c5f72656"
             "36f6e73"
             "74727563749493948c056e756d7079948c076e6461727261799493944b0085944301629487945294284b014b024b028"
             "6946805"
             "8c0564747970659493948c02663494898887945294284b038c013e944e4e4e4affffffff4affffffff4b00749462884"
             "3103fc0"
             "0000404000004000000040800000947494628c01699468028c067363616c6172949394680e8c0269389489888794529"
             "4284b03"
             "8c013c944e4e4e4affffffff4affffffff4b007494624308f9ffffffffffffff94869452948c016f94680468074b008"
             "5946809"
             "87945294284b014b028594680e8c024f3894898887945294284b038c017c944e4e4e4affffffff4affffffff4b3f749"
             "462895d"
             "94284b014e65749462752e"),
    from_hex("80059552010000000000007d94288c0166948c126e756d70792e636f72652e6e756d65726963948c0b5f66726f6d627"
             "5666665"
             "72949394289610000000000000003fc00000404000004000000040800000948c056e756d7079948c056474797065949"
             "3948c02"
             "663494898887945294284b038c013e944e4e4e4affffffff4affffffff4b007494624b024b0286948c0146947494529"
             "48c0169"
             "948c156e756d70792e636f72652e6d756c74696172726179948c067363616c617294939468088c02693894898887945"
             "294284b"
             "038c013c944e4e4e4affffffff4affffffff4b007494624308f9ffffffffffffff94869452948c016f9468138c0c5f7"
             "265636f"
             "6e73747275637494939468068c076e6461727261799493944b0085944301629487945294284b014b02859468088c024"
             "f389489"
             "8887945294284b038c017c944e4e4e4affffffff4affffffff4b3f749462895d94284b014e65749462752e"),
};

}  // namespace

TEST_CASE("plain Python data read the same from protocols 2 to 5") {
    for (const std::string& pickle : plain) {
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
    for (const std::string& pickle : numpy) {
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
          place + "the latencies is a dictionary of 2; expected numbers, none of them repeated");
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
    for (const auto& [pickle, expected] : cases) {
        CAPTURE(pickle);
        CAPTURE(expected);
        CHECK(contains(complaint(pickle), expected));
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
    CHECK(contains(user_error_of([&] { value.as_numbers("x"); }), "expected numbers, none of them repeated"));
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
        CHECK(contains(user_error_of([&] { document.root().as_numbers("x"); }), "none of them repeated"));
    }
}

TEST_CASE("one text that is encoded again and again cannot fill the memory") {
    std::string value = py::text(std::string(1 << 16, 'x')) + "q" + std::string(1, '\0') + "0](";
    for (int i = 0; i < 1000; ++i)
        value += py::global("_codecs", "encode") + "(h" + std::string(1, '\0') + py::text("latin1") + "tR";
    CHECK(contains(complaint_of_value(value + "e"), "bytes of values"));
}

TEST_CASE("a pickle cut off anywhere is refused") {
    for (const std::string& pickle : {plain[0], plain[1], plain[2], plain[3], numpy[0], numpy[1], numpy[2]}) {
        for (std::size_t kept = 0; kept < pickle.size(); ++kept) {
            CAPTURE(kept);
            CHECK(complaint(pickle.substr(0, kept)) != "");
        }
    }
}

TEST_CASE("a pickle with any byte changed is read or refused, never worse") {
    for (const std::string& pickle : {plain[0], plain[3], numpy[0], numpy[2]}) {
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
    CHECK(read_pickle(scratch.write("t.pkl", plain[2])).root().size() == 6);
    CHECK(contains(user_error_of([&] { read_pickle(scratch.path() / "none.pkl"); }), "No such file"));
    CHECK(contains(user_error_of([&] { read_pickle(scratch.path()); }), "Is a directory"));
}
