#include "objectives/listed.hpp"

#include <limits>
#include <string>

namespace archfront {

void ListedArchitectures::push_back(ArchitectureView architecture) {
    canonical_.clear();
    canonical_.push_back(architecture);
    space_->canonicalise(canonical_, equivalence_);
    const auto [row, is_new] = rows_.insert(canonical_[0]);
    if (!is_new) {
        throw UserError("architecture " + std::to_string(rows_.size()) + " is architecture " +
                        std::to_string(row) + " again (counted from 0)");
    }
}

std::optional<std::size_t> ListedArchitectures::row_named(std::string_view name) const {
    const auto known = rows_by_name_.find(name.substr(name.rfind('/') + 1));  // npos + 1 is 0
    return known == rows_by_name_.end() ? std::nullopt : std::optional(known->second);
}

ListedMetric::ListedMetric(MetricInfo info, std::shared_ptr<const ListedArchitectures> architectures,
                           std::vector<double> values, std::vector<std::filesystem::path> files)
    : MetricSource(std::move(info)),
      architectures_(std::move(architectures)),
      values_(std::move(values)),
      files_(std::move(files)) {
    ARCHFRONT_ASSERT(values_.size() == architectures_->size(), "one value per listed architecture");
}

std::optional<std::size_t> ListedMetric::row_of(ArchitectureView architecture) const {
    ArchitectureBatch canonical(architecture.size());
    canonical.push_back(architecture);
    architectures_->space().canonicalise(canonical, architectures_->equivalence());
    return architectures_->find(canonical[0]);
}

void ListedMetric::do_evaluate(ArchitectureBatchView batch, std::span<double> values) const {
    ArchitectureBatch canonical(batch.width());
    canonical.append(batch);
    architectures_->space().canonicalise(canonical, architectures_->equivalence());
    for (std::size_t r = 0; r < batch.size(); ++r) {
        const auto row = architectures_->find(canonical[r]);
        values[r] = row ? values_[*row] : std::numeric_limits<double>::quiet_NaN();
    }
}

}  // namespace archfront
