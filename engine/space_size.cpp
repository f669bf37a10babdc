// How many architectures a space has, exactly: often far more than 2^64.
#include <boost/multiprecision/cpp_int.hpp>

#include "engine/space.hpp"

namespace archfront {

using boost::multiprecision::cpp_int;

std::string SearchSpace::genotype_count() const {
    cpp_int count = 1;
    for (const Variable& variable : variables_)
        count *= variable.cardinality();
    return count.str();
}

/// A variable's ways are its choices, each times the ways of the variables that this choice makes count.
std::string SearchSpace::network_count() const {
    std::vector<cpp_int> ways(width());
    cpp_int count = 1;
    for (std::size_t i = width(); i-- > 0;) {  // conditions name earlier variables: dependents are done
        for (std::size_t choice = 0; choice < variables_[i].cardinality(); ++choice) {
            cpp_int below = 1;
            for (std::size_t j = i + 1; j < width(); ++j) {
                const auto& condition = variables_[j].active_when;
                if (condition && condition->variable == i && choice >= condition->at_least) below *= ways[j];
            }
            ways[i] += below;
        }
        if (!variables_[i].active_when) count *= ways[i];
    }
    return count.str();
}

}  // namespace archfront
