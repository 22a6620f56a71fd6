// SPDX-License-Identifier: Apache-2.0
// The verb verify-receipt: the rules on one receipt, every broken one in a sentence. Needs no
// model.
#include "base/text.h"
#include "verbs.h"

#include <bitnet/runtime/receipt.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <ostream>

namespace bitnet::runtime::cli {
namespace {

struct VerifyOptions {
  std::string path;
  ReceiptRules rules;
  bool json = false;
};

nlohmann::json findings_json(const std::vector<ReceiptFinding>& findings) {
  nlohmann::json list = nlohmann::json::array();
  for (const ReceiptFinding& found : findings) {
    list.push_back({{"rule", found.rule}, {"message", found.message}});
  }
  return list;
}

void print_json(Context& context, const VerifyOptions& options, const ReceiptVerdict& verdict) {
  const nlohmann::json json = {{"file", options.path},
                               {"accepted", verdict.accepted()},
                               {"violations", findings_json(verdict.violations)},
                               {"warnings", findings_json(verdict.warnings)}};
  context.out << json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

void print_text(Context& context, const VerifyOptions& options, const ReceiptVerdict& verdict) {
  const std::string file = in_quotes(options.path, 200);
  for (const ReceiptFinding& found : verdict.violations) {
    context.out << fmt::format("{}: {}\n", found.rule, found.message);
  }
  for (const ReceiptFinding& found : verdict.warnings) {
    warn(context, found.message);
  }
  context.out << (verdict.accepted()
                      ? fmt::format("{}: accepted\n", file)
                      : fmt::format("{}: refused, {} broken\n", file,
                                    counted_noun(verdict.violations.size(), "rule")));
}

int verify(Context& context, const VerifyOptions& options) {
  const Result<ReceiptVerdict> verdict = verify_receipt_file(options.path, options.rules);
  if (!verdict) {
    return fail(context, verdict.error());
  }
  if (options.json) {
    print_json(context, options, *verdict);
  } else {
    print_text(context, options, *verdict);
  }
  const Result<void> flushed = flush_results(context);
  if (!flushed) {
    return fail(context, flushed.error());
  }
  return code(verdict->accepted() ? ExitCode::kOk : ExitCode::kFailed);
}

}  // namespace

void add_verify_receipt(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand("verify-receipt", "Check a receipt: rules and conservation");
  auto options = std::make_shared<VerifyOptions>();
  verb->add_option("file", options->path, "Receipt that generate wrote")
      ->type_name("FILE")
      ->required();
  verb->add_flag("--require-gpu-kernels", options->rules.require_gpu_kernels,
                 "Refuse a receipt without a GPU kernel, whatever its backend");
  verb->add_flag("--json", options->json, "Verdict, violations and warnings as JSON");
  verb->footer(
      "Exit code 0: accepted, 1: refused, 3: unreadable or not JSON.\n\nExamples:\n"
      "  bitnet generate -m model.gguf -p \"Hello\" --receipt receipt.json\n"
      "  bitnet verify-receipt receipt.json");
  verb->callback([&context, options] {
    context.action = [&context, options] { return verify(context, *options); };
  });
}

}  // namespace bitnet::runtime::cli
