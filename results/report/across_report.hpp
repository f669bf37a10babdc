// What a report says of studies of different problems.
#pragma once

#include <string>
#include <vector>

#include "results/combine.hpp"
#include "results/report/write_report.hpp"

namespace archfront {

/// All problems first (each device of a study is one), then an overview of each study; the devices of a study are left
/// to its own report. Only what keep_common leaves of the studies is compared. Throws UserError as keep_common does.
Report across_report(std::vector<NamedStudy> studies);

}  // namespace archfront
