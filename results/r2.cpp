// R2 by weighted Tchebycheff utilities: the mean, over evenly spread weights, of how near the best point
// comes to the ideal of the reference set.
#include "results/indicator.hpp"

namespace archfront {
namespace {

/// C(divisions + m - 1, m - 1), the size of the simplex lattice; stops counting beyond `limit`.
std::size_t lattice_size(std::size_t divisions, std::size_t m, std::size_t limit) {
    std::size_t size = 1;
    for (std::size_t i = 1; i < m && size <= limit; ++i)
        size = size * (divisions + i) / i;
    return size;
}

/// The finest lattice with at most 501 weights (the 501 that Brockhoff et al. use for two objectives), though
/// at least the m unit weights.
std::size_t lattice_divisions(std::size_t m) {
    constexpr std::size_t limit = 501;
    if (m == 1) return 1;
    std::size_t divisions = 1;
    while (lattice_size(divisions + 1, m, limit) <= limit)
        ++divisions;
    return divisions;
}

/// min over the points of max over the objectives of weight * (cost - ideal). The definition takes the
/// absolute value of the difference, for an ideal that no point beats; without it, a point that does beat the
/// reference set is not worse for it.
double utility(const IndicatorInput& input, const std::vector<double>& ideal,
               const std::vector<std::size_t>& parts, std::size_t divisions) {
    double best = std::numeric_limits<double>::infinity();
    for (std::size_t p = 0; p < input.point_count(); ++p) {
        double worst = -std::numeric_limits<double>::infinity();
        for (std::size_t j = 0; j < input.objectives; ++j) {
            const double weight = static_cast<double>(parts[j]) / static_cast<double>(divisions);
            worst = std::max(worst, weight * (input.point(p)[j] - ideal[j]));
        }
        best = std::min(best, worst);
    }
    return best;
}

double r2(const IndicatorInput& input) {
    const std::size_t m = input.objectives;
    const std::vector<double> ideal = reference_bounds(input).ideal;
    const std::size_t divisions = lattice_divisions(m);
    // All ways to write `divisions` as a sum of m parts, in reverse lexicographic order.
    std::vector<std::size_t> parts(m);
    parts[0] = divisions;
    double sum = 0;
    std::size_t count = 0;
    while (true) {
        sum += utility(input, ideal, parts, divisions);
        ++count;
        std::size_t j = m - 1;
        const std::size_t tail = parts[j];
        parts[j] = 0;
        while (j > 0 && parts[j - 1] == 0)
            --j;
        if (j == 0) break;
        --parts[j - 1];
        parts[j] = tail + 1;
    }
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
