#include "objectives/feature_map.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "engine/metric.hpp"
#include "tests/scratch.hpp"
#include "tests/synthetic.hpp"

using namespace archfront;

namespace {

/// A depth of 1 or 2 and the operations of two layers, the second of which counts at depth 2 only; nothing can be
/// parsed, as features need no text.
class TwoLayers : public SearchSpace {
  public:
    TwoLayers()
        : SearchSpace("two-layers", {{"depth", {"1", "2"}},
                                     {"first", {"conv", "pool", "skip"}},
                                     {"second", {"conv", "pool"}, ActiveWhen{0, 1}}}) {}

  private:
    std::string do_to_string(ArchitectureView) const override { return ""; }
    Architecture do_parse(std::string_view) const override { throw UserError("not parsed"); }
};

std::vector<float> features_of(const FeatureMap& map, const std::vector<Architecture>& architectures) {
    ArchitectureBatch batch(architectures[0].size());
    for (const Architecture& architecture : architectures)
        batch.push_back(architecture);
    std::vector<float> features(batch.size() * map.names().size(), -1.0F);
    map.compute(batch, features);
    return features;
}

std::string complaint(const std::shared_ptr<const SearchSpace>& space, const std::string& groups) {
    return user_error_of([&] { const FeatureMap map(space, groups); });
}

const auto two_layers = std::make_shared<const TwoLayers>();

}  // namespace

TEST_CASE("the group 'space' is what the space knows of an architecture") {
    const FeatureMap map(two_layers, "space");
    CHECK(map.groups() == "space");
    CHECK(map.names() == two_layers->feature_names());
    CHECK(features_of(map, {{1, 2, 1}, {0, 0, 1}}) ==
          std::vector<float>{0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0, 0, 0});
}

TEST_CASE("the group 'choices' is each variable's choice as it stands") {
    const FeatureMap map(two_layers, "choices");
    CHECK(map.names() == std::vector<std::string>{"choice of depth", "choice of first", "choice of second"});
    CHECK(features_of(map, {{1, 2, 1}, {0, 1, 0}}) == std::vector<float>{1, 2, 1, 0, 1, 0});
}

TEST_CASE("the group 'pairs' is the joint choice of every two variables") {
    const FeatureMap map(two_layers, "pairs");
    CHECK(map.names() == std::vector<std::string>{
                             "depth=1 & first=conv", "depth=1 & first=pool", "depth=1 & first=skip",
                             "depth=2 & first=conv", "depth=2 & first=pool", "depth=2 & first=skip",
                             "depth=1 & second=conv", "depth=1 & second=pool", "depth=2 & second=conv",
                             "depth=2 & second=pool", "first=conv & second=conv", "first=conv & second=pool",
                             "first=pool & second=conv", "first=pool & second=pool",
                             "first=skip & second=conv", "first=skip & second=pool"});
    CHECK(features_of(map, {{1, 2, 0}}) ==
          std::vector<float>{0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0});
}

TEST_CASE("pairs with a variable that has no effect are all zero") {
    CHECK(features_of(FeatureMap(two_layers, "pairs"), {{0, 1, 1}}) ==
          std::vector<float>{0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
}

TEST_CASE("the group 'costs' is the formulas of the space") {
    const auto space = make_space("nas-bench-201");
    const FeatureMap map(space, "costs");
    CHECK(map.names() == std::vector<std::string>{"flops.ImageNet16-120", "flops.cifar10", "flops.cifar100",
                                                  "params.ImageNet16-120", "params.cifar10",
                                                  "params.cifar100"});
    const Architecture cell = {3, 0, 0, 2, 1, 0};
    const std::vector<float> features = features_of(map, {cell});
    // A 3x3 and a 1x1 convolution, ten times the cost of the latter.
    CHECK(features[1] == static_cast<float>((7'783'050 + 10 * 15 * 262'144.0) / 1e6));
    CHECK(features[5] == static_cast<float>((79'156 + 243'040 + 28'000) / 1e6));
    CHECK(FeatureMap(two_layers, "choices+costs").names().size() == 3);
    CHECK(complaint(two_layers, "costs") ==
          "--features costs shows nothing: space 'two-layers' has no closed formulas");
}

TEST_CASE("the group 'depth' is the longest path of the network's graph") {
    // A chain of the decisions that count: none for a layer beyond the depth.
    const FeatureMap map(two_layers, "depth");
    CHECK(map.names() == std::vector<std::string>{"depth"});
    const std::vector<float> depths = features_of(map, {{1, 0, 0}, {0, 0, 0}});
    CHECK(depths[0] == depths[1] + 1);
    CHECK(depths[0] == static_cast<float>(depth(two_layers->graph(Architecture{1, 0, 0}))));
}

TEST_CASE("every space's costs and depth are finite and the same for all spellings of a network") {
    for (const SpacePlugin& plugin : Registry<SpacePlugin>::instance().entries()) {
        CAPTURE(plugin.name);
        const auto space = plugin.make();
        const FeatureMap map(space, "costs+depth");
        ArchitectureBatch batch(space->width());
        RandomGenerator random(0);
        while (batch.size() < 50)
            space->sample(random, batch.emplace_back());
        std::vector<float> features(batch.size() * map.names().size()), canonical(features.size());
        map.compute(batch, features);
        for (const float feature : features)
            CHECK(std::isfinite(feature));
        space->canonicalise(batch, Equivalence::spelling);
        map.compute(batch, canonical);
        CHECK(canonical == features);
    }
}

TEST_CASE("groups stand side by side in the order they are named in") {
    const FeatureMap map(two_layers, "choices+space");
    CHECK(map.names().size() == 10);
    CHECK(map.names()[0] == "choice of depth");
    CHECK(map.names()[3] == "depth=1");
    CHECK(features_of(map, {{1, 2, 1}, {0, 1, 0}}) ==
          std::vector<float>{1, 2, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0});
}

TEST_CASE("groups that do not exist, or twice, are refused by name") {
    CHECK(complaint(two_layers, "one-hot") ==
          "--features has no group 'one-hot'; use some of space, choices, pairs, costs and "
          "depth, joined by '+'");
    CHECK(complaint(two_layers, "").starts_with("--features has no group ''"));
    CHECK(complaint(two_layers, "space+").starts_with("--features has no group ''"));
    CHECK(complaint(two_layers, "space+costs+space") == "--features 'space+costs+space' names 'space' twice");
}

TEST_CASE("pairs of a large space are refused, with their number") {
    const auto space = std::make_shared<const synthetic::Space>(std::vector<std::size_t>{64, 65});
    CHECK(complaint(space, "pairs") ==
          "--features pairs would be 4,160 features on space 'synthetic', more than 4,096; leave it out");
    const auto smaller = std::make_shared<const synthetic::Space>(std::vector<std::size_t>{64, 64});
    CHECK(FeatureMap(smaller, "pairs").names().size() == 4'096);
}
