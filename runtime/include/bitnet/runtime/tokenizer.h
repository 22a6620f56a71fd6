// SPDX-License-Identifier: Apache-2.0
// Byte-level BPE: text to token ids and back. Knows nothing of models; chat_template.h makes
// prompts of conversations, tokenizer_data.h makes vocabularies to be written.
#pragma once

#include <bitnet/runtime/result.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bitnet::runtime {

class GgufFile;
struct TokenizerData;

/// How text is cut into pieces before merging; no token reaches over a piece's border.
enum class PreTokenizer : std::uint8_t {
  kLlama3,  // "llama-bpe": numbers in groups of up to three; a piece that is a token is not merged
  kGpt2     // "gpt-2"
};

/// "llama-bpe", "gpt-2".
[[nodiscard]] std::string_view pre_tokenizer_name(PreTokenizer pre) noexcept;

/// Values of tokenizer.ggml.token_type.
enum class TokenType : std::int32_t {
  kNormal = 1,
  kUnknown = 2,
  kControl = 3,
  kUserDefined = 4,
  kUnused = 5,
  kByte = 6
};

/// What bos(), eos(), eot() and pad() return for a vocabulary without such a token.
inline constexpr std::int32_t kNoToken = -1;

/// Longest text that encode() takes.
inline constexpr std::size_t kMaxEncodeBytes = std::size_t{1} << 30;

struct EncodeOptions {
  bool add_bos = false;        // bos() first; an error if there is none
  bool parse_special = false;  // "<|eot_id|>" in the text becomes that token; else it is plain text
};

/// Buffers of encode_into(), kept between calls so that they are allocated once. One per thread.
class EncodeWorkspace {
 public:
  EncodeWorkspace();
  EncodeWorkspace(EncodeWorkspace&&) noexcept;
  EncodeWorkspace& operator=(EncodeWorkspace&&) noexcept;
  ~EncodeWorkspace();

  struct State;

  [[nodiscard]] State& state() { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

/// An immutable vocabulary; copies share it. Every member may be called by several threads at once.
class Tokenizer {
 public:
  /// Reads the tokenizer.ggml.* keys. `pre` overrides tokenizer.ggml.pre. Where both are absent, a
  /// vocabulary of 128256 tokens is taken for Llama-3's and warnings() says so; any other size is
  /// an error. Errors: a key missing or of another type, arrays of different lengths, an id outside
  /// the vocabulary, an empty or doubled token, a byte without token, a merge of unknown tokens.
  static Result<Tokenizer> from_gguf(const GgufFile& file,
                                     std::optional<PreTokenizer> pre = std::nullopt);

  /// A tiktoken rank file (base64 token, space, rank) with the 256 special tokens of Llama-3 behind
  /// its last rank.
  static Result<Tokenizer> from_tiktoken(const std::filesystem::path& path);

  /// The same vocabulary that a GGUF file with this data would give. `where` begins its errors.
  static Result<Tokenizer> from_data(const TokenizerData& data,
                                     std::string_view where = "tokenizer");

  /// Ids of `text`. Bytes that are not UTF-8 are kept: the text is cut before and behind each, the
  /// stretches between are encoded as if each stood alone, and the byte becomes the token of that
  /// byte; so decode(encode(text)) == text for all bytes. Time is n log n in the worst case, memory
  /// about 30 bytes per byte of the longest piece. Special tokens are found leftmost, longest
  /// first; user-defined ones (TokenType::kUserDefined) always, others only with parse_special.
  /// Errors: add_bos without a bos(); more than kMaxEncodeBytes.
  [[nodiscard]] Result<std::vector<std::int32_t>> encode(std::string_view text,
                                                         EncodeOptions options = {}) const;

  /// encode() that appends to `ids` and reuses memory. On error `ids` is as it was.
  Result<void> encode_into(std::string_view text, EncodeOptions options, EncodeWorkspace& workspace,
                           std::vector<std::int32_t>& ids) const;

  /// The bytes of `ids`, which need not be UTF-8. skip_special leaves out tokens with is_special().
  /// An id outside the vocabulary adds nothing.
  [[nodiscard]] std::string decode(std::span<const std::int32_t> ids, bool skip_special) const;

  /// decode() that appends to `text`.
  void decode_into(std::span<const std::int32_t> ids, bool skip_special, std::string& text) const;

  /// Bytes of one token, "" for an id outside the vocabulary. Valid as long as a copy of this
  /// tokenizer lives.
  [[nodiscard]] std::string_view piece(std::int32_t id) const noexcept;

  /// The id of a special or user-defined token by its text, or kNoToken.
  [[nodiscard]] std::int32_t special_id(std::string_view text) const noexcept;

  [[nodiscard]] std::uint32_t vocab_size() const noexcept;
  [[nodiscard]] std::int32_t bos() const noexcept;
  [[nodiscard]] std::int32_t eos() const noexcept;
  [[nodiscard]] std::int32_t eot() const noexcept;  // end of a turn: <|eot_id|>
  [[nodiscard]] std::int32_t pad() const noexcept;

  /// What tokenizer.ggml.add_bos_token says: whether prompts of this model start with bos().
  [[nodiscard]] bool adds_bos() const noexcept;

  /// eos() and eot(), those that exist: generation stops at them.
  [[nodiscard]] std::vector<std::int32_t> end_ids() const;

  /// Control and unknown tokens. False for ids outside the vocabulary.
  [[nodiscard]] bool is_special(std::int32_t id) const noexcept;

  [[nodiscard]] TokenType type(std::int32_t id) const noexcept;  // kUnused outside the vocabulary
  [[nodiscard]] PreTokenizer pre_tokenizer() const noexcept;

  /// Doubts about the file that did not prevent its use; one sentence each.
  [[nodiscard]] std::span<const std::string> warnings() const noexcept;

  struct State;

  explicit Tokenizer(std::shared_ptr<const State> state) : state_(std::move(state)) {}

 private:
  std::shared_ptr<const State> state_;
};

/// Turns ids into text one by one. What it returns is always whole, valid UTF-8: bytes that may
/// still become a character are held back, bytes that cannot are replaced by U+FFFD (one for each
/// maximal part of a broken sequence, as Unicode recommends).
class StreamDecoder {
 public:
  explicit StreamDecoder(Tokenizer tokenizer, bool skip_special = true);

  [[nodiscard]] std::string push(std::int32_t id);

  /// What is held back, as U+FFFD; "" if nothing is. Afterwards the decoder is as new.
  [[nodiscard]] std::string flush();

 private:
  Tokenizer tokenizer_;
  bool skip_special_;
  std::string held_;  // at most three bytes
};

}  // namespace bitnet::runtime
