// Values of listed architectures: what every measured table comes down to, however its file looks.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/architecture_set.hpp"
#include "engine/metric.hpp"

namespace archfront {

/// The architectures a table has rows of, in its order and canonical form. Immutable once it is filled.
class ListedArchitectures {
  public:
    /// equivalence: which architectures have one row and one value.
    explicit ListedArchitectures(std::shared_ptr<const SearchSpace> space,
                                 Equivalence equivalence = Equivalence::spelling)
        : space_(std::move(space)),
          equivalence_(equivalence),
          rows_(space_->width()),
          canonical_(space_->width()) {}

    /// Appends a row. Throws UserError when an equal architecture has one already.
    void push_back(ArchitectureView architecture);

    /// Notes that a file repeats an architecture and that its rows were made one.
    void count_repeat() { ++repeats_; }
    std::size_t repeats() const { return repeats_; }

    /// Lets row_named find a row by what the source's files call it. REQUIRES: row < size(); no '/' in the name.
    void name_row(std::string name, std::size_t row) { rows_by_name_.emplace(std::move(name), row); }
    /// The row of that name, whatever folder stands before it.
    std::optional<std::size_t> row_named(std::string_view name) const;

    const SearchSpace& space() const { return *space_; }
    Equivalence equivalence() const { return equivalence_; }
    std::size_t size() const { return rows_.size(); }
    ArchitectureBatchView view() const { return rows_.view(); }
    /// The row of a canonical architecture.
    std::optional<std::size_t> find(ArchitectureView architecture) const { return rows_.find(architecture); }

  private:
    std::shared_ptr<const SearchSpace> space_;
    Equivalence equivalence_;
    ArchitectureSet rows_;
    ArchitectureBatch canonical_;
    std::size_t repeats_ = 0;
    std::map<std::string, std::size_t, std::less<>> rows_by_name_;
};

/// NaN where an architecture is not listed.
class ListedMetric : public MetricSource {
  public:
    /// REQUIRES: values.size() == architectures->size().
    ListedMetric(MetricInfo info, std::shared_ptr<const ListedArchitectures> architectures,
                 std::vector<double> values, std::vector<std::filesystem::path> files);

    std::optional<ArchitectureBatchView> known() const override { return architectures_->view(); }
    std::optional<std::size_t> row_named(std::string_view name) const override {
        return architectures_->row_named(name);
    }
    std::vector<std::filesystem::path> files() const override { return files_; }
    std::size_t repeated_rows() const override { return architectures_->repeats(); }

  protected:
    /// The row of an architecture that need not be canonical.
    std::optional<std::size_t> row_of(ArchitectureView architecture) const;

  private:
    void do_evaluate(ArchitectureBatchView batch, std::span<double> values) const override;

    std::shared_ptr<const ListedArchitectures> architectures_;
    std::vector<double> values_;
    std::vector<std::filesystem::path> files_;
};

}  // namespace archfront
