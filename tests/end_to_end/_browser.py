"""What a browser does at an office's page, without a browser: cookies, the token against forged requests, JSON."""
import http.client
import json
import threading

PATIENCE = 60


class Reply:
    def __init__(self, answer):
        self.status = answer.status
        self.fields = {name.lower(): value for name, value in answer.getheaders()}
        self.body = answer.read()

    @property
    def json(self):
        return json.loads(self.body)

    def __str__(self):
        return f"{self.status} {self.fields.get('content-type')} {self.body[:600]}"


class Browser:
    """One person's browser at http://127.0.0.1:PORT."""

    def __init__(self, port, context=None):
        self.port, self.context = port, context
        self.cookie = self.csrf = None

    def send(self, method, path, body=None, **fields):
        connection = (http.client.HTTPSConnection("127.0.0.1", self.port, timeout=PATIENCE, context=self.context) if self.context
                      else http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE))
        headers = {"Origin": f"http{'s' if self.context else ''}://127.0.0.1:{self.port}", "Sec-Fetch-Site": "same-origin"}
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            headers["Content-Type"] = "application/json"
        if self.cookie:
            headers["Cookie"] = self.cookie
        if self.csrf:
            headers["X-Hadir-Csrf"] = self.csrf
        headers |= {name.replace("_", "-"): value for name, value in fields.items()}
        connection.request(method, path, body, {name: value for name, value in headers.items() if value is not None})
        reply = Reply(connection.getresponse())
        connection.close()
        return reply

    def get(self, path, **fields):
        return self.send("GET", path, **fields)

    def post(self, path, body=None, **fields):
        return self.send("POST", path, {} if body is None else body, **fields)

    def take(self, reply):
        """Keeps what an answer that signs in says."""
        assert reply.status == 200, str(reply)
        self.cookie = reply.fields["set-cookie"].split(";")[0]
        self.csrf = reply.json["csrf"]
        return reply.json

    def sign_in(self, nip, secret):
        return self.take(self.post("/api/v1/session", {"nip": nip, "secret": secret}))

    def call(self, operation, status=200, **request):
        reply = self.post("/api/v1/call/" + operation, request)
        assert reply.status == status, f"{operation}: {reply}"
        return reply.json

    def denied(self, operation, **request):
        """Must be refused as not allowed; answers the sentence."""
        problem = self.call(operation, 403, **request)
        assert problem["fault"] == "refused" and len(problem["detail"]) > 15 and problem["hint"], problem
        return problem["detail"]


class Listener:
    """Collects server-sent events: wait(name) answers the data of the next one of that name."""

    def __init__(self, browser):
        self.connection = http.client.HTTPConnection("127.0.0.1", browser.port, timeout=PATIENCE)
        self.connection.request("GET", "/api/v1/events", headers={"Cookie": browser.cookie or ""})
        self.answer = self.connection.getresponse()
        assert self.answer.status == 200, self.answer.status
        assert self.answer.getheader("Content-Type") == "text/event-stream"
        self.events, self.came = [], threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        name = None
        try:
            for line in self.answer:
                line = line.decode().rstrip("\n")
                if line.startswith("event: "):
                    name = line[7:]
                elif line.startswith("data: "):
                    with self.came:
                        self.events.append((name, json.loads(line[6:])))
                        self.came.notify_all()
        except (OSError, ValueError, http.client.HTTPException):
            pass

    def wait(self, name, fits=lambda data: True):
        def found():
            return next((data for event, data in self.events if event == name and fits(data)), None)
        with self.came:
            assert self.came.wait_for(lambda: found() is not None, PATIENCE), f"no event {name}: {self.events}"
            return found()
