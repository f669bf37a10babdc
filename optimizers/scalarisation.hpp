// How a weight vector makes one cost of many, and which weight vectors are neighbours: what decomposition
// needs, apart from any algorithm. Weights come from engine/simplex_lattice.hpp.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace archfront {

/// The named scalarisations, in the order of Scalarisation: "tchebycheff", "weighted-sum", "pbi",
/// "augmented-tchebycheff".
const std::vector<std::string>& scalarisation_names();

enum class Scalarisation {
    /// max_j w_j f_j, with 1e-6 for a weight of 0 so that no objective is forgotten.
    tchebycheff,
    /// sum_j w_j f_j.
    weighted_sum,
    /// Penalty boundary intersection: d1 + penalty * d2, the length of f along w and its distance from that
    /// line.
    pbi,
    /// max_j w_j f_j + 0.05 sum_j w_j f_j, as in ParEGO: what is only weakly optimal has a higher cost.
    augmented_tchebycheff,
};

/// The scalar cost of f, shape (m), whose ideal point is the origin; lower is better. `penalty` is for pbi.
/// REQUIRES: weights.size() == f.size(), weights not negative and not all 0.
/// Source: Zhang and Li 2007, doi:10.1109/TEVC.2007.892759, section II; Knowles 2006,
/// doi:10.1109/TEVC.2005.851274, equation 2.
double scalarise(Scalarisation kind, std::span<const double> weights, std::span<const double> f,
                 double penalty);

/// For each of n rows of m values the `count` nearest rows in Euclidean distance, itself first (ties by
/// index): row-major, shape (n, min(count, n)).
std::vector<std::size_t> nearest_rows(std::span<const double> rows, std::size_t m, std::size_t count);

}  // namespace archfront
