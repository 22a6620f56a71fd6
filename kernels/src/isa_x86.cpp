// SPDX-License-Identifier: Apache-2.0
// CPU detection on x86-64. The compiler's detector also asks the operating system (XGETBV) whether
// it saves the wide registers. Holds no kernels.
#include "arch.h"
#include "register.h"

#include <cpuid.h>

namespace bitnet::kernels {
namespace {

// clang 16 does not know this feature by name. It needs no register state beyond that of AVX2.
bool has_f16c() noexcept {
  unsigned eax = 0;
  unsigned ebx = 0;
  unsigned ecx = 0;
  unsigned edx = 0;
  return __get_cpuid(1, &eax, &ebx, &ecx, &edx) != 0 && (ecx & bit_F16C) != 0;
}

// Everything that the flags in x86_isa.cmake allow the compiler to emit.
bool has_avx2() noexcept {
  return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi2") != 0 && has_f16c();
}

bool has_avx512vnni() noexcept {
  return has_avx2() && __builtin_cpu_supports("avx512f") != 0 &&
         __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
         __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("avx512vnni") != 0;
}

// Not part of the ISA: CPUs before Ice Lake lack it. Its registers are those of AVX-512.
bool has_avx512vbmi() noexcept {
  return __builtin_cpu_supports("avx512vbmi") != 0;
}

}  // namespace

bool arch_has(Isa isa) noexcept {
  switch (isa) {
    case Isa::kAvx2:
      return has_avx2();
    case Isa::kAvx512Vnni:
      return has_avx512vnni();
    case Isa::kScalar:
    case Isa::kNeonDotprod:
      break;
  }
  return false;
}

void arch_install_base(KernelTable& table, Isa isa) noexcept {
  if ((isa == Isa::kAvx2 || isa == Isa::kAvx512Vnni) && has_avx2()) {
    install_avx2(table);
    table.isa = Isa::kAvx2;
  }
  if (isa == Isa::kAvx512Vnni && has_avx512vnni()) {
    install_avx512vnni(table);
    table.isa = Isa::kAvx512Vnni;
  }
}

void arch_install(KernelTable& table, Isa isa) noexcept {
  arch_install_base(table, isa);
  if (table.isa == Isa::kAvx512Vnni && has_avx512vbmi()) {
    install_avx512vbmi(table);
  }
}

}  // namespace bitnet::kernels
