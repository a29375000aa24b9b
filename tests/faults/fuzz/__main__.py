"""python -m tests.faults.fuzz [--minutes 20] [--seed N]: damage real files, read them, keep what crashes, hangs or swells."""

from __future__ import annotations

import argparse
import json
import os
import random
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.faults.fuzz.mutate import damaged

ROOT = Path(__file__).resolve().parents[3]
CORPUS = (ROOT / "tests" / "data" / "spreadsheets", ROOT / "tests" / "readers" / "files")
FOUND = Path(__file__).resolve().parent / "found"
SECONDS = 60.0
"""A file of at most 4 MB that takes longer hangs."""
PEAK = 1_500
"""MB of memory that a child may have held at its peak."""
EACH = 100
"""Files that one child reads before it is replaced."""


class Child:
    """One program that reads; ended and started anew when it dies or hangs."""

    def __init__(self) -> None:
        self.done = 0
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.fuzz.child"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT), "WORKSTATION_LANGUAGE": "en"})

    def read(self, path: Path) -> dict[str, object]:
        assert self.process.stdin and self.process.stdout and self.process.stderr
        self.process.stdin.write(f"{path}\n".encode())
        self.process.stdin.flush()
        self.done += 1
        ready, _w, _x = select.select([self.process.stdout], [], [], SECONDS)
        if not ready:
            self.end()
            return {"end": "hang", "seconds": SECONDS, "peak": 0}
        line = self.process.stdout.readline()
        if not line:
            code = self.process.wait()
            return {"end": "crash", "trace": f"the program died ({code})\n" + self.process.stderr.read().decode()[-2000:],
                    "seconds": 0, "peak": 0}
        return json.loads(line)

    @property
    def alive(self) -> bool:
        return self.process.poll() is None and self.done < EACH

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


def place_of(answer: dict[str, object]) -> str:
    """Return where a crash happened, so that the same one is kept once: its last line in our code and its kind."""
    lines = str(answer.get("trace", answer["end"])).strip().splitlines()
    own = [line.strip() for line in lines if "workstation" in line and "line" in line]
    return (own[-1] if own else "") + " " + (lines[-1][:120] if lines else "")


def main() -> int:
    """Run, print a summary, return 1 when something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--only", default="", help="only files whose path holds this")
    parser.add_argument("--keep", type=Path, default=FOUND, help="folder for what is found")
    said = parser.parse_args()
    files = [path for folder in CORPUS for path in sorted(folder.rglob("*"))
             if path.is_file() and "make" not in path.parts and path.suffix not in (".md", ".json5", ".py")
             and not path.name.endswith(".expected.json") and path.name != "manifest.csv" and path.stat().st_size
             and said.only in str(path)]
    chance = random.Random(said.seed)
    print(f"{len(files)} files, seed {said.seed}, {said.minutes:g} minutes", flush=True)
    ends: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    found: dict[str, Path] = {}
    slowest = peak = 0.0
    until = time.monotonic() + 60 * said.minutes
    child = Child()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        while time.monotonic() < until:
            source = chance.choice(files)
            data = damaged(source.read_bytes(), chance.choice(files).read_bytes(), chance)
            path = Path(folder) / f"x{chance.choice((source.suffix,) * 9 + ('.csv', '.xls', '.json', ''))}"
            path.write_bytes(data)
            if not child.alive:
                child.end()
                child = Child()
            answer = child.read(path)
            end = str(answer["end"])
            if end in ("ok", "problem") and float(str(answer["peak"])) > PEAK:
                end = "memory"
                child.end()
            ends[end] += 1
            codes[str(answer.get("code", ""))] += 1
            slowest, peak = max(slowest, float(str(answer["seconds"]))), max(peak, float(str(answer["peak"])))
            if end not in ("ok", "problem"):
                where = f"{end}: {place_of(answer | {'end': end})}"
                if where not in found:
                    said.keep.mkdir(exist_ok=True, parents=True)
                    kept = said.keep / f"{end}-{len(found)}-{said.seed}-{source.name.replace('.', '_')}{path.suffix}"
                    shutil.copyfile(path, kept)
                    kept.with_name(kept.name + ".txt").write_text(f"{source}\n{answer.get('trace', '')}\n", "utf-8")
                    found[where] = kept
                    print(f"{where}\n  {kept}", flush=True)
    child.end()
    print(f"{sum(ends.values())} files read: {dict(ends)}; slowest {slowest:.1f} s, peak {peak:.0f} MB")
    print("Problems: " + ", ".join(f"{code} {count}" for code, count in codes.most_common() if code))
    print(f"{len(found)} different faults found" if found else "Nothing found.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
