#include "results/significance.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "engine/random.hpp"

using namespace archfront;

namespace {

using Values = std::vector<double>;

/// V, W and p of each alternative by trying every sign, or every choice of the first sample.
struct BruteForce {
    std::map<double, double> counts;
    double all = 0;

    void add(double statistic) {
        ++counts[statistic];
        ++all;
    }
    double p(double statistic, Alternative alternative) const {
        double less = 0;
        double greater = 0;
        for (const auto& [value, count] : counts) {
            less += value <= statistic ? count / all : 0;
            greater += value >= statistic ? count / all : 0;
        }
        if (alternative == Alternative::less) return less;
        return alternative == Alternative::greater ? greater : std::min(1.0, 2 * std::min(less, greater));
    }
};

Values differences(const Values& a, const Values& b) {
    Values result;
    for (std::size_t i = 0; i < a.size(); ++i)
        result.push_back(a[i] - b[i]);
    return result;
}

const std::vector<Alternative> alternatives = {Alternative::two_sided, Alternative::less,
                                               Alternative::greater};

// Hours of extra sleep under two drugs (Student 1908), R's data set `sleep`: with ties and a zero difference.
const Values first_drug = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
const Values second_drug = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

}  // namespace

TEST_CASE("signed ranks of the depression data are R's") {
    const Values before = {1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
    const Values after = {0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};
    const TestResult test = signed_rank_test(differences(before, after), Alternative::greater);
    CHECK(test.statistic == 40);
    CHECK(test.deviation == 17.5);
    CHECK(test.p == 0.01953125);
    CHECK(test.exact);
    CHECK(signed_rank_test(differences(before, after)).p == 0.0390625);
}

TEST_CASE("rank sums of the permeability data are R's") {
    const Values a = {0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
    const Values b = {1.15, 0.88, 0.90, 0.74, 1.21};
    const TestResult test = rank_sum_test(a, b, Alternative::greater);
    CHECK(test.statistic == 35);
    CHECK(test.deviation == 10);
    CHECK(test.p == doctest::Approx(0.1272061272061272).epsilon(1e-14));
    CHECK(test.exact);
    CHECK(rank_sum_test(a, b, Alternative::less).p == doctest::Approx(0.8967698967698967).epsilon(1e-14));
    CHECK(rank_sum_test(a, b).p == doctest::Approx(0.2544122544122544).epsilon(1e-14));
}

TEST_CASE("with ties and zeros signed ranks take R's normal approximation") {
    // wilcox.test(x, y, paired = TRUE) of R 4.2.2, on the same binary differences.
    const Values d = differences(first_drug, second_drug);
    CHECK(signed_rank_test(d).statistic == 0);
    CHECK_FALSE(signed_rank_test(d).exact);
    CHECK(signed_rank_test(d).p == doctest::Approx(0.009090698015925056).epsilon(1e-12));
    CHECK(signed_rank_test(d, Alternative::less).p == doctest::Approx(0.004545349007962528).epsilon(1e-12));
    CHECK(signed_rank_test(d, Alternative::greater).p == doctest::Approx(0.9968062667242578).epsilon(1e-12));
}

TEST_CASE("a zero difference alone takes the exact distribution away, as in R") {
    const Values d = {0, 1, 2, 3, -4, 5, 6};
    CHECK_FALSE(signed_rank_test(d).exact);
    CHECK(signed_rank_test(d).p == doctest::Approx(0.2084128036841486).epsilon(1e-12));
    CHECK(signed_rank_test(d, Alternative::greater).p == doctest::Approx(0.1042064018420743).epsilon(1e-12));
}

TEST_CASE("with ties rank sums take R's normal approximation") {
    const TestResult test = rank_sum_test(first_drug, second_drug);
    CHECK(test.statistic == 25.5);
    CHECK_FALSE(test.exact);
    CHECK(test.p == doctest::Approx(0.06932757543362658).epsilon(1e-12));
    CHECK(rank_sum_test(first_drug, second_drug, Alternative::less).p ==
          doctest::Approx(0.03466378771681329).epsilon(1e-12));
    CHECK(rank_sum_test(first_drug, second_drug, Alternative::greater).p ==
          doctest::Approx(0.9707516686072744).epsilon(1e-12));
}

TEST_CASE("rank sums of the ozone measurements of May and August are R's") {
    const Values may = {41, 36, 12, 18, 28, 23, 19, 8, 7,  16, 11, 14,  18,
                        14, 34, 6,  30, 11, 1,  11, 4, 32, 23, 45, 115, 37};
    const Values august = {39, 9,  16, 78, 35, 66, 122, 89,  110, 44, 28,  65, 22,
                           59, 23, 31, 44, 21, 9,  45,  168, 73,  76, 118, 84, 85};
    CHECK(rank_sum_test(may, august).statistic == 127.5);
    CHECK(rank_sum_test(may, august).p == doctest::Approx(0.0001208078307687744).epsilon(1e-12));
}

TEST_CASE("exact signed ranks are those of all assignments of signs") {
    RandomGenerator random(1);
    for (std::size_t n = 1; n <= 10; ++n) {
        BruteForce brute_force;
        for (std::size_t signs = 0; signs < std::size_t{1} << n; ++signs) {
            double v = 0;
            for (std::size_t i = 0; i < n; ++i)
                v += (signs >> i & 1) != 0 ? static_cast<double>(i + 1) : 0;
            brute_force.add(v);
        }
        Values d;
        double v = 0;
        for (std::size_t i = 1; i <= n; ++i) {
            const bool positive = random.bernoulli(0.6);
            d.push_back(static_cast<double>(i) * (positive ? 1 : -1));
            v += positive ? static_cast<double>(i) : 0;
        }
        for (const Alternative alternative : alternatives) {
            const TestResult test = signed_rank_test(d, alternative);
            CHECK(test.statistic == v);
            CHECK(test.exact);
            CHECK(test.p == doctest::Approx(brute_force.p(v, alternative)).epsilon(1e-13));
        }
    }
}

TEST_CASE("exact rank sums are those of all choices of the first sample") {
    RandomGenerator random(2);
    for (std::size_t m = 1; m <= 5; ++m) {
        for (std::size_t n = 1; n <= 6; ++n) {
            std::vector<int> in_first(m + n);
            std::fill(in_first.end() - static_cast<std::ptrdiff_t>(m), in_first.end(), 1);
            const auto count_pairs = [&] {
                double w = 0;
                double seconds = 0;
                for (const int first : in_first) {
                    w += first != 0 ? seconds : 0;
                    seconds += first == 0 ? 1 : 0;
                }
                return w;
            };
            BruteForce brute_force;
            do {
                brute_force.add(count_pairs());
            } while (std::next_permutation(in_first.begin(), in_first.end()));
            random.shuffle(std::span(in_first));
            Values a;
            Values b;
            for (std::size_t i = 0; i < in_first.size(); ++i)
                (in_first[i] != 0 ? a : b).push_back(static_cast<double>(i));
            for (const Alternative alternative : alternatives) {
                const TestResult test = rank_sum_test(a, b, alternative);
                CHECK(test.statistic == count_pairs());
                CHECK(test.p == doctest::Approx(brute_force.p(test.statistic, alternative)).epsilon(1e-13));
            }
        }
    }
}

TEST_CASE("exact tails hold up to the largest samples, and the approximation takes over there") {
    Values a;
    Values b;
    for (int i = 0; i < 49; ++i) {
        a.push_back(i);
        b.push_back(49 + i);
    }
    CHECK(rank_sum_test(a, b).exact);
    CHECK(rank_sum_test(a, b).p == doctest::Approx(7.850029192963291e-29).epsilon(1e-12));  // R
    CHECK(smallest_rank_sum_p(49) == rank_sum_test(a, b).p);
    CHECK(smallest_rank_sum_p(3) == doctest::Approx(0.1).epsilon(1e-15));
    // Ranks 1 to 24 are positive: V = 300. psignrank(300, 49) of R.
    Values d;
    for (int i = 1; i <= 49; ++i)
        d.push_back(i <= 24 ? i : -i);
    CHECK(signed_rank_test(d, Alternative::less).p == doctest::Approx(0.0007517642351295707).epsilon(1e-12));
    d.push_back(50);
    b.push_back(98);
    CHECK_FALSE(signed_rank_test(d).exact);
    CHECK_FALSE(rank_sum_test(a, b).exact);
}

TEST_CASE("equal samples differ in nothing") {
    const Values equal(5, 0.25);
    CHECK(rank_sum_test(equal, equal).p == 1);
    CHECK(rank_sum_test(equal, equal).deviation == 0);
    CHECK(signed_rank_test(Values(5, 0.0)).p == 1);
    CHECK(signed_rank_test(Values{}).p == 1);
    CHECK(vargha_delaney_a12(equal, equal) == 0.5);
    CHECK(rank_sum_test(Values{1}, Values{1}).p == 1);
}

TEST_CASE("A12 counts the pairs in which the first is larger, equal ones half") {
    CHECK(vargha_delaney_a12(Values{3, 4}, Values{1, 2}) == 1);
    CHECK(vargha_delaney_a12(Values{1, 2}, Values{3, 4}) == 0);
    CHECK(vargha_delaney_a12(Values{1, 3, 3}, Values{2, 3}) == 3.0 / 6);
    CHECK(vargha_delaney_a12(Values{5}, Values{1, 5, 9, 9}) == 1.5 / 4);
}

TEST_CASE("Holm's adjustment is that of R's p.adjust") {
    const Values adjusted = holm_adjusted(Values{0.01, 0.02, 0.03, 0.005, 0.2});
    const Values expected = {0.04, 0.06, 0.06, 0.025, 0.2};
    for (std::size_t i = 0; i < expected.size(); ++i)
        CHECK(adjusted[i] == doctest::Approx(expected[i]).epsilon(1e-15));
    CHECK(holm_adjusted(Values{0.7, 0.6}) == Values{1, 1});
    CHECK(holm_adjusted(Values{}).empty());
}
