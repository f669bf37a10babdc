// Changes to an experiment file before it is understood: --set overrides, and sweeps (a list where one value
// is expected) that turn one file into several experiments.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/document.hpp"

namespace archfront {

/// Sets one key to a YAML value: "budget=500", "reference.point=1.5", "optimizers.nsga2.population=80",
/// "optimizers.1=random". Keys that are not there are added; keys with dots in them are found where they
/// exist. Throws UserError for a text without '=', a path through a single value, or a value that is not
/// YAML.
void apply_override(Node& root, std::string_view assignment);

struct SweepPoint {
    /// "budget=500" or "space=fbnet,budget=500"; "" when nothing is swept. Usable as a folder's name.
    std::string label;
    Node root;
};

/// All combinations of the listed values of `space`, `budget` and `equivalence`, the last fastest.
std::vector<SweepPoint> expand_sweeps(const Node& root);

}  // namespace archfront
