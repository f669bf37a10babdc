// Optimisers propose architectures (ask) and learn from their costs (tell). They never see metrics, devices
// or reference points, so they cannot cheat and need no mock.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/architecture.hpp"
#include "engine/costs.hpp"
#include "engine/free_costs.hpp"
#include "engine/options.hpp"
#include "engine/registry.hpp"
#include "engine/space.hpp"
#include "engine/state.hpp"

namespace archfront {

/// All an optimiser knows of its run.
struct OptimizerContext {
    std::shared_ptr<const SearchSpace> space;
    /// m, the number of costs.
    std::size_t objectives = 0;
    /// Distinct evaluations the run will spend, for methods that schedule by it.
    std::size_t budget = 0;
    /// The only source of randomness; equal contexts give equal runs.
    std::uint64_t seed = 0;
    /// Which architectures count as one: proposals come back in tell() rewritten to their representatives.
    Equivalence equivalence = Equivalence::spelling;
    /// Null where every cost needs an evaluation.
    std::shared_ptr<const FreeCosts> free_costs = {};
};

/// Single-threaded and owned by one run. Calls alternate: ask, tell, ask, tell.
class Optimizer {
  public:
    explicit Optimizer(OptimizerContext context) : context_(std::move(context)) {}
    virtual ~Optimizer() = default;
    Optimizer(const Optimizer&) = delete;
    Optimizer& operator=(const Optimizer&) = delete;

    /// Fills `proposals` with 1 to `count` architectures, or with none when it can propose nothing more for
    /// good. The sequence of proposals must not depend on how it is cut into batches: a method that works in
    /// generations gives what is left of the present one. REQUIRES: count > 0, and what was asked before has
    /// been told.
    void ask(std::size_t count, ArchitectureBatch& proposals);

    /// The costs of the last proposals, in order; architectures as rewritten by the space's canonical form.
    void tell(ArchitectureBatchView architectures, CostsView costs);

    /// Everything needed to go on later exactly as if nothing had happened. REQUIRES: what was asked has been
    /// told.
    std::string save() const;
    /// Throws UserError for a damaged state. REQUIRES: same context and options as the optimiser that saved
    /// it.
    void load(std::string_view state);

  protected:
    const OptimizerContext& context() const { return context_; }
    const SearchSpace& space() const { return *context_.space; }

  private:
    virtual void do_ask(std::size_t count, ArchitectureBatch& proposals) = 0;
    virtual void do_tell(ArchitectureBatchView architectures, CostsView costs) = 0;
    virtual void do_save(StateWriter& state) const = 0;
    virtual void do_load(StateReader& state) = 0;

    OptimizerContext context_;
    std::size_t untold_ = 0;
};

struct OptimizerPlugin : PluginInfo {
    /// A method must beat every baseline on a structured problem; a test checks that.
    enum class Role { method, baseline };

    Role role = Role::method;
    /// Names, ranges and defaults of the options.
    std::function<std::vector<OptionDescription>(const std::vector<OptionAssignment>&)> options;
    /// Throws UserError at the offending assignment.
    std::function<std::unique_ptr<Optimizer>(const OptimizerContext&, const std::vector<OptionAssignment>&)>
        make;
    static const char* kind() { return "optimizer"; }
};

/// The plugin entry of an optimiser with a constructor Concrete(const OptimizerContext&, const Options&) and,
/// beside Options, a function void bind(OptionTable&, Options&).
template <class Concrete, class Options>
OptimizerPlugin optimizer_plugin(PluginInfo info,
                                 OptimizerPlugin::Role role = OptimizerPlugin::Role::method) {
    OptimizerPlugin plugin;
    static_cast<PluginInfo&>(plugin) = std::move(info);
    plugin.role = role;
    plugin.options = [](const std::vector<OptionAssignment>& assignments) {
        Options options;
        OptionTable table;
        bind(table, options);
        table.assign(assignments);
        return table.describe();
    };
    plugin.make = [](const OptimizerContext& context, const std::vector<OptionAssignment>& assignments) {
        Options options;
        OptionTable table;
        bind(table, options);
        table.assign(assignments);
        return std::make_unique<Concrete>(context, options);
    };
    return plugin;
}

}  // namespace archfront
