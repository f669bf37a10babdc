#include "objectives/upstream/pickle.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

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

/// Element i of a list.
PickleNode element(const PickleContainer& list, std::size_t i) {
    return list.reals == nullptr ? list.nodes[i] : PickleNode{.kind = Kind::real, .real = list.reals[i]};
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

/// Flattens what may hold numbers. Lists that hold themselves, or the same list again and again, end at the depth
/// and at the number of visits.
class NumberReader {
  public:
    explicit NumberReader(std::size_t most_visits) : visits_left_(most_visits) {}

    /// False where there is something else than numbers, or too many.
    bool append(const PickleNode& node, int depth = 0) {
        if (!take_visits(depth > deepest_numbers ? visits_left_ + 1 : 1)) return false;
        switch (node.kind) {
            case Kind::none:
                numbers.push_back(std::numeric_limits<double>::quiet_NaN());
                return true;
            case Kind::boolean:
            case Kind::integer:
                numbers.push_back(static_cast<double>(node.integer));
                return true;
            case Kind::real:
                numbers.push_back(node.real);
                return true;
            case Kind::tuple:
                return append_all({node.tuple, node.size}, depth);
            case Kind::list:
                return append_list(*node.container, depth);
            case Kind::array:
            case Kind::tensor:
                return append_array(*node.array, depth);
            default:
                return false;
        }
    }

    std::vector<double> numbers;
    bool too_many = false;

  private:
    bool take_visits(std::size_t n) {
        too_many = n > visits_left_;
        if (!too_many) visits_left_ -= n;
        return !too_many;
    }

    bool append_all(std::span<const PickleNode> nodes, int depth) {
        return std::all_of(nodes.begin(), nodes.end(),
                           [&](const PickleNode& node) { return append(node, depth + 1); });
    }

    bool append_list(const PickleContainer& list, int depth) {
        if (list.reals == nullptr) return append_all({list.nodes, list.size}, depth);
        if (!take_visits(list.size)) return false;
        numbers.insert(numbers.end(), list.reals, list.reals + list.size);
        return true;
    }

    bool append_array(const PickleArray& array, int depth) {
        if (!take_visits(array.count)) return false;
        bool all = true;
        for_each_position(array, [&](std::uint64_t at) {
            if (array.objects == nullptr) {
                numbers.push_back(number_at(*array.storage, at));
            } else {
                all = all && append(element(*array.objects, at), depth + 1);
            }
        });
        return all;
    }

    std::size_t visits_left_;
};

std::string shape_text(const PickleArray& array) {
    std::string text;
    for (std::uint32_t d = 0; d < array.rank; ++d)
        text += (d == 0 ? "" : " x ") + std::to_string(array.shape[d]);
    return array.rank == 0 ? "of one number" : "of " + text + " numbers";
}

PickleDocument interpret(std::shared_ptr<PickleContent> content) {
    if (content->bytes().starts_with("PK"))
        throw UserError({content->file()}, "a zip archive and no pickle; is it a torch archive?");
    content->root = PickleMachine(*content, content->bytes(), "", nullptr).run();
    return PickleDocument(std::move(content));
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
            unfit("", "something with elements");
    }
}

PickleValue PickleValue::operator[](std::size_t i) const {
    const bool list = kind() == Kind::list;
    if ((!list && kind() != Kind::tuple) || i >= size())
        unfit("", "a list or tuple of at least " + std::to_string(i + 1));
    return {content_, list ? element(*node_.container, i) : node_.tuple[i]};
}

PickleValue PickleValue::entry(std::size_t i, std::size_t column) const {
    if (kind() != Kind::dictionary || i >= size())
        unfit("", "a dictionary of at least " + std::to_string(i + 1));
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
    if (kind() != Kind::dictionary) unfit("", "a dictionary with the key '" + std::string(key) + "'");
    constexpr std::size_t most_candidates = 1000;
    std::vector<std::string> known;
    for (std::size_t i = 0; i < std::min(size(), most_candidates); ++i) {
        const PickleNode& candidate = node_.container->nodes[2 * i];
        if (candidate.kind == Kind::text) known.push_back(excerpt(candidate.view()));
    }
    throw UserError({content_->file()}, unknown_name("key", key, std::move(known)));
}

std::vector<double> PickleValue::as_numbers(std::string_view what) const {
    NumberReader reader(content_->most_numbers());
    if (!reader.append(node_)) unfit(what, reader.too_many ? "no more numbers than the file has" : "numbers");
    return std::move(reader.numbers);
}

std::vector<std::size_t> PickleValue::shape() const {
    if (!is_array(kind())) unfit("", "an array");
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
    const std::string found = what.empty() ? "found " : std::string(what) + " is ";
    throw UserError({content_->file()}, found + description() + "; expected " + std::string(wanted));
}

PickleValue PickleDocument::root() const {
    return {content_.get(), content_->root};
}

PickleDocument read_pickle(const std::filesystem::path& file) {
    return interpret(std::make_shared<PickleContent>(file, largest_file));
}

PickleDocument parse_pickle(std::string bytes, const std::string& name) {
    return interpret(std::make_shared<PickleContent>(name, std::move(bytes)));
}

}  // namespace archfront::upstream
