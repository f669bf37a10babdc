// How alike the metrics of a space order its networks: a matrix of rank correlations, for any space.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/metric.hpp"
#include "results/report/figure.hpp"
#include "results/report/table.hpp"

namespace archfront {

struct CorrelationMatrix {
    /// k of them.
    std::vector<MetricInfo> metrics;
    /// Kendall's tau-b of each two, row-major, shape (k, k), of the metrics as they are, whatever their direction.
    /// NaN where one of the two is constant, or fewer than two networks have both.
    std::vector<double> taus;
    /// How many networks were asked for, and which: "drawn uniformly from the space, seed 0".
    std::size_t networks = 0;
    std::string drawn;
};

/// Over `count` distinct networks: rows of the first source that only knows part of the space, drawn without
/// replacement, else networks drawn uniformly; all there are where there are fewer. Two metrics are compared over the
/// networks that have a finite value of both. REQUIRES: sources of one space, at least one; count > 0.
CorrelationMatrix correlate(const SearchSpace& space,
                            const std::vector<std::shared_ptr<const MetricSource>>& sources,
                            std::size_t count, std::uint64_t seed);

/// The ids of a space's metrics that measure something of their own: no quantiles, draws or deviations of others.
/// devices: those of metrics that have one; empty for all. Of one id each, in the catalogue's order.
std::vector<std::string> basic_metrics(const MetricCatalogue& catalogue,
                                       const std::vector<std::string>& devices = {});

/// metric,M1,M2,...: full precision.
std::string to_csv(const CorrelationMatrix& matrix);

/// Rounded to two decimals; the columns of the table have the numbers that its rows begin with.
Table correlation_table(const CorrelationMatrix& matrix);
Figure correlation_figure(const CorrelationMatrix& matrix);

}  // namespace archfront
