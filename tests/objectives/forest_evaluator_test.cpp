#include "objectives/forest_evaluator.hpp"

#include <doctest/doctest.h>
#include <xgboost/c_api.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "engine/embedded.hpp"
#include "engine/random.hpp"
#include "objectives/model.hpp"
#include "objectives/xgboost.hpp"

using namespace archfront;

namespace archfront {
std::span<const EmbeddedFile> pretrained_models();  // generated
}

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

/// Bits, because 0 == -0.
std::vector<std::uint32_t> bits_of(const std::vector<float>& numbers) {
    std::vector<std::uint32_t> bits;
    for (const float number : numbers)
        bits.push_back(std::bit_cast<std::uint32_t>(number));
    return bits;
}

std::vector<std::uint32_t> expected(const RegressionForest& forest, const std::vector<float>& rows,
                                    std::size_t count) {
    std::vector<float> predictions(count);
    forest.predict(rows, predictions);
    return bits_of(predictions);
}

std::vector<std::uint32_t> found(const ForestEvaluator& evaluator, std::span<const float> rows,
                                 std::size_t count) {
    std::vector<float> predictions(count);
    evaluator.predict(rows, predictions);
    return bits_of(predictions);
}

/// Every instruction set, at once and in batches of many sizes, each beginning where the last one ended.
void check_same_bits(const RegressionForest& forest, const std::vector<float>& rows, std::size_t count) {
    const std::vector<std::uint32_t> bits = expected(forest, rows, count);
    for (const InstructionSet instructions : supported_instruction_sets()) {
        CAPTURE(std::string(to_string(instructions)));
        const ForestEvaluator evaluator(forest, instructions);
        CHECK(found(evaluator, rows, count) == bits);
        std::vector<std::uint32_t> in_parts;
        std::size_t size = 1;
        for (std::size_t first = 0; first < count; ++size) {
            const std::size_t part = std::min(size, count - first);
            for (const std::uint32_t number :
                 found(evaluator,
                       std::span(rows).subspan(first * forest.features(), part * forest.features()), part))
                in_parts.push_back(number);
            first += part;
        }
        CHECK(in_parts == bits);
    }
}

/// A random tree; each node is a split with the given probability, unless it is `levels` deep.
template <class Threshold>
void push_tree(RegressionForest& forest, RandomGenerator& random, std::size_t levels, double split,
               Threshold threshold) {
    if (levels == 0 || !random.bernoulli(split)) {
        forest.push_leaf(static_cast<float>(random.uniform() - 0.5));
        return;
    }
    const std::size_t feature = random.below(forest.features());
    forest.push_split(feature, threshold());
    push_tree(forest, random, levels - 1, split, threshold);
    push_tree(forest, random, levels - 1, split, threshold);
}

/// Numbers 0 ... values - 1 and the halves between them, so that many are equal to a threshold.
std::vector<float> whole_numbers(std::size_t count, std::uint64_t values, std::uint64_t seed) {
    RandomGenerator random(seed);
    std::vector<float> numbers;
    for (std::size_t i = 0; i < count; ++i)
        numbers.push_back(static_cast<float>(random.below(2 * values)) / 2);
    return numbers;
}

std::vector<float> real_numbers(std::size_t count, std::uint64_t seed) {
    RandomGenerator random(seed);
    std::vector<float> numbers;
    for (std::size_t i = 0; i < count; ++i)
        numbers.push_back(static_cast<float>(random.uniform()));
    return numbers;
}

RegressionForest random_forest(std::size_t features, std::size_t trees, std::size_t levels, double split,
                               std::uint64_t values, std::uint64_t seed) {
    RandomGenerator random(seed);
    RegressionForest forest(features, 0.25F);
    for (std::size_t t = 0; t < trees; ++t) {
        push_tree(forest, random, levels, split, [&] {
            return values > 0 ? static_cast<float>(random.below(values))
                              : static_cast<float>(random.uniform());
        });
    }
    return forest;
}

RegressionForest trained_forest(std::size_t features, const std::vector<float>& rows,
                                std::int64_t max_depth) {
    std::vector<float> labels;
    for (std::size_t r = 0; r < rows.size() / features; ++r) {
        const float* row = rows.data() + r * features;
        labels.push_back(row[0] * row[1] + std::sin(row[2] + 4 * row[3]));
    }
    BoostingOptions options;
    options.rounds = 40;
    options.max_depth = max_depth;
    return train_forest(features, {rows, labels}, {}, options);
}

std::vector<float> predicted_by_xgboost(const RegressionForest& forest, const std::vector<float>& rows) {
    BoosterHandle booster = nullptr;
    DMatrixHandle matrix = nullptr;
    const std::string model = to_xgboost_model(forest);
    REQUIRE(XGBoosterCreate(nullptr, 0, &booster) == 0);
    REQUIRE(XGBoosterLoadModelFromBuffer(booster, model.data(), model.size()) == 0);
    REQUIRE(XGDMatrixCreateFromMat(rows.data(), rows.size() / forest.features(), forest.features(),
                                   std::numeric_limits<float>::quiet_NaN(), &matrix) == 0);
    bst_ulong count = 0;
    const float* values = nullptr;
    REQUIRE(XGBoosterPredict(booster, matrix, 0, 0, 0, &count, &values) == 0);
    std::vector<float> predictions(values, values + count);
    XGDMatrixFree(matrix);
    XGBoosterFree(booster);
    return predictions;
}

/// Thresholds of the forest and numbers between them.
std::vector<float> rows_about_thresholds(const RegressionForest& forest, std::size_t count,
                                         RandomGenerator& random) {
    std::vector<std::vector<float>> choices(forest.features(), std::vector<float>{-1, 0, 1});
    for (const RegressionForest::Node& node : forest.nodes()) {
        if (!node.is_leaf() && choices[node.feature].size() < 1'000)
            choices[node.feature].push_back(node.value);
    }
    std::vector<float> rows(count * forest.features());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::vector<float>& of_feature = choices[i % forest.features()];
        rows[i] = of_feature[random.below(of_feature.size())];
    }
    return rows;
}

}  // namespace

TEST_CASE("every way to evaluate a trained forest gives the same bits, for whole and for real features") {
    for (const std::int64_t max_depth : {1, 4, 6, 7, 9}) {
        CAPTURE(max_depth);
        const std::vector<float> whole = whole_numbers(1'100 * 9, 3, 1);
        check_same_bits(trained_forest(9, whole, max_depth), whole, 1'100);
        const std::vector<float> real = real_numbers(1'100 * 5, 2);
        check_same_bits(trained_forest(5, real, max_depth), real, 1'100);
    }
}

TEST_CASE("every batch of 1 to 1,100 rows has the same bits") {
    const RegressionForest forest = random_forest(6, 9, 6, 0.9, 3, 3);
    const std::vector<float> rows = whole_numbers(1'100 * 6, 3, 4);
    const std::vector<std::uint32_t> bits = expected(forest, rows, 1'100);
    for (const InstructionSet instructions : supported_instruction_sets()) {
        const ForestEvaluator evaluator(forest, instructions);
        bool all_equal = true;
        for (std::size_t n = 0; n <= 1'100; ++n) {
            const auto some = found(evaluator, std::span(rows).first(n * 6), n);
            all_equal = all_equal && std::equal(some.begin(), some.end(), bits.begin());
        }
        CHECK(all_equal);
    }
}

TEST_CASE("trees of any shape have the same bits: single leaves, stumps, chains, 20 levels") {
    for (const std::size_t levels : {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 20}) {
        CAPTURE(levels);
        for (const double split : {0.6, 0.95}) {
            if (levels == 20 && split > 0.9) continue;  // a million nodes
            const std::vector<float> whole = whole_numbers(700 * 6, 4, 5);
            check_same_bits(random_forest(6, 70, levels, split, 4, levels), whole, 700);
            const std::vector<float> real = real_numbers(700 * 4, 6);
            check_same_bits(random_forest(4, 30, levels, split, 0, levels), real, 700);
        }
    }
    for (const std::size_t length : {6, 8, 40, 1'000}) {
        CAPTURE(length);
        RegressionForest chains(1, 0);
        for (std::size_t i = 0; i < length; ++i) {
            chains.push_split(0, static_cast<float>(i));
            chains.push_leaf(static_cast<float>(i) / 8);
        }
        chains.push_leaf(1'000);
        check_same_bits(chains, whole_numbers(600, length + 1, 7), 600);
    }
}

TEST_CASE("forests of deep, shallow and single-leaf trees are summed in their order") {
    RandomGenerator random(8);
    RegressionForest forest(5, 1e6F);  // a large base, so that another order would round otherwise
    for (std::size_t t = 0; t < 90; ++t)
        push_tree(forest, random, t % 13, 0.8, [&] { return static_cast<float>(random.below(5)); });
    check_same_bits(forest, whole_numbers(600 * 5, 5, 9), 600);
}

TEST_CASE("forests without trees, without splits and without features predict their constant") {
    check_same_bits(RegressionForest(3, -2.5F), whole_numbers(600 * 3, 2, 10), 600);
    RegressionForest leaves(0, 0.1F);
    leaves.push_leaf(0.2F);
    leaves.push_leaf(-0.7F);
    check_same_bits(leaves, {}, 600);
    RegressionForest nothing(0, -0.0F);
    nothing.push_leaf(-0.0F);
    check_same_bits(nothing, {}, 600);
}

TEST_CASE(
    "numbers equal to a threshold, both zeros, infinities and the smallest numbers go where they should") {
    const float tiny = std::numeric_limits<float>::denorm_min();
    const std::vector<float> values = {-infinity, -1, -tiny, -0.0F, 0.0F, tiny, 1, infinity};
    RegressionForest forest(2, -0.0F);
    for (const float threshold : values) {
        for (const std::size_t feature : {0, 1}) {
            forest.push_split(feature, threshold);
            forest.push_leaf(-0.0F);
            forest.push_split(1 - feature, threshold);
            forest.push_leaf(0.1F);
            forest.push_leaf(tiny);
        }
    }
    std::vector<float> rows;
    for (std::size_t i = 0; i < 640; ++i) {
        rows.push_back(values[i % 8]);
        rows.push_back(values[i / 8 % 8]);
    }
    check_same_bits(forest, rows, 640);
}

TEST_CASE("many features, and more cuts than slices and tables take, change no bit") {
    const std::vector<float> one_hot = whole_numbers(300 * 300, 2, 11);
    check_same_bits(random_forest(300, 200, 6, 0.95, 2, 12), one_hot, 300);
    const std::vector<float> real = real_numbers(300 * 3, 13);
    check_same_bits(random_forest(3, 600, 6, 0.98, 0, 14), real, 300);
}

TEST_CASE("the evaluator's bits are those that xgboost itself predicts") {
    for (const std::int64_t max_depth : {3, 6, 10}) {
        CAPTURE(max_depth);
        const std::vector<float> rows = whole_numbers(3'000 * 8, 4, 15);
        const RegressionForest forest = trained_forest(8, rows, max_depth);
        const std::vector<float> predictions = predicted_by_xgboost(forest, rows);
        CHECK(found(ForestEvaluator(forest), rows, 3'000) == bits_of(predictions));
    }
}

TEST_CASE("every shipped forest has the same bits on random rows, here and in xgboost") {
    RandomGenerator random(16);
    std::size_t forests = 0;
    const auto check = [&](const RegressionForest& forest) {
        if (forest.trees() == 0) return;
        // 100,000 rows for a few forests, fewer for the rest.
        const std::size_t count = forests++ % 90 == 0 ? 100'000 : 700;
        std::vector<float> rows = rows_about_thresholds(forest, count, random);
        const std::vector<std::uint32_t> bits = expected(forest, rows, count);
        for (const InstructionSet instructions : supported_instruction_sets())
            CHECK(found(ForestEvaluator(forest, instructions), rows, count) == bits);
        if (forests % 30 != 1) return;
        rows.resize(700 * forest.features());
        CHECK(bits_of(predicted_by_xgboost(forest, rows)) == expected(forest, rows, 700));
    };
    for (const EmbeddedFile& file : pretrained_models()) {
        CAPTURE(std::string(file.name));
        const Model model = parse_model(file.bytes, std::string(file.name));
        for (const Predictor& member : model.members)
            check(member.forest);
        if (model.spread) check(model.spread->forest);
    }
    CHECK(forests > 100);
}
