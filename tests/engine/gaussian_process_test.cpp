#include "engine/gaussian_process.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "engine/random.hpp"

using namespace archfront;

namespace {

/// n rows of d variables with four choices each.
ArchitectureBatch random_rows(std::size_t n, std::size_t d, std::uint64_t seed) {
    RandomGenerator random(seed);
    ArchitectureBatch rows(d);
    for (std::size_t r = 0; r < n; ++r) {
        for (Choice& choice : rows.emplace_back())
            choice = static_cast<Choice>(random.below(4));
    }
    return rows;
}

/// Depends on the first variables most, and on whether two of them agree.
double law(ArchitectureView row) {
    double sum = row[0] == row[1] ? 1 : 0;
    for (std::size_t v = 0; v < row.size(); ++v)
        sum += std::sin(2.0 * row[v] + static_cast<double>(v)) / static_cast<double>(v + 1);
    return sum;
}

std::vector<double> labels_of(ArchitectureBatchView rows) {
    std::vector<double> labels;
    for (std::size_t r = 0; r < rows.size(); ++r)
        labels.push_back(law(rows[r]));
    return labels;
}

const GaussianProcessParameters parameters = {{0.5, 0.1, 0.3, 0.02, 0.2}, 0.7, 2.5, 0.04};

double covariance(ArchitectureView a, ArchitectureView b, const GaussianProcessParameters& p) {
    double distance = 0;
    for (std::size_t v = 0; v < a.size(); ++v)
        distance += a[v] == b[v] ? 0 : p.weights[v];
    return p.signal_variance * std::exp(-distance);
}

/// Gauss-Jordan elimination of a matrix of shape (n, n): its inverse and determinant.
struct Inverse {
    explicit Inverse(std::vector<double> a)
        : n(static_cast<std::size_t>(std::sqrt(a.size()))), elements(n * n) {
        for (std::size_t i = 0; i < n; ++i)
            elements[i * n + i] = 1;
        for (std::size_t p = 0; p < n; ++p) {
            const double pivot = a[p * n + p];
            determinant *= pivot;
            for (std::size_t j = 0; j < n; ++j) {
                a[p * n + j] /= pivot;
                elements[p * n + j] /= pivot;
            }
            for (std::size_t i = 0; i < n; ++i) {
                const double factor = a[i * n + p];
                if (i == p) continue;
                for (std::size_t j = 0; j < n; ++j) {
                    a[i * n + j] -= factor * a[p * n + j];
                    elements[i * n + j] -= factor * elements[p * n + j];
                }
            }
        }
    }

    /// a^T inverse b.
    double between(const std::vector<double>& a, const std::vector<double>& b) const {
        double sum = 0;
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j)
                sum += a[i] * elements[i * n + j] * b[j];
        }
        return sum;
    }

    std::size_t n;
    std::vector<double> elements;
    double determinant = 1;
};

/// Of the rows' labels, noise included.
Inverse inverse_covariance(ArchitectureBatchView rows, const GaussianProcessParameters& p) {
    std::vector<double> a;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t j = 0; j < rows.size(); ++j)
            a.push_back(covariance(rows[i], rows[j], p) + (i == j ? p.noise_variance : 0));
    }
    return Inverse(a);
}

struct Predictions {
    Predictions(const GaussianProcess& process, ArchitectureBatchView batch)
        : means(batch.size()), variances(batch.size()) {
        process.predict(batch, means, variances);
    }
    std::vector<double> means;
    std::vector<double> variances;
};

}  // namespace

TEST_CASE("means, variances and likelihood of a Gaussian process are those of the definition") {
    const auto rows = random_rows(25, 5, 1);
    const auto labels = labels_of(rows);
    const GaussianProcess process(rows, labels, parameters);
    const Inverse inverse = inverse_covariance(rows, parameters);
    std::vector<double> residuals = labels;
    for (double& residual : residuals)
        residual -= parameters.mean;

    const auto batch = random_rows(40, 5, 2);
    const Predictions found(process, batch);
    for (std::size_t r = 0; r < batch.size(); ++r) {
        std::vector<double> k;
        for (std::size_t i = 0; i < rows.size(); ++i)
            k.push_back(covariance(batch[r], rows[i], parameters));
        CHECK(found.means[r] == doctest::Approx(0.7 + inverse.between(k, residuals)).epsilon(1e-10));
        CHECK(found.variances[r] == doctest::Approx(2.5 - inverse.between(k, k)).epsilon(1e-10));
    }
    CHECK(process.log_marginal_likelihood() ==
          doctest::Approx(-0.5 * (inverse.between(residuals, residuals) + std::log(inverse.determinant) +
                                  25 * std::log(2 * std::numbers::pi)))
              .epsilon(1e-10));
}

TEST_CASE("leave-one-out predictions are those of processes without the row") {
    const auto rows = random_rows(20, 5, 3);
    const auto labels = labels_of(rows);
    const LeaveOneOut found = GaussianProcess(rows, labels, parameters).leave_one_out();
    for (std::size_t out = 0; out < rows.size(); ++out) {
        ArchitectureBatch others(5);
        std::vector<double> other_labels;
        for (std::size_t r = 0; r < rows.size(); ++r) {
            if (r == out) continue;
            others.push_back(rows[r]);
            other_labels.push_back(labels[r]);
        }
        const Predictions expected(GaussianProcess(others, other_labels, parameters),
                                   ArchitectureBatchView(rows[out]));
        CHECK(found.means[out] == doctest::Approx(expected.means[0]).epsilon(1e-9));
        CHECK(found.variances[out] ==
              doctest::Approx(expected.variances[0] + parameters.noise_variance).epsilon(1e-9));
    }
}

TEST_CASE("the likelihood's gradient is that of finite differences, in one block and in several") {
    for (const std::size_t n : {12, 300}) {
        CAPTURE(n);
        const auto rows = random_rows(n, 5, 4);
        const auto labels = labels_of(rows);
        const std::vector<double> x = {-0.7, -2.0, -1.2, -3.5, -1.6, -3.0};  // logarithms
        const auto value_at = [&](std::size_t shifted, double shift) {
            std::vector<double> weights;
            for (std::size_t v = 0; v < 5; ++v)
                weights.push_back(std::exp(x[v] + (v == shifted ? shift : 0)));
            return profile_likelihood(rows, labels, weights, std::exp(x[5] + (shifted == 5 ? shift : 0)));
        };
        const auto gradient = value_at(6, 0).gradient;
        REQUIRE(gradient.size() == 6);
        for (std::size_t i = 0; i < 6; ++i) {
            constexpr double h = 1e-5;
            const double slope = (value_at(i, h).value - value_at(i, -h).value) / (2 * h);
            CHECK(gradient[i] == doctest::Approx(slope).epsilon(1e-5));
        }
    }
}

TEST_CASE(
    "the profile likelihood is the likelihood at its own mean and signal variance, and no other is higher") {
    const auto rows = random_rows(30, 5, 5);
    const auto labels = labels_of(rows);
    const double ratio = 0.02;
    const auto profile = profile_likelihood(rows, labels, parameters.weights, ratio);
    const auto likelihood = [&](double mean, double signal) {
        return GaussianProcess(rows, labels, {parameters.weights, mean, signal, ratio * signal})
            .log_marginal_likelihood();
    };
    CHECK(likelihood(profile.mean, profile.signal_variance) == doctest::Approx(profile.value).epsilon(1e-10));
    for (const double factor : {0.9, 1.1}) {
        CHECK(likelihood(profile.mean * factor, profile.signal_variance) < profile.value);
        CHECK(likelihood(profile.mean, profile.signal_variance * factor) < profile.value);
    }
}

TEST_CASE("rescaling finds the mean and signal variance of the profile likelihood") {
    const auto rows = random_rows(30, 5, 5);
    const auto labels = labels_of(rows);
    GaussianProcess process(rows, labels, parameters);
    process.rescale();
    const auto profile = profile_likelihood(rows, labels, parameters.weights,
                                            parameters.noise_variance / parameters.signal_variance);
    CHECK(process.parameters().mean == doctest::Approx(profile.mean).epsilon(1e-12));
    CHECK(process.parameters().signal_variance == doctest::Approx(profile.signal_variance).epsilon(1e-12));
    CHECK(process.log_marginal_likelihood() == doctest::Approx(profile.value).epsilon(1e-12));
}

TEST_CASE("rows added one by one make the process of all of them, to the last bit") {
    const auto rows = random_rows(60, 5, 6);
    const auto labels = labels_of(rows);
    GaussianProcess grown(rows.view().subview(0, 7), std::span(labels).first(7), parameters);
    for (std::size_t r = 7; r < rows.size(); ++r)
        grown.add(rows[r], labels[r]);
    const GaussianProcess whole(rows, labels, parameters);
    const auto batch = random_rows(50, 5, 7);
    const Predictions a(grown, batch), b(whole, batch);
    CHECK(a.means == b.means);
    CHECK(a.variances == b.variances);
    CHECK(grown.log_marginal_likelihood() == whole.log_marginal_likelihood());
}

TEST_CASE("predictions have the same bits in batches of any size") {
    const auto rows = random_rows(77, 5, 8);
    const GaussianProcess process = GaussianProcess::fit(rows, labels_of(rows));
    const auto batch = random_rows(100, 5, 9);
    const Predictions whole(process, batch);
    for (const std::size_t size : {1, 3, 16, 33}) {
        for (std::size_t first = 0; first < batch.size(); first += size) {
            const std::size_t count = std::min(size, batch.size() - first);
            const Predictions part(process, batch.view().subview(first, count));
            for (std::size_t r = 0; r < count; ++r) {
                CHECK(part.means[r] == whole.means[first + r]);
                CHECK(part.variances[r] == whole.variances[first + r]);
            }
        }
    }
    std::vector<double> means(batch.size());
    process.predict(batch, means, {});
    CHECK(means == whole.means);
}

TEST_CASE("with hardly any noise a Gaussian process goes through its labels") {
    const auto rows = random_rows(40, 5, 10);
    const auto labels = labels_of(rows);
    const GaussianProcess process(rows, labels, {{0.5, 0.5, 0.5, 0.5, 0.5}, 0, 1, 1e-9});
    const Predictions found(process, rows);
    for (std::size_t r = 0; r < rows.size(); ++r) {
        CHECK(std::abs(found.means[r] - labels[r]) < 1e-6);
        CHECK(found.variances[r] < 1e-6);
    }
}

TEST_CASE("far from all rows, and before the first, a Gaussian process says what it said before") {
    ArchitectureBatch rows(5);
    const ArchitectureBatch batch = random_rows(3, 5, 11);
    const GaussianProcessParameters sharp = {std::vector<double>(5, 20), 0.7, 2.5, 0.1};
    GaussianProcess process(rows, {}, sharp);
    CHECK(Predictions(process, batch).means[1] == 0.7);
    CHECK(Predictions(process, batch).variances[1] == 2.5);
    process.add(Architecture{9, 9, 9, 9, 9}, 100);
    CHECK(Predictions(process, batch).means[1] == doctest::Approx(0.7));
    CHECK(Predictions(process, batch).variances[1] == doctest::Approx(2.5));
}

TEST_CASE("one row, equal or extreme labels and repeated rows are fitted and predicted") {
    const auto rows = random_rows(6, 5, 12);
    const std::vector<double> equal(6, 42);
    CHECK(Predictions(GaussianProcess::fit(rows, equal), random_rows(9, 5, 13)).means[8] ==
          doctest::Approx(42));
    const GaussianProcess one = GaussianProcess::fit(rows.view().subview(0, 1), std::span(equal).first(1));
    CHECK(Predictions(one, rows).means[5] == doctest::Approx(42));

    for (const double far : {1e-300, 1e300}) {
        std::vector<double> labels(6);
        labels[3] = far;
        const Predictions found(GaussianProcess::fit(rows, labels), rows);
        CHECK(std::isfinite(found.means[5]));
        CHECK(found.variances[5] >= 0);
    }

    ArchitectureBatch repeated = rows;
    repeated.append(rows);
    std::vector<double> labels = labels_of(repeated);
    GaussianProcessParameters noiseless = parameters;
    noiseless.noise_variance = 0;
    const Predictions exact(GaussianProcess(repeated, labels, noiseless), rows);
    for (std::size_t r = 0; r < rows.size(); ++r)
        CHECK(exact.means[r] == doctest::Approx(labels[r]).epsilon(1e-6));
    for (std::size_t r = 0; r < rows.size(); ++r)
        labels[r] += 1;
    const GaussianProcess halfway = GaussianProcess::fit(repeated, labels);
    CHECK(halfway.parameters().noise_variance > 0.1);
    CHECK(std::isfinite(halfway.log_marginal_likelihood()));
}

TEST_CASE("fitted parameters do not depend on the unit of the labels") {
    const auto rows = random_rows(50, 5, 14);
    const auto labels = labels_of(rows);
    std::vector<double> scaled = labels;
    for (double& label : scaled)
        label = 1024 * label + 4096;
    const auto a = fit_gaussian_process(rows, labels);
    const auto b = fit_gaussian_process(rows, scaled);
    CHECK(a.weights == b.weights);
    CHECK(b.mean == doctest::Approx(1024 * a.mean + 4096).epsilon(1e-9));
    CHECK(b.noise_variance == doctest::Approx(1024 * 1024 * a.noise_variance).epsilon(1e-6));
}

TEST_CASE("a fit finds out which variables matter, and goes on from where another ended") {
    const auto rows = random_rows(150, 5, 15);
    std::vector<double> labels;
    for (std::size_t r = 0; r < rows.size(); ++r)
        labels.push_back(std::sin(2.0 * rows[r][3]));
    const auto found = fit_gaussian_process(rows, labels);
    for (const std::size_t idle : {0, 1, 2, 4})
        CHECK(found.weights[3] > 10 * found.weights[idle]);
    const auto value = [&](const GaussianProcessParameters& p) {
        return profile_likelihood(rows, labels, p.weights, p.noise_variance / p.signal_variance).value;
    };
    CHECK(value(fit_gaussian_process(rows, labels, &found, 12)) > value(found) - 1);
}

TEST_CASE("fitted to draws from a Gaussian process, about nine in ten labels lie within the 90 % interval") {
    const GaussianProcessParameters truth = {{0.4, 0.4, 0.2, 0.2, 0.1, 0.1, 0.05, 0.05}, 3, 2, 0.05};
    constexpr std::size_t known = 100, unknown = 100;
    int inside = 0;
    double error = 0, spread = 0;
    for (const std::uint64_t seed : {1, 2, 3, 4, 5}) {
        // Labels are drawn one after another, each from what the true process says of it.
        const auto rows = random_rows(known + unknown, 8, seed);
        GaussianProcess process(ArchitectureBatch(8), {}, truth);
        RandomGenerator random(seed + 100);
        for (std::size_t r = 0; r < rows.size(); ++r) {
            const Predictions next(process, ArchitectureBatchView(rows[r]));
            double normal = -6;
            for (int i = 0; i < 12; ++i)
                normal += random.uniform();
            process.add(rows[r],
                        next.means[0] + std::sqrt(next.variances[0] + truth.noise_variance) * normal);
        }
        const auto labels = process.labels();
        const auto fitted = GaussianProcess::fit(rows.view().subview(0, known), labels.first(known));
        const Predictions found(fitted, rows.view().subview(known, unknown));
        for (std::size_t r = 0; r < unknown; ++r) {
            const double off = labels[known + r] - found.means[r];
            const double deviation = std::sqrt(found.variances[r] + fitted.parameters().noise_variance);
            inside += std::abs(off) < 1.645 * deviation ? 1 : 0;
            error += off * off;
            spread += std::pow(labels[known + r] - truth.mean, 2);
        }
    }
    CHECK(inside >= 0.82 * 500);
    CHECK(inside <= 0.95 * 500);
    CHECK(error < 0.4 * spread);
}
