#include "objectives/sample_design.hpp"

#include <doctest/doctest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <set>
#include <vector>

#include "engine/random.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

constexpr std::size_t width = 3;
using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

std::vector<double> random_candidates(std::size_t n) {
    RandomGenerator random(11);
    std::vector<double> rows;
    for (std::size_t i = 0; i < n; ++i) {
        rows.push_back(1);
        rows.push_back(random.uniform() - 0.5);
        rows.push_back(2 * random.uniform() - 1);
    }
    return rows;
}

const std::vector<double> covariance = {2, 0.3, 0, 0.3, 1, -0.2, 0, -0.2, 0.5};

/// What measuring these rows says of the weights: log det(I + X C X' / noise).
double information(const std::vector<double>& candidates, const std::vector<std::size_t>& rows,
                   double noise) {
    Matrix x(static_cast<Eigen::Index>(rows.size()), 3);
    for (std::size_t i = 0; i < rows.size(); ++i)
        x.row(static_cast<Eigen::Index>(i)) =
            Eigen::Map<const Eigen::RowVector3d>(candidates.data() + rows[i] * width);
    const Eigen::Map<const Matrix> c(covariance.data(), 3, 3);
    const Eigen::MatrixXd gain =
        Eigen::MatrixXd::Identity(x.rows(), x.rows()) + x * c * x.transpose() / noise;
    return std::log(gain.determinant());
}

std::vector<std::size_t> choose(Design design, std::size_t count, const std::vector<double>& candidates,
                                const std::vector<std::size_t>& measured = {}, std::uint64_t seed = 1) {
    return choose_samples(design, count, candidates, width, covariance, 0.1, measured, seed);
}

}  // namespace

TEST_CASE("each D-optimal choice adds most to the determinant of what is known, by trying all") {
    const std::vector<double> candidates = random_candidates(40);
    const std::vector<std::size_t> chosen = choose(Design::d_optimal, 6, candidates);
    std::vector<std::size_t> before;
    for (const std::size_t next : chosen) {
        std::size_t best = 0;
        double most = -1;
        for (std::size_t i = 0; i < 40; ++i) {
            if (std::ranges::count(before, i) > 0) continue;
            std::vector<std::size_t> with = before;
            with.push_back(i);
            const double gained = information(candidates, with, 0.1);
            if (gained > most + 1e-12) {
                most = gained;
                best = i;
            }
        }
        CHECK(next == best);
        before.push_back(next);
    }
}

TEST_CASE("k-means measures the networks at the centres of clusters that lie apart") {
    // Three clusters around (0, 0), (10, 0) and (0, 10), whose first member is the centre.
    std::vector<double> candidates;
    for (const auto& [x, y] : {std::pair{0.0, 0.0}, std::pair{10.0, 0.0}, std::pair{0.0, 10.0}}) {
        for (const auto& [dx, dy] : {std::pair{0.0, 0.0}, std::pair{0.5, 0.0}, std::pair{-0.5, 0.0},
                                     std::pair{0.0, 0.5}, std::pair{0.0, -0.5}})
            for (const double value : {1.0, x + dx, y + dy})
                candidates.push_back(value);
    }
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        std::vector<std::size_t> chosen = choose(Design::k_means, 3, candidates, {}, seed);
        std::ranges::sort(chosen);
        CHECK(chosen == std::vector<std::size_t>{0, 5, 10});
    }
}

TEST_CASE("every design proposes different networks that were not measured, down to the last") {
    const std::vector<double> candidates = random_candidates(9);
    const std::vector<std::size_t> measured = {2, 7};
    for (const Design design : {Design::d_optimal, Design::k_means, Design::random}) {
        CAPTURE(to_string(design));
        const std::vector<std::size_t> chosen = choose(design, 7, candidates, measured);
        CHECK(std::set<std::size_t>(chosen.begin(), chosen.end()) ==
              std::set<std::size_t>{0, 1, 3, 4, 5, 6, 8});
        CHECK(choose(design, 7, candidates, measured) == chosen);
        CHECK(choose(design, 0, candidates, measured).empty());
    }
}

TEST_CASE("candidates that are all alike are chosen in order, not twice") {
    std::vector<double> candidates;
    for (int i = 0; i < 6; ++i)
        candidates.insert(candidates.end(), {1.0, 0.5, 0.5});
    for (const Design design : {Design::d_optimal, Design::k_means})
        CHECK(choose(design, 4, candidates) == std::vector<std::size_t>{0, 1, 2, 3});
}

TEST_CASE("random designs depend on their seed") {
    const std::vector<double> candidates = random_candidates(50);
    CHECK(choose(Design::random, 5, candidates, {}, 1) != choose(Design::random, 5, candidates, {}, 2));
}

TEST_CASE("names of designs are read back, and unknown ones refused with a suggestion") {
    for (const Design design : {Design::d_optimal, Design::k_means, Design::random})
        CHECK(parse_design(to_string(design)) == design);
    CHECK(user_error_of([] {
              parse_design("d-optimum", {"file.yaml", 3, 4});
          }) ==
          "file.yaml:3:4: unknown design 'd-optimum' (did you mean 'd-optimal'?); known: d-optimal, k-means, "
          "random");
}
