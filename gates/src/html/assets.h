// SPDX-License-Identifier: Apache-2.0
// The texts of page.css and page.js as the build compiled them in. The definitions are generated.
#pragma once

#include <string_view>

namespace perfgate::html_detail {

[[nodiscard]] std::string_view page_style();
[[nodiscard]] std::string_view page_script();

}  // namespace perfgate::html_detail
