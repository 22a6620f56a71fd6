// SPDX-License-Identifier: Apache-2.0
// run.json -> RunRecord. Reads only what ingest needs; times and loads of processes stay in the
// file.
#include "ingest/run_record.h"

#include "baseline/json_fields.h"
#include "baseline/row_rules.h"

#include <fmt/format.h>

namespace perfgate {
namespace {

RunProcess read_process(const Json& json, const std::string& pointer, ReadStatus& status) {
  const Fields fields(json, pointer, status);
  RunProcess process;
  process.round = fields.text("round");
  process.suite = fields.text("suite");
  process.output = fields.text_or("output", "");
  if (process.round.empty() || process.suite.empty()) {
    fields.fail(process.round.empty() ? "round" : "suite", "is empty");
  }
  return process;
}

FailedRow read_failed_row(const Json& json, const std::string& pointer, ReadStatus& status) {
  const Fields fields(json, pointer, status);
  FailedRow row;
  row.id = bounded_id(fields.text("id"));
  row.suite = fields.text("suite");
  row.round = fields.text("round");
  row.reason = fields.text("reason");
  if (row.id.empty()) {
    fields.fail("id", "is empty");
  }
  return row;
}

void read_lists(const Fields& fields, RunRecord& record, ReadStatus& status) {
  for (const Json& process : fields.array("processes")) {
    record.processes.push_back(
        read_process(process, element_pointer("/processes", record.processes.size()), status));
  }
  for (const Json& json : fields.array_or_empty("expected")) {
    const Fields suite(json, element_pointer("/expected", record.expected.size()), status);
    ExpectedRows expected{suite.text("suite"), {}};
    for (const std::string& id : suite.texts_or_empty("rows")) {
      expected.ids.push_back(bounded_id(id));
    }
    record.expected.push_back(std::move(expected));
  }
  for (const Json& row : fields.array_or_empty("failed_rows")) {
    record.failed_rows.push_back(
        read_failed_row(row, element_pointer("/failed_rows", record.failed_rows.size()), status));
  }
}

}  // namespace

Result<RunRecord> run_record_from_json(const Json& json, const std::string& origin) {
  ReadStatus status(origin);
  const Fields fields(json, "", status);
  if (const std::string schema = fields.text("schema"); schema != "perfgate/run/1") {
    fields.fail("schema", fmt::format("found {}, wanted perfgate/run/1", quote_name(schema)));
  }
  if (!fields.boolean_or("complete", false)) {
    status.fail("", "the run was interrupted before all rounds were done; run it again");
  }
  RunRecord record;
  record.created = fields.text_or("created", "");
  record.commit = fields.text_or("commit", "");
  record.warnings = fields.texts_or_empty("warnings");
  if (fields.boolean_or("dirty", false)) {
    record.warnings.emplace_back("measured with uncommitted changes");
  }
  read_lists(fields, record, status);
  if (record.processes.empty()) {
    status.fail("/processes", "has no processes");
  }
  if (!status.ok()) {
    return status.error();
  }
  if (const Json* machine = fields.find("machine"); machine != nullptr) {
    auto read = machine_from_json(*machine, origin);
    if (!read) {
      return tl::unexpected(read.error());
    }
    record.machine = std::move(*read);
  }
  return record;
}

}  // namespace perfgate
