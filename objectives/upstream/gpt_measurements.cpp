#include "objectives/upstream/gpt_measurements.hpp"

#include <algorithm>
#include <cmath>

#include "engine/text.hpp"
#include "objectives/upstream/pickle.hpp"

namespace archfront::upstream {
namespace {

/// Upstream's files have 5.3 million observations. A pickle can name one list many times, so that the size of
/// the file does not bound them.
constexpr std::size_t most_observations = 20'000'000;

class MeasurementsReader {
  public:
    MeasurementsReader(const std::filesystem::path& file, const std::shared_ptr<const SearchSpace>& space)
        : where_{file.string()}, architectures_(std::make_shared<ListedArchitectures>(space)) {
        for (const char* name :
             {"perplexity", "accuracy", "flops", "params", "float16_memory", "bfloat16_memory"})
            measurements_.quantities[name];
        for (const std::string_view device : gpt_devices) {
            for (const char* name : {"/latencies", "/energies"})
                measurements_.quantities[std::string(device) + name];
        }
    }

    GptMeasurements read(const PickleValue& root) {
        expect_dictionary(root, "architectures");
        for (std::size_t r = 0; r < root.size(); ++r)
            read_architecture(root.key(r).as_text("the name of an architecture"), root.value(r));
        measurements_.architectures = architectures_;
        return std::move(measurements_);
    }

  private:
    void expect_dictionary(const PickleValue& value, const std::string& of) const {
        if (value.kind() != PickleValue::Kind::dictionary)
            throw UserError(where_, "expected a dictionary of " + of);
    }

    void read_architecture(std::string_view text, const PickleValue& entries) {
        const std::string quoted = "'" + excerpt(text, 120) + "'";
        const std::size_t row = architectures_->size();
        Architecture architecture;
        try {
            architecture = architectures_->space().parse(text);
        } catch (const UserError& error) {
            throw UserError(where_, error.what());
        }
        try {
            architectures_->push_back(architecture);
        } catch (const UserError&) {
            throw UserError(where_, "architecture " + quoted + " is there twice");
        }
        expect_dictionary(entries, "measurements of " + quoted);
        for (std::size_t e = 0; e < entries.size(); ++e) {
            const std::string name(entries.key(e).as_text("the name of a measurement"));
            const PickleValue value = entries.value(e);
            if (value.kind() != PickleValue::Kind::dictionary) {
                add(row, name, value, quoted);
                continue;
            }
            for (std::size_t q = 0; q < value.size(); ++q) {
                const std::string_view quantity = value.key(q).as_text("the name of a quantity");
                add(row, name + "/" + std::string(quantity), value.value(q), quoted);
            }
        }
    }

    /// What is not known is left out; None and what is not a number are missing.
    void add(std::size_t row, const std::string& name, const PickleValue& value, const std::string& quoted) {
        const auto known = measurements_.quantities.find(name);
        if (known == measurements_.quantities.end()) return;
        if (known->second.rows() > row)
            throw UserError(where_, "'" + name + "' of " + quoted + " is there twice");
        std::vector<double> observed;
        if (value.kind() != PickleValue::Kind::none) observed = value.as_numbers(name + " of " + quoted);
        std::erase_if(observed, [](double number) { return !std::isfinite(number); });
        observations_ += observed.size();
        if (observations_ > most_observations)
            throw UserError(where_, "more than " + with_thousands(most_observations) +
                                        " observations; upstream's files have 5 million");
        known->second.append(row, observed);
    }

    FilePosition where_;
    std::shared_ptr<ListedArchitectures> architectures_;
    GptMeasurements measurements_;
    std::size_t observations_ = 0;
};

}  // namespace

std::span<const double> Observations::of(std::size_t row) const {
    if (row >= ends_.size()) return {};
    const std::size_t first = row == 0 ? 0 : ends_[row - 1];
    return std::span(values_).subspan(first, ends_[row] - first);
}

void Observations::append(std::size_t row, std::span<const double> observed) {
    ARCHFRONT_ASSERT(row >= rows(), "observations of a row that has some");
    ends_.resize(row, values_.size());
    values_.insert(values_.end(), observed.begin(), observed.end());
    ends_.push_back(values_.size());
}

GptMeasurements read_gpt_measurements(const std::filesystem::path& file,
                                      const std::shared_ptr<const SearchSpace>& space) {
    const PickleDocument document = read_pickle(file);
    return MeasurementsReader(file, space).read(document.root());
}

}  // namespace archfront::upstream
