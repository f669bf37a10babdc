// Looks at all that a pickle's value can be asked for.
#pragma once

#include <algorithm>

#include "objectives/upstream/pickle.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace archfront::upstream {

inline void explore(PickleValue value, int levels = 4) {
    const auto ask = [](auto question) {
        try {
            question();
        } catch (const UserError&) {  // a question that the value is not fit for
        }
    };
    ask([&] { value.as_number("x"); });
    ask([&] { value.as_integer("x"); });
    ask([&] { value.as_numbers("x"); });
    ask([&] { value.shape(); });
    ask([&] { value.at("key"); });
    if (levels == 0) return;
    ask([&] {
        for (std::size_t i = 0; i < std::min<std::size_t>(value.size(), 4); ++i) {
            const bool entries = value.kind() == PickleKind::dictionary;
            explore(entries ? value.value(i) : value[i], levels - 1);
            if (entries) explore(value.key(i), levels - 1);
        }
    });
}

}  // namespace archfront::upstream
