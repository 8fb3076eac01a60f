#!/usr/bin/env python3
"""Compare the mean scores of page sets with the floors they may not fall below.

usage: score-floors.py SCORES           compare; SCORES is what score.py --json wrote
       score-floors.py --raise SCORES   write floors.json anew: each floor MARGIN below its score,
                                        none below what it was

A floor is lowered by hand only, with a reason: {"floor": 0.90, "was": 0.93, "reason": "..."}.
Such a reason stays until the floor is back where it was.
"""
import json, pathlib, sys

FLOORS = pathlib.Path(__file__).with_name("floors.json")
MARGIN = 0.005  # what a score may lose unnoticed: one heading of 200
TIMED = "ms"    # score.py's one figure that is no score


def floor_of(entry):
    return entry["floor"] if isinstance(entry, dict) else entry


def unexplained(entry):
    return isinstance(entry, dict) and entry["floor"] < entry["was"] and not entry.get("reason", "").strip()


def compare(floors, means):
    """Yields (page set, figure, fault or None)."""
    for name, figures in floors.items():
        for figure, entry in figures.items():
            score, floor = means.get(name, {}).get(figure), floor_of(entry)
            fault = None
            if unexplained(entry):
                fault = "was lowered without a reason"
            elif score is None:
                fault = "was not measured"
            elif score < floor:
                fault = f"is {score:.4f}, below the floor {floor:.4f}"
            yield name, figure, fault


def raised_entry(entry, score):
    """The new floor of a figure. One that was lowered stays as it is until its score is back."""
    floor = round(max(score - MARGIN, 0), 4)
    if isinstance(entry, dict):
        return floor if floor >= entry["was"] else entry
    return max(floor, entry)


def raised(floors, means):
    return {name: {figure: raised_entry(floors.get(name, {}).get(figure, 0), score)
                   for figure, score in figures.items() if figure != TIMED}
            for name, figures in means.items()}


def main():
    args = sys.argv[1:]
    raising = args[:1] == ["--raise"]
    if len(args) != 1 + raising:
        sys.exit(__doc__)
    means = json.loads(pathlib.Path(args[-1]).read_text("utf-8"))["mean"]
    floors = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    if raising:
        FLOORS.write_text(json.dumps(raised(floors, means), indent=2, ensure_ascii=False) + "\n", "utf-8")
        return
    results = list(compare(floors, means))
    faults = [r for r in results if r[2]]
    for name, figure, fault in faults:
        print(f"{name} {figure}: {fault}")
    print(f"floors: {len(results) - len(faults)} passed, {len(faults)} failed")
    sys.exit(1 if faults or not results else 0)


if __name__ == "__main__":
    main()
