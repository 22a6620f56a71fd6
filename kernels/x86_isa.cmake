# AVX2 and AVX-512 objects. The install files only fill table rows, so they are built without -m flags:
# std::array members that they instantiate must stay runnable on every x86-64.
set(kernels_avx2_sources src/absmax/absmax_avx2.cpp src/head/head_avx2.cpp src/ops/ops_avx2.cpp
  src/screen/screen_avx2.cpp src/i2_s/i2_s_avx2.cpp src/i2s/i2s_avx2.cpp
  src/matmul/matmul_avx2.cpp src/tl1/tl1_avx2.cpp src/tl2/tl2_avx2.cpp src/tq1_0/tq1_0_avx2.cpp src/tq2_0/tq2_0_avx2.cpp)
set(kernels_avx512vnni_sources src/head/head_avx512vnni.cpp src/ops/ops_avx512vnni.cpp
  src/screen/screen_avx512vnni.cpp src/i2_s/i2_s_avx512vnni.cpp src/i2s/i2s_avx512vnni.cpp
  src/matmul/matmul_avx512vnni.cpp src/tl2/tl2_avx512vnni.cpp src/tq1_0/tq1_0_avx512vnni.cpp src/tq2_0/tq2_0_avx512vnni.cpp)

target_sources(bitnet_kernels PRIVATE src/install_avx2.cpp src/install_avx512vnni.cpp)
bitnet_isa_sources(bitnet_kernels avx2 FLAGS -mavx2 -mbmi2 -mf16c -ffp-contract=off
  SOURCES ${kernels_avx2_sources})
# g++ 12 sees its own header's "undefined" registers as uninitialised variables (GCC bug 105593).
set(kernels_gcc12_intrinsics
  $<$<CXX_COMPILER_ID:GNU>:-Wno-uninitialized> $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
set(kernels_avx512_flags -mavx512f -mavx512bw -mavx512dq -mavx512vl -mavx512vnni -mbmi2 -mf16c
  -mprefer-vector-width=512 -ffp-contract=off ${kernels_gcc12_intrinsics})
bitnet_isa_sources(bitnet_kernels avx512vnni FLAGS ${kernels_avx512_flags} SOURCES ${kernels_avx512vnni_sources})
# Rows of avx512vnni for the CPUs that have VBMI too.
bitnet_isa_sources(bitnet_kernels avx512vbmi FLAGS ${kernels_avx512_flags} -mavx512vbmi
  SOURCES src/matmul/matmul_avx512vbmi.cpp)
