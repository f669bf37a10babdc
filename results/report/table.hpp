// A table as plain data, and three ways to write it.
#pragma once

#include <string>
#include <vector>

namespace archfront {

struct TableCell {
    std::string text = {};
    /// Among equals the best: bold.
    bool best = false;
    /// Not significantly worse than the best: marked with a dagger.
    bool equivalent = false;
};

struct Table {
    /// Of its file, without an ending.
    std::string name;
    std::string title;
    /// Whole sentences: what the numbers are, of how many seeds, against which reference, by which test.
    std::string caption;
    std::vector<std::string> header;
    /// Each as long as the header.
    std::vector<std::vector<TableCell>> rows;
    /// How many columns, from the left, are texts; the others are numbers and stand to the right.
    std::size_t text_columns = 1;
};

std::string to_html(const Table& table);

/// A floating table (of both columns where it is wide, over pages where it is long), with booktabs. It compiles
/// alone.
std::string to_tex(const Table& table);

/// Marks become "*" for the best and "+" for what is not significantly worse.
std::string to_csv(const Table& table);

}  // namespace archfront
