// SPDX-License-Identifier: Apache-2.0
// Which rows fail, and with which reason.
#include "runner/outcome.h"

#include "runner/test_suites.h"

#include <doctest/doctest.h>

#include <csignal>

namespace perfgate::runner_detail {
namespace {

std::vector<std::string> lines(const std::vector<FailedRow>& rows) {
  std::vector<std::string> result;
  for (const FailedRow& row : rows) {
    result.push_back(row.id + ": " + row.reason);
  }
  return result;
}

using Lines = std::vector<std::string>;

Delivery with_rows(std::set<std::string> rows) {
  Delivery delivery;
  delivery.rows = std::move(rows);
  return delivery;
}

}  // namespace

TEST_CASE("how a process ended, in one clause") {
  ProcessResult ended;
  ended.exit_code = 0;
  CHECK(process_failure(ended, 10).empty());
  ended.output_tail = "Running...\nassertion failed: x\n\n";
  CHECK(process_failure(ended, 10).empty());
  ended.exit_code = 3;
  CHECK(process_failure(ended, 10) == "exit status 3: assertion failed: x");
  ended.output_tail = " \n";
  CHECK(process_failure(ended, 10) == "exit status 3");
  ended.exit_code = -1;
  ended.signal = SIGSEGV;
  CHECK(process_failure(ended, 10) == "killed by SIGSEGV");
  ended.timed_out = true;
  CHECK(process_failure(ended, 0.5) == "no end within 0.5 s; stopped");
  const Result<ProcessResult> error = input_error("cannot run './x': No such file or directory");
  CHECK(process_failure(error, 10) == "cannot run './x': No such file or directory");
  ProcessResult chatty;
  chatty.exit_code = 1;
  chatty.output_tail = std::string(4000, 'x');
  CHECK(process_failure(chatty, 10) == "exit status 1: " + std::string(200, 'x'));
}

TEST_CASE("all rows delivered and a clean exit: nothing failed") {
  CHECK(failed_rows("s", {"a", "b"}, with_rows({"a", "b", "extra"}), "").empty());
  CHECK(failed_rows("s", {}, with_rows({"a"}), "").empty());
}

TEST_CASE("rows that were promised and not delivered fail with the reason") {
  CHECK(lines(failed_rows("s", {"a", "b"}, with_rows({"a"}), "")) == Lines{"b: no result written"});
  CHECK(lines(failed_rows("s", {"b", "a", "c"}, with_rows({"c"}), "killed by SIGSEGV")) ==
        Lines{"a: killed by SIGSEGV", "b: killed by SIGSEGV"});
}

TEST_CASE("a row that the program itself reports as failed keeps the program's reason") {
  Delivery delivery = with_rows({"a"});
  delivery.failed = {{"b", "wrong result"}};
  CHECK(lines(failed_rows("s", {"a", "b"}, delivery, "exit status 1")) == Lines{"b: wrong result"});
  CHECK(lines(failed_rows("s", {}, delivery, "")) == Lines{"b: wrong result"});
}

TEST_CASE("a failure that no row accounts for fails the suite") {
  CHECK(lines(failed_rows("s", {"a"}, with_rows({"a"}), "exit status 3")) ==
        Lines{"s: exit status 3; every row was written before"});
  CHECK(lines(failed_rows("s", {}, {}, "exit status 3")) == Lines{"s: exit status 3"});
  CHECK(lines(failed_rows("s", {}, {}, "")) == Lines{"s: no result written"});
}

TEST_CASE("an unreadable result fails every row") {
  Delivery torn;
  torn.unreadable = "x.json:1:5: cut off";
  CHECK(lines(failed_rows("s", {"a"}, torn, "")) ==
        Lines{"a: unreadable result: x.json:1:5: cut off"});
  CHECK(lines(failed_rows("s", {"a"}, torn, "killed by SIGKILL")) ==
        Lines{"a: killed by SIGKILL; unreadable result: x.json:1:5: cut off"});
  CHECK(lines(failed_rows("s", {}, torn, "")) ==
        Lines{"s: unreadable result: x.json:1:5: cut off"});
}

TEST_CASE("a delivery is read from disk") {
  const test::TempFolder folder;
  CHECK(read_delivery(folder / "missing").nothing);
  std::filesystem::create_directories(folder / "empty/deep");
  CHECK(read_delivery(folder / "empty").nothing);
  folder.write("empty/deep/file", "x");
  const Delivery foreign = read_delivery(folder / "empty");
  CHECK_FALSE(foreign.nothing);
  CHECK_FALSE(foreign.unreadable.empty());
}

}  // namespace perfgate::runner_detail
