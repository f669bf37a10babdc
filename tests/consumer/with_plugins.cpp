// Own and installed plugins meet: each side's optimiser searches the other side's space.
#include "search.hpp"

int main() {
    const bool own_space = search("random", "perceptron", "params", "linear_regions", 40) > 1;
    const bool own_optimizer = search("walk", "nas-bench-201", "flops.cifar10", "params.cifar10", 200) > 0;
    return own_space && own_optimizer ? 0 : 1;
}
