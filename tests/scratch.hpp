// A folder of a test's own, removed with the test.
#pragma once

#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "engine/error.hpp"
#include "engine/file.hpp"

namespace archfront {

class ScratchFolder {
  public:
    ScratchFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "archfront-test-XXXXXX").string();
        ARCHFRONT_ASSERT(::mkdtemp(pattern.data()) != nullptr, "no temporary folder");
        path_ = pattern;
    }
    ~ScratchFolder() { std::filesystem::remove_all(path_); }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

    std::filesystem::path write(const std::string& name, std::string_view bytes) const {
        std::filesystem::create_directories((path_ / name).parent_path());
        write_file_atomically(path_ / name, bytes);
        return path_ / name;
    }

    std::filesystem::path write_gzip(const std::string& name, std::string_view bytes) const {
        const std::filesystem::path file = path_ / name;
        gzFile out = gzopen(file.c_str(), "wb");
        gzwrite(out, bytes.data(), static_cast<unsigned>(bytes.size()));
        gzclose(out);
        return file;
    }

  private:
    std::filesystem::path path_;
};

/// What the UserError says that `action` throws; "" when it throws none.
template <class Action>
std::string user_error_of(Action&& action) {
    try {
        action();
    } catch (const UserError& error) {
        return error.what();
    }
    return "";
}

}  // namespace archfront
