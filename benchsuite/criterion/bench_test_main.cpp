// SPDX-License-Identifier: Apache-2.0
// The main function of the benchmark suite's test programs. Holds no test.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
