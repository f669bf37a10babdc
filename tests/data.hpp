// The upstream data that some tests need; they say aloud when they are skipped without it.
#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "engine/metric.hpp"

namespace archfront {

inline const std::filesystem::path& shared_data() {
    static const std::filesystem::path path = ARCHFRONT_SOURCE_DIR "/../shared/data";
    return path;
}

/// False, with a message, when a file of the upstream data is not there.
inline bool have_data(const std::string& relative) {
    if (std::filesystem::exists(shared_data() / relative)) return true;
    MESSAGE("skipped: no '" << relative << "' in ../shared/data");
    return false;
}

inline MetricCatalogue data_catalogue(const std::string& space) {
    MetricContext context;
    context.space = make_space(space);
    context.data = DataPath({shared_data()});
    return MetricCatalogue(std::move(context));
}

}  // namespace archfront
