// What a report says of fronts whose metrics were learned from few measurements.
#pragma once

#include <cstddef>

#include "results/report/study_report.hpp"

namespace archfront {

/// Appends a table of how sure each optimiser's front on the device is, and, beside figures of fronts, one of how
/// probably the architectures of the best optimiser belong to it; nothing where the study has no
/// uncertainties of the device.
void append_uncertainty(ReportSection& section, const Study& study, const Analysis& analysis,
                        std::size_t device);

}  // namespace archfront
