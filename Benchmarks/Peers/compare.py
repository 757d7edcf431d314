"""Compares this library with PyTorch and ONNX Runtime on the same networks, batches and threads.

    python compare.py measure SAMPLES.jsonl [--rows TEXT ...] [--rounds N]
    python compare.py report SAMPLES.jsonl [--record PREFIX]

A round times a row on this library, on PyTorch and on ONNX Runtime, one after the other, each in a process of its own, so
that a change of the machine's speed meets all. `measure` appends to SAMPLES, so that a long comparison can be made in
pieces; `report` takes medians over all rounds, and the median of the rounds' ratios.
"""

import argparse
import datetime
import json
import pathlib
import platform
import statistics
import subprocess
import sys

from rows import NAMES

HERE = pathlib.Path(__file__).resolve().parent
PACKAGE = HERE.parent.parent
SYSTEMS = ["alexnet", "pytorch", "onnxruntime"]
TITLES = {"alexnet": "this library", "pytorch": "PyTorch", "onnxruntime": "ONNX Runtime"}
# What this library should reach: multiples of each peer's speed.
TARGETS = {
    "forward/paper/batch32": {"pytorch": 2, "onnxruntime": 1.5},
    "forward/paper/batch1": {"onnxruntime": 1.25},
    "step/paper/batch128": {"pytorch": 2.2},
}


def lines(command):
    """What a program prints, an object a line."""
    done = subprocess.run(command, cwd=PACKAGE, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))}: exit status {done.returncode}\n{done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def time_ours(program, row, arguments):
    machine, *rows = lines(
        [program, "--json", "--quiet", "--row", row, "--threads", str(arguments.threads), "--repeats", "3"])
    result = next(found for found in rows if found["name"] == row)
    result |= {"system": "alexnet", "version": machine["commit"], "machine": machine}
    return result


def time_peer(system, row, arguments):
    return lines(
        [sys.executable, HERE / "peer.py", system, row, "--threads", str(arguments.threads), "--seconds",
         str(arguments.seconds)])[0]


def measure(arguments):
    texts = arguments.rows or [""]
    # A text that is a row's whole name means that row alone.
    names = [name for name in NAMES if any(text == name or (text in name and text not in NAMES) for text in texts)]
    if not names:
        raise SystemExit("no row's name contains the text of --rows")
    with open(arguments.samples, "a", encoding="utf-8") as samples:
        for _ in range(arguments.rounds):
            for name in names:
                at = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
                results = [time_ours(arguments.ours, name, arguments)]
                results += [time_peer(system, name, arguments) for system in SYSTEMS[1:]]
                round_ = {"name": name, "date": at, "threads": arguments.threads, "results": results}
                samples.write(json.dumps(round_) + "\n")
                samples.flush()
                rates = ", ".join(
                    f"{TITLES[result['system']]} {result['value']:.4g}" for result in results if "value" in result)
                print(f"{name}: {rates} {results[0]['unit']}", flush=True)


def summaries(path):
    """For each row, in their usual order: unit, rounds, each system's median rate, and its rate against ours."""
    rounds = {}
    with open(path, encoding="utf-8") as samples:
        for line in samples:
            sample = json.loads(line)
            rounds.setdefault(sample["name"], []).append(sample)
    for name in NAMES:
        if name not in rounds:
            continue
        values = {system: [] for system in SYSTEMS}
        ratios = {system: [] for system in SYSTEMS[1:]}
        ways = {}
        for sample in rounds[name]:
            found = {result["system"]: result for result in sample["results"] if "value" in result}
            for system, result in found.items():
                values[system].append(result["value"])
                ways[system] = result.get("way", "")
                if system != "alexnet":
                    ratios[system].append(found["alexnet"]["value"] / result["value"])
        yield {
            "name": name, "unit": rounds[name][0]["results"][0]["unit"], "rounds": len(rounds[name]),
            "values": {system: statistics.median(rates) for system, rates in values.items() if rates},
            "spreads": {system: [min(rates), max(rates)] for system, rates in values.items() if rates},
            "ratios": {system: statistics.median(found) for system, found in ratios.items() if found},
            "ways": ways, "samples": rounds[name],
        }


def heading(rows):
    """Where, when and with what the samples were taken."""
    samples = [sample for row in rows for sample in row["samples"]]
    results = [result for sample in samples for result in sample["results"]]
    machine = next(result["machine"] for result in results if "machine" in result)
    versions = {}
    for result in results:
        versions.setdefault(result["system"], set()).add(str(result["version"]))
    dates = sorted(sample["date"] for sample in samples)
    threads = sorted({sample["threads"] for sample in samples})
    return (
        f"{machine['processor']}, {', '.join(map(str, threads))} threads, {machine['instructionSet']}; "
        f"{dates[0]} to {dates[-1]}.\n"
        f"This library at {', '.join(sorted(versions['alexnet']))} ({machine['compiler']}); "
        f"PyTorch {', '.join(sorted(versions['pytorch']))}, ONNX Runtime {', '.join(sorted(versions['onnxruntime']))}, "
        f"Python {platform.python_version()}.\n")


def table(rows):
    text = ("| row | unit | rounds | this library | PyTorch | ONNX Runtime | ÷ PyTorch | ÷ ONNX Runtime | target |\n"
            "|---|---|---|---|---|---|---|---|---|\n")
    for row in rows:
        value = {system: f"{rate:.4g}" for system, rate in row["values"].items()}
        if row["ways"].get("pytorch") == "channels_last":
            value["pytorch"] += " (channels last)"
        ratio = {system: f"{found:.2f}" for system, found in row["ratios"].items()}
        targets = "; ".join(
            f"{'✓' if row['ratios'].get(system, 0) >= least else '✗'} {least} × {TITLES[system]}"
            for system, least in TARGETS.get(row["name"], {}).items())
        cells = [row["name"], row["unit"], str(row["rounds"])] + [value.get(system, "–") for system in SYSTEMS]
        text += "| " + " | ".join(cells + [ratio.get(system, "–") for system in SYSTEMS[1:]] + [targets]) + " |\n"
    return text


def report(arguments):
    rows = list(summaries(arguments.samples))
    if not rows:
        raise SystemExit(f"{arguments.samples}: no samples")
    text = heading(rows) + "\n" + table(rows)
    print(text)
    if not arguments.record:
        return
    pathlib.Path(arguments.record + ".md").write_text("# Beside PyTorch and ONNX Runtime\n\n" + text, encoding="utf-8")
    for system in SYSTEMS[1:]:
        # The lines that `benchmarks --compare` reads.
        with open(f"{arguments.record}-{system}.jsonl", "w", encoding="utf-8") as record:
            for row in rows:
                if system in row["values"]:
                    line = {"name": row["name"], "value": float(f"{row['values'][system]:.4g}"), "unit": row["unit"],
                            "spread": [float(f"{rate:.4g}") for rate in row["spreads"][system]],
                            "ratioOfThisLibrary": float(f"{row['ratios'][system]:.4g}")}
                    record.write(json.dumps(line) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    measuring = commands.add_parser("measure", help="time rows and append the samples")
    measuring.add_argument("samples")
    measuring.add_argument("--rows", nargs="*", metavar="TEXT", help="names of rows, or parts of names; all by default")
    measuring.add_argument("--rounds", type=int, default=3)
    measuring.add_argument("--threads", type=int, default=2)
    measuring.add_argument("--seconds", type=float, default=1.5, help="time of each of a peer's ways, default 1.5")
    measuring.add_argument("--ours", default=PACKAGE / ".build/release/benchmarks", help="the program `benchmarks`")
    reporting = commands.add_parser("report", help="print the table of all samples")
    reporting.add_argument("samples")
    reporting.add_argument("--record", metavar="PREFIX", help="also write PREFIX.md and PREFIX-SYSTEM.jsonl")
    arguments = parser.parse_args()
    {"measure": measure, "report": report}[arguments.command](arguments)


if __name__ == "__main__":
    main()
