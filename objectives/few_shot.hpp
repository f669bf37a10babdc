// A device's metric from a handful of measurements: a Bayesian linear model in what known devices say, averaged over
// how much it may deviate from them. It works because devices agree: on HELP's spaces the mean known device, or a
// single one that resembles the new one, is right up to a scale and a few corrections by kind of operation, and ten
// measurements are enough to tell which. Everything is in closed form.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace archfront {

/// What a few-shot model learns from; columns as KnownDevices::compute() gives them.
struct FewShotSamples {
    std::size_t devices = 0;  // k
    std::size_t parts = 0;    // g
    /// Row-major, shape (n, 1 + k + g).
    std::span<const double> rows;
    /// Shape (n).
    std::span<const double> labels;
    /// Variance that rounding gives each label, shape (n), or empty.
    std::span<const double> rounding_variances = {};
};

/// Label = weights . row + noise, where the weights' posterior has this mean and covariance.
class FewShotModel {
  public:
    std::size_t width() const { return mean_.size(); }
    double noise_variance() const { return noise_variance_; }
    std::span<const double> mean() const { return mean_; }
    /// Row-major, shape (width, width).
    std::span<const double> covariance() const { return covariance_; }

    /// Expectation and variance of the noiseless label for n rows, shape (n). Without `variances`, means only.
    /// REQUIRES: rows.size() == means.size() * width().
    void predict(std::span<const double> rows, std::span<double> means, std::span<double> variances) const;

    /// Weights as they may be, drawn from the posterior: the same for the same number. Shape (width).
    std::vector<double> draw_weights(std::uint64_t number) const;

    /// How far each label is from what the others predict, in deviations of that prediction, shape (n).
    std::span<const double> surprises() const { return surprises_; }
    /// What the others predict for each sample, shape (n).
    std::span<const double> left_out() const { return left_out_; }
    /// Samples that were taken for outliers and hardly count, ascending.
    std::span<const std::size_t> outliers() const { return outliers_; }

  private:
    friend FewShotModel fit_few_shot(const FewShotSamples& samples);

    std::vector<double> mean_;
    std::vector<double> covariance_;
    double noise_variance_ = 0;
    std::vector<double> surprises_;
    std::vector<double> left_out_;
    std::vector<std::size_t> outliers_;
};

/// The prior of the weights in units of the labels' spread: the intercept is free; the device resembles the mean of the
/// known ones or, as likely, one of them, up to a factor near 1; each known device and each part may count somewhat
/// besides. How much, and how much noise there is, is averaged over a grid by marginal likelihood times the mean
/// posterior that known devices have when each plays the new one. Variances are corrected by how surprising the samples
/// are to one another. A sample that is more than 4 deviations from what the others say is taken for an outlier, at
/// most every fifth.
/// REQUIRES: at least 3 samples; finite; labels not all equal; at least one device.
/// Source: Bayesian model averaging, Hoeting et al. 1999, doi:10.1214/ss/1009212519; left-out predictions, Rasmussen
/// and Williams 2006, equation 5.12.
FewShotModel fit_few_shot(const FewShotSamples& samples);

/// The covariance of the weights before any label is known, row-major, shape (width, width): where designs start.
std::vector<double> few_shot_prior_covariance(std::size_t devices, std::size_t parts);

}  // namespace archfront
