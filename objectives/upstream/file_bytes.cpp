#include "objectives/upstream/file_bytes.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/error.hpp"
#include "engine/file.hpp"
#include "engine/text.hpp"

namespace archfront::upstream {
namespace {

/// A mapping of the whole file; empty where there is none (a pipe, an empty file, no such file).
std::string_view map_file(const std::filesystem::path& file, std::size_t limit) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return {};
    struct stat status {};
    void* bytes = MAP_FAILED;
    std::size_t size = 0;
    if (::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0) {
        size = static_cast<std::size_t>(status.st_size);
        if (size <= limit) bytes = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    }
    ::close(descriptor);
    if (bytes == MAP_FAILED) return {};
    return {static_cast<const char*>(bytes), size};
}

}  // namespace

FileBytes::FileBytes(const std::filesystem::path& file, std::size_t limit) : mapped_(map_file(file, limit)) {
    if (mapped_.empty()) read_ = read_text_file(file, limit);
}

FileBytes::~FileBytes() {
    if (!mapped_.empty()) ::munmap(const_cast<char*>(mapped_.data()), mapped_.size());
}

}  // namespace archfront::upstream
