// The vector instructions that this machine has, asked for when the program runs: one binary for all machines.
#pragma once

#include <string_view>
#include <vector>

namespace archfront {

/// The vector instructions used; they differ in speed, not in a bit of the result.
enum class InstructionSet { baseline, avx2, avx512 };

std::string_view to_string(InstructionSet instructions);

/// Those this machine has, the fastest last.
std::vector<InstructionSet> supported_instruction_sets();

}  // namespace archfront
