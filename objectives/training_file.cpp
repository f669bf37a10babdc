#include "objectives/training_file.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "engine/document.hpp"
#include "engine/text.hpp"

namespace archfront {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

/// Names of xgboost and of Accel-NASBench that are more than '_' for '-' away from ours.
constexpr std::array<Pair, 8> our_names = {{{"num_rounds", "rounds"},
                                            {"num_boost_round", "rounds"},
                                            {"early_stopping_rounds", "early-stopping"},
                                            {"eta", "learning-rate"},
                                            {"colsample_bytree", "colsample"},
                                            {"colsample_bylevel", "colsample-by-level"},
                                            {"reg_lambda", "lambda"},
                                            {"reg_alpha", "alpha"}}};

/// What can only be as it is here: a tree booster, and a choice's index as its feature.
constexpr std::array<Pair, 2> fixed_values = {{{"booster", "gbtree"}, {"bananas_enc", "false"}}};

/// One name of each family upstream has files of, which no other has.
constexpr std::array<Pair, 3> foreign_names = {{{"param:num_leaves", "LightGBM"},
                                                {"param:minibatch_frac", "NGBoost"},
                                                {"kernel", "support vector regression"}}};

const Pair* find(std::span<const Pair> pairs, std::string_view key) {
    const auto found =
        std::find_if(pairs.begin(), pairs.end(), [&](const Pair& p) { return p.first == key; });
    return found == pairs.end() ? nullptr : &*found;
}

std::string_view without_prefix(std::string_view name) {
    constexpr std::string_view prefix = "param:";
    return name.starts_with(prefix) ? name.substr(prefix.size()) : name;
}

std::string our_name(std::string_view name) {
    if (const Pair* known = find(our_names, name)) return std::string(known->second);
    std::string ours(name);
    std::replace(ours.begin(), ours.end(), '_', '-');
    return ours;
}

class Assignments {
  public:
    void add(std::string_view name, const FilePosition& where, const Node& value) {
        name = without_prefix(name);
        const std::string& text = value.as_text(excerpt(name));
        if (const Pair* fixed = find(fixed_values, name)) {
            if (text == fixed->second) return;
            throw UserError(value.where, "'" + excerpt(name) + "' is '" + excerpt(text) + "', but only '" +
                                             std::string(fixed->second) + "' can be trained; leave it out");
        }
        const std::string ours = our_name(name);
        const auto [before, is_new] = given_at_.emplace(ours, where);
        if (!is_new) {
            throw UserError(where, "option '" + excerpt(ours) + "' is given at " + to_string(before->second) +
                                       " already; remove one");
        }
        all_.push_back({ours, text, where});
    }

    std::vector<OptionAssignment> take() { return std::move(all_); }

  private:
    std::vector<OptionAssignment> all_;
    std::map<std::string, FilePosition> given_at_;
};

/// The default configuration of a ConfigSpace file.
void add_defaults(const Node& space, Assignments& assignments) {
    Fields fields(space, "the configuration space");
    const Node& parameters = fields.require("hyperparameters");
    if (!parameters.is_sequence())
        throw UserError(parameters.where,
                        "'hyperparameters' is no list; write [{name: ..., default: ...}, ...]");
    const Node* conditions = fields.find("conditions");
    if (conditions != nullptr && !conditions->as_list().empty()) {
        throw UserError(
            conditions->where,
            "hyper-parameters under conditions are not read; write the options out, {max-depth: 4}");
    }
    for (const char* no_default : {"forbiddens", "name", "python_module_version", "json_format_version"})
        fields.find(no_default);
    fields.finish();
    for (const Node& parameter : parameters.items) {
        const Node& name = Fields(parameter, "a hyper-parameter").require("name");
        if (const Pair* foreign = find(foreign_names, name.as_text("name"))) {
            throw UserError(name.where,
                            "'" + name.text + "' is a hyper-parameter of " + std::string(foreign->second) +
                                ", which is not trained here; take a file of xgboost's (xgb*.json)");
        }
    }
    for (const Node& parameter : parameters.items) {
        const Node& name = *parameter.find("name");
        const Node* constant = parameter.find("value");
        assignments.add(
            name.text, name.where,
            constant != nullptr ? *constant : Fields(parameter, "a hyper-parameter").require("default"));
    }
}

}  // namespace

std::vector<OptionAssignment> read_training_file(const std::filesystem::path& file) {
    const Node document = read_yaml(file);
    Assignments assignments;
    if (document.find("hyperparameters") != nullptr) {
        add_defaults(document, assignments);
        return assignments.take();
    }
    if (!document.is_mapping())
        throw UserError({file.string()}, "expected options of training: {max-depth: 4, learning-rate: 0.05}");
    for (const Field& field : document.fields)
        assignments.add(field.key, field.where, field.value);
    return assignments.take();
}

}  // namespace archfront
