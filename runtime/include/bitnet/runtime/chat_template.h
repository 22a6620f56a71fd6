// SPDX-License-Identifier: Apache-2.0
// The prompt format of BitNet b1.58 2B-4T. Templates stored in model files are never executed: they
// are programs, and the one in this model's GGUF files is a placeholder.
#pragma once

#include <bitnet/runtime/result.h>
#include <bitnet/runtime/tokenizer.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bitnet::runtime {

enum class ChatRole : std::uint8_t { kSystem, kUser, kAssistant };

struct ChatMessage {
  ChatRole role = ChatRole::kUser;
  std::string content;
};

/// "system", "user", "assistant"; nullopt for anything else.
[[nodiscard]] std::optional<ChatRole> chat_role(std::string_view name) noexcept;
[[nodiscard]] std::string_view chat_role_name(ChatRole role) noexcept;

/// "Role: content<|eot_id|>" for each message (role capitalised, content without white space at
/// either end), then "Assistant: " if generation_prompt. Without the text of the first token: it is
/// added by encode (add_bos). For display; encode_chat() is what makes prompts.
[[nodiscard]] std::string render_chat(std::span<const ChatMessage> messages,
                                      bool generation_prompt);

/// Ids of render_chat()'s text, bos() first (if add_bos). Content is plain text here: a message
/// that contains "<|eot_id|>" does not end its turn. Errors: no messages; a tokenizer without an
/// eot(); a tokenizer without bos() where add_bos is set.
Result<std::vector<std::int32_t>> encode_chat(const Tokenizer& tokenizer,
                                              std::span<const ChatMessage> messages,
                                              bool generation_prompt, bool add_bos = true);

}  // namespace bitnet::runtime
