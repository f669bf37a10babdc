#include "engine/optimizer.hpp"

namespace archfront {

void Optimizer::ask(std::size_t count, ArchitectureBatch& proposals) {
    ARCHFRONT_ASSERT(count > 0, "ask for at least one proposal");
    ARCHFRONT_ASSERT(untold_ == 0, "ask again before tell");
    proposals.clear();
    do_ask(count, proposals);
    ARCHFRONT_ASSERT(proposals.size() <= count, "more proposals than asked for");
    untold_ = proposals.size();
}

void Optimizer::tell(ArchitectureBatchView architectures, CostsView costs) {
    ARCHFRONT_ASSERT(architectures.size() == untold_ && costs.size() == untold_,
                     "tell all that was asked, in order");
    ARCHFRONT_ASSERT(costs.objectives() == context_.objectives, "costs of another problem");
    untold_ = 0;
    if (!architectures.empty()) do_tell(architectures, costs);
}

std::string Optimizer::save() const {
    ARCHFRONT_ASSERT(untold_ == 0, "save between tell and ask");
    StateWriter writer;
    do_save(writer);
    return writer.finish();
}

void Optimizer::load(std::string_view state) {
    ARCHFRONT_ASSERT(untold_ == 0, "load between tell and ask");
    StateReader reader(state);
    do_load(reader);
    reader.finish();
}

}  // namespace archfront
