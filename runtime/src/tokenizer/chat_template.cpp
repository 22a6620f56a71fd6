// SPDX-License-Identifier: Apache-2.0
// The one template, as text and as ids.
#include "utf8.h"

#include <bitnet/runtime/chat_template.h>

#include <array>

namespace bitnet::runtime {
namespace {

constexpr std::string_view kEndOfTurn = "<|eot_id|>";
constexpr std::string_view kGenerationPrompt = "Assistant: ";

struct RoleNames {
  ChatRole role;
  std::string_view name;
  std::string_view label;
};

constexpr std::array kRoles = {RoleNames{ChatRole::kSystem, "system", "System: "},
                               RoleNames{ChatRole::kUser, "user", "User: "},
                               RoleNames{ChatRole::kAssistant, "assistant", "Assistant: "}};

// What Python's str.strip() removes: White_Space and the four separators U+001C to U+001F.
bool is_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 ||
         c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
         c == 0x205F || c == 0x3000;
}

std::string_view trimmed(std::string_view text) {
  std::size_t begin = 0;  // of the first character that is no space
  std::size_t end = 0;    // of the last one
  bool started = false;
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Step step = utf8_step(text.substr(at));
    const bool space =
        step.kind == Utf8Kind::kWhole && is_space(utf8_code_point(text.substr(at, step.bytes)));
    if (!space) {
      begin = started ? begin : at;
      started = true;
      end = at + step.bytes;
    }
    at += step.bytes;
  }
  return text.substr(begin, end - begin);
}

std::string turn(const ChatMessage& message) {
  std::string text(kRoles[static_cast<std::size_t>(message.role)].label);
  text += trimmed(message.content);
  return text;
}

}  // namespace

std::optional<ChatRole> chat_role(std::string_view name) noexcept {
  for (const RoleNames& role : kRoles) {
    if (role.name == name) {
      return role.role;
    }
  }
  return std::nullopt;
}

std::string_view chat_role_name(ChatRole role) noexcept {
  return kRoles[static_cast<std::size_t>(role)].name;
}

std::string render_chat(std::span<const ChatMessage> messages, bool generation_prompt) {
  std::string text;
  for (const ChatMessage& message : messages) {
    text += turn(message);
    text += kEndOfTurn;
  }
  return generation_prompt ? text.append(kGenerationPrompt) : text;
}

Result<std::vector<std::int32_t>> encode_chat(const Tokenizer& tokenizer,
                                              std::span<const ChatMessage> messages,
                                              bool generation_prompt, bool add_bos) {
  if (messages.empty()) {
    return usage_error("a conversation without messages");
  }
  if (tokenizer.eot() == kNoToken) {
    return input_error(
        "the tokenizer has no end-of-turn token <|eot_id|>, which a conversation needs");
  }
  EncodeWorkspace workspace;
  std::vector<std::int32_t> ids;
  EncodeOptions options{.add_bos = add_bos, .parse_special = false};
  for (const ChatMessage& message : messages) {
    if (const Result<void> encoded = tokenizer.encode_into(turn(message), options, workspace, ids);
        !encoded) {
      return tl::unexpected(encoded.error());
    }
    ids.push_back(tokenizer.eot());
    options.add_bos = false;
  }
  if (generation_prompt) {
    if (const Result<void> encoded =
            tokenizer.encode_into(kGenerationPrompt, options, workspace, ids);
        !encoded) {
      return tl::unexpected(encoded.error());
    }
  }
  return ids;
}

}  // namespace bitnet::runtime
