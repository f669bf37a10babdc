// FLOPs and parameters of NAS-Bench-201 networks in closed form: the skeleton's constant plus a term per
// convolution, because the benchmark counts every operation of a cell, also one whose result is never used.
#include <array>
#include <string>

#include "engine/metric.hpp"

namespace archfront {
namespace {

struct DataSet {
    std::string_view name;
    double flops_skeleton;
    /// Of the 15 cells (5 at each of 3 resolutions), one nor_conv_1x1 in each; a nor_conv_3x3 costs nine
    /// times as much.
    double flops_per_conv_1x1;
    double params_skeleton;
};

// Source: the network definition of Dong and Yang 2020, arXiv:2001.00326 (16, 32 and 64 channels, five cells
// each, a residual block between). A 1x1 convolution costs h*w*c*c multiply-accumulates: 262,144 at each of
// the three resolutions of 32x32 inputs, a quarter of that for 16x16 inputs. The skeleton differs by the
// classifier and the input size.
constexpr std::array<DataSet, 3> data_sets = {{
    {"cifar10", 7'783'050, 15 * 262'144, 73'306},
    {"cifar100", 7'788'900, 15 * 262'144, 79'156},
    {"ImageNet16-120", 1'953'400, 15 * 65'536, 80'456},
}};

/// 5 * sum over c in {16, 32, 64} of (k*k*c*c + 2c): weights and batch normalisation.
constexpr double params_per_conv_1x1 = 28'000;
constexpr double params_per_conv_3x3 = 243'040;

constexpr Choice nor_conv_1x1 = 2;
constexpr Choice nor_conv_3x3 = 3;

class AdditiveCost : public MetricSource {
  public:
    AdditiveCost(MetricInfo info, double skeleton, double conv_1x1, double conv_3x3)
        : MetricSource(std::move(info)), skeleton_(skeleton), conv_1x1_(conv_1x1), conv_3x3_(conv_3x3) {}

  private:
    void do_evaluate(ArchitectureBatchView batch, std::span<double> values) const override {
        for (std::size_t r = 0; r < batch.size(); ++r) {
            double total = skeleton_;
            for (const Choice operation : batch[r]) {
                if (operation == nor_conv_1x1) total += conv_1x1_;
                if (operation == nor_conv_3x3) total += conv_3x3_;
            }
            values[r] = total / 1e6;
        }
    }

    double skeleton_;
    double conv_1x1_;
    double conv_3x3_;
};

void offer(const MetricContext& context, std::vector<MetricOffer>& offers) {
    if (context.space->name() != "nas-bench-201") return;
    for (const DataSet& data_set : data_sets) {
        const auto add = [&](std::string_view quantity, const char* unit, double skeleton, double conv_1x1,
                             double conv_3x3) {
            const MetricInfo info{.id = std::string(quantity) + "." + std::string(data_set.name),
                                  .unit = unit,
                                  .direction = Direction::minimise,
                                  .source = "formula",
                                  .kind = SourceKind::formula,
                                  .citation = "Dong and Yang 2020, arXiv:2001.00326"};
            offers.push_back(
                {info,
                 [=] { return std::make_shared<const AdditiveCost>(info, skeleton, conv_1x1, conv_3x3); }});
        };
        add("flops", "MFLOPs", data_set.flops_skeleton, data_set.flops_per_conv_1x1,
            9 * data_set.flops_per_conv_1x1);
        add("params", "M", data_set.params_skeleton, params_per_conv_1x1, params_per_conv_3x3);
    }
}

const Registration<MetricPlugin> registration{{{.name = "nas-bench-201-cost",
                                                .summary = "FLOPs and parameters of NAS-Bench-201 networks",
                                                .citation = "Dong and Yang 2020, arXiv:2001.00326",
                                                .file = __FILE__},
                                               offer}};

}  // namespace
}  // namespace archfront
