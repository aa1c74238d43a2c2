"""Keeps common/sync/PROTOCOL.md true: a second implementation written from that page alone (_protocol.py) joins a real hub and a
real office, and all of them show the same records.

HADIR_PROTOCOL_SEED=N replays the random cases of one seed.
"""
import os
import random
import re
from datetime import datetime, timedelta, timezone

from _office import assert_same, clock, date, main, nip, parsed, people, units
from _protocol import (EXCHANGE, KINDS, LANES, LIMITS, PAGE, QUALITIES, Agent, Change, Code, Commit, Header, Key, Line, Log, Problem, Refused, Slice,
                       beacon_message, exchange_request, frame, genesis, hash_of, head_message, key_id, key_share, list_of, open_frame, payload_bytes,
                       read_exchange_request, read_header, read_payload, read_receipt, read_slice, signed_request, sized, stream_bytes, table,
                       varint, verify, whole, zigzag)

SOURCE = PAGE.parents[2]
NOON = 1772427600000  # 2026-03-02T12:00:00+07:00
UNIT = "7.01"


# --- The page and the code ------------------------------------------------------------------------------------------------

def the_page_and_the_code(world):
    """The page's tables of kinds, fields and limits say what the declarations say."""
    code = "".join((SOURCE / "common/model" / name).read_text() for name in ("declared_records.h", "declared_papers.h", "kinds.cc"))
    choices = {name: re.findall(r'"(\w+)"', words) for name, words in re.findall(r"constexpr const char\* (\w+)\[\] = \{(.*?)\};", code)}
    arrays = {}
    for name, body in re.findall(r"constexpr Field (\w+)\[\] = \{(.*?)\n\};", code, re.S):
        arrays[name] = re.findall(r'\{(\d+), "(\w+)", (?:Type::)?(\w+), (\w+), (\w+), (\w+), "[^"]*"(?:, (\w+))?\}', body)
        assert len(arrays[name]) == body.count("\n    {"), f"a line of {name} is not understood"
    kinds, fields = [], []
    for number, name, lane, writer, wide, evidence, key, rest, sealed in re.findall(
            r'\{(\d+), "(\w+)", Lane::(\w+), Writer::(\w+), (\w+), (\w+), (\w+), (\w+),\s+"[^"]*"(, sealed)?\}', code):
        kinds.append([number, name, lane, "province" if wide == "true" else "unit", writer, "yes" if evidence == "true" else "no",
                      "yes" if sealed else "no"])
        for array, is_key in ((key, True), (rest, False)):
            for at, field, kind_of_value, merge, reviewed, required, named in arrays[array]:
                fields.append([name, at, field, "key" if is_key else "", kind_of_value, merge, reviewed if reviewed == "reviewed" else "",
                               required if required == "required" else "", " ".join(choices.get(named, ()))])
    assert len(kinds) == code.count("Lane::"), "a kind is not understood"
    assert table("| kind | name | lane") == kinds, "PROTOCOL.md, section 3: the table of kinds"
    assert table("| kind | field | name") == fields, "PROTOCOL.md, section 3: the table of fields"

    limits = {}
    for name, value in re.findall(r"constexpr std::size_t (\w+) = ([\d *]+);", (SOURCE / "common/base/limits.h").read_text()):
        factors = [int(factor) for factor in value.split("*")]
        limits[name] = factors[0] * (factors[1] if len(factors) > 1 else 1) * (factors[2] if len(factors) > 2 else 1)
    wrong = {name: (value, limits.get(name)) for name, value in LIMITS.items() if limits.get(name) != value}
    assert len(LIMITS) > 10 and not wrong, f"PROTOCOL.md, section 14: {wrong}"


def example():
    """{name: bytes} of the page's worked example."""
    page = PAGE.read_text()
    blocks, name = {}, None
    for line in page[page.index("## 16."):page.index("## 17.")].split("```")[1].splitlines():
        if line and not line.startswith(" "):
            name = line
            blocks[name] = b""
        elif line.strip().startswith("<"):
            blocks[name] += blocks[line.strip()[1:-1]]
        elif line.strip():
            blocks[name] += bytes.fromhex(line.split()[0])
    return blocks, re.search(r"`(HADIR1-\S+)`", page)[1]


def the_worked_example(world):
    """The page's bytes are what the second implementation writes and reads, and a real hub takes them."""
    given, code = example()
    office, hub_key, other = Key(b"\1" * 32), Key(b"\2" * 32), Key(b"\3" * 32)
    person, at = "198609262015051001", 1772411351000
    stream = office.origin, UNIT, 0
    payload_1 = payload_bytes([Change(4, {1: person, 2: at, 3: "kiosk"}, {4: 0, 5: 420})])
    beacon = at - 60000, hub_key.sign(beacon_message(at - 60000))
    header_1 = Header(1, at + 250, 3, 150, person, {}, beacon)
    payload_2 = payload_bytes([Change(5, {1: f"{person}/2026-03-02T00:29:11.000Z/kiosk"}, {4: 1, 6: "salah tekan", 7: "197001011995031002"})])
    header_2 = Header(2, at + 3600000, 2, 0, "197001011995031002", {other.origin: 300})
    commits = [Commit(header_1.bytes(), payload_1), Commit(header_2.bytes(), payload_2)]
    chain = [genesis(stream)]
    for commit in commits:
        chain.append(hash_of(chain[-1], commit.header, commit.payload_hash))
    message = head_message(stream, 2, chain[2])
    pushed = Slice(stream, office.public, 1, commits, office.sign(message))
    have = [("", [{}, {}, {hub_key.origin: 1}]), (UNIT, [{office.origin: 2, other.origin: 300}, {}, {}])]
    request = exchange_request(have, [pushed], epoch=7, answer_bytes=65536)
    body = b"\7" + zigzag(at + 3700000) + list_of([stream_bytes(stream) + varint(2) + chain[2]])
    mine = {"payload 1": payload_1, "header 1": header_1.bytes(), "payload 2": payload_2, "header 2": header_2.bytes(),
            "chain": b"".join(chain), "head message 2": message, "slice": pushed.bytes(), "exchange request": request,
            "signed request": signed_request(office, hub_key.public, 5, frame(EXCHANGE, request, coding=0)),
            "receipt": sized(body) + hub_key.sign(b"hadir receipt 1" + body)}
    for name, content in mine.items():
        assert given[name] == content, f"{name}:\n  page {given[name].hex()}\n  here {content.hex()}"
    assert set(given) == {*mine, "enrolment code"}

    # And back.
    assert payload_bytes(read_payload(given["payload 1"])) == payload_1
    for name in ("header 1", "header 2"):
        assert read_header(given[name]).bytes() == given[name]
    assert whole(given["slice"], read_slice).bytes() == given["slice"]
    oldest, newest, epoch, wanted, had, push = read_exchange_request(open_frame(EXCHANGE, given["signed request"][73:], 1 << 20))
    assert exchange_request(had, push, epoch, wanted, oldest, newest) == request
    assert read_receipt(body) == (7, at + 3700000, [(stream, 2, chain[2])])
    log = Log()
    assert log.add(whole(given["slice"], read_slice)) == 2
    for damaged in range(len(given["slice"])):
        bent = bytearray(given["slice"])
        bent[damaged] ^= 1
        try:
            Log().add(whole(bytes(bent), read_slice))
        except Refused:
            continue
        raise AssertionError(f"the slice passes with byte {damaged} changed")
    read = Code(code)
    assert (read.url, read.pin, read.secret, read.unit) == ("https://hub.example.go.id", None, bytes(range(16)), UNIT)
    assert read.fingerprint == hash_of(hub_key.public)[:16]

    hub = world.hub()
    hub.imports("unit", units(UNIT))
    agent = Agent(hub.enrol(UNIT), seed=b"\1" * 32).enrol()
    answer = agent.send(agent.request([pushed]))
    assert not answer.refused, answer.refused
    _, _, held = read_receipt(answer.receipt[0])
    assert held == [(stream, 2, chain[2])], "the hub computes the page's chain"
    assert [one["source"] for one in parsed(hub.records("punch"))] == ["kiosk"]
    assert parsed(hub.records("correction")) == [], "what its author had seen is not here yet"


def the_code_s_own_goldens(world):
    """The bytes that the unit tests freeze are the ones that the page describes."""
    code = (SOURCE / "tests/unit/golden_test.cc").read_text()
    longest = {}
    for name, body in re.findall(r'TEST_CASE\("golden 1: ([^"]*)"\) \{(.*?)\n\}', code, re.S):
        texts = [bytes.fromhex("".join(re.findall(r'"([0-9a-f]*)"', piece))) for piece in re.findall(r'==\s*((?:"[0-9a-f]*"\s*)+)\)', body)]
        longest[name] = max(texts, key=len, default=b"")
    pushed = whole(longest["a slice on the wire"], read_slice)
    assert pushed.bytes() == longest["a slice on the wire"] and Log().add(pushed) == 2
    for commit in pushed.commits:
        assert read_header(commit.header).bytes() == commit.header
        assert payload_bytes(read_payload(commit.payload)) == commit.payload


# --- A foreign office -----------------------------------------------------------------------------------------------------

def office_world(world):
    hub = world.hub()
    hub.imports("unit", units(UNIT, "7.02"))
    hub.imports("employee", people(UNIT, 5))
    return hub


def schedule(person, day, mode, **more):
    return Change(3, {1: person, 2: day}, {3: mode, **{4: value for value in more.values()}})


def punched(person, at, direction, source="kiosk", offset=420):
    return Change(4, {1: person, 2: at, 3: source}, {4: direction, 5: offset})


def a_foreign_office(world):
    """An office that was programmed from the page enrols, pushes, pulls and verifies beside a real one."""
    hub = office_world(world)
    office = world.office(UNIT, hub)
    line = hub.enrol(UNIT)
    wrong = Code(line)
    try:
        Line(wrong.url, bytes(32)).post("/healthz", b"", "GET")
        raise AssertionError("a foreign key was talked to")
    except Refused:
        pass
    agent = Agent(line, "Kantor kedua").enrol()
    assert agent.unit_name == f"Kantor Contoh {UNIT}" and agent.offset_minutes == 420
    assert [one["label"] for one in hub.status()["replicas"]][-1] == "Kantor kedua"
    again = Agent(line)
    again.key = agent.key
    assert again.enrol().hub_public == agent.hub_public, "a lost answer may be asked for again"

    assert agent.sync(), "nothing written is complete"
    assert len([record for name, record in agent.project()[0].items() if name[1] == 2]) == 5
    newcomer, seen_at = nip(77), NOON
    agent.record(2, [Change(2, {1: newcomer}, {2: "Pegawai dari luar ☕", 3: UNIT, 4: 1})], NOON, 3, bound=40)
    agent.record(1, [schedule(newcomer, 20514, 1)], NOON, 3)
    agent.record(0, [punched(newcomer, seen_at, 0)], NOON, 3)
    assert agent.sync()
    assert len(agent.receipts) == 1 and {stream[2]: seq for stream, seq, _ in read_receipt(agent.receipts[0][0])[2]} == {0: 1, 1: 1, 2: 1}

    report = office.sync().json
    assert report["result"] == "complete" and report["received"]["commits"] == 3, report
    assert_same(office, hub)
    theirs = {"nip": newcomer, "name": "Pegawai dari luar ☕", "unit": UNIT, "class": "jfu", "position": None, "supervisor": None}
    assert any(theirs.items() <= one.items() for one in parsed(office.records("employee")))
    assert parsed(office.records("schedule")) == [{"employee": newcomer, "date": "2026-03-02", "mode": "WFH", "shift": None}]
    assert [one["direction"] for one in parsed(office.records("punch"))] == ["in"]

    # The other way: what the real office writes, with its context and its beacon.
    office.hadir("schedule", "set", newcomer, "2026-03-02", "WFO")
    office.hadir("punch", nip(1), "in", "--at", clock(1, 1, 7))
    office.hadir("report", "submit", nip(1), "Rekap", "Rapat", "--date", date(1))
    assert office.sync().json["result"] == "complete"
    assert agent.sync()
    theirs = bytes.fromhex(office.status()["origin"])
    for lane in (0, 1):
        stored = agent.log.streams[theirs, UNIT, lane]
        for commit in stored.commits:
            header = read_header(commit.header)
            assert header.quality == QUALITIES.index("hub"), "it has heard the hub's time"
            if header.beacon:
                assert verify(agent.hub_public, beacon_message(header.beacon[0]), header.beacon[1]), "a beacon the hub did not sign"
        first = read_header(stored.commits[0].header)
        assert first.beacon and first.delta == {agent.key.origin: 1}, "it had seen our commit"
    compare(agent, hub, office)
    assert not parsed(office.conflicts()), "it had seen what it replaced"
    idle = agent.exchange()
    assert not idle.pull and not idle.more and idle.receipt is None and not idle.refused

    # Both hold the same, and what is not the same is told.
    assert agent.check(lanes=[("", 2), (UNIT, 0), ("7.02", 0)]) == ([], [("", 2, 1), (UNIT, 0, 1), ("7.02", 0, 1)])
    chain = agent.log.streams[theirs, UNIT, 0].chain
    assert agent.check([((theirs, UNIT, 0), len(chain) - 1, bytes(32))])[0] == [((theirs, UNIT, 0), len(chain) - 1, chain[-1])]
    assert agent.check([((theirs, UNIT, 0), len(chain) + 5, bytes(32))])[0] == [((theirs, UNIT, 0), len(chain) - 1, chain[-1])]
    assert agent.check([((theirs, "7.02", 0), 1, bytes(32)), ((bytes(8), UNIT, 0), 1, bytes(32))])[0] == []

    # A database from a backup gets its own later commits back.
    restored = Agent(hub.enrol(UNIT))
    restored.key, restored.hub_public, restored.counter = agent.key, agent.hub_public, 0
    try:
        restored.exchange()
        raise AssertionError("a counter was taken twice")
    except Problem as problem:
        assert problem.code == "replayed" and problem.body["counter"] == agent.counter, problem
        restored.counter = problem.body["counter"]
    restored.exchange()
    assert restored.log.vector(UNIT, 0) == agent.log.vector(UNIT, 0)
    assert restored.log.streams[agent.stream(0)].chain == agent.log.streams[agent.stream(0)].chain


def sealed_commits(world):
    """A PC programmed from the page and a real one share keys with each other and read each other's sealed commits; the hub does not."""
    hub = office_world(world)
    office, agent = world.office(UNIT, hub), Agent(hub.enrol(UNIT), "Kantor kedua").enrol()
    theirs = office.hadir("seal", "ask").json
    assert office.sync().json["result"] == "complete" and agent.sync()
    office_public = next(stored.public for stream, stored in agent.log.streams.items() if stream[0].hex() == theirs["pc"])
    key = os.urandom(32)
    agent.record(1, [key_share(agent.key.public, key, "write")], NOON)
    before = agent.record_sealed(1, Change(11, {1: nip(1), 2: 20514}, {3: 2, 5: "demam ☕"}), key, NOON)
    assert before == 2 and agent.sync()
    office.sync()
    assert parsed(office.records("health_check")) == [] and office.status()["unread"] == 1
    # Its own edit of the same record does not know of ours, though its context does.
    rows = world.write_csv("health.csv", [{"employee": nip(1), "date": "2026-03-02", "condition": "sehat"}])
    assert office.imports(rows, "--kind", "health_check")["recorded"] == 1
    agent.record(1, [key_share(office_public, key, "read")], NOON)
    assert agent.sync() and office.sync().json["result"] == "complete" and agent.sync()
    # Each side holds one key of the two until the office admits us.
    assert office.status()["unread"] == 0 and len(parsed(office.conflicts())) == 1
    assert list(agent.keys()) == [key_id(key)]
    assert office.hadir("seal", "admit", agent.key.origin.hex(), "--yes").json["accept"] == theirs["key"]
    office.sync()
    assert agent.sync() and sorted(agent.keys()) == sorted([key_id(key), bytes.fromhex(theirs["key"])])
    # A second writer who read neither: its edit replaces nothing.
    agent.record_sealed(1, Change(11, {1: nip(1), 2: 20514}, {3: 4}), key, NOON + 1,
                        unread={bytes.fromhex(theirs["pc"]): 1, agent.key.origin: before})
    agent.record_sealed(1, schedule(nip(2), 20514, 1), key, NOON)
    agent.record(1, [Change(11, {1: nip(2), 2: 20514}, {3: 1})], NOON)
    assert agent.sync()
    office.sync()
    records, parked = agent.project()
    assert len(parked) == 2 and len(office.status()["parked"]) == 2
    assert [one["seq"] for one in hub.status()["parked"]] == [6], "the hub sees what is not sealed, and not what is"
    mine = sorted_json(record_json(record) for (_, number, _), record in records.items() if number == 11 and not record.deleted)
    assert sorted_json(parsed(office.records("health_check"))) == mine and len(mine) == 1
    conflict, = parsed(office.conflicts())
    assert conflict == next(conflict_json(scope, record, field) for (scope, _, _), record in records.items() for field in record.conflicts())
    assert len(conflict["values"]) == 3, conflict
    world.measure("values that three writers who had not read each other left to a person", len(conflict["values"]))


def many_slices(world):
    """More than a frame holds goes up in several slices and requests, and down to another office in several answers."""
    hub = office_world(world)
    office = world.office(UNIT, hub)
    agent = Agent(hub.enrol(UNIT)).enrol()
    noise = random.Random(1)
    reports = 40
    for number in range(reports):  # of 128 KiB that do not compress
        lines = tuple("".join(noise.choice("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_") for _ in range(4000)) for _ in range(32))
        agent.record(1, [Change(6, {1: nip(1), 2: 20000 + number}, {3: lines, 4: 1})], NOON)
    before = agent.counter
    assert agent.sync(slice_most=1 << 19)
    up = agent.counter - before
    report = office.sync().json
    assert report["result"] == "complete" and report["received"]["commits"] == reports, report
    assert up > 1 and report["requests"] > 2, (up, report["requests"])
    assert len(parsed(office.records("daily_report"))) == reports
    fresh = Agent(hub.enrol(UNIT)).enrol()
    fresh.sync(answer_bytes=1000)
    assert fresh.log.vector(UNIT, 1) == agent.log.vector(UNIT, 1)
    compare(fresh, hub, office)
    world.measure("5 MiB up / down, requests", f"{up} / {report['requests']}")


# --- The same records -----------------------------------------------------------------------------------------------------

def moment(ms, offset=0):
    zone = timezone(timedelta(minutes=offset))
    return (datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=ms)).astimezone(zone).isoformat(timespec="milliseconds")


def printed(field, value, offset=0):
    """As the programs print it in JSON; this form is theirs, the value is the page's."""
    if value is None:
        return None
    if field.type == "text_list":
        return list(value)
    if field.type == "secret":
        return "(rahasia)"
    if field.type == "boolean":
        return value == 1
    if field.type == "integer":
        return value
    if field.type == "date":
        return (datetime(1970, 1, 1) + timedelta(days=value)).strftime("%Y-%m-%d")
    if field.type == "instant":
        return moment(value, offset)
    if field.type == "choice":
        return field.choices[value] if value < len(field.choices) else f"?{value}"
    return str(value)


def offset_of(record, field):
    companion = record.kind.named(field.name + "_offset")
    return (record.shown(companion) if companion else None) or 0


def record_json(record):
    shown = {}
    for field in record.kind.fields.values():
        if field.type != "offset":
            shown[field.name] = printed(field, record.key[field.number] if field.is_key else record.shown(field), offset_of(record, field))
    return shown


def key_text(record):
    return "/".join(moment(value)[:-6] + "Z" if field.type == "instant" else str("" if value is None else printed(field, value))
                    for field in record.kind.key for value in [record.key[field.number]])


def conflict_json(scope, record, field):
    values = [{"value": printed(field, head.value, offset_of(record, field)), "author": head.header.author, "at": moment(head.header.ms),
               "quality": QUALITIES[head.header.quality], "origin": head.origin.hex(), "commit": head.header.seq} for head in record.ranked(field)]
    return {"id": f"{record.kind.name}/{key_text(record)}/{field.name}", "unit": scope, "kind": record.kind.name, "record": record_json(record),
            "field": field.name, "shown": printed(field, record.shown(field), offset_of(record, field)), "needs_decision": field.reviewed,
            "values": values}


def sorted_json(items):
    return sorted(items, key=repr)


def compare(agent, hub, *offices):
    """Hub and offices show what the second implementation makes of the same commits: records, conflicts, parked commits."""
    records, parked = agent.project()
    seen = {"records": 0, "conflicts": 0, "parked": len(parked)}
    for kind in KINDS.values():
        mine = sorted_json(record_json(record) for (scope, number, _), record in records.items()
                           if number == kind.number and not record.deleted and (scope == "" or scope == agent.unit))
        seen["records"] += len(mine)
        for place, shown in [*([] if kind.sealed else [("hub", hub.records(kind.name, agent.unit))]), *((office.name, office.records(kind.name)) for office in offices)]:
            theirs = sorted_json(parsed(shown))
            assert theirs == mine, f"{kind.name}: {place} differs\n" + difference(theirs, mine)
    mine = sorted_json(conflict_json(scope, record, field) for (scope, _, _), record in records.items() for field in record.conflicts())
    seen["conflicts"] = len(mine)
    for place, shown in [("hub", hub.conflicts()), *((office.name, office.conflicts()) for office in offices)]:
        theirs = sorted_json(parsed(shown))
        assert theirs == mine, f"conflicts: {place} differs\n" + difference(theirs, mine)
    theirs = {(one["origin"], one["unit"], one["lane"], one["seq"]) for one in hub.status()["parked"]}
    assert theirs == {(stream[0].hex(), stream[1], LANES[stream[2]], seq) for stream, seq in parked}, (theirs, parked)
    return seen


def difference(theirs, mine):
    only = [f"  there alone: {one}" for one in theirs if one not in mine] + [f"  here alone:  {one}" for one in mine if one not in theirs]
    return "\n".join(only[:8])


class Chance:
    """Random changes of few records, so that they meet."""

    def __init__(self, seed, round_number):
        self.random = random.Random(f"{seed}/{round_number}")
        self.people = [nip(index, 10 + round_number) for index in range(1, 3)]

    def text(self):
        return self.random.choice(["", "P1", "P2", "rapat; lantai 2", "baris\nkedua \"kutip\" \\", "☕ pagi", "\x00\x1f", "a" * 300])

    def value(self, field):
        pick = self.random.choice
        if self.random.random() < 0.1:
            return None
        by_type = {
            "text": self.text, "secret": self.text, "text_list": lambda: tuple(self.text() for _ in range(self.random.randrange(4))),
            "person": lambda: pick(self.people), "unit": lambda: pick([UNIT, "7.02", ""]), "punch": lambda: self.punch_name(),
            "date": lambda: 20514 + self.random.randrange(2), "instant": lambda: NOON + 1000 * self.random.randrange(3),
            "offset": lambda: pick([420, 480, 540, -1080]), "boolean": lambda: self.random.randrange(2),
            "integer": lambda: pick([0, 1, -1, 2**53 - 1, 1 - 2**53]),
            "choice": lambda: self.random.randrange(len(field.choices) + 1) if self.random.random() < 0.95 else 255}
        return by_type[field.type]()

    def punch_name(self):
        return f"{self.random.choice(self.people)}/{moment(NOON)[:-6]}Z/kiosk"

    def change(self, lane):
        kind = self.random.choice([kind for kind in KINDS.values() if kind.lane == lane and not kind.province_wide and not kind.sealed])
        key = {}
        for field in kind.key:
            key[field.number] = self.random.choice({"person": self.people, "instant": [NOON, NOON + 500], "date": [20514, 20515], "integer": [0, 7, -7], "choice": [0, 1],
                                                    "punch": [self.punch_name()]}.get(field.type, ["kiosk", "☕ pagi"]))
        deletes = self.random.random() < 0.15
        fields = {} if deletes and self.random.random() < 0.7 else {
            field.number: self.value(field) for field in kind.plain if self.random.random() < 0.8}
        return Change(kind.number, key, fields, deletes)

    def header(self):
        more = {"ms": NOON + self.random.choice([0, 0, 1, 5000, -5000, 63072000000]), "quality": self.random.randrange(4),
                "author": self.random.choice(self.people)}
        if self.random.random() < 0.1:
            more["extensions"] = [(2, b""), (4, b"later")]
        return more

    def odd_commit(self, lane):
        """What an office should not send, or a later version may: parked, deferred, or with an effect all the same."""
        good = self.change(lane)
        wide = Change(1, {1: "7.09"}, {2: "Unit gelap"})
        elsewhere = self.change((lane + 1) % 3)
        misfit = Change(good.kind, good.key, {next(iter(KINDS[good.kind].plain)).number: 7 if KINDS[good.kind].plain[0].type in ("text", "person", "text_list", "secret") else "7"})
        no_key = Change(good.kind, {1: None if len(good.key) == 1 else "x"}, good.fields)
        again = Change(good.kind, good.key, {field.number: self.value(field) for field in KINDS[good.kind].plain})
        return self.random.choice([
            {"changes": [good, again]}, {"changes": [again, good]}, {"changes": [good, wide]}, {"changes": [good, elsewhere]}, {"changes": [good, misfit]}, {"changes": [no_key]},
            {"changes": [], "payload": b"\xff" * 20}, {"changes": [], "payload": b""}, {"changes": []},
            {"changes": [good, Change(4000, {1: 5}, {2: "kelak"})]},
            {"changes": [Change(good.kind, good.key, {**good.fields, 60: ("kelak",)})]},
            {"changes": [good], "extensions": [(5, b"wajib")]}, {"changes": [good, Change(11, {1: self.people[0], 2: 20514}, {3: 1})]},
            {"changes": [good], "extensions": [(3, b"bukan tanda segel")]},
            {"changes": [good], "extensions": [(3, bytes(8) + b"\0")]},
            {"changes": [good, self.change(lane), good]}])


def learn(agent, other, chance):
    """Part of what the other has, as if it had come through the hub."""
    for stream in list(other.log.streams):
        known = len(agent.log.streams[stream].commits) if stream in agent.log.streams else 0
        for one in other.log.slices(stream, known, most=1):
            if chance.random() < 0.15:
                break
            if stream[0] != agent.key.origin:
                agent.log.add(one)


def the_same_records(world):
    """Random concurrent writes of all kinds: hub, real office and second implementation show the same values and conflicts."""
    seed = os.environ.get("HADIR_PROTOCOL_SEED") or "1"
    hub = office_world(world)
    office = world.office(UNIT, hub).start()
    agents = [Agent(hub.enrol(UNIT), f"Kantor {number}").enrol() for number in range(3)]
    rounds, commits, totals = 5, 150, {}
    for round_number in range(rounds):
        chance = Chance(seed, round_number)
        for _ in range(commits):
            author = chance.random.choice(agents)
            if chance.random.random() < 0.4:
                learn(author, chance.random.choice(agents), chance.random)
            lane = chance.random.choice([0, 0, 1, 1, 1, 2])
            given = chance.odd_commit(lane) if chance.random.random() < 0.1 else {
                "changes": [chance.change(lane) for _ in range(chance.random.choice([1, 1, 2]))]}
            author.record(lane, **{**chance.header(), **given})
        # The real office writes in between, seeing some of it.
        for number, agent in enumerate(agents):
            assert agent.sync(), f"seed {seed}: refused {agent.refusals}"
            if number == 1:
                assert office.sync().json["result"] == "complete"
                office.hadir("schedule", "set", chance.people[0], "2026-03-02", chance.random.choice(["WFO", "WFH", "DL"]))
                open_conflicts = parsed(office.conflicts())
                for one in open_conflicts[:3]:
                    office.hadir("conflicts", "settle", one["id"], "--keep", str(len(one["values"])), code=(0, 1))
        # The secretariat erases some of it by law.
        for author in agents:
            lane = chance.random.randrange(3)
            if stored := author.log.streams.get(author.stream(lane)):
                commit = f"{author.key.origin.hex()}/{lane}/{chance.random.randrange(len(stored.commits)) + 1}"
                hub.hub("erase", "--unit", UNIT, "--commit", commit, "--reason", "permintaan", "--basis", "UU 27/2022", "--by", "hub",
                        "--with-others", "--yes")
        assert office.sync().json["result"] == "complete"
        for agent in agents:
            agent.sync()
        try:
            seen = compare(agents[round_number % 3], hub, office)
        except AssertionError as failed:
            raise AssertionError(f"HADIR_PROTOCOL_SEED={seed}, round {round_number}: {failed}") from None
        totals = {name: totals.get(name, 0) + count for name, count in seen.items()}
    assert totals["conflicts"] > 20 and totals["parked"] > 5 and totals["records"] > 50, totals
    for agent in agents[1:]:
        assert agent.log.vector(UNIT, 1) == agents[0].log.vector(UNIT, 1)
    world.measure(f"seed {seed}: {rounds * commits} commits of three offices, compared", totals)


main(the_page_and_the_code, the_worked_example, the_code_s_own_goldens, a_foreign_office, sealed_commits, many_slices, the_same_records)
