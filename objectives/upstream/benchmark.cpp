#include "objectives/upstream/benchmark.hpp"

#include <array>
#include <vector>

#include "engine/error.hpp"

namespace archfront::upstream {
namespace {

constexpr std::array<NeededPath, 2> accel_nasbench = {{
    {"anb_dataset/anb_dataset_jsons.tar.gz", "5,138 measured networks of mnasnet"},
    {"configs/data_splits/default_split", "the published split for training surrogates"},
}};

constexpr std::array<NeededPath, 8> help = {{
    {"data/nasbench201/str_arch2idx.pt", "the order of nas-bench-201's networks"},
    {"data/nasbench201/latency", "latency of nas-bench-201, a file per device"},
    {"data/nasbench201/arch_generated_by_metad2a.txt",
     "candidates of the published latency-constrained search"},
    {"data/fbnet/metainfo.pt", "5,000 networks of fbnet"},
    {"data/fbnet/latency", "latency of fbnet, a file per device"},
    {"data/ofa/ofa_archs.pt", "5,000 networks of ofa-mobilenetv3"},
    {"data/ofa/latency", "latency of ofa-mobilenetv3, a file per device"},
    {"data/hat", "networks of hat that the published search found"},
}};

constexpr std::array<NeededPath, 18> hw_gpt_bench = {{
    {"data_collection/gpt_datasets/gpt_s/stats.pkl", "measurements of gpt-s on 13 devices"},
    {"data_collection/gpt_datasets/gpt_m/stats.pkl", "measurements of gpt-m on 13 devices"},
    {"data_collection/gpt_datasets/gpt_l/stats.pkl", "measurements of gpt-l on 13 devices"},
    {"data_collection/gpt_datasets/predictor_ckpts/metric/perplexity_s.pt", "perplexity of gpt-s"},
    {"data_collection/gpt_datasets/predictor_ckpts/metric/perplexity_m.pt", "perplexity of gpt-m"},
    {"data_collection/gpt_datasets/predictor_ckpts/metric/perplexity_l.pt", "perplexity of gpt-l"},
    {"data_collection/gpt_datasets/predictor_ckpts/hwmetric/mlp/float16_memory_s.pth",
     "float16 memory of gpt-s"},
    {"data_collection/gpt_datasets/predictor_ckpts/hwmetric/mlp/float16_memory_m.pth",
     "float16 memory of gpt-m"},
    {"data_collection/gpt_datasets/predictor_ckpts/hwmetric/mlp/float16_memory_l.pth",
     "float16 memory of gpt-l"},
    {"data_collection/gpt_datasets/predictor_ckpts/hwmetric/mlp/bfloat16_memory_s.pth",
     "bfloat16 memory of gpt-s"},
    {"data_collection/gpt_datasets/predictor_ckpts/hwmetric/mlp/bfloat16_memory_m.pth",
     "bfloat16 memory of gpt-m"},
    {"data_collection/gpt_datasets/predictor_ckpts/hwmetric/mlp/bfloat16_memory_l.pth",
     "bfloat16 memory of gpt-l"},
    {"data_collection/gpt_datasets/predictor_ckpts/hwmetric/mlp/flops_s.pth", "predicted FLOPs of gpt-s"},
    {"data_collection/gpt_datasets/predictor_ckpts/hwmetric/mlp/flops_m.pth", "predicted FLOPs of gpt-m"},
    {"data_collection/gpt_datasets/predictor_ckpts/hwmetric/mlp/flops_l.pth", "predicted FLOPs of gpt-l"},
    {"data_collection/gpt_datasets/predictor_ckpts/hwmetric/mlp/params_s.pth",
     "predicted parameters of gpt-s"},
    {"data_collection/gpt_datasets/predictor_ckpts/hwmetric/mlp/params_m.pth",
     "predicted parameters of gpt-m"},
    {"data_collection/gpt_datasets/predictor_ckpts/hwmetric/mlp/params_l.pth",
     "predicted parameters of gpt-l"},
}};

constexpr std::array<NeededPath, 1> hw_nas_bench = {{
    {"HW-NAS-Bench-v1_0.pickle", "costs of nas-bench-201 and fbnet on six devices"},
}};

constexpr std::array<NeededPath, 3> rapid = {{
    {"data/nasbench201_data_final.csv", "measurements of nas-bench-201"},
    {"data/asr_data.csv", "measurements of nas-bench-asr"},
    {"data/flexibert_data.csv", "measurements of flexibert"},
}};

constexpr std::array<Benchmark, 5> table = {{
    {.name = "accel-nasbench",
     .folder = "Accel-NASBench",
     .address = "https://github.com/afzalxo/Accel-NASBench.git",
     .licence = "Apache-2.0",
     .citation = "Ahmad et al. 2024, arXiv:2404.08005",
     .elsewhere = "upstream's own fitted surrogates are on figshare (file 40109821); they are not needed",
     .paths = accel_nasbench},
    {.name = "help",
     .folder = "HELP",
     .address = "https://github.com/HayeonLee/HELP.git",
     .licence = "MIT",
     .citation = "Lee et al. 2021, arXiv:2106.08630",
     .elsewhere = "",
     .paths = help},
    {.name = "hw-gpt-bench",
     .folder = "HW-GPT-Bench",
     .address = "https://github.com/automl/HW-GPT-Bench.git",
     .licence = "Apache-2.0",
     .citation = "Sukthanker et al. 2024, arXiv:2405.10299",
     .elsewhere =
         "upstream keeps its super-networks and its AutoGluon latency and energy surrogates on Google "
         "Drive (see its README); they are not needed",
     .paths = hw_gpt_bench},
    {.name = "hw-nas-bench",
     .folder = "HW-NAS-Bench",
     .address = "https://github.com/GATECH-EIC/HW-NAS-Bench.git",
     .licence = "MIT",
     .citation = "Li et al. 2021, arXiv:2103.10584",
     .elsewhere = "accuracies are in NAS-Bench-201's own files, not in this repository",
     .paths = hw_nas_bench},
    {.name = "rapid",
     .folder = "RAPID",
     .address = "https://github.com/McGill-Edge-Intelligence/RAPID.git",
     .licence = "",
     .citation = "McGill Edge Intelligence Lab, RAPID (GitHub repository)",
     .elsewhere = "",
     .paths = rapid},
}};

constexpr std::string_view nas_bench_201_paper = "Dong and Yang 2020, arXiv:2001.00326";
constexpr std::string_view hw_nas_bench_readme = "README of HW-NAS-Bench, architecture 0 on CIFAR-10";

constexpr std::array<PublishedValue, 12> figures = {{
    {"nas-bench-201", "test_accuracy.cifar10", "nas-bench-201", 6111, 94.3733, true, nas_bench_201_paper},
    {"nas-bench-201", "test_accuracy.cifar100", "nas-bench-201", 9930, 73.5133, true, nas_bench_201_paper},
    {"nas-bench-201", "test_accuracy.ImageNet16-120", "nas-bench-201", 857, 47.3111, true,
     nas_bench_201_paper},
    {"nas-bench-201", "latency.cifar10@edgegpu", "hw-nas-bench", 0, 5.807418537139893, false,
     hw_nas_bench_readme},
    {"nas-bench-201", "energy.cifar10@edgegpu", "hw-nas-bench", 0, 24.226614330768584, false,
     hw_nas_bench_readme},
    {"nas-bench-201", "latency.cifar10@raspi4", "hw-nas-bench", 0, 10.481976820010459, false,
     hw_nas_bench_readme},
    {"nas-bench-201", "latency.cifar10@edgetpu", "hw-nas-bench", 0, 0.9571811309997429, false,
     hw_nas_bench_readme},
    {"nas-bench-201", "latency.cifar10@pixel3", "hw-nas-bench", 0, 3.60585, false, hw_nas_bench_readme},
    {"nas-bench-201", "latency.cifar10@eyeriss", "hw-nas-bench", 0, 3.64562, false, hw_nas_bench_readme},
    {"nas-bench-201", "energy.cifar10@eyeriss", "hw-nas-bench", 0, 0.6872827644999999, false,
     hw_nas_bench_readme},
    {"nas-bench-201", "latency.cifar10@fpga", "hw-nas-bench", 0, 2.57296, false, hw_nas_bench_readme},
    {"nas-bench-201", "energy.cifar10@fpga", "hw-nas-bench", 0, 18.01072, false, hw_nas_bench_readme},
}};

}  // namespace

std::span<const Benchmark> benchmarks() {
    return table;
}

const Benchmark& benchmark(std::string_view name) {
    std::vector<std::string> names;
    for (const Benchmark& entry : table) {
        if (entry.name == name) return entry;
        names.emplace_back(entry.name);
    }
    throw UserError(unknown_name("benchmark", name, names));
}

std::string licence_of(const Benchmark& benchmark) {
    return benchmark.licence.empty() ? "none stated" : std::string(benchmark.licence);
}

std::span<const PublishedValue> published_values() {
    return figures;
}

}  // namespace archfront::upstream
