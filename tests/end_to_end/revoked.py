"""Prevents that a stolen PC keeps exchanging, that a refusal costs the office its records, and that a code works for anybody but
the one PC it was made for.
"""
from _office import assert_same, clock, main, nip, parsed, people, units


def province(world):
    hub = world.hub()
    hub.imports("unit", units("7.01", "7.02"))
    hub.imports("employee", people("7.01", 5))
    return hub


def revoke(world, with_service):
    hub = province(world)
    stolen, other = world.office("7.01", hub, "stolen"), world.office("7.01", hub, "other")
    if with_service:
        stolen.start()
    stolen.hadir("punch", nip(1), "in", "--at", clock(1, 1, 7))
    assert stolen.sync().json["result"] == "complete"
    origin = stolen.status()["origin"]
    done = hub.hub("revoke", origin).json
    assert [one["origin"] for one in done["revoked"]] == [origin] and done["already_revoked"] == 0, done
    assert hub.hub("revoke", origin).json["already_revoked"] == 1

    stolen.hadir("punch", nip(2), "in", "--at", clock(1, 2, 7))
    for attempt in range(1, 3):
        report = stolen.sync(code=1).json
        assert report["result"] == "incomplete" and report["pending"] == 1 and report["requests"] == 1, report
        assert "revoked" in report["refused"][0]["code"] and report["error"]["what"] and report["error"]["hint"], report
        refusal, = (one for one in hub.status()["refusals"] if one["origin"] == origin)
        assert refusal["count"] == attempt and refusal["code"] == "revoked" and refusal["unit"] == "7.01", refusal
    assert len(parsed(stolen.records("punch"))) == 2, "what was recorded stays"
    assert len(parsed(hub.records("punch"))) == 1
    replica, = (one for one in hub.status()["replicas"] if one["origin"] == origin)
    assert replica["state"] == "revoked" and replica["revoked"], replica
    other.hadir("punch", nip(3), "in", "--at", clock(1, 3, 7))
    assert other.sync().json["result"] == "complete"
    assert len(parsed(other.records("punch"))) == 2 and len(parsed(stolen.records("punch"))) == 2

    # Found again: a new code lets it in, and what waited goes out.
    assert stolen.init("--enrol", hub.enrol("7.01")).json["result"] == "enrolled"
    assert stolen.sync().json["result"] == "complete"
    assert {one["state"] for one in hub.status()["replicas"]} == {"active"}
    other.sync()
    assert len(parsed(other.records("punch"))) == 3
    for office in (stolen, other):
        assert_same(office, hub)


def a_revoked_pc_with_service(world):
    revoke(world, True)


def a_revoked_pc_without_service(world):
    revoke(world, False)


def a_whole_unit(world):
    hub = province(world)
    one, two = world.office("7.01", hub, "one"), world.office("7.01", hub, "two")
    elsewhere = world.office("7.02", hub, "elsewhere")
    unused = hub.enrol("7.01")
    done = hub.hub("revoke", "7.01").json
    assert len(done["revoked"]) == 2 and done["codes_withdrawn"] == 1, done
    for office in (one, two):
        assert office.sync(code=1).json["result"] == "incomplete"
    assert elsewhere.sync().json["result"] == "complete"
    late = world.office("7.01", name="late")
    assert "ditarik" in late.init("--enrol", unused, code=1).error
    assert "9.99" in hub.hub("revoke", "9.99", code=1).error


def codes(world):
    hub = province(world)
    code = hub.enrol("7.01")
    first, second = world.office("7.01", name="first"), world.office("7.01", name="second")
    assert first.init("--enrol", code).json["enrolled"] is True
    refused = second.init("--enrol", code, code=1)
    assert "sudah dipakai" in refused.error and "kode" in refused.json["error"]["hint"], refused
    # The PC may record in the meantime, and a good code mends it.
    second.hadir("punch", nip(1), "in")
    report = second.sync(code=1).json
    assert report["pending"] == 1 and "sudah dipakai" in report["error"]["what"], report
    assert second.init("--enrol", hub.enrol("7.01")).json["enrolled"] is True
    assert second.status()["pending"] == 0 and len(parsed(hub.records("punch"))) == 1

    third = world.office("7.01", name="third")
    fresh = hub.enrol("7.01")
    middle = len(fresh) // 2
    swapped = fresh[:middle] + ("A" if fresh[middle] != "A" else "B") + fresh[middle + 1:]
    for garbled in ("HADIR1-", "x", fresh[:-3], fresh[:middle], swapped, fresh + "AAAA", fresh.replace("HADIR1", "HADIR9")):
        answer = third.init("--enrol", garbled, code=1)
        assert answer.json["error"]["what"] and "kode" in answer.error.lower(), answer
        assert not third.dir.exists(), "a code that cannot be read must leave nothing behind"
    world.measure("a code's length", len(fresh))
    # As somebody may have copied it.
    assert third.init("--enrol", "  " + fresh + "\n").json["enrolled"] is True
    assert len(hub.status()["codes"]) == 0

    # A code that is no good does not cost an enrolled PC its place, nor does one of another hub.
    assert "sudah dipakai" in third.init("--enrol", code, code=1).error
    assert third.sync().json["result"] == "complete"
    assert third.init("--enrol", fresh).json["enrolled"] is True, "the same code again changes nothing"
    elsewhere = world.hub("elsewhere")
    assert "hub lain" in third.init("--enrol", elsewhere.enrol("7.01"), code=1).error
    assert third.sync().json["result"] == "complete"

    wrong = world.office("7.02", name="wrong")
    wrong.init("--offline", "7.02")
    assert "7.01" in wrong.init("--enrol", hub.enrol("7.01"), code=1).error
    assert "tidak sah" in hub.hub("enrol", "7 01", code=1).error
    assert len(hub.status()["codes"]) == 1


def an_expired_code(world):
    """Its time is over at the hub, whatever the office's clock says; shown by moving the date in the hub's own table."""
    import sqlite3
    hub = province(world)
    code = hub.enrol("7.01", "--days", "1")
    database = sqlite3.connect(hub.database)
    database.execute("UPDATE enrolment SET created_ms = created_ms - 172800000, expires_ms = expires_ms - 172800000")
    database.commit()
    database.close()
    late = world.office("7.01", name="late")
    assert "kedaluwarsa" in late.init("--enrol", code, code=1).error
    assert hub.status()["codes"] == [] and hub.status()["replicas"] == []
    assert any("kedaluwarsa" in one["detail"] for one in hub.status()["refusals"]), hub.status()["refusals"]


def another_hub_at_the_address(world):
    """Whoever answers at the hub's address without its keys gets nothing, and the office says so."""
    hub, impostor = province(world), world.hub("impostor")
    impostor.imports("unit", units("7.01"))
    office, new = world.office("7.01", hub, "office"), world.office("7.01", name="new")
    office.hadir("punch", nip(1), "in")
    code = hub.enrol("7.01")
    hub.link.aim(impostor.port)
    # Not the hub: the office goes on trying, as it may only be this network, and says what is wrong.
    report = office.sync(code=2).json
    assert report["result"] == "unreachable" and report["pending"] == 1, report
    assert report["error"]["fault"] == "refused" and "sertifikat" in report["error"]["what"], report
    answer = new.init("--enrol", code, code=1)
    assert "sertifikat" in answer.error, answer
    assert impostor.status()["replicas"] == [] and impostor.records("punch") == b"[\n]\n"
    hub.link.aim(hub.port)
    assert office.sync().json["result"] == "complete"
    assert new.sync().json["result"] == "complete", "the kept code enrols by itself once the right hub answers"
    assert_same(new, hub)


main(a_revoked_pc_with_service, a_revoked_pc_without_service, a_whole_unit, codes, an_expired_code, another_hub_at_the_address)
