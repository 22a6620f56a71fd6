# AVX2 and AVX-512 objects. The install files only fill table rows, so they are built without -m flags:
# std::array members that they instantiate must stay runnable on every x86-64.
set(kernels_avx2_sources)
set(kernels_avx512vnni_sources)

target_sources(bitnet_kernels PRIVATE src/install_avx2.cpp src/install_avx512vnni.cpp)
if(kernels_avx2_sources)
  bitnet_isa_sources(bitnet_kernels avx2 FLAGS -mavx2 -mbmi2 -mf16c -ffp-contract=off
    SOURCES ${kernels_avx2_sources})
endif()
if(kernels_avx512vnni_sources)
  bitnet_isa_sources(bitnet_kernels avx512vnni
    FLAGS -mavx512f -mavx512bw -mavx512dq -mavx512vl -mavx512vnni -mbmi2 -mf16c -mprefer-vector-width=512
      -ffp-contract=off
    SOURCES ${kernels_avx512vnni_sources})
endif()
