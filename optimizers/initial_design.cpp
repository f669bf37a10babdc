#include "optimizers/initial_design.hpp"

#include <boost/random/sobol.hpp>
#include <numeric>
#include <vector>

namespace archfront {
namespace {

/// Stratum number `stratum` of `count` that divide a variable's choices evenly.
Choice choice_of(std::uint64_t stratum, std::uint64_t count, const Variable& variable) {
    return static_cast<Choice>(stratum * variable.cardinality() / count);
}

ArchitectureBatch latin_hypercube(std::size_t count, const SearchSpace& space, RandomGenerator& random) {
    ArchitectureBatch rows(space.width());
    for (std::size_t r = 0; r < count; ++r)
        rows.emplace_back();
    std::vector<std::size_t> strata(count);
    for (std::size_t v = 0; v < space.width(); ++v) {
        std::iota(strata.begin(), strata.end(), std::size_t{0});
        random.shuffle(std::span(strata));
        // Turned, because with fewer rows than choices, or a remainder, always the same would be left out.
        const std::size_t turn = random.below(space.variables()[v].cardinality());
        for (std::size_t r = 0; r < count; ++r) {
            const std::size_t choice = choice_of(strata[r], count, space.variables()[v]) + turn;
            rows.row(r)[v] = static_cast<Choice>(choice % space.variables()[v].cardinality());
        }
    }
    return rows;
}

ArchitectureBatch sobol(std::size_t count, const SearchSpace& space, RandomGenerator& random) {
    using Sequence = boost::random::sobol_engine<std::uint32_t, 32>;
    constexpr std::size_t most = boost::random::default_sobol_table::max_dimension;
    if (space.width() > most) {
        throw UserError("initial_design 'sobol' is for at most " + std::to_string(most) +
                        " variables, and the space has " + std::to_string(space.width()) +
                        "; use 'latin-hypercube'");
    }
    Sequence sequence(space.width());
    std::vector<std::uint32_t> shifts(space.width());
    for (std::uint32_t& shift : shifts)
        shift = static_cast<std::uint32_t>(random.next() >> 32);
    ArchitectureBatch rows(space.width());
    for (std::size_t r = 0; r < count; ++r) {
        const std::span<Choice> row = rows.emplace_back();
        for (std::size_t v = 0; v < row.size(); ++v) {
            // The library leaves out the sequence's first point, the origin, without which 2^k are not even.
            const std::uint32_t coordinate = r == 0 ? 0 : sequence();
            row[v] = choice_of(coordinate ^ shifts[v], std::uint64_t{1} << 32, space.variables()[v]);
        }
    }
    return rows;
}

}  // namespace

void bind(OptionTable& table, InitialDesign& design) {
    table.one_of("initial_design", design.kind, {"random", "latin-hypercube", "sobol"},
                 "how the first architectures are drawn: independently, or spread over every variable, or "
                 "over every variable and pair of them");
}

void draw_initial_design(const InitialDesign& design, std::size_t count, const SearchSpace& space,
                         RandomGenerator& random, Unseen& unseen) {
    ArchitectureBatch rows(space.width());
    if (design.kind == "latin-hypercube") rows = latin_hypercube(count, space, random);
    if (design.kind == "sobol") rows = sobol(count, space, random);
    const std::size_t end = unseen.proposed().size() + count;
    for (std::size_t r = 0; r < rows.size(); ++r)
        unseen.take(rows.row(r));
    rows.clear();
    unseen.draw(random, end - unseen.proposed().size(), rows);
}

}  // namespace archfront
