#include "tools/cli/finish.hpp"

#include <iostream>

#include "engine/text.hpp"
#include "experiments/execute.hpp"

namespace archfront {

void finish_study(const Plan& plan, std::vector<StudyCell> cells, const std::filesystem::path& folder,
                  const std::string& command) {
    const Study study = make_study(plan, std::move(cells));
    for (std::size_t i = 0; i < study.cells.size();) {
        const StudyCell& first = study.cells[i];
        const StudyReference& ref = study.devices[first.device].reference;
        double sum = 0;
        for (std::size_t s = 0; s < study.seeds.size(); ++s, ++i)
            sum += normalised_hypervolume(study.cells[i].costs, ref);
        std::cout << study.devices[first.device].name << " " << study.optimizers[first.optimizer] << " "
                  << sum / static_cast<double>(study.seeds.size()) / ref.best_hypervolume << "\n";
    }
    std::cout << folder.string() << command << "\n";
}

}  // namespace archfront
