// What the functions and classes do that a pickle may name: those of the standard library, numpy and torch that data
// are made of. Nothing is called: each is understood here or refused by name.
#pragma once

#include <span>
#include <string_view>

#include "objectives/upstream/pickle_content.hpp"

namespace archfront::upstream {

/// Throws PickleFault naming what is refused.
PickleNode find_constructor(std::string_view module, std::string_view name);

/// constructor(*arguments). Throws PickleFault when the arguments are not what the constructor's own pickling writes.
/// REQUIRES: a constructor.
PickleNode construct(PickleContent& content, PickleNode constructor, std::span<const PickleNode> arguments);

/// object.__setstate__(state): of an array and a dtype. What torch attaches to the dictionary of a network's state is
/// ignored.
void set_state(PickleContent& content, PickleNode object, PickleNode state);

/// The persistent id of a torch storage: ('storage', type, key, location, number of elements).
struct TorchStorageId {
    NumberType type;
    std::string_view key;
    std::uint64_t count;

    std::uint64_t bytes() const;
};

/// Throws PickleFault.
TorchStorageId read_torch_storage_id(PickleNode id);

}  // namespace archfront::upstream
