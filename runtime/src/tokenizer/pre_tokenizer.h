// SPDX-License-Identifier: Apache-2.0
// Cuts UTF-8 text into pieces with a regular expression (PCRE2, compiled to machine code where the
// system allows it, else interpreted).
#pragma once

#include <bitnet/runtime/result.h>
#include <bitnet/runtime/tokenizer.h>

#include <cstddef>
#include <memory>
#include <string_view>

struct pcre2_real_code_8;
struct pcre2_real_jit_stack_8;
struct pcre2_real_match_context_8;
struct pcre2_real_match_data_8;

namespace bitnet::runtime {

/// What one thread needs to match; serves every PieceCutter.
class CutterWorkspace {
 public:
  CutterWorkspace();

  /// False: memory was not to be had.
  [[nodiscard]] bool usable() const noexcept;

 private:
  friend class PieceCutter;

  struct Free {
    void operator()(pcre2_real_match_data_8* data) const noexcept;
    void operator()(pcre2_real_match_context_8* context) const noexcept;
    void operator()(pcre2_real_jit_stack_8* stack) const noexcept;
  };

  std::unique_ptr<pcre2_real_match_data_8, Free> data_;
  std::unique_ptr<pcre2_real_jit_stack_8, Free> stack_;
  std::unique_ptr<pcre2_real_match_context_8, Free> context_;
};

class PieceCutter {
 public:
  /// Errors: PCRE2 without Unicode, or without memory.
  static Result<PieceCutter> make(PreTokenizer pre, bool compile_to_machine_code = true);

  /// Length of the piece that starts at `at` < text.size(); 0 if PCRE2 gave up. `text` is valid
  /// UTF-8, `at` the start of a character.
  [[nodiscard]] std::size_t piece_bytes(std::string_view text, std::size_t at,
                                        CutterWorkspace& workspace) const noexcept;

 private:
  struct Free {
    void operator()(pcre2_real_code_8* code) const noexcept;
  };

  std::unique_ptr<pcre2_real_code_8, Free> code_;
  bool machine_code_ = false;
};

}  // namespace bitnet::runtime
