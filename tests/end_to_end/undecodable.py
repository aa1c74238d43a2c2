"""Prevents that one commit which nobody can read holds anything up: not what stands behind it in its stream, not its office, not
another office, not the hub. It is kept, has no effect, and is shown with its reason at the hub and at every PC of its office, the
one that sent it included.

No honest program writes such a commit; the second implementation of the protocol (_protocol.py) does, and in one story somebody
puts one into a real PC's log, as a faulty program or memory would have.
"""
import random
import re
import sqlite3
import threading

from _office import assert_same, clock, main, nip, parsed, people, program, run, units
from _protocol import (EXCHANGE, EXCHANGE_PATH, Agent, Change, Commit, Header, Key, Line, frame, hash_of, head_message, payload_bytes,
                       signed_request)

NOON = 1772427600000  # 2026-03-02T12:00:00+07:00
UNIT, OTHER = "7.01", "7.02"
PUNCH, SCHEDULE, EMPLOYEE = 4, 3, 2
URGENT, DAILY, BULK = range(3)


def province(world):
    hub = world.hub()
    hub.imports("unit", units(UNIT, OTHER))
    hub.imports("employee", people(UNIT, 5) + people(OTHER, 5, 2))
    return hub


def punch(person, minute):
    return Change(PUNCH, {1: nip(person), 2: NOON + minute * 60000, 3: "kiosk"}, {4: 0, 5: 420})


def shown(status):
    """(PC, number) of what is shown as having no effect, by hub or office; each with a reason."""
    parked = status["parked"]
    assert all(len(one["reason"]) > 5 for one in parked), parked
    return {(one.get("origin") or re.search(r"[0-9a-f]{16}", one["stream"])[0], one.get("seq") or one["commit"]) for one in parked}


def behind(hub):
    """Streams of which the hub stores more than has an effect."""
    with sqlite3.connect(f"file:{hub.database}?mode=ro", uri=True) as database:
        waiting = database.execute("SELECT hex(origin), lane, applied_seq, stored_seq FROM stream WHERE applied_seq <> stored_seq").fetchall()
    database.close()
    return waiting


def among_good_ones(world):
    hub = province(world)
    sender = Agent(hub.enrol(UNIT), "PC yang rusak").enrol()
    beside, elsewhere = world.office(UNIT, hub, "beside"), world.office(OTHER, hub, "elsewhere")
    random.seed(4)
    bad = [random.randbytes(40), payload_bytes([punch(1, 1)])[:-3], payload_bytes([punch(1, 2)]) + b"\0", b"",
           payload_bytes([Change(PUNCH, {1: nip(1), 2: "kemarin", 3: "kiosk"}, {4: 0, 5: 420})]),  # its key does not fit
           payload_bytes([Change(SCHEDULE, {1: nip(1), 2: 20514}, {3: 1})])]  # another lane's
    good, numbers = 0, set()
    for payload in bad:
        sender.record(URGENT, [punch(2, 10 + good)], NOON)
        good += 1
        numbers.add(sender.record(URGENT, [], NOON, payload=payload))
    sender.record(URGENT, [punch(2, 10 + good)], NOON)
    good += 1
    daily = sender.record(DAILY, [], NOON, payload=b"\xff\xff")
    sender.record(DAILY, [Change(SCHEDULE, {1: nip(3), 2: 20514}, {3: 1})], NOON)
    expected = {(sender.key.origin.hex(), number) for number in numbers | {daily}}
    # An empty list of changes can be read and says nothing: no reason to show it.
    assert sender.sync(), "everything is stored, and the receipt says so"
    assert len(parsed(hub.records("punch"))) == good and len(parsed(hub.records("schedule"))) == 1
    assert not behind(hub), behind(hub)
    assert shown(hub.status()) == expected, (shown(hub.status()), expected)
    assert sender.key.origin.hex() in run([program("HADIR_HUB"), "status", "--data", hub.dir]).text.split("tidak berlaku")[1]
    words = {one["seq"]: one["reason"] for one in hub.status()["parked"] if one["lane"] == "urgent"}
    assert "tidak dapat dibaca" in words[min(numbers)], words

    # The office's other PC shows the same, and both go on.
    beside.hadir("punch", nip(4), "in", "--at", clock(1, 2, 7))
    assert beside.sync().json["result"] == "complete"
    assert shown(beside.status()) == expected
    assert len(parsed(beside.records("punch"))) == good + 1
    elsewhere.hadir("punch", nip(1), "in", "--at", clock(1, 2, 7))
    assert elsewhere.sync().json["result"] == "complete" and not elsewhere.status()["parked"]
    sender.record(URGENT, [punch(5, 100)], NOON)
    assert sender.sync()
    assert beside.sync().json["result"] == "complete"
    assert len(parsed(beside.records("punch"))) == good + 2
    assert_same(beside, hub)


def in_a_real_log(world):
    """What a PC's own log holds and cannot be read is shown there too, and what it records afterwards has an effect everywhere."""
    hub = province(world)
    office, beside = world.office(UNIT, hub, "office"), world.office(UNIT, hub, "beside")
    office.hadir("punch", nip(1), "in", "--at", clock(1, 2, 7))
    office.hadir("punch", nip(2), "in", "--at", clock(1, 2, 8))
    key = Key(bytes.fromhex((office.dir / "replica.key").read_text().split()[0]))
    with sqlite3.connect(office.database) as database:
        stream, seq, before = database.execute("SELECT id, stored_seq, stored_hash FROM stream WHERE lane = 0 AND origin = ?",
                                               (key.origin,)).fetchone()
        commit = Commit(Header(seq + 1, NOON, 1, author=nip(1)).bytes(), b"\xff\xff\xff")
        chain = hash_of(before, commit.header, commit.payload_hash)
        database.execute("INSERT INTO commit_log VALUES (?, ?, ?, ?, NULL, ?, ?, ?)",
                         (stream, seq + 1, commit.header, commit.payload, chain,
                          key.sign(head_message((key.origin, UNIT, 0), seq + 1, chain)), NOON))
        database.execute("UPDATE stream SET stored_seq = ?, stored_hash = ? WHERE id = ?", (seq + 1, chain, stream))
    database.close()
    expected = {(key.origin.hex(), seq + 1)}
    office.hadir("punch", nip(3), "in", "--at", clock(1, 2, 9))
    assert office.sync().json["result"] == "complete"
    assert shown(hub.status()) == expected and not behind(hub)
    assert len(parsed(hub.records("punch"))) == 3
    # It got into the log behind the program's back, which looks at what waits there when something comes in.
    beside.hadir("punch", nip(4), "in", "--at", clock(1, 2, 9))
    beside.sync()
    office.sync()
    assert shown(office.status()) == expected, office.status()["parked"]
    assert "tanpa akibat" in run([program("HADIR"), "status", "--data", office.dir]).text
    assert shown(beside.status()) == expected
    assert len(parsed(office.records("punch"))) == 4 and len(parsed(beside.records("punch"))) == 4
    for pc in (office, beside):
        assert_same(pc, hub)


def beside_a_flood(world):
    """An office whose requests cannot be read, over and over on many lines: the others' come through, and it is counted once."""
    hub = province(world)
    sender = Agent(hub.enrol(UNIT), "PC yang rusak").enrol()
    offices = [world.office(OTHER, hub, f"good-{number}") for number in range(3)]
    for number, office in enumerate(offices):
        office.hadir("punch", nip(number + 1), "in", "--at", clock(1, number, 7))
    stop, answers, guard = threading.Event(), [], threading.Lock()

    def flood():
        line = Line(sender.code.url, sender.code.pin)
        while not stop.is_set():
            with guard:
                sender.counter += 1
                body = signed_request(sender.key, sender.hub_public, sender.counter, frame(EXCHANGE, b"\xff" * 20000))
            answers.append(line.post(EXCHANGE_PATH, body)[0])
        line.close()
    threads = [threading.Thread(target=flood) for _ in range(8)]
    for thread in threads:
        thread.start()
    try:
        for office in offices:
            assert office.sync().json["result"] == "complete"
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert answers and set(answers) <= {400, 429, 503}, set(answers)
    refusals = [one for one in hub.status()["refusals"] if one["origin"] == sender.key.origin.hex()]
    assert [one["code"] for one in refusals] and len(refusals) <= 3, refusals
    sender.record(URGENT, [punch(4, 1)], NOON)
    assert sender.sync(), "once it can be read it counts"
    assert len(parsed(hub.records("punch"))) == 4


main(among_good_ones, in_a_real_log, beside_a_flood)
