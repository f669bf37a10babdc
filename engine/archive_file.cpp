#include "engine/archive_file.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <exception>
#include <memory>
#include <utility>

#include "engine/error.hpp"
#include "engine/text.hpp"

namespace archfront {
namespace {

struct FreeArchive {
    void operator()(archive* opened) const { archive_read_free(opened); }
};
using Archive = std::unique_ptr<archive, FreeArchive>;

/// Bytes for libarchive out of a file that may be gzip-compressed. zlib reads them and not libarchive, because
/// zlib checks the checksum and sees the file's end.
class TarStream {
  public:
    TarStream(std::string name, std::uint64_t most_bytes)
        : name_(std::move(name)), most_bytes_(most_bytes), file_(gzopen(name_.c_str(), "rb")) {
        if (file_ == nullptr) throw UserError("cannot read '" + name_ + "': " + std::strerror(errno));
        gzbuffer(file_.get(), static_cast<unsigned>(buffer_.size()));
    }

    /// The next bytes; none at the end.
    std::string_view read() {
        const int count = gzread(file_.get(), buffer_.data(), static_cast<unsigned>(buffer_.size()));
        if (count <= 0) {
            int status = Z_OK;
            const char* message = gzerror(file_.get(), &status);
            if (status == Z_ERRNO) throw UserError("cannot read '" + name_ + "': " + std::strerror(errno));
            if (status == Z_BUF_ERROR)
                throw UserError({name_}, "the gzip data ends too early; fetch it again");
            if (status < 0) throw UserError({name_}, "damaged gzip data (" + std::string(message) + ")");
            return {};
        }
        const std::string_view bytes(buffer_.data(), static_cast<std::size_t>(count));
        bytes_ += bytes.size();
        if (bytes_ > most_bytes_)
            throw UserError({name_}, "unpacks to more than " + with_thousands(most_bytes_) + " bytes");
        const std::size_t last = bytes.find_last_not_of('\0');
        trailing_zeros_ =
            last == std::string_view::npos ? trailing_zeros_ + bytes.size() : bytes.size() - 1 - last;
        return bytes;
    }

    /// What libarchive calls: exceptions must not pass through it, so that they wait in `failure`.
    static la_ssize_t callback(archive* opened, void* self, const void** bytes) {
        auto* stream = static_cast<TarStream*>(self);
        try {
            const std::string_view read = stream->read();
            *bytes = read.data();
            return static_cast<la_ssize_t>(read.size());
        } catch (...) {
            stream->failure = std::current_exception();
            archive_set_error(opened, EIO, "unreadable");
            return -1;
        }
    }
    std::exception_ptr failure;

    /// Reads on to the end and checks that the archive has one.
    void finish() {
        constexpr std::uint64_t block = 512;  // two of zeros end an archive: POSIX 1003.1, pax
        while (!read().empty()) {
        }
        if (trailing_zeros_ < 2 * block || bytes_ % block != 0)
            throw UserError({name_}, "the tar archive ends too early; fetch it again");
    }

  private:
    struct CloseGzip {
        void operator()(gzFile file) const { gzclose_r(file); }
    };

    std::string name_;
    std::uint64_t most_bytes_;
    std::unique_ptr<gzFile_s, CloseGzip> file_;
    std::array<char, 1 << 16> buffer_;
    std::uint64_t bytes_ = 0;
    std::uint64_t trailing_zeros_ = 0;
};

/// Limits and name of the archive, for messages.
struct Visit {
    std::string name;
    const ArchiveLimits& limits;
    const MemberVisitor& member;
};

[[noreturn]] void refuse(const Visit& visit, archive* opened) {
    const char* message = archive_error_string(opened);
    throw UserError({visit.name}, "not an archive, damaged, or cut short (" +
                                      std::string(message == nullptr ? "unknown reason" : message) +
                                      "); fetch it again");
}

[[noreturn]] void refuse_size(const Visit& visit, const std::string& member, std::uint64_t limit) {
    throw UserError({visit.name}, "member '" + excerpt(member) + "' unpacks to more than " +
                                      with_thousands(limit) + " bytes");
}

/// libarchive would unpack zip members of many kinds, some of which ask for gigabytes to do so.
void refuse_rare_compression(const Visit& visit, archive* opened, const std::string& member) {
    if (archive_format(opened) != ARCHIVE_FORMAT_ZIP) return;
    const std::string_view format = archive_format_name(opened);  // "ZIP 2.0 (deflation)"
    if (!format.ends_with("(uncompressed)") && !format.ends_with("(deflation)")) {
        throw UserError({visit.name}, "member '" + excerpt(member) + "' is compressed as " +
                                          std::string(format) + "; stored and deflated members are read");
    }
}

std::string name_of(archive_entry* entry) {
    const char* name = archive_entry_pathname_utf8(entry);
    if (name == nullptr) name = archive_entry_pathname(entry);
    return name == nullptr ? "" : name;
}

/// The bytes of the present member, at most `limit`.
std::string read_member(const Visit& visit, archive* opened, const std::string& name, std::uint64_t limit) {
    std::string bytes;
    std::array<char, 1 << 16> buffer;
    for (;;) {
        const la_ssize_t count = archive_read_data(opened, buffer.data(), buffer.size());
        if (count < 0) refuse(visit, opened);
        if (count == 0) return bytes;
        if (bytes.size() + static_cast<std::uint64_t>(count) > limit) refuse_size(visit, name, limit);
        bytes.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

void visit_members(const Visit& visit, archive* opened) {
    std::uint64_t left = visit.limits.total_bytes;
    for (std::size_t members = 0;; ++members) {
        archive_entry* entry = nullptr;
        const int status = archive_read_next_header(opened, &entry);
        if (status == ARCHIVE_EOF) return;
        if (status != ARCHIVE_OK && status != ARCHIVE_WARN) refuse(visit, opened);
        if (members == visit.limits.members)
            throw UserError({visit.name}, "more than " + with_thousands(members) + " members");
        if (archive_entry_filetype(entry) != AE_IFREG) continue;
        const std::string name = name_of(entry);
        refuse_rare_compression(visit, opened, name);
        const std::uint64_t limit = std::min(left, visit.limits.member_bytes);
        if (archive_entry_size_is_set(entry) != 0 &&
            static_cast<std::uint64_t>(archive_entry_size(entry)) > limit)
            refuse_size(visit, name, limit);
        std::string bytes = read_member(visit, opened, name, limit);
        left -= bytes.size();
        visit.member(name, std::move(bytes));
    }
}

}  // namespace

void for_each_tar_member(const std::filesystem::path& file, const ArchiveLimits& limits,
                         const MemberVisitor& visit) {
    TarStream stream(file.string(), limits.total_bytes);
    const Archive opened(archive_read_new());
    archive_read_support_format_tar(opened.get());
    try {
        const Visit all = {file.string(), limits, visit};
        if (archive_read_open(opened.get(), &stream, nullptr, TarStream::callback, nullptr) != ARCHIVE_OK)
            refuse(all, opened.get());
        visit_members(all, opened.get());
    } catch (const UserError&) {
        if (stream.failure != nullptr) std::rethrow_exception(stream.failure);
        throw;
    }
    stream.finish();
}

void for_each_zip_member(const std::filesystem::path& file, const ArchiveLimits& limits,
                         const MemberVisitor& visit) {
    const Archive opened(archive_read_new());
    archive_read_support_format_zip_seekable(opened.get());
    const Visit all = {file.string(), limits, visit};
    if (archive_read_open_filename(opened.get(), file.c_str(), 1 << 16) != ARCHIVE_OK)
        refuse(all, opened.get());
    visit_members(all, opened.get());
}

}  // namespace archfront
