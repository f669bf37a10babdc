#include "experiments/style.hpp"

#include <algorithm>

#include "engine/text.hpp"

namespace archfront {

Report styled_report(const std::string& style, const StoredStudy& stored, MetricContext context) {
    const StylePlugin& plugin = Registry<StylePlugin>::instance().at(style);
    const std::string& space = stored.study.space->name();
    if (std::ranges::count(plugin.spaces, space) == 0) {
        throw UserError("style '" + style + "' reports studies of " + join(plugin.spaces, ", ") +
                        "; this one is of '" + excerpt(space) + "'");
    }
    context.space = make_space(space);
    MetricCatalogue catalogue(std::move(context));
    Report report = report_of(stored, plugin.sections(stored, catalogue));
    report.subtitle += ", in the style of " + plugin.name;
    report.provenance.facts.emplace_back("style", plugin.name + ": " + plugin.citation);
    return report;
}

std::shared_ptr<const MetricSource> source_of(const MetricInfo& info, MetricCatalogue& catalogue) {
    return catalogue.open(info.id, info.source);
}

}  // namespace archfront
