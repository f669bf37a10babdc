#include "objectives/few_shot.hpp"

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <algorithm>
#include <array>
#include <cmath>

#include "engine/error.hpp"
#include "engine/random.hpp"
#include "objectives/normal_quantile.hpp"

namespace archfront {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A value of the grid and its share of the prior: the mean posterior over the devices that HELP trains on, each in the
/// part of the new one with ten random samples and without its own family, in its three spaces.
struct GridValue {
    double variance;
    double prior;
};
constexpr std::array<GridValue, 5> device_grid = {{{1e-3, .3}, {1e-2, .3}, {1e-1, .25}, {1, .12}, {10, .03}}};
constexpr std::array<GridValue, 4> part_grid = {{{3e-4, .2}, {3e-3, .2}, {3e-2, .2}, {3e-1, .4}}};
constexpr std::array<GridValue, 8> noise_grid = {
    {{1e-5, .05}, {1e-4, .05}, {1e-3, .06}, {3e-3, .09}, {1e-2, .13}, {3e-2, .16}, {1e-1, .2}, {3e-1, .26}}};

constexpr double intercept_variance = 10;
/// How much the new device follows the one it resembles, where 1 is all the way, and the variance of that.
constexpr double resemblance = 0.9;
constexpr double resemblance_variance = 0.03;
/// Prior probability that it resembles the mean of the known devices rather than one of them.
constexpr double resembles_mean = 0.5;
/// Configurations that are less likely than this, beside the likeliest, are left out.
constexpr double negligible = 1e-5;
/// As how many samples the variances count before any sample surprises.
constexpr double calibration_samples = 16;
/// Designs start from one point of the grid's range. Other points, from a tenth of these up, chose samples as good.
constexpr double design_device_variance = 0.3;
constexpr double design_part_variance = 0.1;
constexpr double outlier_surprise = 4;
constexpr double outlier_variance_factor = 1e4;

Vector prior_variances(std::size_t devices, std::size_t parts, double device_variance, double part_variance) {
    Vector variances(static_cast<Eigen::Index>(1 + devices + parts));
    variances[0] = intercept_variance;
    variances.segment(1, static_cast<Eigen::Index>(devices))
        .setConstant(device_variance / static_cast<double>(devices));
    variances.tail(static_cast<Eigen::Index>(parts)).setConstant(part_variance);
    return variances;
}

/// Samples in units of their spread. Where there are more samples than columns, the part of the labels that no column
/// can explain is set apart, so that what follows costs no more.
struct Problem {
    std::size_t devices = 0;
    std::size_t parts = 0;
    Matrix rows;        // shape (n, p), each sample divided by its weight
    Vector labels;      // likewise
    double centre = 0;  // label = centre + unit * (what the model sees)
    double unit = 1;
    double rounding = 0;  // variance, in units
    double spread = 1;    // variance of a known device over the samples
    Matrix basis;         // orthonormal, shape (n, q); identity where n <= p
    Matrix reduced;       // basis' * rows
    /// Directions of weights in which the device resembles the mean, or one, of the known devices.
    std::vector<Vector> resemblances;
    std::vector<double> priors;
};

double deviation(const Vector& values) {
    return std::sqrt((values.array() - values.mean()).square().mean());
}

Problem make_problem(const FewShotSamples& samples, const Vector& weights) {
    Problem problem;
    problem.devices = samples.devices;
    problem.parts = samples.parts;
    const auto n = static_cast<Eigen::Index>(samples.labels.size());
    const auto k = static_cast<Eigen::Index>(samples.devices);
    const Eigen::Index p = 1 + k + static_cast<Eigen::Index>(samples.parts);
    const Matrix rows = Eigen::Map<const RowMajor>(samples.rows.data(), n, p);
    const Vector labels = Eigen::Map<const Vector>(samples.labels.data(), n);
    const double total = weights.sum();
    problem.centre = labels.dot(weights) / total;
    double spread = 0;
    for (Eigen::Index j = 1; j <= k; ++j)
        spread += std::pow(deviation(rows.col(j)), 2) / static_cast<double>(k);
    problem.spread = std::max(spread, 1e-6);
    const Vector centred = labels.array() - problem.centre;
    problem.unit = std::sqrt(centred.array().square().matrix().dot(weights) / total / problem.spread);
    if (!samples.rounding_variances.empty()) {
        problem.rounding = Eigen::Map<const Vector>(samples.rounding_variances.data(), n).mean() /
                           (problem.unit * problem.unit);
    }

    const auto add = [&](const Vector& direction, double prior) {
        const double size = deviation(rows * direction);
        if (!(size > 1e-9)) return;
        problem.resemblances.push_back(direction * std::sqrt(problem.spread) / size);
        problem.priors.push_back(prior);
    };
    Vector mean = Vector::Zero(p);
    mean.segment(1, k).setConstant(1 / static_cast<double>(k));
    add(mean, resembles_mean);
    for (Eigen::Index j = 1; j <= k; ++j)
        add(Vector::Unit(p, j), (1 - resembles_mean) / static_cast<double>(k));
    if (problem.resemblances.empty()) {  // the samples are the same to all known devices
        problem.resemblances.push_back(Vector::Zero(p));
        problem.priors.push_back(1);
    }

    problem.rows = weights.cwiseSqrt().asDiagonal() * rows;
    problem.labels = weights.cwiseSqrt().cwiseProduct(centred) / problem.unit;
    if (n > p) {
        problem.basis = Eigen::HouseholderQR<Matrix>(problem.rows).householderQ() * Matrix::Identity(n, p);
        problem.reduced = problem.basis.transpose() * problem.rows;
    } else {
        problem.basis = Matrix::Identity(n, n);
        problem.reduced = problem.rows;
    }
    return problem;
}

/// One point of the grid, with one direction.
struct Configuration {
    std::size_t kernel;
    std::size_t direction;
    double noise;
    double log_posterior;
};

/// The covariance of labels from device and part variances, without noise and direction, in its principal axes.
struct Kernel {
    Vector variances;  // of weights
    Vector eigenvalues;
    Matrix axes;  // shape (n, q), orthonormal
    double log_prior = 0;
};

std::vector<Kernel> make_kernels(const Problem& problem) {
    std::vector<Kernel> kernels;
    for (const GridValue& device : device_grid) {
        for (const GridValue& part : part_grid) {
            Kernel kernel{
                .variances = prior_variances(problem.devices, problem.parts, device.variance, part.variance),
                .eigenvalues = {},
                .axes = {},
                .log_prior = std::log(device.prior * part.prior)};
            const Eigen::SelfAdjointEigenSolver<Matrix> solver(
                problem.reduced * kernel.variances.asDiagonal() * problem.reduced.transpose());
            kernel.eigenvalues = solver.eigenvalues().cwiseMax(0);
            kernel.axes = problem.basis * solver.eigenvectors();
            kernels.push_back(std::move(kernel));
        }
    }
    return kernels;
}

/// Scores all configurations; the direction is a change of rank one.
std::vector<Configuration> score(const Problem& problem, const std::vector<Kernel>& kernels) {
    std::vector<Configuration> scored;
    const auto n = static_cast<double>(problem.labels.size());
    for (std::size_t i = 0; i < kernels.size(); ++i) {
        const Kernel& kernel = kernels[i];
        const double outside = n - static_cast<double>(kernel.eigenvalues.size());
        for (std::size_t j = 0; j < problem.resemblances.size(); ++j) {
            const Vector direction = problem.rows * problem.resemblances[j];
            const Vector residual = problem.labels - resemblance * direction;
            const Vector d = kernel.axes.transpose() * direction;
            const Vector r = kernel.axes.transpose() * residual;
            const double unexplained = std::max(residual.squaredNorm() - r.squaredNorm(), 0.0);
            for (const GridValue& noise : noise_grid) {
                const double s = noise.variance * problem.spread + problem.rounding;
                const Eigen::ArrayXd e = kernel.eigenvalues.array() + s;
                const double dd = 1 + resemblance_variance * (d.array().square() / e).sum();
                const double dr = (d.array() * r.array() / e).sum();
                const double quadratic = (r.array().square() / e).sum() -
                                         resemblance_variance * dr * dr / dd +
                                         (outside > 0 ? unexplained / s : 0);
                const double log_determinant = e.log().sum() + outside * std::log(s) + std::log(dd);
                scored.push_back({i, j, s,
                                  -0.5 * (quadratic + log_determinant) + kernel.log_prior +
                                      std::log(problem.priors[j] * noise.prior)});
            }
        }
    }
    return scored;
}

/// Sums over configurations, weighted by their posterior.
struct Mixture {
    Vector mean;    // of weights
    Matrix second;  // moment
    double noise = 0;
    Vector left_out_mean;
    Vector left_out_second;

    Mixture(Eigen::Index p, Eigen::Index n)
        : mean(Vector::Zero(p)),
          second(Matrix::Zero(p, p)),
          left_out_mean(Vector::Zero(n)),
          left_out_second(Vector::Zero(n)) {}

    void add(const Problem& problem, const Kernel& kernel, const Configuration& configuration,
             double weight) {
        const Vector& w = problem.resemblances[configuration.direction];
        const Vector direction = problem.rows * w;
        const Vector residual = problem.labels - resemblance * direction;
        const double s = configuration.noise;
        // The inverse covariance of labels: I / s + axes inner axes' - rank.
        const Vector inner = (kernel.eigenvalues.array() + s).inverse() - 1 / s;
        const auto inverse = [&](const Matrix& of) -> Matrix {
            return of / s + kernel.axes * (inner.asDiagonal() * (kernel.axes.transpose() * of));
        };
        const Vector turned = inverse(direction);
        const double factor = resemblance_variance / (1 + resemblance_variance * direction.dot(turned));

        Matrix prior = kernel.variances.asDiagonal();
        prior += resemblance_variance * w * w.transpose();
        const Matrix cross = problem.rows * prior;  // of labels and weights
        Matrix solved = inverse(cross);
        solved -= factor * turned * (turned.transpose() * cross);
        const Vector expected = resemblance * w + solved.transpose() * residual;
        mean += weight * expected;
        second += weight * (prior - cross.transpose() * solved + expected * expected.transpose());
        noise += weight * s;

        const Vector represented = Vector(inverse(residual)) - factor * turned.dot(residual) * turned;
        const Eigen::ArrayXd diagonal = 1 / s + (kernel.axes.array().square().matrix() * inner).array() -
                                        factor * turned.array().square();
        const Eigen::ArrayXd error = represented.array() / diagonal;
        left_out_mean.array() += weight * error;
        left_out_second.array() += weight * (1 / diagonal + error.square());
    }
};

Mixture average(const Problem& problem) {
    const std::vector<Kernel> kernels = make_kernels(problem);
    const std::vector<Configuration> scored = score(problem, kernels);
    double best = scored.front().log_posterior;
    for (const Configuration& configuration : scored)
        best = std::max(best, configuration.log_posterior);
    double total = 0;
    for (const Configuration& configuration : scored) {
        const double weight = std::exp(configuration.log_posterior - best);
        if (weight > negligible) total += weight;
    }
    Mixture mixture(problem.rows.cols(), problem.rows.rows());
    for (const Configuration& configuration : scored) {
        const double weight = std::exp(configuration.log_posterior - best);
        if (weight > negligible)
            mixture.add(problem, kernels[configuration.kernel], configuration, weight / total);
    }
    return mixture;
}

}  // namespace

FewShotModel fit_few_shot(const FewShotSamples& samples) {
    const std::size_t n = samples.labels.size();
    const std::size_t p = 1 + samples.devices + samples.parts;
    ARCHFRONT_ASSERT(n >= 3 && samples.devices > 0 && samples.rows.size() == n * p,
                     "samples of another shape");
    FewShotModel model;
    Vector weights = Vector::Ones(static_cast<Eigen::Index>(n));
    for (;;) {
        const Problem problem = make_problem(samples, weights);
        const Mixture mixture = average(problem);
        const Vector sd = (mixture.left_out_second.array() - mixture.left_out_mean.array().square()).sqrt();
        const Vector surprises = mixture.left_out_mean.array() / sd.array();
        Eigen::Index worst = 0;
        const double most = surprises.cwiseAbs()
                                .cwiseProduct((weights.array() == 1).cast<double>().matrix())
                                .maxCoeff(&worst);
        if (most > outlier_surprise && model.outliers_.size() < n / 5) {
            weights[worst] = 1 / outlier_variance_factor;
            model.outliers_.push_back(static_cast<std::size_t>(worst));
            continue;
        }
        const double surprise = surprises.squaredNorm() / static_cast<double>(n);
        const double calibration = (calibration_samples + surprise * static_cast<double>(n)) /
                                   (calibration_samples + static_cast<double>(n));
        const double unit2 = problem.unit * problem.unit;
        Vector mean = problem.unit * mixture.mean;
        mean[0] += problem.centre;
        model.mean_.assign(mean.begin(), mean.end());
        const RowMajor covariance =
            calibration * unit2 * (mixture.second - mixture.mean * mixture.mean.transpose());
        model.covariance_.assign(covariance.data(), covariance.data() + covariance.size());
        model.noise_variance_ = calibration * unit2 * mixture.noise;
        model.surprises_.assign(surprises.begin(), surprises.end());
        for (std::size_t i = 0; i < n; ++i) {
            const auto row = static_cast<Eigen::Index>(i);
            model.left_out_.push_back(samples.labels[i] -
                                      problem.unit * mixture.left_out_mean[row] / std::sqrt(weights[row]));
        }
        std::ranges::sort(model.outliers_);
        return model;
    }
}

void FewShotModel::predict(std::span<const double> rows, std::span<double> means,
                           std::span<double> variances) const {
    const std::size_t p = width();
    ARCHFRONT_ASSERT(rows.size() == means.size() * p, "rows of another shape");
    const auto n = static_cast<Eigen::Index>(means.size());
    const Eigen::Map<const RowMajor> x(rows.data(), n, static_cast<Eigen::Index>(p));
    Eigen::Map<Vector>(means.data(), n) = x.lazyProduct(Eigen::Map<const Vector>(mean_.data(), x.cols()));
    if (variances.empty()) return;
    const Eigen::Map<const RowMajor> covariance(covariance_.data(), x.cols(), x.cols());
    for (Eigen::Index r = 0; r < n; ++r)
        variances[static_cast<std::size_t>(r)] =
            std::max(x.row(r).lazyProduct(covariance).dot(x.row(r)), 0.0);
}

std::vector<double> FewShotModel::draw_weights(std::uint64_t number) const {
    const auto p = static_cast<Eigen::Index>(width());
    const Eigen::SelfAdjointEigenSolver<Matrix> axes(Eigen::Map<const RowMajor>(covariance_.data(), p, p));
    RandomGenerator random(number);
    Vector lots(p);
    for (double& lot : lots)
        lot = normal_quantile(random.uniform() + 0x1.0p-54);
    const Vector weights =
        Eigen::Map<const Vector>(mean_.data(), p) +
        axes.eigenvectors() * axes.eigenvalues().cwiseMax(0).cwiseSqrt().cwiseProduct(lots);
    return {weights.begin(), weights.end()};
}

std::vector<double> few_shot_prior_covariance(std::size_t devices, std::size_t parts) {
    const auto p = static_cast<Eigen::Index>(1 + devices + parts);
    RowMajor covariance =
        prior_variances(devices, parts, design_device_variance, design_part_variance).asDiagonal();
    Vector mean = Vector::Zero(p);
    mean.segment(1, static_cast<Eigen::Index>(devices)).setConstant(1 / static_cast<double>(devices));
    covariance += mean * mean.transpose();
    return {covariance.data(), covariance.data() + covariance.size()};
}

}  // namespace archfront
