// SPDX-License-Identifier: Apache-2.0
// The content security policy of a page: nothing is loaded, and only the page's own style and
// script run, recognised by their hashes.
#pragma once

#include <string>
#include <string_view>

namespace perfgate::html_detail {

/// "sha256-<base64>" of an embedded style or script.
[[nodiscard]] std::string csp_hash(std::string_view content);

/// The value of <meta http-equiv="Content-Security-Policy">.
[[nodiscard]] std::string content_policy(std::string_view style, std::string_view script);

}  // namespace perfgate::html_detail
