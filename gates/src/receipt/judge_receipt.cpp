// SPDX-License-Identifier: Apache-2.0
// The order of the rules and nothing else.
#include "receipt/parts.h"

#include <perfgate/schema.h>
#include <perfgate/text.h>

#include <fmt/format.h>

namespace perfgate {

ReceiptVerdict judge_receipt(const Json& value, const std::string& path, bool require_gpu_kernels) {
  ReceiptVerdict verdict;
  verdict.path = path;
  if (value.is_object()) {
    receipt_detail::judge_kernel_list(value, require_gpu_kernels, verdict);
  }
  const Result<void> form = validate(value, "receipt", path);
  if (!form) {
    const std::string& message = form.error().message;
    const bool named = message.starts_with(path + ": ");
    receipt_detail::violation(verdict, "form", named ? message.substr(path.size() + 2) : message);
    return verdict;
  }
  receipt_detail::judge_members(value, verdict);
  receipt_detail::judge_arithmetic(value, verdict);
  return verdict;
}

Result<ReceiptVerdict> judge_receipt_file(const std::string& path) {
  const Result<Json> json = read_json_file(path);
  if (!json) {
    return tl::unexpected(json.error());
  }
  if (!json->is_object()) {
    return input_error(fmt::format("{}: found {}, wanted a receipt, which is an object",
                                   terminal_safe(path), json->type_name()));
  }
  return judge_receipt(*json, path);
}

}  // namespace perfgate
