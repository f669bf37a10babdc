#include "engine/options.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/text.hpp"

namespace archfront {

void OptionTable::integer(std::string name, std::int64_t& target, std::int64_t low, std::int64_t high,
                          std::string summary) {
    entries_.push_back({std::move(name), "integer, " + std::to_string(low) + " to " + std::to_string(high),
                        std::move(summary),
                        [&target, low, high](const std::string& text) {
                            const auto value = parse_integer(text);
                            if (!value || *value < low || *value > high) return false;
                            target = *value;
                            return true;
                        },
                        [&target] { return std::to_string(target); }});
}

void OptionTable::real(std::string name, double& target, double low, double high, std::string summary) {
    entries_.push_back({std::move(name), "number, " + format_number(low) + " to " + format_number(high),
                        std::move(summary),
                        [&target, low, high](const std::string& text) {
                            const auto value = parse_number(text);
                            if (!value || std::isnan(*value) || *value < low || *value > high) return false;
                            target = *value;
                            return true;
                        },
                        [&target] { return format_number(target); }});
}

void OptionTable::flag(std::string name, bool& target, std::string summary) {
    entries_.push_back({std::move(name), "true or false", std::move(summary),
                        [&target](const std::string& text) {
                            if (text != "true" && text != "false") return false;
                            target = text == "true";
                            return true;
                        },
                        [&target] { return std::string(target ? "true" : "false"); }});
}

void OptionTable::one_of(std::string name, std::string& target, std::vector<std::string> allowed,
                         std::string summary) {
    entries_.push_back({std::move(name), "one of " + join(allowed, ", "), std::move(summary),
                        [&target, allowed = std::move(allowed)](const std::string& text) {
                            if (std::find(allowed.begin(), allowed.end(), text) == allowed.end())
                                return false;
                            target = text;
                            return true;
                        },
                        [&target] { return target; }});
}

void OptionTable::text(std::string name, std::string& target, std::string summary) {
    entries_.push_back({std::move(name), "text", std::move(summary),
                        [&target](const std::string& text) {
                            target = text;
                            return true;
                        },
                        [&target] { return target; }});
}

void OptionTable::assign(const OptionAssignment& assignment) const {
    std::vector<std::string> names;
    for (const Entry& entry : entries_) {
        names.push_back(entry.name);
        if (entry.name != assignment.name) continue;
        if (entry.set(assignment.value)) return;
        throw UserError(assignment.where, "option '" + entry.name + "' is '" + excerpt(assignment.value) +
                                              "', expected " + entry.type);
    }
    throw UserError(assignment.where, unknown_name("option", assignment.name, names));
}

void OptionTable::assign(const std::vector<OptionAssignment>& assignments) const {
    for (const OptionAssignment& assignment : assignments)
        assign(assignment);
}

std::vector<OptionDescription> OptionTable::describe() const {
    std::vector<OptionDescription> descriptions;
    for (const Entry& entry : entries_)
        descriptions.push_back({entry.name, entry.type, entry.get(), entry.summary});
    return descriptions;
}

}  // namespace archfront
