// The bytes of a file, mapped into memory where that works (pages that nobody looks at are never read) and read
// where it does not.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace archfront::upstream {

class FileBytes {
  public:
    explicit FileBytes(std::string bytes) : read_(std::move(bytes)) {}
    /// Throws UserError when the file cannot be read or is larger than `limit`. The file must not be cut short
    /// while this lives.
    FileBytes(const std::filesystem::path& file, std::size_t limit);
    ~FileBytes();
    FileBytes(const FileBytes&) = delete;
    FileBytes& operator=(const FileBytes&) = delete;

    std::string_view view() const { return mapped_.empty() ? std::string_view(read_) : mapped_; }

  private:
    std::string_view mapped_;
    std::string read_;
};

}  // namespace archfront::upstream
