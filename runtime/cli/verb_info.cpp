// SPDX-License-Identifier: Apache-2.0
// The verb info: what is in a GGUF file.
#include "verbs.h"

#include <bitnet/runtime/file_info.h>

#include <CLI/CLI.hpp>

#include <memory>
#include <ostream>

namespace bitnet::runtime::cli {
namespace {

struct InfoFlags {
  std::string file;
  bool json = false;
  bool tensors = false;
};

int info(Context& context, const InfoFlags& flags) {
  const Result<GgufFile> file = GgufFile::open(flags.file);
  if (!file) {
    return fail(context, file.error());
  }
  context.out << (flags.json ? file_info_json(*file) : file_info_text(*file, flags.tensors));
  return code(ExitCode::kOk);
}

}  // namespace

void add_info(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand("info", "Describe a GGUF file");
  const auto flags = std::make_shared<InfoFlags>();
  verb->add_option("file", flags->file, "GGUF file")->required()->type_name("FILE");
  verb->add_flag("--json", flags->json, "One JSON object, with all tensors");
  verb->add_flag("--tensors", flags->tensors, "Also the table of tensors");
  verb->callback(
      [&context, flags] { context.action = [&context, flags] { return info(context, *flags); }; });
}

}  // namespace bitnet::runtime::cli
