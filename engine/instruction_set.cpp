#include "engine/instruction_set.hpp"

namespace archfront {

std::string_view to_string(InstructionSet instructions) {
    switch (instructions) {
        case InstructionSet::baseline:
            return "baseline";
        case InstructionSet::avx2:
            return "avx2";
        case InstructionSet::avx512:
            return "avx512";
    }
    return "";
}

std::vector<InstructionSet> supported_instruction_sets() {
    std::vector<InstructionSet> supported = {InstructionSet::baseline};
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) supported.push_back(InstructionSet::avx2);
    if (__builtin_cpu_supports("avx512f")) supported.push_back(InstructionSet::avx512);
#endif
    return supported;
}

}  // namespace archfront
