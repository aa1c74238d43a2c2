"""Prevents that an office without a link is left out: everything goes by stick, enrolment too; a stick that was cut, copied twice,
mixed up, carried by somebody else or forged changes nothing that it should not, and nobody on its way can read it.
"""
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
from pathlib import Path

import _bundle as bundle
import _protocol as protocol
from _office import assert_same, clock, finish, main, nip, parsed, people, program, run, units


def province(world):
    hub = world.hub()
    hub.imports("unit", units("7.01", "7.02"))
    hub.imports("employee", people("7.01", 5) + people("7.02", 5, 2))
    return hub


def stick(world, name="stik"):
    path = world.path / name
    path.mkdir()
    return path


def export(office, place, *words, code=0):
    """The files that `hadir bundle export` wrote."""
    answer = office.hadir("bundle", "export", place, *words, code=code)
    return [Path(one["file"]) for one in answer.json["files"]]


def take(side, *paths, code=0):
    """What an import said, one entry per file."""
    words = ("bundle", "import", *paths)
    return (side.hub if hasattr(side, "hub") else side.hadir)(*words, code=code).json


def answers(said):
    return [Path(name) for one in said["answers"] for name in one["files"]]


def punches(office, person, days):
    for day in days:
        office.hadir("punch", nip(person), "in", "--at", clock(day, person, 7))


def state(side):
    """What a database says to people and to other replicas, apart from when it heard of it."""
    database = sqlite3.connect(f"file:{side.database}?mode=ro", uri=True)
    try:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        left_out = {"meta", "refusal", "sqlite_sequence"}
        rows = {}
        for table in tables:
            if table in left_out or table.startswith("sqlite_"):
                continue
            columns = [f'"{row[1]}"' for row in database.execute(f"PRAGMA table_info({table})") if row[1] not in ("received_ms", "noted_ms")]
            rows[table] = sorted(map(repr, database.execute(f"SELECT {', '.join(columns)} FROM {table}")))
        return rows
    finally:
        database.close()


def unlinked(world, hub, unit="7.01", name=None):
    """An office that only knows a code: its link leads nowhere."""
    office = world.office(unit, name=name)
    code = hub.enrol(unit)
    hub.link.cut()
    assert office.init("--enrol", code, code=2).json["error"]["hint"].count("bundle export") == 1
    return office, code


def enrolled_by_stick(world, hub, place, unit="7.01", name=None):
    office, _ = unlinked(world, hub, unit, name)
    asked, = export(office, place)
    reply, = answers(take(hub, asked))
    said, = take(office, reply)["files"]
    assert said["result"] == "taken" and said["enrolled"] is True, said
    return office


def a_life_by_stick_alone(world):
    """Enrolment, people, punches, receipts, what colleagues wrote: no byte ever crosses a network."""
    hub = province(world)
    place = stick(world)
    office, code = unlinked(world, hub)
    punches(office, 1, range(1, 4))
    asked, = export(office, place)
    assert "daftar" in asked.name and oct(asked.stat().st_mode)[-3:] == "644", "who sits at the PC copies it"
    # Whoever finds this stick learns no secret and nobody's presence.
    content = asked.read_bytes()
    assert secret_of(code) not in content and nip(1).encode() not in content
    said = take(hub, asked)
    one, = said["files"]
    assert one["result"] == "taken" and one["enrolled"] is True and one["unit"] == "7.01", one
    reply, = answers(said)
    assert reply.parent == place, "answers lie beside the request unless somebody says otherwise"
    assert office.status()["enrolled"] is False
    said, = take(office, reply)["files"]
    assert said["enrolled"] is True and said["pending"] == 3 and said["commits"] > 0, said
    status = office.status()
    assert status["enrolled"] is True and status["records"]["employee"] == 5, status
    # The hub's time came with it, but nobody knows how old it was when it came.
    assert status["clock"]["quality"] == "unanchored", status["clock"]

    sent, = export(office, place)
    assert nip(1).encode() not in sent.read_bytes()
    assert office.status()["pending"] == 3, "nothing is sent before a receipt says so"
    said = take(hub, sent)
    assert said["files"][0]["commits"] == 3, said
    said, = take(office, *answers(said))["files"]
    assert said["result"] == "taken" and said["pending"] == 0, said
    assert office.status()["pending"] == 0
    assert_same(office, hub)

    # The service does the same, and the hub writes of its own accord what this PC has not.
    office.start()
    hub.imports("employee", people("7.01", 7))
    punches(office, 2, range(1, 3))
    out = stick(world, "lain")
    written, = hub.hub("bundle", "export", "--unit", "7.01", "--out", out).json["bundles"]
    assert written["known"] is True, written
    said, = take(office, *written["files"])["files"]
    assert said["result"] == "taken" and office.status()["records"]["employee"] == 7, said
    sent, = export(office, out)
    take(office, *answers(take(hub, sent)))
    assert office.status()["pending"] == 0
    assert_same(office, hub)
    # Once there is a link, it finds nothing left to do.
    hub.link.mend()
    report = office.sync().json
    assert report["result"] == "complete" and report["sent"]["commits"] == 0, report


def secret_of(code):
    return protocol.Code(code).secret


def cut_then_whole(world):
    """The second half of a stick was lost; the whole file later adds the rest, and the end is as if it had come whole at once."""
    hub = province(world)
    place = stick(world)
    office = world.office("7.01", hub, "office")
    path = world.write_json_lines("days.jsonl", [{"kind": "punch", "employee": nip(person), "at": clock(day, person, hour), "source": "device:1",
                                                  "direction": "in"} for day in range(1, 121) for person in range(1, 6) for hour in range(5, 20)])
    office.imports(path)
    whole, = export(office, place)
    half = world.write("setengah.hadir", whole.read_bytes()[:whole.stat().st_size // 2])
    twin = world.path / "hub-whole"
    shutil.copytree(hub.dir, twin, ignore=shutil.ignore_patterns("serve.*"))
    run([program("HADIR_HUB"), "bundle", "import", whole, "--data", twin, "--json"])

    said = take(hub, half, code=1)
    one, = said["files"]
    assert one["cut"] is True and one["result"] == "partly" and one["messages"] > 0 and 0 < one["commits"], one
    told = run([program("HADIR_HUB"), "bundle", "import", half, "--data", hub.dir], code=1).text
    assert "terpotong setelah" in told and "salin ulang" in told, told
    part = take(office, *answers(said))["files"][0]
    assert 0 < part["pending"] < office_total(office), part
    one, = take(hub, whole)["files"]
    assert one["result"] == "taken" and one["commits"] > 0, one
    hub.stop()
    assert state(hub) == state_at(twin / "hub.db")
    before = state(hub)
    assert take(hub, whole)["files"][0]["commits"] == 0
    assert state(hub) == before, "a second time changes nothing"

    # The same on the way back: first half an answer, then all of it, then again.
    reply = answers(take(hub, whole))[0]
    for size in (reply.stat().st_size * 2 // 3, None):
        take(office, world.write("jawab.hadir", reply.read_bytes()[:size]), code=(0, 1))
    assert office.status()["pending"] == 0
    before = state(office)
    take(office, reply)
    assert state(office) == before


def office_total(office):
    database = sqlite3.connect(f"file:{office.database}?mode=ro", uri=True)
    total, = database.execute("SELECT count(*) FROM commit_log").fetchone()
    database.close()
    return total


def state_at(database):
    class There:
        pass
    there = There()
    there.database = database
    return state(there)


def parts_out_of_order(world):
    hub = province(world)
    place = stick(world)
    office = world.office("7.01", hub, "office")
    shuffled = random.Random(7)
    path = world.write_json_lines("reports.jsonl", [
        {"kind": "daily_report", "employee": nip(person), "date": f"2025-{month:02}-{day:02}", "status": "submitted",
         "activities": ["".join(shuffled.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=300))]}
        for month in range(1, 7) for day in range(1, 29) for person in range(1, 6)])
    office.imports(path)
    parts = export(office, place / "kiriman.hadir", "--split", "64k")
    assert len(parts) >= 3 and all(part.stat().st_size <= 64 * 1024 for part in parts), [part.stat().st_size for part in parts]
    assert parts[0].name == f"kiriman-1dari{len(parts)}.hadir", parts
    assert "sudah ada" in office.hadir("bundle", "export", parts[0], code=1).error, "a file is never overwritten"

    said = take(hub, parts[1], code=1)
    one, = said["files"]
    assert one["commits"] == 0 and one["refused"][0]["reason"].startswith("gap"), one
    assert said["missing"] and "bagian 1" in said["missing"][0], said
    # Given together they are taken in their order, however they are named.
    said = take(hub, *reversed(parts))
    assert all(one["result"] == "taken" for one in said["files"]) and len(said["answers"]) == 1, said
    assert sum(one["commits"] for one in said["files"]) == office_total_of_own(office), said
    take(office, *answers(said))
    assert office.status()["pending"] == 0
    assert_same(office, hub)


def office_total_of_own(office):
    database = sqlite3.connect(f"file:{office.database}?mode=ro", uri=True)
    total, = database.execute("SELECT count(*) FROM commit_log c JOIN stream s ON s.id = c.stream WHERE s.scope != '' AND lower(hex(s.origin)) = ?",
                              (office.status()["origin"],)).fetchone()
    database.close()
    return total


def carried_by_another_office(world):
    """A neighbour with a link takes the bundle along, can find nothing in it, and brings the answer back."""
    hub = province(world)
    place = stick(world)
    remote, code = unlinked(world, hub, name="remote")
    asked, = export(remote, place)
    hub.link.mend()
    neighbour = world.office("7.02", hub, "neighbour").start()

    said, = take(neighbour, asked)["files"]
    assert said["result"] == "carried" and said["kind"] == "enrolment", said
    assert take(neighbour, asked)["files"][0]["result"] == "already_carried"
    assert neighbour.status()["carried"] == 1
    assert neighbour.sync().json["result"] == "complete"
    back, = neighbour.hadir("bundle", "carried", "list").json
    assert back["kind"] == "to_office" and back["for"] == remote.status()["origin"], back
    home = stick(world, "pulang")
    neighbour.hadir("bundle", "carried", "export", home)
    neighbour.hadir("bundle", "carried", "remove", back["name"])
    assert neighbour.status()["carried"] == 0
    said, = take(remote, home)["files"]
    assert said["enrolled"] is True and remote.status()["records"]["employee"] == 5, said

    punches(remote, 1, range(1, 30))
    sent, = export(remote, place)
    said, = take(neighbour, sent)["files"]
    assert said["result"] == "carried" and said["kind"] == "to_hub" and said["from"] == remote.status()["origin"], said
    neighbour.stop()
    for place_of_it in (sent, neighbour.database):
        content = place_of_it.read_bytes()
        for plain in (nip(1), "7.01", clock(1, 1, 7)[:10]):
            assert plain.encode() not in content or (place_of_it == neighbour.database and plain == "7.01"), (place_of_it.name, plain)
    neighbour.start()
    neighbour.sync()
    back, = neighbour.hadir("bundle", "carried", "list").json
    way_home = stick(world, "pulang lagi")
    neighbour.hadir("bundle", "carried", "export", way_home)
    said = take(remote, way_home)["files"][0]
    assert said["result"] == "taken" and said["pending"] == 0, said
    assert remote.status()["pending"] == 0
    assert_same(remote, hub)
    assert parsed(neighbour.records("punch")) == [], "carrying is not receiving"
    # Handed on a second time it changes nothing, and the hub counts no request of this PC against anybody.
    take(neighbour, sent)
    neighbour.sync()
    assert_same(remote, hub)
    assert not [one for one in hub.status()["refusals"] if one["code"] != "gap"], hub.status()["refusals"]
    # A revoked PC's bundle is refused, and the carrier is told.
    hub.hub("revoke", remote.status()["origin"])
    punches(remote, 2, range(1, 3))
    late, = export(remote, place)
    take(neighbour, late)
    neighbour.sync()
    refused = [one for one in neighbour.hadir("bundle", "carried", "list").json if one["kind"] == "to_hub"]
    assert len(refused) == 1 and "dicabut" in refused[0]["note"], refused


def an_office_put_back_lives_on_by_stick(world):
    """A PC whose database went back in time, noticed by its mark or only at the hub, comes back under another key: all by stick."""
    hub = province(world)
    for number, with_mark in enumerate((True, False)):
        place = stick(world, f"stik-{number}")
        office = enrolled_by_stick(world, hub, place, name=f"office-{number}")
        people_here = [nip(number * 10 + one) for one in (1, 2, 3)]

        def there_and_back():
            sent, = export(office, place)
            said = take(hub, sent, code=(0, 1))
            assert said["answers"], said
            return take(office, *answers(said), code=(0, 1))["files"][0]
        office.hadir("punch", people_here[0], "in")
        assert there_and_back()["pending"] == 0
        mark = office.dir.with_name(office.dir.name + "-mark")
        shutil.copytree(office.dir, world.path / f"backup-{number}")
        shutil.copytree(mark, world.path / f"mark-{number}")
        office.hadir("punch", people_here[1], "in")
        assert there_and_back()["pending"] == 0
        shutil.rmtree(office.dir)
        shutil.copytree(world.path / f"backup-{number}", office.dir)
        if not with_mark:
            shutil.rmtree(mark)
            shutil.copytree(world.path / f"mark-{number}", mark)
        before = office.status()["origin"]
        office.hadir("punch", people_here[2], "in")
        for journey in range(3):
            said = there_and_back()
            if said["result"] == "taken" and said["pending"] == 0:
                break
        assert said["pending"] == 0 and office.status()["pending"] == 0, said
        assert office.status()["origin"] != before
        assert set(people_here) <= {one["employee"] for one in parsed(hub.records("punch"))}
        assert_same(office, hub)
        world.measure("journeys until all is whole again", journey + 1)
        hub.link.mend()


def hostile_sticks(world):
    """Re-signed, relabelled, truncated, garbage, for somebody else: each is refused by name, and nothing else happens."""
    hub = province(world)
    place = stick(world)
    honest, other = world.office("7.01", hub, "honest"), world.office("7.01", hub, "other")
    punches(honest, 1, range(1, 4))
    punches(other, 2, range(1, 4))
    mine, theirs = export(honest, place)[0].read_bytes(), export(other, place)[0].read_bytes()

    header = bundle.HEADER_BYTES
    swapped = world.write("swapped.hadir", theirs[:header] + mine[header:])
    one, = take(hub, swapped, code=1)["files"]
    assert one["messages"] == 0 and one["damaged"] > 0, one
    flipped = bytearray(mine)
    flipped[-40] ^= 1
    one, = take(hub, world.write("flipped.hadir", bytes(flipped)), code=1)["files"]
    assert one["damaged"] > 0 and one["messages"] == 0, one

    # Another PC puts its own name and signature under what the first one wrote. It knows the hub's key, and so may seal.
    author, thief = protocol.Agent(hub.enrol("7.01"), seed=bytes(31) + b"1").enrol(), protocol.Agent(hub.enrol("7.01")).enrol()
    lane = protocol.NAMED["punch"].lane
    author.record(lane, [protocol.Change(4, {1: nip(3), 2: 1_772_411_351_000, 3: "device:1"}, {4: 0, 5: 420})], 1_772_411_351_250)
    slices = list(author.log.slices(author.stream(lane), 0))
    code = hub.enrol("7.01")
    before = state(hub)

    def refusal(name, content, at=hub):
        one, = take(at, world.write(name, content), code=1)["files"]
        assert one["result"] == "refused" and one["messages"] == 0, one
        return one["error"]["what"] if "error" in one else one["refused"][0]["reason"]
    # What the author signed may come by anybody's hand of the unit (the hub might have lost it), but under no other key.
    words = bundle.request_message(thief, [protocol.Slice(one.stream, thief.key.public, one.first, one.commits, one.signature)
                                           for one in slices])
    stolen = bundle.write(bundle.TO_HUB, thief.hub_public, thief.key.origin, [words])
    assert "bukan kuncinya" in refusal("stolen.hadir", stolen)
    assert "pengirim lain" in refusal("relabelled.hadir", bundle.write(bundle.TO_HUB, thief.hub_public, author.key.origin, [words]))
    stranger = protocol.Key()
    unknown = bundle.signed(stranger, thief.hub_public, protocol.frame(protocol.EXCHANGE, protocol.exchange_request([], [])))
    assert "tidak terdaftar" in refusal("unknown.hadir", bundle.write(bundle.TO_HUB, thief.hub_public, stranger.origin, [unknown]))
    online = thief.request(have=[("", [{}, {}, {}])])
    assert "tanda tangan" in refusal("online.hadir", bundle.write(bundle.TO_HUB, thief.hub_public, thief.key.origin, [online]))
    # An answer that the hub never gave, sealed to a PC whose key everybody may know.
    key = protocol.Key(bytes.fromhex((honest.dir / "replica.key").read_text().strip()))
    quiet = state(honest)
    forged = bundle.signed(stranger, key.public, protocol.frame(protocol.ANSWER, b"\0" * 80), 0)
    assert "bukan dari hub" in refusal("forged.hadir", bundle.write(bundle.TO_OFFICE, key.public, stranger.origin, [forged]), honest)
    # A thief of a request for enrolment puts his key into it; a guesser has no secret.
    asked = bundle.enrolment(code, stranger, "PC")
    for other_key in (protocol.Key(), protocol.Key(protocol.hash_of(b"hadir code key 1" + bytes(16)))):
        guessed = bundle.enrolment(code, stranger, "PC", other_key)
        assert "tidak dikenal" in refusal("guess.hadir", bundle.write(bundle.ENROLMENT, thief.hub_public, stranger.origin, [guessed]))
    changed = protocol.open_frame(bundle.ENROL_CARRIED, asked, 4096).replace(stranger.public, protocol.Key().public)
    assert "tidak ditandatangani" in refusal("theft.hadir", bundle.write(bundle.ENROLMENT, thief.hub_public, stranger.origin,
                                                                          [protocol.frame(bundle.ENROL_CARRIED, changed)]))
    assert state(honest) == quiet

    garbage = world.path / "garbage.hadir"
    with garbage.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    noise = world.write("noise.hadir", random.Random(3).randbytes(200_000))
    lookalike = world.write("lookalike.hadir", mine[:header] + random.Random(4).randbytes(300_000))
    for path in (garbage, noise, lookalike, world.write("empty.hadir", b"")):
        one, = take(hub, path, code=1)["files"]
        assert one["messages"] == 0 and one["result"] == "refused" and "error" in one, one
        if path != lookalike:
            one, = take(honest, path, code=1)["files"]
            assert one["result"] == "refused" and one["error"]["hint"], one
    line = protocol.Line(f"https://127.0.0.1:{hub.port}", author.code.pin)
    for content in (noise.read_bytes(), lookalike.read_bytes(), stolen, b"", mine[:header + 80]):
        status, problem, _ = line.post("/v1/bundle", content)
        assert status in (400, 403, 503), (status, problem)
    codes = {one["code"] for one in hub.status()["refusals"]}
    assert codes <= {"bad_request", "bad_signature", "other_origin", "unknown_replica", "refused", "unavailable"}, codes
    assert state(hub) == before, "nothing of it was stored"

    # What the page describes is taken, and answered so that it can be read from the page.
    genuine = world.write("genuine.hadir", bundle.write(bundle.TO_HUB, author.hub_public, author.key.origin, [bundle.request_message(author, slices)]))
    said = take(hub, genuine)
    assert said["files"][0]["commits"] == 1, said
    messages = bundle.read(answers(said)[0].read_bytes(), author.key)
    author.take(protocol.whole(bundle.open_answer(messages[0], author.hub_public, author.key.public, protocol.ANSWER), protocol.ExchangeAnswer))
    assert author.covered == {lane: 1}, author.covered
    take(hub, world.write("asked.hadir", bundle.write(bundle.ENROLMENT, author.hub_public, stranger.origin, [asked])))
    assert stranger.origin.hex() in [one["origin"] for one in hub.status()["replicas"]]
    elsewhere = world.hub("elsewhere")
    one, = take(elsewhere, *[path for path in place.iterdir() if "kirim" in path.name][:1], code=1)["files"]
    assert "hub lain" in one["error"]["what"], one
    assert "tidak ada" in hub.hub("bundle", "import", place / "nothing.hadir", code=1).error
    # Where the answer cannot be written, what was taken is told all the same.
    locked = world.path / "terkunci"
    locked.mkdir(mode=0o500)
    if os.getuid() != 0:
        said = take(hub, genuine, "--answers", locked, code=1)
        assert said["files"][0]["result"] == "taken" and said["answers"][0]["error"]["what"], said
    assert "--split" in honest.hadir("bundle", "export", place, "--split", "3", code=64).error


def a_full_stick(world):
    """The size a process may write stands for a full stick: the message says so and nothing is left under any name."""
    hub = province(world)
    place = stick(world)
    office = world.office("7.01", hub, "office")
    punches(office, 1, range(1, 4))
    command = office.command("bundle", "export", place / "kiriman.hadir")

    def small():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
    process = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               preexec_fn=small, restore_signals=False)
    answer = finish(process, code=1)
    assert "penuh" in answer.error and list(place.iterdir()) == [], (answer, list(place.iterdir()))
    assert export(office, place / "kiriman.hadir")[0].exists()


main(a_life_by_stick_alone, cut_then_whole, parts_out_of_order, carried_by_another_office, an_office_put_back_lives_on_by_stick, hostile_sticks, a_full_stick)
