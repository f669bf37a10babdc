// What a surrogate is trained on.
#pragma once

#include <span>

namespace archfront {

/// n rows of f features, row-major, and their n labels.
struct LabelledRows {
    std::span<const float> features;
    std::span<const float> labels;
};

}  // namespace archfront
