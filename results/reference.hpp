// Best fronts, and what hypervolumes are measured against: bounds, reference point and the volume that counts
// as a ratio of 1.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/problem.hpp"
#include "results/study.hpp"

namespace archfront {

/// The Pareto front of a whole space, by evaluating every distinct architecture; nullopt when it has more
/// than `largest_space` genotypes. Serial.
std::optional<Front> true_front(const Problem& problem, std::uint64_t largest_space = 1'000'000);

/// The Pareto front of everything the cells of a device found, or only those of one optimiser on it.
Front union_front(const Study& study, std::size_t device, std::optional<std::size_t> optimizer = {});

/// What an experiment asks of its reference; what it leaves open follows from the best front.
struct BoundsRequest {
    /// Ideal and nadir in the metrics' own units, shape (m).
    struct Bounds {
        std::vector<double> ideal;
        std::vector<double> nadir;
    };

    /// Names the device in messages.
    std::string device;
    /// Of the objectives, shape (m).
    std::vector<Direction> directions;
    std::optional<Bounds> bounds = {};
    /// The reference point in normalised costs, shape (m), or empty: 1.1 in each.
    std::vector<double> point = {};
};

/// best_origin: "true front" or "best known front". Throws UserError when the front is empty (no architecture
/// is feasible), or an explicit ideal is worse than its nadir.
StudyReference make_reference(const CostsView& best_front, const std::string& best_origin,
                              const BoundsRequest& request);

/// Rows of costs, shape (n, m), such that ideal is 0 and nadir 1; where both are equal the scale stays.
std::vector<double> normalise(std::span<const double> costs, const StudyReference& reference);

/// Hypervolume of the feasible rows in normalised costs.
double normalised_hypervolume(const CostsView& costs, const StudyReference& reference);

}  // namespace archfront
