# NEON objects. The install file only fills table rows, so it is built without -m flags.
set(kernels_neon_sources)

target_sources(bitnet_kernels PRIVATE src/install_neon_dotprod.cpp)
if(kernels_neon_sources)
  bitnet_isa_sources(bitnet_kernels neon_dotprod FLAGS -march=armv8.2-a+dotprod -ffp-contract=off
    SOURCES ${kernels_neon_sources})
endif()
