// The README's snippets, run in order in one folder as a reader would run them.
#include <doctest/doctest.h>

#include <cstdlib>

#include "engine/text.hpp"
#include "tests/tools/program.hpp"

using namespace archfront;

namespace {

struct Snippet {
    std::string language;
    std::string text;
};

std::vector<Snippet> snippets_of(const std::string& document) {
    std::vector<Snippet> snippets;
    bool inside = false;
    for (const std::string_view line : split(document, '\n')) {
        if (line.starts_with("```")) {
            inside = !inside;
            if (inside) snippets.push_back({std::string(line.substr(3)), ""});
        } else if (inside) {
            snippets.back().text += std::string(line) + "\n";
        }
    }
    return snippets;
}

}  // namespace

TEST_CASE("every file and command of the README works as it stands there") {
    const ScratchFolder folder;
    const std::filesystem::path source(ARCHFRONT_SOURCE_DIR);
    std::filesystem::create_directory(folder.path() / "build");
    std::filesystem::create_symlink(ARCHFRONT_BINARY, folder.path() / "build/archfront");
    int files = 0;
    int commands = 0;
    for (const Snippet& snippet : snippets_of(read_text_file(source / "README.md", 1 << 20))) {
        if (snippet.language == "yaml") {
            // The first line names the file.
            REQUIRE(snippet.text.starts_with("# "));
            folder.write(snippet.text.substr(2, snippet.text.find('\n') - 2), snippet.text);
            ++files;
        } else if (snippet.language == "sh" && !snippet.text.starts_with("tools/")) {
            folder.write("snippet.sh", "set -eu\nunset ARCHFRONT_DATA\ncd '" + folder.path().string() +
                                           "'\nexport XDG_DATA_HOME=$PWD/data\n" + snippet.text);
            const std::string script = (folder.path() / "snippet.sh").string();
            CHECK_MESSAGE(std::system(("sh '" + script + "' > /dev/null 2>&1").c_str()) == 0, snippet.text);
            ++commands;
        }
    }
    CHECK(files >= 3);
    CHECK(commands >= 5);
}
