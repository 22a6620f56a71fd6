// SPDX-License-Identifier: Apache-2.0
// Reading XML from outside as a stream of elements: strict, bounded, without document types and
// therefore without entities of its own. Text between elements is not kept.
#pragma once

#include <perfgate/result.h>

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace perfgate {

inline constexpr int kMaxXmlDepth = 256;

struct XmlElement {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::size_t line = 0;
};

struct XmlEvents {
  /// What is wrong with the element, or "" to go on.
  std::function<std::string(const XmlElement& element)> open;
  std::function<std::string(const std::string& name)> close;
};

/// Errors (kInput), one sentence with origin:line: syntax, a document type, depth > kMaxXmlDepth,
/// and what the events complain of.
[[nodiscard]] Result<void> read_xml(std::string_view text, const std::string& origin,
                                    const XmlEvents& events);

}  // namespace perfgate
