// SPDX-License-Identifier: Apache-2.0
// Entry point of the kernel tests; the cases are in the *_test.cpp files beside what they test.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
