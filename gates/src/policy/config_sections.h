// SPDX-License-Identifier: Apache-2.0
// The sections of perfgate.toml, each read from its table into the Config.
#pragma once

#include "policy/toml_table.h"

#include <perfgate/config.h>

namespace perfgate {

void read_policy(const toml::table& table, TomlFaults& faults, Policy& policy);
void read_run(const toml::table& table, TomlFaults& faults, Config& config);
void read_slo(const toml::table& table, TomlFaults& faults, Config& config);
void read_waiver(const toml::table& table, TomlFaults& faults, Config& config);
void read_suite(const toml::table& table, TomlFaults& faults, Config& config);

}  // namespace perfgate
