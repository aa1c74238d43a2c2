#!/usr/bin/env python3
"""A new PC of an office with months of history, over a slow link that is cut ten times. Prevents: a first sync that begins from zero
with every cut, people who wait for last year's records before they can see today's, and punches that wait for a download."""
import datetime
import json
import subprocess

from _office import PATIENCE, assert_same, finish, main, nip, people, spawn, units

PEOPLE, DAYS, CUTS = 60, 240, 10
TODAY = datetime.date.today()


def day(back):
    return (TODAY - datetime.timedelta(days=back)).isoformat()


def history(staff, days):
    """What an office recorded in so many days, and has planned for next week."""
    for back in range(-7, days):
        for person in range(1, staff + 1):
            yield {"kind": "schedule", "employee": nip(person), "date": day(back), "mode": "WFH" if (back + person) % 5 == 0 else "WFO"}
            if back < 1:
                continue
            for hour, direction in ((7, "in"), (16, "out")):
                at = f"{day(back)}T{hour:02}:{(person * 17 + back * 5 + hour) % 60:02}:{(person * 7 + back * 31) % 60:02}+07:00"
                yield {"kind": "punch", "employee": nip(person), "at": at, "source": "device:1", "direction": direction}
            if (back + person) % 2 == 0:
                yield {"kind": "daily_report", "employee": nip(person), "date": day(back), "status": "submitted",
                       "activities": [f"rekap surat {back * person % 97}", f"melayani {(back * 7 + person) % 211} warga"]}


def test_a_new_pc_over_a_link_that_is_cut(world):
    hub = world.hub()
    hub.imports("unit", units("7.01"))
    hub.imports("employee", people("7.01", PEOPLE))
    first = world.office("7.01", hub, name="first")
    first.imports(world.write_json_lines("history.jsonl", list(history(PEOPLE, DAYS))))
    while first.sync().json["result"] != "complete":
        pass

    link = hub.link
    begun = link.passed_down
    new = world.office("7.01", hub, name="new")
    usable = link.passed_down - begun
    # People, and what is due and what happened of late, are here when the enrolment says that it is done; the rest is not.
    assert len(json.loads(new.records("employee"))) == PEOPLE
    schedule = {one["date"] for one in json.loads(new.records("schedule"))}
    punches = {one["at"][:10] for one in json.loads(new.records("punch"))}
    assert {day(back) for back in range(-7, 32)} <= schedule, "the schedule of this month and next week"
    assert {day(back) for back in range(1, 32)} <= punches, "this month's punches"
    assert day(DAYS - 1) not in punches, "newest first"
    base = new.status()["base"]
    assert 0 < base["present"] < base["parts"] and base["usable"], base

    # The link breaks again and again in the midst of a part; each time as much is here as before, or more, and people go on working.
    link.slow(delay=0.01, rate=60000)
    left = []
    for cut in range(CUTS):
        new.hadir("punch", nip(1 + cut), "in")
        link.break_after(down=(5000, 12000, 21000)[cut % 3], how="end")
        syncing = spawn(new.command("sync"), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        link.wait(lambda: link.broken > cut, seconds=PATIENCE)
        link.cut()
        finish(syncing, code=(0, 1, 2))
        link.mend()
        left.append(new.status()["base"]["parts"] - new.status()["base"]["present"])
    assert left == sorted(left, reverse=True) and left[0] > left[-1] > 0, left
    link.slow()
    while new.sync(code=(0, 1, 2)).json["result"] != "complete" or new.status()["base"]["present"] < base["parts"]:
        pass
    whole = link.passed_down - begun
    assert_same(new, hub)
    check = new.hadir("sync", "--check").json["check"]
    assert check["differences"] == [] and check["incomparable"] == [], check
    assert new.hadir("verify").json["below_base"] > 0
    world.measure("bytes down until usable", usable)
    world.measure("bytes down in all", whole)
    world.measure("parts", base["parts"])

    # Without a cut it costs as much, but for the handshakes and the parts that were on their way.
    begun = link.passed_down
    other = world.office("7.01", hub, name="other")
    while other.status()["base"]["present"] < other.status()["base"]["parts"]:
        other.sync()
    at_once = link.passed_down - begun
    world.measure("bytes down without cuts", at_once)
    assert whole - at_once < CUTS * 16000, f"{whole} bytes with cuts, {at_once} without"
    assert_same(other, hub)


def test_a_pc_that_was_away_gets_it_on_a_stick(world):
    """Prevents: a PC that comes back after a year and loses what it recorded, or shows less than before while it catches up."""
    hub = world.hub()
    hub.imports("unit", units("7.01"))
    hub.imports("employee", people("7.01", 60))
    first = world.office("7.01", hub, name="first")
    away = world.office("7.01", hub, name="away")
    away.hadir("punch", nip(1), "in")
    assert away.sync().json["result"] == "complete"
    first.imports(world.write_json_lines("history.jsonl", list(history(60, 200))))
    assert first.sync().json["result"] == "complete"
    hub.link.cut()
    away.hadir("punch", nip(2), "in")
    away.hadir("schedule", "set", nip(3), day(5), "LEAVE", code=(0, 1))
    pending = away.status()["pending"]
    stick = world.path / "stick"
    stick.mkdir()
    written = hub.hub("snapshot", "--unit", "7.01", "--out", stick, "--split", "64k").json["bundles"]
    files = next(one["files"] for one in written if one["for"] == away.status()["origin"])
    assert len(files) > 1, "several files where one would be too large"
    for name in files[1:] + files[:1]:  # in whatever order
        taken = away.hadir("bundle", "import", name, code=(0, 1)).json
    for name in files:  # again: nothing changes, and what came before its time is taken now
        taken = away.hadir("bundle", "import", name).json
    assert away.status()["pending"] == pending > 0, "what it recorded itself is still to be sent"
    assert len(json.loads(away.records("punch"))) == 60 * 199 * 2 + 2
    assert away.status()["base"]["usable"] and len(away.hadir("verify").json["findings"]) == 0
    hub.link.mend()
    assert away.sync().json["result"] == "complete"
    assert first.sync().json["result"] == "complete"
    assert_same(away, hub)
    assert_same(first, hub)


if __name__ == "__main__":
    main(test_a_new_pc_over_a_link_that_is_cut, test_a_pc_that_was_away_gets_it_on_a_stick)
