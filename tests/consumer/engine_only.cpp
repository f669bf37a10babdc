// The engine alone knows only the plugins of this project.
#include "search.hpp"

int main() {
    using namespace archfront;
    const bool alone = Registry<SpacePlugin>::instance().names() == std::vector<std::string>{"perceptron"} &&
                       Registry<OptimizerPlugin>::instance().names() == std::vector<std::string>{"walk"};
    return alone && search("walk", "perceptron", "params", "linear_regions", 40) > 1 ? 0 : 1;
}
