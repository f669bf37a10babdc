// Gzip in memory, block by block: the uncompressed text of a large table never exists as a whole.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace archfront {

/// The header holds no name and time 0, so that equal text gives equal bytes (with one version of zlib).
class GzipWriter {
  public:
    GzipWriter();
    ~GzipWriter();

    void append(std::string_view text);

    /// The whole file. REQUIRES: nothing is appended afterwards.
    std::string finish();

  private:
    struct Stream;

    void deflate(std::string_view text, int flush);

    std::unique_ptr<Stream> stream_;
    std::string compressed_;
};

}  // namespace archfront
