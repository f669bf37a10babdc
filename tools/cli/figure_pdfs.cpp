#include "tools/cli/figure_pdfs.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "engine/text.hpp"
#include "tools/cli/process.hpp"

namespace archfront {
namespace {

const std::vector<std::string> converters = {"rsvg-convert", "pdflatex"};

bool on_path(const std::string& program) {
    const char* path = std::getenv("PATH");
    return std::ranges::any_of(split(path == nullptr ? "" : path, ':'), [&](std::string_view folder) {
        const std::filesystem::path file = std::filesystem::path(folder.empty() ? "." : folder) / program;
        return ::access(file.c_str(), X_OK) == 0 && std::filesystem::is_regular_file(file);
    });
}

/// A folder of its own, gone with this.
class WorkFolder {
  public:
    explicit WorkFolder(const std::filesystem::path& beside)
        : path_(beside / (".pdf" + std::to_string(::getpid()))) {
        std::error_code error;
        std::filesystem::create_directories(path_, error);
        if (error) throw RunError("cannot make '" + path_.string() + "': " + error.message());
    }
    ~WorkFolder() {
        std::error_code error;
        std::filesystem::remove_all(path_, error);
    }
    WorkFolder(const WorkFolder&) = delete;
    WorkFolder& operator=(const WorkFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

/// The figure's PDF appears in `folder`, or does not.
ProcessOutcome convert(const std::string& converter, const std::filesystem::path& svg,
                       const std::filesystem::path& folder) {
    // Neither the time nor the place of the conversion stands in the file.
    const std::vector<std::string> environment = {"SOURCE_DATE_EPOCH=0", "FORCE_SOURCE_DATE=1",
                                                  "TEXINPUTS=" + svg.parent_path().string() + ":"};
    const std::string name = svg.stem().string();
    if (converter == "rsvg-convert") {
        return run_process(
            {converter, "--format=pdf", "--output=" + (folder / (name + ".pdf")).string(), svg.string()},
            environment);
    }
    return run_process({converter, "-interaction=batchmode", "-halt-on-error", "-no-shell-escape",
                        "-output-directory=" + folder.string(), "-jobname=" + name,
                        "\\pdftrailerid{}\\input{" + name + ".tex}"},
                       environment);
}

/// The converter to use; empty for none.
std::string chosen(const std::string& wanted) {
    if (wanted == "none") return "";
    if (wanted != "auto") {
        if (on_path(wanted)) return wanted;
        throw RunError("'" + wanted + "' is not on PATH; install it, or leave out --pdf");
    }
    const auto found = std::ranges::find_if(converters, on_path);
    return found == converters.end() ? "" : *found;
}

}  // namespace

void add_pdf_option(options::options_description& description) {
    description.add_options()(
        "pdf", options::value<std::string>()->default_value("auto")->value_name("NAME"),
        "what makes figures/*.pdf: rsvg-convert, pdflatex, none, or auto for the first of them "
        "that is installed");
}

void check_pdf_option(const options::variables_map& values) {
    std::vector<std::string> known = converters;
    known.insert(known.end(), {"auto", "none"});
    const std::string& wanted = values["pdf"].as<std::string>();
    if (std::ranges::count(known, wanted) == 0)
        throw UserError("--pdf: " + unknown_name("converter", wanted, known));
}

void write_pdfs(const options::variables_map& values, const std::filesystem::path& report) {
    const std::string converter = chosen(values["pdf"].as<std::string>());
    if (converter.empty()) return;
    const std::filesystem::path figures = std::filesystem::absolute(report / "figures");
    std::vector<std::filesystem::path> svgs;
    for (const auto& entry : std::filesystem::directory_iterator(figures)) {
        if (entry.path().extension() == ".svg") svgs.push_back(entry.path());
    }
    std::ranges::sort(svgs);
    const WorkFolder work(figures);
    std::size_t failed = 0;
    for (const std::filesystem::path& svg : svgs) {
        const ProcessOutcome outcome = convert(converter, svg, work.path());
        if (outcome.interrupted) throw RunError("interrupted; everything but some figures/*.pdf is written");
        const std::filesystem::path pdf = svg.stem().string() + ".pdf";
        std::error_code error;
        if (outcome.status == 0) std::filesystem::rename(work.path() / pdf, figures / pdf, error);
        failed += outcome.status == 0 && !error ? 0 : 1;
    }
    if (failed > 0) {
        std::cerr << "note: " << converter << " could not convert " << failed << " of " << svgs.size()
                  << " figures to PDF; their .svg and .tex are there\n";
    }
}

}  // namespace archfront
