"""Prevents that a fingerprint machine's file, brought on a stick again and again, doubles punches, loses lines, or blocks the
good ones behind a bad one.
"""
from _office import assert_same, main, nip, parsed, people, units

DEVICE = "3"


def line(pin, time, status=0, device=DEVICE, end="\r\n"):
    """As the machines write it: the PIN right-aligned to nine, tabs, CRLF."""
    return f"{pin:>9}\t{time}\t{device}\t{status}\t1\t0{end}"


def attlog():
    """The file, and the punches that can be taken from it at once."""
    lines = [
        line("7", "2025-03-03 07:29:11"),                           # 1 the person without leading zeros
        line("0007", "2025-03-03 12:00:00", 2),                     # 2 the same person
        "\r\n",                                                     # 3 blank
        line(nip(1), "2025-03-03 07:31:00"),                        # 4 a NIP as PIN
        line("15", "2025-03-03 07:32:00"),                          # 5 mapped by device_pin
        line("99", "2025-03-03 07:33:00"),                          # 6 unknown PIN
        line("7", "2000-01-01 00:00:05"),                           # 7 the machine had lost its clock
        "   \r\n",                                                  # 8 blank
        line("15", "2025-03-03 16:02:59", 1),                       # 9
        line("99", "2025-03-03 16:05:00", 1),                       # 10 unknown PIN
        line("7", "2025-02-30 07:00:00"),                           # 11 no such day
        line("7", "2025-03-03 16:01:00", 1),                        # 12
        line("7", "2025-03-03 16:01:00", 1),                        # 13 sent twice by the machine
        line("15", "2025-03-04 07:30:00", 255),                     # 14 a machine without state keys
        "      15\t2025-03-04 16:0",                                # 15 cut off: the stick was pulled out
    ]
    punches = {("007", "2025-03-03T07:29:11", "in"), ("007", "2025-03-03T12:00:00", "out"), (nip(1), "2025-03-03T07:31:00", "in"),
               ("007", "2025-03-03T16:01:00", "out")}
    return "".join(lines), punches


def punches_of(office):
    return {(one["employee"], one["at"][:19], one["direction"]) for one in parsed(office.records("punch"))}


def again_and_again(world, with_service):
    hub = world.hub()
    hub.imports("unit", units("7.01"))
    hub.imports("employee", people("7.01", 3) + [{"nip": "007", "name": "Penjaga Malam", "unit": "7.01", "class": "non_asn"}])
    office = world.office("7.01", hub)
    if with_service:
        office.start()
    content, known = attlog()
    path = world.write("3_attlog.dat", content)
    first = office.imports(path, code=1)
    assert sorted(one["line"] for one in first["quarantined"]) == [5, 6, 7, 9, 10, 11, 14, 15], first
    reasons = {one["line"]: one["reason"] for one in first["quarantined"]}
    assert "2000" in reasons[7] and "PIN 99" in reasons[6] and "kalender" in reasons[11] and "potong" in reasons[15], reasons
    assert first["recorded"] == 4 and first["unchanged"] == 1 and first["released"] == 0, first
    assert punches_of(office) == known
    for _ in range(2):
        again = office.imports(path, code=1)
        assert again["recorded"] == 0 and again["unchanged"] == 5 and len(again["quarantined"]) == 8, again
    waiting = parsed(office.hadir("quarantine", "list").out)
    assert sorted(one["line"] for one in waiting) == [5, 6, 7, 9, 10, 11, 14, 15], "each line stays in quarantine once"
    assert office.status()["quarantine"] == 8
    assert all(one["source"] == "3_attlog.dat" and one["reason"] and one["since"] for one in waiting), waiting
    assert "2000-01-01" in next(one for one in waiting if one["line"] == 7)["content"]

    # The same stick's file after somebody renamed it, and the copy a browser made.
    for name in ("absen maret attlog.dat", "3_attlog (2).dat", "1_attlog.dat"):
        other = office.imports(world.write(name, content), code=1)
        assert other["recorded"] == 0, (name, other)
    assert punches_of(office) == known

    # Who stands behind PIN 15 is said later: its lines are released, as often as they wait.
    pins = world.write("pins.csv", f"device,pin,employee\n{DEVICE},15,{nip(2)}\n")
    released = office.imports(pins)
    known |= {(nip(2), "2025-03-03T07:32:00", "in"), (nip(2), "2025-03-03T16:02:59", "out"), (nip(2), "2025-03-04T07:30:00", "unknown")}
    assert punches_of(office) == known, punches_of(office) ^ known
    assert released == {"recorded": 1, "unchanged": 0, "quarantined": [], "released": 3}, released
    assert {one["line"] for one in parsed(office.hadir("quarantine", "list").out)} == {6, 7, 10, 11, 15}

    # The missing person arrives from the secretariat: the waiting lines are taken by the next import of anything, or by retry.
    hub.imports("employee", [{"nip": "99", "name": "Petugas Kebersihan", "unit": "7.01", "class": "non_asn"}])
    office.sync()
    retried = office.hadir("quarantine", "retry").json
    assert retried["recorded"] == 2, retried
    known |= {("99", "2025-03-03T07:33:00", "in"), ("99", "2025-03-03T16:05:00", "out")}
    assert punches_of(office) == known, retried
    assert {one["line"] for one in parsed(office.hadir("quarantine", "list").out)} == {7, 11, 15}
    assert office.hadir("quarantine", "retry").json["recorded"] == 0

    # The whole file of the next visit: what had been cut off is new, all else is known.
    whole = office.imports(world.write("3_attlog.dat", content + "0:00\t3\t1\t1\t0\r\n"), code=1)
    assert whole["recorded"] == 1 and {one["line"] for one in whole["quarantined"]} == {7, 11}, whole
    known |= {(nip(2), "2025-03-04T16:00:00", "out")}
    assert punches_of(office) == known
    assert all(one["source"] == "device:3" for one in parsed(office.records("punch")))
    assert office.sync().json["result"] == "complete"
    assert_same(office, hub)
    world.measure("punches of the machine's file, each once", len(known))


def file_again_and_again_with_service(world):
    again_and_again(world, True)


def file_again_and_again_without_service(world):
    again_and_again(world, False)


def cut_anywhere(world):
    """Files cut at any byte, one visit after the other, leave what the whole file alone leaves."""
    hub = world.hub()
    hub.imports("unit", units("7.01"))
    staff = people("7.01", 5)
    hub.imports("employee", staff)
    content = "".join(line(person["nip"], f"2025-03-{day:02} {hour:02}:{day:02}:{index:02}", status)
                      for day in range(3, 6) for index, person in enumerate(staff) for hour, status in ((7, 0), (16, 1)))
    grown, whole = world.office("7.01", hub, "grown"), world.office("7.01", None, "whole")
    whole.init("--offline", "7.01")
    whole.imports(world.write_csv("staff.csv", staff))
    whole.imports(world.write("3_attlog.dat", content))
    size = len(line(staff[0]["nip"], "2025-03-03 07:00:00"))
    for cut in list(range(3 * size, 4 * size + 1)) + [len(content)]:
        grown.imports(world.write("3_attlog.dat", content[:cut]), code=(0, 1))
    here, there = punches_of(grown), punches_of(whole)
    assert here == there, f"a file that was read while it was cut left other punches: {sorted(here ^ there)}"
    world.measure("cuts", size + 2)


main(file_again_and_again_with_service, file_again_and_again_without_service, cut_anywhere)
