// A torch storage that a pickle holds as bytes in torch.save's format of before zip archives: five pickles, then the
// raw elements. That is how pickle.dump writes tensors.
#pragma once

#include <string_view>

#include "objectives/upstream/pickle_content.hpp"

namespace archfront::upstream {

/// The storage of bytes that are nothing but one storage. Throws PickleFault, or UserError from inside the bytes.
/// REQUIRES: the bytes live as long as `content`.
PickleNode read_torch_storage(PickleContent& content, std::string_view bytes);

}  // namespace archfront::upstream
