# NEON objects. The install file only fills table rows, so it is built without -m flags.
set(kernels_neon_sources src/absmax/absmax_neon_dotprod.cpp src/head/head_neon_dotprod.cpp
  src/ops/ops_neon_dotprod.cpp src/screen/screen_neon_dotprod.cpp src/i2_s/i2_s_neon_dotprod.cpp
  src/i2s/i2s_neon_dotprod.cpp src/matmul/matmul_neon_dotprod.cpp
  src/tl1/tl1_neon_dotprod.cpp src/tl2/tl2_neon_dotprod.cpp
  src/tq1_0/tq1_0_neon_dotprod.cpp src/tq2_0/tq2_0_neon_dotprod.cpp)

target_sources(bitnet_kernels PRIVATE src/install_neon_dotprod.cpp)
bitnet_isa_sources(bitnet_kernels neon_dotprod FLAGS -march=armv8.2-a+dotprod -ffp-contract=off
  SOURCES ${kernels_neon_sources})
