// SPDX-License-Identifier: Apache-2.0
// The patterns. PCRE2's \s is not the \s that these vocabularies were made with (it takes U+180E),
// so white space is written out: the 25 code points with Unicode's property White_Space.
// Quantifiers that nothing follows are possessive, which changes no piece and saves the matcher its
// notes.
#include "pre_tokenizer.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <fmt/format.h>

#include <array>
#include <pcre2.h>
#include <string>

namespace bitnet::runtime {
namespace {

// Inside of a bracket.
#define BITNET_WHITE_SPACE \
  R"(\x{9}-\x{d}\x{20}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000})"
#define BITNET_TRAILING_SPACE \
  "[" BITNET_WHITE_SPACE "]+(?![^" BITNET_WHITE_SPACE "])|[" BITNET_WHITE_SPACE "]++"

constexpr std::string_view kLlama3Pattern = R"((?i:'s|'t|'re|'ve|'m|'ll|'d))"
                                            R"(|[^\r\n\p{L}\p{N}]?\p{L}++)"
                                            R"(|\p{N}{1,3}+)"
                                            R"(| ?[^\p{L}\p{N})" BITNET_WHITE_SPACE R"(]++[\r\n]*+)"
                                            "|[" BITNET_WHITE_SPACE R"(]*[\r\n]++)"
                                            "|" BITNET_TRAILING_SPACE;

constexpr std::string_view kGpt2Pattern =
    "'s|'t|'re|'ve|'m|'ll|'d"
    R"(| ?\p{L}++)"
    R"(| ?\p{N}++)"
    R"(| ?[^\p{L}\p{N})" BITNET_WHITE_SPACE
    "]++"
    "|" BITNET_TRAILING_SPACE;

#undef BITNET_TRAILING_SPACE
#undef BITNET_WHITE_SPACE

// Of the machine code's stack. No part of the patterns keeps a note for each character, so that it
// need not grow with the text.
constexpr std::size_t kStackBytes = std::size_t{32} << 10;
constexpr std::size_t kMaxStackBytes = std::size_t{64} << 10;

std::string pcre2_text(int error) {
  std::array<PCRE2_UCHAR, 120> text{};
  pcre2_get_error_message(error, text.data(), text.size());
  std::string result;
  for (const PCRE2_UCHAR c : text) {
    if (c == 0) {
      break;
    }
    result += static_cast<char>(c);
  }
  return result;
}

// PCRE2 takes text as unsigned char.
PCRE2_SPTR units(std::string_view text) {
  return reinterpret_cast<PCRE2_SPTR>(text.data());
}

}  // namespace

std::string_view pre_tokenizer_name(PreTokenizer pre) noexcept {
  return pre == PreTokenizer::kLlama3 ? "llama-bpe" : "gpt-2";
}

void CutterWorkspace::Free::operator()(pcre2_real_match_data_8* data) const noexcept {
  pcre2_match_data_free(data);
}

void CutterWorkspace::Free::operator()(pcre2_real_match_context_8* context) const noexcept {
  pcre2_match_context_free(context);
}

void CutterWorkspace::Free::operator()(pcre2_real_jit_stack_8* stack) const noexcept {
  pcre2_jit_stack_free(stack);
}

CutterWorkspace::CutterWorkspace()
    : data_(pcre2_match_data_create(1, nullptr)),
      stack_(pcre2_jit_stack_create(kStackBytes, kMaxStackBytes, nullptr)),
      context_(pcre2_match_context_create(nullptr)) {
  if (context_ && stack_) {
    pcre2_jit_stack_assign(context_.get(), nullptr, stack_.get());
  }
  if (context_) {
    // The default of ten million steps ends in the middle of a run of ten million spaces. No limit
    // is needed: a piece takes at most three steps for each of its bytes.
    pcre2_set_match_limit(context_.get(), std::numeric_limits<std::uint32_t>::max());
  }
}

// Without a stack the machine code uses 32 KiB of the thread's.
bool CutterWorkspace::usable() const noexcept {
  return data_ && context_;
}

void PieceCutter::Free::operator()(pcre2_real_code_8* code) const noexcept {
  pcre2_code_free(code);
}

Result<PieceCutter> PieceCutter::make(PreTokenizer pre, bool compile_to_machine_code) {
  const std::string_view pattern = pre == PreTokenizer::kLlama3 ? kLlama3Pattern : kGpt2Pattern;
  int error = 0;
  PCRE2_SIZE offset = 0;
  PieceCutter cutter;
  cutter.code_.reset(pcre2_compile(units(pattern), pattern.size(),
                                   PCRE2_UTF | PCRE2_UCP | PCRE2_ANCHORED, &error, &offset,
                                   nullptr));
  if (!cutter.code_) {
    return input_error(
        fmt::format("PCRE2 does not compile the pattern of pre-tokenizer {}: {} at {}",
                    pre_tokenizer_name(pre), pcre2_text(error), offset));
  }
  // Refused on systems that forbid memory to be both written and executed.
  cutter.machine_code_ =
      compile_to_machine_code && pcre2_jit_compile(cutter.code_.get(), PCRE2_JIT_COMPLETE) == 0;
  return cutter;
}

std::size_t PieceCutter::piece_bytes(std::string_view text, std::size_t at,
                                     CutterWorkspace& workspace) const noexcept {
  const int found = machine_code_ ? pcre2_jit_match(code_.get(), units(text), text.size(), at, 0,
                                                    workspace.data_.get(), workspace.context_.get())
                                  : pcre2_match(code_.get(), units(text), text.size(), at,
                                                PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT,
                                                workspace.data_.get(), workspace.context_.get());
  return found < 0 ? 0 : pcre2_get_ovector_pointer(workspace.data_.get())[1] - at;
}

}  // namespace bitnet::runtime
