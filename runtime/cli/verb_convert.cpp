// SPDX-License-Identifier: Apache-2.0
// The verb convert: another type for the ternary weights or the head of a model file.
#include "values.h"
#include "verbs.h"

#include <bitnet/runtime/convert.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <ostream>

namespace bitnet::runtime::cli {
namespace {

struct ConvertFlags {
  std::string in;
  std::string out;
  std::string weights;
  std::string head;
  std::string i2s_layout = "x86";
};

int convert(Context& context, const ConvertFlags& flags) {
  ConvertOptions options;
  options.weights = gguf_type_from_name(flags.weights);
  options.head = gguf_type_from_name(flags.head);
  options.i2s = flags.i2s_layout == "arm" ? I2sLayout::kArm : I2sLayout::kX86;
  const Result<ConvertSummary> done = convert_model(flags.in, flags.out, options);
  if (!done) {
    return fail(context, done.error());
  }
  for (const std::string& note : done->notes) {
    warn(context, note);
  }
  context.out << fmt::format(
      "{}: {} ternary and {} dense tensors converted, {} copied, {} bytes, "
      "read back and compared, {}\n",
      flags.out, done->ternary_tensors, done->dense_tensors, done->copied_tensors, done->file_bytes,
      done->lossless ? "lossless" : "not lossless");
  return code(ExitCode::kOk);
}

}  // namespace

void add_convert(CLI::App& app, Context& context) {
  CLI::App* verb =
      app.add_subcommand("convert", "Change the type of the ternary weights or of the head");
  const auto flags = std::make_shared<ConvertFlags>();
  verb->add_option("in", flags->in, "Model file to read")->required()->type_name("IN");
  verb->add_option("out", flags->out, "File to write; may be IN")->required()->type_name("OUT");
  add_choice(*verb, "--type", flags->weights, {"i2_s", "tl1", "tl2", "tq1_0", "tq2_0"},
             "Type of the ternary weights; otherwise unchanged");
  add_choice(*verb, "--head", flags->head, {"f16", "q6_k", "q8_0", "f32", "bf16", "q4_0"},
             "Type of embedding and head; otherwise unchanged");
  add_choice(*verb, "--i2s-layout", flags->i2s_layout, {"x86", "arm"},
             "Order of the I2_S codes in IN: x86, the official one, or arm; OUT has the official "
             "one");
  verb->callback([&context, flags] {
    context.action = [&context, flags] { return convert(context, *flags); };
  });
}

}  // namespace bitnet::runtime::cli
