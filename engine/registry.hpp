// Plugins register themselves: one .cpp file whose last lines add an entry here, no list to edit elsewhere.
// Rooms with plugins are CMake OBJECT libraries, because a static library would drop the unreferenced files.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/error.hpp"

namespace archfront {

/// What every plugin says of itself. The stem of `file` equals `name`, or begins it where one file registers
/// a family (pagmo.cpp registers pagmo-nsga2, ...); a test checks that.
struct PluginInfo {
    std::string name;
    std::string summary;
    std::string citation;
    std::string file;
};

/// The plugins of one kind. Entry derives from PluginInfo and has a static `kind()` ("optimizer").
/// Filled before main by static objects, read-only afterwards, hence safe to read from many threads.
template <class Entry>
class Registry {
  public:
    static Registry& instance() {
        static Registry registry;
        return registry;
    }

    void add(Entry entry) {
        ARCHFRONT_ASSERT(find(entry.name) == nullptr, "two plugins of one kind have the same name");
        const auto after = std::find_if(entries_.begin(), entries_.end(),
                                        [&](const Entry& other) { return entry.name < other.name; });
        entries_.insert(after, std::move(entry));
    }

    /// In order of name, whatever the link order.
    const std::vector<Entry>& entries() const { return entries_; }

    std::vector<std::string> names() const {
        std::vector<std::string> names;
        for (const Entry& entry : entries_)
            names.push_back(entry.name);
        return names;
    }

    const Entry* find(std::string_view name) const {
        for (const Entry& entry : entries_) {
            if (entry.name == name) return &entry;
        }
        return nullptr;
    }

    /// Throws UserError with a suggestion when no plugin has that name.
    const Entry& at(std::string_view name, const FilePosition& where = {}) const {
        if (const Entry* entry = find(name)) return *entry;
        throw UserError(where, unknown_name(Entry::kind(), name, names()));
    }

  private:
    std::vector<Entry> entries_;
};

/// A static object of this type at the end of a plugin's file registers it.
template <class Entry>
struct Registration {
    explicit Registration(Entry entry) { Registry<Entry>::instance().add(std::move(entry)); }
};

}  // namespace archfront
