// SPDX-License-Identifier: Apache-2.0
// Schemas by name, compiled when first asked for, and validation in two steps: our walk, which
// finds the place and bounds what regular expressions see, then valijson, which decides.
#include "schema/embedded.h"
#include "schema/judge.h"
#include "schema/schema_tree.h"
#include "schema/walk.h"

#include <perfgate/schema.h>
#include <perfgate/text.h>

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>

namespace perfgate {
namespace {

using schema_detail::embedded_schemas;
using schema_detail::EmbeddedSchema;
using schema_detail::Judge;
using schema_detail::SchemaTree;

struct Compiled {
  SchemaTree tree;
  Judge judge;
};

const EmbeddedSchema* find_schema(std::string_view name) {
  const auto all = embedded_schemas();
  const auto at =
      std::find_if(all.begin(), all.end(), [&](const auto& schema) { return schema.name == name; });
  return at == all.end() ? nullptr : &*at;
}

Result<Compiled> compile(const std::string& name) {
  const Result<std::string> text = schema_text(name);
  if (!text) {
    return tl::unexpected(text.error());
  }
  const Result<Json> json = parse_json(*text, name + ".schema.json");
  if (!json) {
    return tl::unexpected(json.error());
  }
  Result<SchemaTree> tree = SchemaTree::build(*json);
  if (!tree) {
    return tl::unexpected(tree.error());
  }
  Result<Judge> judge = Judge::build(*json);
  if (!judge) {
    return tl::unexpected(judge.error());
  }
  return Compiled{std::move(*tree), std::move(*judge)};
}

Result<std::shared_ptr<const Compiled>> compiled(const std::string& name) {
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<const Compiled>> cache;
  const std::scoped_lock lock(mutex);
  if (const auto known = cache.find(name); known != cache.end()) {
    return known->second;
  }
  Result<Compiled> fresh = compile(name);
  if (!fresh) {
    return tl::unexpected(fresh.error());
  }
  return cache[name] = std::make_shared<const Compiled>(std::move(*fresh));
}

/// The value of "schema" that a schema asks for, "" if none (Criterion's files have no such
/// member).
std::string tag_of(const EmbeddedSchema& schema) {
  const Result<Json> json = parse_json(schema.text, schema.name);
  const Json::json_pointer place("/properties/schema/const");
  return json && json->contains(place) ? json->at(place).get<std::string>() : "";
}

/// Name of ours in "perfgate/<name>/<version>" or "benchsuite/<name>/<version>".
Result<std::string> name_of_tag(const std::string& tag, const std::string& path) {
  const std::size_t first = tag.find('/'), last = tag.rfind('/');
  const std::string name =
      first < last && last != std::string::npos ? tag.substr(first + 1, last - first - 1) : "";
  const EmbeddedSchema* schema = find_schema(name);
  const std::string wanted = schema == nullptr ? "" : tag_of(*schema);
  if (wanted.empty()) {
    return input_error(fmt::format("{}: /schema: found \"{}\", which is no schema of perfgate",
                                   path, terminal_safe(tag.substr(0, 60))));
  }
  if (wanted != tag) {
    return input_error(fmt::format("{}: /schema: found \"{}\", this version reads \"{}\"", path,
                                   terminal_safe(tag.substr(0, 60)), wanted));
  }
  return name;
}

// Receipts come from another program and have a version, but no tag.
bool looks_like_receipt(const Json& value) {
  return value.contains("schema_version") &&
         (value.contains("compute_path") || value.contains("kernels") ||
          value.contains("kernel_counters"));
}

}  // namespace

std::vector<std::string> schema_names() {
  std::vector<std::string> names;
  for (const EmbeddedSchema& schema : embedded_schemas()) {
    names.emplace_back(schema.name);
  }
  return names;
}

Result<std::string> schema_text(const std::string& name) {
  const EmbeddedSchema* schema = find_schema(name);
  if (schema == nullptr) {
    const auto nearest = nearest_name(name, schema_names());
    return input_error(fmt::format("no schema is named \"{}\"{}", terminal_safe(name),
                                   nearest ? fmt::format("; did you mean \"{}\"?", *nearest) : ""));
  }
  return std::string(schema->text);
}

Result<void> validate(const Json& value, const std::string& schema_name,
                      const std::string& origin) {
  const Result<std::shared_ptr<const Compiled>> schema = compiled(schema_name);
  if (!schema) {
    return tl::unexpected(schema.error());
  }
  if (const auto misfit = schema_detail::first_misfit(value, (*schema)->tree.root())) {
    const std::string place =
        misfit->pointer.empty() ? "the whole file" : terminal_safe(misfit->pointer);
    return input_error(
        fmt::format("{}: {}: {} (schema {})", origin, place, misfit->what, schema_name));
  }
  if (!(*schema)->judge.accepts(value)) {
    return input_error(fmt::format("{}: does not match the schema {}", origin, schema_name));
  }
  return {};
}

Result<std::string> schema_of(const Json& value, const std::string& path) {
  if (value.is_object()) {
    if (const auto tag = value.find("schema"); tag != value.end() && tag->is_string()) {
      return name_of_tag(tag->get<std::string>(), path);
    }
    if (looks_like_receipt(value)) {
      return std::string("receipt");
    }
  }
  const std::size_t slash = path.rfind('/');
  const std::string file = slash == std::string::npos ? path : path.substr(slash + 1);
  for (const char* kind : {"benchmark", "sample", "estimates", "tukey"}) {
    if (file == std::string(kind) + ".json") {
      return std::string("criterion-") + kind;
    }
  }
  return input_error(fmt::format(
      "{}: no \"schema\" member and no file name of Criterion's, so no schema is known for it",
      path));
}

}  // namespace perfgate
