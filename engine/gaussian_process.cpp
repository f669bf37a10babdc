#include "engine/gaussian_process.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <numeric>
#include <utility>

#include "engine/error.hpp"

namespace archfront {
namespace {

/// A pivot is at least this, relative to the signal variance: enough for equal rows without noise.
constexpr double smallest_pivot = 1e-10;
/// Rows of one block of the likelihood.
constexpr std::size_t block_rows = 128;

using Tile = std::array<double, tile_columns>;

/// Correlations of fixed rows with any architectures, 16 at a time: a product over variables of 1 where they
/// agree and exp(-weight) where not, looked up by the row's choice.
class Correlation {
  public:
    Correlation(ArchitectureBatchView rows, std::span<const double> weights) : rows_(rows) {
        const std::size_t d = rows.width();
        for (std::size_t v = 0; v < d; ++v) {
            Choice highest = 0;
            for (std::size_t r = 0; r < rows.size(); ++r)
                highest = std::max(highest, rows[r][v]);
            first_.push_back(static_cast<std::uint32_t>(table_.size()));
            choices_.push_back(highest + std::size_t{1});
            differ_.push_back(std::exp(-weights[v]));
            Tile different;
            different.fill(differ_[v]);
            table_.insert(table_.end(), choices_[v], different);
        }
        for (std::size_t r = 0; r < rows.size(); ++r) {
            for (std::size_t v = 0; v < d; ++v)
                entries_.push_back(first_[v] + rows[r][v]);
        }
    }

    /// With the first rows, into a tile of as many; columns beyond the last of `others` mean nothing.
    /// REQUIRES: others.size() <= 16.
    void with(ArchitectureBatchView others, std::span<double> tile) {
        mark(others, true);
        const std::size_t d = rows_.width();
        const std::size_t count = tile.size() / tile_columns;
        for (std::size_t r = 0; r < count; ++r) {
            Tile product;
            product.fill(1);
            for (const std::uint32_t entry : std::span(entries_).subspan(r * d, d)) {
                const Tile& factors = table_[entry];
                for (std::size_t c = 0; c < tile_columns; ++c)
                    product[c] *= factors[c];
            }
            std::copy(product.begin(), product.end(), tile.data() + r * tile_columns);
        }
        mark(others, false);
    }

  private:
    /// Enters into the table where column c agrees with a row, or takes it out.
    void mark(ArchitectureBatchView others, bool agree) {
        for (std::size_t c = 0; c < others.size(); ++c) {
            for (std::size_t v = 0; v < others.width(); ++v) {
                const Choice choice = others[c][v];
                if (choice < choices_[v]) table_[first_[v] + choice][c] = agree ? 1 : differ_[v];
            }
        }
    }

    ArchitectureBatchView rows_;
    std::vector<std::size_t> choices_;    // of each variable, as far as they occur in rows
    std::vector<double> differ_;          // factor of each variable where choices differ
    std::vector<std::uint32_t> first_;    // entry of each variable's choice 0
    std::vector<std::uint32_t> entries_;  // shape (n, d)
    std::vector<Tile> table_;
};

/// Extends the factor of (correlation + noise_ratio I) from its rows to all of `rows`. `correlations`, if
/// any, gets the correlation of row i with row j <= i at [i * rows.size() + j].
void extend(CholeskyFactor& factor, ArchitectureBatchView rows, std::span<const double> weights,
            double noise_ratio, double* correlations = nullptr) {
    Correlation correlation(rows, weights);
    std::vector<double> tile;
    while (factor.size() < rows.size()) {
        const std::size_t first = factor.size();
        const std::size_t count = std::min(tile_columns, rows.size() - first);
        tile.resize((first + tile_columns) * tile_columns);
        const auto used = std::span(tile).first((first + count) * tile_columns);
        correlation.with(rows.subview(first, count), used);
        for (std::size_t c = 0; c < count; ++c) {
            for (std::size_t j = 0; j <= first + c && correlations != nullptr; ++j)
                correlations[(first + c) * rows.size() + j] = tile[j * tile_columns + c];
            tile[(first + c) * tile_columns + c] += noise_ratio;
        }
        factor.append(std::span(tile).first(first * tile_columns),
                      std::span(tile).subspan(first * tile_columns), count, smallest_pivot);
    }
}

double dot(std::span<const double> a, std::span<const double> b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

double sum(std::span<const double> a) {
    return std::accumulate(a.begin(), a.end(), 0.0);
}

/// Logarithm of a normal density that has n dimensions, from the covariance's determinant and the squared
/// distance.
double log_density(std::size_t n, double log_determinant, double squared_distance) {
    return -0.5 *
           (static_cast<double>(n) * std::log(2 * std::numbers::pi) + log_determinant + squared_distance);
}

/// Every `step`-th row, with what the likelihood needs of them.
struct Block {
    Block(ArchitectureBatchView all, std::span<const double> all_labels, std::size_t first, std::size_t step,
          std::span<const double> weights, double noise_ratio)
        : rows(all.width()) {
        for (std::size_t r = first; r < all.size(); r += step) {
            rows.push_back(all[r]);
            labels.push_back(all_labels[r]);
        }
        correlations.resize(labels.size() * labels.size());
        extend(factor, rows, weights, noise_ratio, correlations.data());
        solved_ones.assign(labels.size(), 1);
        factor.solve(solved_ones);
    }

    /// Adds the gradient of the logarithm of the density.
    void add_gradient(std::span<const double> weights, double noise_ratio, double signal_variance,
                      std::vector<double>& gradient) const {
        const std::size_t n = labels.size();
        const std::size_t d = rows.width();
        const std::vector<double> inverse = factor.inverse();
        // As doubles, which are compared and masked two or more at a time.
        const std::vector<double> choices(rows.view().data(), rows.view().data() + n * d);
        std::vector<double> different(d);
        double trace = 0;
        for (std::size_t i = 0; i < n; ++i) {
            const double* a = choices.data() + i * d;
            const double scaled = solved_residuals[i] / signal_variance;
            for (std::size_t j = 0; j < i; ++j) {
                const double* b = choices.data() + j * d;
                const double share =
                    (scaled * solved_residuals[j] - inverse[i * n + j]) * correlations[i * n + j];
                for (std::size_t v = 0; v < d; ++v)
                    different[v] += a[v] != b[v] ? share : 0;
            }
            trace += scaled * solved_residuals[i] - inverse[i * n + i];
        }
        for (std::size_t v = 0; v < d; ++v)
            gradient[v] -= weights[v] * different[v];
        gradient[d] += 0.5 * noise_ratio * trace;
    }

    ArchitectureBatch rows;
    std::vector<double> labels;
    std::vector<double> correlations;  // lower triangle, shape (n, n)
    CholeskyFactor factor;
    std::vector<double> solved_ones;
    std::vector<double> solved_residuals;
};

/// Where the search for parameters looks, in logarithms: the sum of weights, each weight against the mean
/// one, and the noise ratio, with the deviation of its prior.
struct Prior {
    double centre;
    double deviation;
    double low;
    double high;
};
constexpr Prior total_prior = {0.7, 1.5, -5, 5};
constexpr Prior weight_prior = {0, 1, -6, 3};
constexpr Prior noise_prior = {-4.6, 2, -14, 2.3};

const Prior& prior_of(std::size_t i, std::size_t d) {
    if (i == d) return noise_prior;
    return i == d + 1 ? total_prior : weight_prior;
}

/// What is searched, shape (d + 2): each weight's deviation, noise ratio, total.
GaussianProcessParameters from_logarithms(std::span<const double> x) {
    const std::size_t d = x.size() - 2;
    // In single precision: the last bit of another machine's exp() must not count.
    const auto rounded = [](double logarithm) {
        return static_cast<double>(static_cast<float>(std::exp(logarithm)));
    };
    GaussianProcessParameters parameters;
    for (std::size_t v = 0; v < d; ++v)
        parameters.weights.push_back(rounded(x[v] + x[d + 1]) / static_cast<double>(d));
    parameters.noise_variance = rounded(x[d]);
    return parameters;
}

std::vector<double> to_logarithms(const GaussianProcessParameters& parameters, std::size_t d) {
    std::vector<double> x(d + 2);
    const auto set = [&](std::size_t i, double value) {
        const Prior& prior = prior_of(i, d);
        x[i] = std::clamp(std::round(value * 64) / 64, prior.low, prior.high);
    };
    const double total = std::max(sum(parameters.weights), 1e-300);
    set(d, std::log(std::max(parameters.noise_variance / parameters.signal_variance, 1e-300)));
    set(d + 1, std::log(total));
    for (std::size_t v = 0; v < d; ++v)
        set(v, std::log(std::max(parameters.weights[v] * static_cast<double>(d) / total, 1e-300)));
    return x;
}

}  // namespace

ProfileLikelihood profile_likelihood(ArchitectureBatchView rows, std::span<const double> labels,
                                     std::span<const double> weights, double noise_ratio) {
    ARCHFRONT_ASSERT(
        !rows.empty() && labels.size() == rows.size() && weights.size() == rows.width() && noise_ratio > 0,
        "labels or weights of other rows");
    const std::size_t blocks = (rows.size() + block_rows - 1) / block_rows;
    std::vector<Block> parts;
    double ones = 0;
    double labelled = 0;
    double log_determinant = 0;
    for (std::size_t b = 0; b < blocks; ++b) {
        const Block& part = parts.emplace_back(rows, labels, b, blocks, weights, noise_ratio);
        ones += sum(part.solved_ones);
        labelled += dot(part.labels, part.solved_ones);
        log_determinant += part.factor.log_determinant();
    }
    ProfileLikelihood profile;
    profile.mean = labelled / ones;
    double squared_distance = 0;
    for (Block& part : parts) {
        std::vector<double> residuals = part.labels;
        for (double& residual : residuals)
            residual -= profile.mean;
        part.solved_residuals = residuals;
        part.factor.solve(part.solved_residuals);
        squared_distance += dot(residuals, part.solved_residuals);
    }
    const auto n = static_cast<double>(rows.size());
    profile.signal_variance = squared_distance / n;
    profile.value = log_density(rows.size(), log_determinant + n * std::log(profile.signal_variance), n);
    profile.gradient.assign(rows.width() + 1, 0);
    for (const Block& part : parts)
        part.add_gradient(weights, noise_ratio, profile.signal_variance, profile.gradient);
    return profile;
}

GaussianProcessParameters fit_gaussian_process(ArchitectureBatchView rows, std::span<const double> labels,
                                               const GaussianProcessParameters* start,
                                               std::size_t iterations) {
    ARCHFRONT_ASSERT(!labels.empty() && labels.size() == rows.size(), "labels of other rows");
    const std::size_t d = rows.width();
    std::vector<double> x(d + 2);
    for (std::size_t i = 0; i < x.size(); ++i)
        x[i] = prior_of(i, d).centre;
    if (start != nullptr) x = to_logarithms(*start, d);
    GaussianProcessParameters best = from_logarithms(x);
    best.mean = labels[0];
    if (std::all_of(labels.begin(), labels.end(), [&](double label) { return label == labels[0]; }))
        return best;

    double highest = -std::numeric_limits<double>::infinity();
    std::vector<double> steps(d + 2, start != nullptr ? 0.25 : 0.5);
    std::vector<int> signs(d + 2);
    for (std::size_t iteration = 0; iteration < iterations; ++iteration) {
        GaussianProcessParameters here = from_logarithms(x);
        const double noise_ratio = here.noise_variance;
        ProfileLikelihood profile = profile_likelihood(rows, labels, here.weights, noise_ratio);
        std::vector<double>& gradient = profile.gradient;
        gradient.push_back(std::accumulate(gradient.begin(), gradient.end() - 1, 0.0));
        for (std::size_t i = 0; i < x.size(); ++i) {
            const Prior& prior = prior_of(i, d);
            const double off = (x[i] - prior.centre) / prior.deviation;
            profile.value -= 0.5 * off * off;
            gradient[i] -= off / prior.deviation;
        }
        if (std::isfinite(profile.value) && profile.value > highest) {
            highest = profile.value;
            here.mean = profile.mean;
            here.signal_variance = profile.signal_variance;
            here.noise_variance = noise_ratio * profile.signal_variance;
            best = here;
        }
        for (std::size_t i = 0; i < x.size(); ++i) {
            int sign = gradient[i] > 0 ? 1 : -1;
            if (sign * signs[i] > 0) {
                steps[i] = std::min(steps[i] * 1.2, 2.0);
            } else if (sign * signs[i] < 0) {
                steps[i] *= 0.5;
                sign = 0;
            }
            signs[i] = sign;
            x[i] = std::clamp(x[i] + sign * steps[i], prior_of(i, d).low, prior_of(i, d).high);
        }
    }
    return best;
}

GaussianProcess::GaussianProcess(ArchitectureBatchView rows, std::span<const double> labels,
                                 GaussianProcessParameters parameters)
    : parameters_(std::move(parameters)), rows_(rows.width()), labels_(labels.begin(), labels.end()) {
    ARCHFRONT_ASSERT(labels.size() == rows.size(), "a label for each row");
    ARCHFRONT_ASSERT(parameters_.weights.size() == rows.width(), "a weight for each variable");
    ARCHFRONT_ASSERT(parameters_.signal_variance > 0 && parameters_.noise_variance >= 0 &&
                         std::all_of(parameters_.weights.begin(), parameters_.weights.end(),
                                     [](double weight) { return weight >= 0; }),
                     "variances and weights are not negative");
    append(rows);
}

void GaussianProcess::add(ArchitectureView row, double label) {
    labels_.push_back(label);
    append(ArchitectureBatchView(row));
}

void GaussianProcess::append(ArchitectureBatchView rows) {
    rows_.append(rows);
    extend(factor_, rows_, parameters_.weights, parameters_.noise_variance / parameters_.signal_variance);
    solve();
}

void GaussianProcess::solve() {
    representers_ = residuals();
    factor_.solve(representers_);
}

std::vector<double> GaussianProcess::residuals() const {
    std::vector<double> residuals = labels_;
    for (double& residual : residuals)
        residual -= parameters_.mean;
    return residuals;
}

void GaussianProcess::rescale() {
    std::vector<double> solved_ones(size(), 1);
    factor_.solve(solved_ones);
    parameters_.mean = dot(labels_, solved_ones) / sum(solved_ones);
    solve();
    const double variance = dot(residuals(), representers_) / static_cast<double>(size());
    if (!(variance > 0) || !std::isfinite(variance)) return;
    parameters_.noise_variance *= variance / parameters_.signal_variance;
    parameters_.signal_variance = variance;
}

void GaussianProcess::predict(ArchitectureBatchView batch, std::span<double> means,
                              std::span<double> variances) const {
    ARCHFRONT_ASSERT(batch.width() == rows_.width() && means.size() == batch.size() &&
                         (variances.empty() || variances.size() == batch.size()),
                     "predictions of another shape");
    Correlation correlation(rows_, parameters_.weights);
    std::vector<double> tile(size() * tile_columns);
    for (std::size_t first = 0; first < batch.size(); first += tile_columns) {
        const std::size_t count = std::min(tile_columns, batch.size() - first);
        correlation.with(batch.subview(first, count), tile);
        Tile totals{};
        for (std::size_t i = 0; i < size(); ++i) {
            for (std::size_t c = 0; c < tile_columns; ++c)
                totals[c] += representers_[i] * tile[i * tile_columns + c];
        }
        for (std::size_t c = 0; c < count; ++c)
            means[first + c] = parameters_.mean + totals[c];
        if (variances.empty()) continue;
        factor_.forward(tile);
        totals.fill(1);
        for (std::size_t i = 0; i < size(); ++i) {
            for (std::size_t c = 0; c < tile_columns; ++c)
                totals[c] -= tile[i * tile_columns + c] * tile[i * tile_columns + c];
        }
        for (std::size_t c = 0; c < count; ++c)
            variances[first + c] = parameters_.signal_variance * std::max(totals[c], 0.0);
    }
}

double GaussianProcess::log_marginal_likelihood() const {
    const double signal = parameters_.signal_variance;
    return log_density(size(), factor_.log_determinant() + static_cast<double>(size()) * std::log(signal),
                       dot(residuals(), representers_) / signal);
}

LeaveOneOut GaussianProcess::leave_one_out() const {
    const std::vector<double> inverse = factor_.inverse();
    LeaveOneOut left_out;
    for (std::size_t i = 0; i < size(); ++i) {
        const double precision = inverse[i * size() + i];
        left_out.means.push_back(labels_[i] - representers_[i] / precision);
        left_out.variances.push_back(parameters_.signal_variance / precision);
    }
    return left_out;
}

}  // namespace archfront
