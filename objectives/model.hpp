// A surrogate of one metric on one space, as `archfront fit` leaves it. Two forms of one content: JSON to
// read and keep, and a compact binary form (*.model) to compile into the program.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/metric.hpp"
#include "objectives/predictor.hpp"

namespace archfront {

/// What a model answers.
struct ModelHeader {
    std::string space;
    MetricInfo info;
    /// What else than the mean can be asked of it.
    bool states_uncertainty = false;
    bool has_spread = false;
};

struct Model {
    ModelHeader header;
    /// Their mean is the answer; at least one.
    std::vector<Predictor> members;
    /// The standard deviation of repeated measurements, where they were trained on.
    std::optional<Predictor> spread{};
    /// Of its training, a JSON object; "" where there is none. The binary form does not hold it.
    std::string report{};
};

/// The JSON form; `report`, a JSON object or "", is kept in it for the record.
///
///   {"format": "archfront-model-3", "space": S,
///    "metric": {"id": I, "unit": U, "direction": D, "source": N, "citation": C},
///    "members": [P, ...], "spread": P or null, "report": {...}}
///
/// with each predictor P
///
///   {"features": G, "feature_count": f, "features_hash": H, "link": L, "scale": s, "range": [low, high],
///    "intercept": i, "base": b,
///    "process": null or {"weights": [...], "mean": m, "signal_variance": v, "noise_variance": n,
///                        "rows": [[...], ...], "labels": [...]},
///    "weights": [...], "trees": [{"feature": [...], "value": [...]}, ...]}
///
/// There are as many weights as features, or none. A tree is its nodes in preorder: a split, its left part
/// (feature < value), its right part. Feature -1 marks a leaf. So no file can hold a cycle or a child that is
/// not there.
std::string model_to_json(const Model& model, const std::string& report);

/// The binary form: a line "archfront model 3", a line with the JSON form's object without "report", in which each
/// predictor's "weights" is their number, with the numbers "cuts", "nodes" and "leaves" instead of "trees"; then for
/// each predictor (members, then spread), little-endian and without padding:
///
///   f32 weight[weights], u16 feature[cuts], f32 threshold[cuts], u16 node[nodes], f32 value[leaves]
///
/// with the nodes of all trees in preorder: 0 is a leaf (the next of `value`), k a split at cut k - 1. Throws
/// UserError when a forest has more than 65,535 cuts or features.
std::string model_to_binary(const Model& model);

/// Reads either form; `name` stands for it in messages. Throws UserError for anything that is not exactly
/// that.
Model parse_model(std::string_view bytes, const std::string& name);

/// As parse_model, but of the binary form only the header is read.
ModelHeader parse_model_header(std::string_view bytes, const std::string& name);

/// The report kept in a JSON form; "" where there is none.
std::string report_of_model(std::string_view bytes, const std::string& name);

/// The bytes of a model file of at most 64 MiB.
std::string read_model_file(const std::filesystem::path& file);

}  // namespace archfront
