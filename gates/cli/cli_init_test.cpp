// SPDX-License-Identifier: Apache-2.0
// The verb init: its files are valid, and it overwrites nothing.
#include "cli_harness.h"
#include "init_templates.h"

#include <perfgate/config.h>
#include <perfgate/files.h>

#include <doctest/doctest.h>

#include <cstddef>
#include <filesystem>
#include <regex>
#include <set>

namespace perfgate::cli_test {
namespace {

/// The current folder of the test program, for one test.
class InFolder : public TestFolder {
 public:
  InFolder() : before_(std::filesystem::current_path()) { std::filesystem::current_path(path()); }

  ~InFolder() {
    std::error_code ignored;
    std::filesystem::current_path(before_, ignored);
  }

  InFolder(const InFolder&) = delete;
  InFolder& operator=(const InFolder&) = delete;

 private:
  std::filesystem::path before_;
};

/// The example build, suites, SLO and waiver of the template with their "# " taken off.
std::string with_examples(const std::string& text) {
  std::string result;
  bool example = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    std::string line = text.substr(at, end - at);
    at = end + 1;
    example = line.starts_with("# [") ||
              (example && line.starts_with("# ") && line.find(" = ") != std::string::npos);
    result += (example ? line.substr(2) : line) + "\n";
  }
  return result;
}

}  // namespace

TEST_CASE("init: two files, nothing overwritten, --force replaces") {
  const InFolder folder;
  const Outcome first = call({"init"});
  INFO(first.err);
  CHECK(first.code == 0);
  CHECK(contains(first.out, "wrote perfgate.toml\nwrote .github/workflows/perfgate.yml\n"));
  CHECK(folder.get("perfgate.toml") == cli::kConfigTemplate);
  CHECK(folder.get(".github/workflows/perfgate.yml") == cli::kWorkflowTemplate);

  folder.put("perfgate.toml", "# mine\n");
  const Outcome second = call({"init"});
  CHECK(second.code == 2);
  CHECK(is_one_sentence(second));
  CHECK(contains(second.err, "perfgate.toml is there already"));
  CHECK(folder.get("perfgate.toml") == "# mine\n");
  std::filesystem::remove(folder.path("perfgate.toml"));
  CHECK(call({"init"}).code == 2);
  CHECK_FALSE(std::filesystem::exists(folder.path("perfgate.toml")));

  folder.put("perfgate.toml", "# mine\n");
  CHECK(call({"init", "--force"}).code == 0);
  CHECK(folder.get("perfgate.toml") == cli::kConfigTemplate);
}

TEST_CASE("init: a folder in which nothing can be written") {
  const InFolder folder;
  folder.put(".github", "a file in the way");
  const Outcome outcome = call({"init"});
  CHECK(outcome.code == 3);
  CHECK(contains(outcome.err, ".github"));
}

TEST_CASE("init: the configuration is valid and states the defaults") {
  const auto config = parse_config(cli::kConfigTemplate, "perfgate.toml");
  REQUIRE_MESSAGE(config.has_value(), (config ? "" : config.error().message));
  const Policy defaults;
  const Policy& policy = config->policy;
  CHECK(policy.alpha == defaults.alpha);
  CHECK(policy.power == defaults.power);
  CHECK(policy.noise_band == defaults.noise_band);
  CHECK(policy.minor_pct == defaults.minor_pct);
  CHECK(policy.major_pct == defaults.major_pct);
  CHECK(policy.critical_pct == defaults.critical_pct);
  CHECK(policy.investigate_pct == defaults.investigate_pct);
  CHECK(policy.escalate_pct == defaults.escalate_pct);
  CHECK(policy.blocking == defaults.blocking);
  CHECK(policy.floor_ns == defaults.floor_ns);
  CHECK(policy.undecided == defaults.undecided);
  CHECK(policy.missing == defaults.missing);
  CHECK(policy.seed == defaults.seed);
  CHECK(policy.tolerance_pct == defaults.tolerance_pct);
  const Config built_in;
  CHECK(config->rounds == built_in.rounds);
  CHECK(config->runs_dir == built_in.runs_dir);
  CHECK(config->baselines_dir == built_in.baselines_dir);
  CHECK(config->reports_dir == built_in.reports_dir);
  CHECK(config->suites.empty());
}

TEST_CASE("init: its commented examples are valid too") {
  const auto config = parse_config(with_examples(cli::kConfigTemplate), "perfgate.toml");
  REQUIRE_MESSAGE(config.has_value(), (config ? "" : config.error().message));
  REQUIRE(config->suites.size() == 2);
  CHECK(config->suites[0].output == "google_benchmark");
  CHECK(config->suites[0].profile.size() == 2);
  CHECK(config->suites[1].output == "criterion");
  CHECK(config->build.commands.size() == 2);
  CHECK(config->build.timeout_s == Build().timeout_s);
  CHECK(config->build.variants == Build().variants);
  CHECK(config->slos.size() == 1);
  CHECK(config->waivers.size() == 1);
}

TEST_CASE("init: every key that a configuration may have is shown or explained") {
  const std::string text = cli::kConfigTemplate;
  const std::regex reader(R"re(section\.[a-z_]+\("([a-z_]+)", [a-z])re");
  std::set<std::string> keys;
  for (const char* file : {"config_policy.cpp", "config_lists.cpp"}) {
    const Result<std::string> source = read_file(
        std::string(PERFGATE_SOURCE_DIR "/gates/src/policy/") + file, std::size_t{1} << 20);
    REQUIRE(source);
    for (std::sregex_iterator at(source->begin(), source->end(), reader), end; at != end; ++at) {
      keys.insert((*at)[1]);
    }
  }
  CHECK(keys.size() >= 45);
  for (const char* sure : {"alpha", "variants", "history", "over", "ceiling_pct", "cores"}) {
    CHECK(keys.contains(sure));
  }
  for (const std::string& key : keys) {
    CAPTURE(key);
    CHECK((contains(text, "\n" + key + " = ") || contains(text, "\n# " + key + " = ") ||
           contains(text, "\n#   " + key + " = ") || contains(text, "`" + key + "`")));
  }
}

}  // namespace perfgate::cli_test
