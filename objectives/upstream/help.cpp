// HELP's latencies: a folder for each space with a list of architectures and, for each device, a file of their
// latencies in the same order. Every file is a device, so that a user's own stand beside the published ones.
#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "engine/metric.hpp"
#include "engine/text.hpp"
#include "objectives/listed.hpp"
#include "objectives/upstream/pickle.hpp"

namespace archfront {
namespace {

namespace fs = std::filesystem;
using upstream::PickleValue;

/// How HELP keeps the architectures of one space.
struct Layout {
    std::string_view space;
    std::string_view folder;
    std::string_view architectures;
    /// The texts of the architectures, in order; `file` is for messages.
    std::vector<std::string> (*read)(const PickleValue& root, const fs::path& file);
    bool partial;  // a sample of the space
    std::string_view note;
};

/// Numbers as text, with a separator between them.
std::string joined(const PickleValue& numbers, const std::string& what, std::string_view separator) {
    std::vector<std::string> texts;
    for (const double number : numbers.as_numbers(what))
        texts.push_back(format_number(number));
    return join(texts, separator);
}

/// A dictionary from cells to their numbers.
std::vector<std::string> read_cells(const PickleValue& root, const fs::path& file) {
    std::vector<std::string> texts(root.size());
    for (std::size_t i = 0; i < root.size(); ++i) {
        const std::string cell(root.key(i).as_text("architecture " + std::to_string(i)));
        const std::int64_t index = root.value(i).as_integer("the number of '" + cell + "'");
        if (index < 0 || index >= static_cast<std::int64_t>(texts.size()) ||
            !texts[static_cast<std::size_t>(index)].empty()) {
            throw UserError({file.string()}, "'" + excerpt(cell, 120) + "' has number " +
                                                 std::to_string(index) + "; expected the numbers from 0 to " +
                                                 std::to_string(texts.size() - 1) + ", each once");
        }
        texts[static_cast<std::size_t>(index)] = cell;
    }
    return texts;
}

std::vector<std::string> read_fbnet(const PickleValue& root, const fs::path&) {
    std::vector<std::string> texts;
    const PickleValue list = root.at("arch");
    for (std::size_t i = 0; i < list.size(); ++i)
        texts.push_back(joined(list[i].at("op_idx_list"), "architecture " + std::to_string(i), "-"));
    return texts;
}

std::vector<std::string> read_ofa(const PickleValue& root, const fs::path&) {
    std::vector<std::string> texts;
    const PickleValue list = root.at("arch");
    for (std::size_t i = 0; i < list.size(); ++i) {
        std::string text;
        for (const char* key : {"ks", "e", "d", "r"}) {
            text += (text.empty() ? "{'" : ", '") + std::string(key) + "': [" +
                    joined(list[i].at(key), "architecture " + std::to_string(i), ", ") + "]";
        }
        texts.push_back(text + "}");
    }
    return texts;
}

constexpr std::string_view batches = "The number that ends a GPU's name is its batch size.";
const std::array<Layout, 3> layouts = {{
    {"nas-bench-201", "nasbench201", "str_arch2idx.pt", read_cells, false, batches},
    {"fbnet", "fbnet", "metainfo.pt", read_fbnet, true,
     "The number that ends a GPU's name is its batch size. The values of HW-NAS-Bench's devices (raspi4, "
     "pixel3, eyeriss, fpga) are sums of its look-up tables, not measurements of whole networks."},
    {"ofa-mobilenetv3", "ofa", "ofa_archs.pt", read_ofa, true, batches},
}};

/// The folder of one space: its architectures are read when the first device is opened, once.
class HelpFolder {
  public:
    HelpFolder(fs::path folder, const Layout& layout, std::shared_ptr<const SearchSpace> space)
        : folder_(std::move(folder)), layout_(layout), space_(std::move(space)) {}

    fs::path architectures_file() const { return folder_ / layout_.architectures; }

    const std::shared_ptr<const ListedArchitectures>& architectures() {
        if (listed_ == nullptr) listed_ = read_architectures();
        return listed_;
    }

  private:
    std::shared_ptr<const ListedArchitectures> read_architectures() const {
        const fs::path file = architectures_file();
        const upstream::PickleDocument document = upstream::read_torch_archive(file);
        const auto listed = std::make_shared<ListedArchitectures>(space_);
        for (const std::string& text : layout_.read(document.root(), file)) {
            try {
                listed->push_back(space_->parse(text));
            } catch (const UserError& error) {
                throw UserError({file.string()}, error.what());
            }
        }
        return listed;
    }

    fs::path folder_;
    const Layout& layout_;
    std::shared_ptr<const SearchSpace> space_;
    std::shared_ptr<const ListedArchitectures> listed_;
};

std::shared_ptr<const MetricSource> open(HelpFolder& help, MetricInfo info, const fs::path& file) {
    const upstream::PickleDocument document = upstream::read_torch_archive(file);
    std::vector<double> latencies = document.root().as_numbers("latencies");
    const std::size_t wanted = help.architectures()->size();
    if (latencies.size() != wanted) {
        throw UserError({file.string()}, with_thousands(latencies.size()) + " latencies for the " +
                                             with_thousands(wanted) + " architectures of '" +
                                             help.architectures_file().string() + "'");
    }
    if (std::all_of(latencies.begin(), latencies.end(), [](double ms) { return ms == std::floor(ms); }))
        info.note += " This device reports whole milliseconds: many networks tie.";
    return std::make_shared<const ListedMetric>(std::move(info), help.architectures(), std::move(latencies),
                                                std::vector{help.architectures_file(), file});
}

/// Every *.pt of a folder whose stem can be the name of a device, sorted.
std::set<fs::path> device_files(const fs::path& folder) {
    std::set<fs::path> files;
    std::error_code ignored;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
        const bool is_name =
            entry.path().stem().string().find_first_not_of(
                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == std::string::npos;
        if (is_name && entry.path().extension() == ".pt") files.insert(entry.path());
    }
    return files;
}

void offer(const MetricContext& context, std::vector<MetricOffer>& offers) {
    for (const Layout& layout : layouts) {
        if (layout.space != context.space->name()) continue;
        const auto folder = context.data.find(fs::path("HELP/data") / layout.folder);
        if (!folder) return;
        const auto help = std::make_shared<HelpFolder>(*folder, layout, context.space);
        for (const fs::path& file : device_files(*folder / "latency")) {
            const MetricInfo info{.id = "latency@" + file.stem().string(),
                                  .unit = "ms",
                                  .direction = Direction::minimise,
                                  .source = "help",
                                  .kind = SourceKind::measured,
                                  .citation = "Lee et al. 2021, arXiv:2106.08630",
                                  .note = std::string(layout.note),
                                  .partial = layout.partial};
            offers.push_back({info, [help, info, file] { return open(*help, info, file); }});
        }
    }
}

const Registration<MetricPlugin> registration{{{.name = "help",
                                                .summary = "latencies on many devices, from HELP's files",
                                                .citation = "Lee et al. 2021, arXiv:2106.08630",
                                                .file = __FILE__},
                                               offer}};

}  // namespace
}  // namespace archfront
