#include "objectives/normal_quantile.hpp"

#include <boost/math/special_functions/erf.hpp>
#include <cmath>

namespace archfront {

double normal_quantile(double probability) {
    return -std::sqrt(2.0) * boost::math::erfc_inv(2 * probability);
}

}  // namespace archfront
