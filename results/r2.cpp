// R2 by weighted Tchebycheff utilities: the mean, over evenly spread weights, of how near the best point
// comes to the ideal of the reference set.
#include "engine/simplex_lattice.hpp"
#include "results/indicator.hpp"

namespace archfront {
namespace {

/// min over the points of max over the objectives of weight * (cost - ideal). The definition takes the
/// absolute value of the difference, for an ideal that no point beats; without it, a point that does beat the
/// reference set is not worse for it.
double utility(const IndicatorInput& input, const std::vector<double>& ideal,
               std::span<const double> weights) {
    double best = std::numeric_limits<double>::infinity();
    for (std::size_t p = 0; p < input.point_count(); ++p) {
        double worst = -std::numeric_limits<double>::infinity();
        for (std::size_t j = 0; j < input.objectives; ++j)
            worst = std::max(worst, weights[j] * (input.point(p)[j] - ideal[j]));
        best = std::min(best, worst);
    }
    return best;
}

double r2(const IndicatorInput& input) {
    // The 501 weights that Brockhoff et al. use for two objectives.
    constexpr std::size_t most_weights = 501;
    const std::size_t m = input.objectives;
    const std::vector<double> ideal = reference_bounds(input).ideal;
    const std::vector<double> weights = simplex_lattice(m, most_weights);
    double sum = 0;
    for (std::size_t first = 0; first < weights.size(); first += m)
        sum += utility(input, ideal, {weights.data() + first, m});
    const std::size_t count = weights.size() / m;
    return sum / static_cast<double>(count);
}

const Registration<IndicatorPlugin> registration{
    {{.name = "r2",
      .summary =
          "mean over a simplex lattice of at most 501 weights of the best weighted Tchebycheff distance "
          "to the ideal of the reference set",
      .citation = "Hansen and Jaszkiewicz 1998, IMM-REP-1998-7; Brockhoff et al. 2012, "
                  "doi:10.1145/2330163.2330230",
      .file = __FILE__},
     r2}};

}  // namespace
}  // namespace archfront
