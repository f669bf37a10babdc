#include "objectives/known_devices.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/hash.hpp"
#include "objectives/ridge_family.hpp"

namespace archfront {
namespace {

constexpr std::size_t fewest_values = 20;
constexpr std::size_t block = 256;

/// Devices that were measured on the same rows.
struct Group {
    std::vector<std::size_t> rows;
    std::vector<std::size_t> devices;
};

std::vector<Group> group_by_rows(std::span<const KnownDevices::Device> devices) {
    std::map<std::vector<std::size_t>, std::vector<std::size_t>> groups;
    for (std::size_t d = 0; d < devices.size(); ++d) {
        std::vector<std::size_t> rows;
        for (std::size_t r = 0; r < devices[d].values.size(); ++r) {
            if (std::isfinite(devices[d].values[r]) && devices[d].values[r] > 0) rows.push_back(r);
        }
        groups[std::move(rows)].push_back(d);
    }
    std::vector<Group> sorted;
    for (auto& [rows, members] : groups)
        sorted.push_back({rows, members});
    return sorted;
}

struct Moments {
    double mean = 0;
    double deviation = 0;
};

Moments moments(std::span<const double> values) {
    Moments of;
    for (const double value : values)
        of.mean += value / static_cast<double>(values.size());
    for (const double value : values)
        of.deviation += (value - of.mean) * (value - of.mean) / static_cast<double>(values.size());
    of.deviation = std::sqrt(of.deviation);
    return of;
}

/// A device as a linear function of features, on one scale.
struct FittedDevice {
    std::vector<double> weights;
    double intercept = 0;
    /// Of a measurement, on average, given how well its neighbours predict it.
    double log_likelihood = 0;
};

using FittedDevices = std::map<std::size_t, FittedDevice>;

FittedDevices fit_on_scale(std::span<const KnownDevices::Device> devices, const std::vector<Group>& groups,
                           std::span<const float> features, std::size_t width, Scale scale) {
    FittedDevices fitted;
    for (const Group& group : groups) {
        if (group.rows.size() < fewest_values) continue;
        std::vector<float> rows;
        for (const std::size_t r : group.rows)
            rows.insert(rows.end(), features.begin() + static_cast<std::ptrdiff_t>(r * width),
                        features.begin() + static_cast<std::ptrdiff_t>((r + 1) * width));
        std::vector<double> labels;
        for (const std::size_t d : group.devices) {
            for (const std::size_t r : group.rows)
                labels.push_back(to_scale(scale, devices[d].values[r]));
        }
        const RidgeFamily family = fit_ridge_family(group.rows.size(), rows, labels);
        const std::size_t k = group.devices.size();
        for (std::size_t j = 0; j < k; ++j) {
            FittedDevice device;
            device.intercept = family.intercepts[j];
            for (std::size_t f = 0; f < width; ++f)
                device.weights.push_back(family.weights[f * k + j]);
            device.log_likelihood = -std::log(std::max(family.errors[j], 1e-9));
            if (scale == Scale::logarithm) {
                for (std::size_t r = 0; r < group.rows.size(); ++r)
                    device.log_likelihood -=
                        labels[j * group.rows.size() + r] / static_cast<double>(group.rows.size());
            }
            fitted[group.devices[j]] = std::move(device);
        }
    }
    return fitted;
}

double log_likelihood(std::span<const KnownDevices::Device> devices, const FittedDevices& fitted) {
    double sum = 0;
    for (const auto& [d, device] : fitted)
        sum += devices[d].formula ? 0 : device.log_likelihood;
    return sum;
}

std::uint64_t hash_of(ArchitectureBatchView rows, std::span<const KnownDevices::Device> devices) {
    std::uint64_t hash = hash_bytes(rows.data(), rows.size() * rows.width());
    for (const KnownDevices::Device& device : devices) {
        hash = hash_text(device.name, hash);
        hash = hash_bytes(device.values.data(), device.values.size() * sizeof(double), hash);
    }
    return hash;
}

}  // namespace

std::string to_string(Scale scale) {
    return scale == Scale::identity ? "identity" : "logarithm";
}

double to_scale(Scale scale, double value) {
    return scale == Scale::identity ? value : std::log(value);
}

double from_scale(Scale scale, double scaled) {
    return scale == Scale::identity ? scaled : std::exp(scaled);
}

std::vector<double> rounding_variances(Scale scale, std::span<const double> values) {
    double step = 0;
    for (int digits = 6; digits >= -9 && step == 0; --digits) {
        const double candidate = std::pow(10.0, digits);
        if (std::ranges::all_of(values, [&](double value) {
                const double multiple = value / candidate;
                return std::abs(multiple - std::round(multiple)) <= 1e-12 * std::abs(multiple);
            }))
            step = candidate;
    }
    std::vector<double> variances;
    for (const double value : values) {
        const double relative = scale == Scale::logarithm ? step / value : step;
        variances.push_back(relative * relative / 12);
    }
    return variances;
}

KnownDevices::KnownDevices(std::shared_ptr<const SearchSpace> space, ArchitectureBatchView rows,
                           std::span<const Device> devices, std::optional<Scale> scale)
    : space_(std::move(space)), hash_(hash_of(rows, devices)) {
    const std::size_t width = space_->feature_names().size();
    std::vector<float> features(rows.size() * width);
    space_->features(rows, features);
    const std::vector<Group> groups = group_by_rows(devices);
    FittedDevices fitted;
    if (scale) {
        scale_ = *scale;
        fitted = fit_on_scale(devices, groups, features, width, scale_);
    } else {
        FittedDevices logarithmic = fit_on_scale(devices, groups, features, width, Scale::logarithm);
        fitted = fit_on_scale(devices, groups, features, width, Scale::identity);
        if (log_likelihood(devices, logarithmic) > log_likelihood(devices, fitted)) {
            scale_ = Scale::logarithm;
            fitted = std::move(logarithmic);
        }
    }

    std::vector<const FittedDevice*> kept;
    for (const auto& [d, device] : fitted) {
        std::vector<double> predictions(rows.size(), device.intercept);
        for (std::size_t r = 0; r < rows.size(); ++r) {
            for (std::size_t f = 0; f < width; ++f)
                predictions[r] += device.weights[f] * static_cast<double>(features[r * width + f]);
        }
        const Moments of = moments(predictions);
        if (!(of.deviation > 1e-9 * std::abs(of.mean))) continue;
        kept.push_back(&device);
        names_.push_back(devices[d].name);
        centres_.push_back(of.mean);
        deviations_.push_back(of.deviation);
    }
    weights_.resize(width * kept.size());
    for (std::size_t j = 0; j < kept.size(); ++j) {
        for (std::size_t f = 0; f < width; ++f)
            weights_[f * kept.size() + j] = kept[j]->weights[f] / deviations_[j];
        intercepts_.push_back((kept[j]->intercept - centres_[j]) / deviations_[j]);
    }
    if (!kept.empty()) learn_parts(rows);
}

/// A part's value is the sum of what its choices contribute to the mean of the devices, in a linear model of choices.
void KnownDevices::learn_parts(ArchitectureBatchView rows) {
    std::map<std::vector<std::string>, std::size_t> first_part;
    std::size_t parts = 0;
    for (const Variable& variable : space_->variables()) {
        const auto [found, is_new] = first_part.try_emplace(variable.choices, parts);
        if (is_new) parts += variable.cardinality();
        first_choice_.push_back(part_of_choice_.size());
        for (std::size_t c = 0; c < variable.cardinality(); ++c)
            part_of_choice_.push_back(found->second + c);
    }
    const std::size_t k = size();
    std::vector<double> numbers(rows.size() * (1 + k));
    compute(rows, numbers);
    std::vector<double> mean(rows.size(), 0);
    for (std::size_t r = 0; r < rows.size(); ++r) {
        for (std::size_t j = 0; j < k; ++j)
            mean[r] += numbers[r * (1 + k) + 1 + j] / static_cast<double>(k);
    }
    std::vector<float> choices(rows.size() * part_of_choice_.size(), 0.0F);
    for (std::size_t r = 0; r < rows.size(); ++r) {
        for (std::size_t i = 0; i < rows.width(); ++i) {
            if (space_->active(rows[r], i))
                choices[r * part_of_choice_.size() + first_choice_[i] + rows[r][i]] = 1;
        }
    }
    weight_of_choice_ = fit_ridge_family(rows.size(), choices, mean).weights;
    parts_ = parts;
    part_centres_.assign(parts, 0);

    numbers.assign(rows.size() * width(), 0);
    compute(rows, numbers);
    std::vector<double> column(rows.size());
    double variance = 0;
    for (std::size_t p = 0; p < parts; ++p) {
        for (std::size_t r = 0; r < rows.size(); ++r)
            column[r] = numbers[r * width() + 1 + k + p];
        const Moments of = moments(column);
        part_centres_[p] = of.mean;
        variance += of.deviation * of.deviation;
    }
    const double scale = variance > 0 ? 1 / std::sqrt(variance) : 0;
    for (double& weight : weight_of_choice_)
        weight *= scale;
    for (double& centre : part_centres_)
        centre *= scale;
}

void KnownDevices::compute(ArchitectureBatchView batch, std::span<double> numbers) const {
    ARCHFRONT_ASSERT(numbers.size() == batch.size() * width(), "numbers of another shape");
    const std::size_t k = size();
    const std::size_t f = k == 0 ? 0 : weights_.size() / k;
    std::vector<float> features(std::min(batch.size(), block) * f);
    for (std::size_t first = 0; first < batch.size(); first += block) {
        const std::size_t rows = std::min(block, batch.size() - first);
        if (k > 0) space_->features(batch.subview(first, rows), std::span(features).first(rows * f));
        for (std::size_t r = 0; r < rows; ++r) {
            double* row = numbers.data() + (first + r) * width();
            row[0] = 1;
            std::copy(intercepts_.begin(), intercepts_.end(), row + 1);
            for (std::size_t i = 0; i < f; ++i) {
                const auto feature = static_cast<double>(features[r * f + i]);
                if (feature == 0) continue;
                const double* weights = weights_.data() + i * k;
                for (std::size_t j = 0; j < k; ++j)
                    row[1 + j] += feature * weights[j];
            }
            if (parts_ == 0) continue;
            double* parts = row + 1 + k;
            for (std::size_t p = 0; p < parts_; ++p)
                parts[p] = -part_centres_[p];
            const ArchitectureView architecture = batch[first + r];
            for (std::size_t i = 0; i < architecture.size(); ++i) {
                if (!space_->active(architecture, i)) continue;
                const std::size_t choice = first_choice_[i] + architecture[i];
                parts[part_of_choice_[choice]] += weight_of_choice_[choice];
            }
        }
    }
}

double KnownDevices::value(std::size_t device, double column) const {
    return from_scale(scale_, centres_[device] + deviations_[device] * column);
}

}  // namespace archfront
