#include "objectives/gpt_shape.hpp"

#include <string>

#include "engine/text.hpp"

namespace archfront {
namespace {

std::vector<double> numbers(const Variable& variable) {
    std::vector<double> numbers;
    for (const std::string& choice : variable.choices) {
        const auto number = parse_number(choice);
        ARCHFRONT_ASSERT(number.has_value(), "a GPT's choice is a number");
        numbers.push_back(*number);
    }
    return numbers;
}

}  // namespace

std::optional<GptShape> gpt_shape(const SearchSpace& space) {
    if (!space.name().starts_with("gpt-")) return std::nullopt;
    const auto named = [&](std::size_t variable, const std::string& name) {
        return variable < space.width() && space.variables()[variable].name == name;
    };
    if (!named(GptShape::embed_dim, "embed_dim") || !named(GptShape::n_layer, "n_layer") ||
        !named(GptShape::bias, "bias") || !named(GptShape::mlp_ratio(0), "mlp_ratio_0") ||
        !named(GptShape::n_head(0), "n_head_0"))
        return std::nullopt;
    const auto variables = space.variables();
    return GptShape{numbers(variables[GptShape::embed_dim]), numbers(variables[GptShape::n_layer]),
                    numbers(variables[GptShape::mlp_ratio(0)]), numbers(variables[GptShape::n_head(0)])};
}

}  // namespace archfront
