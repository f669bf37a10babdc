#include "results/ranking.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "results/significance.hpp"

using namespace archfront;

namespace {

// Hollander and Wolfe 1973, page 140: seconds of 22 players round first base in three ways; R's
// ?friedman.test.
const std::vector<double> rounding_times = {
    5.40, 5.50, 5.55, 5.85, 5.70, 5.75, 5.20, 5.60, 5.50, 5.55, 5.50, 5.40, 5.90, 5.85, 5.70, 5.45, 5.55,
    5.60, 5.40, 5.40, 5.35, 5.45, 5.50, 5.35, 5.25, 5.15, 5.00, 5.85, 5.80, 5.70, 5.25, 5.20, 5.10, 5.65,
    5.55, 5.45, 5.60, 5.35, 5.45, 5.05, 5.00, 4.95, 5.50, 5.50, 5.40, 5.45, 5.55, 5.50, 5.55, 5.55, 5.35,
    5.45, 5.50, 5.55, 5.50, 5.45, 5.25, 5.65, 5.60, 5.40, 5.70, 5.65, 5.55, 6.30, 6.30, 6.25};

// Demsar 2006, table 6: AUC of C4.5, C4.5+m, C4.5+cf and C4.5+m+cf on 14 data sets.
const std::vector<double> demsar_auc = {
    0.763, 0.768, 0.771, 0.798, 0.599, 0.591, 0.590, 0.569, 0.954,  0.971, 0.968, 0.967, 0.628, 0.661,
    0.654, 0.657, 0.882, 0.888, 0.886, 0.898, 0.936, 0.931, 0.916,  0.931, 0.661, 0.668, 0.609, 0.685,
    0.583, 0.583, 0.563, 0.625, 0.775, 0.838, 0.866, 0.875, 1.000,  1.000, 1.000, 1.000, 0.940, 0.962,
    0.965, 0.962, 0.619, 0.666, 0.614, 0.669, 0.972, 0.981, 0.9751, 0.975, 0.957, 0.978, 0.946, 0.970};

std::vector<double> negated(std::vector<double> values) {
    for (double& value : values)
        value = -value;
    return values;
}

}  // namespace

TEST_CASE("Friedman's test of the rounding times is R's") {
    const FriedmanTest test = friedman_test(rounding_times, 3);
    CHECK(test.blocks == 22);
    CHECK(test.chi_squared == doctest::Approx(11.14285714285714).epsilon(1e-14));
    CHECK(test.p == doctest::Approx(0.003805040775511363).epsilon(1e-12));
}

TEST_CASE("ranks, Friedman's and Iman and Davenport's statistics are those Demsar prints") {
    const FriedmanTest test = friedman_test(negated(demsar_auc), 4);
    CHECK(test.mean_ranks[0] == doctest::Approx(3.143).epsilon(2e-4));
    CHECK(test.mean_ranks[1] == doctest::Approx(2.000).epsilon(2e-4));
    CHECK(test.mean_ranks[2] == doctest::Approx(2.893).epsilon(2e-4));
    CHECK(test.mean_ranks[3] == doctest::Approx(1.964).epsilon(2e-4));
    // Demsar leaves the correction for ties out; here it is left out of what the ranks give.
    double squares = 0;
    for (const double rank : test.mean_ranks)
        squares += rank * rank;
    const double uncorrected = 12 * 14 / 20.0 * (squares - 4 * 25 / 4.0);
    CHECK(uncorrected == doctest::Approx(9.28).epsilon(5e-4));
    CHECK(13 * uncorrected / (14 * 3 - uncorrected) == doctest::Approx(3.69).epsilon(1e-3));
    // With it: R's friedman.test, and its pf.
    CHECK(test.chi_squared == doctest::Approx(10.22834645669291).epsilon(1e-13));
    CHECK(test.p == doctest::Approx(0.01672158032844141).epsilon(1e-12));
    CHECK(test.f == doctest::Approx(4.185130111524163).epsilon(1e-12));
    CHECK(test.f_p == doctest::Approx(0.01162065951531106).epsilon(1e-12));
}

TEST_CASE("without ties Iman and Davenport's p is that of the F distribution") {
    // Ranks by hand: 1 2 3, 1 2 3, 1 3 2, 2 1 3: sums 5, 8, 11; chi-squared 12/48 * (9 + 0 + 9) = 4.5;
    // F = 3 * 4.5 / (8 - 4.5) on 2 and 6 degrees of freedom, of which the tail is (1 + 2 F / 6)^-3.
    const FriedmanTest test = friedman_test(std::vector<double>{1, 2, 3, 4, 5, 6, 1, 8, 7, 5, 2, 9}, 3);
    CHECK(test.chi_squared == doctest::Approx(4.5).epsilon(1e-14));
    CHECK(test.p == doctest::Approx(std::exp(-2.25)).epsilon(1e-13));
    CHECK(test.f == doctest::Approx(13.5 / 3.5).epsilon(1e-14));
    CHECK(test.f_p == doctest::Approx(std::pow(1 + test.f / 3, -3)).epsilon(1e-12));
}

TEST_CASE("blocks that all rank alike have the exact p") {
    std::vector<double> values;
    for (int block = 0; block < 5; ++block)
        values.insert(values.end(), {1.0 * block, 2.0 + block, 9.0 + block});
    const FriedmanTest test = friedman_test(values, 3);
    CHECK(test.chi_squared == doctest::Approx(10).epsilon(1e-14));
    CHECK(std::isinf(test.f));
    CHECK(test.f_p == doctest::Approx(std::pow(6.0, -4)).epsilon(1e-12));
}

TEST_CASE("equal values and a single block say nothing against the hypothesis") {
    const FriedmanTest equal = friedman_test(std::vector<double>(12, 0.5), 4);
    CHECK(equal.mean_ranks == std::vector<double>(4, 2.5));
    CHECK(equal.p == 1);
    CHECK(equal.f_p == 1);
    CHECK(friedman_test(std::vector<double>{1, 2, 3}, 3).f_p == 1);
}

TEST_CASE("Nemenyi's quantiles are R's qtukey over the square root of 2, and Demsar's table 5") {
    const std::vector<double> demsar = {1.960, 2.343, 2.569, 2.728, 2.850, 2.949, 3.031, 3.102, 3.164};
    for (std::size_t k = 2; k <= 10; ++k)
        CHECK(nemenyi_quantile(0.05, k) == doctest::Approx(demsar[k - 2]).epsilon(4e-4));  // cut, not rounded
    CHECK(nemenyi_quantile(0.05, 2) == doctest::Approx(1.959963984540054).epsilon(1e-13));  // normal
    CHECK(nemenyi_quantile(0.1, 5) == doctest::Approx(2.459515764429517).epsilon(1e-9));
    CHECK(nemenyi_quantile(0.05, 12) == doctest::Approx(3.268003924327542).epsilon(1e-9));
    CHECK(nemenyi_quantile(0.01, 50) == doctest::Approx(4.404138648946864).epsilon(1e-9));
}

TEST_CASE("Nemenyi's p is R's upper ptukey, which gives nine digits or so") {
    // The range is measured in standard errors of a mean rank: one block of k makes that sqrt(k (k + 1) /
    // 12).
    const auto p = [](double q, std::size_t k) {
        const auto n = static_cast<double>(k);
        return nemenyi_p(q * std::sqrt(n * (n + 1) / 12), k, 1);
    };
    CHECK(p(0.5, 2) == doctest::Approx(0.7236736098317517).epsilon(1e-10));
    CHECK(p(3, 3) == doctest::Approx(0.0855425716549576).epsilon(1e-9));
    CHECK(p(3, 50) == doctest::Approx(0.9968571863169166).epsilon(1e-8));
    CHECK(p(8, 10) == doctest::Approx(6.894622230912972e-07).epsilon(1e-8));
    CHECK(p(0, 4) == doctest::Approx(1).epsilon(1e-14));
}

TEST_CASE("the range of two normal values is a normal difference") {
    for (const double q : {0.1, 1.0, 2.5, 6.0})
        CHECK(nemenyi_p(q * std::sqrt(0.5), 2, 1) == doctest::Approx(std::erfc(q / 2)).epsilon(1e-11));
}

TEST_CASE("Demsar's critical differences and z values come out") {
    CHECK(nemenyi_critical_difference(0.05, 4, 14) == doctest::Approx(1.25).epsilon(4e-3));
    CHECK(nemenyi_critical_difference(0.10, 4, 14) == doctest::Approx(1.12).epsilon(4e-3));
    // Against C4.5: z = 2.416, 2.342, 0.512; p = 0.016, 0.019, 0.607. Holm rejects the first two.
    const std::vector<double> p = control_p(friedman_test(negated(demsar_auc), 4), 0);
    CHECK(p[0] == 1);
    CHECK(p[3] == doctest::Approx(0.016).epsilon(0.02));
    CHECK(p[1] == doctest::Approx(0.019).epsilon(0.02));
    CHECK(p[2] == doctest::Approx(0.607).epsilon(0.005));
    const std::vector<double> adjusted = holm_adjusted(std::vector<double>{p[1], p[2], p[3]});
    CHECK(adjusted[0] < 0.05);
    CHECK(adjusted[1] > 0.05);
    CHECK(adjusted[2] < 0.05);
}

TEST_CASE("groups are the longest runs of ranks within the critical difference") {
    using Groups = std::vector<std::vector<std::size_t>>;
    const std::vector<double> mean_ranks = {4.0, 1.0, 2.0, 2.5, 6.0};
    CHECK(critical_difference_groups(mean_ranks, 1.75) == Groups{{1, 2, 3}, {3, 0}});
    CHECK(critical_difference_groups(mean_ranks, 0.4).empty());
    CHECK(critical_difference_groups(mean_ranks, 100) == Groups{{1, 2, 3, 0, 4}});
    // Exactly the critical difference differs.
    CHECK(critical_difference_groups(mean_ranks, 1.0) == Groups{{2, 3}});
    CHECK(critical_difference_groups(std::vector<double>{2, 2}, 0.5) == Groups{{0, 1}});
}
