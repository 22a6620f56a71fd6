#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks action.yml and the YAML of docs/ci, and executes their shell parts with the built program and a fake CI environment.
Argument: the program perfgate. Exit code 77: python3-yaml is not installed. What only GitHub and GitLab can do (run the steps with
`uses`, keep artifacts) is checked for its form alone."""
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

try:
    import yaml
except ImportError:
    print("skipped: python3-yaml is not installed")
    sys.exit(77)

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(sys.argv[1]).resolve()
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
failures = []


def check(condition, text):
    if not condition:
        failures.append(text)


def yaml_blocks(document):
    return [yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```", (ROOT / document).read_text(), re.S | re.M)]


def check_step(step, where):
    allowed = {"name", "id", "if", "env", "run", "shell", "working-directory", "uses", "with", "continue-on-error"}
    check(set(step) <= allowed, f"{where}: unknown keys {set(step) - allowed}")
    check(("run" in step) != ("uses" in step), f"{where}: exactly one of run and uses")
    if "uses" in step:
        check(re.fullmatch(r"\./|[\w.-]+/[\w./-]+@[\w./-]+", step["uses"]) is not None, f"{where}: uses {step['uses']}")
    if "run" in step:  # an expression inside a script is code that an input can write
        check("${{" not in step["run"], f"{where}: an expression inside run")
    for value in list(step.get("env", {}).values()) + list(step.get("with", {}).values()):
        check(isinstance(value, (str, int)) and not isinstance(value, bool), f"{where}: {value!r} is no text")


def check_action(action):
    """The public rules for metadata of composite actions."""
    check(set(action) <= {"name", "author", "description", "inputs", "outputs", "runs", "branding"}, "action.yml: unknown top-level key")
    check({"name", "description", "runs"} <= set(action), "action.yml: name, description and runs are required")
    for name, entry in action["inputs"].items():
        check(re.fullmatch(r"[A-Za-z_][\w-]*", name) is not None, f"input {name}: name")
        check(set(entry) <= {"description", "required", "default", "deprecationMessage"}, f"input {name}: unknown key")
        check(isinstance(entry.get("description"), str), f"input {name}: description")
        check(isinstance(entry.get("default", ""), str), f"input {name}: default is no text")
    for name, entry in action["outputs"].items():
        check(set(entry) == {"description", "value"}, f"output {name}: description and value")
    check(action["runs"]["using"] == "composite", "runs.using")
    steps = action["runs"]["steps"]
    for step in steps:
        check_step(step, step.get("name", "?"))
        check("run" not in step or step.get("shell") == "bash", f"{step.get('name')}: a composite step needs a shell")
    ids = {step["id"] for step in steps if "id" in step}
    text = (ROOT / "action.yml").read_text()
    for found in EXPRESSION.findall(text):
        for used in re.findall(r"inputs\.([\w-]+)", found):
            check(used in action["inputs"], f"input {used} is not declared")
        for used in re.findall(r"steps\.([\w-]+)", found):
            check(used in ids, f"step {used} does not exist")
    for name in action["inputs"]:
        check(re.search(rf"inputs\.{re.escape(name)}\b", text), f"input {name} is never used")
    return steps


def google_benchmark(nanoseconds, seed):
    noise = random.Random(seed)
    entries = [{"name": "copy", "run_type": "iteration", "iterations": 1000, "time_unit": "ns",
                "real_time": nanoseconds * (1 + 0.01 * noise.random())} for _ in range(40)]
    return json.dumps({"context": {}, "benchmarks": entries})


def evaluate(text, inputs, contexts):
    """The little of GitHub's expressions that env values use: one name."""
    return EXPRESSION.sub(lambda m: inputs[m[1][7:]] if m[1].startswith("inputs.") else contexts[m[1]], text)


class Workplace:
    """A folder with results to compare, and the files that a runner gives to a step."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        (self.path / "perfgate.toml").write_text('[policy]\nundecided = "warn"\n')
        (self.path / "old.json").write_text(google_benchmark(1000, 1))
        (self.path / "same.json").write_text(google_benchmark(1000, 2))
        (self.path / "slow file.json").write_text(google_benchmark(1500, 3))

    def run(self, script, **more):
        for name in ("summary", "output"):
            (self.path / name).write_text("")
        env = {"PATH": f"{PROGRAM.parent}:{os.environ['PATH']}", "HOME": str(self.path), "CI": "true", "LC_ALL": "C.UTF-8",
               "GITHUB_ACTION_PATH": str(ROOT), "GITHUB_STEP_SUMMARY": str(self.path / "summary"),
               "GITHUB_OUTPUT": str(self.path / "output"), "GITHUB_SHA": "a" * 40, "GITHUB_ACTIONS": "true", **more}
        result = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script], cwd=self.path, env=env,
                                capture_output=True, text=True, timeout=60, check=False)
        outputs = dict(line.split("=", 1) for line in (self.path / "output").read_text().splitlines())
        return result, outputs, (self.path / "summary").read_text()


def gate_step(steps, inputs):
    step = next(step for step in steps if step.get("id") == "gate")
    env = {name: evaluate(value, inputs, {}) for name, value in step["env"].items()}
    return step["run"], env


def test_gate(steps, defaults):
    cases = [  # inputs, exit code, verdict
        ({"baseline": "old.json", "current": "same.json"}, 0, "pass"),
        ({"baseline": "old.json", "current": "slow file.json", "junit": "out/junit.xml"}, 1, "fail"),
        ({"baseline": "old.json", "current": "slow file.json", "advisory": "true"}, 0, "fail"),
        ({"baseline": "old.json", "current": "old.json", "config": "perfgate.toml", "filter": "^copy$"}, 4, "incomparable"),
        ({"baseline": "$(touch pwned)", "current": "`touch pwned`"}, 3, "error"),
        ({"baseline": "old.json", "current": "same.json", "features": "cpu, gpu"}, 2, None),  # nothing is run with current
        ({"current": "same.json"}, 2, None),
        ({"baseline": "old.json", "current": "same.json", "paired": "yes"}, 2, None),
        ({"program": "no-such-program"}, 3, None),
    ]
    for inputs, code, verdict in cases:
        with tempfile.TemporaryDirectory(prefix="action_test.") as folder:
            place = Workplace(folder)
            script, env = gate_step(steps, {**defaults, **inputs})
            result, outputs, summary = place.run(script, **env)
            where = f"gate {inputs}: {result.stdout}{result.stderr}"
            check(result.returncode == code, f"exit code {result.returncode}, wanted {code}: {where}")
            check(outputs.get("verdict") == verdict, f"outputs {outputs}: {where}")
            check((verdict is None) == (summary == ""), f"summary: {where}")
            check(not (place.path / "pwned").exists(), f"an input was executed: {where}")
            if verdict == "fail":
                check(outputs["exit-code"] == "1", where)
                check("::error title=copy::" in result.stderr, where)
                check(summary.startswith("## FAIL"), where)
                check((place.path / outputs["reports-dir"] / "gate.json").exists(), where)
            if "junit" in inputs:
                check("<failure " in (place.path / "out/junit.xml").read_text(), where)


FAKE_GH = """#!/bin/sh
echo "$*" >>"$HOME/calls"
case "$*" in
*--paginate*) cat "$HOME/found" ;;
*) for word in "$@"; do case "$word" in body=@*) cp "${word#body=@}" "$HOME/body" ;; esac; done ;;
esac
"""


def test_comment(steps):
    step = next(step for step in steps if "comment.sh" in step.get("run", ""))
    for found, method in (("", "POST repos/o/r/issues/7/comments"), ("123\n456\n", "PATCH repos/o/r/issues/comments/123")):
        with tempfile.TemporaryDirectory(prefix="action_test.") as folder:
            place = Workplace(folder)
            (place.path / "bin").mkdir()
            (place.path / "bin/gh").write_text(FAKE_GH)
            (place.path / "bin/gh").chmod(0o755)
            (place.path / "found").write_text(found)
            (place.path / "gate.md").write_text("## PASS\n")
            env = {"PATH": f"{place.path}/bin:{os.environ['PATH']}", "GITHUB_REPOSITORY": "o/r", "GH_TOKEN": "t",
                   "PERFGATE_PULL_REQUEST": "7", "PERFGATE_REPORT": "gate.md"}
            check(set(step["env"]) == {"GH_TOKEN", "PERFGATE_PULL_REQUEST", "PERFGATE_REPORT"}, "comment: env")
            result, _, _ = place.run(step["run"], **env)
            check(result.returncode == 0, f"comment: {result.stderr}")
            check(method in (place.path / "calls").read_text(), f"comment: {(place.path / 'calls').read_text()}")
            check((place.path / "body").read_text() == "<!-- perfgate -->\n## PASS\n", "comment: body")
            result, _, _ = place.run(step["run"], **{**env, "PERFGATE_PULL_REQUEST": "7/../8"})
            check(result.returncode == 2, "comment: a number that is none")


def test_github_document(action):
    for workflow in yaml_blocks("docs/ci/github.md"):
        for job in workflow["jobs"].values():
            for step in job["steps"]:
                check_step(step, f"docs/ci/github.md: {step}")
                if step.get("uses") == "./":
                    check(set(step["with"]) <= set(action["inputs"]), f"docs/ci/github.md: inputs {step['with']}")


def test_gitlab_document():
    blocks = yaml_blocks("docs/ci/gitlab.md")
    check(len(blocks) == 1, "docs/ci/gitlab.md: one example")
    job = blocks[0]["perfgate"]
    known = {"stage", "tags", "rules", "variables", "script", "allow_failure", "artifacts"}
    check(set(job) <= known, f"gitlab: keys {set(job) - known}")
    check(job["artifacts"]["when"] == "always", "gitlab: reports of failed jobs are wanted most")
    for current, code in (("same.json", 0), ("slow.json", 1), ("none.json", 3)):
        with tempfile.TemporaryDirectory(prefix="action_test.") as folder:
            place = Workplace(folder)
            (place.path / "slow.json").write_text(google_benchmark(1500, 3))
            variables = {**job["variables"], "PERFGATE_BASELINE": "old.json", "PERFGATE_CURRENT": current}
            result, _, _ = place.run("\n".join(job["script"]), **variables)
            check(result.returncode == code, f"gitlab {current}: {result.returncode} {result.stdout}{result.stderr}")
            check((place.path / job["artifacts"]["reports"]["junit"]).exists(), f"gitlab {current}: no JUnit file")
            for path in job["artifacts"]["paths"]:
                check((place.path / path / "gate.md").exists(), f"gitlab {current}: no reports in {path}")


def main():
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    steps = check_action(action)
    defaults = {name: entry.get("default", "") for name, entry in action["inputs"].items()}
    test_gate(steps, defaults)
    test_comment(steps)
    test_github_document(action)
    test_gitlab_document()
    for failure in failures:
        print(f"action_test: {failure}")
    print(f"action_test: {'ok' if not failures else f'{len(failures)} failures'}")
    return 1 if failures else 0


sys.exit(main())
