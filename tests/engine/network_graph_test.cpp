#include <doctest/doctest.h>

#include "engine/network_graph.hpp"

using namespace archfront;

TEST_CASE("a graph prints sources before targets, with the operations on its edges") {
    NetworkGraph graph;
    graph.add_node("output");
    graph.add_node("input");
    graph.add_node("sum", {1});
    graph.add_edge(1, 2, "conv 3x3");
    graph.add_edge(2, 0, "");
    CHECK(to_text(graph) == "1 input\n2 sum <- 1, 1 (conv 3x3)\n0 output <- 2\n");
}

TEST_CASE("a graph is drawn as DOT with quotes escaped") {
    NetworkGraph graph;
    const std::size_t input = graph.add_node("the \"input\"");
    graph.add_node("output", {input});
    const std::string dot = to_dot(graph, "a \"title\"");
    CHECK(dot.starts_with("digraph G {"));
    CHECK(dot.find("label=\"a \\\"title\\\"\"") != std::string::npos);
    CHECK(dot.find("0[label=\"the \\\"input\\\"\"]") != std::string::npos);
    CHECK(dot.find("0->1") != std::string::npos);
}

TEST_CASE("a graph is as deep as its longest path") {
    NetworkGraph graph;
    CHECK(depth(graph) == 0);
    const std::size_t input = graph.add_node("input");
    CHECK(depth(graph) == 0);
    const std::size_t first = graph.add_node("conv", {input});
    const std::size_t second = graph.add_node("conv", {first});
    graph.add_node("sum", {input, second});
    CHECK(depth(graph) == 3);
}
