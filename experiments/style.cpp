#include "experiments/style.hpp"

#include <algorithm>

#include "engine/text.hpp"
#include "experiments/surrogate_quality.hpp"

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

Report full_report(const StoredStudy& stored, MetricContext context) {
    Report report = report_of(stored, study_report(stored, analyse(stored.study)));
    const std::string& space = stored.study.space->name();
    if (Registry<SpacePlugin>::instance().find(space) == nullptr) return report;
    context.space = make_space(space);
    try {
        MetricCatalogue catalogue(std::move(context));
        add_surrogates(report.sections.front(), surrogate_qualities(stored.study, catalogue));
    } catch (
        const UserError& error) {  // what lies in a data directory may be at fault, and the results are not
        report.sections.front().sentences.push_back(std::string("Sources were not looked at: ") +
                                                    error.what() + ".");
    }
    return report;
}

std::shared_ptr<const MetricSource> source_of(const MetricInfo& info, MetricCatalogue& catalogue) {
    return catalogue.open(info.id, info.source);
}

}  // namespace archfront
