// The study that imported points are to be compared with.
#pragma once

#include <string>
#include <string_view>

#include "results/import/import_points.hpp"
#include "tests/results/report/random_study.hpp"
#include "tests/scratch.hpp"

namespace archfront {

/// "test_accuracy.cifar100" in percent (maximised) and "latency_1" on device_0, device_1 ..., of NAS-Bench-201.
inline StoredStudy study_to_import(std::size_t devices = 1) {
    StoredStudy stored = random_study({.devices = devices, .optimizers = 1, .seeds = 2});
    stored.study.space = make_space("nas-bench-201");
    return stored;
}

/// What the UserError says that an import throws, from the name of the file on.
inline std::string import_error(const std::filesystem::path& path, const StoredStudy& like,
                                const std::vector<ColumnChoice>& choices = {}) {
    const std::string message = user_error_of([&] { import_points(path, like, choices); });
    const std::size_t at = message.find(path.string());
    return at == std::string::npos ? message : message.substr(at + path.parent_path().string().size() + 1);
}

inline bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

}  // namespace archfront
