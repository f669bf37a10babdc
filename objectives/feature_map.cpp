#include "objectives/feature_map.hpp"

#include <algorithm>

#include "engine/hash.hpp"
#include "engine/metric.hpp"
#include "engine/text.hpp"

namespace archfront {
namespace {

constexpr std::size_t most_pairs = 4'096;

/// Two variables and where the columns of their joint choices begin.
struct Pair {
    std::size_t first;
    std::size_t second;
    std::size_t column;
};

}  // namespace

FeatureMap::FeatureMap(std::shared_ptr<const SearchSpace> space, std::string_view groups)
    : space_(std::move(space)), groups_(groups) {
    std::vector<std::string_view> seen;
    for (const std::string_view group : split(groups, '+')) {
        if (std::ranges::find(seen, group) != seen.end())
            throw UserError("--features '" + excerpt(groups) + "' names '" + excerpt(group) + "' twice");
        seen.push_back(group);
        add(group);
    }
    if (names_.empty())
        throw UserError("--features costs shows nothing: space '" + space_->name() +
                        "' has no closed formulas");
}

void FeatureMap::add(std::string_view group) {
    if (group == "space") {
        const std::vector<std::string> names = space_->feature_names();
        names_.insert(names_.end(), names.begin(), names.end());
        parts_.push_back(
            {names.size(), [space = space_](ArchitectureBatchView batch, std::span<float> features) {
                 space->features(batch, features);
             }});
    } else if (group == "choices") {
        for (const Variable& variable : space_->variables())
            names_.push_back("choice of " + variable.name);
        parts_.push_back({space_->width(), [](ArchitectureBatchView batch, std::span<float> features) {
                              std::copy_n(batch.data(), features.size(), features.begin());
                          }});
    } else if (group == "pairs") {
        add_pairs();
    } else if (group == "costs") {
        add_costs();
    } else if (group == "depth") {
        add_depth();
    } else {
        throw UserError("--features has no group '" + excerpt(group) +
                        "'; use some of space, choices, pairs, costs and depth, joined by '+'");
    }
}

void FeatureMap::add_pairs() {
    const auto variables = space_->variables();
    std::vector<Pair> pairs;
    std::size_t width = 0;
    for (std::size_t i = 0; i < variables.size(); ++i) {
        for (std::size_t j = i + 1; j < variables.size(); ++j) {
            pairs.push_back({i, j, width});
            width += variables[i].cardinality() * variables[j].cardinality();
        }
    }
    if (width > most_pairs) {
        throw UserError("--features pairs would be " + with_thousands(width) + " features on space '" +
                        space_->name() + "', more than " + with_thousands(most_pairs) + "; leave it out");
    }
    for (const Pair& pair : pairs) {
        const Variable& first = variables[pair.first];
        const Variable& second = variables[pair.second];
        for (const std::string& of_first : first.choices) {
            for (const std::string& of_second : second.choices)
                names_.push_back(join({first.name, "=", of_first, " & ", second.name, "=", of_second}, ""));
        }
    }
    parts_.push_back(
        {width, [space = space_, pairs, width](ArchitectureBatchView batch, std::span<float> features) {
             std::ranges::fill(features, 0.0F);
             for (std::size_t r = 0; r < batch.size(); ++r) {
                 const ArchitectureView row = batch[r];
                 for (const Pair& pair : pairs) {
                     if (!space->active(row, pair.first) || !space->active(row, pair.second)) continue;
                     const std::size_t choices = space->variables()[pair.second].cardinality();
                     features[r * width + pair.column + row[pair.first] * choices + row[pair.second]] = 1;
                 }
             }
         }});
}

void FeatureMap::add_costs() {
    // Without data directories: what is left are formulas and what the program brings.
    MetricContext context;
    context.space = space_;
    MetricCatalogue catalogue(std::move(context));
    std::vector<std::shared_ptr<const MetricSource>> formulas;
    for (const MetricOffer& offer : catalogue.offers()) {
        if (offer.info.kind != SourceKind::formula || offer.info.partial || !offer.info.device().empty())
            continue;
        formulas.push_back(catalogue.open(offer.info.id, offer.info.source));
        names_.push_back(offer.info.id);
    }
    const std::size_t width = formulas.size();
    parts_.push_back({width, [formulas, width](ArchitectureBatchView batch, std::span<float> features) {
                          std::vector<double> values(batch.size());
                          for (std::size_t c = 0; c < width; ++c) {
                              formulas[c]->evaluate(batch, values);
                              for (std::size_t r = 0; r < batch.size(); ++r)
                                  features[r * width + c] = static_cast<float>(values[r]);
                          }
                      }});
}

void FeatureMap::add_depth() {
    names_.emplace_back("depth");
    parts_.push_back({1, [space = space_](ArchitectureBatchView batch, std::span<float> features) {
                          for (std::size_t r = 0; r < batch.size(); ++r)
                              features[r] = static_cast<float>(depth(space->graph(batch[r])));
                      }});
}

std::uint64_t FeatureMap::hash() const {
    return hash_text(join(names_, "\n"));
}

void FeatureMap::compute(ArchitectureBatchView batch, std::span<float> features) const {
    ARCHFRONT_ASSERT(features.size() == batch.size() * names_.size(), "feature matrix of another shape");
    if (parts_.size() == 1) return parts_[0].compute(batch, features);
    std::vector<float> columns;
    std::size_t offset = 0;
    for (const Group& part : parts_) {
        columns.resize(batch.size() * part.width);
        part.compute(batch, columns);
        for (std::size_t r = 0; r < batch.size(); ++r) {
            std::copy_n(columns.data() + r * part.width, part.width,
                        features.data() + r * names_.size() + offset);
        }
        offset += part.width;
    }
}

}  // namespace archfront
