// SPDX-License-Identifier: Apache-2.0
// run_process against children that misbehave. That a call returns at all is part of each test.
#include "runner/interrupt.h"
#include "runner/output_log.h"
#include "runner/test_suites.h"

#include <perfgate/runner.h>

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <thread>
#include <unistd.h>

namespace perfgate {
namespace {

using test::TempFolder;

Result<ProcessResult> shell(const std::string& script, double timeout_s = 30,
                            const std::string& log = "", std::string* capture = nullptr) {
  return run_process({"/bin/sh", "-c", script}, "", timeout_s, log, capture);
}

/// Gone, or a zombie that its new parent has not reaped yet.
bool is_dead(const std::string& pid) {
  std::ifstream stat("/proc/" + pid + "/stat");
  std::string number, name, state;
  return !(stat >> number >> name >> state) || state == "Z" || state == "X";
}

bool dies_soon(const std::string& pid) {
  for (int i = 0; i < 500; ++i) {
    if (is_dead(pid)) {
      return true;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

}  // namespace

TEST_CASE("exit status, output, log and capture") {
  const TempFolder folder;
  const auto plain = shell("echo out; echo err >&2; exit 3", 30, folder / "log");
  REQUIRE(plain);
  CHECK(plain->exit_code == 3);
  CHECK(plain->signal == 0);
  CHECK_FALSE(plain->timed_out);
  CHECK(plain->seconds > 0);
  const std::string log = folder.read("log");
  CHECK(log.find("out\n") != std::string::npos);
  CHECK(log.find("err\n") != std::string::npos);
  CHECK(plain->output_tail.size() == 8);

  std::string capture;
  const auto captured = shell("echo out; echo err >&2", 30, folder / "log", &capture);
  REQUIRE(captured);
  CHECK(captured->exit_code == 0);
  CHECK(capture == "out\n");
  CHECK(folder.read("log") == "err\n");
}

TEST_CASE("the working directory and a stdin that is empty") {
  const TempFolder folder;
  folder.write("here", "");
  std::string capture;
  const auto result =
      run_process({"/bin/sh", "-c", "ls; cat; echo end"}, folder.path(), 30, "", &capture);
  REQUIRE(result);
  CHECK(capture == "here\nend\n");
}

TEST_CASE("a signal is not an exit status") {
  const auto result = shell("kill -SEGV $$");
  REQUIRE(result);
  CHECK(result->signal == SIGSEGV);
  CHECK(result->exit_code == -1);
}

TEST_CASE("a program that cannot be executed is an error that names it") {
  const TempFolder folder;
  const auto missing = run_process({"./not-there"}, folder.path(), 30, "", nullptr);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == ExitCode::kInput);
  CHECK(missing.error().message == "cannot run './not-there': No such file or directory");
  folder.write("text", "no program");
  const auto text = run_process({"./text"}, folder.path(), 30, "", nullptr);
  REQUIRE_FALSE(text);
  CHECK(text.error().message == "cannot run './text': Permission denied");
  CHECK_FALSE(run_process({}, "", 30, "", nullptr));
  CHECK_FALSE(run_process({"true"}, folder / "no-folder", 30, "", nullptr));
  CHECK_FALSE(run_process({"true"}, "", 30, folder / "no-folder/log", nullptr));
}

TEST_CASE("a timeout has to be a positive number") {
  for (const double bad : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN(),
                           std::numeric_limits<double>::infinity()}) {
    const auto result = shell("true", bad);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == ExitCode::kUsage);
  }
  CHECK(shell("true", 1e300));
}

TEST_CASE("a timeout ends the whole process group") {
  std::string capture;
  const auto result = shell("sleep 300 & echo $!; wait", 0.3, "", &capture);
  REQUIRE(result);
  CHECK(result->timed_out);
  CHECK(result->signal == SIGTERM);
  CHECK(dies_soon(first_line(capture)));
}

TEST_CASE("a child that ignores SIGTERM is killed") {
  const auto result = shell("trap '' TERM; while :; do sleep 1; done", 0.3);
  REQUIRE(result);
  CHECK(result->timed_out);
  CHECK(result->signal == SIGKILL);
}

TEST_CASE("output without end is drained, counted and dropped") {
  const TempFolder folder;
  const auto result = shell("head -c 100000000 /dev/zero; echo last", 120, folder / "log");
  REQUIRE(result);
  CHECK(result->exit_code == 0);
  CHECK(result->output_tail.size() == runner_detail::kTailBytes);
  CHECK(result->output_tail.ends_with("last\n"));
  const std::string log = folder.read("log");
  CHECK(log.size() < runner_detail::kMaxLogBytes + 100);
  CHECK(log.find("[perfgate: 95805701 more bytes of output were dropped]") != std::string::npos);

  std::string capture;
  REQUIRE(shell("head -c 20000000 /dev/zero", 120, "", &capture));
  CHECK(capture.size() == runner_detail::kMaxCaptureBytes);
}

TEST_CASE("a flood of output does not delay the timeout") {
  const auto result = shell("cat /dev/zero", 0.3);
  REQUIRE(result);
  CHECK(result->timed_out);
}

TEST_CASE("a grandchild that keeps the pipe open is not waited for, and does not survive") {
  std::string capture;
  const auto result = shell("(trap '' TERM HUP; exec sleep 300) & echo $!", 30, "", &capture);
  REQUIRE(result);
  CHECK(result->exit_code == 0);
  CHECK_FALSE(result->timed_out);
  CHECK(dies_soon(first_line(capture)));
}

TEST_CASE("a grandchild that left the group does not hang us") {
  std::string capture;
  const auto result = shell("setsid sleep 20 & echo $!", 30, "", &capture);
  REQUIRE(result);
  CHECK_FALSE(result->timed_out);
  const int pid = std::stoi(first_line(capture));
  ::kill(pid, SIGKILL);
}

TEST_CASE("peak memory is of this child alone") {
  const auto big = run_process({"dd", "if=/dev/zero", "of=/dev/null", "bs=256M", "count=1"}, "", 30,
                               "", nullptr);
  REQUIRE(big);
  CHECK(big->max_rss_bytes > 250'000'000);
  const auto small = run_process({"true"}, "", 30, "", nullptr);
  REQUIRE(small);
  CHECK(small->max_rss_bytes > 0);
  CHECK(small->max_rss_bytes < 200'000'000);  // not below our own peak, which sanitizers raise
}

TEST_CASE("an ignored signal is not inherited") {
  const auto old = std::signal(SIGPIPE, SIG_IGN);
  const auto result = shell("yes | head -n 1 > /dev/null; kill -PIPE $$; echo survived");
  std::signal(SIGPIPE, old);
  REQUIRE(result);
  CHECK(result->signal == SIGPIPE);
}

TEST_CASE("an interrupt stops the child and is reported as such") {
  std::signal(SIGINT, SIG_DFL);  // a background job of a shell starts with SIGINT ignored
  const TempFolder folder;
  const runner_detail::InterruptGuard guard;
  std::atomic<bool> stop{false};
  std::thread sender([&] {
    while (!stop && !std::filesystem::exists(folder / "started")) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    ::kill(::getpid(), SIGINT);
  });
  std::string capture;
  const auto result = run_process({"/bin/sh", "-c", "echo $$; touch started; exec sleep 300"},
                                  folder.path(), 60, "", &capture);
  stop = true;
  sender.join();
  REQUIRE_FALSE(result);
  CHECK(result.error().code == ExitCode::kInterrupted);
  CHECK(is_dead(first_line(capture)));
  CHECK(runner_detail::interrupt_count() == 1);
}

}  // namespace perfgate
