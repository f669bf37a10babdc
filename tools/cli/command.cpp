#include "tools/cli/command.hpp"

#include <algorithm>
#include <iostream>

#include "engine/text.hpp"

namespace archfront {

bool parse_arguments(const std::string& command, const std::vector<std::string>& arguments,
                     const options::options_description& description, const std::string& positional, int most,
                     options::variables_map& values) {
    options::options_description all;
    all.add(description).add_options()("help,h", "print this help and exit");
    options::positional_options_description positions;
    for (std::string_view rest = positional; !rest.empty();) {
        const std::string name(rest.substr(0, rest.find(' ')));
        rest.remove_prefix(std::min(name.size() + 1, rest.size()));
        positions.add(name.c_str(), rest.empty() ? most : 1);
    }
    const std::string more = "; see 'archfront " + command + " --help'";
    try {
        namespace style = options::command_line_style;
        options::store(options::command_line_parser(arguments)
                           .options(all)
                           .positional(positions)
                           .style(style::unix_style & ~style::allow_guessing)
                           .run(),
                       values);
        if (values.count("help") > 0) {
            const Command& entry = Registry<Command>::instance().at(command);
            std::cout << "usage: archfront " << entry.citation << "\n\n" << entry.summary << "\n\n" << all;
            return false;
        }
        options::notify(values);
    } catch (const options::unknown_option& error) {
        std::vector<std::string> names;
        for (const auto& option : all.options())
            names.push_back("--" + option->long_name());
        throw UserError(unknown_name("option", error.get_option_name(), names));
    } catch (const options::error& error) {
        throw UserError(std::string(error.what()) + more);
    }
    return true;
}

void add_metric_options(options::options_description& description) {
    description.add_options()(
        "data", options::value<std::string>()->value_name("DIR[:DIR...]"),
        "where upstream files lie (default: $ARCHFRONT_DATA, else the user's data directory)")(
        "table", options::value<std::vector<std::string>>()->composing()->value_name("FILE"),
        "YAML file that describes a table of measurements; may be given several times")(
        "model", options::value<std::vector<std::string>>()->composing()->value_name("FILE"),
        "model written by 'archfront fit'; may be given several times");
}

MetricContext metric_context(const options::variables_map& values, std::shared_ptr<const SearchSpace> space) {
    MetricContext context;
    context.space = std::move(space);
    context.data =
        DataPath::from_environment(values.count("data") > 0 ? values["data"].as<std::string>() : "");
    if (values.count("table") > 0) {
        for (const std::string& file : values["table"].as<std::vector<std::string>>()) {
            for (const Node& table : read_yaml(file).as_list())
                context.tables.push_back(table);
        }
    }
    if (values.count("model") > 0) {
        for (const std::string& file : values["model"].as<std::vector<std::string>>())
            context.models.emplace_back(file);
    }
    return context;
}

}  // namespace archfront
