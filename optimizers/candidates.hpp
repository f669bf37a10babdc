// Which architectures a method looks at that decides by predictions: all unknown ones of a small space, a sample of a
// large one.
#pragma once

#include <cstdint>
#include <span>

#include "engine/optimizer.hpp"
#include "optimizers/unseen.hpp"

namespace archfront {

struct CandidateOptions {
    std::int64_t enumerated = 65'536;
    std::int64_t sample = 2'000;
};

void bind(OptionTable& table, CandidateOptions& options);

/// Distinct representatives that were never proposed: all there are where the space has at most `enumerated`
/// genotypes; else those among `sample` random ones and, where there are incumbents, `sample` architectures one change
/// away from random ones of these. incumbents: numbers of proposals.
ArchitectureBatch unknown_candidates(const OptimizerContext& context, const CandidateOptions& options,
                                     const Unseen& unseen, std::span<const std::size_t> incumbents,
                                     RandomGenerator& random);

}  // namespace archfront
