#include "optimizers/candidates.hpp"

#include "optimizers/variation.hpp"

namespace archfront {
namespace {

ArchitectureBatch whole_space(const SearchSpace& space) {
    ArchitectureBatch rows(space.width());
    for (std::uint64_t ordinal = 0; ordinal < *space.size(); ++ordinal)
        space.from_ordinal(ordinal, rows.emplace_back());
    return rows;
}

ArchitectureBatch sample(const SearchSpace& space, std::int64_t count, const Unseen& unseen,
                         std::span<const std::size_t> incumbents, RandomGenerator& random) {
    ArchitectureBatch rows(space.width());
    for (std::int64_t i = 0; i < count; ++i)
        space.sample(random, rows.emplace_back());
    for (std::int64_t i = 0; i < count && !incumbents.empty(); ++i) {
        rows.push_back(unseen.proposed()[incumbents[random.below(incumbents.size())]]);
        mutate_variable(random, space, random.below(space.width()), rows.row(rows.size() - 1));
    }
    return rows;
}

}  // namespace

void bind(OptionTable& table, CandidateOptions& options) {
    table.integer("enumerated", options.enumerated, 0, 1 << 24,
                  "a space of so many genotypes at most is predicted whole");
    table.integer(
        "sample", options.sample, 1, 1 << 24,
        "of a larger one, random architectures that are predicted, and as many neighbours of the front");
}

ArchitectureBatch unknown_candidates(const OptimizerContext& context, const CandidateOptions& options,
                                     const Unseen& unseen, std::span<const std::size_t> incumbents,
                                     RandomGenerator& random) {
    const SearchSpace& space = *context.space;
    const bool whole = space.size() && *space.size() <= static_cast<std::uint64_t>(options.enumerated);
    ArchitectureBatch rows =
        whole ? whole_space(space) : sample(space, options.sample, unseen, incumbents, random);
    space.canonicalise(rows, context.equivalence);
    ArchitectureSet distinct(space.width());
    for (std::size_t r = 0; r < rows.size(); ++r) {
        if (!unseen.proposed().contains(rows[r])) distinct.insert(rows[r]);
    }
    rows.clear();
    rows.append(distinct.view());
    return rows;
}

}  // namespace archfront
