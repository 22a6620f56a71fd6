// SPDX-License-Identifier: Apache-2.0
// GgufFile on real paths: special files, warnings, typed access, a file that shrinks while mapped.
#include "base/test_folder.h"
#include "gguf/raw_gguf.h"

#include <bitnet/runtime/gguf.h>
#include <bitnet/runtime/model_config.h>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <string>
#include <unistd.h>

using namespace bitnet::runtime;
using namespace bitnet::runtime::testing;

namespace {

std::string open_fault(const std::string& path) {
  const Result<GgufFile> file = GgufFile::open(path);
  return file ? std::string() : file.error().message;
}

}  // namespace

TEST_CASE("gguf open: mapped and read files are the same") {
  const TestFolder folder;
  folder.put("m.gguf", valid_model().bytes());
  for (const bool use_mmap : {true, false}) {
    Result<GgufFile> opened = GgufFile::open(folder.path("m.gguf"), {use_mmap});
    REQUIRE(opened.has_value());
    const GgufFile file = std::move(*opened);
    CHECK(file.tensors().size() == 13);
    CHECK(file.metadata().size() == 16);
    CHECK(file.version() == 3);
    CHECK(file.alignment() == 32);
    CHECK(file.warnings().empty());
    CHECK(file.file_size() == std::filesystem::file_size(folder.path("m.gguf")));
    const GgufTensor* norm = file.tensor("output_norm.weight");
    REQUIRE(norm != nullptr);
    CHECK(norm->rows() == 1);
    CHECK(norm->cols() == 16);
    CHECK(file.data(*norm).size() == 64);
    CHECK(file.data(*norm)[3] == std::byte{0x3f});
    CHECK(file.tensor("output_norm") == nullptr);
    CHECK(file.tensor("") == nullptr);
    file.drop_pages(*norm);
  }
}

TEST_CASE("gguf open: typed access") {
  const TestFolder folder;
  RawFile raw_file = valid_model();
  raw_file.set("x.bool", 7, "\x01");
  raw_file.set("x.floats", 9, raw_array(6, 2, raw(1.5F) + raw(-2.0F)));
  raw_file.set("x.none", 9, raw_array(8, 0, ""));
  folder.put("m.gguf", raw_file.bytes());
  const Result<GgufFile> file = GgufFile::open(folder.path("m.gguf"));
  REQUIRE(file.has_value());
  CHECK(file->get_u32("bitnet-b1.58.block_count").value() == 1);
  CHECK(file->get_f32("bitnet-b1.58.rope.freq_base").value() == 500000.0F);
  CHECK(file->get_bool("x.bool").value());
  CHECK(file->get_string("general.architecture").value() == "bitnet-b1.58");
  const auto tokens = file->get_string_array("tokenizer.ggml.tokens").value();
  REQUIRE(tokens.size() == 4);
  CHECK(tokens[3] == "</s>");
  CHECK(file->get_i32_array("tokenizer.ggml.token_type").value()[2] == 3);
  CHECK(file->get_f32_array("x.floats").value() == std::vector<float>{1.5F, -2.0F});
  CHECK(file->get_string_array("x.none").value().empty());
  CHECK(file->find("no.such") == nullptr);
  CHECK(file->get_f32("no.such").error().message ==
        folder.path("m.gguf") + ": key 'no.such' is missing");
  CHECK(file->get_u32("general.architecture").error().message ==
        folder.path("m.gguf") + ": key 'general.architecture' has type string, wanted u32");
  CHECK(file->get_f32_array("tokenizer.ggml.token_type").error().message ==
        folder.path("m.gguf") +
            ": key 'tokenizer.ggml.token_type' has type array of i32, wanted array of f32");
}

TEST_CASE("gguf open: bytes behind the last tensor are a warning") {
  const TestFolder folder;
  RawFile raw_file = valid_model();
  raw_file.trailing = "junk";
  folder.put("m.gguf", raw_file.bytes());
  const Result<GgufFile> file = GgufFile::open(folder.path("m.gguf"));
  REQUIRE(file.has_value());
  REQUIRE(file->warnings().size() == 1);
  CHECK(file->warnings()[0] == "4 bytes behind the last tensor are ignored");
}

TEST_CASE("gguf open: group 35, special files") {
  const TestFolder folder;
  REQUIRE(::mkfifo(folder.path("fifo").c_str(), 0600) == 0);
  REQUIRE(::symlink("loop", folder.path("loop").c_str()) == 0);
  CHECK(open_fault(folder.path()).find("it is a folder") != std::string::npos);
  CHECK(open_fault(folder.path("fifo")).find("it is a FIFO") != std::string::npos);
  CHECK(open_fault("/dev/zero").find("it is a device") != std::string::npos);
  CHECK(open_fault(folder.path("loop")).find("symbolic links") != std::string::npos);
  CHECK(open_fault(folder.path("none")).find("No such file") != std::string::npos);
}

TEST_CASE("gguf open: group 35, a sparse terabyte") {
  const TestFolder folder;
  folder.put("zeros", "");
  folder.put("model", valid_model().bytes());
  if (::truncate(folder.path("zeros").c_str(), off_t{1} << 40) != 0 ||
      ::truncate(folder.path("model").c_str(), off_t{1} << 40) != 0) {
    MESSAGE("SKIPPED: no sparse files of 1 TB here");
    return;
  }
  CHECK(open_fault(folder.path("zeros")).find("starts with") != std::string::npos);
  const Result<GgufFile> file = GgufFile::open(folder.path("model"));
  REQUIRE(file.has_value());
  CHECK(file->warnings().size() == 1);
  CHECK(model_config_from(*file).has_value());
}

TEST_CASE("gguf open: group 35, a file that shrinks while it is used ends with exit code 3") {
  const TestFolder folder;
  RawFile raw_file = valid_model();
  raw_file.set_text("filler", std::string(100000, 'f'));
  folder.put("m.gguf", raw_file.bytes());
  const std::string path = folder.path("m.gguf");
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const int log = ::open(folder.path("log").c_str(), O_WRONLY | O_CREAT, 0600);
    ::dup2(log, STDERR_FILENO);
    install_sigbus_handler();
    const Result<GgufFile> file = GgufFile::open(path);
    if (!file || ::truncate(path.c_str(), 4096) != 0) {
      ::_exit(99);
    }
    const volatile std::byte touched = file->data(file->tensors().back())[0];
    ::_exit(touched == std::byte{0} ? 97 : 98);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 3);
  CHECK(folder.get("log") == "bitnet: " + path + ": the file shrank while it was in use\n");
}
