// A surrogate of one metric on one space, as `archfront fit` leaves it. Two forms of one content: JSON to
// read and keep, and a compact binary form (*.model) to compile into the program.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/metric.hpp"
#include "objectives/predictor.hpp"

namespace archfront {

/// What a model answers and what it sees.
struct ModelHeader {
    std::string space;
    MetricInfo info;
    std::vector<std::string> feature_names;
};

struct Model {
    ModelHeader header;
    Predictor predictor;
};

/// The JSON form; `report`, a JSON object or "", is kept in it for the record.
///
///   {"format": "archfront-model-2", "space": S, "feature_names": [...],
///    "metric": {"id": I, "unit": U, "direction": D, "source": N, "citation": C},
///    "link": L, "scale": s, "range": [low, high], "intercept": i, "base": b, "report": {...},
///    "weights": [...], "trees": [{"feature": [...], "value": [...]}, ...]}
///
/// There are as many weights as features, or none. A tree is its nodes in preorder: a split, its left part
/// (feature < value), its right part. Feature -1 marks a leaf. So no file can hold a cycle or a child that is
/// not there.
std::string model_to_json(const Model& model, const std::string& report);

/// The binary form: a line "archfront forest 2", a line with the JSON form's object in which "weights" is
/// their number, with the numbers "cuts", "nodes" and "leaves" instead of "trees" and "report", then
/// little-endian and without padding:
///
///   f32 weight[weights], u16 feature[cuts], f32 threshold[cuts], u16 node[nodes], f32 value[leaves]
///
/// with the nodes of all trees in preorder: 0 is a leaf (the next of `value`), k a split at cut k - 1. Throws
/// UserError when the forest has more than 65,535 cuts or features.
std::string model_to_binary(const Model& model);

/// Reads either form; `name` stands for it in messages. Throws UserError for anything that is not exactly
/// that.
Model parse_model(std::string_view bytes, const std::string& name);

/// As parse_model, but of the binary form only the header is read.
ModelHeader parse_model_header(std::string_view bytes, const std::string& name);

/// The bytes of a model file of at most 64 MiB.
std::string read_model_file(const std::filesystem::path& file);

}  // namespace archfront
