#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""scipy_check.py PROGRAM [CASES [SEED]]: the figures of perfgate_statistics_samples against SciPy's on the same samples.

Exit code 0 when all agree, 1 with the first differences, 77 where SciPy is absent."""
import json
import math
import subprocess
import sys

try:
    import numpy as np
    from scipy import stats
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)

CONFIDENCE = 0.95
differences = []
compared = 0


def same(case, name, found, wanted, tolerance=1e-9):
    """Written so that NaN and a missing figure are differences."""
    global compared
    compared += 1
    if found is None or not abs(found - wanted) <= tolerance * max(1.0, abs(wanted)):
        differences.append(f"{case['test']} {name}: found {found}, SciPy has {wanted}; {json.dumps(case)}")


def rejects_outside_only(case, name, interval, p_of_shift, alpha):
    """The interval is the set of shifts that the test does not reject: just outside it does, just inside it does not."""
    global compared
    for end, outwards in zip(interval, (-1, 1)):
        outside, inside = p_of_shift(end + outwards * 1e-9), p_of_shift(end - outwards * 1e-9)
        compared += 1
        if not outside <= alpha + 1e-12 < inside:
            differences.append(f"{case['test']} {name}: p is {outside} outside {end} and {inside} inside; {json.dumps(case)}")


def mann_whitney(case):
    base, now = np.log(case["baseline"]), np.log(case["current"])
    shifts = np.subtract.outer(now, base)
    same(case, "estimate", case["estimate"], math.exp(np.median(shifts)))
    ties = len(set(case["baseline"] + case["current"])) < len(base) + len(now)
    exact = not ties and len(base) * len(now) <= 400

    def p_of_shift(shift, method="exact" if exact else "asymptotic"):
        return stats.mannwhitneyu(now - shift, base, alternative="two-sided", method=method).pvalue

    same(case, "p", case["p"], min(1.0, p_of_shift(0.0)))
    if exact and case["interval"]:
        alpha = max(1 - CONFIDENCE, 1 - case["confidence"])  # few values cannot reach the asked level
        rejects_outside_only(case, "interval", np.log(case["interval"]), p_of_shift, alpha)


def student(case):
    base, now = np.log(case["baseline"]), np.log(case["current"])
    welch = "welch" in case["method"]
    if base.var() + now.var() == 0:
        return  # SciPy has no answer
    same(case, "p", case["p"], stats.ttest_ind(now, base, equal_var=not welch).pvalue)
    n, m, v, w = len(base), len(now), base.var(ddof=1), now.var(ddof=1)
    if welch:
        se = math.sqrt(v / n + w / m)
        degrees = se**4 / ((v / n) ** 2 / (n - 1) + (w / m) ** 2 / (m - 1))
    else:
        degrees = n + m - 2
        se = math.sqrt(((n - 1) * v + (m - 1) * w) / degrees * (1 / n + 1 / m))
    wanted = stats.t.interval(CONFIDENCE, degrees, loc=now.mean() - base.mean(), scale=se)
    for i in range(2):
        same(case, f"interval {i}", (case["interval"] or [None, None])[i], math.exp(wanted[i]))


def one_sample(case):
    values = np.array(case["values"])
    same(case, "quantile", case["quantile_10"], np.quantile(values, 0.1))
    same(case, "median", case["median"], np.median(values))
    same(case, "variance", case["variance"], values.var(ddof=1))
    same(case, "scaled_mad", case["scaled_mad"], 1.4826 * stats.median_abs_deviation(values))
    if len(values) > 2:
        same(case, "skewness", case["skewness"], stats.skew(values, bias=False), 1e-7)
    if values.var() == 0:
        return  # SciPy has no answer to the rest
    wanted = stats.t.interval(CONFIDENCE, len(values) - 1, loc=values.mean(), scale=stats.sem(values))
    for i in range(2):
        same(case, f"mean interval {i}", case["mean_interval"][i], wanted[i], 1e-7)
    same(case, "trimmed mean", case["trimmed_mean"], stats.trim_mean(values, 0.2))
    yuen = stats.ttest_ind(values + 1, values, equal_var=False, trim=0.2).statistic  # 1 / sqrt(2 se^2)
    same(case, "trimmed se", case["trimmed_se"], 1 / (math.sqrt(2) * yuen), 1e-7)


def paired(case):
    y = np.array(case["y"])
    walsh = [(y[i] + y[j]) / 2 for i in range(len(y)) for j in range(i, len(y))]
    same(case, "estimate", case["estimate"], np.median(walsh))
    for side in ("greater", "less"):
        wanted = stats.wilcoxon(y, alternative=side, mode="exact").pvalue
        if case["careful"]:
            wanted = max(wanted, stats.binomtest(int((y > 0).sum()), len(y), alternative=side).pvalue)
        same(case, f"p_{side}", case[f"p_{side}"], wanted)
    tests = {"signed_rank": lambda v: stats.wilcoxon(v, mode="exact").pvalue,
             "sign": lambda v: stats.binomtest(int((v > 0).sum()), len(v)).pvalue}
    for name, p_value in tests.items():
        if case[name]:
            alpha = 1 - case[f"{name}_confidence"]
            same(case, f"{name} level", alpha <= 1 - CONFIDENCE + 1e-12, True)
            rejects_outside_only(case, name, case[name], lambda shift, p=p_value: p(y - shift), alpha)


def share(case):
    def bounds(confidence):
        return stats.binomtest(case["hits"], case["trials"]).proportion_ci(confidence, method="exact")
    both = bounds(CONFIDENCE)
    same(case, "lower", case["interval"][0], both.low)
    same(case, "upper", case["interval"][1], both.high)
    same(case, "one-sided upper", case["upper"], bounds(2 * CONFIDENCE - 1).high)


def main():
    program, cases, seed = sys.argv[1], *(sys.argv[2:] + ["200", "1"][len(sys.argv) - 2:])
    lines = subprocess.run([program, cases, seed], check=True, capture_output=True, text=True).stdout.splitlines()
    for line in lines:
        case = json.loads(line)
        {"mann_whitney": mann_whitney, "student": student, "one_sample": one_sample, "paired": paired, "share": share}[case["test"]](case)
    for difference in differences[:10]:
        print(difference)
    print(f"{len(lines)} samples, {compared} figures compared with SciPy, {len(differences)} differ")
    return 1 if differences or not compared else 0


sys.exit(main())
