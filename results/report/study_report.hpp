// What a report says of a study, as plain data: figures, tables and sentences. Nothing here knows a file format.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "results/comparison.hpp"
#include "results/read_study.hpp"
#include "results/report/figure.hpp"
#include "results/report/table.hpp"

namespace archfront {

/// A study with everything that was computed from it.
struct Analysis {
    /// The hypervolume of every run of the study, whenever it rises.
    std::vector<std::vector<CurvePoint>> steps;
    Comparison comparison;
};

/// block: what a device of the study is called (see Comparison).
Analysis analyse(const Study& study, const std::string& block = "device");

/// A part of the page: a device, or what concerns all of them.
struct ReportSection {
    std::string title;
    /// What can be said in words, and what cannot be said and why.
    std::vector<std::string> sentences;
    std::vector<Table> tables;
    std::vector<Figure> figures;
};

/// All devices first, then each of them. Names of figures and tables are distinct and hold letters, digits and
/// hyphens only.
std::vector<ReportSection> study_report(const StoredStudy& stored, const Analysis& analysis);

/// The first of them.
ReportSection overall_section(const StoredStudy& stored, const Analysis& analysis);

/// How often which optimiser wins; "" where that says nothing.
std::string wins_text(const Study& study, const Comparison& comparison);

/// Who has the best mean rank over devices, and whether by more than chance; "" where there are no ranks.
std::string ranks_text(const Study& study, const Comparison& comparison);

/// Over all devices: shares of the best hypervolume, ranks, targets.
std::vector<Figure> overall_figures(const Study& study, const Analysis& analysis);

/// Of one device: hypervolume along the runs, fronts, attainment.
std::vector<Figure> device_figures(const Study& study, const Analysis& analysis, std::size_t device);

/// Verdicts, means, and who wins how often.
std::vector<Table> contest_tables(const Study& study, const Analysis& analysis);

/// What hypervolumes are measured against.
Table bounds_table(const Study& study);

std::vector<Table> device_tables(const Study& study, const Analysis& analysis, std::size_t device);

/// "31 seeds" or "one seed".
std::string seeds_text(const Study& study);

/// "hypervolume in normalised costs, bounds from the true front, reference point (1.1, 1.1)", of one device.
std::string reference_text(const StudyReference& reference);

/// "raspi4", in tables; the study's name where no metric has a device.
std::string device_label(const Study& study, std::size_t device);

/// " on raspi4"; "" where no metric has a device.
std::string on_device(const StudyDevice& device);

/// "test accuracy, cifar100".
std::string metric_words(const StudyMetric& metric);

/// "ms"; "" for a plain number.
std::string unit_of(const StudyMetric& metric);

/// "latency (ms)", in words.
std::string metric_label(const StudyMetric& metric);

/// Names files apart that would be the same, whatever the devices are called.
void make_distinct(std::vector<ReportSection>& sections);

/// With a capital and a stop.
std::string as_sentence(std::string text);

/// A device's name, or any label, as part of the name of a figure: lower-case letters, digits and hyphens.
std::string slug(std::string_view label);

}  // namespace archfront
