"""The office's page as a browser meets it: setting a PC up, signing in, what each role may call, the kiosk, and what a stranger on the
same PC or a page from elsewhere tries.
"""
import json
import socket
import ssl
import statistics
import threading
import time

from _browser import Browser, Listener
from _office import Office, main, nip, parsed, people, units

UNIT = "7.01"
CLERK, STAFF, BOSS, HEAD, OTHER = (nip(number) for number in range(1, 6))
SECRET, PIN = "kuda liar di bukit", "482913"


def staffed(world, hub=None):
    """An office whose clerk has been made at the page, and some people with accounts."""
    office = world.office(UNIT, hub, "office")
    if not hub:
        office.init("--offline", UNIT)
    rows = people(UNIT, 8)
    for row in rows:
        row["supervisor"] = BOSS if row["nip"] == STAFF else ""
    office.imports(world.write_csv("people.csv", rows))
    office.start()
    browser = Browser(office.port)
    assert browser.get("/api/v1/session").json["setup"] == "account"
    me = browser.take(browser.post("/api/v1/setup/account", {"nip": CLERK, "secret": SECRET, "pin": PIN}))
    assert me["person"]["roles"] == ["employee", "clerk"], me
    return office, browser


def with_account(office, clerk, person, *roles, pin=None):
    """Signs somebody in for the first time: a secret made up by the clerk, then his own."""
    made = clerk.call("account.set", nip=person, roles=list(roles))
    browser = Browser(office.port)
    assert browser.sign_in(person, made["secret"])["person"]["must_change"]
    browser.denied("day.status")
    browser.call("account.secret", nip=person, old=made["secret"], secret=SECRET + person[::-1])
    if pin:
        clerk.call("account.secret", nip=person, pin=pin)
    again = Browser(office.port)
    again.sign_in(person, SECRET + person[::-1])
    return again


class Covetous:
    """Another program that would have this port: it must never get it, and whoever connects meanwhile is never refused."""

    def __init__(self, port):
        self.port, self.over, self.wrong, self.tries = port, threading.Event(), None, 0
        self.threads = [threading.Thread(target=self.repeat, args=(what,)) for what in (self.take, self.connect)]

    def take(self):
        with socket.socket() as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                one.bind(("127.0.0.1", self.port))
            except OSError:
                return None
            return "another program took the port"

    def connect(self):
        try:
            socket.create_connection(("127.0.0.1", self.port)).close()
        except OSError as refused:
            return f"somebody who connected was refused: {refused}"
        return None

    def repeat(self, what):
        while not self.wrong and not self.over.wait(0.001):
            self.wrong = self.wrong or what()
            self.tries += 1

    def __enter__(self):
        for thread in self.threads:
            thread.start()

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join()
        assert self.tries > 0 and not self.wrong, self.wrong


def a_pc_without_an_office(world):
    """The service of a PC without an office shows the page that makes one, and then is the office's, at the same port."""
    office = Office(world, "fresh", UNIT)
    office.start()
    browser = Browser(office.port)
    assert browser.get("/").status == 200
    assert browser.get("/api/v1/session").json["setup"] == "needed"
    assert browser.get("/api/v1/setup").json["state"] == "needed"
    assert browser.post("/api/v1/call/status").status == 409
    assert browser.post("/api/v1/setup/enrol", {"code": "HADIR1-xyz"}).status == 400
    assert browser.post("/api/v1/setup/offline", {"unit": "a/b"}).json["field"] == "unit"
    assert browser.post("/api/v1/setup/offline", {"unit": UNIT}, Origin="http://jahat.example").status == 403
    before = len(office.service.lines)
    with Covetous(office.port):
        made = browser.post("/api/v1/setup/offline", {"unit": UNIT, "time_zone": "WITA"})
        assert (made.json["state"], made.json["unit"]) == ("account", UNIT), str(made)
        assert int(office.service.await_line(r"listening on http://127.0.0.1:(\d+)", after=before)[1]) == office.port
    state = browser.get("/api/v1/setup").json
    assert (state["state"], state["unit"], state["offset_minutes"], state["enrolled"]) == ("account", UNIT, 480, False), state
    weak = browser.post("/api/v1/setup/account", {"nip": CLERK, "secret": "12345678"})
    assert weak.status == 400 and weak.json["field"] == "secret", str(weak)
    me = browser.take(browser.post("/api/v1/setup/account", {"nip": CLERK, "name": "Sari Contoh", "secret": SECRET}))
    assert me["setup"] == "done" and me["person"]["name"] == "Sari Contoh"
    assert browser.post("/api/v1/setup/account", {"nip": OTHER, "secret": SECRET}).status == 409
    assert office.hadir("web").json["url"] == f"http://127.0.0.1:{office.port}/"


def a_pc_is_enrolled_at_the_page(world):
    """With a code at once, by stick where there is no network."""
    hub = world.hub()
    hub.imports("unit", units(UNIT))
    hub.imports("employee", people(UNIT, 3))
    office = Office(world, "fresh", UNIT)
    office.start("--sync-after-write", "0", "--sync-interval", "1000")
    browser = Browser(office.port)
    before = len(office.service.lines)
    made = browser.post("/api/v1/setup/enrol", {"code": hub.enrol(UNIT)})
    assert made.json["state"] == "account" and made.json["enrolled"], str(made)
    office.service.await_line("listening on", after=before)
    state = browser.get("/api/v1/setup").json
    assert state["unit_name"] == f"Kantor Contoh {UNIT}" and state["employees"] == 3 and state["enrolled"], state
    browser.take(browser.post("/api/v1/setup/account", {"nip": CLERK, "secret": SECRET}))
    assert browser.call("sync")["result"] == "complete"
    # The account came to the hub, and its secret is shown by nobody.
    told = hub.hub("records", "account", "--unit", UNIT).out
    assert b"argon2" not in told and CLERK.encode() in told, told


def signing_in(world):
    office, clerk = staffed(world)
    stranger = Browser(office.port)
    session = stranger.get("/api/v1/session")
    assert session.json["signed_in"] is False and "csrf" not in session.json and "allowed" not in session.json
    assert stranger.post("/api/v1/call/status").status == 401
    assert stranger.post("/api/v1/call/status", Authorization="Bearer x").status == 401
    for who in (OTHER, CLERK, "../etc", "x" * 500, "'; DROP TABLE account; --"):
        wrong = stranger.post("/api/v1/session", {"nip": who, "secret": "salah sekali"})
        assert wrong.status == 401 and wrong.json["detail"] == "NIP atau sandi tidak benar" and "set-cookie" not in wrong.fields
    # A name that was there before signing in is not the session's afterwards.
    fixed = Browser(office.port)
    fixed.cookie = f"hadir-{office.port}=" + "a" * 43
    reply = fixed.post("/api/v1/session", {"nip": CLERK, "secret": SECRET})
    cookie = reply.fields["set-cookie"]
    assert "a" * 43 not in cookie and cookie.endswith("; Path=/; HttpOnly; SameSite=Strict"), cookie
    first = fixed.take(reply)
    old = fixed.cookie
    fixed.sign_in(CLERK, SECRET)
    assert fixed.cookie != old
    fixed.cookie, csrf, fixed.csrf = old, fixed.csrf, first["csrf"]
    assert fixed.post("/api/v1/call/status").status == 401
    # Without the token, or with another's, nothing is done; reading who is signed in needs none.
    token, clerk.csrf = clerk.csrf, None
    for forged in (None, "", csrf, token[:-1], token + "x"):
        assert clerk.post("/api/v1/call/status", X_Hadir_Csrf=forged).status == 403
    assert clerk.get("/api/v1/session").json["csrf"] == token
    clerk.csrf = token
    for name, value in (("Origin", "http://jahat.example"), ("Origin", "null"), ("Host", "jahat.example"), ("Sec_Fetch_Site", "cross-site")):
        assert clerk.post("/api/v1/call/status", **{name: value}).status == 403, name
    assert clerk.get("/", Host="jahat.example", Origin=None).status == 403
    clerk.call("status")
    assert clerk.send("DELETE", "/api/v1/session").status == 200
    assert clerk.post("/api/v1/call/status").status == 401


def guessing(world):
    """Ten thousand wrong PINs and secrets: after a few, waiting; and nobody else is kept out for long."""
    office, clerk = staffed(world)
    browser = Browser(office.port)
    told = [browser.post("/api/v1/session", {"nip": OTHER, "secret": f"salah {number}"}) for number in range(12)]
    assert [one.status for one in told[:6]] == [401] * 6 and {one.status for one in told[6:]} == {429}, [one.status for one in told]
    assert 10 <= int(told[-1].fields["retry-after"]) <= 15 and "detik" in told[-1].json["hint"], str(told[-1])
    begun, statuses = time.monotonic(), []
    for number in range(10_000):
        statuses.append(browser.post("/api/v1/kiosk/punch", {"nip": CLERK, "pin": f"{number:06}"}).status)
        if time.monotonic() - begun > 20 and number > 1000:
            break
    judged = statuses.count(401)
    assert set(statuses) == {401, 429} and judged < 15, (judged, len(statuses))
    world.measure("wrong PINs tried", f"{len(statuses)}, judged {judged}, the rest told to wait; {len(statuses) / (time.monotonic() - begun):.0f}/s")
    assert office.hadir("records", "punch").json == []
    # The right secret works all the same, and so do the clerk's other ways.
    clerk.call("status")


def a_punch_at_the_kiosk(world):
    office, clerk = staffed(world)
    kiosk = Browser(office.port)
    shown = kiosk.get("/api/v1/kiosk").json
    assert shown["today"] == [] and shown["count"] == 0 and shown["clock"]["quality"] == "unanchored", shown
    done = kiosk.post("/api/v1/kiosk/punch", {"nip": CLERK, "pin": PIN})
    assert done.status == 200 and done.json["direction"] == "in" and "Tercatat masuk" in done.json["message"], str(done)
    again = kiosk.post("/api/v1/kiosk/punch", {"nip": CLERK, "pin": PIN}).json
    assert again["at"] == done.json["at"] and "dua kali" in again["warning"], again
    out = kiosk.post("/api/v1/kiosk/punch", {"nip": CLERK, "pin": PIN, "direction": "out"}).json
    assert out["direction"] == "out", out
    shown = kiosk.get("/api/v1/kiosk").json
    assert [one["direction"] for one in shown["today"]] == ["out", "in"] and shown["count"] == 2
    assert kiosk.post("/api/v1/kiosk/punch", {"nip": CLERK, "pin": PIN, "direction": "up"}).json["field"] == "direction"
    assert kiosk.post("/api/v1/kiosk/punch", {"nip": OTHER, "pin": PIN}).status == 401
    office.kill()
    records = office.hadir("records", "punch").json
    assert [(one["employee"], one["direction"], one["source"]) for one in records] == [(CLERK, "in", "kiosk"), (CLERK, "out", "kiosk")], records


def roles_at_work(world):
    office, clerk = staffed(world)
    staff, boss = with_account(office, clerk, STAFF), with_account(office, clerk, BOSS)
    assert "superior" in boss.get("/api/v1/session").json["person"]["roles"]
    roles = staff.get("/api/v1/session").json
    assert roles["person"]["roles"] == ["employee"] and "account.set" not in roles["allowed"] and "daily_report.submit" in roles["allowed"]
    staff.call("daily_report.submit", activities=["Rekap berkas"], author=OTHER)
    shown = clerk.call("daily_report.list")["rows"]
    assert [one["employee"] for one in shown] == [STAFF], shown
    clerk.call("daily_report.submit", employee=OTHER, activities=["Rapat"])
    assert [one["employee"] for one in staff.call("daily_report.list")["rows"]] == [STAFF]
    assert [one["employee"] for one in boss.call("daily_report.list")["rows"]] == [STAFF]
    assert "untuk " + OTHER in staff.denied("daily_report.submit", employee=OTHER, activities=["x"])
    assert "untuk " + OTHER in boss.denied("daily_report.show", employee=OTHER)
    boss.call("daily_report.show", employee=STAFF)
    boss.call("decide.approve", subject=shown[0]["subject"])
    for operation in ("account.set", "sync", "import", "punch", "seal.sheet", "paper.health", "no.such", "schedule.set"):
        staff.denied(operation, nip=STAFF, employee=STAFF)
    clerk.denied("account.set", nip=CLERK, roles=["head"])
    clerk.denied("import", items=[{"line": 1, "record": {"kind": "approval"}}])
    clerk.denied("import.file", name="a.csv", content="subject,round,by,decision\nx,1,y,approved\n", kind="approval")
    rows = "nip,name,unit,class\n" + f"{nip(9)},Dewi Contoh,{UNIT},jfu\n" + "1234567890123456789,Salah,7.01,jfu\n"
    checked = clerk.call("import.file", name="pegawai.csv", content=rows, check=True)
    assert (checked["recorded"], len(checked["quarantined"]), checked["lines"]) == (1, 1, 2), checked
    assert checked["quarantined"][0]["line"] == 3 and nip(9).encode() not in office.records("employee")
    assert clerk.call("quarantine.list") == []
    assert clerk.call("import.file", name="pegawai.csv", content=rows)["recorded"] == 1
    assert nip(9).encode() in office.records("employee") and len(clerk.call("quarantine.list")) == 1
    health = clerk.call("health")
    assert health["disk_free_bytes"] > 0 and {"level", "what"} <= health["findings"][0].keys(), health
    clerk.call("account.set", nip=STAFF, disabled=True)
    assert staff.post("/api/v1/call/status").status == 401
    # Hashes are shown to nobody, whatever is asked.
    for told in (clerk.call("records", kind="account"), clerk.call("account.list"), clerk.call("explain", record=[f"account/{STAFF}"])):
        assert "argon2" not in json.dumps(told), told
    asked = clerk.call("records", 400, kind="account", where=["secret>=$argon2id"])
    assert "secret" in asked["detail"], asked
    assert b"argon2" not in office.records("account") and office.records("account").count(b"(rahasia)") >= 3
    # The accounts came from the people named, and the command has them too.
    listed = office.hadir("account", "list").json["rows"]
    assert {one["nip"]: one["disabled"] for one in listed} == {CLERK: False, STAFF: True, BOSS: False}, listed
    made = office.hadir("account", "add", OTHER, "--add", "head").json
    Browser(office.port).sign_in(OTHER, made["secret"])
    office.hadir("account", "reset", OTHER, "--pin", "731194")



def live(world):
    """What pages that are open are told."""
    hub = world.hub()
    hub.imports("unit", units(UNIT))
    office, clerk = staffed(world, hub)
    listener = Listener(clerk)
    first = listener.wait("status")
    clerk.call("schedule.set", employee=STAFF, date="2026-03-02", mode="WFH")
    assert "daily" in listener.wait("changed")["lanes"]
    assert listener.wait("status", lambda data: data["pending"] > first["pending"])
    assert clerk.call("sync")["result"] == "complete"
    assert listener.wait("sync", lambda data: data["done"])["result"] == "complete"
    assert listener.wait("sync", lambda data: data["phase"] == "exchange")["bytes_up"] > 0
    assert listener.wait("status", lambda data: data["pending"] == 0)["enrolled"]
    assert clerk.call("status")["last_exchange"]["result"] == "complete"
    file = clerk.post("/api/v1/bundle/export")
    assert file.status == 200 and "attachment" in file.fields["content-disposition"], str(file)
    taken = clerk.send("POST", "/api/v1/bundle/import", b"not a bundle", Content_Type="application/octet-stream")
    assert taken.status == 400 and taken.json["detail"], str(taken)
    assert office.stop() < 10


def raw(port, request):
    with socket.create_connection(("127.0.0.1", port), 60) as connection:
        connection.sendall(request)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
        return answer


def hostile(world):
    """Paths, bodies and texts that are not what they should be."""
    office, clerk = staffed(world)
    for path in ("/../hadir.db", "/assets/../../hadir.db", "/assets/..%2f..%2fservice.json", "/%2e%2e/service.json", "//etc/passwd",
                 "/api/v1/../../service.json", "/assets/\\..\\service.json"):
        reply = clerk.get(path)
        assert b"token" not in reply.body and b"SQLite" not in reply.body and reply.status in (200, 404), (path, str(reply))
        assert reply.status == 404 or reply.body.startswith(b"<!doctype html>"), (path, str(reply))
    for fields in (clerk.get("/").fields, clerk.get("/api/v1/session").fields, clerk.get("/api/v1/nothing").fields):
        assert "default-src 'none'" in fields["content-security-policy"] and "unsafe" not in fields["content-security-policy"]
        assert (fields["x-content-type-options"], fields["referrer-policy"], fields["x-frame-options"]) == ("nosniff", "no-referrer", "DENY")
    for body in (b"", b"[]", b"null", b"{", b'{"a":' * 5000, b"\xff\xfe", b'{"nip":"' + b"9" * 100_000 + b'"}', b'{"nip":5,"secret":[]}'):
        assert clerk.send("POST", "/api/v1/call/punch", body, Content_Type="application/json").status == 400, body[:40]
        assert Browser(office.port).send("POST", "/api/v1/session", body, Content_Type="application/json").status in (400, 401), body[:40]
    head = f"Host: 127.0.0.1:{office.port}\r\nCookie: {clerk.cookie}\r\nX-Hadir-Csrf: {clerk.csrf}\r\n"
    for length in (9 * 2**20, 99999999999):
        assert b" 413 " in raw(office.port, f"POST /api/v1/call/punch HTTP/1.1\r\n{head}Content-Length: {length}\r\n\r\n".encode())
    assert b" 4" in raw(office.port, b"GET / HTTP/1.1\r\nConnection: close\r\nHost: a\r\nHost: 127.0.0.1\r\n\r\n")[:14]
    assert b" 403 " in raw(office.port, b"GET / HTTP/1.0\r\n\r\n")
    # Texts that would be markup or commands somewhere stay texts.
    for text in ("<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'; DROP TABLE permit; --", "=cmd|'/c calc'!A1", "../../x"):
        subject = clerk.call("permit.request", type="izin", employee=STAFF, reason=text, **{"from": "2026-03-02"})["subject"]
        reply = clerk.post("/api/v1/call/permit.list", {"month": "2026-03"})
        assert reply.fields["content-type"] == "application/json"
        assert [one["reason"] for one in reply.json["rows"] if one["subject"] == subject] == [text], reply.json
    for method in ("PUT", "PATCH", "OPTIONS", "TRACE"):
        assert clerk.send(method, "/api/v1/call/status").status in (400, 403, 405, 501), method
    document = clerk.get("/api/v1/openapi.json").json
    assert document["openapi"] == "3.1.0" and "/api/v1/call/permit.request" in document["paths"]
    assert document == office.hadir("api").json


def who_must_wait_waits_over_a_restart(world):
    """A service that is restarted, or killed, forgives no guesses; who knows the secret comes in once the wait is over, and others at once."""
    office, clerk = staffed(world)
    clerk.call("account.set", nip=STAFF)
    clerk.call("account.secret", nip=STAFF, secret=SECRET, pin=PIN)

    def tries(path, person, **more):
        return Browser(office.port).post(path, {"nip": person, **more})

    for path, more in (("/api/v1/session", {"secret": "salah sekali"}), ("/api/v1/kiosk/punch", {"pin": "000000"})):
        while (told := tries(path, STAFF, **more)).status == 401:
            pass
        assert told.status == 429, str(told)
    for end in (office.stop, office.kill):
        end()
        office.start(*Office.QUIET)
        for path, more in (("/api/v1/session", {"secret": SECRET}), ("/api/v1/kiosk/punch", {"pin": PIN})):
            told = tries(path, STAFF, **more)
            assert told.status == 429 and 0 < int(told.fields["retry-after"]) <= 15, str(told)
    assert tries("/api/v1/session", CLERK, secret=SECRET).status == 200


def the_office_network(world):
    """Other PCs of the office: nothing unless it is switched on, and then over TLS."""
    office = world.office(UNIT, None, "office")
    office.init("--offline", UNIT)
    refused = office.agent("run", "--web-lan", "0.0.0.0:0", code=64)
    assert b"--web-name" in refused.err, refused
    office.start(*Office.QUIET, "--web-lan", "127.0.0.1:0", "--web-name", "presensi.example")
    port = int(office.service.await_line(r"other PCs at https://127.0.0.1:(\d+)")[1])
    context = ssl._create_unverified_context()
    far = Browser(port, context)
    assert far.get("/").status == 200
    assert far.get("/", Host=f"presensi.example:{port}", Origin=None).status == 200
    assert far.get("/", Host="lain.example", Origin=None).status == 403
    far.take(Browser(office.port).post("/api/v1/setup/account", {"nip": CLERK, "secret": SECRET}))
    reply = far.post("/api/v1/session", {"nip": CLERK, "secret": SECRET})
    assert reply.fields["set-cookie"].endswith("; Secure"), reply.fields
    certificate = (office.dir / "web.pem").read_bytes()
    office.stop()
    office.start(*Office.QUIET, "--web-lan", "127.0.0.1:0", "--web-name", "presensi.example")
    assert (office.dir / "web.pem").read_bytes() == certificate
    assert (office.dir / "web.pem").stat().st_mode & 0o077 == 0


def what_it_costs(world):
    """Latency of a punch at the kiosk, and what ten open pages cost in memory."""
    office, clerk = staffed(world)
    persons = [nip(number) for number in range(2, 9)]
    for person in persons:
        clerk.call("account.set", nip=person)
        clerk.call("account.secret", nip=person, pin=PIN)
    kiosk, took = Browser(office.port), []
    for turn in range(6):
        for person in persons:
            begun = time.monotonic()
            done = kiosk.post("/api/v1/kiosk/punch", {"nip": person, "pin": PIN, "direction": ("in", "out")[turn % 2]})
            took.append(time.monotonic() - begun)
            assert done.status == 200, str(done)
    # What it is made of, on the same machine in the same minute: a durable punch, and one check of a secret.
    plain, checked = [], []
    for minute in range(20):
        begun = time.monotonic()
        clerk.call("punch", employee=persons[0], at=f"2021-07-12T07:{minute + 10}:00+07:00", direction="in")
        plain.append(time.monotonic() - begun)
        begun = time.monotonic()
        Browser(office.port).post("/api/v1/session", {"nip": CLERK, "secret": SECRET})
        checked.append(time.monotonic() - begun)
    ratio = statistics.median(took) / (statistics.median(plain) + statistics.median(checked))
    pages = [Listener(clerk) for _ in range(10)]
    for page in pages:
        page.wait("status")
    resident, highest = office.service.memory()
    world.measure("a punch at the kiosk",
                  f"median {1000 * statistics.median(took):.0f} ms, slowest {1000 * max(took):.0f} ms; {ratio:.2f} of a punch and a check")
    world.measure("memory with ten pages open", f"resident {resident / 1024:.1f} MiB, highest {highest / 1024:.1f} MiB")
    assert ratio < 2 and resident < 64 * 1024, (took, plain, checked, resident)
    assert len(parsed(office.records("punch"))) == len(took) + len(plain)


main(a_pc_without_an_office, a_pc_is_enrolled_at_the_page, signing_in, guessing, who_must_wait_waits_over_a_restart,
     a_punch_at_the_kiosk, roles_at_work, live, hostile,
     the_office_network, what_it_costs)
