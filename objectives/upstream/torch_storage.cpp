#include "objectives/upstream/torch_storage.hpp"

#include <cstdint>
#include <utility>

#include "objectives/upstream/pickle_constructors.hpp"
#include "objectives/upstream/pickle_machine.hpp"

namespace archfront::upstream {

PickleNode read_torch_storage(PickleContent& content, std::string_view bytes) {
    using namespace std::string_view_literals;
    // The pickle of torch's magic number, an integer of 10 bytes.
    constexpr std::string_view magic = "\x80\x02\x8a\x0al\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."sv;
    if (!bytes.starts_with(magic)) throw PickleFault("not as a torch storage is pickled");
    bytes.remove_prefix(magic.size());
    if (std::exchange(content.inside_storage, true))
        throw PickleFault("refuses a torch storage inside another, which nothing writes");

    std::uint64_t size = 0;
    PickleMachine machine(content, bytes, "in a torch storage, ", [&](PickleNode id) {
        const TorchStorageId storage = read_torch_storage_id(id);
        size = storage.bytes();
        return PickleNode{.kind = PickleKind::storage,
                          .storage = content.make(PickleStorage{{storage.type, false}, {}})};
    });
    machine.run();  // the format's version
    machine.run();  // sizes of C's types where it was written
    const PickleNode node = machine.run();
    machine.run();  // the storages' keys
    content.inside_storage = false;
    const std::string_view data = machine.rest();
    std::uint64_t count = 0;
    if (node.kind != PickleKind::storage || data.size() != sizeof(count) + size)
        throw PickleFault("a torch storage of other bytes than it declares");
    node.storage->bytes = data.substr(sizeof(count));
    return node;
}

}  // namespace archfront::upstream
