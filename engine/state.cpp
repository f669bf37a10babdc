#include "engine/state.hpp"

#include <bit>
#include <cstring>

#include "engine/hash.hpp"

namespace archfront {
namespace {

static_assert(std::endian::native == std::endian::little, "saved states are little-endian");

}  // namespace

void damaged_state() {
    throw UserError("saved optimiser state is damaged or was saved by another version; start the run anew");
}

void StateWriter::integer(std::uint64_t value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void StateWriter::real(double value) {
    integer(std::bit_cast<std::uint64_t>(value));
}

void StateWriter::text(std::string_view value) {
    integer(value.size());
    bytes_.append(value);
}

void StateWriter::reals(std::span<const double> values) {
    integer(values.size());
    for (const double value : values)
        real(value);
}

void StateWriter::random(const RandomGenerator& generator) {
    for (const std::uint64_t word : generator.state())
        integer(word);
}

void StateWriter::architectures(ArchitectureBatchView batch) {
    integer(batch.width());
    text({reinterpret_cast<const char*>(batch.data()), batch.size() * batch.width()});
}

void StateWriter::costs(CostsView costs) {
    integer(costs.objectives());
    reals(costs.values());
    reals(costs.violations());
}

std::string StateWriter::finish() const {
    const std::uint64_t checksum = hash_text(bytes_);
    return bytes_ + std::string(reinterpret_cast<const char*>(&checksum), sizeof checksum);
}

StateReader::StateReader(std::string_view state) : rest_(state) {
    std::uint64_t checksum;
    if (state.size() < sizeof checksum) damaged_state();
    rest_ = state.substr(0, state.size() - sizeof checksum);
    std::memcpy(&checksum, state.data() + rest_.size(), sizeof checksum);
    if (checksum != hash_text(rest_)) damaged_state();
}

std::string_view StateReader::take(std::size_t count) {
    if (count > rest_.size()) damaged_state();
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
}

std::uint64_t StateReader::integer() {
    std::uint64_t value;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
}

double StateReader::real() {
    return std::bit_cast<double>(integer());
}

std::string StateReader::text() {
    const std::uint64_t size = integer();
    return std::string(take(size));
}

std::vector<double> StateReader::reals() {
    const std::uint64_t size = integer();
    if (size > rest_.size() / sizeof(double)) damaged_state();
    std::vector<double> values(size);
    for (double& value : values)
        value = real();
    return values;
}

void StateReader::random(RandomGenerator& generator) {
    RandomGenerator::State state;
    for (std::uint64_t& word : state)
        word = integer();
    generator.set_state(state);
}

void StateReader::architectures(ArchitectureBatch& batch) {
    const std::uint64_t width = integer();
    const std::string choices = text();
    if (width != batch.width() || choices.size() % width != 0) damaged_state();
    batch.clear();
    batch.append({reinterpret_cast<const Choice*>(choices.data()), choices.size() / width, width});
}

void StateReader::costs(Costs& costs) {
    const std::uint64_t objectives = integer();
    const std::vector<double> values = reals();
    const std::vector<double> violations = reals();
    if (objectives != costs.objectives() || values.size() != violations.size() * objectives) damaged_state();
    costs.clear();
    for (std::size_t r = 0; r < violations.size(); ++r) {
        costs.push_back({values.data() + r * objectives, objectives}, violations[r]);
    }
}

void StateReader::finish() const {
    if (!rest_.empty()) damaged_state();
}

}  // namespace archfront
