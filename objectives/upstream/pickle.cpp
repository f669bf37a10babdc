#include "objectives/upstream/pickle.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/error.hpp"
#include "engine/text.hpp"
#include "objectives/upstream/pickle_content.hpp"
#include "objectives/upstream/pickle_machine.hpp"

namespace archfront::upstream {
namespace {

using Kind = PickleKind;

constexpr std::size_t largest_file = std::size_t{2} << 30;
constexpr int deepest_numbers = 32;

bool is_array(Kind kind) {
    return kind == Kind::array || kind == Kind::tensor;
}

PickleNode real_node(double value) {
    return {.kind = Kind::real, .real = value};
}

/// Element i of a list.
PickleNode element(const PickleContainer& list, std::size_t i) {
    return list.reals != nullptr ? real_node(list.reals[i]) : list.nodes[i];
}

/// Calls visit(position in the storage) for every element, the last index fastest.
template <class Visit>
void for_each_position(const PickleArray& array, Visit visit) {
    std::vector<std::uint64_t> index(array.rank);
    std::uint64_t position = array.offset;
    for (std::uint64_t i = 0; i < array.count; ++i) {
        visit(position);
        for (std::uint32_t d = array.rank; d-- > 0;) {
            position += array.strides[d];
            if (++index[d] < array.shape[d]) break;
            position -= array.shape[d] * array.strides[d];
            index[d] = 0;
        }
    }
}

std::string shape_text(const PickleArray& array) {
    std::string text;
    for (std::uint32_t d = 0; d < array.rank; ++d)
        text += (d == 0 ? "" : " x ") + std::to_string(array.shape[d]);
    return array.rank == 0 ? "of one number" : "of " + text + " numbers";
}

}  // namespace

Kind PickleValue::kind() const {
    return node_.kind;
}

bool PickleValue::is_number() const {
    if (is_array(kind())) return node_.array->count == 1 && node_.array->objects == nullptr;
    return kind() == Kind::boolean || kind() == Kind::integer || kind() == Kind::real;
}

double PickleValue::as_number(std::string_view what) const {
    if (!is_number()) unfit(what, "a number");
    if (is_array(kind())) return number_at(*node_.array->storage, node_.array->offset);
    return kind() == Kind::real ? node_.real : static_cast<double>(node_.integer);
}

std::int64_t PickleValue::as_integer(std::string_view what) const {
    if (kind() == Kind::integer || kind() == Kind::boolean) return node_.integer;
    constexpr double bound = 9007199254740992;  // 2^53: every whole number up to it is a double
    const double number = is_number() ? as_number(what) : std::numeric_limits<double>::quiet_NaN();
    if (!(std::abs(number) <= bound) || std::trunc(number) != number) unfit(what, "an integer");
    return static_cast<std::int64_t>(number);
}

std::string_view PickleValue::as_text(std::string_view what) const {
    if (kind() != Kind::text) unfit(what, "a text");
    return node_.view();
}

std::size_t PickleValue::size() const {
    switch (kind()) {
        case Kind::list:
            return node_.container->size;
        case Kind::dictionary:
            return node_.container->size / 2;
        case Kind::tuple:
            return node_.size;
        case Kind::array:
        case Kind::tensor:
            if (node_.array->rank > 0) return node_.array->shape[0];
            [[fallthrough]];
        default:
            unfit("a value", "something with elements");
    }
}

PickleValue PickleValue::operator[](std::size_t i) const {
    const bool list = kind() == Kind::list;
    if ((!list && kind() != Kind::tuple) || i >= size())
        unfit("a value", "a list or tuple of at least " + std::to_string(i + 1));
    return {content_, list ? element(*node_.container, i) : node_.tuple[i]};
}

PickleValue PickleValue::entry(std::size_t i, std::size_t column) const {
    if (kind() != Kind::dictionary || i >= size())
        unfit("a value", "a dictionary of at least " + std::to_string(i + 1));
    return {content_, node_.container->nodes[2 * i + column]};
}

PickleValue PickleValue::key(std::size_t i) const {
    return entry(i, 0);
}

PickleValue PickleValue::value(std::size_t i) const {
    return entry(i, 1);
}

std::optional<PickleValue> PickleValue::find(std::string_view key) const {
    if (kind() != Kind::dictionary) return std::nullopt;
    for (std::size_t i = size(); i-- > 0;) {
        const PickleNode& found = node_.container->nodes[2 * i];
        if (found.kind == Kind::text && found.view() == key) return value(i);
    }
    return std::nullopt;
}

PickleValue PickleValue::at(std::string_view key) const {
    if (const auto found = find(key)) return *found;
    if (kind() != Kind::dictionary) unfit("a value", "a dictionary with the key '" + std::string(key) + "'");
    constexpr std::size_t most_candidates = 1000;
    std::vector<std::string> known;
    for (std::size_t i = 0; i < std::min(size(), most_candidates); ++i) {
        const PickleNode& candidate = node_.container->nodes[2 * i];
        if (candidate.kind == Kind::text) known.push_back(excerpt(candidate.view()));
    }
    throw UserError({content_->file}, unknown_name("key", key, std::move(known)));
}

std::vector<double> PickleValue::as_numbers(std::string_view what) const {
    std::vector<double> numbers;
    if (!append_numbers(numbers, 0)) unfit(what, "numbers, none repeated");
    return numbers;
}

bool PickleValue::append_numbers(std::vector<double>& numbers, int depth) const {
    if (numbers.size() > content_->most_numbers() || depth > deepest_numbers) return false;
    if (kind() == Kind::none) {
        numbers.push_back(std::numeric_limits<double>::quiet_NaN());
        return true;
    }
    if (is_array(kind()) && node_.array->objects == nullptr) {
        numbers.reserve(numbers.size() + node_.array->count);
        for_each_position(*node_.array,
                          [&](std::uint64_t at) { numbers.push_back(number_at(*node_.array->storage, at)); });
        return true;
    }
    if (is_number()) {
        numbers.push_back(as_number(""));
        return true;
    }
    if (kind() == Kind::array) {
        const PickleContainer& objects = *node_.array->objects;
        bool all = true;
        for_each_position(*node_.array, [&](std::uint64_t at) {
            all = all && PickleValue(content_, element(objects, at)).append_numbers(numbers, depth + 1);
        });
        return all;
    }
    if (kind() == Kind::list && node_.container->reals != nullptr) {
        const PickleContainer& list = *node_.container;
        numbers.insert(numbers.end(), list.reals, list.reals + list.size);
        return true;
    }
    if (kind() != Kind::list && kind() != Kind::tuple) return false;
    for (std::size_t i = 0; i < size(); ++i)
        if (!(*this)[i].append_numbers(numbers, depth + 1)) return false;
    return true;
}

std::vector<std::size_t> PickleValue::shape() const {
    if (!is_array(kind())) unfit("a value", "an array");
    return {node_.array->shape, node_.array->shape + node_.array->rank};
}

std::string PickleValue::description() const {
    switch (kind()) {
        case Kind::none:
            return "None";
        case Kind::boolean:
            return node_.integer != 0 ? "True" : "False";
        case Kind::integer:
            return "the integer " + std::to_string(node_.integer);
        case Kind::real:
            return "the number " + format_number(node_.real);
        case Kind::text:
            return "the text '" + excerpt(node_.view()) + "'";
        case Kind::bytes:
            return std::to_string(node_.size) + " raw bytes";
        case Kind::list:
            return "a list of " + std::to_string(size());
        case Kind::tuple:
            return "a tuple of " + std::to_string(size());
        case Kind::dictionary:
            return "a dictionary of " + std::to_string(size());
        case Kind::array:
            return "an array " + shape_text(*node_.array);
        case Kind::tensor:
            return "a tensor " + shape_text(*node_.array);
        case Kind::constructor:
        case Kind::dtype:
        case Kind::storage:
            break;
    }
    return "a class";
}

void PickleValue::unfit(std::string_view what, std::string_view wanted) const {
    throw UserError({content_->file},
                    std::string(what) + " is " + description() + "; expected " + std::string(wanted));
}

PickleValue PickleDocument::root() const {
    return {content_.get(), content_->root};
}

PickleDocument read_pickle(const std::filesystem::path& file) {
    auto content = std::make_shared<PickleContent>(file, largest_file);
    if (content->file_bytes.view().starts_with("PK"))
        throw UserError({file.string()}, "a zip archive and no pickle; is it a torch archive?");
    content->root = PickleMachine(*content, content->file_bytes.view(), "", nullptr).run();
    return PickleDocument(std::move(content));
}

}  // namespace archfront::upstream
