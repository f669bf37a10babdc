// Torch archives: NAME/data.pkl, NAME/data/KEY with the raw elements of a storage, and since torch 2.0 NAME/byteorder.
#include <algorithm>
#include <map>

#include "engine/archive_file.hpp"
#include "engine/error.hpp"
#include "engine/text.hpp"
#include "objectives/upstream/pickle.hpp"
#include "objectives/upstream/pickle_constructors.hpp"
#include "objectives/upstream/pickle_content.hpp"
#include "objectives/upstream/pickle_machine.hpp"

namespace archfront::upstream {
namespace {

constexpr std::size_t largest_file = std::size_t{2} << 30;
constexpr std::string_view pickle_name = "data.pkl";

/// torch stores without compression, so that an archive that unpacks to much more is none of its.
ArchiveLimits limits_of(std::uint64_t file_bytes) {
    const std::uint64_t most =
        std::min((std::uint64_t{16} << 20) + 4 * file_bytes, std::uint64_t{largest_file});
    return {.members = 100'000, .member_bytes = most, .total_bytes = most};
}

void check_is_zip(const std::filesystem::path& file, std::string_view bytes) {
    if (bytes.starts_with("PK")) return;
    const bool legacy = bytes.starts_with("\x80\x02\x8a\x0a");
    throw UserError({file.string()},
                    legacy ? "torch's format of before 1.6; load it and save it again with a later torch"
                           : "no torch archive, which is a zip file");
}

}  // namespace

PickleDocument read_torch_archive(const std::filesystem::path& file) {
    auto content = std::make_shared<PickleContent>(file, largest_file);
    check_is_zip(file, content->bytes());
    std::map<std::string, std::string_view, std::less<>> members;
    for_each_zip_member(
        file, limits_of(content->bytes().size()), [&](const std::string& name, std::string bytes) {
            if (!members.emplace(name, content->add_member(std::move(bytes))).second)
                throw UserError({file.string()}, "member '" + excerpt(name) + "' is there twice");
        });

    const auto pickle = std::find_if(members.begin(), members.end(), [](const auto& member) {
        return member.first == pickle_name || member.first.ends_with("/" + std::string(pickle_name));
    });
    if (pickle == members.end())
        throw UserError({file.string()}, "no torch archive: it has no member data.pkl");
    const std::string folder = pickle->first.substr(0, pickle->first.size() - pickle_name.size());
    const auto order = members.find(folder + "byteorder");
    const bool swapped = order != members.end() && order->second == "big";

    const auto load = [&](PickleNode id) -> PickleNode {
        const TorchStorageId storage = read_torch_storage_id(id);
        const auto found = members.find(folder + "data/" + std::string(storage.key));
        if (found == members.end())
            throw PickleFault("a tensor's storage '" + excerpt(storage.key) + "', which the archive lacks");
        if (found->second.size() < storage.bytes())
            throw PickleFault("a storage that is larger than its member of the archive");
        const std::string_view bytes = found->second.substr(0, storage.bytes());
        return {.kind = PickleKind::storage,
                .storage = content->make(PickleStorage{{storage.type, swapped}, bytes})};
    };
    content->root = PickleMachine(*content, pickle->second, std::string(pickle_name) + ", ", load).run();
    return PickleDocument(std::move(content));
}

}  // namespace archfront::upstream
