#include "results/spellings.hpp"

#include <limits>

#include "engine/text.hpp"

namespace archfront {
namespace {

constexpr std::size_t digit_count = 4;

std::vector<Variable> digits() {
    Variable digit{"digit", {}};
    for (int value = 0; value < 256; ++value)
        digit.choices.push_back(std::to_string(value));
    return std::vector<Variable>(digit_count, digit);
}

class SpelledSpace : public SearchSpace {
  public:
    SpelledSpace(const std::string& name, std::shared_ptr<const Spellings> spellings)
        : SearchSpace(name, digits()), spellings_(std::move(spellings)) {}

  private:
    std::string do_to_string(ArchitectureView architecture) const override {
        std::uint32_t number = 0;
        for (std::size_t i = digit_count; i-- > 0;)
            number = number << 8 | architecture[i];
        ARCHFRONT_ASSERT(number < spellings_->size(), "the architecture of a spelling");
        return (*spellings_)[number];
    }
    Architecture do_parse(std::string_view text) const override {
        if (!spellings_->contains(text))
            throw UserError("'" + excerpt(text) + "' is none of the architectures of these results");
        return spelled_architecture(spellings_->known(text));
    }

    std::shared_ptr<const Spellings> spellings_;
};

}  // namespace

std::uint32_t Spellings::number(std::string_view text) {
    const auto found = numbers_.find(text);
    if (found != numbers_.end()) return found->second;
    ARCHFRONT_ASSERT(texts_.size() < std::numeric_limits<std::uint32_t>::max(), "too many spellings");
    const auto number = static_cast<std::uint32_t>(texts_.size());
    texts_.emplace_back(text);
    numbers_.emplace(texts_.back(), number);
    return number;
}

Architecture spelled_architecture(std::uint32_t number) {
    Architecture architecture(digit_count);
    for (Choice& digit : architecture) {
        digit = static_cast<Choice>(number & 0xff);
        number >>= 8;
    }
    return architecture;
}

std::shared_ptr<const SearchSpace> spelled_space(const std::string& name,
                                                 std::shared_ptr<const Spellings> spellings) {
    return std::make_shared<const SpelledSpace>(name, std::move(spellings));
}

}  // namespace archfront
