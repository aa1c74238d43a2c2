"""Prevents that anybody rewrites the past unnoticed: whatever is changed in a database from outside, at the hub or at an office,
`verify` names it, and `explain` says of a record who wrote it, where, when, and what proves it.
"""
import shutil
import sqlite3

from _office import date, main, nip, people, program, run, units


def sql(path, *statements):
    """What somebody with the sqlite3 command does."""
    with sqlite3.connect(path, timeout=30) as database:
        for statement in statements:
            assert database.execute(statement).rowcount != 0, f"changed nothing: {statement}"
    database.close()


def cell(path, query):
    database = sqlite3.connect(path, timeout=30)
    value, = database.execute(query).fetchone()
    database.close()
    return value


def busy_office(world, punches=40):
    """A hub and two PCs of one office with punches, schedules, a conflict, a correction."""
    hub = world.hub()
    hub.imports("unit", units("7.01", "7.02"))
    hub.imports("employee", people("7.01", 5))
    one, two = (world.office("7.01", hub, name) for name in ("pc1", "pc2"))
    for office in (one, two):
        office.sync()
    one.imports(world.write_json_lines("punches.jsonl", [
        {"kind": "punch", "employee": nip(1 + number % 5), "at": f"2025-03-03T07:{number:02}:00+07:00", "source": "kiosk", "direction": "in"}
        for number in range(punches)]))
    one.hadir("punch", nip(1), "in", "--at", "2025-03-04T07:31:00+07:00")
    one.imports(world.write_json_lines("correction.jsonl", [
        {"kind": "correction", "punch": f"{nip(1)}/2025-03-04T07:31:00+07:00/manual", "at": "2025-03-04T07:29:00+07:00",
         "reason": "antre di mesin", "author": nip(2)}]))
    for office, mode in ((one, "WFO"), (two, "WFH")):
        office.hadir("schedule", "set", nip(1), date(80), mode, "--as", nip(3))
    for office in (one, two, one):
        office.sync()
    return hub, one, two


def verified(who, database=None, code=0, *words):
    tool = who.hub if hasattr(who, "hub") else who.hadir
    return tool("verify", *(("--database", database) if database else ()), *words, code=code)


def found(who, database=None):
    report = verified(who, database, code=1).json
    assert report["result"] == "damaged" and report["findings_total"] >= 1, report
    return report


def healthy(world):
    hub, one, two = busy_office(world)
    one.start()
    fingerprint = hub.status()["fingerprint"]
    for who in (hub, one, two):
        report = verified(who).json
        assert report["result"] == "intact" and report["findings"] == [] and report["findings_total"] == 0, report
        assert report["first_bad_commit"] is None and report["hub_fingerprint"] == fingerprint, report
        assert report["streams"] == 5 and report["records"] >= 50 and report["signatures"] >= 5, report
    assert verified(one).json["receipts"] > 0 and verified(one).json["brackets"]["not_after"] > 0
    assert verified(hub).json["hub_key_from"] == "hub.key"
    # Held against what somebody knows from elsewhere; and copies, taken while the service runs or while nothing does.
    verified(one, None, 0, "--hub-key", fingerprint)
    other = verified(one, None, 1, "--hub-key", "00" * 16).json
    assert [finding["column"] for finding in other["findings"]] == ["hub_key"], other
    assert "32" in verified(one, None, 1, "--hub-key", "bukan").error
    copy = world.path / "copy.db"
    for source in (hub.database, one.database):
        run(["sqlite3", source, f".backup {copy}"])
        before = sorted(path.name for path in world.path.iterdir())
        assert verified(two, copy).json["result"] == "intact"
        assert sorted(path.name for path in world.path.iterdir()) == before, "verify left something beside the file"
    # Words for people, and files that are no databases.
    words = run([program("HADIR"), "verify", "--data", one.dir]).text
    assert "UTUH" in words and fingerprint in words, words
    assert "tidak ada basis data" in verified(one, world.path / "nowhere.db", 1).error
    assert verified(one, world.write("garbage.db", b"no database at all" * 1000), 1).json["error"]["fault"] == "corrupt"
    assert "bukan basis data hadir" in verified(one, world.write("empty.db", b""), 1).error


def administrator(world):
    """Direct edits of the hub's tables, with the hub running and stopped."""
    hub, one, _ = busy_office(world)
    punch = f"punch/{nip(1)}/2025-03-04T00:31:00.000Z/manual"
    edits = {
        "UPDATE punch SET at = '2025-03-04T07:15:00.000+07:00' WHERE source = 'manual'": ("record", punch, "at"),
        "UPDATE punch SET direction = 'out' WHERE source = 'manual'": ("record", punch, "direction"),
        "DELETE FROM punch WHERE source = 'manual'": ("record", punch, None),
        "UPDATE punch SET version = (SELECT version FROM punch WHERE source = 'kiosk' LIMIT 1) WHERE source = 'manual'":
            ("record", punch, "version"),
        "INSERT INTO punch SELECT '7.02', day, key, employee, at, source, direction, at_offset, deleted, version FROM punch WHERE source = "
        "'manual'": ("record", punch, None),
        "UPDATE correction SET reason = 'lain'": ("record", None, "reason"),
        "DELETE FROM conflict": ("conflict", f"schedule/{nip(1)}/{date(80)}", "mode"),
        "INSERT INTO parked SELECT id, 1, 'x' FROM stream WHERE lane = 0 LIMIT 1": ("parked", None, None),
        "UPDATE stream SET applied_seq = applied_seq - 1 WHERE lane = 0 AND applied_seq > 1": ("stream", None, "applied_seq"),
        "CREATE TRIGGER quiet AFTER INSERT ON punch BEGIN DELETE FROM punch WHERE 0; END": ("schema", None, "punch"),
    }
    running, stopped = world.path / "running.db", world.path / "stopped.db"
    run(["sqlite3", hub.database, f".backup {running}"])
    for statement, (place, record, column) in edits.items():
        shutil.copy(running, stopped)
        sql(stopped, "PRAGMA journal_mode = DELETE", statement)
        report = found(hub, stopped)
        named = [one for one in report["findings"] if one["place"] == place and (record is None or one["record"] == record)
                 and (column is None or one["column"] == column)]
        assert named, f"{statement}: {report}"
    # The running hub itself: the people see the changed punch, and verify says what stands there and what the log says.
    sql(hub.database, "UPDATE punch SET direction = 'out' WHERE source = 'manual'")
    report = found(hub)
    finding, = report["findings"]
    assert finding["record"] == punch and finding["stored"] == "out" and finding["expected"] == "in" and finding["unit"] == "7.01", finding
    assert report["first_bad_commit"] is None
    words = run([program("HADIR_HUB"), "verify", "--data", hub.dir], code=1).text
    assert "TIDAK UTUH" in words and punch in words, words
    assert verified(one).json["result"] == "intact"


def rewritten_log(world):
    """Somebody who changes commits has to change the chain, and cannot sign it."""
    hub, one, _ = busy_office(world)
    backup, copy = world.path / "backup.db", world.path / "copy.db"
    run(["sqlite3", hub.database, f".backup {backup}"])
    stream, seq, origin = (cell(backup, f"SELECT {what} FROM commit_log JOIN stream ON id = stream WHERE lane = 0 AND scope = '7.01' "
                                        "AND instr(payload, 'manual') > 0 ORDER BY seq LIMIT 1") for what in ("stream", "seq", "lower(hex(origin))"))
    where = f"WHERE stream = {stream} AND seq = {seq}"
    changes = {
        f"UPDATE commit_log SET payload = CAST(replace(payload, CAST('manual' AS BLOB), CAST('mesin1' AS BLOB)) AS BLOB) {where}": None,
        f"UPDATE commit_log SET header = CAST(header || x'00' AS BLOB) {where}": None,
        f"UPDATE commit_log SET hash = zeroblob(32) {where}": "hash",
        f"UPDATE commit_log SET signature = zeroblob(64) WHERE stream = {stream} AND seq = (SELECT min(seq) FROM commit_log "
        f"WHERE stream = {stream} AND seq >= {seq} AND signature IS NOT NULL)": "signature",
        f"DELETE FROM commit_log {where}": None,
    }
    for change, column in changes.items():
        shutil.copy(backup, copy)
        sql(copy, change)
        first = found(one, copy)["first_bad_commit"]
        assert first["origin"] == origin and first["unit"] == "7.01" and first["lane"] == 0, (change, first)
        assert first["commit"] >= seq if column == "signature" else first["commit"] == seq, (change, first)
        assert column is None or first["column"] == column, (change, first)
    # The tail cut off at an office: its receipts say that the hub has more.
    run(["sqlite3", one.database, f".backup {backup}"])
    own = cell(backup, "SELECT id FROM stream WHERE receipt_seq > 1 AND lane = 0")
    last = cell(backup, f"SELECT stored_seq FROM stream WHERE id = {own}")
    sql(backup, f"DELETE FROM commit_log WHERE stream = {own} AND seq = {last}",
        f"UPDATE stream SET stored_seq = {last} - 1, applied_seq = {last} - 1, receipt_seq = {last} - 1, stored_hash = "
        f"(SELECT hash FROM commit_log WHERE stream = {own} AND seq = {last} - 1) WHERE id = {own}")
    assert any(one["place"] == "receipt" for one in found(one, backup)["findings"])


def flipped_bytes(world):
    """Bits that a dying disk turns over in the file itself."""
    hub, one, _ = busy_office(world)
    backup, copy = world.path / "backup.db", world.path / "copy.db"
    run(["sqlite3", one.database, f".backup {backup}"])
    whole = backup.read_bytes()
    for query, place in (("SELECT payload FROM commit_log WHERE length(payload) > 40 LIMIT 1", "commit"),
                         ("SELECT signature FROM commit_log WHERE signature IS NOT NULL LIMIT 1", "commit"),
                         ("SELECT body FROM receipt LIMIT 1", "receipt"), ("SELECT signature FROM receipt LIMIT 1", "receipt"),
                         ("SELECT version FROM punch WHERE source = 'manual'", "record")):
        value = bytes(cell(backup, query))
        assert whole.count(value) == 1, query
        at = whole.index(value) + len(value) // 2
        copy.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1:])
        assert place in {one["place"] for one in found(one, copy)["findings"]}, query
    # A page that is gone is said to be the disk's, with what to do.
    copy.write_bytes(whole[:4096 * 3] + bytes(4096) + whole[4096 * 4:])
    answer = verified(one, copy, 1).json
    words = answer["error"]["what"] if "error" in answer else " ".join(finding["what"] for finding in answer["findings"])
    assert "rusak" in words or "damaged" in words, answer


def explained(world):
    hub, one, two = busy_office(world)
    origin = one.status()["origin"]
    record = f"punch/{nip(1)}/2025-03-04T00:31:00.000Z/manual"
    spellings = [(record,), (f"punch/{nip(1)}/2025-03-04T08:31:00+08:00/manual",), ("punch", nip(1), "2025-03-04"), ("punch", nip(1), "4-3-2025"),
                 ("punch", nip(1), "2025-03-04T07:31:00+07:00", "manual")]
    for running in (False, True):
        if running:
            one.start()
        for words in spellings:
            told = one.hadir("explain", *words).json
            assert told["id"] == record and told["unit"] == "7.01" and told["exists"], told
    commit, = told["commits"]
    assert commit["origin"] == origin and commit["author"] == nip(1) and commit["pc"] == "PC ini", commit
    assert commit["writes"]["direction"] == "in" and "direction" in commit["stands"] and commit["effect"] == "applied", commit
    assert commit["claimed"]["quality"] == "hub" and commit["claimed"]["bound_ms"] > 0 and commit["contradictions"] == [], commit
    bracket = commit["bracket"]
    assert bracket["not_before"] <= commit["claimed"]["at"] <= bracket["not_after"] and bracket["receipt"]["signature"], bracket
    assert told["correction"]["reason"] == "antre di mesin" and len(told["corrections"]) == 1, told
    words = run([program("HADIR"), "explain", record, "--data", one.dir]).text
    assert origin in words and "tanda terima hub" in words and "antre di mesin" in words and "tidak ada" in words, words

    # At the hub: the PC by its label; no receipt, and it says whose word the time is.
    told = hub.hub("explain", record).json
    commit, = told["commits"]
    assert commit["pc"] and commit["bracket"]["not_after"] is None and commit["bracket"]["received"], commit
    assert "menurut jam hub" in run([program("HADIR_HUB"), "explain", record, "--data", hub.dir]).text

    # A conflict by its own name, with both writers.
    conflict = f"schedule/{nip(1)}/{date(80)}/mode"
    for told in (two.hadir("explain", conflict).json, hub.hub("explain", "schedule", nip(1), date(80)).json):
        assert told["open_conflicts"] == [conflict] and len(told["commits"]) == 2, told
        mode = next(field for field in told["fields"] if field["field"] == "mode")
        assert mode["conflict"] and {head["value"] for head in mode["heads"]} == {"WFO", "WFH"}, mode

    # Several fit, none fits, not a record.
    assert len(one.hadir("explain", "punch", nip(1), "2025-03-03", code=1).json["candidates"]) == 8
    assert one.hadir("explain", "punch", nip(4), "2024-01-01", code=1).json["error"]["fault"] == "not_found"
    assert one.hadir("explain", f"punch/{nip(4)}/2024-01-01T00:00:00Z/kiosk", code=1).json["error"]["fault"] == "not_found"
    assert one.hadir("explain", "presensi", nip(1), code=1).json["error"]["fault"] == "bad_input"


def gone_back(world):
    """An office PC and a hub that were put back to an older copy heal; what is left behind is as sound as before."""
    hub, one, two = busy_office(world)
    run(["sqlite3", one.database, f".backup {world.path / 'one.db'}"])
    run(["sqlite3", hub.database, f".backup {world.path / 'hub.db'}"])
    one.hadir("punch", nip(2), "in")
    one.sync()
    shutil.copy(world.path / "one.db", one.database)
    for rest in ("-wal", "-shm"):
        one.database.with_name(one.database.name + rest).unlink(missing_ok=True)
    for office in (one, two):
        office.hadir("punch", nip(3), "in")
    one.hadir("schedule", "set", nip(4), date(90), "DL")
    for office in (one, two, one, one):
        office.sync(code=None)
    for who in (hub, one, two):
        assert verified(who).json["result"] == "intact"
    hub.kill()
    for rest in ("-wal", "-shm"):
        hub.database.with_name(hub.database.name + rest).unlink(missing_ok=True)
    shutil.copy(world.path / "hub.db", hub.database)
    hub.start()
    for office in (one, two, one, two):
        office.sync(code=None)
    for who in (hub, one, two):
        assert verified(who).json["result"] == "intact"
    assert one.sync().json["pending"] == 0


main(healthy, administrator, rewritten_log, flipped_bytes, explained, gone_back)
