"""Keeps what is foreign out of the hub: whatever comes over the network and is not an honest request gets a clear refusal, stores
nothing, is counted, costs no memory, and the next honest sync works.

The requests are made by the second implementation of the protocol (_protocol.py), which can say everything that is wrong.
"""
import json
import os
import random
import socket
import sqlite3
import ssl
import threading

from _office import KINDS, assert_same, main, nip, parsed, people, units
from _protocol import (ENROL, ENROL_PATH, EXCHANGE, EXCHANGE_PATH, LIMITS, Agent, Change, Code, Commit, Header, Key, Line, Slice,
                       enrolment_request, exchange_request, frame, genesis, hash_of, head_message, list_of, payload_bytes, signed_request,
                       text, varint, zstandard)

NOON = 1772427600000  # 2026-03-02T12:00:00+07:00
UNIT = "7.01"


class Scene:
    """A hub with a real office and a foreign one that both have written something; and what must not change."""

    def __init__(self, world):
        self.hub = world.hub()
        self.hub.imports("unit", units(UNIT, "7.02"))
        self.hub.imports("employee", people(UNIT, 3))
        self.office = world.office(UNIT, self.hub)
        self.office.hadir("schedule", "set", nip(1), "2026-03-02", "WFO")
        self.agent = Agent(self.hub.enrol(UNIT), "Kantor kedua").enrol()
        self.write()
        assert self.agent.sync() and self.office.sync().json["result"] == "complete"
        self.line = Line(self.agent.code.url, self.agent.code.pin)
        self.days = 30000

    def write(self):
        """One honest commit."""
        self.days = getattr(self, "days", 20000) + 1
        self.agent.record(1, [Change(3, {1: nip(2), 2: self.days}, {3: 1})], NOON)

    def stored(self):
        """Everything the hub shows and the head of every stream."""
        with sqlite3.connect(f"file:{self.hub.database}?mode=ro", uri=True) as database:
            streams = database.execute("SELECT scope, lane, hex(origin), stored_seq, hex(stored_hash), applied_seq FROM stream ORDER BY 1, 2, 3").fetchall()
            parked = database.execute("SELECT * FROM parked ORDER BY 1, 2").fetchall()
            commits = database.execute("SELECT count(*), sum(length(header) + length(payload)) FROM commit_log").fetchall()
            replicas = database.execute("SELECT hex(origin), unit, revoked_ms FROM replica ORDER BY 1").fetchall()
        database.close()
        return streams, parked, commits, replicas, {kind: self.hub.records(kind) for kind in KINDS}

    def refused(self, body, status, code, path=EXCHANGE_PATH, method="POST", line=None):
        """Sends it; it must be answered with this status and code (None: HTTP's own), and with words."""
        given, content, fields = (line or self.line).post(path, body, method)
        assert given == status, f"{given} instead of {status} {code}: {content[:300]}"
        assert fields["Content-Type"] == "application/problem+json", fields["Content-Type"]
        problem = json.loads(content)
        assert problem["status"] == status and len(problem["detail"]) > 10 and problem.get("code") == code, problem
        return problem

    def all_refused(self, requests, lines=12):
        """(body, status, code) or (body, status, code, path), over several connections: the hub notes refusals in groups."""
        requests, failed, guard = iter(requests), [], threading.Lock()

        def work():
            line = Line(self.agent.code.url, self.agent.code.pin)
            while not failed:
                with guard:
                    one = next(requests, None)
                if one is None:
                    return line.close()
                try:
                    self.refused(*one, line=line)
                except Exception as failure:
                    failed.append(failure)
        threads = [threading.Thread(target=work) for _ in range(lines)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failed:
            raise failed[0]

    def signed(self, content):
        """A request whose signature and counter are right, around whatever content."""
        self.agent.counter += 1
        return signed_request(self.agent.key, self.agent.hub_public, self.agent.counter, content)

    def push(self, *slices):
        """A right request with these slices; the hub's refusals."""
        answer = self.agent.send(self.agent.request(slices))
        return [(fault, reason) for _, _, fault, reason in answer.refused]

    def refusals(self):
        counts = {}
        for one in self.hub.status()["refusals"]:
            assert one["detail"] and one["first"] <= one["last"], one
            counts[one["code"]] = counts.get(one["code"], 0) + one["count"]
        return counts

    def still_works(self):
        self.write()
        assert self.agent.sync(), self.agent.refusals
        self.office.hadir("schedule", "set", nip(1), "2026-03-03", "WFH")
        assert self.office.sync().json["result"] == "complete"
        assert_same(self.office, self.hub)


def damaged_bytes(world):
    """Garbage, and an honest request cut short or with single bits turned, at both doors."""
    scene = Scene(world)
    before, honest_counter = scene.stored(), scene.agent.counter
    noise = random.Random(1)
    for size in (0, 1, 7, 8, 9, 72, 73, 74, 100, 1000, 100_000):
        body = bytearray(noise.randbytes(size))
        body[8:9] = b"\1" if size > 8 else b""  # a counter that can be read
        body = bytes(body)
        scene.refused(body, 401 if size >= 73 else 400, "unknown_replica" if size >= 73 else "bad_request")
        scene.refused(body, 413 if size > 8192 else 400, "too_large" if size > 8192 else "bad_request", ENROL_PATH)
    scene.refused(b"{}", 404, "not_found", "/v1/other")
    scene.refused(b"", 405, "method_not_allowed", method="GET")
    scene.refused(b"", 405, "method_not_allowed", method="DELETE")

    scene.write()
    push = list(scene.agent.log.slices(scene.agent.stream(1), scene.agent.covered[1]))
    honest = scene.agent.request(push)
    # While it is not used up, its counter is right: only what is damaged can be the reason.
    damaged = [(honest[:size], 400, "bad_request") if size < 73 else (honest[:size], 401, "bad_signature")
               for size in {*range(0, 100, 7), *range(100, len(honest), 11), len(honest) - 1}]
    for bit in {*range(0, 90 * 8, 3), *range(90 * 8, len(honest) * 8, 37)}:
        bent = bytearray(honest)
        bent[bit // 8] ^= 1 << bit % 8
        damaged.append((bytes(bent), 401, "unknown_replica" if bit < 64 else "bad_signature"))
    sent = len(damaged)
    scene.all_refused(damaged)
    scene.refused(honest + b"\0", 401, "bad_signature")
    assert scene.stored() == before
    # And now the honest one: nothing of all that has used its counter up.
    answer = scene.agent.send(honest)
    assert not answer.refused and answer.receipt
    scene.agent.take(answer)
    after = scene.stored()
    assert after != before
    replayed = scene.refused(honest, 401, "replayed")
    assert replayed["counter"] == scene.agent.counter
    old = signed_request(scene.agent.key, scene.agent.hub_public, honest_counter, honest[73:])
    scene.refused(old, 401, "replayed")
    assert scene.stored() == after
    counts = scene.refusals()
    assert counts["bad_signature"] > sent // 2 and counts["replayed"] == 2 and counts["unknown_replica"] and counts["bad_request"], counts
    scene.still_works()
    world.measure("damaged requests refused", sent)


def false_names(world):
    """Other people's keys, origins, units, streams, hubs and doors; and a replica that was revoked."""
    scene = Scene(world)
    agent, hub = scene.agent, scene.hub
    before = scene.stored()
    honest = frame(EXCHANGE, exchange_request(agent.have(), []))
    stranger = Key()
    scene.refused(signed_request(stranger, agent.hub_public, 1, honest), 401, "unknown_replica")
    masked = signed_request(stranger, agent.hub_public, agent.counter + 1, honest)
    scene.refused(agent.key.origin + masked[8:], 401, "bad_signature")
    for body in (signed_request(agent.key, stranger.public, agent.counter + 1, honest),
                 signed_request(agent.key, agent.hub_public, agent.counter + 1, honest, path=ENROL_PATH),
                 signed_request(agent.key, agent.hub_public, agent.counter + 1, honest, method="PUT")):
        scene.refused(body, 401, "bad_signature")

    theirs = bytes.fromhex(scene.office.status()["origin"])
    commit = Commit(Header(1, NOON, 3).bytes(), payload_bytes([Change(3, {1: nip(1), 2: 20515}, {3: 0})]))

    def slice_of(stream, key, signer=None):
        chain = hash_of(genesis(stream), commit.header, commit.payload_hash)
        return Slice(stream, key.public, 1, [commit], (signer or key).sign(head_message(stream, 1, chain)))
    mine = slice_of((agent.key.origin, UNIT, 2), agent.key)  # right: it shall not be stored beside a wrong one
    for wrong, code in ((slice_of((agent.key.origin, "7.02", 1), agent.key), "other_scope"),
                        (slice_of((agent.key.origin, "", 1), agent.key), "other_scope"),
                        (slice_of((theirs, UNIT, 1), agent.key), "other_origin"),
                        (slice_of((agent.hub_origin, UNIT, 1), agent.key), "other_origin")):
        scene.refused(agent.request([mine, wrong]), 403, code)
    # Its own stream, but not by its key, or not from its hand.
    assert [fault for fault, _ in scene.push(slice_of((agent.key.origin, UNIT, 2), stranger))] == ["refused"]
    assert [fault for fault, _ in scene.push(slice_of((agent.key.origin, UNIT, 2), agent.key, signer=stranger))] == ["refused"]
    assert scene.stored() == before
    # What an unknown PC of the unit signed is taken from a colleague, who may be the last to hold it; and who vouched is on record.
    assert scene.push(slice_of((stranger.origin, UNIT, 1), stranger)) == []
    vouched = next(one for one in hub.status()["replicas"] if one["origin"] == stranger.origin.hex())
    assert vouched["arrival"] == "vouched" and vouched["from"] == agent.key.origin.hex(), vouched
    scene.refused(signed_request(stranger, agent.hub_public, 1, honest), 401, "unknown_replica")
    before = scene.stored()

    # Enrolment: a secret nobody gave out, a code of another unit, one that is used, one not signed by its key.
    code = Code(hub.enrol(UNIT))
    wrong = [enrolment_request(code, stranger, "x", secret=os.urandom(16)), enrolment_request(code, stranger, "x", unit="7.02"),
             enrolment_request(agent.code, stranger, "x")]
    for message in wrong:
        scene.refused(frame(ENROL, message), 403, "refused", ENROL_PATH)
    scene.refused(frame(ENROL, enrolment_request(code, stranger, "x")[:-64] + bytes(64)), 401, "bad_signature", ENROL_PATH)
    scene.refused(frame(ENROL, wrong[0] + b"\0"), 400, "bad_request", ENROL_PATH)
    scene.refused(frame(EXCHANGE, wrong[0]), 400, "bad_request", ENROL_PATH)
    scene.refused(frame(ENROL, wrong[0], version=2), 426, "unsupported", ENROL_PATH)
    scene.refused(frame(ENROL, bytes(5000)), 413, "too_large", ENROL_PATH)
    assert scene.stored() == before

    gone = Agent(hub.enrol("7.02")).enrol()
    gone.record(1, [Change(3, {1: nip(9), 2: 20515}, {3: 0})], NOON)
    hub.hub("revoke", gone.key.origin.hex())
    before = scene.stored()
    body = gone.request(list(gone.log.slices(gone.stream(1), 0)))
    scene.refused(body, 403, "revoked")
    again = frame(ENROL, enrolment_request(gone.code, gone.key, "x"))
    scene.refused(again, 403, "refused", ENROL_PATH)
    assert scene.stored() == before
    counts = scene.refusals()
    assert {"unknown_replica", "bad_signature", "other_scope", "other_origin", "refused", "revoked", "unsupported", "too_large"} <= set(counts), counts
    scene.still_works()


def lying_frames(world):
    """Right signatures around frames and messages that lie about sizes, counts, versions and types, or explode."""
    scene = Scene(world)
    agent = scene.agent
    before = scene.stored()
    message = exchange_request(agent.have(), [])
    plain = frame(EXCHANGE, message, coding=0)
    packed = frame(EXCHANGE, message, coding=1)
    scene.agent.send(scene.signed(packed))  # both codings are right
    scene.agent.send(scene.signed(plain))
    resident, _ = scene.hub.service.memory()

    bad, large, later = (400, "bad_request"), (413, "too_large"), (426, "unsupported")
    cases = [(b"", bad), (b"hd", bad), (b"HD" + plain[2:], bad), (frame(2, message), bad), (frame(9, message), bad),
             (plain[:4] + b"\2" + plain[5:], bad), (frame(EXCHANGE, message, version=3), later), (frame(EXCHANGE, message, version=0), later),
             (frame(EXCHANGE, message, version=255), later), (plain[:3], bad)]
    cases += [(frame(EXCHANGE, message, coding=coding, announced=len(message) + off), bad) for coding in (0, 1) for off in (-1, 1, 100_000)]
    cases += [(frame(EXCHANGE, message, coding=coding, announced=(1 << 24) + 1), large) for coding in (0, 1)]
    cases += [(frame(EXCHANGE, message, coding=coding, announced=(1 << 64) - 1), large) for coding in (0, 1)]
    # A bomb that says what it is, one that does not, and one whose window is the bomb.
    zeros = bytes(1 << 24)
    cases += [(frame(EXCHANGE, zeros), bad), (frame(EXCHANGE, zeros, announced=1000), bad), (frame(EXCHANGE, zeros * 4, announced=1 << 24), bad)]
    wide = zstandard.ZstdCompressionParameters.from_level(1, window_log=27, write_content_size=False)
    stream = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    cases += [(b"hd\1\1\1" + varint(len(message)) + stream.compress(message) + stream.flush(), bad)]
    cases += [(packed + b"\0", bad), (packed[:-3], bad), (packed + packed[6:], bad)]

    most = varint((1 << 64) - 1)
    head = varint(1) * 2 + varint(0) + varint(1 << 20)
    vector = list_of([bytes([index >> 8, index & 255]) + bytes(6) + varint(1) for index in range(512)])
    overfull = varint(513) + vector[2:] + b"\xff" * 8 + b"\1"
    scope = text(UNIT)
    messages = [b"", b"\0", message[:-1], message + b"\0", head + most, head + varint(65) + (text("") + b"\0\0\0") * 65, head + varint(1) + text("x" * 33) + b"\0\0\0\0",
                head + b"\1" + scope + most + b"\0\0\0", head + b"\1" + scope + overfull + b"\0\0\0", head + b"\1" + scope + b"\1" + bytes(8) + b"\0\0\0\0",
                head + b"\1" + scope + b"\2" + (b"\7" * 8 + b"\1") * 2 + b"\0\0\0", head + b"\0" + most, head + b"\0" + varint(2049),
                b"\x81\0" + message[1:], varint(1 << 32) + message[1:], b"\xff" * 11 + message]
    stream_id = agent.key.origin + scope
    start = head + b"\0\1" + stream_id
    messages += [start + b"\3" + agent.key.public + b"\1\0" + bytes(64),  # lane
                 start + b"\1" + agent.key.public + b"\1\0" + bytes(64),  # no commit
                 start + b"\1" + agent.key.public + b"\0\1" + b"\x09" + bytes(9) + b"\1\0" + bytes(64),  # commit 0
                 start + b"\1" + agent.key.public + b"\1" + most + bytes(200),
                 start + b"\1" + agent.key.public + b"\1\1" + most + bytes(200),
                 start + b"\1" + agent.key.public + b"\1\1" + varint(LIMITS["header_bytes"] + 1) + bytes(30_000),
                 start + b"\1" + agent.key.public + b"\1\1\x09" + bytes(9) + b"\1" + varint(LIMITS["payload_bytes"] + 1) + bytes(300_000),
                 start + b"\1" + agent.key.public + b"\1\1\x09" + bytes(9) + b"\2" + bytes(100),
                 start + b"\1" + agent.key.public + b"\1" + varint(4097) + (b"\x09" + bytes(9) + b"\0" + bytes(32)) * 4097 + bytes(64),
                 start + b"\1" + agent.key.public + b"\1" + varint(5) + (b"\x09" + bytes(9) + b"\1" + varint(250_000) + bytes(250_000)) * 5 + bytes(64),
                 start + b"\1" + agent.key.public + b"\1" + varint(1_000_000) + bytes(5_000_000),
                 head + b"\0" + varint(2048) + (stream_id + b"\1" + agent.key.public + b"\1\1\1\1\1\0" + bytes(64)) * 2048]
    cases += [(frame(EXCHANGE, one), bad) for one in messages]
    # As many of the largest vectors as a message may hold: right, and nothing comes of it.
    largest = head + varint(64) + (text("z" * 32) + vector * 3) * 64 + b"\0"
    agent.send(scene.signed(frame(EXCHANGE, largest)))
    cases += [(frame(EXCHANGE, exchange_request(agent.have(), [], oldest=3, newest=9)), later), (frame(EXCHANGE, exchange_request([], [], oldest=0, newest=0)), later)]
    def all_cases():
        for number, (content, (status, code)) in enumerate(cases):
            try:
                scene.refused(scene.signed(content), status, code)
            except AssertionError as failed:
                raise AssertionError(f"case {number}: {failed}") from None
        return scene.hub.service.memory()[0]
    once = all_cases()  # the allocator keeps some of what the largest took
    twice, thrice = all_cases(), all_cases()
    assert scene.stored() == before
    counts = scene.refusals()
    assert counts["bad_request"] >= 3 * 40 and counts["too_large"] == 3 * 4 and counts["unsupported"] == 3 * 5, counts
    world.measure(f"{len(cases)} lying frames, bombs of 16 MiB included, three times: VmRSS", f"{resident} -> {once}, {twice}, {thrice} KiB")
    assert once - resident < 64 * 1024 and thrice - once < 8 * 1024, "the hub's memory grows with bombs"
    scene.still_works()


def bodies_of_any_size(world):
    """Bodies that announce too much, bring too much, or do not say how much."""
    scene = Scene(world)
    before = scene.stored()

    def raw(head, pieces=()):
        link = scene.line.connect()
        try:
            link.sendall(b"POST /v1/exchange HTTP/1.1\r\nHost: hub\r\n" + head + b"\r\n")
            for piece in pieces:
                link.sendall(piece)
        except (ConnectionError, ssl.SSLError):
            pass  # it has heard enough
        answer = b""
        while piece := link.recv(65536):
            answer += piece
        link.close()
        first, _, rest = answer.partition(b"\r\n")
        return int(first.split()[1]), json.loads(rest.partition(b"\r\n\r\n")[2])

    megabyte = bytes(1 << 20)
    chunk = b"100000\r\n" + megabyte + b"\r\n"
    for head, pieces, status in ((b"Content-Length: 4194305\r\n", (), 413), (b"Content-Length: 99999999999\r\n", (), 413),
                                 (b"Transfer-Encoding: chunked\r\n", [chunk] * 4 + [b"1\r\n"], 413), (b"", (), 411),
                                 (b"Content-Length: -5\r\n", (), 400), (b"Content-Length: 5\r\nContent-Length: 6\r\n", (), 400),
                                 (b"Transfer-Encoding: chunked\r\n", [b"zz\r\n"], 400), (b"X: " + b"y" * 9000 + b"\r\n", (), 431)):
        given, problem = raw(head, pieces)
        assert given == status and problem["status"] == status and len(problem["detail"]) > 10, (head[:60], given, problem)
    assert scene.stored() == before
    body = scene.agent.request([])
    given, content, _ = scene.line.post(EXCHANGE_PATH, iter([body[:40], body[40:]]))  # chunked, and right
    assert given == 200, content
    scene.still_works()


def slices_that_do_not_fit(world):
    """Right requests whose slices leave a gap, fork, are damaged or of a later version: refused one by one, the others land."""
    scene = Scene(world)
    agent = scene.agent
    stream = agent.stream(1)
    stored = agent.log.streams[stream]
    assert len(stored.commits) == 1 and agent.covered[1] == 1
    before = scene.stored()

    def slice_of(commits, first=1, chain=None):
        end = chain or (genesis(stream) if first == 1 else stored.chain[first - 1])
        for commit in commits:
            end = hash_of(end, commit.header, commit.payload_hash)
        return Slice(stream, agent.key.public, first, commits, agent.key.sign(head_message(stream, first + len(commits) - 1, end)))
    payload = payload_bytes([Change(3, {1: nip(1), 2: 20599}, {3: 2})])
    second = Commit(Header(2, NOON, 3).bytes(), payload)
    header = Header(2, NOON, 3).bytes()
    damaged = [Header(3, NOON, 3).bytes(), b"\2" + header[1:], header + b"\0", header[:-1] + b"\x05", Header(2, NOON, 3, author="x" * 65).bytes(),
               Header(2, NOON, 3, delta={agent.key.origin: 1}).bytes(), Header(2, NOON, 3, extensions=[(4, b""), (2, b"")]).bytes(),
               header.replace(b"\3", b"\4", 1)]
    wanted = [(slice_of([second], first=5, chain=bytes(32)), "clash", "gap:"),
              (slice_of([Commit(Header(1, NOON, 3).bytes(), payload)]), "clash", "fork:"),
              (slice_of([Commit(Header(1, NOON, 3).bytes(), payload), second]), "clash", "fork:"),
              (slice_of([second], first=2, chain=bytes(32)), "refused", "")]
    wanted += [(slice_of([Commit(one, payload)], first=2), "unsupported" if one[0] == 2 else "corrupt", "") for one in damaged]
    for number, (one, fault, words) in enumerate(wanted):
        refusals = scene.push(one)
        assert len(refusals) == 1 and refusals[0][0] == fault and refusals[0][1].startswith(words), (number, refusals)
        assert len(refusals[0][1]) > 10
    assert scene.stored() == before

    # A good slice in another lane lands beside a bad one.
    agent.record(0, [Change(4, {1: nip(1), 2: NOON, 3: "kiosk"}, {4: 0, 5: 420})], NOON)
    refusals = scene.push(wanted[0][0], *agent.log.slices(agent.stream(0), 0))
    assert [fault for fault, _ in refusals] == ["clash"]
    assert len(parsed(scene.hub.records("punch"))) == 1
    counts = scene.refusals()
    assert counts["clash"] == 4 and counts["corrupt"] >= 6 and counts["unsupported"] == 1 and counts["refused"] == 1, counts
    scene.still_works()


def parked_among_good_ones(world):
    """What does not decode or is not for this office to write changes nothing, is shown, and nobody waits for it."""
    scene = Scene(world)
    agent, other = scene.agent, Agent(scene.hub.enrol(UNIT), "Kantor ketiga").enrol()
    good = [Change(3, {1: nip(1), 2: 20600}, {3: 1})]
    day = 20600

    def more():
        nonlocal day
        day += 1
        return [Change(3, {1: nip(1), 2: day}, {3: 1})]
    agent.record(1, good, NOON)
    bad = [agent.record(1, [], NOON, payload=b"\xff" * 40), agent.record(1, [], NOON, payload=os.urandom(1000)),
           agent.record(1, [*more(), Change(1, {1: "7.66"}, {2: "Unit gelap"})], NOON),
           agent.record(1, [Change(7, {1: 20600, 2: None}, {3: "Hari libur sendiri"})], NOON),
           agent.record(1, [*more(), Change(3, {1: nip(1), 2: "besok"}, {3: 1})], NOON),
           agent.record(1, [Change(3, {1: nip(1), 2: 20999}, {3: 1})] * 1025, NOON)]
    agent.record(1, more(), NOON)
    last = agent.record(1, more(), NOON)
    assert agent.sync(), agent.refusals
    other.sync()
    other.record(1, more(), NOON)  # having seen all that
    assert other.sync()
    days = sorted(one["date"] for one in parsed(scene.hub.records("schedule", UNIT)) if one["date"].startswith("2026-05") or one["date"].startswith("2026-06"))
    assert len(days) == 6, f"what stands beside a bad change in its commit counts: {days}"
    shown = [one for one in scene.hub.status()["parked"]]
    assert [(one["origin"], one["lane"], one["seq"]) for one in shown] == [(agent.key.origin.hex(), "daily", seq) for seq in bad], shown
    assert all(one["reason"] and one["unit"] == UNIT for one in shown)
    assert not [one for one in parsed(scene.hub.records("unit")) if one["code"] == "7.66"] and not parsed(scene.hub.records("holiday"))
    assert scene.office.sync().json["result"] == "complete"
    assert_same(scene.office, scene.hub)
    assert len(scene.office.status()["parked"]) == len(bad)
    applied = scene.stored()[0]
    assert all(stored_seq == applied_seq for _, _, _, stored_seq, _, applied_seq in applied) and last == len(agent.log.streams[agent.stream(1)].commits)

    # A context that names what never comes holds its own stream alone.
    agent.record(1, more(), NOON, delta={b"\7" * 8: 5})
    agent.record(1, more(), NOON)
    agent.record(0, [Change(4, {1: nip(1), 2: NOON, 3: "kiosk"}, {4: 0, 5: 420})], NOON)
    other.record(1, more(), NOON)
    before = len(parsed(scene.hub.records("schedule", UNIT)))
    assert agent.sync() and other.sync()
    assert len(parsed(scene.hub.records("schedule", UNIT))) == before + 1 and len(parsed(scene.hub.records("punch", UNIT))) == 1
    assert scene.office.sync().json["result"] == "complete"
    assert_same(scene.office, scene.hub)


def foul_lines_and_a_flood(world):
    """Connections that dawdle or speak no TLS, and thousands of garbage requests: memory and disk stay as they are."""
    scene = Scene(world)
    agent, hub = scene.agent, scene.hub
    address = "127.0.0.1", hub.port
    dawdlers = []
    for beginning in (b"", b"POST /v1/exch", b"POST /v1/exchange HTTP/1.1\r\nHost: hub\r\nContent-Length: 1000\r\n\r\n", b"POST /v1/exchange HTTP/1.1\r\nHost: hub\r\nContent-Length: 1000\r\n\r\nabc"):
        for _ in range(5):
            link = scene.line.connect()
            link.sendall(beginning) if beginning else None
            dawdlers.append((beginning, link))
    noise = random.Random(2)
    foul = []
    for beginning in (b"", b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00\x01", noise.randbytes(300), b"\x16\x03\x03\xff\xff" + noise.randbytes(5000)):
        for _ in range(5):
            link = socket.create_connection(address, 60)
            link.sendall(beginning) if beginning else None
            foul.append((beginning, link))
    scene.still_works()
    before = scene.stored()

    request = agent.request([])

    def garbage(count):
        for number in range(count):
            yield ((noise.randbytes(8) + b"\1" + noise.randbytes(64 + noise.randrange(2000)), 401, "unknown_replica"),
                   (request[:-1] + bytes([request[-1] ^ 1 + number % 255]), 401, "bad_signature"),
                   (agent.key.origin + varint(number) + noise.randbytes(64) + frame(EXCHANGE, bytes(1000)), 401, "bad_signature"),
                   (noise.randbytes(500), 400, "bad_request", ENROL_PATH),
                   (frame(ENROL, enrolment_request(agent.code, agent.key, "x" * 100, secret=noise.randbytes(16))), 403, "refused", ENROL_PATH),
                   )[number % 5]

    def flood(count):
        scene.all_refused(garbage(count))

    def disk():
        with sqlite3.connect(f"file:{hub.database}?mode=ro", uri=True) as database:
            pages = database.execute("PRAGMA page_count").fetchone()[0]
        database.close()
        return pages, os.path.getsize(f"{hub.database}-wal")
    flood(1000)  # whatever is taken once is taken now
    resident, pages = hub.service.memory()[0], disk()
    rows = len(hub.status()["refusals"])
    count = 4000
    flood(count)
    now, pages_now = hub.service.memory()[0], disk()
    world.measure(f"{count} garbage requests: VmRSS", f"{resident} -> {now} KiB")
    world.measure("database pages and WAL bytes", f"{pages} -> {pages_now}")
    assert now - resident < 4 * 1024, "the hub's memory grows with garbage"
    assert pages_now[0] <= pages[0] + 1, "the hub's database grows with garbage"
    assert pages_now[1] < 5 << 20, "SQLite begins its log anew at 4 MiB"
    assert len(hub.status()["refusals"]) == rows, "one row per reason"
    assert scene.stored() == before
    agent.line.close()  # it has idled
    answer = agent.send(request)  # a right one among them was not used up
    assert not answer.refused

    # Those who dawdled are told so, or hear nothing more where they had said nothing; those who spoke no TLS are cut off.
    for beginning, link in dawdlers:
        said = b""
        try:
            link.settimeout(90)
            while piece := link.recv(65536):
                said += piece
        except ConnectionError:
            pass
        link.close()
        if beginning:
            assert said.startswith(b"HTTP/1.1 408") and b"application/problem+json" in said, (beginning, said[:200])
    for beginning, link in foul:
        try:
            link.settimeout(90)
            while piece := link.recv(65536):
                pass
        except ConnectionError:
            pass
        link.close()
    scene.still_works()


main(damaged_bytes, false_names, lying_frames, bodies_of_any_size, slices_that_do_not_fit, parked_among_good_ones, foul_lines_and_a_flood)
