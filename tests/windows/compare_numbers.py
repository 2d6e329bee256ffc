"""compare_numbers.py A B: two runs of one manifest on two systems. What their JSON reports count must be equal; what a
system or an instant decides (times, the sandbox, how often was committed, where manifest and mirror lie) is left out."""
import json
import pathlib
import sys

LEFT_OUT = {"report_generated", "manifest", "start_time", "end_time", "total_duration", "duration", "progress", "waited_seconds", "sandbox",
            "commits", "output", "collector_rates", "overall_rate"}


def numbers(value, place: str, out: dict) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in LEFT_OUT:
                numbers(inner, f"{place}.{key}", out)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            numbers(inner, f"{place}[{index}]", out)
    else:
        out[place] = value


def main() -> int:
    found = []
    for folder in sys.argv[1:3]:
        out: dict = {}
        for name in ("collection_report.json", "collection_results.json"):
            numbers(json.loads((pathlib.Path(folder) / name).read_text(encoding="utf-8")), name, out)
        found.append(out)
    a, b = found
    wrong = [place for place in sorted(a.keys() | b.keys()) if a.get(place, "-") != b.get(place, "-")]
    for place in wrong[:40]:
        print(f"{place}: {a.get(place, '-')} and {b.get(place, '-')}")
    print(f"{len(a)} values compared, {len(wrong)} differ")
    return 1 if wrong or len(a) < 500 else 0


sys.exit(main())
