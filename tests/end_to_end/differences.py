"""Prevents two replicas that hold the same commits and show different records, or hold different commits under one number, and nobody
who notices: `hadir sync --check`, and the check that runs by itself."""
import shutil
import sqlite3

from _office import assert_same, clock, date, main, nip, parsed, people, units


def province(world):
    hub = world.hub()
    hub.imports("unit", units("7.01"))
    hub.imports("employee", people("7.01", 5))
    return hub, world.office("7.01", hub, "one"), world.office("7.01", hub, "two")


def edit(database, sql):
    connection = sqlite3.connect(database, timeout=30)
    with connection:
        assert connection.execute(sql).rowcount == 1, sql
    connection.close()


def checked(office, code=0):
    return office.hadir("sync", "--check", code=code).json


def somebody_s_hand(world):
    """A record changed by hand on one side is found, told on both sides with what stood there, and made from the log again."""
    hub, one, two = province(world)
    for number in (1, 2, 3):
        one.hadir("punch", nip(number), "in", "--at", clock(1, number, 7))
        one.hadir("schedule", "set", nip(number), date(1), "WFH")
    report = checked(one)
    assert report["result"] == "complete" and report["check"]["finished"], report
    assert report["check"]["differences"] == [] and report["check"]["records"] > 10 and report["check"]["streams"] >= 4, report
    assert one.sync().json.get("check") is None, "nobody asked, and it is not time"
    right = {kind: one.records(kind) for kind in ("punch", "schedule", "employee")}

    for with_service in (False, True):
        if with_service:
            one.start()
        edit(one.database, f"UPDATE punch SET direction = 'out' WHERE employee = '{nip(2)}'")
        report = checked(one)
        assert [(each["lane"], each["records"], each["outcome"]) for each in report["check"]["differences"]] == [("urgent", 1, "here")], report
        assert {kind: one.records(kind) for kind in right} == right
        assert_same(one, hub)
    told = one.hadir("differences").json["differences"]
    assert len(told) == 1 and '"direction":"out"' in told[0]["ours"] and '"direction":"in"' in told[0]["theirs"], told
    assert [each["outcome"] for each in parsed(hub.hub("differences").out)] == ["there"]
    assert one.status()["differences"]["all"] == 1 and hub.status()["differences"]["all"] == 1

    # At the hub, beside the running service; also what is not the unit's own.
    edit(hub.database, f"UPDATE schedule SET mode = 'WFO' WHERE employee = '{nip(3)}'")
    edit(hub.database, "DELETE FROM unit WHERE code = '7.01'")
    report = checked(two)
    assert sorted((each["unit"], each["lane"], each["outcome"]) for each in report["check"]["differences"]) == [
        ("", "bulk", "there"), ("7.01", "daily", "there")], report
    assert_same(two, hub)
    assert {kind: hub.records(kind, "7.01") for kind in right} == right
    assert [each["name"] for each in parsed(hub.records("unit"))] == ["Kantor Contoh 7.01"]

    # Twice on one day the hub does not read its whole log again for one lane: it stays open, and says so.
    edit(hub.database, f"UPDATE schedule SET mode = 'WFO' WHERE employee = '{nip(3)}'")
    report = checked(two, code=1)
    assert [each["outcome"] for each in report["check"]["differences"]] == ["open"], report
    words = two.hadir("sync", "--check", code=1)  # and again, as people read it
    assert b"open" in words.out
    assert two.records("schedule") == right["schedule"]
    assert hub.status()["differences"]["open"] >= 1
    one.stop()


def two_histories_of_one_length(world):
    """A hub and a colleague's PC that both went back in time, unnoticed, and wrote as many commits as before: nothing in an exchange shows it."""
    hub, one, two = province(world)
    two.hadir("punch", nip(1), "in", "--at", clock(1, 1, 7))
    assert two.sync().json["result"] == "complete"
    hub.stop()
    saved = {side: shutil.copytree(side.dir, world.path / f"saved-{side.name}") for side in (hub, two)}
    marks = {side: world.path / f"{side.name}-mark" for side in (hub, two)}
    for side, mark in marks.items():
        assert mark.is_dir(), f"the mark of {side.name} stands beside its directory"
        shutil.copytree(mark, world.path / f"saved-{side.name}-mark")
    hub.start()
    two.hadir("punch", nip(2), "in", "--at", clock(1, 2, 7))
    assert two.sync().json["result"] == "complete"
    assert one.sync().json["result"] == "complete"
    hub.stop()
    for side in (hub, two):
        shutil.rmtree(side.dir), shutil.rmtree(marks[side])
        shutil.copytree(saved[side], side.dir)
        shutil.copytree(world.path / f"saved-{side.name}-mark", marks[side])
    hub.start()
    two.hadir("punch", nip(3), "in", "--at", clock(1, 3, 7))
    assert two.sync().json["result"] == "complete"
    report = one.sync().json
    assert report["received"]["commits"] == 0 and report["result"] == "complete", report
    assert one.records("punch") != hub.records("punch"), "the exchange alone does not show it"

    report = checked(one)
    assert report["check"]["streams_mended"] == 1 and report["check"]["streams_open"] == 0, report
    assert_same(one, hub)
    # What the hub had acknowledged of the other history comes back too, though nobody but this PC has it any more.
    assert sorted(each["employee"] for each in parsed(hub.records("punch"))) == [nip(1), nip(2), nip(3)]
    assert two.sync().json["result"] == "complete"
    assert_same(two, hub)
    told = one.hadir("differences").json["differences"]
    assert len(told) == 1 and told[0]["subject"].startswith("stream ") and told[0]["outcome"] == "here", told
    assert checked(one)["check"]["streams_mended"] == 0
    assert one.hadir("verify").json["result"] == hub.hub("verify").json["result"] == "intact"


main(somebody_s_hand, two_histories_of_one_length)
