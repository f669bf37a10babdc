#include "experiments/few_shot_protocol.hpp"

#include <algorithm>
#include <cmath>

#include "engine/hash.hpp"
#include "engine/parallel.hpp"
#include "objectives/agreement.hpp"
#include "objectives/ridge_family.hpp"
#include "objectives/sample_design.hpp"

namespace archfront {
namespace {

/// Of the normal distribution, 5 % above and below.
constexpr double interval_90 = 1.6448536269514722;
constexpr std::size_t first_sequential = 3;

enum class Model { few_shot, layer_wise, alone, formula };

/// Something to learn from measurements: one result.
struct Trial {
    const ProtocolDevice* device;
    std::string method;
    Model model;
    std::optional<Sampling> sampling;  // none: the first rows of the pool
    std::size_t samples;
    std::size_t draw;
};

std::size_t draws_of(const Protocol& protocol, Sampling sampling, std::size_t samples) {
    const bool fixed = sampling == Sampling::reference && samples <= protocol.reference.size();
    return fixed ? 1 : protocol.draws;
}

std::vector<Trial> trials_of(const Protocol& protocol, const ProtocolDevice* device) {
    std::vector<Trial> trials;
    for (const Sampling sampling : protocol.designs) {
        for (const std::size_t samples : protocol.samples) {
            for (std::size_t draw = 0; draw < draws_of(protocol, sampling, samples); ++draw)
                trials.push_back({device, to_string(sampling), Model::few_shot, sampling, samples, draw});
        }
    }
    for (const std::size_t samples : protocol.samples) {
        for (std::size_t draw = 0; draw < protocol.draws; ++draw)
            trials.push_back({device, "layer-wise", Model::layer_wise, Sampling::random, samples, draw});
    }
    trials.push_back({device, "layer-wise", Model::layer_wise, {}, protocol.alone, 0});
    trials.push_back({device, "alone", Model::alone, {}, protocol.alone, 0});
    if (!protocol.formulas.empty())
        trials.push_back({device, protocol.formulas.front().name, Model::formula, {}, 0, 0});
    return trials;
}

RowNumbers shuffled(RowNumbers rows, const Protocol& protocol, std::string_view what, std::size_t draw) {
    RandomGenerator random(hash_text(what, mix64(protocol.seed) + draw));
    random.shuffle(std::span(rows));
    return rows;
}

RowNumbers first(RowNumbers rows, std::size_t count) {
    rows.resize(std::min(count, rows.size()));
    return rows;
}

/// By a design that only sees what known devices say.
RowNumbers design_rows(const Protocol& protocol, const ProtocolData& data, const ProtocolDevice& device,
                       Sampling sampling, std::size_t count, std::size_t draw) {
    RowNumbers pool = device.pool;
    if (draw > 0) {
        const std::size_t half = pool.size() / 2;
        pool = first(shuffled(std::move(pool), protocol, "pool", draw), half);
        std::ranges::sort(pool);
    }
    std::vector<double> candidates;
    for (const std::size_t r : pool) {
        const std::span<const double> row = data.numbers_of(r);
        candidates.insert(candidates.end(), row.begin(), row.end());
    }
    const auto choose = [&](Design design, std::size_t more, std::span<const double> covariance, double noise,
                            std::span<const std::size_t> measured) {
        return choose_samples(design, more, candidates, data.known.width(), covariance, noise, measured,
                              mix64(protocol.seed) + draw);
    };
    const std::vector<double> prior = few_shot_prior_covariance(data.known.size(), data.known.parts());
    const Design design = sampling == Sampling::k_means ? Design::k_means : Design::d_optimal;
    const std::size_t at_once = sampling == Sampling::sequential ? first_sequential : count;
    RowNumbers chosen = choose(design, at_once, prior, design_noise_variance, {});
    RowNumbers rows;
    for (const std::size_t c : chosen)
        rows.push_back(pool[c]);
    while (rows.size() < count) {
        const FewShotModel model = fit_device(data, device, rows);
        chosen.push_back(choose(design, 1, model.covariance(), model.noise_variance(), chosen).front());
        rows.push_back(pool[chosen.back()]);
    }
    return rows;
}

/// Predictions on some scale, whose order is that of the metric.
struct Predictions {
    std::vector<double> means;
    /// Of a measurement; empty for baselines.
    std::vector<double> deviations;
};

Predictions predict_few_shot(const ProtocolData& data, const ProtocolDevice& device,
                             std::span<const std::size_t> measured) {
    const FewShotModel model = fit_device(data, device, measured);
    Predictions predictions;
    predictions.means.resize(data.rows.size());
    predictions.deviations.resize(data.rows.size());
    model.predict(data.numbers, predictions.means, predictions.deviations);
    for (double& of : predictions.deviations)
        of = std::sqrt(of + model.noise_variance());
    return predictions;
}

/// One column for each choice of each variable, 1 where it is taken and counts.
std::vector<float> choices(const SearchSpace& space, ArchitectureBatchView rows) {
    std::vector<std::size_t> first_choice;
    std::size_t width = 0;
    for (const Variable& variable : space.variables()) {
        first_choice.push_back(width);
        width += variable.cardinality();
    }
    std::vector<float> taken(rows.size() * width, 0.0F);
    for (std::size_t r = 0; r < rows.size(); ++r) {
        for (std::size_t i = 0; i < rows.width(); ++i) {
            if (space.active(rows[r], i)) taken[r * width + first_choice[i] + rows[r][i]] = 1;
        }
    }
    return taken;
}

/// A ridge regression from measurements of the new device alone. features: shape (n, f).
Predictions predict_alone(std::span<const float> features, std::size_t rows, std::span<const double> labels,
                          std::span<const std::size_t> measured) {
    const std::size_t width = features.size() / rows;
    std::vector<float> seen;
    std::vector<double> values;
    for (const std::size_t r : measured) {
        const std::span<const float> row = features.subspan(r * width, width);
        seen.insert(seen.end(), row.begin(), row.end());
        values.push_back(labels[r]);
    }
    const RidgeFamily ridge = fit_ridge_family(measured.size(), seen, values);
    Predictions predictions{.means = std::vector<double>(rows, ridge.intercepts.front()), .deviations = {}};
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t f = 0; f < width; ++f)
            predictions.means[r] += ridge.weights[f] * static_cast<double>(features[r * width + f]);
    }
    return predictions;
}

double rank_correlation(const RowNumbers& rows, const std::vector<double>& values,
                        const std::vector<double>& means, const std::vector<bool>& measured) {
    std::vector<double> a, b;
    for (const std::size_t r : rows) {
        if (measured[r] || !std::isfinite(means[r])) continue;
        a.push_back(values[r]);
        b.push_back(means[r]);
    }
    return a.empty() ? std::nan("") : spearman(a, b);
}

ProtocolResult score(const Trial& trial, const ProtocolData& data, const Predictions& predictions,
                     const RowNumbers& rows) {
    const ProtocolDevice& device = *trial.device;
    std::vector<bool> measured(data.rows.size(), false);
    for (const std::size_t r : rows)
        measured[r] = true;
    RowNumbers table;
    for (std::size_t r = 0; r < data.rows.size(); ++r) {
        if (std::isfinite(device.labels[r])) table.push_back(r);
    }
    const auto correlation = [&](const RowNumbers& of) {
        return rank_correlation(of, device.values, predictions.means, measured);
    };
    ProtocolResult result{.device = device.name,
                          .method = trial.method,
                          .samples = trial.samples,
                          .draw = trial.draw,
                          .trimmed = correlation(device.trimmed_evaluation),
                          .evaluation = correlation(device.evaluation),
                          .table = correlation(table),
                          .coverage = std::nan("")};
    if (predictions.deviations.empty()) return result;
    double inside = 0, all = 0;
    for (const std::size_t r : device.evaluation) {
        if (measured[r]) continue;
        all += 1;
        if (std::abs(device.labels[r] - predictions.means[r]) <= interval_90 * predictions.deviations[r])
            inside += 1;
    }
    result.coverage = inside / all;
    return result;
}

/// What baselines of all devices share.
struct Features {
    std::vector<float> space;
    std::vector<float> choices;
};

ProtocolResult carry_out(const Protocol& protocol, const ProtocolData& data, const Features& features,
                         const Trial& trial) {
    const ProtocolDevice& device = *trial.device;
    const RowNumbers rows =
        trial.sampling ? choose_rows(protocol, data, device, *trial.sampling, trial.samples, trial.draw)
                       : first(device.pool, trial.samples);
    const auto regress = [&](std::span<const float> of, std::span<const double> labels) {
        return predict_alone(of, data.rows.size(), labels, rows);
    };
    switch (trial.model) {
        case Model::few_shot:
            return score(trial, data, predict_few_shot(data, device, rows), rows);
        case Model::layer_wise:
            return score(trial, data, regress(features.choices, device.values), rows);
        case Model::alone:
            return score(trial, data, regress(features.space, device.labels), rows);
        case Model::formula:
            break;
    }
    return score(trial, data, {data.formula, {}}, rows);
}

}  // namespace

RowNumbers choose_rows(const Protocol& protocol, const ProtocolData& data, const ProtocolDevice& device,
                       Sampling sampling, std::size_t count, std::size_t draw) {
    switch (sampling) {
        case Sampling::random:
            return first(shuffled(device.trimmed_pool, protocol, device.name, draw), count);
        case Sampling::random_untrimmed:
            return first(shuffled(device.pool, protocol, device.name, draw), count);
        case Sampling::reference: {
            RowNumbers rows;
            for (const std::size_t r : protocol.reference) {
                if (std::isfinite(device.labels[r])) rows.push_back(r);
            }
            for (const std::size_t r : shuffled(device.trimmed_pool, protocol, device.name, draw)) {
                if (std::ranges::count(rows, r) == 0) rows.push_back(r);
                if (rows.size() >= count) break;
            }
            return first(std::move(rows), count);
        }
        case Sampling::k_means:
        case Sampling::d_optimal:
        case Sampling::sequential:
            break;
    }
    return design_rows(protocol, data, device, sampling, count, draw);
}

std::size_t result_count(const Protocol& protocol) {
    return protocol.devices.size() * trials_of(protocol, nullptr).size();
}

std::vector<ProtocolResult> run_protocol(const Protocol& protocol, const ProtocolData& data,
                                         const std::function<void(std::size_t)>& progress) {
    std::vector<Trial> trials;
    for (const ProtocolDevice& device : data.devices)
        std::ranges::move(trials_of(protocol, &device), std::back_inserter(trials));
    Features features{.space = std::vector<float>(data.rows.size() * data.space->feature_names().size()),
                      .choices = choices(*data.space, data.rows)};
    data.space->features(data.rows, features.space);
    std::vector<ProtocolResult> results(trials.size());
    parallel_for(trials.size(), 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t t = begin; t < end; ++t)
            results[t] = carry_out(protocol, data, features, trials[t]);
        if (progress) progress(end - begin);
    });
    return results;
}

}  // namespace archfront
