"""Wrong clocks: the real service under a wall clock that is moved, while it runs, while it is down, and years away from the truth.

Prevents: a moved clock that passes for a good one, a punch refused or rewritten for its time, a corrected interval without the true
time in it, an office with a wrong clock that wins conflicts or stops a sync.
"""
import shutil
import time
from datetime import datetime, timezone

from _office import Office, assert_same, date, main, nip, parsed, people, units

BACK = -47 * 60
YEARS = 2 * 365 * 86400
WATCHFUL = (*Office.QUIET, "--clock-interval", "50")


def hub_of(world, *codes):
    hub = world.hub()
    hub.imports("unit", units(*codes))
    for code in codes:
        hub.imports("employee", people(code, 5))
    return hub


def seconds(text):
    return datetime.fromisoformat(text).timestamp()


def seconds_in_utc(text):
    """As a record's name has it."""
    return datetime.fromisoformat(text).astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Punches:
    """Punches of one office, each with the true time at which it was made."""

    def __init__(self, office):
        self.office, self.true, self.number = office, {}, 0

    def punch(self, *words, direction="in"):
        self.number += 1
        begun = time.time()
        answer = self.office.hadir("punch", nip(self.number), direction, *words).json
        self.true[nip(self.number)] = (begun, time.time())
        assert answer["result"] == "recorded", answer
        return answer

    def shown(self, where=None):
        """{person: record} as `records punch --times` shows them, on the PC or at the hub."""
        printed = (where or self.office).hadir("records", "punch", "--times").out if where is None else where.hub(
            "records", "punch", "--unit", self.office.unit, "--times").out
        return {record["employee"]: record for record in parsed(printed) if record["source"] == "manual"}

    def assert_contains_truth(self, person, corrected, width=3.0):
        begun, ended = self.true[person]
        first, last = seconds(corrected["not_before"]), seconds(corrected["not_after"])
        assert first <= ended and begun <= last, f"true {begun} to {ended}, corrected {first} to {last}"
        assert last - first <= width, f"an interval of {last - first} s"


def steps(office):
    return [event for event in parsed(office.records("clock_event")) if event["what"] == "step"]


def moved_while_the_service_runs(world):
    hub = hub_of(world, "7.01")
    office = world.office("7.01", hub, wall_error=0)
    office.start(*WATCHFUL)
    assert office.sync().json["result"] == "complete"
    punches = Punches(office)
    good = punches.punch()
    assert good["quality"] == "hub" and good["corrected"] is None, good
    assert parsed(office.records("clock_event")) == []

    office.wall_clock.set(BACK)
    office.service.await_line("clock of this PC: 1 new events")  # nobody has punched yet
    bad = punches.punch()
    assert bad["quality"] == "doubtful", bad
    assert abs(seconds(bad["record"]["at"]) - (punches.true[nip(2)][0] + BACK)) < 5, "the claimed time stays as the clock had it"
    punches.assert_contains_truth(nip(2), bad["corrected"])  # at once: the hub was heard in this boot
    step, = steps(office)
    assert abs(step["by_ms"] - BACK * 1000) < 1000 and step["agrees"] is None, step
    status = office.status()["clock"]
    assert status["quality"] == "doubtful" and status["events"][0]["what"] == "step", status
    assert status["error_min_ms"] <= BACK * 1000 + 500 and status["error_max_ms"] >= BACK * 1000 - 500, status

    # Set right again.
    office.wall_clock.set(0)
    office.service.await_line("clock of this PC: 1 new events", after=len(office.service.lines))
    assert punches.punch()["quality"] == "hub"

    report = office.sync().json
    assert report["result"] == "complete" and report["pending"] == 0, report
    here, there = punches.shown(), punches.shown(hub)
    assert here == there and len(here) == 3
    punches.assert_contains_truth(nip(2), there[nip(2)]["time"]["corrected"])
    assert there[nip(2)]["at"] == bad["record"]["at"], "reports show both"
    assert [there[nip(number)]["time"]["corrected"] for number in (1, 3)] == [None, None]
    assert_same(office, hub)
    assert len(steps(office)) == 2
    name = f"punch/{nip(2)}/{seconds_in_utc(bad['record']['at'])}/manual"
    for explained in (office.hadir("explain", name).json, hub.hub("explain", name).json):
        punches.assert_contains_truth(nip(2), explained["commits"][0]["corrected"])


def moved_while_the_service_was_down(world):
    """Twice: with an exchange in this boot before, and without one, where the next exchange brings the truth."""
    hub = hub_of(world, "7.01")
    office = world.office("7.01", hub, wall_error=0)
    office.start(*WATCHFUL)
    office.sync()
    office.stop()
    office.wall_clock.set(BACK)
    office.start(*WATCHFUL)
    punches = Punches(office)
    bad = punches.punch()
    assert bad["quality"] == "doubtful", bad
    punches.assert_contains_truth(nip(1), bad["corrected"])
    assert len(steps(office)) == 1
    assert office.sync().json["result"] == "complete"
    punches.assert_contains_truth(nip(1), punches.shown(hub)[nip(1)]["time"]["corrected"])

    lonely = world.office("7.01", wall_error=0)
    lonely.init("--offline", "7.01")
    lonely.start(*WATCHFUL)
    punches = Punches(lonely)
    assert punches.punch()["quality"] == "unanchored"
    lonely.stop()
    lonely.wall_clock.set(BACK)
    lonely.start(*WATCHFUL)
    unknown = punches.punch()
    assert unknown["quality"] == "doubtful" and unknown["bound_ms"] == 0, unknown
    assert unknown["corrected"]["not_before"] is None and unknown["corrected"]["not_after"] is None, unknown
    lonely.enrol(hub)
    assert lonely.sync().json["result"] == "complete"
    shown = punches.shown(hub)
    punches.assert_contains_truth(nip(2), shown[nip(2)]["time"]["corrected"])
    assert shown[nip(1)]["time"]["corrected"] is None, "before the step the clock was right, as the exchange shows"
    assert punches.punch()["quality"] == "doubtful"
    office.sync(), lonely.sync(), office.sync()
    assert_same(lonely, hub)
    assert_same(office, hub)


def a_command_without_a_service(world):
    """The command that works on the database itself keeps the same watch."""
    hub = hub_of(world, "7.01")
    office = world.office("7.01", hub, wall_error=0)
    assert office.sync().json["result"] == "complete"
    punches = Punches(office)
    assert punches.punch()["quality"] == "hub"
    office.wall_clock.set(BACK)
    punches.assert_contains_truth(nip(2), punches.punch()["corrected"])
    # A time that somebody typed, or that a machine wrote, is nobody's clock: it stands.
    typed = office.hadir("punch", nip(3), "in", "--at", "2026-03-02T07:24:11+07:00").json
    assert typed["quality"] == "doubtful" and typed["corrected"] is None, typed
    forged = office.imports(world.write_json_lines("forged.jsonl", [
        {"kind": "clock_event", "pc": office.status()["origin"], "moment": 1, "from_commit": 1, "what": "hub", "at": "2026-03-02T07:24:11+07:00"}]), code=1)
    assert forged["recorded"] == 0 and len(forged["quarantined"]) == 1, forged
    assert len(parsed(office.records("clock_event"))) == 1


def two_years_ahead(world):
    """The office enrols, records, syncs and loses every conflict to one whose clock the hub has confirmed; nobody else notices."""
    hub = hub_of(world, "7.01")
    right = world.office("7.01", hub, wall_error=0).start()
    ahead = world.office("7.01", wall_error=YEARS)
    ahead.init("--offline", "7.01")
    ahead.start(*WATCHFUL)
    assert right.sync().json["result"] == "complete"
    punches = Punches(ahead)
    before = punches.punch()
    assert before["quality"] == "unanchored" and before["corrected"] is None
    assert seconds(before["record"]["at"]) > time.time() + YEARS - 3600

    def both_edit(day):
        ahead.hadir("schedule", "set", nip(1), date(day), "WFO")
        right.hadir("schedule", "set", nip(1), date(day), "WFH")

    both_edit(5)
    ahead.enrol(hub)  # over TLS: the hub's own certificate is pinned, so its dates do not matter
    assert ahead.sync().json["result"] == "complete"
    # From the first exchange on.
    after = punches.punch()
    assert after["quality"] == "doubtful", after
    punches.assert_contains_truth(nip(2), after["corrected"])
    both_edit(6)
    for office in (right, ahead, right, ahead):
        assert office.sync().json["result"] == "complete"
    shown = punches.shown(hub)
    for number in (1, 2):
        punches.assert_contains_truth(nip(number), shown[nip(number)]["time"]["corrected"])
    assert shown[nip(1)]["at"] == before["record"]["at"], "the claimed time stands beside it"
    for office in (right, ahead):
        assert {row["date"]: row["mode"] for row in parsed(office.records("schedule"))} == {date(5): "WFH", date(6): "WFH"}
        assert len(parsed(office.conflicts())) == 2, "the other values wait for a person"
        assert_same(office, hub)
    # One event says it all, and syncing again and again adds none.
    event, = parsed(ahead.records("clock_event"))
    assert event["what"] == "hub" and event["from_commit"] == 1, event
    # Nothing that was received moved a clock, or anybody's quality.
    assert right.hadir("punch", nip(5), "in").json["quality"] == "hub"


def a_clock_that_begins_with_1970(world):
    """A dead battery: the time cannot even be written as an instant, the hub's certificate is not valid yet, and all goes on."""
    hub = hub_of(world, "7.01")
    office = world.office("7.01", wall_error=3600 - int(time.time()))
    office.init("--offline", "7.01")
    office.start(*WATCHFUL)
    punches = Punches(office)
    assert punches.punch()["record"]["at"].startswith("1970-01-02T01:00:00")
    office.enrol(hub)
    assert office.sync().json["result"] == "complete"
    assert punches.punch()["quality"] == "doubtful"
    office.wall_clock.set(0)
    assert punches.punch()["quality"] == "hub"
    assert office.sync().json["result"] == "complete"
    assert_same(office, hub)
    shown = punches.shown(hub)
    for number in (1, 2):
        # The event cannot say what the clock showed, only the first instant there is: 17 hours later count as 6 s of drift either way.
        punches.assert_contains_truth(nip(number), shown[nip(number)]["time"]["corrected"], width=15.0)
    assert shown[nip(3)]["time"]["corrected"] is None


def restored_with_a_wrong_clock(world):
    """What is known about punches stays with them when the PC goes on under another origin, and what it knows of its clock too."""
    hub = hub_of(world, "7.01")
    office = world.office("7.01", hub, wall_error=0)
    assert office.sync().json["result"] == "complete"
    office.wall_clock.set(BACK)
    punches = Punches(office)
    for _ in range(2):
        punches.punch()
    assert office.sync().json["result"] == "complete"
    punches.punch()
    backup = shutil.copytree(office.dir, world.path / "backup")
    punches.punch()
    assert office.sync().json["result"] == "complete"
    shutil.rmtree(office.dir)
    shutil.copytree(backup, office.dir)
    before = office.status()["origin"]
    punches.punch()
    assert office.sync().json["result"] == "complete" and office.status()["origin"] != before
    office.wall_clock.set(0)
    assert Punches(office).punch("--source", "web")["quality"] == "hub"
    assert office.sync().json["result"] == "complete"
    assert_same(office, hub)
    shown = punches.shown(hub)
    assert punches.shown() == shown
    corrected = {person: record["time"]["corrected"] for person, record in shown.items()}
    assert len(corrected) == 5, shown
    for person, interval in corrected.items():
        punches.assert_contains_truth(person, interval)


main(moved_while_the_service_runs, moved_while_the_service_was_down, a_command_without_a_service, two_years_ahead, a_clock_that_begins_with_1970,
     restored_with_a_wrong_clock)
