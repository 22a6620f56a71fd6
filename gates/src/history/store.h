// SPDX-License-Identifier: Apache-2.0
// The open file behind History; writing is in history.cpp, reading in history_query.cpp.
#pragma once

#include "history/database.h"

#include <perfgate/history.h>

namespace perfgate {

class History::Store {
 public:
  explicit Store(history_detail::Database opened) : database(std::move(opened)) {}

  history_detail::Database database;
};

}  // namespace perfgate
