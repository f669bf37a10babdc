// What both forms of a model file share: the object of the header, and each predictor without its trees.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "objectives/model.hpp"

namespace archfront::model_parts {

using Json = nlohmann::ordered_json;

/// Throws UserError: `name` is not a model, and why.
[[noreturn]] void refuse(const std::string& name, const std::string& why);

/// Refuses what nests more than 64 levels deep, too: copies of it would need as much stack.
/// Throws what the JSON library throws.
Json parse_json(std::string_view text, const std::string& name);

/// A whole number from low to high; JSON's own conversion would take 1e21 for an int, too.
std::int64_t whole_number(const Json& json, std::int64_t low, std::int64_t high, const std::string& name);

/// The object without "members" and "spread", and the inverse.
Json header_to_json(const ModelHeader& header);
ModelHeader header_from_json(const Json& json, const std::string& name);

/// A predictor without "weights" and "trees".
Json frame_to_json(const Predictor& predictor);
/// The inverse, with the weights that were read elsewhere and a forest without trees.
Predictor predictor_of_frame(const Json& json, std::vector<float> weights, const std::string& name);

/// Reads the members and the spread by `read_predictor`, in this order.
Model model_of_json(const Json& json, const ModelHeader& header,
                    const std::function<Predictor(const Json& predictor)>& read_predictor);

}  // namespace archfront::model_parts

namespace archfront::model_binary {

/// The line that a binary model begins with.
inline constexpr std::string_view magic = "archfront model 3\n";

Model parse(std::string_view bytes, const std::string& name);
ModelHeader parse_header(std::string_view bytes, const std::string& name);

}  // namespace archfront::model_binary
