# Target helpers: warnings, libraries with a public header set, per-ISA objects, tests.
option(BITNET_WERROR "Warnings are errors" OFF)

add_library(bitnet_build_flags INTERFACE)
target_compile_features(bitnet_build_flags INTERFACE cxx_std_20)
target_compile_options(bitnet_build_flags INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
  -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast -Wcast-qual -Wundef
  # g++ 12 at -O2 warns of impossible memcpy sizes in "text" + std::string (GCC bug 105651, fixed in 13).
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>
  $<$<BOOL:${BITNET_WERROR}>:-Werror>)
if(CMAKE_CXX_FLAGS MATCHES "-fsanitize" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")  # false alarms inside <regex> (GCC bug 105562) and <vector>
  target_compile_options(bitnet_build_flags INTERFACE -Wno-maybe-uninitialized -Wno-stringop-overflow)
endif()

# bitnet_add_library(name NAMESPACE ns HEADERS h... SOURCES s... LINK targets...)
# Static library <ns>_<name>, alias <ns>::<name>. Exports only its own include/ (dependency arrows are compile errors).
function(bitnet_add_library name)
  cmake_parse_arguments(PARSE_ARGV 1 A "" "NAMESPACE" "HEADERS;SOURCES;LINK")
  set(target ${A_NAMESPACE}_${name})
  add_library(${target} STATIC ${A_SOURCES})
  add_library(${A_NAMESPACE}::${name} ALIAS ${target})
  target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS include FILES ${A_HEADERS})
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_link_libraries(${target} PUBLIC ${A_LINK} PRIVATE $<BUILD_INTERFACE:bitnet_build_flags>)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
endfunction()

# bitnet_isa_sources(target isa FLAGS f... SOURCES s...): the only place where -m flags exist.
function(bitnet_isa_sources target isa)
  cmake_parse_arguments(PARSE_ARGV 2 A "" "" "FLAGS;SOURCES")
  add_library(${target}_${isa} OBJECT ${A_SOURCES})
  # Every function at the start of a cache line: where a loop lies in its line must not depend on the code before it.
  target_compile_options(${target}_${isa} PRIVATE ${A_FLAGS} -fno-exceptions -falign-functions=64)
  target_include_directories(${target}_${isa} PRIVATE include src)
  target_link_libraries(${target}_${isa} PRIVATE bitnet_build_flags)
  set_target_properties(${target}_${isa} PROPERTIES CXX_EXTENSIONS OFF INTERPROCEDURAL_OPTIMIZATION OFF UNITY_BUILD OFF)
  target_sources(${target} PRIVATE $<TARGET_OBJECTS:${target}_${isa}>)
endfunction()

# bitnet_add_executable(name SOURCES s... LINK targets...)
function(bitnet_add_executable name)
  cmake_parse_arguments(PARSE_ARGV 1 A "" "" "SOURCES;LINK")
  add_executable(${name} ${A_SOURCES})
  target_link_libraries(${name} PRIVATE ${A_LINK} bitnet_build_flags)
  set_target_properties(${name} PROPERTIES CXX_EXTENSIONS OFF)
endfunction()

# bitnet_add_doctest(name LABELS l... SOURCES s... LINK targets...): one doctest binary, one ctest entry per case.
function(bitnet_add_doctest name)
  cmake_parse_arguments(PARSE_ARGV 1 A "" "" "LABELS;SOURCES;LINK")
  bitnet_add_executable(${name} SOURCES ${A_SOURCES} LINK ${A_LINK} doctest::doctest)
  target_compile_definitions(${name} PRIVATE DOCTEST_CONFIG_SUPER_FAST_ASSERTS)  # a sixth less to compile
  doctest_discover_tests(${name} TEST_PREFIX "${name}: " PROPERTIES LABELS "${A_LABELS}")
endfunction()
