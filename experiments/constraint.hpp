// Constraints as written in an experiment file: "latency <= 20 ms".
#pragma once

#include <string>

#include "engine/document.hpp"
#include "engine/problem.hpp"

namespace archfront {

struct ConstraintText {
    std::string metric;
    Constraint::Relation relation = Constraint::Relation::at_most;
    double bound = 0;
    /// "" when the text gives none; checked against the metric's own unit later.
    std::string unit;
    FilePosition where;
};

/// METRIC (<=|>=) NUMBER [UNIT]. Throws UserError at the node.
ConstraintText parse_constraint(const Node& node);

}  // namespace archfront
