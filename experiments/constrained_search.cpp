#include "experiments/constrained_search.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/architecture_set.hpp"
#include "engine/file.hpp"
#include "engine/parallel.hpp"
#include "engine/text.hpp"
#include "experiments/few_shot_protocol.hpp"

namespace archfront {
namespace {

constexpr std::size_t largest_candidates = std::size_t{1} << 26;

const ProtocolDevice& device_of(const ProtocolData& data, const std::string& name) {
    return *std::ranges::find(data.devices, name, &ProtocolDevice::name);
}

/// One search on one device among some rows.
class ConstrainedSearch {
  public:
    ConstrainedSearch(const ProtocolData& data, const ProtocolDevice& device,
                      const std::vector<double>& accuracies, RowNumbers among, double at_most)
        : data_(data), device_(device), accuracies_(accuracies), among_(std::move(among)), at_most_(at_most) {
        std::erase_if(among_, [&](std::size_t r) {
            return !std::isfinite(device.labels[r]) || !std::isfinite(accuracies[r]);
        });
        std::ranges::sort(among_);
    }

    SearchResult run(RowNumbers measured, double margin, std::size_t more) const {
        SearchResult result;
        std::size_t left = more;
        for (;;) {
            result.found = best(measured);
            if (left == 0) break;
            const auto next = most_promising(measured, result.found, margin);
            if (!next) break;
            measured.push_back(*next);
            --left;
        }
        result.measurements = measured.size();
        result.possible = best(among_);
        return result;
    }

  private:
    /// The most accurate of those that stay within the bound, the fastest of equals.
    std::optional<Found> best(const RowNumbers& rows) const {
        std::optional<Found> best;
        for (const std::size_t r : rows) {
            if (device_.values[r] > at_most_ || !std::ranges::binary_search(among_, r)) continue;
            if (best &&
                std::pair(best->accuracy, -best->value) >= std::pair(accuracies_[r], -device_.values[r]))
                continue;
            best = Found{r, device_.values[r], accuracies_[r]};
        }
        return best;
    }

    std::optional<std::size_t> most_promising(const RowNumbers& measured, const std::optional<Found>& found,
                                              double margin) const {
        const FewShotModel model = fit_device(data_, device_, measured);
        std::vector<double> means(data_.rows.size()), variances(data_.rows.size());
        model.predict(data_.numbers, means, variances);
        const double bound = to_scale(data_.known.scale(), at_most_);
        std::optional<std::size_t> best;
        for (const std::size_t r : among_) {
            const double high = means[r] + margin * std::sqrt(variances[r] + model.noise_variance());
            const bool better = accuracies_[r] > (best    ? accuracies_[*best]
                                                  : found ? found->accuracy
                                                          : -INFINITY);
            if (high <= bound && better && std::ranges::count(measured, r) == 0) best = r;
        }
        return best;
    }

    const ProtocolData& data_;
    const ProtocolDevice& device_;
    const std::vector<double>& accuracies_;
    RowNumbers among_;
    double at_most_;
};

double accuracy_of_published(const ConstraintCase& wanted, const SearchSpace& space,
                             const MetricSource& accuracy) {
    if (wanted.published_architecture.name.empty()) return wanted.published_accuracy;
    double value = 0;
    try {
        accuracy.evaluate(ArchitectureBatchView(space.parse(wanted.published_architecture.name)),
                          std::span(&value, 1));
    } catch (const UserError& error) {
        throw UserError(wanted.published_architecture.where, error.what());
    }
    return std::isfinite(value) ? value : wanted.published_accuracy;
}

}  // namespace

RowNumbers read_candidates(const ProtocolData& data, const std::filesystem::path& file) {
    ArchitectureSet table(data.space->width());
    ArchitectureBatch canonical = data.rows;
    data.space->canonicalise(canonical, Equivalence::spelling);
    for (std::size_t r = 0; r < canonical.size(); ++r)
        table.insert(canonical[r]);
    RowNumbers rows;
    const std::string text = read_text_file(file, largest_candidates);
    int line = 0;
    for (const std::string_view row : split(text, '\n')) {
        ++line;
        const std::size_t comma = row.find(',');
        if (comma == std::string_view::npos) continue;
        try {
            Architecture architecture = data.space->parse(trim(row.substr(0, comma)));
            data.space->canonicalise(std::span(architecture), Equivalence::spelling);
            const auto found = table.find(architecture);
            if (!found) throw UserError("this network is not in the table of the source");
            rows.push_back(*found);
        } catch (const UserError& error) {
            throw UserError({file.string(), line, 1}, error.what());
        }
    }
    return rows;
}

std::vector<SearchResult> search_constrained(const Protocol& protocol, const ProtocolData& data,
                                             const MetricSource& accuracy, const RowNumbers& candidates) {
    const ConstrainedSearchText& text = *protocol.constraints;
    std::vector<double> accuracies(data.rows.size());
    accuracy.evaluate(data.rows, accuracies);
    std::vector<std::pair<std::string, RowNumbers>> sets;
    if (!candidates.empty()) sets.emplace_back("candidates", candidates);
    sets.emplace_back("table", RowNumbers(data.rows.size()));
    std::iota(sets.back().second.begin(), sets.back().second.end(), std::size_t{0});

    std::vector<SearchResult> results(text.cases.size() * sets.size());
    parallel_for(results.size(), 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            const ConstraintCase& wanted = text.cases[i / sets.size()];
            const auto& [among, rows] = sets[i % sets.size()];
            const ProtocolDevice& device = device_of(data, wanted.device.name);
            const RowNumbers first =
                choose_rows(protocol, data, device, Sampling::d_optimal, text.samples, 0);
            SearchResult& result = results[i];
            result = ConstrainedSearch(data, device, accuracies, rows, wanted.at_most)
                         .run(first, text.margin, text.more);
            result.device = device.name;
            result.at_most = wanted.at_most;
            result.among = among;
            result.published_value = wanted.published_value;
            result.published_accuracy = wanted.published_accuracy;
            result.published_metric = accuracy_of_published(wanted, *data.space, accuracy);
        }
    });
    return results;
}

}  // namespace archfront
