"""Prevents that what a person has a right to have erased lives on: in a table, a free page, a -wal, on another PC, or after a restore."""
import shutil
import sqlite3

from _office import assert_same, clock, date, main, nip, parsed, people, punch, units

SECRET = "RAHASIA-POLI-JANTUNG"
WHY = ("--reason", "permintaan pemilik data", "--basis", "UU 27/2022 Pasal 8", "--by", nip(9))


def report(person, activities, day=3):
    return {"kind": "daily_report", "employee": nip(person), "date": date(day), "status": "draft", "activities": activities}


def held_raw(replica):
    """Whether the secret stands anywhere in the files of the database."""
    return any(SECRET.encode() in path.read_bytes() for path in replica.dir.glob(replica.database.name + "*"))


def province(world):
    hub = world.hub()
    hub.imports("unit", units("7.01", "7.02"))
    hub.imports("employee", people("7.01", 10))
    return hub, world.office("7.01", hub, "one").start(), world.office("7.01", hub, "two")


def write(world, office, *records):
    """As one commit: an import."""
    answer = office.imports(world.write_json_lines(f"{office.name}-{len(list(world.path.iterdir()))}.jsonl", records))
    assert answer["recorded"] == len(records), answer


def shown(replica, kinds=("employee", "schedule", "punch", "correction", "device_pin", "clock_event")):
    return {kind: parsed(replica.records(kind, *(("7.01",) if replica.name == "hub" else ()))) for kind in kinds}


def verify(replica, code=0, *words):
    return (replica.hub if replica.name == "hub" else replica.hadir)("verify", *words, code=code).json


def one_report(world):
    """A payload goes from hub, both PCs, a PC put back from a copy, and never comes to a new one; nothing else changes."""
    hub, one, two = province(world)
    for person in range(1, 8):
        one.hadir("punch", nip(person), "in", "--at", clock(1, person, 7))
        write(world, two, report(person, [f"kegiatan {person} " + "x" * 200 * person]))
    write(world, one, report(3, [SECRET, "rapat"], day=4))
    one.hadir("schedule", "set", nip(3), date(4), "WFH")
    for person in range(1, 8):
        write(world, two, report(person, [f"lagi {person} " + "y" * 150 * person], day=5))
    one.sync(), two.sync(), one.sync()
    assert held_raw(hub) and held_raw(one) and held_raw(two)
    copy = shutil.copytree(two.dir, world.path / "copy-of-two")
    hub_copy = world.path / "hub-copy.db"
    hub.hub("backup", hub_copy)
    before = shown(hub)
    record = ("daily_report", nip(3), date(4))

    # What it would do is shown, and nothing is changed.
    plan = hub.hub("erase", *record, *WHY, code=1).json
    assert plan["result"] == "needs_yes" and plan["commits"] == 1 and plan["others"] == 0, plan
    assert plan["payloads"][0]["records"] == [f"daily_report/{nip(3)}/{date(4)}"]
    assert hub.hub("erase", *record, "--reason", "x", "--basis", "y", code=2).json["error"]["fault"] == "bad_input"
    assert len(parsed(hub.records("daily_report"))) == 15 and held_raw(hub)

    done = hub.hub("erase", *record, *WHY, "--yes").json
    assert done["result"] == "erased" and done["commits"] == 1 and done["scrubbed"], done
    assert not held_raw(hub), "in the hub's files"
    assert hub.hub("explain", *record, code=1).json["error"]["hint"].endswith("records erasure")
    assert hub.hub("erase", *record, *WHY, "--yes", code=1).json["error"]["fault"] == "not_found"
    place = plan["payloads"][0]["commits"][0]
    named = ("--unit", "7.01", "--commit", f"{place['origin']}/{place['lane']}/{place['commit']}")
    assert hub.hub("erase", *named, *WHY, "--yes").json["result"] == "already_erased"
    named = (*named[:3], f"{place['origin']}/{('urgent', 'daily', 'bulk')[place['lane']]}/{place['commit']}")
    assert hub.hub("erase", *named, *WHY, "--yes").json["result"] == "already_erased"

    one.sync(), two.sync()
    new = world.office("7.01", hub, "new")
    new.sync()
    for replica in (hub, one, two, new):
        assert not held_raw(replica), f"in the files of {replica.name}"
        assert shown(replica) == before, f"{replica.name} shows something else than before"
        assert len(parsed(replica.records("daily_report"))) == 14
        proven = verify(replica)
        assert proven["result"] == "intact" and proven["erased"] == 1, proven
        erasure, = proven["erasures"]
        assert erasure["reason"] == WHY[1] and erasure["basis"] == WHY[3] and erasure["author"] == WHY[5], erasure
    for office in (one, two, new):
        assert_same(office, hub)
    assert hub.status()["records"]["erasure"] == 1 == one.status()["records"]["erasure"]
    told = one.hadir("explain", "erasure", plan["payloads"][0]["payload"]).json
    assert told["erased"][0]["commits"] == 1 and told["erased"][0]["reason"] == WHY[1], told

    # A PC that was put back from before, and writes before it syncs.
    shutil.rmtree(two.dir)
    shutil.copytree(copy, two.dir)
    assert held_raw(two)
    two.hadir("punch", nip(8), "in")
    assert two.sync().json["result"] == "complete"
    one.sync()
    for replica in (hub, one, two):
        assert not held_raw(replica), f"in the files of {replica.name} after the restore"
        assert verify(replica)["result"] == "intact"
    assert_same(one, hub), assert_same(two, hub)
    assert len(parsed(hub.records("daily_report"))) == 14

    # What somebody takes out by hand is no erasure.
    by_hand = sqlite3.connect(hub_copy)
    payload, stream, seq = by_hand.execute("SELECT payload, stream, seq FROM commit_log WHERE instr(payload, ?)", (SECRET.encode(),)).fetchone()
    by_hand.execute("UPDATE commit_log SET payload = NULL, payload_hash = ? WHERE stream = ? AND seq = ?",
                    (bytes.fromhex(plan["payloads"][0]["payload"]), stream, seq))
    by_hand.commit(), by_hand.close()
    found = verify(hub, 1, "--database", hub_copy)
    assert found["first_bad_commit"]["column"] == "payload" and found["erased"] == 0, found


def what_else_stands_there(world):
    """Who would erase others along with it is told, and must say so; a payload under two names goes under both."""
    hub, one, two = province(world)
    write(world, one, report(1, [SECRET]), report(2, ["lain"]))
    one.sync()
    refused = hub.hub("erase", "daily_report", nip(1), date(3), *WHY, "--yes", code=1)
    assert "1 catatan lain" in refused.error and "--with-others" in refused.error, refused
    assert len(parsed(hub.records("daily_report"))) == 2
    done = hub.hub("erase", "daily_report", nip(1), date(3), *WHY, "--yes", "--with-others").json
    assert done["commits"] == 1 and done["others"] == 1
    assert parsed(hub.records("daily_report")) == [] and not held_raw(hub)
    one.sync()
    assert parsed(one.records("daily_report")) == [] and not held_raw(one)
    # The same person's report again, in other words, and the very same words: the second is refused on the spot.
    write(world, one, report(1, ["rapat"]))
    again = one.imports(world.write_json_lines("again.jsonl", [report(1, [SECRET]), report(2, ["lain"])]), code=(0, 1))
    assert again["recorded"] == 2, again  # other changes than before: the first one edits now

    write(world, one, punch((5, nip(5)), 2, 7, "in", source="device:" + SECRET))
    write(world, two, punch((5, nip(5)), 2, 7, "in", source="device:" + SECRET))
    one.sync(), two.sync(), one.sync()
    done = hub.hub("erase", "punch", nip(5), *WHY, "--yes").json
    assert done["commits"] == 2, done
    hub.hub("erase", "unit", "7.01", *WHY, code=1)
    hub.hub("erase", "--commit", "cb842e15aa28bab8/0/1", *WHY, code=1)
    one.sync(), two.sync()
    for replica in (hub, one, two):
        assert parsed(replica.records("punch")) == [] and verify(replica)["result"] == "intact"


main(one_report, what_else_stands_there)
