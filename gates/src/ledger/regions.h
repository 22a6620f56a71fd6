// SPDX-License-Identifier: Apache-2.0
// Marked regions of a Markdown text: the lines between `<!-- name:start -->` and `<!-- name:end
// -->`. It does not know what the regions mean.
#pragma once

#include <perfgate/result.h>

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace perfgate::ledger_detail {

/// A text cut at its markers. Joining the parts again gives the text byte for byte.
class MarkedText {
 public:
  /// A marker is a line that holds nothing else; those of other `names` are plain text. Errors
  /// (kInput), with line: a region opened twice, inside another, or not closed; an end without a
  /// start.
  [[nodiscard]] static Result<MarkedText> parse(const std::string& text,
                                                const std::vector<std::string>& names);

  [[nodiscard]] bool has(const std::string& name) const { return region_of_.contains(name); }

  /// Lines between the markers without line ends; empty if there is no such region.
  [[nodiscard]] std::vector<std::string> lines(const std::string& name) const;

  /// Replaces the lines between the markers; a region that is not there is appended to the text.
  void set(const std::string& name, const std::vector<std::string>& lines);

  [[nodiscard]] std::string text() const;

 private:
  std::vector<std::string> parts_;                // markers stay in the parts around a region
  std::map<std::string, std::size_t> region_of_;  // name -> index of its part
  std::string line_end_ = "\n";                   // of the text's first line
};

}  // namespace perfgate::ledger_detail
