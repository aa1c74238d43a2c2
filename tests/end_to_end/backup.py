"""Prevents that a backup made of a running service is not one, that putting it back loses more than was said, or that a power cut in
the middle of either leaves nothing to go on from.
"""
import os
import random
import shutil
import sqlite3
import threading
import time

from _office import PATIENCE, Office, assert_same, clock, finish, main, nip, office_day, parsed, people, spawn, units, wait_at_most

SEED = os.environ.get("HADIR_SEED", "hadir")
BACKUPS = 6
KILLS = 12


def province(world):
    hub = world.hub()
    hub.imports("unit", units("7.01"))
    hub.imports("employee", people("7.01", 40))
    return hub, world.office("7.01", hub, "office")


def elsewhere(world, office, backup, name):
    """The backup on a PC of its own, with the same key."""
    other = Office(world, name, office.unit)
    other.dir.mkdir(mode=0o700)
    shutil.copy(office.dir / "replica.key", other.dir / "replica.key")
    answer = other.hadir("restore", backup, "--yes").json
    assert answer["result"] == "restored" and answer["kept_as"] is None, answer
    return other


def instants(records):
    return {(one["employee"], one["at"][:19]) for one in parsed(records)}


def while_punches_are_made(world):
    hub, office = province(world)
    office.start()
    acknowledged, slowest, stopping, said = [], [0.0], threading.Event(), threading.Condition()

    def punch():
        call = office.calls()
        for number in range(20_000):
            if stopping.is_set():
                return
            at = clock(1 + number // 40 % 300, number % 40, 7 + number // 12_000)
            begun = time.monotonic()
            call("punch", employee=nip(1 + number % 40), at=at, direction="in")
            slowest[0] = max(slowest[0], time.monotonic() - begun)
            with said:
                acknowledged.append((nip(1 + number % 40), at[:19]))
                said.notify_all()

    puncher = threading.Thread(target=punch)
    puncher.start()
    made = []
    for number in range(BACKUPS):
        with said:
            assert said.wait_for(lambda: len(acknowledged) >= 100 * (number + 1), PATIENCE)
            before = set(acknowledged)
        path = world.path / f"cadangan-{number}.db"
        answer = office.hadir("backup", path).json
        assert answer["result"] == "made" and path.stat().st_mode & 0o777 == 0o600, answer
        made.append((path, before, set(acknowledged)))
    stopping.set()
    puncher.join()
    assert "sudah ada" in office.hadir("backup", made[0][0], code=1).error
    office.hadir("backup", made[0][0], "--force")
    made.pop(0)
    for number, (path, before, after) in enumerate(made):
        held = instants(elsewhere(world, office, path, f"lain-{number}").records("punch"))
        assert before <= held, f"acknowledged before the backup and not in it: {len(before - held)}"
        assert len(held) <= len(after) + 1, "a punch that nobody made"
    world.measure("punches acknowledged beside backups", len(acknowledged))
    world.measure("slowest punch", f"{slowest[0] * 1000:.0f} ms")
    office.stop()
    assert instants(office.records("punch")) == set(acknowledged)


def put_back_in_place(world):
    hub, office = province(world)
    office.start()
    office.hadir("punch", nip(1), "in", "--at", clock(1, 1, 7))
    assert office.sync().json["result"] == "complete"
    backup = world.path / "cadangan.db"
    office.hadir("backup", backup)
    office.hadir("punch", nip(2), "in", "--at", clock(1, 2, 7))
    assert office.sync().json["result"] == "complete"
    office.hadir("punch", nip(3), "in", "--at", clock(1, 3, 7))
    assert "sedang berjalan" in office.hadir("restore", backup, "--yes", code=1).error
    office.stop()
    told = office.hadir("restore", backup, code=1).json
    assert told["result"] == "needs_yes" and told["salvaged"] == 2 and told["lost"] == 0, told
    assert len(parsed(office.records("punch"))) == 3, "nothing was changed without --yes"
    before = office.records("punch")
    done = office.hadir("restore", backup, "--yes").json
    assert done["result"] == "restored" and done["salvaged"] == 2, done
    assert office.records("punch") == before, "what the old database could prove stays, sent or not"
    kept = sqlite3.connect(done["kept_as"])
    assert kept.execute("SELECT count(*) FROM punch").fetchone() == (3,), "what was there is kept"
    kept.close()
    for name in ("hadir.db-wal", "hadir.db-shm"):
        assert not (office.dir / name).exists()
    office.start()
    assert office.sync().json["result"] == "complete"
    assert office.records("punch") == before
    assert_same(office, hub)
    office.stop()
    for name in ("hadir.db", "hadir.db-wal", "hadir.db-shm"):
        (office.dir / name).unlink(missing_ok=True)
    assert "tidak ada basis data" in office.hadir("doctor", code=1).text
    assert office.hadir("restore", backup, "--yes").json["kept_as"] is None
    for _ in range(3):
        if office.sync(code=(0, 1)).json["result"] == "complete":
            break
    assert office.records("punch") == before, "a disk that died: what the hub had came back"
    assert_same(office, hub)
    other = world.office("7.01", None, "another-unit")
    other.init("--offline", "7.02")
    assert "milik unit 7.01" in other.hadir("restore", backup, "--yes", code=1).error
    assert "bukan cadangan sebuah PC" in other.hadir("restore", shutil.copy(hub.database, world.path / "hub-copy.db"), code=1).error


def killed_in_the_middle(world):
    chance = random.Random(SEED)
    world.measure("seed (HADIR_SEED)", SEED)
    office = world.office("7.01", None, "office")
    office.init("--offline", "7.01")
    staff = [(number, nip(number)) for number in range(1, 41)]
    office.imports(world.write_json_lines("lama.jsonl", [one for day in range(1, 21) for one in office_day(staff, day)]))
    old = office.records("punch")
    backup = world.path / "cadangan.db"
    begun = time.monotonic()
    office.hadir("backup", backup)
    backing_up = time.monotonic() - begun
    office.imports(world.write_json_lines("baru.jsonl", [one for day in range(21, 31) for one in office_day(staff, day)]))
    new = office.records("punch")
    assert len(old) < len(new)

    whole = 0
    for number in range(KILLS):
        path = world.path / f"terputus-{number}.db"
        command = spawn(office.command("backup", path), stdout=-1, stderr=-1)
        wait_at_most(command, chance.random() * backing_up)
        command.kill()
        finish(command, code=None)
        if path.exists():
            whole += 1
            assert office.hadir("restore", path, code=1).json["result"] == "needs_yes", "a backup that has its name is whole"
    world.measure(f"of {KILLS} backups cut short, whole", whole)
    begun = time.monotonic()
    office.hadir("restore", backup, code=1)
    restoring = time.monotonic() - begun

    # A newer backup over an older database: what stands afterwards is one of the two.
    outcomes = {"old": 0, "new": 0}
    office.hadir("backup", world.path / "baru.db")
    for number in range(KILLS):
        for name in ("hadir.db", "hadir.db-wal", "hadir.db-shm"):
            (office.dir / name).unlink(missing_ok=True)
        shutil.copy(backup, office.database)
        command = spawn(office.command("restore", world.path / "baru.db", "--yes"), stdout=-1, stderr=-1)
        wait_at_most(command, (0.5 + chance.random()) * restoring)
        command.kill()
        finish(command, code=None)
        stands = office.records("punch")
        assert stands in (old, new), "the old database or the new one"
        outcomes["new" if stands == new else "old"] += 1
        office.hadir("punch", nip(1), "in", "--at", clock(1, 1, 7), "--source", "device:1")  # known: changes nothing
        check = sqlite3.connect(f"file:{office.database}?mode=ro", uri=True)
        assert check.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        check.close()
        left = [one.name for one in office.dir.iterdir() if ".restored-" in one.name]
        assert not left, left
    world.measure(f"of {KILLS} restores cut short", outcomes)


def by_themselves(world):
    """The service makes one a day, says so, and says why where it cannot."""
    hub, office = province(world)
    office.hadir("punch", nip(1), "in")
    office.start(*Office.QUIET, "--backup-after-start", "0")
    office.service.await_line("cadangan dibuat: .*hadir-.*Z.db")
    status = office.status()["backup"]
    assert status["kept"] == 1 and status["age_s"] < 3600 and status["problem"] is None, status
    kept = [one for one in (office.dir / "backups").iterdir()]
    assert len(kept) == 1 and kept[0].stat().st_mode & 0o777 == 0o600
    assert instants(elsewhere(world, office, kept[0], "lain").records("punch")) == instants(office.records("punch"))
    office.stop()
    office.start(*Office.QUIET, "--backup-after-start", "0", "--backup-at", "never")
    assert office.status()["backup"]["kept"] == 1
    office.stop()
    kept[0].unlink()
    office.start(*Office.QUIET, "--backup-after-start", "0", "--backup-keep-free", "1000000")
    office.service.await_line("dilewati: disk hampir penuh")
    assert office.status()["backup"]["kept"] == 0
    for _ in range(200):  # the line is written before the state is noted
        if office.status()["backup"]["problem"]:
            break
    assert "disk hampir penuh" in office.status()["backup"]["problem"]
    office.stop()


def at_the_secretariat(world):
    hub, office = province(world)
    office.hadir("punch", nip(1), "in", "--at", clock(1, 1, 7))
    office.sync()
    backup = world.path / "hub.db"
    assert hub.hub("backup", backup).json["result"] == "made"
    assert b"hub.key" not in backup.read_bytes() and (hub.dir / "hub.key").read_bytes().strip() not in backup.read_bytes()
    office.hadir("punch", nip(2), "in", "--at", clock(1, 2, 7))
    assert office.sync().json["result"] == "complete"
    hub.imports("employee", people("7.01", 41)[40:])
    before, epoch = office.records("punch"), hub.status()["epoch"]
    assert "sedang berjalan" in hub.hub("restore", backup, "--yes", code=1).error
    hub.stop()
    told = hub.hub("restore", backup, code=1).json
    assert told["result"] == "needs_yes" and told["salvaged"] == 2 and told["lost_of_offices"] == told["lost_own"] == 0, told
    for name in ("hub.db", "hub.db-wal", "hub.db-shm"):
        (hub.dir / name).unlink(missing_ok=True)
    assert "tidak ada basis data" in hub.hub("doctor", code=1).text
    assert hub.hub("restore", backup, "--yes").json["result"] == "restored"
    hub.start()
    assert hub.status()["epoch"] != epoch, "the hub noticed that it went back"
    assert office.sync().json["result"] == "complete"
    assert hub.records("punch", "7.01") == before, "the office sent again what the hub had lost"
    stranger = world.hub("stranger")
    stranger.stop()
    assert "bukan cadangan hub dengan kunci ini" in stranger.hub("restore", backup, "--yes", code=1).error


main(while_punches_are_made, put_back_in_place, killed_in_the_middle, by_themselves, at_the_secretariat)
