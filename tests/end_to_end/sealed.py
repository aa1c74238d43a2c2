"""Health data is read by the PCs that people of the unit admitted, by nobody else, and is not lost with any one of them.

Prevents that the hub, its database, log or backups show what is sealed; that a PC which was only enrolled reads; that a PC which
is restored, copied or goes on under another name loses its keys; that an office whose PCs are all gone loses its records.
"""
import shutil
import subprocess

from _office import assert_same, date, main, nip, parsed, people, run, units

SECRETS = ("kontak_erat", "positif", "anosmia-rahasia", "rawat-inap-rahasia")


def checks(office, *numbers, day=1, condition="positif"):
    """Health checks, as a file brings them."""
    rows = [{"employee": nip(number), "date": date(day), "condition": condition, "note": f"rawat-inap-rahasia {number}"} for number in numbers]
    done = office.imports(office.world.write_csv(f"{office.name}-health.csv", rows))
    assert done["recorded"] == len(numbers) and not done["quarantined"], done


def health(office):
    return parsed(office.records("health_check"))


def seal(office, *words, code=0):
    return office.hadir("seal", *words, code=code)


def unit(world, *names):
    hub = world.hub()
    hub.imports("unit", units("7.01"))
    hub.imports("employee", people("7.01", 9))
    return (hub, *(world.office("7.01", hub, name) for name in names))


def admitted(old, new):
    """The whole way of letting a PC in, as the help text tells it."""
    name = seal(new, "ask").json["pc"]
    new.sync(), old.sync()
    key = seal(old, "admit", name, "--yes").json["accept"]
    old.sync(), new.sync()
    assert seal(new, "accept", key).json["key"] == key
    new.sync(), old.sync()


def assert_unread_at(hub):
    """Nothing of it is in any file of the hub, the database's free pages and its WAL included, or in its log."""
    for path in hub.dir.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for secret in SECRETS[1:]:
                for form in (secret.encode(), secret.encode("utf-16-le")):
                    assert form not in content, f"{path} shows {secret}"
    assert not any(secret in line for line in hub.service.lines for secret in SECRETS)


def who_reads(world):
    """PC 1 writes; PC 2 reads once admitted; PC 3 is enrolled and never reads; the hub counts."""
    hub, one, two, three = unit(world, "one", "two", "three")
    one.hadir("schedule", "set", nip(1), date(1), "WFH")
    checks(one, 1, 2, 3)
    one.imports(world.write_json_lines("more.jsonl", [{"kind": "health_check", "employee": nip(4), "date": date(1), "condition": "gejala",
                                                       "symptoms": ["demam", "anosmia-rahasia"], "reported_by": nip(5)}]))
    assert len(health(one)) == 4 and health(one)[3]["symptoms"] == ["demam", "anosmia-rahasia"]
    for office in (one, two, three):
        office.sync()
    assert health(two) == [] and health(three) == [] and two.status()["unread"] == 4
    assert_same(two, hub)
    for office in (two, three):
        assert seal(office, "status").json["unread"]["commits"] == 4
        assert not office.status()["parked"]

    assert hub.status()["sealed"] == [{"unit": "7.01", "key": seal(one, "status").json["writes_with"], "commits": 4}]
    assert hub.hub("records", "health_check", "--unit", "7.01").json == {"sealed": [{"unit": "7.01", "sealed": 4}]}
    assert "health_check" not in hub.status()["records"] and not hub.status()["parked"]
    backup = hub.dir / "copy.db"
    hub.hub("backup", backup)
    assert_unread_at(hub)
    report = hub.hub("verify").json
    assert report["result"] == "intact" and report["unread"] == 4, report
    assert hub.hub("verify", "--database", backup).json["result"] == "intact"
    assert hub.hub("explain", "health_check", nip(1), date(1), code=1).json["error"]

    refused = seal(one, "admit", two.status()["origin"], code=1)
    assert "--yes" in refused.error and health(two) == []
    admitted(one, two)
    assert health(two) == health(one) and two.status()["unread"] == 0
    assert health(three) == []
    checks(two, 5, condition="kontak_erat")
    two.sync(), one.sync(), three.sync()
    assert health(one) == health(two) and len(health(one)) == 5 and health(three) == []
    reads = {pc["pc"]: pc["reads"] for pc in seal(one, "list").json["pcs"]}
    assert reads == {one.status()["origin"]: True, two.status()["origin"]: True} | {pc: False for pc in reads if pc == three.status()["origin"]}

    # What a sealed record is worth as evidence.
    for office in (one, two):
        report = office.hadir("verify").json
        assert report["result"] == "intact" and report["unread"] == 0, report
        told = office.hadir("explain", "health_check", nip(4), date(1)).json
        assert told["commits"][0]["sealed"] and told["record"]["condition"] == "gejala", told
    report = three.hadir("verify").json
    assert report["result"] == "intact" and report["unread"] == 5 and report["unread_records"] == 0, report
    report = three.hadir("verify", "--database", one.database).json
    assert report["result"] == "intact" and report["unread"] == 5 and report["unread_records"] == 5, report
    assert_same(one, hub)
    assert_unread_at(hub)
    # A bundle, on its way to the hub, and what a false share brings.
    checks(one, 6)
    one.hadir("bundle", "export", world.path / "kiriman.hadir")
    assert not any(secret.encode() in (world.path / "kiriman.hadir").read_bytes() for secret in SECRETS)
    forged = {"kind": "key_share", "holder": two.status()["origin"], "wrapped": "AAAA", "sealing_key": "00" * 8, "purpose": "write"}
    assert "hadir seal" in str(three.imports(world.write_json_lines("forged.jsonl", [forged]), code=1)["quarantined"])
    world.measure("sealed commits at the hub, unread", hub.status()["sealed"][0]["commits"])


def two_first_keys(world):
    """Two PCs which never met write about the same person under keys of their own: both edits are there once the keys are."""
    hub, one, two = unit(world, "one", "two")
    checks(one, 1, condition="positif")
    checks(two, 1, condition="sehat")
    for office in (one, two, one):
        office.sync()
    # Each knows of the other's commit and has not read it, and edits its own record once more.
    checks(one, 1, condition="sakit")
    checks(two, 1, condition="gejala")
    one.sync(), two.sync(), one.sync()
    assert len(hub.status()["sealed"]) == 2
    admitted(one, two)
    name = one.status()["origin"]
    seal(two, "admit", name, "--yes")
    two.sync(), one.sync()
    assert health(one) == health(two) and one.conflicts() == two.conflicts()
    conflict, = parsed(one.conflicts())
    assert {value["value"] for value in conflict["values"]} == {"sakit", "gejala"}, conflict
    one.hadir("conflicts", "settle", conflict["id"], "--keep", "1")
    one.sync(), two.sync()
    assert parsed(one.conflicts()) == [] and health(one) == health(two)
    for office in (one, two):
        report = office.hadir("verify").json
        assert report["result"] == "intact" and report["unread"] == 0, report


def renewed(world):
    """After a theft: a new key, which the stolen PC does not get, reads on for everybody who stayed."""
    hub, one, two, stolen = unit(world, "one", "two", "stolen")
    checks(one, 1)
    admitted(one, two)
    admitted(one, stolen)
    assert len(health(stolen)) == 1
    key = seal(one, "renew", "--share", two.status()["origin"], "--yes").json["key"]
    checks(one, 2)
    one.sync(), two.sync(), stolen.sync()
    assert len(health(two)) == 2 and len(health(stolen)) == 1 and stolen.status()["unread"] == 1
    assert seal(two, "status").json["writes_with"] != key, "whoever shares a key does not decide what others write under"
    seal(two, "accept", key)
    checks(two, 3)
    two.sync(), one.sync(), stolen.sync()
    assert len(health(one)) == 3 and len(health(stolen)) == 1


def put_back(office, backup):
    shutil.rmtree(office.dir)
    shutil.copytree(backup, office.dir)


def restored(world):
    """A PC that is put back to a day before the admission, or copied, goes on under another name and reads and writes as before."""
    hub, one, two = unit(world, "one", "two")
    checks(one, 1, 2)
    one.sync()
    name = seal(two, "ask").json["pc"]
    two.sync()
    before = world.path / "before-the-admission"
    shutil.copytree(two.dir, before)
    one.sync()
    key = seal(one, "admit", name, "--yes").json["accept"]
    one.sync(), two.sync()
    seal(two, "accept", key)
    checks(two, 3)
    two.sync()
    put_back(two, before)
    assert health(two) == []
    for office in (two, one, two):
        assert office.sync().json["result"] == "complete"
    status = two.status()
    assert status["origin"] != name and [entry["from"] for entry in status["continued"]] == [name]
    assert len(health(two)) == 3 and status["unread"] == 0
    assert seal(two, "status").json["writes_with"] == key
    # The same without the hub's help: the mark says at once that this is yesterday's database.
    backup = world.path / "backup"
    shutil.copytree(two.dir, backup)
    checks(two, 4)
    two.sync()
    put_back(two, backup)
    checks(two, 5)
    clone = world.office("7.01", name="clone")
    shutil.copytree(backup, clone.dir)
    checks(clone, 6)
    for office in (two, clone, one, two, clone):
        assert office.sync().json["result"] == "complete"
    assert len(health(one)) == 6
    for office in (two, clone):
        assert health(office) == health(one)
        assert seal(office, "status").json["writes_with"] == key
        report = office.hadir("verify").json
        assert report["result"] == "intact" and report["unread"] == 0, report
        assert_same(office, hub)
    listed = {pc["pc"]: pc["reads"] for pc in seal(one, "list").json["pcs"]}
    assert listed[two.status()["origin"]] and listed[clone.status()["origin"]], listed


def erased(world):
    """The law takes one health check out, by the number of its commit, which the office knows: of hub, PCs and their files."""
    hub, one, two = unit(world, "one", "two")
    checks(one, 1, 2)
    admitted(one, two)
    assert len(health(two)) == 2
    commit, = one.hadir("explain", "health_check", nip(1), date(1)).json["commits"]
    hub.hub("erase", "--unit", "7.01", "--commit", f"{commit['origin']}/1/{commit['commit']}", "--reason", "permintaan pemilik data",
            "--basis", "UU 27/2022 Pasal 8", "--by", "Kepala Subbagian", "--yes")
    assert hub.status()["sealed"][0]["commits"] == 1 and hub.hub("verify").json["result"] == "intact"
    for office in (one, two):
        office.sync()
        assert [record["employee"] for record in health(office)] == [nip(2)]
        assert office.hadir("verify").json["result"] == "intact"
        for name in ("hadir.db", "hadir.db-wal"):
            path = office.dir / name
            assert not path.exists() or b"rawat-inap-rahasia 1" not in path.read_bytes(), f"{path} still shows it"


def all_lost(world):
    """Every PC burnt: a new one, the hub's copy of the sealed commits, and the sheet from the safe."""
    hub, one, two = unit(world, "one", "two")
    checks(one, 1, 2)
    findings = {finding["check"]: finding["level"] for finding in one.hadir("doctor", code=(0, 1)).json["findings"]}
    assert findings["seal"] == "attention", findings
    sheet = seal(one, "sheet").json["code"]
    assert "seal" not in {finding["check"] for finding in one.hadir("doctor", code=(0, 1)).json["findings"]}
    checks(one, 3)
    one.sync()
    before = health(one)
    assert sheet.startswith("HADIRK1-") and not any(sheet.encode() in path.read_bytes() for path in one.dir.rglob("*") if path.is_file())
    shutil.rmtree(one.dir), shutil.rmtree(two.dir)

    new = world.office("7.01", hub, "new")
    new.sync()
    assert health(new) == [] and new.status()["unread"] == 3

    def recover(code, wanted):
        process = subprocess.run(new.command("seal", "recover"), input=code, capture_output=True, text=True)
        assert process.returncode == wanted, (process.stdout, process.stderr)
    recover(sheet[:-1] + ("A" if sheet[-1] != "A" else "B"), 1)
    recover("HADIRK1-" + "-".join(["AAAA"] * 8), 1)
    assert health(new) == []
    recover(sheet.lower().replace("-", " ") + "\n", 0)
    assert health(new) == before and new.status()["unread"] == 0
    checks(new, 4)
    new.sync()
    assert {one["unit"] for one in hub.status()["sealed"]} == {"7.01"}
    assert seal(new, "status").json["writes_with"] not in [None, *seal(new, "recover", world.write("code.txt", sheet)).json["keys"]]
    assert new.hadir("verify").json["unread"] == 0
    assert_unread_at(hub)


main(who_reads, two_first_keys, renewed, restored, erased, all_lost)
