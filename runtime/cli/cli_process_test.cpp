// SPDX-License-Identifier: Apache-2.0
// Tests: the program as a process of its own, because signals and mapped files are the process's.
// What happens in mid-generation is started by the first byte of text, not by a clock.
#include "cli_harness.h"
#include "cli_model.h"

#include <bitnet/runtime/sha256.h>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <unistd.h>
#include <vector>

namespace bitnet::runtime {
namespace {

using cli_test::call;
using cli_test::contains;
using cli_test::Outcome;
using testing::TestFolder;

/// `bitnet` with standard output in a pipe and standard error in <folder>/stderr.
class Process {
 public:
  Process(const TestFolder& folder, std::vector<std::string> args) : folder_(folder) {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    const std::string log = folder.path("stderr");
    args.insert(args.begin(), BITNET_PROGRAM);
    std::vector<char*> argv;
    for (std::string& arg : args) {
      argv.push_back(arg.data());
    }
    argv.push_back(nullptr);
    child_ = ::fork();
    REQUIRE(child_ >= 0);
    if (child_ == 0) {
      const int err = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
      ::dup2(ends[1], STDOUT_FILENO);
      ::dup2(err, STDERR_FILENO);
      ::execv(argv.front(), argv.data());
      ::_exit(127);
    }
    ::close(ends[1]);
    out_ = ends[0];
  }

  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  ~Process() {
    ::close(out_);
    if (child_ > 0) {
      ::kill(child_, SIGKILL);
      ::waitpid(child_, nullptr, 0);
    }
  }

  /// Blocks until the program has written something; false: it never will.
  [[nodiscard]] bool await_output() const {
    char byte = 0;
    return ::read(out_, &byte, 1) == 1;
  }

  void interrupt() const { ::kill(child_, SIGINT); }

  /// The exit code; -1 = killed by a signal. Reads what is written until then.
  [[nodiscard]] int finish() {
    std::array<char, 4096> buffer{};
    while (::read(out_, buffer.data(), buffer.size()) > 0) {
    }
    int status = -1;
    ::waitpid(child_, &status, 0);
    child_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  [[nodiscard]] std::string errors() const { return folder_.get("stderr"); }

 private:
  const TestFolder& folder_;
  pid_t child_ = 0;
  int out_ = -1;
};

/// One layer and a context that takes minutes to fill.
class LongModel {
 public:
  LongModel() {
    const Outcome made = call(
        {"synth", "--preset", "tiny", "--layers", "1", "--context", "200000", "--out", path()});
    REQUIRE_MESSAGE(made.code == 0, made.err);
  }

  [[nodiscard]] std::string path() const { return folder_.path("model.gguf"); }

  [[nodiscard]] const TestFolder& folder() const { return folder_; }

  [[nodiscard]] std::vector<std::string> endless(std::vector<std::string> more = {}) const {
    std::vector<std::string> args = {"generate", "-m",     path(), "-p", "abc", "-n",
                                     "199000",   "--temp", "0",    "-t", "2",   "--ignore-eos"};
    args.insert(args.end(), more.begin(), more.end());
    return args;
  }

 private:
  TestFolder folder_;
};

TEST_CASE("process: Ctrl-C in mid-generation ends it with a receipt that says so, exit code 130") {
  const LongModel model;
  const std::string receipt = model.folder().path("receipt.json");
  Process process(model.folder(), model.endless({"--receipt", receipt}));
  REQUIRE(process.await_output());
  process.interrupt();
  CHECK(process.finish() == 130);
  CAPTURE(process.errors());
  CHECK(contains(process.errors(), "interrupted"));
  const auto json = nlohmann::json::parse(model.folder().get("receipt.json"));
  CHECK(json["run"]["interrupted"] == true);
  CHECK(json["run"]["stop_reason"] == "interrupted");
  CHECK(json["run"]["generated_tokens"] > 0);
  const Outcome verified = call({"verify-receipt", receipt});
  CHECK_MESSAGE(verified.code == 0, verified.out);
}

TEST_CASE("process: a model file cut off in mid-generation ends it with a sentence, exit code 3") {
  const LongModel model;
  Process process(model.folder(), model.endless());
  REQUIRE(process.await_output());
  REQUIRE(::truncate(model.path().c_str(), 4096) == 0);
  CHECK(process.finish() == 3);
  CHECK(process.errors() == "bitnet: " + model.path() + ": the file shrank while it was in use\n");
}

TEST_CASE(
    "process: a model file replaced in mid-generation changes nothing, the receipt included") {
  const LongModel model;
  const std::string receipt = model.folder().path("receipt.json");
  Process process(model.folder(), model.endless({"--receipt", receipt}));
  REQUIRE(process.await_output());
  std::filesystem::copy_file(model.path(), model.folder().path("before.gguf"));
  model.folder().put("other.gguf", "not a model");
  std::filesystem::rename(model.folder().path("other.gguf"), model.path());
  process.interrupt();
  CHECK(process.finish() == 130);
  const auto json = nlohmann::json::parse(model.folder().get("receipt.json"));
  const std::string recorded = json["model_info"]["sha256"];
  CHECK(recorded == sha256_hex(model.folder().get("before.gguf")));
}

TEST_CASE("process: a reader that has seen enough is no error") {
  const LongModel model;
  std::FILE* pipe = ::popen((std::string(BITNET_PROGRAM) + " info --tensors " + model.path() +
                             " 2>" + model.folder().path("stderr") + " | head -c 1 >/dev/null")
                                .c_str(),
                            "r");
  REQUIRE(pipe != nullptr);
  CHECK(::pclose(pipe) == 0);
  CHECK(model.folder().get("stderr").empty());
}

TEST_CASE("process: special files as models are refused at once") {
  const TestFolder folder;
  REQUIRE(::mkfifo(folder.path("fifo").c_str(), 0600) == 0);
  folder.put("empty", "");
  folder.put("secret", "GGUF");
  REQUIRE(::chmod(folder.path("secret").c_str(), 0) == 0);
  const std::pair<std::string, const char*> files[] = {{folder.path("fifo"), "it is a FIFO"},
                                                       {folder.path(), "it is a folder"},
                                                       {"/dev/null", "it is a device"},
                                                       {folder.path("empty"), "bitnet: "},
                                                       {folder.path("secret"), "bitnet: "}};
  for (const auto& [path, part] : files) {
    CAPTURE(path);
    Process process(folder, {"generate", "-m", path, "-p", "x"});
    CHECK(process.finish() == 3);
    CHECK(contains(process.errors(), part));
    CHECK(contains(process.errors(), path));
  }
  if (::geteuid() != 0) {
    CHECK(call({"info", folder.path("secret")}).err.find("Permission denied") != std::string::npos);
  } else {
    MESSAGE("SKIPPED: root may read every file");
  }
}

}  // namespace
}  // namespace bitnet::runtime
