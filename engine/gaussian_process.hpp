// Gaussian-process regression on architectures: for small samples, whose predictions it accompanies by how
// sure they are. Two architectures resemble each other in the variables they agree on, so no order of choices
// is assumed.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/architecture.hpp"
#include "engine/cholesky.hpp"

namespace archfront {

/// The covariance of labels y, y' measured at x, x' is
///     signal_variance * exp(-sum_i weights[i] [x_i != x'_i]) + noise_variance [same measurement].
/// Source: the categorical kernel of Ru et al. 2020, arXiv:1906.08878 (CoCaBO), in its exponential form with
/// a weight for each variable, a product of the diffusion kernels of Oh et al. 2019, arXiv:1902.00448.
struct GaussianProcessParameters {
    std::vector<double> weights;  // one over the length scale of each variable, shape (d)
    double mean = 0;              // in the labels' unit
    double signal_variance = 1;
    double noise_variance = 0;
};

/// How well parameters explain labels, where mean and signal variance are the best for the others.
struct ProfileLikelihood {
    double value = 0;              // natural logarithm of the density of the labels
    std::vector<double> gradient;  // by the logarithm of each weight, then of the noise ratio; shape (d + 1)
    double mean = 0;
    double signal_variance = 1;
};

/// noise_ratio: noise variance over signal variance. Beyond 128 rows the likelihood is that of blocks of rows
/// as if they were independent, row r in block r modulo their number: O(n) in time.
/// REQUIRES: rows, not all labels equal, noise_ratio > 0.
/// Source: Jones, Schonlau and Welch 1998, doi:10.1023/A:1008306431147, section 2; Rasmussen and Williams
/// 2006, equation 5.9; blocks: Varin, Reid and Firth 2011, Statistica Sinica 21:5-42.
ProfileLikelihood profile_likelihood(ArchitectureBatchView rows, std::span<const double> labels,
                                     std::span<const double> weights, double noise_ratio);

/// The parameters with the greatest profile likelihood times a prior that matters for few rows: weights
/// resemble each other, together they let architectures without a common choice be somewhat alike, and noise
/// is small. Found by resilient propagation (iRprop-) from `start`, or from the prior's centre; the same on
/// every machine, as only the signs of the gradient count. Labels that hardly differ, or so much that their squares
/// overflow, give where it started and signal variance 1.
/// REQUIRES: rows; finite labels.
/// Source: Igel and Huesken 2003, doi:10.1016/S0925-2312(01)00700-7; for Gaussian processes Blum and
/// Riedmiller 2013, ESANN.
GaussianProcessParameters fit_gaussian_process(ArchitectureBatchView rows, std::span<const double> labels,
                                               const GaussianProcessParameters* start = nullptr,
                                               std::size_t iterations = 24);

/// Predictions for each training row without that row, shape (n). Source: Rasmussen and Williams 2006,
/// equation 5.12.
struct LeaveOneOut {
    std::vector<double> means;
    std::vector<double> variances;  // of labels, noise included
};

/// The distribution of the labels' noiseless part, given rows, labels and parameters.
class GaussianProcess {
  public:
    /// O(n^3). Equal rows, with or without noise, are allowed.
    /// REQUIRES: a label for each row, a weight for each variable; no negative weight or noise, positive signal.
    GaussianProcess(ArchitectureBatchView rows, std::span<const double> labels,
                    GaussianProcessParameters parameters);

    /// With parameters of its own.
    static GaussianProcess fit(ArchitectureBatchView rows, std::span<const double> labels) {
        return {rows, labels, fit_gaussian_process(rows, labels)};
    }

    std::size_t size() const { return labels_.size(); }
    ArchitectureBatchView rows() const { return rows_; }
    std::span<const double> labels() const { return labels_; }
    const GaussianProcessParameters& parameters() const { return parameters_; }

    /// Replaces mean and signal variance by the most likely ones for the labels, with weights and noise ratio
    /// as they are; the variance stays where the labels leave none. O(n^2). REQUIRES: rows.
    void rescale();

    /// Takes another measurement in, parameters unchanged: to the same bits as if it had been there. O(n^2).
    void add(ArchitectureView row, double label);

    /// Expectation and variance for n rows, shape (n), to the same bits in any batch. The variance is that of
    /// the noiseless value, in [0, signal_variance]; O(size^2) a row. Without `variances`, O(size) a row.
    void predict(ArchitectureBatchView batch, std::span<double> means, std::span<double> variances) const;

    /// Natural logarithm of the density of the labels.
    double log_marginal_likelihood() const;

    /// O(n^3).
    LeaveOneOut leave_one_out() const;

  private:
    void append(ArchitectureBatchView rows);
    void solve();
    std::vector<double> residuals() const;

    GaussianProcessParameters parameters_;
    ArchitectureBatch rows_;
    std::vector<double> labels_;
    CholeskyFactor factor_;             // of covariance over signal variance
    std::vector<double> representers_;  // inverse of that times (labels - mean), shape (n)
};

}  // namespace archfront
