// Regressors learn a number of an architecture from examples. Optimisers know the engine only, so the families are
// plugins (objectives/regressors), and whoever trains one by name sees this interface.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/options.hpp"
#include "engine/registry.hpp"
#include "engine/space.hpp"

namespace archfront {

/// n rows of f numbers, row-major, shape (n, f), and their labels, shape (n). All finite.
struct RegressionData {
    std::size_t features = 0;
    std::span<const float> rows;
    std::span<const double> labels;
};

/// A trained function of f numbers. Immutable and shared by threads.
class Regressor {
  public:
    explicit Regressor(std::size_t features) : features_(features) {}
    virtual ~Regressor() = default;
    Regressor(const Regressor&) = delete;
    Regressor& operator=(const Regressor&) = delete;

    /// f.
    std::size_t features() const { return features_; }
    /// Predictions for n rows, shape (n, f) row-major, into shape (n): the same bits in any batch, never NaN.
    /// REQUIRES: rows.size() == values.size() * features(); finite rows.
    void predict(std::span<const float> rows, std::span<double> values) const;

  private:
    virtual void do_predict(std::span<const float> rows, std::span<double> values) const = 0;

    std::size_t features_;
};

/// What a regressor sees of an architecture.
enum class Encoding {
    /// SearchSpace::features().
    features,
    /// Each variable's choice, counted from 0.
    choices,
};

/// f.
std::size_t encoded_width(const SearchSpace& space, Encoding encoding);
/// Row-major, shape (n, f). REQUIRES: numbers.size() == batch.size() * encoded_width(space, encoding).
void encode(const SearchSpace& space, Encoding encoding, ArchitectureBatchView batch,
            std::span<float> numbers);

struct RegressorPlugin : PluginInfo {
    /// Compares rows for equality of numbers only, and is to see choices.
    bool sees_choices = false;
    /// Names, ranges and defaults of the options. Throws UserError at the offending assignment.
    std::function<std::vector<OptionDescription>(const std::vector<OptionAssignment>&)> options;
    /// Equal arguments give equal regressors. Labels have mean 0 and deviation 1, or are all 0; callers use
    /// train_regressor(), which sees to that. REQUIRES: at least one row.
    std::function<std::unique_ptr<const Regressor>(const RegressionData&,
                                                   const std::vector<OptionAssignment>&, std::uint64_t seed)>
        train;
    static const char* kind() { return "regressor"; }
};

/// The plugin entry of a family with a function train(const RegressionData&, const Options&, std::uint64_t seed)
/// and, beside Options, a function void bind(OptionTable&, Options&).
template <class Options, class Train>
RegressorPlugin regressor_plugin(PluginInfo info, Train train) {
    RegressorPlugin plugin;
    static_cast<PluginInfo&>(plugin) = std::move(info);
    plugin.options = [](const std::vector<OptionAssignment>& assignments) {
        Options options;
        OptionTable table;
        bind(table, options);
        table.assign(assignments);
        return table.describe();
    };
    plugin.train = [train](const RegressionData& data, const std::vector<OptionAssignment>& assignments,
                           std::uint64_t seed) -> std::unique_ptr<const Regressor> {
        Options options;
        OptionTable table;
        bind(table, options);
        table.assign(assignments);
        return train(data, options, seed);
    };
    return plugin;
}

/// A family with its options, written "xgboost trees=500 depth=4".
struct RegressorChoice {
    const RegressorPlugin* plugin = nullptr;
    std::vector<OptionAssignment> options;

    Encoding encoding(Encoding wanted) const { return plugin->sees_choices ? Encoding::choices : wanted; }
};

/// Throws UserError for an unknown family, an unknown option or a value that is none.
RegressorChoice parse_regressor(std::string_view text, const FilePosition& where = {});

/// Trains on standardised labels, and predicts in the labels' own unit. REQUIRES: as RegressorPlugin::train.
std::unique_ptr<const Regressor> train_regressor(const RegressorChoice& choice, const RegressionData& data,
                                                 std::uint64_t seed);

}  // namespace archfront
