#include "results/report/across_report.hpp"

#include "engine/text.hpp"
#include "results/across.hpp"

namespace archfront {
namespace {

ReportSection all_problems(const std::vector<NamedStudy>& studies, const std::vector<std::string>& notes) {
    const Study joined = side_by_side(studies);
    const Analysis analysis = analyse(joined, "problem");
    ReportSection section;
    section.title = "All problems";
    section.sentences.push_back(
        "A problem is a device of a study. Hypervolumes are in % of the best front's of the problem, so that "
        "problems "
        "count alike.");
    for (const std::string& sentence :
         {wins_text(joined, analysis.comparison), ranks_text(joined, analysis.comparison)}) {
        if (!sentence.empty()) section.sentences.push_back(sentence);
    }
    for (const std::string& note : notes)
        section.sentences.push_back(as_sentence(note));
    for (const std::string& reservation : analysis.comparison.across.reservations)
        section.sentences.push_back(as_sentence(reservation));
    section.tables = contest_tables(joined, analysis);
    section.figures = overall_figures(joined, analysis);
    return section;
}

/// Names of files begin with the study's.
void prefix(ReportSection& section, const std::string& name) {
    for (Table& table : section.tables)
        table.name = name + "-" + table.name;
    for (Figure& figure : section.figures)
        figure.name = name + "-" + figure.name;
}

}  // namespace

Report across_report(std::vector<NamedStudy> studies) {
    const std::vector<std::string> notes = keep_common(studies);
    Report report;
    std::vector<std::string> names;
    report.sections.push_back(all_problems(studies, notes));
    report.provenance.facts.emplace_back("report by", "archfront " ARCHFRONT_VERSION);
    for (const NamedStudy& named : studies) {
        const StoredStudy& stored = named.stored;
        names.push_back(named.name);
        ReportSection section = overall_section(stored, analyse(stored.study));
        section.title = named.name;
        prefix(section, slug(named.name));
        Provenance of = report_of(stored, {}).provenance;
        for (auto& [fact, value] : of.facts) {
            if (fact != "report by") report.provenance.facts.emplace_back(named.name + ": " + fact, value);
        }
        report.provenance.metrics.insert(report.provenance.metrics.end(), of.metrics.begin(),
                                         of.metrics.end());
        report.provenance.data_files.insert(report.provenance.data_files.end(), of.data_files.begin(),
                                            of.data_files.end());
        report.sections.push_back(std::move(section));
    }
    report.title = join(names, ", ");
    const Study& first = studies.front().stored.study;
    report.subtitle = std::to_string(studies.size()) + " studies, " +
                      std::to_string(first.optimizers.size()) +
                      (first.optimizers.size() == 1 ? " optimiser, " : " optimisers, ") + seeds_text(first);
    make_distinct(report.sections);
    return report;
}

}  // namespace archfront
