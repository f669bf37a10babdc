#include "results/combine.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "engine/text.hpp"
#include "results/reference.hpp"
#include "results/spellings.hpp"

namespace archfront {
namespace {

const StudyDevice* find_device(const Study& study, const std::string& name) {
    const auto found = std::find_if(study.devices.begin(), study.devices.end(),
                                    [&](const StudyDevice& device) { return device.name == name; });
    return found == study.devices.end() ? nullptr : &*found;
}

std::string metric_names(const Study& study) {
    std::vector<std::string> names;
    for (const StudyMetric& metric : study.metrics)
        names.push_back(to_string(metric.direction) + " " + metric.name + " (" + metric.unit + ")" +
                        (metric.is_objective ? "" : " as constraint"));
    return join(names, ", ");
}

/// The two studies ask the same of the same space.
void check_same_problem(const NamedStudy& first, const NamedStudy& other) {
    const Study& a = first.stored.study;
    const Study& b = other.stored.study;
    if (a.space->name() != b.space->name()) {
        throw UserError("'" + first.name + "' is of space " + a.space->name() + " and '" + other.name +
                        "' of " + b.space->name() +
                        "; studies of different problems are compared with --across");
    }
    if (metric_names(a) != metric_names(b)) {
        throw UserError("'" + first.name + "' has " + metric_names(a) + ", but '" + other.name + "' has " +
                        metric_names(b) + "; studies of different problems are compared with --across");
    }
    for (const StudyDevice& device : a.devices) {
        const StudyDevice* same = find_device(b, device.name);
        for (std::size_t j = 0; same != nullptr && j < device.metrics.size(); ++j) {
            if (device.metrics[j].source == same->metrics[j].source &&
                device.metrics[j].id == same->metrics[j].id)
                continue;
            throw UserError(device.metrics[j].id + " is from " + device.metrics[j].source + " in '" +
                            first.name + "' but " + same->metrics[j].id + " from " + same->metrics[j].source +
                            " in '" + other.name + "'; values of two sources cannot be compared");
        }
    }
}

class Combination {
  public:
    explicit Combination(const std::vector<NamedStudy>& studies) : studies_(studies) {}

    StoredStudy make() {
        const Study& first = studies_[0].stored.study;
        study().metrics = first.metrics;
        std::vector<std::string> names;
        for (const NamedStudy& named : studies_)
            names.push_back(named.name);
        study().name = join(names, ", ");
        choose_devices();
        label_optimizers();
        choose_seeds();
        append_cells();
        for (StudyDevice& device : study().devices) {
            for (const NamedStudy& named : studies_) {
                const StudyDevice& source = *find_device(named.stored.study, device.name);
                if (source.true_front && !device.true_front)
                    device.true_front = respelled(named.stored.study, *source.true_front);
            }
        }
        study().space = spelled_space(first.space->name(), spellings_);
        for (std::size_t device = 0; device < study().devices.size(); ++device)
            choose_reference(device);
        gather_provenance();
        return std::move(combined_);
    }

  private:
    Study& study() { return combined_.study; }

    void choose_devices() {
        std::set<std::string> left_out;
        for (const NamedStudy& named : studies_) {
            for (const StudyDevice& device : named.stored.study.devices) {
                const bool everywhere =
                    std::all_of(studies_.begin(), studies_.end(), [&](const NamedStudy& other) {
                        return find_device(other.stored.study, device.name) != nullptr;
                    });
                if (!everywhere) {
                    left_out.insert(device.name);
                } else if (find_device(study(), device.name) == nullptr) {
                    study().devices.push_back({device.name, device.metrics, {}, std::nullopt});
                }
            }
        }
        if (study().devices.empty()) throw UserError("the studies have no device in common");
        if (!left_out.empty())
            note("left out, because not in every study: " + join({left_out.begin(), left_out.end()}, ", "));
    }

    void label_optimizers() {
        std::map<std::string, std::size_t> uses;
        for (const NamedStudy& named : studies_) {
            for (const std::string& optimizer : named.stored.study.optimizers)
                ++uses[optimizer];
        }
        std::set<std::string> known;
        for (const NamedStudy& named : studies_) {
            for (const std::string& optimizer : named.stored.study.optimizers) {
                const std::string wanted =
                    uses[optimizer] > 1 ? optimizer + " (" + named.name + ")" : optimizer;
                std::string label = wanted;
                for (int number = 2; !known.insert(label).second; ++number)
                    label = wanted + " " + std::to_string(number);
                study().optimizers.push_back(label);
            }
        }
    }

    void choose_seeds() {
        const std::vector<std::uint64_t>& first = studies_[0].stored.study.seeds;
        const bool same = std::all_of(studies_.begin(), studies_.end(), [&](const NamedStudy& named) {
            return named.stored.study.seeds == first;
        });
        study().seeds = first;
        if (same) return;
        std::size_t fewest = first.size();
        for (const NamedStudy& named : studies_)
            fewest = std::min(fewest, named.stored.study.seeds.size());
        study().seeds.resize(fewest);
        for (std::size_t i = 0; i < fewest; ++i)
            study().seeds[i] = i;
        note("the studies differ in seeds: the first " + std::to_string(fewest) +
             " runs of each are compared, numbered anew");
    }

    ArchitectureBatch respelled(const Study& from, const ArchitectureBatch& architectures) {
        ArchitectureBatch batch(spelled_architecture(0).size());
        for (std::size_t r = 0; r < architectures.size(); ++r)
            batch.push_back(
                spelled_architecture(spellings_->number(from.space->to_string(architectures[r]))));
        return batch;
    }
    Front respelled(const Study& from, const Front& front) {
        return {respelled(from, front.architectures), front.metrics, front.costs};
    }

    void append_cells() {
        for (std::size_t d = 0; d < study().devices.size(); ++d) {
            std::size_t optimizer = 0;
            for (const NamedStudy& named : studies_) {
                const Study& from = named.stored.study;
                const auto device = static_cast<std::size_t>(find_device(from, study().devices[d].name) -
                                                             from.devices.data());
                for (std::size_t o = 0; o < from.optimizers.size(); ++o, ++optimizer) {
                    for (std::size_t s = 0; s < study().seeds.size(); ++s) {
                        const StudyCell& cell =
                            from.cells[(device * from.optimizers.size() + o) * from.seeds.size() + s];
                        study().cells.push_back({d, optimizer, study().seeds[s],
                                                 respelled(from, cell.architectures), cell.metrics,
                                                 cell.costs, cell.end});
                    }
                }
            }
        }
    }

    void choose_reference(std::size_t number) {
        StudyDevice& device = study().devices[number];
        const StudyReference& first = find_device(studies_[0].stored.study, device.name)->reference;
        const bool agreed = std::all_of(studies_.begin(), studies_.end(), [&](const NamedStudy& named) {
            const StudyReference& other = find_device(named.stored.study, device.name)->reference;
            return other.ideal == first.ideal && other.nadir == first.nadir && other.point == first.point;
        });
        const Front best = device.true_front ? *device.true_front : union_front(study(), number);
        BoundsRequest request{.device = device.name, .directions = {}, .bounds = {}, .point = first.point};
        for (std::size_t j = 0; j < study().objectives(); ++j)
            request.directions.push_back(study().metrics[j].direction);
        device.reference =
            make_reference(best.costs, device.true_front ? "true front" : "best known front", request);
        if (agreed) {
            device.reference.ideal = first.ideal;
            device.reference.nadir = first.nadir;
            device.reference.bounds_origin = first.bounds_origin;
            device.reference.best_hypervolume = normalised_hypervolume(best.costs, device.reference);
        } else {
            note("bounds or reference points differ on " + device.name +
                 ": hypervolumes are measured anew, against the " + device.reference.bounds_origin);
        }
    }

    void gather_provenance() {
        std::map<std::string, std::size_t> ends;
        std::set<std::string> files;
        for (const NamedStudy& named : studies_) {
            const StoredStudy& stored = named.stored;
            for (const StudyManifest::DataFile& file : stored.manifest.data_files) {
                if (files.insert(file.file.string() + file.sha256).second)
                    combined_.manifest.data_files.push_back(file);
            }
            for (const auto& [end, count] : stored.ends)
                ends[end] += count;
            std::string& versions = combined_.version;
            if (versions.find(stored.version) == std::string::npos)
                versions += (versions.empty() ? "" : ", ") + stored.version;
        }
        combined_.ends.assign(ends.begin(), ends.end());
    }

    void note(const std::string& text) { combined_.notes.push_back(text); }

    const std::vector<NamedStudy>& studies_;
    std::shared_ptr<Spellings> spellings_ = std::make_shared<Spellings>();
    StoredStudy combined_;
};

}  // namespace

StoredStudy combine(const std::vector<NamedStudy>& studies) {
    if (studies.size() < 2) throw UserError("a comparison needs at least two studies");
    for (std::size_t i = 1; i < studies.size(); ++i)
        check_same_problem(studies[0], studies[i]);
    return Combination(studies).make();
}

}  // namespace archfront
