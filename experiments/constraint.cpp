#include "experiments/constraint.hpp"

#include "engine/text.hpp"

namespace archfront {

ConstraintText parse_constraint(const Node& node) {
    const std::string& text = node.as_text("constraint");
    const auto fail = [&] {
        throw UserError(node.where, "constraint '" + excerpt(text) +
                                        "' is not of the form 'METRIC <= NUMBER UNIT' or "
                                        "'METRIC >= NUMBER UNIT'");
    };
    ConstraintText constraint;
    constraint.where = node.where;
    std::size_t at = text.find("<=");
    if (at == std::string::npos) {
        at = text.find(">=");
        constraint.relation = Constraint::Relation::at_least;
    }
    if (at == std::string::npos) fail();
    constraint.metric = trim(std::string_view(text).substr(0, at));
    const std::string_view right = trim(std::string_view(text).substr(at + 2));
    const std::size_t digits = right.find_first_not_of("0123456789+-.eE");
    const auto bound = parse_number(trim(right.substr(0, digits)));
    if (constraint.metric.empty() || !bound) fail();
    constraint.bound = *bound;
    if (digits != std::string_view::npos) constraint.unit = trim(right.substr(digits));
    return constraint;
}

}  // namespace archfront
