#include "engine/metric.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "engine/completed_metric.hpp"
#include "engine/text.hpp"

namespace archfront {

std::string to_string(Direction direction) {
    return direction == Direction::minimise ? "minimise" : "maximise";
}

std::string to_string(SourceKind kind) {
    switch (kind) {
        case SourceKind::measured:
            return "measured";
        case SourceKind::formula:
            return "formula";
        case SourceKind::surrogate:
            return "surrogate";
    }
    return "";
}

std::string MetricInfo::device() const {
    const std::size_t at = id.find('@');
    return at == std::string::npos ? std::string() : id.substr(at + 1);
}

std::string metric_on_device(const std::string& name, const std::string& device) {
    if (device.empty() || name.find('@') != std::string::npos) return name;
    return name + "@" + device;
}

std::string metric_variant(const std::string& id, const std::string& variant) {
    const std::size_t at = std::min(id.find('@'), id.size());
    return id.substr(0, at) + "." + variant + id.substr(at);
}

void MetricSource::evaluate(ArchitectureBatchView batch, std::span<double> values) const {
    ARCHFRONT_ASSERT(values.size() == batch.size(), "one value per architecture");
    do_evaluate(batch, values);
}

Architecture parse_architecture(std::string_view text, const SearchSpace& space, const MetricSource* rows) {
    const auto known = rows == nullptr ? std::nullopt : rows->known();
    std::optional<std::size_t> row;
    if (text.starts_with('#')) {
        if (!known) {
            throw UserError("'" + excerpt(text) + "' asks for the place of an architecture in a table, but " +
                            (rows == nullptr ? "no metric is asked for"
                                             : "metric '" + rows->info().id + "' comes from no table") +
                            "; write the architecture out");
        }
        const auto number = parse_integer(text.substr(1));
        if (!number || *number < 0 || static_cast<std::size_t>(*number) >= known->size()) {
            const std::string has = known->empty() ? "none" : "#0 to #" + std::to_string(known->size() - 1);
            throw UserError("'" + excerpt(text) + "' names no row: the table of '" + rows->info().id +
                            "' has " + has);
        }
        row = static_cast<std::size_t>(*number);
    } else if (known) {
        row = rows->row_named(text);
    }
    if (!row) return space.parse(text);
    const ArchitectureView architecture = (*known)[*row];
    return {architecture.begin(), architecture.end()};
}

MetricCatalogue::MetricCatalogue(MetricContext context) : context_(std::move(context)) {
    for (const MetricPlugin& plugin : Registry<MetricPlugin>::instance().entries())
        plugin.offer(context_, offers_);
    std::stable_sort(offers_.begin(), offers_.end(), [](const MetricOffer& a, const MetricOffer& b) {
        return std::tie(a.info.id, a.info.partial, a.info.kind, a.info.source) <
               std::tie(b.info.id, b.info.partial, b.info.kind, b.info.source);
    });
    offer_completed();
    for (const MetricOffer& offer : offers_) {
        for (const std::string& alias : offer.info.aliases) {
            // The same alias on every device stands for the name before '@'.
            const auto [known, is_new] = names_by_alias_.emplace(alias, offer.info.id);
            if (!is_new && known->second != offer.info.id)
                known->second = known->second.substr(0, known->second.find('@'));
        }
    }
}

void MetricCatalogue::offer_completed() {
    for (std::size_t first = 0; first < offers_.size();) {
        const MetricOffer whole = offers_[first];  // the most preferred
        const auto others = offers_.begin() + static_cast<std::ptrdiff_t>(first);
        const auto end = std::find_if(
            others, offers_.end(), [&](const MetricOffer& offer) { return offer.info.id != whole.info.id; });
        const auto sample =
            std::find_if(others, end, [](const MetricOffer& offer) { return offer.info.partial; });
        first = static_cast<std::size_t>(end - offers_.begin());
        if (sample == end || !whole.info.fitted) continue;
        offers_.insert(others, {completed_info(sample->info, whole.info),
                                [measured = sample->open, surrogate = whole.open] {
                                    return make_completed_metric(measured(), surrogate());
                                }});
        ++first;
    }
}

std::string MetricCatalogue::resolve(std::string_view name) const {
    if (const auto whole = names_by_alias_.find(name); whole != names_by_alias_.end()) return whole->second;
    const std::size_t at = std::min(name.find('@'), name.size());
    if (const auto part = names_by_alias_.find(name.substr(0, at));
        part != names_by_alias_.end() && at < name.size()) {
        return part->second.substr(0, part->second.find('@')) + std::string(name.substr(at));
    }
    return std::string(name);
}

std::vector<std::string> MetricCatalogue::devices(std::string_view name) const {
    std::set<std::string> devices;
    for (const MetricOffer& offer : offers_) {
        const std::string device = offer.info.device();
        if (device.empty()) continue;
        if (!name.empty() && offer.info.id.substr(0, offer.info.id.find('@')) != name) continue;
        devices.insert(device);
    }
    return {devices.begin(), devices.end()};
}

std::shared_ptr<const MetricSource> MetricCatalogue::open(std::string_view name, std::string_view source,
                                                          const FilePosition& where) {
    const std::string id = resolve(name);
    std::vector<std::string> ids;
    std::vector<std::string> sources;
    for (const MetricOffer& offer : offers_) {
        ids.push_back(offer.info.id);
        if (offer.info.id != id) continue;
        sources.push_back(offer.info.source);
        if (!source.empty() && offer.info.source != source) continue;
        auto& opened = opened_[{offer.info.id, offer.info.source}];
        if (opened == nullptr) opened = offer.open();
        return opened;
    }
    if (!sources.empty()) {
        throw UserError(where,
                        unknown_name("source", source, sources) + " (for metric '" + std::string(id) + "')");
    }
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    throw UserError(where, unknown_name("metric", id, ids) + " (for space '" + context_.space->name() + "')");
}

}  // namespace archfront
