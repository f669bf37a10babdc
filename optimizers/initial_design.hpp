// The first architectures of a search: drawn one by one, or spread over the space as a whole. An option of every
// optimiser that starts from a population.
#pragma once

#include <cstddef>
#include <string>

#include "engine/optimizer.hpp"
#include "optimizers/unseen.hpp"

namespace archfront {

struct InitialDesign {
    /// "random": uniform and independent. "latin-hypercube": every variable takes each of its choices equally
    /// often, give or take one, in an order of its own (McKay, Beckman and Conover 1979,
    /// doi:10.1080/00401706.1979.10489755). "sobol": a Sobol sequence with the direction numbers of Joe and Kuo
    /// (2008, doi:10.1137/070709359), shifted at random digit by digit, so that also pairs of variables are
    /// covered evenly; for up to 3,667 variables.
    std::string kind = "random";
};

void bind(OptionTable& table, InitialDesign& design);

/// Takes `count` architectures from `unseen`, or as many as there are, and appends them to unseen.proposed(). Those
/// of a design that are known, because inactive choices make two rows one network, are drawn uniformly instead.
/// Throws UserError for a Sobol design with too many variables. O(count * d).
void draw_initial_design(const InitialDesign& design, std::size_t count, const SearchSpace& space,
                         RandomGenerator& random, Unseen& unseen);

}  // namespace archfront
