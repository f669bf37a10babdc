// Python pickles as data: the part of protocols 2 to 5 that measurement files need, read without running
// anything. What would construct another object, or call a function, is refused by name and offset.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "objectives/upstream/pickle_node.hpp"

namespace archfront::upstream {

class PickleContent;

/// A value of a document, borrowed: valid while the document lives. Cheap to copy.
/// Every access that the value is not fit for throws UserError naming the file and what was found instead.
/// `what` is what the caller wants to read ("latency of 'fpga'"); it begins the message.
class PickleValue {
  public:
    using Kind = PickleKind;

    Kind kind() const;

    /// An integer, a real, a boolean, or an array or tensor of one element.
    bool is_number() const;
    double as_number(std::string_view what) const;
    /// Also of a real that is whole.
    std::int64_t as_integer(std::string_view what) const;
    std::string_view as_text(std::string_view what) const;

    /// Elements of a list, tuple, dictionary, array (its first dimension) or tensor.
    std::size_t size() const;
    /// The element of a list or tuple.
    PickleValue operator[](std::size_t i) const;

    /// Entries of a dictionary, in the file's order.
    PickleValue key(std::size_t i) const;
    PickleValue value(std::size_t i) const;
    /// The entry of a text key; of what is no dictionary, nothing is found. Linear in the number of entries: who
    /// wants many of them goes through all with key and value. A key that is set twice has its last value, as in
    /// Python.
    std::optional<PickleValue> find(std::string_view key) const;
    /// Throws with a suggestion when it is not there.
    PickleValue at(std::string_view key) const;

    /// All numbers of a number, list, tuple, array or tensor, flattened row-major. None is NaN.
    std::vector<double> as_numbers(std::string_view what) const;
    /// Sizes of the dimensions of an array or tensor.
    std::vector<std::size_t> shape() const;

  private:
    friend class PickleDocument;

    PickleValue(const PickleContent* content, PickleNode node) : content_(content), node_(node) {}

    PickleValue entry(std::size_t i, std::size_t column) const;
    /// What was found, for messages: "the text 'abc'", "a list of 3".
    std::string description() const;
    /// what: of the value; "" for the value itself.
    [[noreturn]] void unfit(std::string_view what, std::string_view wanted) const;

    const PickleContent* content_;
    PickleNode node_;
};

/// Owns what a file held. Copies share it.
class PickleDocument {
  public:
    explicit PickleDocument(std::shared_ptr<const PickleContent> content) : content_(std::move(content)) {}

    PickleValue root() const;

  private:
    std::shared_ptr<const PickleContent> content_;
};

/// The object of a pickle file. Throws UserError naming file and byte offset for what is truncated, malformed,
/// too large, or no data.
PickleDocument read_pickle(const std::filesystem::path& file);

/// Likewise of bytes in memory; `name` stands for the file in messages.
PickleDocument parse_pickle(std::string bytes, const std::string& name);

/// The object of a torch archive (.pt, .pth): a zip file with a pickle and the tensors' raw storages. Throws
/// UserError likewise.
PickleDocument read_torch_archive(const std::filesystem::path& file);

}  // namespace archfront::upstream
