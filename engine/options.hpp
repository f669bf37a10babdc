// Options that validate and document themselves: a plugin binds its plain struct of options once, and
// parsing, range checks, `archfront list` and the resolved experiment file all follow from that.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error.hpp"

namespace archfront {

/// An option as written by the user, not yet understood.
struct OptionAssignment {
    std::string name;
    std::string value;
    FilePosition where;
};

/// One option for documentation: its type and range ("integer, 2 to 1000000"), present value and meaning.
struct OptionDescription {
    std::string name;
    std::string type;
    std::string value;
    std::string summary;
};

/// Binds names to the members of an options struct. Holds references: the struct must outlive the table.
class OptionTable {
  public:
    void integer(std::string name, std::int64_t& target, std::int64_t low, std::int64_t high,
                 std::string summary);
    void real(std::string name, double& target, double low, double high, std::string summary);
    void flag(std::string name, bool& target, std::string summary);
    void one_of(std::string name, std::string& target, std::vector<std::string> allowed, std::string summary);
    void text(std::string name, std::string& target, std::string summary);

    /// Sets one option. Throws UserError at assignment.where for unknown names, wrong types and out-of-range
    /// values.
    void assign(const OptionAssignment& assignment) const;
    void assign(const std::vector<OptionAssignment>& assignments) const;

    /// In order of binding, with present values (the defaults, before any assignment).
    std::vector<OptionDescription> describe() const;

  private:
    struct Entry {
        std::string name;
        std::string type;
        std::string summary;
        std::function<bool(const std::string&)> set;  // false: not of this type or out of range
        std::function<std::string()> get;
    };

    std::vector<Entry> entries_;
};

}  // namespace archfront
