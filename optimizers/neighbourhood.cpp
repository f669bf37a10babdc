#include "optimizers/neighbourhood.hpp"

#include "optimizers/variation.hpp"

namespace archfront {

Neighbourhood::Neighbourhood(const SearchSpace& space, std::size_t most) : space_(&space), most_(most) {
    for (const Variable& variable : space.variables())
        size_ += variable.cardinality() - 1;
}

void Neighbourhood::append_one_change(RandomGenerator& random, ArchitectureView row,
                                      ArchitectureBatch& batch) const {
    const auto append = [&] {
        batch.push_back(row);
        return batch.row(batch.size() - 1);
    };
    if (size_ > most_) {
        for (std::size_t i = 0; i < most_; ++i)
            mutate_variable(random, *space_, random.below(row.size()), append());
        return;
    }
    for (std::size_t v = 0; v < row.size(); ++v) {
        for (std::size_t other = 0; other + 1 < space_->variables()[v].cardinality(); ++other)
            change(append()[v], other);
    }
}

void Neighbourhood::append_two_changes(RandomGenerator& random, ArchitectureView row,
                                       ArchitectureBatch& batch) const {
    const std::size_t first = batch.size();
    append_one_change(random, row, batch);
    for (std::size_t r = first; r < batch.size(); ++r)
        mutate_variable(random, *space_, random.below(row.size()), batch.row(r));
}

}  // namespace archfront
