// A parsed YAML document as plain data with positions: first what the file says, then what it means.
// yaml.cpp is the only file that knows yaml-cpp.
#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error.hpp"

namespace archfront {

struct Field;

/// A node of a document. Scalars keep their text; what it means is decided by who reads it.
struct Node {
    enum class Kind { null, scalar, sequence, mapping };

    Kind kind = Kind::null;
    FilePosition where;
    std::string text;           // of a scalar
    std::vector<Node> items;    // of a sequence
    std::vector<Field> fields;  // of a mapping, in file order, keys unique

    bool is_null() const { return kind == Kind::null; }
    bool is_scalar() const { return kind == Kind::scalar; }
    bool is_sequence() const { return kind == Kind::sequence; }
    bool is_mapping() const { return kind == Kind::mapping; }

    /// The value of a key of a mapping, or nullptr.
    const Node* find(std::string_view key) const;
    Node* find(std::string_view key);

    /// The typed readers throw UserError at `where`; `what` names the value in the message ("budget").
    const std::string& as_text(std::string_view what) const;
    double as_number(std::string_view what) const;
    std::int64_t as_integer(std::string_view what, std::int64_t low, std::int64_t high) const;
    bool as_flag(std::string_view what) const;
    /// The items of a sequence; a scalar or mapping counts as a sequence of one.
    std::vector<Node> as_list() const;
};

struct Field {
    std::string key;
    FilePosition where;
    Node value;
};

Node text_node(std::string text);
Node sequence_node(std::vector<Node> items);
Node mapping_node(std::vector<Field> fields);

/// Reads the keys of a mapping and remembers which were read, so that finish() can refuse the rest.
class Fields {
  public:
    /// Throws UserError when the node is not a mapping; `what` names it ("experiment").
    Fields(const Node& mapping, std::string what);

    const Node* find(std::string_view key);
    /// Throws UserError when the key is missing.
    const Node& require(std::string_view key);
    /// Throws UserError at the first key that nobody asked for, with a suggestion among those that were.
    void finish() const;

  private:
    const Node& mapping_;
    std::string what_;
    std::set<std::string, std::less<>> asked_;
};

/// Parses one YAML document of at most 1 MiB. Duplicate keys, several documents, more than 100,000 nodes
/// (what aliases expand to counts), keys of more than 200 bytes and nesting beyond 64 levels are UserErrors;
/// `name` stands for the file in messages.
Node parse_yaml(std::string_view text, const std::string& name);

/// parse_yaml of a file of at most 1 MiB. Throws UserError when it cannot be read.
Node read_yaml(const std::filesystem::path& file);

/// The document as YAML text; parse_yaml reads it back to the same tree (positions apart).
std::string to_yaml(const Node& node);

}  // namespace archfront
