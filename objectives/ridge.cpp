#include "objectives/ridge.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <array>
#include <cmath>
#include <limits>

#include "engine/error.hpp"

namespace archfront {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

constexpr std::size_t folds = 5;
constexpr std::array<double, 10> penalties = {1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10};

/// Sums over rows from which any least-squares fit of them follows, features standardised by `scale`.
struct Moments {
    Matrix gram;
    Vector cross;
    Vector sum;
    double label_sum = 0;
    double rows = 0;

    explicit Moments(Eigen::Index features)
        : gram(Matrix::Zero(features, features)),
          cross(Vector::Zero(features)),
          sum(Vector::Zero(features)) {}

    void add(const Matrix& x, const Vector& y) {
        if (y.size() == 0) return;  // Eigen divides by it
        gram.selfadjointView<Eigen::Lower>().rankUpdate(x.transpose());
        cross += x.transpose() * y;
        sum += x.colwise().sum().transpose();
        label_sum += y.sum();
        rows += static_cast<double>(y.size());
    }

    void subtract(const Moments& other) {
        gram -= other.gram;
        cross -= other.cross;
        sum -= other.sum;
        label_sum -= other.label_sum;
        rows -= other.rows;
    }

    /// Weights and, last, the intercept of the ridge solution.
    Vector solve(double penalty) const {
        const Vector mean = sum / rows;
        const double label_mean = label_sum / rows;
        Matrix system = gram.selfadjointView<Eigen::Lower>();
        system = system / rows - mean * mean.transpose();
        system.diagonal().array() += penalty;
        const Vector weights = system.ldlt().solve(cross / rows - mean * label_mean);
        Vector solution(weights.size() + 1);
        solution << weights, label_mean - mean.dot(weights);
        return solution;
    }
};

/// Shape (n, f) in double.
Matrix to_matrix(std::span<const float> rows, std::size_t features) {
    using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const auto n = static_cast<Eigen::Index>(features == 0 ? 0 : rows.size() / features);
    return Eigen::Map<const RowMajor>(rows.data(), n, static_cast<Eigen::Index>(features)).cast<double>();
}

Vector to_vector(std::span<const float> labels) {
    return Eigen::Map<const Eigen::VectorXf>(labels.data(), static_cast<Eigen::Index>(labels.size()))
        .cast<double>();
}

Vector predict(const Matrix& x, const Vector& solution) {
    const Eigen::Index features = x.cols();
    return (x * solution.head(features)).array() + solution[features];
}

/// One over the standard deviation of each column; 0 for a constant one.
Vector inverse_deviations(const Matrix& x) {
    const Eigen::RowVectorXd mean = x.colwise().mean();
    const Vector variance =
        (x.rowwise() - mean).colwise().squaredNorm().transpose() / static_cast<double>(x.rows());
    return variance.unaryExpr([](double v) { return v > 1e-12 ? 1 / std::sqrt(v) : 0.0; });
}

/// The standardised rows, divided into folds.
class Folds {
  public:
    Folds(const Matrix& x, const Vector& y) : total_(x.cols()) {
        for (std::size_t k = 0; k < folds; ++k) {
            std::vector<Eigen::Index> rows;
            for (auto r = static_cast<Eigen::Index>(k); r < x.rows(); r += folds)
                rows.push_back(r);
            rows_.push_back(rows);
            x_.emplace_back(x(rows, Eigen::all));
            y_.emplace_back(y(rows));
            moments_.emplace_back(x.cols());
            moments_.back().add(x_.back(), y_.back());
            total_.add(x_.back(), y_.back());
        }
    }

    const Moments& total() const { return total_; }

    /// Shape (n).
    Vector out_of_fold(double penalty) const {
        Vector predictions(static_cast<Eigen::Index>(total_.rows));
        for (std::size_t k = 0; k < folds; ++k) {
            Moments others = total_;
            others.subtract(moments_[k]);
            if (rows_[k].empty() || others.rows == 0) continue;
            predictions(rows_[k]) = predict(x_[k], others.solve(penalty));
        }
        return predictions;
    }

  private:
    std::vector<std::vector<Eigen::Index>> rows_;
    std::vector<Matrix> x_;
    std::vector<Vector> y_;
    std::vector<Moments> moments_;
    Moments total_;
};

}  // namespace

RidgeFit fit_ridge(std::size_t features, const LabelledRows& train, const LabelledRows& validation) {
    ARCHFRONT_ASSERT(!train.labels.empty(), "nothing to train on");
    Matrix x = to_matrix(train.features, features);
    const Vector y = to_vector(train.labels);
    const Vector scale = inverse_deviations(x);
    x *= scale.asDiagonal();
    const Matrix validation_x = to_matrix(validation.features, features) * scale.asDiagonal();
    const Vector validation_y = to_vector(validation.labels);
    const Folds rows(x, y);

    RidgeFit best;
    Vector solution;
    double smallest = std::numeric_limits<double>::infinity();
    for (const double penalty : penalties) {
        const Vector candidate = rows.total().solve(penalty);
        const double error = validation_y.size() > 0
                                 ? (predict(validation_x, candidate) - validation_y).squaredNorm()
                                 : (rows.out_of_fold(penalty) - y).squaredNorm();
        if (!(error < smallest)) continue;
        smallest = error;
        best.penalty = penalty;
        solution = candidate;
    }
    ARCHFRONT_ASSERT(solution.size() > 0, "a ridge regression of finite numbers has a finite error");
    for (std::size_t f = 0; f < features; ++f) {
        const auto i = static_cast<Eigen::Index>(f);
        best.model.weights.push_back(static_cast<float>(solution[i] * scale[i]));
    }
    best.model.intercept = static_cast<float>(solution[static_cast<Eigen::Index>(features)]);
    const Vector out_of_fold = rows.out_of_fold(best.penalty);
    best.out_of_fold.assign(out_of_fold.begin(), out_of_fold.end());
    return best;
}

}  // namespace archfront
