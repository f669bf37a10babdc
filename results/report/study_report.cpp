#include "results/report/study_report.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/text.hpp"
#include "results/report/uncertainty_report.hpp"
#include "results/targets.hpp"

namespace archfront {
namespace {

void append_reservations(std::vector<std::string>& sentences, const std::vector<std::string>& reservations) {
    for (const std::string& reservation : reservations)
        sentences.push_back(as_sentence(reservation));
}

/// Who wins a device, or why nobody does.
std::string verdict(const Study& study, const DeviceComparison& device) {
    if (study.optimizers.size() < 2) return "";
    if (!device.winner) return "No optimiser has the largest mean hypervolume alone.";
    const std::size_t winner = *device.winner;
    std::vector<std::string> equals;
    for (std::size_t i = 0; i < study.optimizers.size(); ++i) {
        if (i != winner && device.performances[i].among_best) equals.push_back(study.optimizers[i]);
    }
    std::string text = study.optimizers[winner] + " has the largest mean hypervolume, " +
                       readable(100 * device.performances[winner].mean, 4) + " % of the best";
    if (device.pairs.empty()) return text + "; whether by more than chance cannot be said.";
    if (equals.empty()) return text + ", significantly more than every other optimiser.";
    return text + "; not significantly less: " + join(equals, ", ") + ".";
}

std::string ends_text(const StoredStudy& stored) {
    std::vector<std::string> parts;
    for (const auto& [end, count] : stored.ends)
        parts.push_back(with_thousands(count) + " " +
                        (end.empty() ? "for an unknown reason" : "(" + end + ")"));
    return parts.empty() ? "" : "Runs and how they ended: " + join(parts, ", ") + ".";
}

}  // namespace

Analysis analyse(const Study& study, const std::string& block) {
    auto steps = hypervolume_steps(study);
    Comparison comparison = compare(study, steps, 0.05, block);
    return {std::move(steps), std::move(comparison)};
}

std::string wins_text(const Study& study, const Comparison& comparison) {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < study.optimizers.size(); ++i) {
        std::size_t wins = 0;
        for (const DeviceComparison& device : comparison.devices)
            wins += device.winner == i ? 1 : 0;
        if (wins > 0) parts.push_back(study.optimizers[i] + " on " + std::to_string(wins));
    }
    if (study.optimizers.size() < 2 || study.devices.size() < 2 || parts.empty()) return "";
    return "Largest mean hypervolume: " + join(parts, ", ") + " of " + std::to_string(study.devices.size()) +
           " " + comparison.block + "s.";
}

std::string ranks_text(const Study& study, const Comparison& comparison) {
    const DevicesComparison& across = comparison.across;
    if (!across.friedman) return "";
    const std::vector<double>& ranks = across.friedman->mean_ranks;
    const auto best = static_cast<std::size_t>(std::ranges::min_element(ranks) - ranks.begin());
    if (std::ranges::count(ranks, ranks[best]) > 1) return "No optimiser has the best mean rank alone.";
    std::vector<std::string> equals;
    double largest_p = 0;
    for (const DevicesPair& pair : across.pairs) {
        if (pair.first != best && pair.second != best) continue;
        const std::size_t other = pair.first == best ? pair.second : pair.first;
        if (pair.verdict == (pair.first == best ? 1 : -1)) {
            largest_p = std::max(largest_p, pair.p);
        } else {
            equals.push_back(study.optimizers[other]);
        }
    }
    std::string text = study.optimizers[best] + " has the best mean rank over " +
                       std::to_string(study.devices.size()) + " " + comparison.block + "s, " +
                       readable(ranks[best], 3);
    const std::string test = "signed-rank tests of mean hypervolumes, Holm-adjusted over all pairs";
    if (equals.empty())
        return text + "; it is significantly better than every other (" + test +
               ": p <= " + readable(largest_p, 2) + ").";
    return text + "; not significantly better than: " + join(equals, ", ") + " (" + test + ", level " +
           format_number(comparison.alpha) + ").";
}

ReportSection overall_section(const StoredStudy& stored, const Analysis& analysis) {
    const Study& study = stored.study;
    ReportSection overall;
    overall.title = study.devices.size() == 1 ? "Overview" : "All devices";
    for (const std::string& sentence :
         {wins_text(study, analysis.comparison), ranks_text(study, analysis.comparison), ends_text(stored)}) {
        if (!sentence.empty()) overall.sentences.push_back(sentence);
    }
    append_reservations(overall.sentences, stored.notes);
    append_reservations(overall.sentences, analysis.comparison.across.reservations);
    overall.tables = contest_tables(study, analysis);
    overall.tables.push_back(bounds_table(study));
    overall.figures = overall_figures(study, analysis);
    return overall;
}

std::vector<ReportSection> study_report(const StoredStudy& stored, const Analysis& analysis) {
    const Study& study = stored.study;
    std::vector<ReportSection> sections = {overall_section(stored, analysis)};
    for (std::size_t device = 0; device < study.devices.size(); ++device) {
        ReportSection& section = sections.emplace_back();
        section.title = study.devices[device].name == "none" ? "Results" : study.devices[device].name;
        const std::string sentence = verdict(study, analysis.comparison.devices[device]);
        if (!sentence.empty()) section.sentences.push_back(sentence);
        append_reservations(section.sentences, analysis.comparison.devices[device].reservations);
        section.tables = device_tables(study, analysis, device);
        section.figures = device_figures(study, analysis, device);
        append_uncertainty(section, study, analysis, device);
        if (section.figures.empty())
            section.sentences.emplace_back(
                "No run found a feasible architecture, so there is nothing to draw.");
    }
    make_distinct(sections);
    return sections;
}

void make_distinct(std::vector<ReportSection>& sections) {
    std::set<std::string> known;
    const auto rename = [&](std::string& name) {
        const std::string wanted = name;
        for (int number = 2; !known.insert(name).second; ++number)
            name = wanted + "-" + std::to_string(number);
    };
    for (ReportSection& section : sections) {
        for (Figure& figure : section.figures)
            rename(figure.name);
        for (Table& table : section.tables)
            rename(table.name);
    }
}

std::string as_sentence(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text + ".";
}

std::string seeds_text(const Study& study) {
    return study.seeds.size() == 1 ? "one seed" : std::to_string(study.seeds.size()) + " seeds";
}

std::string reference_text(const StudyReference& reference) {
    std::vector<std::string> point;
    for (const double value : reference.point)
        point.push_back(format_number(value));
    return "normalised costs with bounds from the " + reference.bounds_origin + ", reference point (" +
           join(point, ", ") + ")";
}

std::string device_label(const Study& study, std::size_t device) {
    const std::string& name = study.devices[device].name;
    return name == "none" ? study.name : name;
}

std::string on_device(const StudyDevice& device) {
    return device.name == "none" ? "" : " on " + device.name;
}

std::string metric_words(const StudyMetric& metric) {
    std::string words;
    for (const char c : metric.name) {
        if (c == '.') {
            words += ", ";
        } else {
            words += c == '_' ? ' ' : c;
        }
    }
    return words;
}

std::string unit_of(const StudyMetric& metric) {
    return metric.unit == "1" ? "" : metric.unit;
}

std::string metric_label(const StudyMetric& metric) {
    const std::string unit = unit_of(metric);
    return unit.empty() ? metric_words(metric) : metric_words(metric) + " (" + unit + ")";
}

std::string slug(std::string_view label) {
    std::string slug;
    for (const char c : label.substr(0, 60)) {
        const bool upper = c >= 'A' && c <= 'Z';
        const bool kept = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (kept) {
            slug += upper ? static_cast<char>(c - 'A' + 'a') : c;
        } else if (!slug.empty() && slug.back() != '-') {
            slug += '-';
        }
    }
    while (!slug.empty() && slug.back() == '-')
        slug.pop_back();
    return slug.empty() ? "device" : slug;
}

}  // namespace archfront
