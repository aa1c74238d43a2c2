"""Prevents that a full disk, a directory that cannot be written or a damaged page ends in a false "recorded", in silence, or in a
service that stays down once the disk is well again.

A disk is made full by forbidding the running service to let any file grow or be written (RLIMIT_FSIZE 0): that works for every user, on
every file system, and is taken back while the service runs.
"""
import os
import resource
import shutil

from _office import Office, Service, assert_same, clock, main, nip, parsed, people, program, run, units

NOBODY = 65534


def forbid_writing(pid):
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


def allow_writing(pid):
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def with_errors_for_signals(command):
    """The system kills a process that writes beyond its limit, unless it ignores SIGXFSZ: then the write fails, as on a full disk."""
    return ["env", "--ignore-signal=SIGXFSZ", *command]


def punched(office):
    return {(one["employee"], one["at"][:19]) for one in parsed(office.records("punch"))}


def province(world):
    hub = world.hub()
    hub.imports("unit", units("7.01"))
    hub.imports("employee", people("7.01", 20))
    return hub, world.office("7.01", hub, "office")


def a_full_disk_at_an_office(world):
    hub, office = province(world)
    office.service = world.service("office", with_errors_for_signals(
        [program("HADIR_AGENT"), "run", "--data", office.dir, *Office.QUIET]))
    office.service.await_listening()
    office.hadir("punch", nip(1), "in", "--at", clock(1, 1, 7))
    acknowledged = punched(office)
    forbid_writing(office.service.pid)
    for number in range(2, 5):
        refused = office.hadir("punch", nip(number), "in", "--at", clock(1, number, 7), code=1)
        assert "disk penuh" in refused.error and "kosongkan" in refused.error, refused
    lines = world.write_json_lines("hari.jsonl", [{"kind": "schedule", "employee": nip(1), "date": "2025-01-02", "mode": "WFH"}])
    assert "disk penuh" in office.hadir("import", lines, code=1).error
    assert office.sync(code=(0, 1, 2)).json["result"] != "complete", "a sync that cannot note its receipt is not complete"
    office.service.await_line("error .*punch: disk penuh")
    assert office.service.is_running() and punched(office) == acknowledged, "nothing was recorded, what was there is shown"
    allow_writing(office.service.pid)
    for number in range(2, 5):
        office.hadir("punch", nip(number), "in", "--at", clock(1, number, 7))
    office.hadir("import", lines)
    assert office.sync().json["result"] == "complete"
    assert len(punched(office)) == 4
    assert_same(office, hub)
    office.stop()


def a_full_disk_at_the_hub(world):
    hub, office = province(world)
    hub.stop()
    hub.service = world.service("hub", with_errors_for_signals(
        [program("HADIR_HUB"), "serve", "--listen", "127.0.0.1:0", "--data", hub.dir]))
    hub.link.aim(hub.service.await_listening())
    office.hadir("punch", nip(1), "in", "--at", clock(1, 1, 7))
    assert office.sync().json["result"] == "complete"
    forbid_writing(hub.service.pid)
    office.hadir("punch", nip(2), "in", "--at", clock(1, 2, 7))
    for _ in range(2):
        report = office.sync(code=(1, 2)).json
        assert report["result"] != "complete" and report["pending"] == 1, report
        assert [one["commit"] for one in report["receipt"]] == [1], "the receipt of before"
        assert "hub" in report["error"]["what"], report
    hub.service.await_line("disk penuh")
    assert hub.service.is_running() and len(parsed(hub.records("punch"))) == 1
    allow_writing(hub.service.pid)
    assert office.sync().json["result"] == "complete"
    assert_same(office, hub)
    hub.stop()


def a_directory_that_cannot_be_written(world):
    """As a user for whom rights count: the administrator of the machine may write everywhere."""
    os.chmod(world.path, 0o711)
    home = world.path / "orang"
    home.mkdir()
    is_root = os.geteuid() == 0
    if is_root:
        os.chown(home, NOBODY, NOBODY)
    programs = {}
    for variable in ("HADIR", "HADIR_AGENT"):
        programs[variable] = world.path / variable.lower()
        shutil.copy(program(variable), programs[variable])
        programs[variable].chmod(0o755)
    data = home / "data"
    before = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"] if is_root else []

    def hadir(*words, code=0):
        return run([*before, programs["HADIR"], *words, "--data", data, "--json"], code)

    run([*before, programs["HADIR_AGENT"], "init", "--offline", "7.01", "--data", data])
    hadir("punch", nip(1), "in")
    for name in os.listdir(data):
        os.chmod(data / name, 0o400)
    os.chmod(data, 0o500)
    refused = hadir("punch", nip(2), "in", code=1)
    assert "tidak dapat" in refused.error and refused.json["error"]["hint"], refused
    findings = {one["check"]: one for one in hadir("doctor", code=1).json["findings"]}
    assert findings["directory"]["level"] == "failure" and "tidak dapat menulis" in findings["directory"]["what"], findings
    os.chmod(data, 0o700)
    for name in os.listdir(data):
        os.chmod(data / name, 0o600)
    hadir("punch", nip(2), "in")
    assert {one["employee"] for one in parsed(hadir("records", "punch").out)} == {nip(1), nip(2)}
    assert all(one["level"] != "failure" for one in hadir("doctor").json["findings"])


def overwrite(path, pages):
    with open(path, "r+b") as file:
        for page in pages:
            file.seek(4096 * page)
            file.write(b"\x5a" * 4096)


def findings_of(answer):
    return {one["check"]: one for one in answer.json["findings"]}


def a_damaged_page(world):
    hub, office = province(world)
    office.imports(world.write_json_lines("hari.jsonl", [
        {"kind": "punch", "employee": nip(number), "at": clock(day, number, 7), "source": "device:1", "direction": "in"}
        for number in range(1, 21) for day in range(1, 40)]))
    backup = world.path / "cadangan.db"
    office.hadir("backup", backup)
    assert office.sync().json["result"] == "complete"
    before = office.records("punch")
    size = office.database.stat().st_size // 4096
    overwrite(office.database, range(size // 2, size))
    answer = office.hadir("doctor", code=1)
    finding = findings_of(answer)["database"]
    assert finding["level"] == "failure" and "rusak" in finding["what"] and "restore" in finding["todo"], finding
    refused = office.hadir("backup", world.path / "rusak.db", code=1)
    assert "rusak" in refused.error and not (world.path / "rusak.db").exists(), refused
    # The service comes up where it can, and never says that all is well.
    for words in (("records", "punch"), ("punch", nip(1), "out", "--at", clock(50, 1, 16))):
        said = office.hadir(*words, code=(0, 1))
        assert said.code == 0 or "rusak" in said.error, said
    kept = office.hadir("restore", backup, "--yes").json["kept_as"]
    assert os.path.exists(kept)
    assert office.sync(code=(0, 1)).json["result"] in ("complete", "incomplete")
    assert office.sync().json["result"] == "complete"
    shown = [one for one in parsed(office.records("punch")) if one["at"] < clock(50, 1, 0)]
    assert shown == parsed(before), "all that was acknowledged is there again"
    assert all(one["level"] != "failure" for one in office.hadir("doctor").json["findings"])


def a_database_that_is_none_any_more(world):
    hub, office = province(world)
    office.hadir("punch", nip(1), "in", "--at", clock(1, 1, 7))
    backup = world.path / "cadangan.db"
    office.hadir("backup", backup)
    overwrite(office.database, [0])
    refused = office.hadir("punch", nip(2), "in", code=1)
    assert "basis data rusak" in refused.error and "restore" in refused.error, refused
    service = world.service("broken", [program("HADIR_AGENT"), "run", "--data", office.dir])
    assert service.await_end() == 1
    service.await_line("basis data rusak.*doctor.*restore")
    assert findings_of(office.hadir("doctor", code=1))["database"]["level"] == "failure"
    office.hadir("restore", backup, "--yes")
    office.start()
    assert len(parsed(office.records("punch"))) == 1
    office.stop()

    hub.stop()
    hub_backup = world.path / "hub.db"
    hub.hub("backup", hub_backup)
    overwrite(hub.database, [0])
    broken = world.service("broken hub", [program("HADIR_HUB"), "serve", "--listen", "127.0.0.1:0", "--data", hub.dir])
    assert broken.await_end() == 1
    broken.await_line("basis data rusak")
    assert findings_of(hub.hub("doctor", code=1))["database"]["level"] == "failure"
    hub.hub("restore", hub_backup, "--yes")
    hub.start()
    assert office.sync().json["result"] == "complete"
    assert_same(office, hub)


def what_doctor_says(world):
    """Before init, while the service runs, with a link and without."""
    nothing = world.office("7.01", None, "nothing")
    assert findings_of(nothing.hadir("doctor", code=1))["directory"]["todo"].find("init") >= 0
    hub, office = province(world)
    office.start()
    office.sync()
    findings = findings_of(office.hadir("doctor"))
    for check in ("directory", "space", "key", "database", "service", "enrolment", "clock", "pending", "link", "hub_time"):
        assert findings[check]["level"] == "ok", findings[check]
    (office.dir / "replica.key").chmod(0o644)
    assert findings_of(office.hadir("doctor", code=1))["key"]["level"] == "failure"
    (office.dir / "replica.key").chmod(0o600)
    at_hub = findings_of(hub.hub("doctor"))
    for check in ("directory", "space", "key", "certificate", "address", "database", "service", "conflicts", "parked", "silent"):
        assert at_hub[check]["level"] == "ok", at_hub[check]
    hub.stop()
    assert findings_of(hub.hub("doctor", code=1))["service"]["level"] == "failure"
    assert findings_of(office.hadir("doctor"))["link"]["level"] == "attention", "no link is no failure: the office goes on"
    text = run([program("HADIR"), "doctor", "--data", office.dir]).text
    assert "PERHATIAN" in text and "->" in text, text
    office.stop()


main(a_full_disk_at_an_office, a_full_disk_at_the_hub, a_directory_that_cannot_be_written, a_damaged_page,
     a_database_that_is_none_any_more, what_doctor_says)
