#include "objectives/ridge_family.hpp"

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <array>
#include <cmath>
#include <limits>

#include "engine/error.hpp"

namespace archfront {
namespace {

constexpr std::array<double, 10> penalties = {1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10};

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Standardised features in their principal axes, where every ridge solution is a division.
struct PrincipalAxes {
    Eigen::RowVectorXd mean;
    Vector scale;  // one over each feature's deviation; 0 for a constant one
    Matrix axes;   // columns
    Vector variances;
    Matrix rows;  // standardised, shape (n, f)

    explicit PrincipalAxes(Matrix x) : mean(x.colwise().mean()), rows(std::move(x)) {
        rows.rowwise() -= mean;
        const auto n = static_cast<double>(rows.rows());
        scale = (rows.colwise().squaredNorm().transpose() / n).unaryExpr([](double variance) {
            return variance > 1e-12 ? 1 / std::sqrt(variance) : 0.0;
        });
        rows *= scale.asDiagonal();
        Matrix gram = Matrix::Zero(rows.cols(), rows.cols());
        gram.selfadjointView<Eigen::Lower>().rankUpdate(rows.transpose(), 1 / n);
        const Eigen::SelfAdjointEigenSolver<Matrix> solver(gram);
        axes = solver.eigenvectors();
        variances = solver.eigenvalues().cwiseMax(0);
    }
};

struct Solution {
    Vector weights;  // of standardised features
    double error = std::numeric_limits<double>::infinity();
};

/// y: centred labels.
Solution solve(const PrincipalAxes& x, const Vector& y) {
    const auto n = static_cast<double>(y.size());
    const Vector cross = x.axes.transpose() * (x.rows.transpose() * y) / n;
    const double variance = y.squaredNorm() / n;
    Solution best;
    for (const double penalty : penalties) {
        const Eigen::ArrayXd shrunk = x.variances.array() + penalty;
        const double explained = (cross.array().square() * (shrunk + penalty) / shrunk.square()).sum();
        const double freedom = 1 - (1 + (x.variances.array() / shrunk).sum()) / n;
        if (freedom <= 0) continue;
        const double error = std::sqrt(std::max(variance - explained, 0.0)) / freedom;
        if (!(error < best.error)) continue;
        best.error = error;
        best.weights = x.axes * (cross.array() / shrunk).matrix();
    }
    if (best.weights.size() == 0) best = {Vector::Zero(x.rows.cols()), std::sqrt(variance)};
    return best;
}

}  // namespace

RidgeFamily fit_ridge_family(std::size_t rows, std::span<const float> features,
                             std::span<const double> labels) {
    ARCHFRONT_ASSERT(rows > 1 && features.size() % rows == 0 && labels.size() % rows == 0,
                     "rows of other shapes");
    const auto n = static_cast<Eigen::Index>(rows);
    const auto f = static_cast<Eigen::Index>(features.size()) / n;
    const auto k = static_cast<Eigen::Index>(labels.size()) / n;
    using FloatRows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const PrincipalAxes x(Eigen::Map<const FloatRows>(features.data(), n, f).cast<double>());
    const Eigen::Map<const RowMajor> y(labels.data(), k, n);

    RidgeFamily family;
    family.weights.resize(static_cast<std::size_t>(f * k));
    Eigen::Map<RowMajor> weights(family.weights.data(), f, k);
    for (Eigen::Index j = 0; j < k; ++j) {
        const double mean = y.row(j).mean();
        const Solution solution = solve(x, (y.row(j).array() - mean).matrix().transpose());
        weights.col(j) = solution.weights.cwiseProduct(x.scale);
        family.intercepts.push_back(mean - x.mean.dot(weights.col(j)));
        family.errors.push_back(solution.error);
    }
    return family;
}

}  // namespace archfront
