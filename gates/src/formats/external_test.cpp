// SPDX-License-Identifier: Apache-2.0
// Documents in the eyes of other programs; skipped, and says so, where these are not installed.
#include "formats/external_check.h"
#include "report/sample_reports.h"

#include <perfgate/formats.h>

#include <doctest/doctest.h>

namespace perfgate {
namespace {

TEST_CASE("junit: xmllint accepts every sample against the schema") {
  if (!formats_test::installed("xmllint")) {
    MESSAGE("skipped: xmllint is not installed");
    return;
  }
  const TestFolder folder;
  GateReport empty;
  const GateReport samples[] = {report_samples::failing(), report_samples::point(),
                                report_samples::hostile(), report_samples::large(300, 3), empty};
  for (const GateReport& report : samples) {
    folder.put("junit.xml", render_junit(report));
    CHECK(formats_test::status_of("xmllint --noout --schema " + std::string(PERFGATE_SOURCE_DIR) +
                                  "/gates/testdata/formats/junit.xsd " +
                                  folder.path("junit.xml")) == 0);
  }
}

TEST_CASE("prometheus: promtool accepts every sample") {
  if (!formats_test::installed("promtool")) {
    MESSAGE("skipped: promtool is not installed");
    return;
  }
  const TestFolder folder;
  for (const GateReport& report : {report_samples::failing(), report_samples::hostile()}) {
    folder.put("perfgate.prom", render_prometheus(report));
    CHECK(formats_test::status_of("promtool check metrics <" + folder.path("perfgate.prom")) == 0);
  }
}

}  // namespace
}  // namespace perfgate
