// SPDX-License-Identifier: Apache-2.0
// The order of the rules and nothing else.
#include "receipt/findings.h"
#include "receipt/form.h"
#include "receipt/rules.h"

#include <bitnet/runtime/mapped_file.h>

#include <utility>

namespace bitnet::runtime {

Result<ReceiptVerdict> verify_receipt_text(std::string_view text, const std::string& origin,
                                           const ReceiptRules& rules) {
  const Result<receipt::Json> json = receipt::parse_object(text, origin);
  if (!json) {
    return tl::unexpected(json.error());
  }
  ReceiptVerdict verdict;
  receipt::apply_kernel_rules(*json, rules, verdict);
  if (std::optional<std::string> fault = receipt::form_fault(*json)) {
    receipt::refuse(verdict, "form", std::move(*fault));
    return verdict;
  }
  receipt::apply_hygiene_rules(*json, verdict);
  receipt::apply_conservation_rules(*json, verdict);
  return verdict;
}

Result<ReceiptVerdict> verify_receipt_file(const std::filesystem::path& path,
                                           const ReceiptRules& rules) {
  const Result<MappedFile> file = MappedFile::open(path);
  if (!file) {
    return tl::unexpected(file.error());
  }
  const auto bytes = file->bytes();
  const auto* chars = static_cast<const char*>(static_cast<const void*>(bytes.data()));
  return verify_receipt_text({chars, bytes.size()}, path.string(), rules);
}

}  // namespace bitnet::runtime
