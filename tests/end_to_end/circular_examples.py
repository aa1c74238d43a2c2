#!/usr/bin/env python3
"""The circulars of packaging/examples at work: for each an office is made, rostered for a month, checked, and its papers written. Prevents: an example that no
longer runs, a roster that the circular it was made by lets nobody publish, papers that are missing or empty."""
import collections
import csv
import json
import os
import subprocess
import sys
from pathlib import Path

from _office import main

SOURCE = Path(os.environ["HADIR_SOURCE"])
sys.path.insert(0, str(SOURCE / "packaging" / "examples"))
from offices import OFFICES  # noqa: E402

PAPERS = {"attendance-list.pdf", "entry-list.pdf", "attendance.pdf", "attendance.xlsx", "attendance.csv", "hours.xlsx", "exceptions.pdf", "tiers.pdf",
          "travel.pdf", "compliance.pdf", "compliance.json", "roster.pdf", "discipline.pdf"}
BEGINS = {".pdf": b"%PDF", ".xlsx": b"PK", ".csv": b"\xef\xbb\xbf", ".json": b"{"}


def at_work(world, name):
    out, kept = world.path / name, world.path / f"{name}-kept"
    done = subprocess.run([sys.executable, "-B", SOURCE / "packaging" / "circular_run.py", name, "--out", out, "--keep", kept],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "UTUH" in done.stdout, done.stdout
    found = {path.name for path in out.iterdir()}
    assert found == PAPERS, found ^ PAPERS
    for path in out.iterdir():
        assert path.read_bytes().startswith(BEGINS[path.suffix]), path.name
    rows = json.loads((out / "compliance.json").read_text())["tables"][0]["rows"]
    world.measure("findings about what happened", len(rows))
    world.office_days = office_days(json.loads((kept / "files" / "schedule.json").read_text()), json_people(kept))
    return rows


def json_people(kept):
    with (kept / "files" / "employees.csv").open(newline="", encoding="utf-8") as file:
        return {one["nip"]: one for one in csv.DictReader(file)}


def office_days(schedule, people):
    """By date: who is at the office, as (person, shift)."""
    days = collections.defaultdict(list)
    for cell in schedule:
        if cell["mode"] == "WFO":
            days[cell["date"]].append((people[cell["employee"]], cell.get("shift") or ""))
    return days


def tulang_bawang_barat(world):
    at_work(world, "tulang-bawang-barat")


def metro(world):
    at_work(world, "metro")


def lampung_selatan_is_a_draft(world):
    assert at_work(world, "lampung-selatan") == [], "a draft finds nothing (A25)"


def lampung(world):
    assert any("R3.5" in json.dumps(row) for row in at_work(world, "lampung")), "who came in beside the cap is told with the clause (A11)"


def kutai_kartanegara(world):
    assert any("R4.2" in json.dumps(row) for row in at_work(world, "kutai-kartanegara"))


def staff(office):
    return [person for person, _ in office if person["class"] != "struktural"]


def nusa_tirta_follows_the_level(world):
    at_work(world, "nusa-tirta")
    for date, office in world.office_days.items():
        assert len(staff(office)) == (12 if date < "2022-08-15" else 22), (date, len(staff(office)))
    turns = [{person["nip"] for date, office in world.office_days.items() if int(date[-2:]) % 2 == odd
              for person in staff(office) if person["part"] == "administrasi"} for odd in (0, 1)]
    assert turns[0] and turns[1] and turns[0].isdisjoint(turns[1]), "somebody of administrasi came on odd and on even dates"


def nusa_tirta_panti_is_never_empty(world):
    at_work(world, "nusa-tirta-panti")
    for date, office in world.office_days.items():
        by_shift = collections.Counter(shift for person, shift in office if person["class"] != "struktural")
        assert all(2 <= by_shift[shift] <= 6 for shift in ("pagi", "siang", "malam")), (date, by_shift)


def saripura_has_half_of_those_there(world):
    at_work(world, "saripura")
    for date, office in world.office_days.items():
        if date < "2022-10-03":
            continue
        documents = [person for person, _ in office if person["section"] == "Bidang Pelayanan Dokumen"]
        half = [person for person in staff(office) if person not in documents]
        assert (len(half), len(documents) >= 6, len(office) <= 21) == (13, True, True), (date, len(half), len(documents), len(office))
        assert any(person["nip"] == "198203152006042001" for person in half), date


def a_puskesmas_has_its_own(world):
    at_work(world, "saripura-puskesmas")
    for date, office in world.office_days.items():
        parts = collections.Counter(person["part"] for person, _ in office)
        if date >= "2022-10-10":
            assert (parts["pelayanan"], parts["administrasi"]) == (14, 2), (date, parts)
        elif date >= "2022-10-03":
            assert len(staff(office)) == 11, (date, parts)


stories = {"tulang-bawang-barat": tulang_bawang_barat, "metro": metro, "lampung-selatan": lampung_selatan_is_a_draft, "lampung": lampung,
           "kutai-kartanegara": kutai_kartanegara, "nusa-tirta": nusa_tirta_follows_the_level, "nusa-tirta-panti": nusa_tirta_panti_is_never_empty,
           "saripura": saripura_has_half_of_those_there, "saripura-puskesmas": a_puskesmas_has_its_own}
assert list(stories) == list(OFFICES), "an office without a story"
main(*stories.values())
