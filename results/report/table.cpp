#include "results/report/table.hpp"

#include "engine/error.hpp"
#include "engine/text.hpp"
#include "results/report/svg.hpp"
#include "results/report/tex.hpp"

namespace archfront {
namespace {

constexpr std::size_t most_rows = 45;     // of a page
constexpr std::size_t most_letters = 60;  // of a column of text

std::size_t letters(const Table& table) {
    std::size_t total = 0;
    for (std::size_t c = 0; c < table.header.size(); ++c) {
        std::size_t widest = table.header[c].size();
        for (const auto& row : table.rows)
            widest = std::max(widest, row[c].text.size() + (row[c].equivalent ? 1 : 0));
        total += widest + 2;
    }
    return total;
}

std::string tex_cell(const TableCell& cell) {
    std::string text = escape_tex(cell.text);
    if (cell.best) text = "\\textbf{" + text + "}";
    return cell.equivalent ? text + "$^{\\dagger}$" : text;
}

std::string tex_row(const std::vector<std::string>& cells) {
    return "    " + join(cells, " & ") + " \\\\\n";
}

}  // namespace

std::string to_html(const Table& table) {
    std::string text = "<div class=\"table\"><table><thead><tr>";
    for (std::size_t c = 0; c < table.header.size(); ++c) {
        text += std::string("<th scope=\"col\"") + (c < table.text_columns ? "" : " class=\"number\"") + ">" +
                escape_markup(table.header[c]) + "</th>";
    }
    text += "</tr></thead><tbody>\n";
    for (const auto& row : table.rows) {
        ARCHFRONT_ASSERT(row.size() == table.header.size(), "a ragged table");
        text += "<tr>";
        for (std::size_t c = 0; c < row.size(); ++c) {
            std::string content = escape_markup(row[c].text);
            if (row[c].best) content.insert(0, "<b>").append("</b>");
            if (row[c].equivalent) content += "<sup>†</sup>";
            text += (c < table.text_columns ? "<td>" : "<td class=\"number\">") + content + "</td>";
        }
        text += "</tr>\n";
    }
    return text + "</tbody></table><p class=\"caption\">" + escape_markup(table.caption) + "</p></div>\n";
}

std::string to_tex(const Table& table) {
    const std::size_t width = letters(table);
    const bool wide = width > most_letters;
    const bool crowded = width > 2 * most_letters;
    const bool is_long = table.rows.size() > most_rows;
    std::vector<std::string> header;
    for (const std::string& name : table.header)
        header.push_back(escape_tex(name));
    const std::string columns =
        std::string(table.text_columns, 'l') + std::string(table.header.size() - table.text_columns, 'r');
    const std::string caption = "\\caption{" + escape_tex(table.caption) + "}";
    const std::string label = "\\label{tab:" + table.name + "}";
    const std::string head = "    \\toprule\n" + tex_row(header) + "    \\midrule\n";
    const std::string environment = wide ? "table*" : "table";
    const std::string size = crowded ? "\\tiny" : "\\footnotesize";
    std::string body =
        "\\begingroup" + size + "\\setlength{\\tabcolsep}{" + (crowded ? "2pt" : "4pt") + "}\n";
    if (is_long) {
        body += "\\begin{longtable}{@{}" + columns + "@{}}\n  " + caption + label + "\\\\\n" + head +
                "    \\endhead\n";
    } else {
        body += "\\begin{" + environment + "}[htbp]\n  \\centering" + size + "\n  " + caption + label +
                "\\par\\smallskip\n";
        body += "  \\begin{tabular}{@{}" + columns + "@{}}\n" + head;
    }
    for (const auto& row : table.rows) {
        std::vector<std::string> cells;
        for (const TableCell& cell : row)
            cells.push_back(tex_cell(cell));
        body += tex_row(cells);
    }
    body += "    \\bottomrule\n";
    body += is_long ? "\\end{longtable}\n" : "  \\end{tabular}\n\\end{" + environment + "}\n";
    body += "\\endgroup\n";
    return tex_file(
        escape_tex(table.title) + "; needs the packages booktabs" + (is_long ? " and longtable" : ""),
        wide || is_long ? "[10pt]{article}" : "[10pt,twocolumn]{article}",
        "  \\usepackage[T1]{fontenc}\n  \\usepackage[margin=2cm]{geometry}\n"
        "  \\usepackage{booktabs,longtable}\n  \\pagestyle{empty}\n",
        body);
}

std::string to_csv(const Table& table) {
    std::string text;
    const auto append = [&](std::size_t column, const std::string& content) {
        if (column > 0) text += ',';
        append_csv_field(text, content);
    };
    for (std::size_t c = 0; c < table.header.size(); ++c)
        append(c, table.header[c]);
    text += '\n';
    for (const auto& row : table.rows) {
        for (std::size_t c = 0; c < row.size(); ++c)
            append(c, row[c].text + (row[c].best ? "*" : "") + (row[c].equivalent ? "+" : ""));
        text += '\n';
    }
    return text;
}

}  // namespace archfront
