"""A bad network in one thread: a TCP proxy that stands between offices and hub, and does to the link what a test asks for.

    link = Link()                      # link.port is what goes into the offices' hub address
    link.aim(hub.port)                 # where it leads; may change, so that a hub comes back on another port
    link.cut(); link.mend()            # everything is reset and refused, until it is mended
    link.break_after(up=700)           # the next connection ends after 700 bytes towards the hub (down=: towards the office)
    link.break_after(up=700, every=True)   # and so does each one after it, until disarm()
    link.stall(down=True); link.flow() # nothing passes that way, nobody is told
    link.swallow(); link.flow()        # half-open: bytes are taken and vanish
    link.slow(delay=0.3, rate=4000)    # seconds of delay each way, bytes per second each way
    link.wait(lambda: link.passed_down > 0, seconds=30)

All is driven by the selector; nothing polls. Counters may be read from any thread.
"""
import heapq
import itertools
import selectors
import socket
import struct
import threading
import time

CHUNK = 64 * 1024
HELD = 256 * 1024  # bytes in flight per direction; beyond it the sender feels the back pressure


class _Flow:
    """One direction of one connection."""

    def __init__(self, name):
        self.name = name
        self.held = []  # of [due, bytes], in order
        self.size = 0
        self.passed = 0
        self.ended = False  # the source has said its last word
        self.told = False  # and the sink knows


class _Connection:
    def __init__(self, office, hub):
        self.office, self.hub = office, hub
        self.up, self.down = _Flow("up"), _Flow("down")
        self.connected = False


class Link:
    def __init__(self, target=None):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setblocking(False)
        self.port = self._listener.getsockname()[1]
        self.connections = 0  # accepted since the start
        self.broken = 0  # ended by break_after
        self.passed_up = self.passed_down = 0
        self.taken_up = 0  # bytes that came from offices, passed on or not
        self._changed = threading.Condition()
        self._target = target
        self._is_cut = False
        self._stalled = set()
        self._swallows = False
        self._break = None  # (direction, bytes, how)
        self._delay, self._rate = 0.0, None
        self._open = {}  # socket -> _Connection
        self._timers = []
        self._order = itertools.count()
        self._asked = []  # called on the thread
        self._wake_in, self._wake_out = socket.socketpair()
        self._wake_out.setblocking(False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._selector.register(self._wake_out, selectors.EVENT_READ)
        self._stopping = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    # --- from the test's thread; each returns once it holds ---

    def aim(self, port):
        self._do(lambda: setattr(self, "_target", port))

    def cut(self):
        def now():
            self._is_cut = True
            self._end_all()
        self._do(now)

    def mend(self):
        self._do(lambda: setattr(self, "_is_cut", False))

    def break_after(self, up=None, down=None, how="reset", every=False):
        """Arms one break, or one for every connection. how: "reset" (RST to both) or "end" (an orderly close, after what passed was delivered)."""
        assert (up is None) != (down is None)
        self._do(lambda: setattr(self, "_break", ("up", up, how, every) if down is None else ("down", down, how, every)))

    def disarm(self):
        """Takes an unused break back; True where there was one."""
        armed = []
        self._do(lambda: (armed.append(self._break is not None), setattr(self, "_break", None)))
        return armed[0]

    def stall(self, up=False, down=False):
        self._do(lambda: setattr(self, "_stalled", {name for name, yes in (("up", up), ("down", down)) if yes}))

    def swallow(self):
        self._do(lambda: setattr(self, "_swallows", True))

    def flow(self):
        """Ends stall, swallow and slow."""
        def now():
            self._stalled, self._swallows, self._delay, self._rate = set(), False, 0.0, None
        self._do(now)

    def slow(self, delay=0.0, rate=None):
        def now():
            self._delay, self._rate = delay, rate
        self._do(now)

    def drop_connections(self):
        """Resets what is open; new connections are welcome."""
        self._do(self._end_all)

    def wait(self, condition, seconds):
        """Waits until the condition holds; it is asked again whenever something passed. False when the time is over."""
        with self._changed:
            return self._changed.wait_for(condition, seconds)

    def close(self):
        if self._thread.is_alive():
            self._do(lambda: setattr(self, "_stopping", True))
            self._thread.join()
        for one in (self._listener, self._wake_in, self._wake_out):
            one.close()

    def _do(self, what):
        done = threading.Event()
        self._asked.append((what, done))
        self._wake_in.send(b"x")
        assert done.wait(60), "the link's thread is gone"

    # --- on the link's thread ---

    def _run(self):
        while not self._stopping:
            timeout = max(0.0, self._timers[0][0] - time.monotonic()) if self._timers else None
            for key, events in self._selector.select(timeout):
                if key.fileobj is self._listener:
                    self._accept()
                elif key.fileobj is self._wake_out:
                    self._answer_calls()
                elif key.fileobj in self._open:
                    self._serve(key.fileobj, events)
            while self._timers and self._timers[0][0] <= time.monotonic():
                _, _, connection = heapq.heappop(self._timers)
                if connection.office in self._open:
                    self._move(connection)
            with self._changed:
                self._changed.notify_all()
        self._end_all()

    def _answer_calls(self):
        self._wake_out.recv(4096)
        while self._asked:
            what, done = self._asked.pop(0)
            what()
            for connection in set(self._open.values()):
                self._move(connection)
            done.set()

    def _accept(self):
        try:
            office, _ = self._listener.accept()
        except OSError:
            return
        self.connections += 1
        if self._is_cut or self._target is None:
            return _reset(office)
        office.setblocking(False)
        hub = socket.socket()
        hub.setblocking(False)
        hub.connect_ex(("127.0.0.1", self._target))
        connection = _Connection(office, hub)
        self._open[office] = self._open[hub] = connection
        self._selector.register(office, selectors.EVENT_READ)
        self._selector.register(hub, selectors.EVENT_WRITE)

    def _serve(self, end, events):
        connection = self._open[end]
        if end is connection.hub and not connection.connected and events & selectors.EVENT_WRITE:
            if connection.hub.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) != 0:
                return self._end(connection)
            connection.connected = True
        if events & selectors.EVENT_READ:
            flow = connection.up if end is connection.office else connection.down
            try:
                data = end.recv(CHUNK)
            except BlockingIOError:
                data = None
            except OSError:
                return self._end(connection)
            if data == b"":
                flow.ended = True
            elif data is not None:
                if flow.name == "up":
                    self.taken_up += len(data)
                if not self._swallows:
                    flow.held.append([time.monotonic() + self._delay, data])
                    flow.size += len(data)
                    if self._delay:
                        self._ring(flow.held[-1][0], connection)
        self._move(connection)

    def _ring(self, when, connection):
        heapq.heappush(self._timers, (when, next(self._order), connection))

    def _move(self, connection):
        if connection.office not in self._open:
            return
        for flow, sink in ((connection.up, connection.hub), (connection.down, connection.office)):
            if not self._pass(connection, flow, sink):
                return
        self._watch(connection)

    def _pass(self, connection, flow, sink):
        """Sends what may pass now. False where that was the end of the connection."""
        if flow.name in self._stalled or self._swallows or not connection.connected:
            return True
        while flow.held and flow.held[0][0] <= time.monotonic():
            due, data = flow.held[0]
            most = len(data)
            if self._rate:
                most = min(most, max(1, int(self._rate * 0.05)))
            breaks = self._break is not None and self._break[0] == flow.name
            if breaks:
                most = min(most, self._break[1] - flow.passed)
            sent = 0
            if most > 0:
                try:
                    sent = sink.send(data[:most])
                except BlockingIOError:
                    return True
                except OSError:
                    self._end(connection)
                    return False
            flow.passed += sent
            flow.size -= sent
            if flow.name == "up":
                self.passed_up += sent
            else:
                self.passed_down += sent
            if sent == len(data):
                flow.held.pop(0)
            else:
                flow.held[0][1] = data[sent:]
            if breaks and flow.passed >= self._break[1]:
                how = self._break[2]
                self._break = self._break if self._break[3] else None
                self.broken += 1
                self._end(connection, orderly=how == "end")
                return False
            if self._rate and flow.held:
                flow.held[0][0] = time.monotonic() + sent / self._rate
                self._ring(flow.held[0][0], connection)
        if flow.ended and not flow.held and not flow.told:
            flow.told = True
            try:
                sink.shutdown(socket.SHUT_WR)
            except OSError:
                pass
        if connection.up.told and connection.down.told:
            self._end(connection, orderly=True)
            return False
        return True

    def _watch(self, connection):
        for end, reads, writes in ((connection.office, connection.up, connection.down), (connection.hub, connection.down, connection.up)):
            events = 0
            stalled = reads.name in self._stalled and not self._swallows
            if not reads.ended and reads.size < HELD and not stalled and (connection.connected or end is connection.office):
                events |= selectors.EVENT_READ
            ready = writes.held and writes.held[0][0] <= time.monotonic() and writes.name not in self._stalled and not self._swallows
            if end is connection.hub and not connection.connected or ready and connection.connected:
                events |= selectors.EVENT_WRITE
            registered = self._selector.get_map().get(end)
            if registered is None and events:
                self._selector.register(end, events)
            elif registered is not None and not events:
                self._selector.unregister(end)
            elif registered is not None and registered.events != events:
                self._selector.modify(end, events)

    def _end(self, connection, orderly=False):
        for end in (connection.office, connection.hub):
            if self._open.pop(end, None) is None:
                continue
            if self._selector.get_map().get(end) is not None:
                self._selector.unregister(end)
            end.close() if orderly else _reset(end)

    def _end_all(self):
        for connection in set(self._open.values()):
            self._end(connection)


def _reset(end):
    try:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    except OSError:
        pass
    end.close()
