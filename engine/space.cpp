#include "engine/space.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/text.hpp"

namespace archfront {

SearchSpace::SearchSpace(std::string name, std::vector<Variable> variables)
    : name_(std::move(name)), variables_(std::move(variables)), size_(1) {
    ARCHFRONT_ASSERT(!variables_.empty(), "a space needs a variable");
    for (const Variable& variable : variables_) {
        ARCHFRONT_ASSERT(variable.cardinality() >= 1 && variable.cardinality() <= 256, "1 to 256 choices");
        if (size_ && *size_ > std::numeric_limits<std::uint64_t>::max() / variable.cardinality())
            size_.reset();
        if (size_) *size_ *= variable.cardinality();
        if (const auto& condition = variable.active_when) {
            conditional_ = true;
            const auto own = static_cast<std::size_t>(&variable - variables_.data());
            ARCHFRONT_ASSERT(condition->variable < own && condition->at_least > 0 &&
                                 condition->at_least < variables_[condition->variable].cardinality(),
                             "a condition names an earlier variable and a choice of it beyond the first");
        }
    }
}

std::uint64_t SearchSpace::ordinal(ArchitectureView architecture) const {
    ARCHFRONT_ASSERT(size_.has_value() && contains(architecture), "no ordinal");
    std::uint64_t ordinal = 0;
    for (std::size_t i = width(); i-- > 0;)
        ordinal = ordinal * variables_[i].cardinality() + architecture[i];
    return ordinal;
}

void SearchSpace::from_ordinal(std::uint64_t ordinal, std::span<Choice> row) const {
    ARCHFRONT_ASSERT(size_.has_value() && ordinal < *size_ && row.size() == width(),
                     "ordinal beyond the space");
    for (std::size_t i = 0; i < width(); ++i) {
        row[i] = static_cast<Choice>(ordinal % variables_[i].cardinality());
        ordinal /= variables_[i].cardinality();
    }
}

bool SearchSpace::contains(ArchitectureView architecture) const {
    if (architecture.size() != width()) return false;
    for (std::size_t i = 0; i < width(); ++i) {
        if (architecture[i] >= variables_[i].cardinality()) return false;
    }
    return true;
}

std::string SearchSpace::to_string(ArchitectureView architecture) const {
    ARCHFRONT_ASSERT(contains(architecture), "an architecture of another space");
    return do_to_string(architecture);
}

Architecture SearchSpace::parse(std::string_view text) const {
    constexpr std::size_t longest = 1 << 16;
    if (text.size() > longest) {
        throw UserError("architecture of " + with_thousands(text.size()) + " bytes; the longest allowed is " +
                        with_thousands(longest));
    }
    Architecture architecture = do_parse(text);
    ARCHFRONT_ASSERT(contains(architecture), "do_parse returned an invalid architecture");
    return architecture;
}

void SearchSpace::canonicalise(ArchitectureBatch& batch, Equivalence equivalence) const {
    ARCHFRONT_ASSERT(batch.width() == width(), "a batch of another space");
    if (!batch.empty()) do_canonicalise({batch.row(0).data(), batch.size() * batch.width()}, equivalence);
}

void SearchSpace::canonicalise(std::span<Choice> row, Equivalence equivalence) const {
    ARCHFRONT_ASSERT(row.size() == width(), "a row of another space");
    do_canonicalise(row, equivalence);
}

void SearchSpace::sample(RandomGenerator& random, std::span<Choice> row) const {
    ARCHFRONT_ASSERT(row.size() == width(), "a row of another space");
    for (std::size_t i = 0; i < width(); ++i)
        row[i] = static_cast<Choice>(random.below(variables_[i].cardinality()));
}

void SearchSpace::sample_network(RandomGenerator& random, std::span<Choice> row,
                                 Equivalence equivalence) const {
    Architecture canonical(width());
    do {
        sample(random, row);
        std::copy(row.begin(), row.end(), canonical.begin());
        canonicalise(std::span(canonical), equivalence);
    } while (!std::equal(row.begin(), row.end(), canonical.begin()));
}

bool SearchSpace::active(ArchitectureView architecture, std::size_t i) const {
    ARCHFRONT_ASSERT(architecture.size() == width() && i < width(), "no such variable");
    for (const auto* condition = &variables_[i].active_when; condition->has_value();
         condition = &variables_[(*condition)->variable].active_when) {
        if (architecture[(*condition)->variable] < (*condition)->at_least) return false;
    }
    return true;
}

NetworkGraph SearchSpace::graph(ArchitectureView architecture) const {
    ARCHFRONT_ASSERT(contains(architecture), "an architecture of another space");
    return do_graph(architecture);
}

NetworkGraph SearchSpace::do_graph(ArchitectureView architecture) const {
    NetworkGraph graph;
    std::size_t last = graph.add_node("input");
    for (std::size_t i = 0; i < width(); ++i) {
        if (!active(architecture, i)) continue;
        const Variable& variable = variables_[i];
        last = graph.add_node(variable.name + " " + variable.choices[architecture[i]], {last});
    }
    graph.add_node("output", {last});
    return graph;
}

void SearchSpace::features(ArchitectureBatchView batch, std::span<float> features) const {
    ARCHFRONT_ASSERT(batch.width() == width(), "a batch of another space");
    do_features(batch, features);
}

void SearchSpace::do_canonicalise(std::span<Choice> rows, Equivalence) const {
    if (!conditional_) return;
    for (std::size_t first = 0; first < rows.size(); first += width()) {
        const std::span<Choice> row = rows.subspan(first, width());
        for (std::size_t i = 0; i < width(); ++i) {
            const auto& condition = variables_[i].active_when;
            // Earlier variables are canonical already: an inactive one has its first choice, which no condition meets.
            if (condition && row[condition->variable] < condition->at_least) row[i] = 0;
        }
    }
}

std::vector<std::string> SearchSpace::do_feature_names() const {
    std::vector<std::string> names;
    for (const Variable& variable : variables_) {
        for (const std::string& choice : variable.choices)
            names.push_back(variable.name + "=" + choice);
    }
    return names;
}

std::span<float> SearchSpace::one_hot(ArchitectureView architecture, std::span<float> features) const {
    for (std::size_t i = 0; i < width(); ++i) {
        ARCHFRONT_ASSERT(features.size() >= variables_[i].cardinality(), "feature matrix of another shape");
        const std::span<float> of_variable = features.first(variables_[i].cardinality());
        std::fill(of_variable.begin(), of_variable.end(), 0.0F);
        if (active(architecture, i)) of_variable[architecture[i]] = 1.0F;
        features = features.subspan(of_variable.size());
    }
    return features;
}

void SearchSpace::do_features(ArchitectureBatchView batch, std::span<float> features) const {
    for (std::size_t r = 0; r < batch.size(); ++r)
        features = one_hot(batch[r], features);
    ARCHFRONT_ASSERT(features.empty(), "feature matrix of another shape");
}

std::shared_ptr<const SearchSpace> make_space(std::string_view name, const FilePosition& where) {
    return Registry<SpacePlugin>::instance().at(name, where).make();
}

}  // namespace archfront
