// SPDX-License-Identifier: Apache-2.0
// The verb tokenize: text to token ids with the vocabulary of a model or of a rank file, or ids to
// text. Loads no weights.
#include "base/text.h"
#include "values.h"
#include "verbs.h"

#include <bitnet/runtime/gguf.h>
#include <bitnet/runtime/mapped_file.h>
#include <bitnet/runtime/tokenizer.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <istream>
#include <iterator>
#include <memory>
#include <ostream>

namespace bitnet::runtime::cli {
namespace {

struct TokenizeOptions {
  std::string model;
  std::string ranks;
  std::string pre;
  std::string text;
  std::string file;
  std::string format = "ids";
  bool has_text = false;
  bool no_bos = false;
  bool special = false;
  bool decode = false;
};

std::optional<PreTokenizer> named_pre(const std::string& name) {
  for (const PreTokenizer pre : {PreTokenizer::kLlama3, PreTokenizer::kGpt2}) {
    if (pre_tokenizer_name(pre) == name) {
      return pre;
    }
  }
  return std::nullopt;
}

Result<Tokenizer> load_tokenizer(const TokenizeOptions& options) {
  if (!options.ranks.empty()) {
    return Tokenizer::from_tiktoken(options.ranks);
  }
  const Result<GgufFile> file = GgufFile::open(options.model);
  if (!file) {
    return tl::unexpected(file.error());
  }
  return Tokenizer::from_gguf(*file, named_pre(options.pre));
}

// -p, -f, or standard input.
Result<std::string> input_text(Context& context, const TokenizeOptions& options) {
  if (options.has_text) {
    return options.text;
  }
  if (options.file.empty()) {
    return std::string(std::istreambuf_iterator<char>(context.in), {});
  }
  const Result<MappedFile> file = MappedFile::open(options.file);
  if (!file) {
    return tl::unexpected(file.error());
  }
  const std::span<const std::byte> bytes = file->bytes();
  return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

// Ids of a vocabulary, separated by white space or commas.
Result<std::vector<std::int32_t>> parse_ids(std::string_view text, std::uint32_t vocab_size) {
  constexpr std::string_view kBetween = " \t\r\n,";
  std::vector<std::int32_t> ids;
  while (true) {
    const std::size_t begin = text.find_first_not_of(kBetween);
    if (begin == std::string_view::npos) {
      return ids;
    }
    text.remove_prefix(begin);
    const std::string_view word = text.substr(0, text.find_first_of(kBetween));
    const std::optional<std::int64_t> id = parse_integer(word);
    if (!id || *id < 0 || *id >= vocab_size) {
      return usage_error(fmt::format("{} is not a token id, 0 to {} wanted", in_quotes(word),
                                     static_cast<std::int64_t>(vocab_size) - 1));
    }
    ids.push_back(static_cast<std::int32_t>(*id));
    text.remove_prefix(word.size());
  }
}

void print_ids(Context& context, const TokenizeOptions& options, const Tokenizer& tokenizer,
               const std::vector<std::int32_t>& ids) {
  if (options.format == "table") {
    for (const std::int32_t id : ids) {
      context.out << fmt::format("{:>8}  {}\n", id, in_quotes(tokenizer.piece(id), 256));
    }
  } else if (options.format == "count") {
    context.out << ids.size() << '\n';
  } else if (options.format == "json") {
    context.out << fmt::format("{{\"count\":{},\"ids\":[{}]}}\n", ids.size(), fmt::join(ids, ","));
  } else {
    context.out << fmt::format("{}\n", fmt::join(ids, " "));
  }
}

Result<void> tokenize(Context& context, const TokenizeOptions& options) {
  const Result<Tokenizer> tokenizer = load_tokenizer(options);
  if (!tokenizer) {
    return tl::unexpected(tokenizer.error());
  }
  for (const std::string& warning : tokenizer->warnings()) {
    warn(context, warning);
  }
  const Result<std::string> text = input_text(context, options);
  if (!text) {
    return tl::unexpected(text.error());
  }
  if (options.decode) {
    const Result<std::vector<std::int32_t>> ids = parse_ids(*text, tokenizer->vocab_size());
    if (!ids) {
      return tl::unexpected(ids.error());
    }
    context.out << tokenizer->decode(*ids, false);
    return {};
  }
  const Result<std::vector<std::int32_t>> ids = tokenizer->encode(
      *text,
      {.add_bos = tokenizer->adds_bos() && !options.no_bos, .parse_special = options.special});
  if (!ids) {
    return tl::unexpected(ids.error());
  }
  print_ids(context, options, *tokenizer, *ids);
  return {};
}

void add_options(CLI::App& verb, TokenizeOptions& options) {
  auto* source = verb.add_option_group("source", "Where the vocabulary is");
  source->add_option("-m,--model", options.model, "GGUF file")->type_name("FILE");
  source->add_option("--tokenizer", options.ranks, "tiktoken rank file; Llama-3's special tokens")
      ->type_name("FILE");
  source->require_option(1);
  auto* text =
      verb.add_option("-p,--prompt", options.text, "The text; else -f, else standard input");
  text->type_name("TEXT")->each([&options](const std::string&) { options.has_text = true; });
  verb.add_option("-f,--file", options.file, "A file with the text, taken byte by byte")
      ->type_name("FILE")
      ->excludes(text);
  add_choice(verb, "--format", options.format, {"ids", "table", "json", "count"},
             "ids: on one line; table: one id a line with its bytes; json; count: how many");
  add_choice(verb, "--pre", options.pre, {"llama-bpe", "gpt-2"},
             "Pre-tokenizer, if the file names none or a wrong one");
  verb.add_flag("--no-bos", options.no_bos, "Without the first token that the model wants");
  verb.add_flag("--special", options.special, "<|eot_id|> and the like become special tokens");
  verb.add_flag("--decode", options.decode,
                "The input is ids (spaces or commas between); print text");
}

}  // namespace

void add_tokenize(CLI::App& app, Context& context) {
  const auto options = std::make_shared<TokenizeOptions>();
  CLI::App* verb = app.add_subcommand("tokenize", "Text to token ids and back");
  add_options(*verb, *options);
  verb->callback([&context, options] {
    context.action = [&context, options] {
      const Result<void> done = tokenize(context, *options);
      return done ? code(ExitCode::kOk) : fail(context, done.error());
    };
  });
}

}  // namespace bitnet::runtime::cli
