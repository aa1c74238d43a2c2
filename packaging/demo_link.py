"""The link between an office and the hub, as a TCP proxy on loopback that can really be cut. Used by demo_run.py.

It counts what crosses it, TLS and all, and never sees inside: it only knows where one TLS record ends and the next begins.
"""
import socket
import threading

RECORD_HEADER_BYTES = 5
APPLICATION_DATA = 0x17  # TLS 1.3: the client's first record of this type is its Finished, its second begins the request


class Link:
    def __init__(self, hub_port):
        self._hub_port = hub_port
        self._lock = threading.Lock()  # guards what follows
        self._open_sockets = set()
        self._listener = None
        self._swallows_answers = False
        self.bytes_up = self.bytes_down = 0
        self.port = 0
        self.restore()

    def restore(self, answers_get_lost=False):
        """The link is up, on the port it had before. On wish nothing comes down any more once a request has begun to go up."""
        with self._lock:
            if self._listener is not None:
                return
            self._swallows_answers = answers_get_lost
            self._listener = socket.create_server(("127.0.0.1", self.port))  # reuses the address
            self.port = self._listener.getsockname()[1]
            threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self):
        """Connections end at once, new ones are refused."""
        with self._lock:
            listener, self._listener = self._listener, None
            ending = list(self._open_sockets)
        if listener is not None:
            _end(listener)
        for one in ending:
            _end(one)

    def _accept(self, listener):
        while True:
            try:
                office, _ = listener.accept()
            except OSError:
                return
            try:
                hub = socket.create_connection(("127.0.0.1", self._hub_port))
            except OSError:
                office.close()
                continue
            with self._lock:
                if self._listener is not listener:  # cut while connecting
                    _end(office)
                    _end(hub)
                    continue
                self._open_sockets |= {office, hub}
            requests = RequestWatch()
            threading.Thread(target=self._carry, args=(office, hub, requests, True), daemon=True).start()
            threading.Thread(target=self._carry, args=(hub, office, requests, False), daemon=True).start()

    def _carry(self, source, target, requests, is_up):
        try:
            while piece := source.recv(65536):
                with self._lock:
                    if is_up:
                        requests.note(piece, self._swallows_answers)
                        self.bytes_up += len(piece)
                    elif requests.answer_is_lost:
                        continue
                    else:
                        self.bytes_down += len(piece)
                target.sendall(piece)
        except OSError:
            pass
        with self._lock:
            self._open_sockets -= {source, target}
        _end(source)
        _end(target)


class RequestWatch:
    """Sees from the record headers of one connection when a request goes up."""

    def __init__(self):
        self.answer_is_lost = False
        self._pending = b""
        self._skip = 0
        self._data_records = 0

    def note(self, piece, swallowing):
        self._pending += piece
        while True:
            skipped = min(self._skip, len(self._pending))
            self._pending, self._skip = self._pending[skipped:], self._skip - skipped
            if self._skip > 0 or len(self._pending) < RECORD_HEADER_BYTES:
                return
            if self._pending[0] == APPLICATION_DATA:
                self._data_records += 1
                if swallowing and self._data_records >= 2:
                    self.answer_is_lost = True
            self._skip = RECORD_HEADER_BYTES + int.from_bytes(self._pending[3:5], "big")


def _end(one):
    for how in (lambda: one.shutdown(socket.SHUT_RDWR), one.close):
        try:
            how()
        except OSError:
            pass
