#include "objectives/few_shot.hpp"

#include <doctest/doctest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "engine/random.hpp"

using namespace archfront;

namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

/// Rows of 1, `devices` similar devices and `parts` parts.
struct Sample {
    std::size_t devices, parts;
    std::vector<double> rows;
    std::vector<double> labels;
    std::vector<double> rounding;

    Sample(std::size_t n, std::size_t k, std::size_t g, std::uint64_t seed = 5) : devices(k), parts(g) {
        RandomGenerator random(seed);
        for (std::size_t r = 0; r < n; ++r) {
            const double common = 3 * random.uniform() - 1.5;
            rows.push_back(1);
            for (std::size_t j = 0; j < k; ++j)
                rows.push_back(common + 0.6 * (random.uniform() - 0.5));
            for (std::size_t p = 0; p < g; ++p)
                rows.push_back(0.5 * (random.uniform() - 0.5));
            labels.push_back(20 + 5 * row(r)[1] - 2 * row(r)[k] + 3 * row(r)[k + g] + random.uniform());
        }
    }

    std::size_t width() const { return 1 + devices + parts; }
    std::span<const double> row(std::size_t r) const { return std::span(rows).subspan(r * width(), width()); }
    FewShotSamples samples() const { return {devices, parts, rows, labels, rounding}; }
    FewShotModel fit() const { return fit_few_shot(samples()); }
};

struct Prediction {
    std::vector<double> means, variances;
};

Prediction predict(const FewShotModel& model, const std::vector<double>& rows) {
    Prediction of{std::vector<double>(rows.size() / model.width()), {}};
    of.variances.resize(of.means.size());
    model.predict(rows, of.means, of.variances);
    return of;
}

double deviation(const Vector& values) {
    return std::sqrt((values.array() - values.mean()).square().mean());
}

/// The same average by plain Gaussian-process algebra: dense inverses, and every left-out prediction by leaving out.
struct Dense {
    Vector mean;
    Matrix covariance;
    double noise = 0;
    Vector surprises;

    explicit Dense(const Sample& sample) {
        const auto n = static_cast<Eigen::Index>(sample.labels.size());
        const auto k = static_cast<Eigen::Index>(sample.devices);
        const auto p = static_cast<Eigen::Index>(sample.width());
        const Matrix x =
            Eigen::Map<const Eigen::Matrix<double, -1, -1, Eigen::RowMajor>>(sample.rows.data(), n, p);
        const Vector labels = Eigen::Map<const Vector>(sample.labels.data(), n);
        double spread = 0;
        for (Eigen::Index j = 1; j <= k; ++j)
            spread += std::pow(deviation(x.col(j)), 2) / static_cast<double>(k);
        const double unit = deviation(labels) / std::sqrt(spread);
        const Vector y = (labels.array() - labels.mean()) / unit;

        std::vector<std::pair<Vector, double>> directions;
        Vector all = Vector::Zero(p);
        all.segment(1, k).setConstant(1 / static_cast<double>(k));
        directions.emplace_back(all, 0.5);
        for (Eigen::Index j = 1; j <= k; ++j)
            directions.emplace_back(Vector::Unit(p, j), 0.5 / static_cast<double>(k));

        const std::vector<std::pair<double, double>> device_grid = {
            {1e-3, .3}, {1e-2, .3}, {1e-1, .25}, {1, .12}, {10, .03}};
        const std::vector<std::pair<double, double>> part_grid = {
            {3e-4, .2}, {3e-3, .2}, {3e-2, .2}, {3e-1, .4}};
        const std::vector<std::pair<double, double>> noise_grid = {{1e-5, .05}, {1e-4, .05}, {1e-3, .06},
                                                                   {3e-3, .09}, {1e-2, .13}, {3e-2, .16},
                                                                   {1e-1, .2},  {3e-1, .26}};
        struct Term {
            double log_weight, noise;
            Vector mean, errors, variances;
            Matrix covariance;
        };
        std::vector<Term> terms;
        for (const auto& [direction, direction_prior] : directions) {
            const Vector w = direction * std::sqrt(spread) / deviation(x * direction);
            for (const auto& [device, device_prior] : device_grid) {
                for (const auto& [part, part_prior] : part_grid) {
                    Vector variances = Vector::Constant(p, part);
                    variances[0] = 10;
                    variances.segment(1, k).setConstant(device / static_cast<double>(k));
                    const Matrix prior = Matrix(variances.asDiagonal()) + 0.03 * w * w.transpose();
                    for (const auto& [noise_share, noise_prior] : noise_grid) {
                        const double s = noise_share * spread;
                        const Matrix labels_covariance =
                            x * prior * x.transpose() + s * Matrix::Identity(n, n);
                        const Matrix inverse = labels_covariance.inverse();
                        const Vector residual = y - 0.9 * x * w;
                        const double log_determinant =
                            2 * labels_covariance.llt().matrixLLT().diagonal().array().log().sum();
                        Term term{-0.5 * (residual.dot(inverse * residual) + log_determinant) +
                                      std::log(direction_prior * device_prior * part_prior * noise_prior),
                                  s,
                                  0.9 * w + prior * x.transpose() * inverse * residual,
                                  Vector(n),
                                  Vector(n),
                                  prior - prior * x.transpose() * inverse * x * prior};
                        for (Eigen::Index i = 0; i < n; ++i)
                            leave_out(i, labels_covariance, residual, term.errors[i], term.variances[i]);
                        terms.push_back(std::move(term));
                    }
                }
            }
        }
        double best = -INFINITY, total = 0;
        for (const Term& term : terms)
            best = std::max(best, term.log_weight);
        for (const Term& term : terms)
            total += std::exp(term.log_weight - best);
        mean = Vector::Zero(p);
        Matrix second = Matrix::Zero(p, p);
        Vector errors = Vector::Zero(n), squares = Vector::Zero(n);
        for (const Term& term : terms) {
            const double weight = std::exp(term.log_weight - best) / total;
            mean += weight * term.mean;
            second += weight * (term.covariance + term.mean * term.mean.transpose());
            noise += weight * term.noise;
            errors += weight * term.errors;
            squares.array() += weight * (term.variances.array() + term.errors.array().square());
        }
        surprises = errors.array() / (squares.array() - errors.array().square()).sqrt();
        const double samples = static_cast<double>(n);
        const double calibration = (16 + surprises.squaredNorm()) / (16 + samples) * unit * unit;
        covariance = calibration * (second - mean * mean.transpose());
        noise *= calibration;
        mean *= unit;
        mean[0] += labels.mean();
    }

    /// Label i less what the others predict, and the variance of that.
    static void leave_out(Eigen::Index i, const Matrix& covariance, const Vector& residual, double& error,
                          double& variance) {
        std::vector<Eigen::Index> rest;
        for (Eigen::Index j = 0; j < residual.size(); ++j) {
            if (j != i) rest.push_back(j);
        }
        const Vector cross = covariance(rest, i);
        const Vector solved = Matrix(covariance(rest, rest)).llt().solve(cross);
        error = residual[i] - solved.dot(Vector(residual(rest)));
        variance = covariance(i, i) - solved.dot(cross);
    }
};

}  // namespace

TEST_CASE(
    "the few-shot average is that of plain Gaussian-process algebra, with fewer samples than weights and "
    "more") {
    for (const std::size_t n : {5, 12}) {
        CAPTURE(n);
        const Sample sample(n, 3, 2);
        const FewShotModel model = sample.fit();
        const Dense dense(sample);
        REQUIRE(model.outliers().empty());
        CHECK(model.noise_variance() == doctest::Approx(dense.noise).epsilon(1e-3));
        for (std::size_t i = 0; i < model.width(); ++i) {
            const auto row = static_cast<Eigen::Index>(i);
            CHECK(model.mean()[i] == doctest::Approx(dense.mean[row]).epsilon(1e-3));
            for (std::size_t j = 0; j < model.width(); ++j) {
                const double scale = std::sqrt(dense.covariance(row, row) *
                                               dense.covariance(Eigen::Index(j), Eigen::Index(j)));
                CHECK(model.covariance()[i * model.width() + j] / scale ==
                      doctest::Approx(dense.covariance(row, static_cast<Eigen::Index>(j)) / scale)
                          .epsilon(1e-3));
            }
        }
        for (std::size_t i = 0; i < n; ++i) {
            const double surprise = dense.surprises[static_cast<Eigen::Index>(i)];
            CHECK(std::abs(model.surprises()[i] - surprise) < 1e-3);
        }
    }
}

TEST_CASE("a device that is a known one times a factor is recovered from five measurements") {
    Sample sample(200, 6, 4);
    for (std::size_t r = 0; r < 200; ++r)
        sample.labels[r] = 40 + 12 * sample.row(r)[3];
    Sample few = sample;
    few.rows.resize(5 * few.width());
    few.labels.resize(5);
    const Prediction predicted = predict(few.fit(), sample.rows);
    double error = 0, variance = 0;
    for (std::size_t r = 0; r < 200; ++r) {
        error += std::pow(predicted.means[r] - sample.labels[r], 2) / 200;
        variance += 144 * std::pow(sample.row(r)[3], 2) / 200;
    }
    CHECK(error < 0.02 * variance);
}

TEST_CASE("what tells samples apart in no column changes no prediction, whichever way the algebra goes") {
    const Sample sample(12, 3, 2);
    Sample wide(12, 3, 2);
    wide.parts = 2 + 20;  // more columns than samples
    wide.rows.clear();
    for (std::size_t r = 0; r < 12; ++r) {
        wide.rows.insert(wide.rows.end(), sample.row(r).begin(), sample.row(r).end());
        wide.rows.insert(wide.rows.end(), 20, 0.0);
    }
    const Prediction a = predict(sample.fit(), sample.rows);
    const Prediction b = predict(wide.fit(), wide.rows);
    for (std::size_t r = 0; r < 12; ++r) {
        CHECK(a.means[r] == doctest::Approx(b.means[r]).epsilon(1e-9));
        CHECK(a.variances[r] == doctest::Approx(b.variances[r]).epsilon(1e-7));
    }
}

TEST_CASE("other units of the labels give the same predictions in those units") {
    const Sample sample(8, 3, 2);
    Sample scaled = sample;
    for (double& label : scaled.labels)
        label = 1000 * label - 7;
    const FewShotModel model = sample.fit(), other = scaled.fit();
    const Prediction a = predict(model, sample.rows), b = predict(other, sample.rows);
    for (std::size_t r = 0; r < 8; ++r) {
        CHECK(b.means[r] == doctest::Approx(1000 * a.means[r] - 7).epsilon(1e-9));
        CHECK(b.variances[r] == doctest::Approx(1e6 * a.variances[r]).epsilon(1e-7));
    }
    CHECK(other.noise_variance() == doctest::Approx(1e6 * model.noise_variance()).epsilon(1e-9));
}

TEST_CASE("a measurement that no other explains is found, and predicted as if it were not there") {
    Sample sample(12, 4, 2);
    for (std::size_t r = 0; r < 12; ++r)
        sample.labels[r] = 40 + 10 * sample.row(r)[2];
    const double right = sample.labels[7];
    sample.labels[7] = 400;
    const FewShotModel model = sample.fit();
    REQUIRE(model.outliers().size() == 1);
    CHECK(model.outliers()[0] == 7);
    CHECK(predict(model, sample.rows).means[7] == doctest::Approx(right).epsilon(0.05));
    CHECK(model.left_out()[7] == doctest::Approx(right).epsilon(0.05));
    CHECK(model.surprises()[7] > 0);
}

TEST_CASE("no more than every fifth measurement is taken for an outlier") {
    Sample sample(10, 4, 2);
    for (std::size_t r = 0; r < 10; ++r)
        sample.labels[r] = r % 2 == 0 ? 1000.0 * double(r * r) : 10 + 10 * sample.row(r)[2];
    CHECK(sample.fit().outliers().size() <= 2);
}

TEST_CASE("rounded measurements have at least the noise that rounding gives") {
    Sample sample(10, 4, 2);
    for (std::size_t r = 0; r < 10; ++r)
        sample.labels[r] = 4 * sample.row(r)[2];
    const double before = sample.fit().noise_variance();
    sample.rounding.assign(10, 9.0);
    const double after = sample.fit().noise_variance();
    CHECK(before < 1);
    CHECK(after > 4);  // calibration may take a part back
}

TEST_CASE("three measurements, and columns that do not vary among them, are enough for finite predictions") {
    Sample sample(3, 2, 1);
    for (std::size_t r = 0; r < 3; ++r) {
        for (std::size_t c = 1; c < sample.width(); ++c)
            sample.rows[r * sample.width() + c] = 0.5;
    }
    const FewShotModel model = sample.fit();
    const Prediction predicted = predict(model, sample.rows);
    for (std::size_t r = 0; r < 3; ++r) {
        CHECK(std::isfinite(predicted.means[r]));
        CHECK(predicted.variances[r] >= 0);
    }
    CHECK(model.noise_variance() > 0);
}

TEST_CASE("before any measurement the mean of known devices varies most") {
    const std::vector<double> covariance = few_shot_prior_covariance(4, 2);
    const Eigen::Map<const Matrix> c(covariance.data(), 7, 7);
    CHECK(c.isApprox(c.transpose()));
    CHECK(Eigen::SelfAdjointEigenSolver<Matrix>(c).eigenvalues().minCoeff() > 0);
    Vector together = Vector::Zero(7), apart = Vector::Zero(7);
    together.segment(1, 4) << 1, 1, 1, 1;
    apart.segment(1, 4) << 1, -1, 1, -1;
    CHECK(together.dot(c * together) > 2 * apart.dot(c * apart));
}
