// manifest.json: all that is needed to judge and repeat a study.
#pragma once

#include <string>

#include "results/study.hpp"
#include "results/write_study.hpp"

namespace archfront {

/// JSON text. Bounds are in the metrics' own units, as an experiment file takes them; reference points and
/// hypervolumes are in normalised costs. Bytes that are not UTF-8 are replaced.
std::string manifest_json(const Study& study, const StudyManifest& manifest);

}  // namespace archfront
