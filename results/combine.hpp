// Several studies of one problem as one study, so that their optimisers can be compared: other optimisers, other
// budgets, other seeds.
#pragma once

#include <string>
#include <vector>

#include "results/read_study.hpp"

namespace archfront {

struct NamedStudy {
    /// Told apart by in messages, and in labels of optimisers that several studies have.
    std::string name;
    StoredStudy stored;
};

/// The optimisers of all studies on the devices that all have. Of optimisers of one label each is called
/// "LABEL (STUDY)". Where studies differ in seeds each brings as many runs as the smallest has, numbered anew:
/// equal seeds of two optimisers share no random numbers anyway. Bounds and reference points are kept where all
/// agree, else taken from the true front, or from what all runs together found. The result's notes say what was left
/// out or measured anew.
/// Throws UserError when the studies have another space, other metrics or other sources of a metric, when they have
/// no device in common, or when fewer than two are given.
StoredStudy combine(const std::vector<NamedStudy>& studies);

}  // namespace archfront
