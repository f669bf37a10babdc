#include "engine/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "engine/error.hpp"
#include "engine/text.hpp"

namespace archfront {
namespace {

class Descriptor {
  public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ > STDERR_FILENO) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return number_; }
    bool valid() const { return number_ >= 0; }

  private:
    int number_;
};

std::string reason() {
    return std::strerror(errno);
}

[[noreturn]] void unreadable(const std::string& name, const std::string& why) {
    throw UserError("cannot read " + name + ": " + why);
}

}  // namespace

std::string read_text_file(const std::filesystem::path& file, std::size_t limit) {
    const bool standard_input = file == "-";
    const std::string name = standard_input ? "standard input" : "'" + file.string() + "'";
    const Descriptor descriptor(standard_input ? STDIN_FILENO : ::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!descriptor.valid()) unreadable(name, reason());
    std::string bytes;
    std::array<char, 1 << 16> buffer;
    for (;;) {
        const ssize_t count = ::read(descriptor.number(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) unreadable(name, reason());
        if (count == 0) return bytes;
        if (bytes.size() + static_cast<std::size_t>(count) > limit) {
            unreadable(name, "larger than " + with_thousands(limit) + " bytes");
        }
        bytes.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

void write_file_atomically(const std::filesystem::path& file, std::string_view bytes) {
    const std::filesystem::path temporary = file.string() + ".tmp" + std::to_string(::getpid());
    const auto fail = [&](const std::string& why) {
        ::unlink(temporary.c_str());
        throw RunError("cannot write '" + file.string() + "': " + why);
    };
    const Descriptor descriptor(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
    if (!descriptor.valid()) fail(reason());
    while (!bytes.empty()) {
        const ssize_t count = ::write(descriptor.number(), bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail(reason());
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    if (::rename(temporary.c_str(), file.c_str()) != 0) fail(reason());
}

}  // namespace archfront
