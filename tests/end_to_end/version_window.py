"""Prevents that a province is split by an upgrade: a hub that was upgraded first, or last, takes and gives everything, over the
network and by stick, and both sides find out by themselves what the other one speaks. The older programs are the same code with
the protocol window of the first release.
"""
import sqlite3
from contextlib import closing

from _office import assert_same, clock, main, nip, people, units

OLDER, NEWER = "_OLDER", ""
PUNCHES = 60


def province(world, vintage):
    hub = world.hub(vintage=vintage)
    hub.imports("unit", units("7.01"))
    hub.imports("employee", people("7.01", PUNCHES))
    return hub


def office_of(world, hub, vintage, name):
    office = world.office("7.01", name=name)
    office.vintage = vintage
    office.enrol(hub)
    return office


def punch_all(office, hour):
    for person in range(1, PUNCHES + 1, 10):
        office.hadir("punch", nip(person), "in", "--at", clock(1, person, hour))


def known_protocol(office):
    with closing(sqlite3.connect(office.database)) as database:
        row = database.execute("SELECT value FROM meta WHERE key = 'hub_protocol'").fetchone()
    return row and row[0]


def is_complete(office, requests=1):
    report = office.sync().json
    assert report["result"] == "complete" and report["pending"] == 0, report
    assert report["requests"] == requests, report


def a_hub_that_is_upgraded_first(world):
    hub = province(world, NEWER)
    older, newer = office_of(world, hub, OLDER, "older"), office_of(world, hub, NEWER, "newer")
    is_complete(older), is_complete(newer)
    assert known_protocol(older) == 1 and known_protocol(newer) == 2
    punch_all(older, 7), punch_all(newer, 16)
    is_complete(older), is_complete(newer), is_complete(older)
    for office in (older, newer):
        assert_same(office, hub)

    older.vintage = NEWER
    punch_all(older, 8)
    # It finds out with a small request what its hub speaks; nothing is asked twice.
    with closing(sqlite3.connect(older.database)) as database:
        database.execute("UPDATE meta SET value = 1 WHERE key = 'hub_protocol_retry'")
        database.commit()
    assert older.sync().json["result"] == "complete"
    assert known_protocol(older) == 2
    is_complete(older), is_complete(newer)
    for office in (older, newer):
        assert_same(office, hub)


def a_hub_that_is_upgraded_last(world):
    hub = province(world, OLDER)
    office = office_of(world, hub, NEWER, "office")
    assert known_protocol(office) == 1, "its enrolment said so"
    punch_all(office, 7)
    is_complete(office)
    assert_same(office, hub)

    # A PC that was never told: one request more, once.
    with closing(sqlite3.connect(office.database)) as database:
        database.execute("DELETE FROM meta WHERE key = 'hub_protocol'")
        database.commit()
    punch_all(office, 8)
    is_complete(office, requests=2)
    assert known_protocol(office) == 1
    punch_all(office, 9)
    is_complete(office)

    hub.stop()
    hub.vintage = NEWER
    hub.start()
    punch_all(office, 16)
    is_complete(office)
    assert known_protocol(office) == 1, "nobody told, and 500 syncs have not passed"
    assert_same(office, hub)


def by_stick(world):
    hub = province(world, NEWER)
    older, newer = office_of(world, hub, OLDER, "older"), office_of(world, hub, NEWER, "newer")
    is_complete(older), is_complete(newer)
    punch_all(older, 7), punch_all(newer, 16)
    stick = world.path / "stick"
    stick.mkdir()
    for office in (older, newer):
        office.hadir("bundle", "export", stick)
    hub.hub("bundle", "import", stick)
    written = hub.hub("bundle", "export", "--unit", "7.01", "--out", stick).json["bundles"]
    files = {one["for"]: one["files"] for one in written}
    for office in (older, newer):
        office.hadir("bundle", "import", *files[office.status()["origin"]])
        assert office.status()["pending"] == 0
        assert_same(office, hub)


main(a_hub_that_is_upgraded_first, a_hub_that_is_upgraded_last, by_stick)
