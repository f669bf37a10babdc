// Points of other tools, gathered into runs, and the runs into a study like the one they are to be compared with.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/error.hpp"
#include "results/read_study.hpp"
#include "results/spellings.hpp"

namespace archfront {

class ImportedRuns {
  public:
    /// One optimiser on one device with one seed.
    struct Run {
        StudyCell cell;
        /// Where it began.
        FilePosition where;
    };

    /// `like` must outlive this.
    explicit ImportedRuns(const StoredStudy& like);

    const Study& like() const { return like_.study; }

    /// A device by its name, or by what file_name_of makes of it.
    std::optional<std::size_t> find_device(std::string_view name) const;
    /// As find_device. Throws UserError with a suggestion where the study has no such device.
    std::size_t device(std::string_view name, const FilePosition& where) const;
    /// The device of a file: the one that a folder of its path is named after, the nearest, else the only one of the
    /// study. Throws UserError where it is neither.
    std::size_t device_of(const std::filesystem::path& file) const;

    /// The run of these labels; made when new. Throws UserError where it began in another file.
    Run& run(std::size_t device, const std::string& optimizer, const std::string& seed,
             const FilePosition& where);

    /// Appends an evaluation. architecture: as its space spells it, or as a row of choice indices separated by blanks
    /// or commas; anything else is kept as it stands. metrics: shape (k), in their own units; without a finite value of
    /// each it is not feasible. Throws UserError at `where` beyond 20 million evaluations.
    void add(Run& run, std::string_view architecture, const std::vector<double>& metrics, bool feasible,
             const FilePosition& where);

    /// A sentence without a stop for whoever reports the study.
    void note(const std::string& text) { notes_.push_back(text); }

    /// The study, named after the path. Runs of an optimiser keep the order in which they were made; where optimisers
    /// have more or fewer of them, each keeps as many as the one with the fewest, and a note says so. Throws UserError
    /// where there is no point, or an optimiser has no run on one of the devices. REQUIRES: called once.
    StoredStudy study(const std::filesystem::path& path);

  private:
    using Key = std::pair<std::size_t, std::string>;  // device, optimiser

    std::string spelling_of(std::string_view text) const;
    std::vector<StudyCell*> runs_of(const Key& key);
    std::size_t fewest_runs();

    const StoredStudy& like_;
    std::shared_ptr<const SearchSpace> space_;  // none where this program has no such space
    std::shared_ptr<Spellings> spellings_ = std::make_shared<Spellings>();
    std::vector<std::string> optimizers_;                      // in the order in which they were first seen
    std::map<Key, std::map<std::string, std::size_t>> seeds_;  // numbers of runs
    std::vector<std::unique_ptr<Run>> runs_;
    std::vector<std::string> notes_;
    std::size_t evaluations_ = 0;
    std::size_t without_value_ = 0;
};

}  // namespace archfront
