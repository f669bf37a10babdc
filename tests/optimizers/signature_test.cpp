#include <doctest/doctest.h>

#include <map>
#include <string>

#include "engine/file.hpp"
#include "engine/hash.hpp"
#include "engine/run.hpp"
#include "engine/text.hpp"
#include "tests/synthetic.hpp"

using namespace archfront;

namespace {

const std::string signature_file = ARCHFRONT_SOURCE_DIR "/tests/optimizers/signature.txt";

/// What every run of the optimiser proposed, in order, in one number: two seeds on problems with two and three
/// objectives and with a constraint, default options.
std::string signature(const OptimizerPlugin& plugin) {
    const auto constrained =
        synthetic::structured_problem(2, {{synthetic::rarity_metric(), Constraint::Relation::at_most, 0.6}});
    std::uint64_t hash = 0;
    for (const auto& problem :
         {synthetic::structured_problem(2), synthetic::structured_problem(3), constrained}) {
        for (const std::uint64_t seed : {1, 2}) {
            constexpr std::size_t budget = 400;
            const auto optimizer = plugin.make(synthetic::context_of(*problem, budget, seed), {});
            Evaluator evaluator(problem, budget);
            run(*optimizer, evaluator);
            const ArchitectureBatchView proposed = evaluator.architectures();
            hash = hash_bytes(proposed.data(), proposed.size() * proposed.width(), hash);
        }
    }
    return std::to_string(hash);
}

/// Hashes by optimiser, one line each.
std::map<std::string, std::string> recorded_signatures() {
    const std::string text = read_text_file(signature_file, 1 << 20);
    std::map<std::string, std::string> recorded;
    for (const std::string_view line : split(text, '\n')) {
        if (line.empty()) continue;
        const auto words = split(line, ' ');
        REQUIRE(words.size() == 2);
        const bool first = recorded.emplace(words[0], words[1]).second;
        CAPTURE(line);
        CHECK(first);
    }
    return recorded;
}

}  // namespace

TEST_CASE("every optimiser behaves as tests/optimizers/signature.txt records") {
    auto recorded = recorded_signatures();
    for (const OptimizerPlugin& plugin : Registry<OptimizerPlugin>::instance().entries()) {
        // pagmo2's behaviour differs between distributions, and so does xgboost's, whose trees guide RAPID and auto.
        if (plugin.name.starts_with("pagmo-") || plugin.name.starts_with("rapid") || plugin.name == "auto")
            continue;
        const std::string found = signature(plugin);
        const std::string expected = recorded[plugin.name];
        recorded.erase(plugin.name);
        const std::string line = plugin.name + " " + found;
        if (expected.empty()) {
            FAIL_CHECK("a new optimiser: add the line '" << line << "' to tests/optimizers/signature.txt");
        } else if (found != expected) {
            FAIL_CHECK("the behaviour of '"
                       << plugin.name << "' has changed. If that was the purpose, its line in "
                       << "tests/optimizers/signature.txt becomes '" << line
                       << "', and the commit message ends with 'Signature: " << plugin.name << " " << expected
                       << " -> " << found << "'; if not, this is a fault.");
        }
    }
    for (const auto& [name, hash] : recorded)
        FAIL_CHECK("no optimiser '" << name << "': remove its line from tests/optimizers/signature.txt");
}
