#include "objectives/ridge_family.hpp"

#include <doctest/doctest.h>

#include <Eigen/Dense>
#include <cmath>
#include <vector>

#include "engine/random.hpp"

using namespace archfront;

namespace {

/// Rows of five features, the fourth constant, the fifth twice the first; two labels with noise.
struct Sample {
    static constexpr std::size_t n = 60, f = 5;
    std::vector<float> features;
    std::vector<double> labels;

    explicit Sample(double noise) {
        RandomGenerator random(3);
        std::vector<double> second;
        for (std::size_t r = 0; r < n; ++r) {
            const double a = random.uniform(), b = 10 * random.uniform(), c = random.uniform();
            for (const double feature : {a, b, c, 4.0, 2 * a})
                features.push_back(static_cast<float>(feature));
            labels.push_back(7 + 3 * a - b + noise * (random.uniform() - 0.5));
            second.push_back(-2 + c + noise * (random.uniform() - 0.5));
        }
        labels.insert(labels.end(), second.begin(), second.end());
    }
};

struct Solution {
    Eigen::VectorXd weights;
    double error;
};

/// By the normal equations, and the hat matrix written out.
Solution by_normal_equations(const Eigen::MatrixXd& x, const Eigen::VectorXd& y, double penalty) {
    const auto n = static_cast<double>(x.rows());
    const Eigen::MatrixXd gram =
        x.transpose() * x / n + penalty * Eigen::MatrixXd::Identity(x.cols(), x.cols());
    const Eigen::MatrixXd inverse = gram.inverse();
    const Eigen::VectorXd weights = inverse * x.transpose() * y / n;
    const double traced = 1 + (x * inverse * x.transpose() / n).trace();
    return {weights, std::sqrt((y - x * weights).squaredNorm() / n) / (1 - traced / n)};
}

}  // namespace

TEST_CASE("a ridge family solves the normal equations at the penalty of least generalised cross-validation") {
    const Sample sample(0.5);
    const RidgeFamily family = fit_ridge_family(Sample::n, sample.features, sample.labels);
    Eigen::MatrixXd x(Sample::n, Sample::f);
    for (std::size_t r = 0; r < Sample::n; ++r) {
        for (std::size_t f = 0; f < Sample::f; ++f)
            x(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(f)) =
                static_cast<double>(sample.features[r * Sample::f + f]);
    }
    x.rowwise() -= Eigen::RowVectorXd(x.colwise().mean());
    Eigen::VectorXd deviations = (x.colwise().squaredNorm() / double(Sample::n)).cwiseSqrt();
    deviations[3] = 1;
    x *= deviations.cwiseInverse().asDiagonal();
    for (std::size_t j = 0; j < 2; ++j) {
        Eigen::VectorXd y =
            Eigen::Map<const Eigen::VectorXd>(sample.labels.data() + j * Sample::n, Sample::n);
        const double mean = y.mean();
        y.array() -= mean;
        Solution best{{}, INFINITY};
        for (double penalty = 1e-8; penalty < 20; penalty *= 10) {
            Solution solution = by_normal_equations(x, y, penalty);
            if (solution.error < best.error) best = std::move(solution);
        }
        CHECK(family.errors[j] == doctest::Approx(best.error).epsilon(1e-6));
        for (std::size_t f = 0; f < Sample::f; ++f) {
            const auto column = static_cast<Eigen::Index>(f);
            CHECK(family.weights[f * 2 + j] * deviations[column] ==
                  doctest::Approx(best.weights[column]).epsilon(1e-5));
        }
    }
}

TEST_CASE("a ridge family recovers exact laws, and gives a constant feature no weight") {
    const Sample sample(0);
    const RidgeFamily family = fit_ridge_family(Sample::n, sample.features, sample.labels);
    CHECK(family.weights[3 * 2] == 0);
    CHECK(family.weights[3 * 2 + 1] == 0);
    for (std::size_t r = 0; r < Sample::n; ++r) {
        for (std::size_t j = 0; j < 2; ++j) {
            double predicted = family.intercepts[j];
            for (std::size_t f = 0; f < Sample::f; ++f)
                predicted +=
                    family.weights[f * 2 + j] * static_cast<double>(sample.features[r * Sample::f + f]);
            CHECK(predicted == doctest::Approx(sample.labels[j * Sample::n + r]).epsilon(1e-5));
        }
    }
}

TEST_CASE("more features than rows still have a ridge solution") {
    const Sample sample(0.1);
    const std::vector<double> labels = {1, 2, 4};
    const RidgeFamily family = fit_ridge_family(3, std::span(sample.features).first(3 * Sample::f), labels);
    for (const double weight : family.weights)
        CHECK(std::isfinite(weight));
    CHECK(std::isfinite(family.errors[0]));
}
