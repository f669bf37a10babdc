#include "objectives/split.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <iterator>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>

#include "engine/architecture_set.hpp"
#include "engine/document.hpp"
#include "engine/file.hpp"
#include "engine/random.hpp"
#include "engine/text.hpp"

namespace archfront {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_list = std::size_t{64} << 20;
constexpr std::size_t largest_sequence = std::size_t{1} << 20;  // as engine/document.hpp has it

/// Rows by isomorphism class, in order of first appearance.
class IsomorphismClasses {
  public:
    IsomorphismClasses(const SearchSpace& space, ArchitectureBatchView rows)
        : space_(space), representatives_(space.width()), canonical_(space.width()) {
        ArchitectureBatch canonical(space.width());
        canonical.append(rows);
        space.canonicalise(canonical, Equivalence::isomorphism);
        for (std::size_t r = 0; r < canonical.size(); ++r) {
            const auto [index, is_new] = representatives_.insert(canonical[r]);
            if (is_new) rows_.emplace_back();
            rows_[index].push_back(r);
        }
    }

    std::size_t size() const { return rows_.size(); }
    const RowNumbers& rows(std::size_t index) const { return rows_[index]; }

    std::optional<std::size_t> find(ArchitectureView architecture) {
        canonical_.clear();
        canonical_.push_back(architecture);
        space_.canonicalise(canonical_, Equivalence::isomorphism);
        return representatives_.find(canonical_[0]);
    }

  private:
    const SearchSpace& space_;
    ArchitectureSet representatives_;
    std::vector<RowNumbers> rows_;
    ArchitectureBatch canonical_;
};

using UseEntry = std::function<void(std::string_view entry, const FilePosition& where)>;

void for_each_item(const fs::path& file, const std::string& text, const UseEntry& use) {
    if (text.size() > largest_sequence) {
        throw UserError(
            {file.string()},
            "larger than 1 MiB; write so long a list as plain text, one entry a line, under another name");
    }
    const Node list = parse_yaml(text, file.string());
    if (!list.is_sequence()) throw UserError({file.string()}, "expected a list of architectures: [..., ...]");
    for (const Node& item : list.items)
        use(item.as_text("architecture"), item.where);
}

void for_each_line(const fs::path& file, const std::string& text, const UseEntry& use) {
    FilePosition where{file.string(), 0};
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = trim(std::string_view(text).substr(at, end - at));
        at = end + 1;
        ++where.line;
        const bool is_row = line.size() > 1 && line[0] == '#' && line[1] >= '0' && line[1] <= '9';
        if (line.empty() || (line[0] == '#' && !is_row)) continue;
        use(line, where);
    }
}

void for_each_entry(const fs::path& file, const UseEntry& use) {
    const std::string text = read_text_file(file, largest_list);
    const fs::path extension = file.extension();
    const bool is_sequence = extension == ".json" || extension == ".yaml" || extension == ".yml";
    is_sequence ? for_each_item(file, text, use) : for_each_line(file, text, use);
}

enum class Part { none, train, validation, test };

constexpr std::array<const char*, 4> part_names = {"none", "train", "validation", "test"};

const char* name(Part part) {
    return part_names[static_cast<std::size_t>(part)];
}

class Splitter {
  public:
    Splitter(const SearchSpace& space, ArchitectureBatchView rows, const SplitOptions& options,
             const MetricSource* source)
        : space_(space),
          source_(source),
          row_count_(rows.size()),
          classes_(space, rows),
          parts_(classes_.size(), Part::none),
          order_(classes_.size()) {
        std::iota(order_.begin(), order_.end(), std::size_t{0});
        RandomGenerator random(static_cast<std::uint64_t>(options.seed));
        random.shuffle(std::span(order_));
    }

    /// Gives a part the classes that a list names.
    void list(const fs::path& file, Part part) {
        std::size_t unknown = 0, passed_over = 0;
        FilePosition first_where;
        std::string first;
        for_each_entry(file, [&](std::string_view entry, const FilePosition& where) {
            const Architecture architecture = parse_entry(entry, where);
            const auto index = classes_.find(architecture);
            if (!index && is_known(architecture)) {
                ++passed_over;
            } else if (!index) {
                if (unknown++ > 0) return;
                first_where = where;
                first = excerpt(entry);
            } else if (parts_[*index] != Part::none && parts_[*index] != part) {
                throw UserError(where,
                                "'" + excerpt(entry) + "' is in the " + name(parts_[*index]) +
                                    " list too, perhaps as another spelling of this network; keep one");
            } else {
                parts_[*index] = part;
            }
        });
        if (unknown > 0) {
            throw UserError(first_where, "'" + first + "' is no network of the data, the first of " +
                                             with_thousands(unknown) +
                                             " in this list; remove what was not measured");
        }
        if (std::find(parts_.begin(), parts_.end(), part) == parts_.end()) {
            throw UserError({file.string()},
                            std::string("the ") + name(part) + " list names no network that has a value (" +
                                with_thousands(passed_over) +
                                " were measured without one); add entries, or leave the list out");
        }
    }

    /// Gives a part the first classes that have none, until it has its fraction of all rows.
    void draw(double fraction, Part part) {
        const auto share = static_cast<std::size_t>(std::llround(fraction * static_cast<double>(row_count_)));
        std::size_t drawn = 0;
        for (std::size_t i = 0; i < order_.size() && drawn < share; ++i) {
            if (parts_[order_[i]] != Part::none) continue;
            parts_[order_[i]] = part;
            drawn += classes_.rows(order_[i]).size();
        }
        if (drawn < share) {
            throw UserError(std::string("--") + name(part) + "-fraction asks for " + with_thousands(share) +
                            " of the rows, but only " + with_thousands(drawn) +
                            " are left; lower it, or shorten the lists");
        }
    }

    void train_on_the_rest() { std::replace(parts_.begin(), parts_.end(), Part::none, Part::train); }

    /// Deals the classes that train into folds, the largest first and each to the fold with the fewest rows, and
    /// lets one fold validate.
    void validate_on_fold(std::size_t fold, std::size_t folds) {
        std::vector<std::size_t> training;
        std::copy_if(order_.begin(), order_.end(), std::back_inserter(training),
                     [&](std::size_t index) { return parts_[index] == Part::train; });
        if (training.size() < folds) {
            throw UserError("--folds asks for " + with_thousands(folds) + " folds of " +
                            with_thousands(training.size()) +
                            " different networks; ask for fewer folds, or add rows");
        }
        std::stable_sort(training.begin(), training.end(), [&](std::size_t a, std::size_t b) {
            return classes_.rows(a).size() > classes_.rows(b).size();
        });
        std::vector<std::size_t> dealt(folds, 0);  // rows
        for (const std::size_t index : training) {
            const auto smallest = std::min_element(dealt.begin(), dealt.end());
            *smallest += classes_.rows(index).size();
            if (smallest == dealt.begin() + static_cast<std::ptrdiff_t>(fold))
                parts_[index] = Part::validation;
        }
    }

    Split take() const {
        Split split;
        for (std::size_t c = 0; c < parts_.size(); ++c) {
            if (parts_[c] == Part::none) continue;
            RowNumbers& part = parts_[c] == Part::train        ? split.train
                               : parts_[c] == Part::validation ? split.validation
                                                               : split.test;
            part.insert(part.end(), classes_.rows(c).begin(), classes_.rows(c).end());
        }
        for (RowNumbers* part : {&split.train, &split.validation, &split.test})
            std::sort(part->begin(), part->end());
        if (split.train.empty()) {
            throw UserError("nothing is left to train on: " + with_thousands(row_count_) +
                            " rows with a value, of " + with_thousands(classes_.size()) +
                            " different networks; lower the fractions for test and validation, shorten their "
                            "lists, or add rows");
        }
        return split;
    }

  private:
    Architecture parse_entry(std::string_view entry, const FilePosition& where) const {
        try {
            return parse_architecture(entry, space_, source_);
        } catch (const UserError& error) {
            throw UserError(where, std::string("neither an architecture nor the number or name of a row: ") +
                                       error.what());
        }
    }

    /// Whether the source lists the network, if only without a value.
    bool is_known(ArchitectureView architecture) {
        const auto known = source_ == nullptr ? std::nullopt : source_->known();
        if (!known) return false;
        if (!known_) known_.emplace(space_, *known);
        return known_->find(architecture).has_value();
    }

    const SearchSpace& space_;
    const MetricSource* source_;
    std::size_t row_count_;
    IsomorphismClasses classes_;
    std::vector<Part> parts_;         // of each class
    std::vector<std::size_t> order_;  // of the classes, shuffled
    std::optional<IsomorphismClasses> known_;
};

}  // namespace

void bind(OptionTable& table, SplitOptions& options) {
    table.real("test-fraction", options.test_fraction, 0, 0.9, "part of the rows kept for the test");
    table.real("validation-fraction", options.validation_fraction, 0, 0.9,
               "part of the rows that decides when to stop");
    table.integer("seed", options.seed, 0, std::int64_t{1} << 31, "of the split and of the boosting");
    table.integer(
        "folds", options.folds, 0, 1'000,
        "folds that what trains is dealt into, one of which validates instead of a fraction; 0: none");
}

Split split_rows(const SearchSpace& space, ArchitectureBatchView rows, const SplitOptions& options,
                 const MetricSource* source, std::size_t member) {
    if (options.folds == 1)
        throw UserError("--folds 1 leaves nothing to train on; take 2 or more, or 0 for none");
    if (options.folds > 0 && !options.validation.empty())
        throw UserError("--folds and a validation list both say what validates; give one of them");
    Splitter splitter(space, rows, options, source);
    if (!options.train.empty()) splitter.list(options.train, Part::train);
    if (!options.validation.empty()) splitter.list(options.validation, Part::validation);
    if (!options.test.empty()) splitter.list(options.test, Part::test);
    if (options.test.empty()) splitter.draw(options.test_fraction, Part::test);
    if (options.validation.empty() && options.folds == 0)
        splitter.draw(options.validation_fraction, Part::validation);
    if (options.train.empty()) splitter.train_on_the_rest();
    if (options.folds > 0) {
        const auto folds = static_cast<std::size_t>(options.folds);
        splitter.validate_on_fold(member % folds, folds);
    }
    return splitter.take();
}

}  // namespace archfront
