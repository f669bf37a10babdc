// The only file that knows yaml-cpp. The event interface is used rather than YAML::Node because it shows
// duplicate keys, and because aliases then cost what they expand to, which can be bounded.
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <map>
#include <sstream>

#include "engine/document.hpp"
#include "engine/file.hpp"
#include "engine/text.hpp"

namespace archfront {
namespace {

constexpr std::size_t most_nodes = 100'000;
constexpr std::size_t deepest = 64;
constexpr std::size_t largest_file = 16 << 20;

std::size_t count_nodes(const Node& node) {
    std::size_t count = 1;
    for (const Node& item : node.items)
        count += count_nodes(item);
    for (const Field& field : node.fields)
        count += count_nodes(field.value);
    return count;
}

class TreeBuilder : public YAML::EventHandler {
  public:
    explicit TreeBuilder(std::string file) : file_(std::move(file)) {}

    Node take() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { add(leaf(mark), anchor); }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto known = anchors_.find(anchor);
        if (known == anchors_.end())
            throw UserError(position(mark), "an alias refers to a value that contains it");
        nodes_ += count_nodes(known->second);
        add(known->second, 0);
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        Node node = leaf(mark);
        // Tag "?" marks a plain scalar, "!" a quoted one; only a plain ~ or null is nothing.
        const bool plain_null = tag == "?" && (value.empty() || value == "~" || value == "null");
        if (!plain_null) {
            node.kind = Node::Kind::scalar;
            node.text = value;
        }
        add(std::move(node), anchor);
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(mark, Node::Kind::sequence, anchor);
    }
    void OnSequenceEnd() override { close(); }

    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(mark, Node::Kind::mapping, anchor);
    }
    void OnMapEnd() override { close(); }

  private:
    struct Level {
        Node node;
        YAML::anchor_t anchor = 0;
        bool key_waits = false;  // the last field of a mapping has a key but no value yet
    };

    FilePosition position(const YAML::Mark& mark) const { return {file_, mark.line + 1, mark.column + 1}; }

    Node leaf(const YAML::Mark& mark) const {
        Node node;
        node.where = position(mark);
        return node;
    }

    void open(const YAML::Mark& mark, Node::Kind kind, YAML::anchor_t anchor) {
        if (levels_.size() >= deepest) throw UserError(position(mark), "nested deeper than 64 levels");
        Level level;
        level.node = leaf(mark);
        level.node.kind = kind;
        level.anchor = anchor;
        levels_.push_back(std::move(level));
    }

    void close() {
        Level level = std::move(levels_.back());
        levels_.pop_back();
        add(std::move(level.node), level.anchor);
    }

    void add(Node node, YAML::anchor_t anchor) {
        if (++nodes_ > most_nodes) throw UserError(node.where, "more than 100,000 values in one file");
        if (anchor != 0) anchors_[anchor] = node;
        if (levels_.empty()) {
            root_ = std::move(node);
            return;
        }
        Level& level = levels_.back();
        if (level.node.is_sequence()) {
            level.node.items.push_back(std::move(node));
        } else if (level.key_waits) {
            level.node.fields.back().value = std::move(node);
            level.key_waits = false;
        } else {
            if (!node.is_scalar()) throw UserError(node.where, "a key must be a single value");
            if (level.node.find(node.text) != nullptr) {
                throw UserError(node.where, "key '" + excerpt(node.text) + "' appears twice; remove one");
            }
            level.node.fields.push_back({node.text, node.where, Node{}});
            level.key_waits = true;
        }
    }

    std::string file_;
    std::vector<Level> levels_;
    std::map<YAML::anchor_t, Node> anchors_;
    std::size_t nodes_ = 0;
    Node root_;
};

void emit(YAML::Emitter& out, const Node& node) {
    switch (node.kind) {
        case Node::Kind::null:
            out << YAML::Null;
            break;
        case Node::Kind::scalar: {
            const bool reads_as_null = node.text.empty() || node.text == "~" || node.text == "null";
            if (reads_as_null) out << YAML::DoubleQuoted;
            out << node.text;
            break;
        }
        case Node::Kind::sequence:
            if (node.items.empty()) out << YAML::Flow;
            out << YAML::BeginSeq;
            for (const Node& item : node.items)
                emit(out, item);
            out << YAML::EndSeq;
            break;
        case Node::Kind::mapping:
            if (node.fields.empty()) out << YAML::Flow;
            out << YAML::BeginMap;
            for (const Field& field : node.fields) {
                out << YAML::Key << field.key << YAML::Value;
                emit(out, field.value);
            }
            out << YAML::EndMap;
            break;
    }
}

}  // namespace

Node parse_yaml(std::string_view text, const std::string& name) {
    std::istringstream stream{std::string(text)};
    TreeBuilder builder(name);
    try {
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(builder)) return builder.take();
        Node document = builder.take();
        TreeBuilder second(name);
        if (parser.HandleNextDocument(second))
            throw UserError({name}, "several documents in one file; keep one");
        return document;
    } catch (const YAML::Exception& error) {
        const bool located = !error.mark.is_null();
        throw UserError({name, located ? error.mark.line + 1 : 0, located ? error.mark.column + 1 : 0},
                        "not valid YAML: " + error.msg);
    }
}

Node read_yaml(const std::filesystem::path& file) {
    return parse_yaml(read_text_file(file, largest_file), file.string());
}

std::string to_yaml(const Node& node) {
    YAML::Emitter out;
    emit(out, node);
    return std::string(out.c_str()) + "\n";
}

}  // namespace archfront
