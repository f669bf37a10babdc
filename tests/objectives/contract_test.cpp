// What every metric that is offered without data must do, whichever it is.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "engine/metric.hpp"

using namespace archfront;

namespace {

MetricCatalogue catalogue_of(const SpacePlugin& plugin) {
    MetricContext context;
    context.space = plugin.make();
    return MetricCatalogue(std::move(context));
}

/// Runs `check` on every metric that every registered space has without data.
template <class Check>
void for_every_metric(Check check) {
    for (const SpacePlugin& plugin : Registry<SpacePlugin>::instance().entries()) {
        const MetricCatalogue catalogue = catalogue_of(plugin);
        for (const MetricOffer& offer : catalogue.offers()) {
            CAPTURE(plugin.name);
            CAPTURE(offer.info.id);
            CAPTURE(offer.info.source);
            check(*catalogue.space(), offer);
        }
    }
}

ArchitectureBatch samples(const SearchSpace& space, std::size_t count) {
    ArchitectureBatch batch(space.width());
    RandomGenerator random(1);
    while (batch.size() < count)
        space.sample(random, batch.emplace_back());
    space.canonicalise(batch, Equivalence::spelling);
    return batch;
}

std::vector<double> values_of(const MetricSource& source, ArchitectureBatchView batch) {
    std::vector<double> values(batch.size(), std::nan(""));
    source.evaluate(batch, values);
    return values;
}

}  // namespace

TEST_CASE("every metric says its unit, source and citation") {
    for_every_metric([](const SearchSpace&, const MetricOffer& offer) {
        CHECK_FALSE(offer.info.unit.empty());
        CHECK_FALSE(offer.info.source.empty());
        CHECK_FALSE(offer.info.citation.empty());
    });
}

TEST_CASE("every metric id is a name, perhaps a data set and a variant, perhaps one device") {
    for_every_metric([](const SearchSpace&, const MetricOffer& offer) {
        const std::string& id = offer.info.id;
        CHECK(id.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.@") ==
              std::string::npos);
        const std::size_t at = id.find('@');
        CHECK(at == id.rfind('@'));
        CHECK(std::count(id.begin(), id.end(), '.') <= 2);
        CHECK(id.rfind('.') == id.substr(0, at).rfind('.'));
        CHECK(id.front() != '@');
        CHECK(id.back() != '@');
    });
}

TEST_CASE("no space has two metrics of one id and source") {
    for (const SpacePlugin& plugin : Registry<SpacePlugin>::instance().entries()) {
        const MetricCatalogue catalogue = catalogue_of(plugin);
        std::set<std::pair<std::string, std::string>> seen;
        for (const MetricOffer& offer : catalogue.offers()) {
            CAPTURE(offer.info.id);
            CHECK(seen.emplace(offer.info.id, offer.info.source).second);
        }
    }
}

TEST_CASE("every metric opens as what was offered") {
    for_every_metric([](const SearchSpace&, const MetricOffer& offer) {
        const auto source = offer.open();
        const auto told = [](const MetricInfo& i) {
            return std::tie(i.id, i.unit, i.direction, i.source, i.kind, i.citation);
        };
        CHECK(told(source->info()) == told(offer.info));
    });
}

TEST_CASE("every metric has a finite value for every architecture, and not the same for all") {
    for_every_metric([](const SearchSpace& space, const MetricOffer& offer) {
        const std::vector<double> values = values_of(*offer.open(), samples(space, 500));
        std::set<double> distinct;
        for (const double value : values) {
            REQUIRE(std::isfinite(value));
            distinct.insert(value);
        }
        CHECK(distinct.size() > 1);
    });
}

TEST_CASE("every metric has one value for all spellings of a network") {
    for_every_metric([](const SearchSpace& space, const MetricOffer& offer) {
        ArchitectureBatch batch(space.width());
        RandomGenerator random(2);
        while (batch.size() < 100)
            space.sample(random, batch.emplace_back());
        const auto source = offer.open();
        const std::vector<double> as_drawn = values_of(*source, batch);
        space.canonicalise(batch, Equivalence::spelling);
        CHECK(values_of(*source, batch) == as_drawn);
    });
}

TEST_CASE("every metric's values do not depend on the batch, the order or how often it was opened") {
    for_every_metric([](const SearchSpace& space, const MetricOffer& offer) {
        const ArchitectureBatch batch = samples(space, 300);
        const auto source = offer.open();
        const std::vector<double> together = values_of(*source, batch);
        CHECK(values_of(*offer.open(), batch) == together);
        for (std::size_t r = batch.size(); r-- > 0;)
            REQUIRE(values_of(*source, ArchitectureBatchView(batch[r]))[0] == together[r]);
        CHECK(values_of(*source, batch.view().subview(100, 0)).empty());
    });
}
