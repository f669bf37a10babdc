#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>

#include "engine/data_path.hpp"
#include "tests/scratch.hpp"

using namespace archfront;

namespace {

using Variables = std::vector<std::pair<std::string, const char*>>;

/// Sets environment variables (nullptr: removes them) for one test.
class Environment {
  public:
    explicit Environment(const Variables& variables) {
        for (const auto& [name, value] : variables) {
            const char* before = std::getenv(name.c_str());
            before_[name] = before == nullptr ? std::nullopt : std::optional<std::string>(before);
            set(name, value);
        }
    }
    ~Environment() {
        for (const auto& [name, value] : before_)
            set(name, value ? value->c_str() : nullptr);
    }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

  private:
    static void set(const std::string& name, const char* value) {
        if (value == nullptr)
            ::unsetenv(name.c_str());
        else
            ::setenv(name.c_str(), value, 1);
    }

    std::map<std::string, std::optional<std::string>> before_;
};

using Paths = std::vector<std::filesystem::path>;

}  // namespace

TEST_CASE("the data path is what was listed, without empty parts") {
    CHECK(DataPath::from_environment("/a:b/c::").directories() == Paths{"/a", "b/c"});
}

TEST_CASE("without a list the data path comes from the environment, then from the user's data directory") {
    {
        const Environment environment(Variables{{"ARCHFRONT_DATA", "/x:/y"}});
        CHECK(DataPath::from_environment().directories() == Paths{"/x", "/y"});
        CHECK(DataPath::from_environment("/a").directories() == Paths{"/a"});
    }
    {
        const Environment environment(Variables{{"ARCHFRONT_DATA", nullptr}, {"XDG_DATA_HOME", "/data"}});
        CHECK(DataPath::from_environment().directories() == Paths{"/data/archfront"});
    }
    {
        const Environment environment(
            Variables{{"ARCHFRONT_DATA", ""}, {"XDG_DATA_HOME", nullptr}, {"HOME", "/home/somebody"}});
        CHECK(DataPath::from_environment().directories() == Paths{"/home/somebody/.local/share/archfront"});
    }
    {
        const Environment environment(
            Variables{{"ARCHFRONT_DATA", nullptr}, {"XDG_DATA_HOME", nullptr}, {"HOME", nullptr}});
        CHECK(DataPath::from_environment().directories().empty());
    }
}

TEST_CASE("a file is found in the first directory that has it") {
    const ScratchFolder scratch;
    const std::filesystem::path& root = scratch.path();
    scratch.write("one/a.txt", "");
    scratch.write("two/HELP/a.csv", "");
    const DataPath path({root / "absent", root / "one", root / "two"});
    CHECK(path.find("HELP/a.csv") == root / "two/HELP/a.csv");
    CHECK_FALSE(path.find("HELP/b.csv").has_value());
    scratch.write("one/b.csv", "");
    scratch.write("two/b.csv", "");
    CHECK(path.find("b.csv") == root / "one/b.csv");
}

TEST_CASE("an empty data path has nothing") {
    CHECK_FALSE(DataPath().find("a.csv").has_value());
}
