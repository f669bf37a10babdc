// A space of 64 genotypes with formulas for metrics, and studies made of it: small enough to check by hand.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/architecture_set.hpp"
#include "engine/problem.hpp"
#include "engine/random.hpp"
#include "engine/text.hpp"
#include "results/reference.hpp"
#include "results/study.hpp"

namespace archfront::toy {

/// Three variables of four choices, written "0-3-2". Where the first is 0 the last has no effect; the
/// isomorphism x-y-z = x-z-y comes on top.
class Space : public SearchSpace {
  public:
    Space() : SearchSpace("toy", std::vector<Variable>(3, {"v", {"0", "1", "2", "3"}})) {}

  private:
    std::string do_to_string(ArchitectureView a) const override {
        return std::to_string(a[0]) + "-" + std::to_string(a[1]) + "-" + std::to_string(a[2]);
    }
    Architecture do_parse(std::string_view text) const override {
        Architecture architecture;
        for (const std::string_view part : split(text, '-'))
            architecture.push_back(static_cast<Choice>(*parse_integer(part)));
        return architecture;
    }
    void do_canonicalise(std::span<Choice> rows, Equivalence equivalence) const override {
        for (std::size_t at = 0; at < rows.size(); at += 3) {
            if (rows[at] == 0) rows[at + 2] = 0;
            if (rows[at] != 0 && equivalence == Equivalence::isomorphism && rows[at + 2] < rows[at + 1])
                std::swap(rows[at + 1], rows[at + 2]);
        }
    }
};

inline std::shared_ptr<const SearchSpace> space() {
    static const auto space = std::make_shared<const Space>();
    return space;
}

class Metric : public MetricSource {
  public:
    using Formula = std::function<double(ArchitectureView)>;
    Metric(MetricInfo info, Formula formula) : MetricSource(std::move(info)), formula_(std::move(formula)) {}

  private:
    void do_evaluate(ArchitectureBatchView batch, std::span<double> values) const override {
        for (std::size_t r = 0; r < batch.size(); ++r)
            values[r] = formula_(batch[r]);
    }
    Formula formula_;
};

inline std::shared_ptr<const MetricSource> metric(const std::string& id, const std::string& unit,
                                                  Direction direction, Metric::Formula formula) {
    MetricInfo info;
    info.id = id;
    info.unit = unit;
    info.direction = direction;
    info.source = "toy";
    info.citation = "by hand";
    return std::make_shared<const Metric>(std::move(info), std::move(formula));
}

/// 10 (a + b + c), maximised.
inline std::shared_ptr<const MetricSource> accuracy() {
    static const auto source = metric("accuracy", "%", Direction::maximise,
                                      [](ArchitectureView a) { return 10.0 * (a[0] + a[1] + a[2]); });
    return source;
}

/// a^2 + b^2 + c^2 + 0.1, minimised.
inline std::shared_ptr<const MetricSource> latency() {
    static const auto source = metric("latency@toy,board", "ms", Direction::minimise, [](ArchitectureView a) {
        return 0.1 + a[0] * a[0] + a[1] * a[1] + a[2] * a[2];
    });
    return source;
}

inline Problem problem(std::vector<Constraint> constraints = {},
                       Equivalence equivalence = Equivalence::spelling) {
    return Problem(space(), {{accuracy()}, {latency()}}, std::move(constraints), equivalence);
}

/// Two devices (the second with a constraint: accuracy >= 20), two optimisers, `seeds` seeds,
/// cells of `evaluations` random distinct architectures of the toy problem.
inline Study study(std::size_t seeds = 3, std::size_t evaluations = 30) {
    Study study;
    study.name = "toy \"study\"";
    study.space = space();
    study.metrics = {{"accuracy", "%", Direction::maximise, true},
                     {"latency", "ms", Direction::minimise, true}};
    study.optimizers = {"random", "nsga2 population=50/x"};
    for (std::uint64_t seed = 0; seed < seeds; ++seed)
        study.seeds.push_back(seed);
    const std::vector<Problem> problems = {problem(),
                                           problem({{accuracy(), Constraint::Relation::at_least, 20}})};
    for (std::size_t device = 0; device < problems.size(); ++device) {
        const Problem& device_problem = problems[device];
        for (std::size_t optimizer = 0; optimizer < study.optimizers.size(); ++optimizer) {
            for (const std::uint64_t seed : study.seeds) {
                StudyCell cell{device, optimizer, seed, ArchitectureBatch(3), {}, Costs(2), "budget spent"};
                RandomGenerator random(seed * 7 + device * 3 + optimizer);
                ArchitectureSet known(3);
                while (known.size() < evaluations) {
                    ArchitectureBatch row(3);
                    space()->sample(random, row.emplace_back());
                    space()->canonicalise(row, Equivalence::spelling);
                    if (!known.insert(row[0]).second) continue;
                    cell.architectures.push_back(row[0]);
                    std::vector<double> metrics(device_problem.metrics().size());
                    std::vector<double> costs(2);
                    device_problem.evaluate(row, metrics);
                    const double violation = device_problem.costs(metrics, costs);
                    cell.metrics.insert(cell.metrics.end(), metrics.begin(), metrics.end());
                    cell.costs.push_back(costs, violation);
                }
                study.cells.push_back(std::move(cell));
            }
        }
        StudyDevice& entry = study.devices.emplace_back();
        entry.name = device == 0 ? "toy,board" : "phone";
        for (std::size_t k = 0; k < study.metrics.size(); ++k)
            entry.metrics.push_back(device_problem.metrics()[k]->info());
        entry.true_front = true_front(device_problem);
        entry.reference =
            make_reference(entry.true_front->costs, "true front",
                           {.device = entry.name, .directions = {Direction::maximise, Direction::minimise}});
    }
    return study;
}

/// A fresh directory, removed with everything in it at the end of the scope.
class Directory {
  public:
    Directory() {
        std::string name = (std::filesystem::temp_directory_path() / "archfront-test-XXXXXX").string();
        ARCHFRONT_ASSERT(::mkdtemp(name.data()) != nullptr, "no temporary directory");
        path_ = name;
    }
    ~Directory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

}  // namespace archfront::toy
