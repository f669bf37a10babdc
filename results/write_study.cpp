#include "results/write_study.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/file.hpp"
#include "engine/hash.hpp"
#include "engine/text.hpp"
#include "results/gzip.hpp"
#include "results/manifest.hpp"
#include "results/reference.hpp"
#include "results/study_database.hpp"

namespace archfront {
namespace {

void append_integer(std::string& text, std::uint64_t value) {
    std::array<char, 20> digits;
    text.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
}

/// "device,optimizer," of a row.
std::string labels(const Study& study, std::size_t device, std::size_t optimizer) {
    std::string text;
    append_csv_field(text, study.devices[device].name);
    text += ',';
    append_csv_field(text, study.optimizers[optimizer]);
    text += ',';
    return text;
}

void append_metric_names(std::string& header, const Study& study) {
    for (const StudyMetric& metric : study.metrics) {
        header += ',';
        append_csv_field(header, metric.name);
    }
}

/// "architecture,metrics" of a row, where the metrics begin at `metrics`.
void append_architecture(std::string& row, const Study& study, ArchitectureView architecture,
                         const double* metrics) {
    append_csv_field(row, study.space->to_string(architecture));
    for (std::size_t j = 0; j < study.metrics.size(); ++j) {
        row += ',';
        append_number(row, metrics[j]);
    }
}

std::string hypervolume_csv(const Study& study, const std::vector<std::vector<CurvePoint>>& curves) {
    std::string text = "device,optimizer,seed,evaluations,hypervolume,hypervolume_ratio\n";
    for (std::size_t c = 0; c < study.cells.size(); ++c) {
        const StudyCell& cell = study.cells[c];
        std::string begin = labels(study, cell.device, cell.optimizer);
        append_integer(begin, cell.seed);
        for (const CurvePoint& point : curves[c]) {
            text += begin;
            text += ',';
            append_integer(text, point.evaluations);
            for (const double value : {point.hypervolume, point.ratio}) {
                text += ',';
                append_number(text, value);
            }
            text += '\n';
        }
    }
    return text;
}

std::string summary_csv(const Study& study, const std::vector<SummaryRow>& summary) {
    std::string text = "device,optimizer,seeds,hypervolume_mean,hypervolume_sd,ci_low,ci_high,rank\n";
    for (const SummaryRow& row : summary) {
        text += labels(study, row.device, row.optimizer);
        append_integer(text, row.seeds);
        for (const double value : {row.mean, row.sd, row.interval.low, row.interval.high, row.rank}) {
            text += ',';
            append_number(text, value);
        }
        text += '\n';
    }
    return text;
}

std::string front_csv(const Study& study, const Front& front) {
    std::string text = "architecture";
    append_metric_names(text, study);
    text += '\n';
    for (std::size_t r = 0; r < front.architectures.size(); ++r) {
        append_architecture(text, study, front.architectures[r], &front.metrics[r * study.metrics.size()]);
        text += '\n';
    }
    return text;
}

std::string evaluations_csv_gz(const Study& study) {
    constexpr std::size_t block = 1 << 16;
    GzipWriter gzip;
    std::string text = "device,optimizer,seed,evaluation,architecture";
    append_metric_names(text, study);
    text += ",feasible\n";
    for (const StudyCell& cell : study.cells) {
        std::string begin = labels(study, cell.device, cell.optimizer);
        append_integer(begin, cell.seed);
        begin += ',';
        for (std::size_t r = 0; r < cell.costs.size(); ++r) {
            text += begin;
            append_integer(text, r + 1);
            text += ',';
            append_architecture(text, study, cell.architectures[r], &cell.metrics[r * study.metrics.size()]);
            text += cell.costs.view().feasible(r) ? ",1\n" : ",0\n";
            if (text.size() < block) continue;
            gzip.append(text);
            text.clear();
        }
    }
    gzip.append(text);
    return gzip.finish();
}

/// Every table of metrics has the study's columns.
void check_shapes(const Study& study) {
    const std::size_t k = study.metrics.size();
    for (const StudyCell& cell : study.cells) {
        ARCHFRONT_ASSERT(
            cell.architectures.size() == cell.costs.size() && cell.metrics.size() == cell.costs.size() * k,
            "a cell of another shape");
    }
    for (const StudyDevice& device : study.devices) {
        const auto& front = device.true_front;
        ARCHFRONT_ASSERT(device.metrics.size() == k &&
                             (!front || front->metrics.size() == front->architectures.size() * k),
                         "a device with other metrics");
    }
}

void make_directories(const std::filesystem::path& dir) {
    std::error_code error;
    std::filesystem::create_directories(dir, error);
    if (error) throw RunError("cannot make '" + dir.string() + "': " + error.message());
}

std::string uncertainty_csv(const Study& study) {
    std::string text = "device,optimizer,draws,hypervolume_mean,hypervolume_q05,hypervolume_q95\n";
    for (const FrontUncertainty& of : study.uncertainties) {
        text += labels(study, of.device, of.optimizer);
        append_integer(text, of.draws);
        for (const double value : {of.hypervolume_mean, of.hypervolume_q05, of.hypervolume_q95}) {
            text += ',';
            append_number(text, value);
        }
        text += '\n';
    }
    return text;
}

std::string membership_csv(const Study& study, const FrontUncertainty& of) {
    std::string text = "architecture";
    append_metric_names(text, study);
    text += ",membership\n";
    for (std::size_t r = 0; r < of.architectures.size(); ++r) {
        append_architecture(text, study, of.architectures[r], of.metrics.data() + r * study.metrics.size());
        text += ',';
        append_number(text, of.membership[r]);
        text += '\n';
    }
    return text;
}

/// Removes the temporary files of writers that were killed: OUTPUT.tmpNNN.
void remove_leftovers(const std::filesystem::path& dir) {
    const std::vector<std::string_view> outputs = {".csv", ".gz", ".sqlite", ".json"};
    std::vector<std::filesystem::path> leftovers;
    std::error_code error;
    for (std::filesystem::recursive_directory_iterator entry(dir, error), end; !error && entry != end;
         entry.increment(error)) {
        const std::string mark = entry->path().extension().string();
        const std::string output = entry->path().stem().extension().string();
        if (mark.starts_with(".tmp") && parse_integer(std::string_view(mark).substr(4)) &&
            std::find(outputs.begin(), outputs.end(), output) != outputs.end()) {
            leftovers.push_back(entry->path());
        }
    }
    for (const std::filesystem::path& leftover : leftovers)
        std::filesystem::remove(leftover, error);
}

void write_fronts(const Study& study, const std::filesystem::path& dir) {
    for (std::size_t device = 0; device < study.devices.size(); ++device) {
        const std::filesystem::path folder = dir / file_name_of(study.devices[device].name);
        make_directories(folder);
        for (std::size_t optimizer = 0; optimizer < study.optimizers.size(); ++optimizer) {
            write_file_atomically(folder / (file_name_of(study.optimizers[optimizer]) + ".csv"),
                                  front_csv(study, union_front(study, device, optimizer)));
        }
        if (study.devices[device].true_front) {
            write_file_atomically(folder / "true-front.csv",
                                  front_csv(study, *study.devices[device].true_front));
        }
    }
    for (const FrontUncertainty& of : study.uncertainties) {
        write_file_atomically(dir / file_name_of(study.devices[of.device].name) /
                                  (file_name_of(study.optimizers[of.optimizer]) + ".membership.csv"),
                              membership_csv(study, of));
    }
}

}  // namespace

std::vector<SummaryRow> write_study(const Study& study, const StudyManifest& manifest,
                                    const std::filesystem::path& dir) {
    check_shapes(study);
    const std::vector<std::vector<CurvePoint>> curves = hypervolume_curves(study);
    std::vector<SummaryRow> summary = summarise(study, curves);
    make_directories(dir);
    remove_leftovers(dir);
    // An old manifest would call the directory complete while it is being written.
    std::error_code error;
    std::filesystem::remove(dir / "manifest.json", error);
    if (error)
        throw RunError("cannot replace '" + (dir / "manifest.json").string() + "': " + error.message());
    write_file_atomically(dir / "hypervolume.csv", hypervolume_csv(study, curves));
    write_file_atomically(dir / "summary.csv", summary_csv(study, summary));
    write_fronts(study, dir / "fronts");
    if (!study.uncertainties.empty()) write_file_atomically(dir / "uncertainty.csv", uncertainty_csv(study));
    write_file_atomically(dir / "evaluations.csv.gz", evaluations_csv_gz(study));
    write_database(study, curves, summary, dir / "results.sqlite");
    write_file_atomically(dir / "manifest.json", manifest_json(study, manifest));
    return summary;
}

std::string file_name_of(std::string_view label) {
    constexpr std::string_view kept = "-_.+=,@()";
    constexpr std::string_view hexadecimal = "0123456789ABCDEF";
    constexpr std::size_t longest = 160;
    std::string name;
    for (std::size_t i = 0; i < label.size(); ++i) {
        const char c = label[i];
        const auto byte = static_cast<unsigned char>(c);
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        const bool plain = letter || (kept.find(c) != std::string_view::npos && !(i == 0 && c == '.'));
        if (plain && !(i == 0 && label == "true-front")) {
            name += c;
        } else {
            name += {'%', hexadecimal[byte >> 4], hexadecimal[byte & 15]};
        }
    }
    if (name.empty()) return "%";
    if (name.size() > longest) {
        const std::uint64_t hash = hash_text(label);
        name.resize(longest - 17);
        name += '%';
        for (int shift = 60; shift >= 0; shift -= 4)
            name += hexadecimal[hash >> shift & 15];
    }
    return name;
}

}  // namespace archfront
