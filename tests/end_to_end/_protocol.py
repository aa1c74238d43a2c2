"""A second implementation of common/sync/PROTOCOL.md, written from that page alone; section numbers below are its.

It is as plain as the page: a log is a list in memory and records are projected from nothing each time. The stories beside this
file use it as an office that somebody else has programmed, and as the sender of what no honest office would send.
"""
import base64
import hashlib
import hmac
import http.client
import json
import os
import re
import socket
import ssl
import sys
from pathlib import Path

try:
    import nacl.bindings
    import nacl.exceptions
    import zstandard
except ModuleNotFoundError:  # Debian's modules belong to Debian's Python, which need not be the first one on this machine
    if not Path("/usr/bin/python3").exists() or Path(sys.executable).resolve() == Path("/usr/bin/python3").resolve():
        raise
    os.execv("/usr/bin/python3", ["/usr/bin/python3", "-B", *sys.argv])

PAGE = Path(__file__).resolve().parents[2] / "common" / "sync" / "PROTOCOL.md"
PATIENCE = 60.0


class Refused(Exception):
    """Bytes or statements that the page forbids; `fault` is a word of section 5 where there is one."""

    def __init__(self, why, fault="bad_input"):
        super().__init__(why)
        self.fault = fault


# --- 1. Bytes -------------------------------------------------------------------------------------------------------------

def hash_of(*parts):
    return hashlib.blake2b(b"".join(parts), digest_size=32).digest()


def varint(number):
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def zigzag(number):
    return varint((number << 1 ^ number >> 63) & (1 << 64) - 1)


def sized(content):
    return varint(len(content)) + content


def text(value):
    return sized(value.encode())


def list_of(items):
    return varint(len(items)) + b"".join(items)


class Reader:
    def __init__(self, content):
        self.content, self.at = bytes(content), 0

    def raw(self, size):
        if self.at + size > len(self.content):
            raise Refused("cut short")
        self.at += size
        return self.content[self.at - size:self.at]

    def rest(self):
        return self.raw(len(self.content) - self.at)

    def u8(self, most=255):
        value = self.raw(1)[0]
        if value > most:
            raise Refused("a byte of no known meaning")
        return value

    def varint(self, most=(1 << 64) - 1):
        value, shift = 0, 0
        while True:
            byte = self.u8()
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        if byte == 0 and shift > 7:
            raise Refused("a number not in its shortest form")
        if value > most:
            raise Refused("a number beyond its limit")
        return value

    def zigzag(self):
        value = self.varint()
        return value >> 1 ^ -(value & 1)

    def sized(self, limit):
        return self.raw(self.varint(limit))

    def text(self, limit):
        try:
            return self.sized(limit).decode()
        except UnicodeDecodeError:
            raise Refused("text is not UTF-8") from None

    def list(self, limit, read):
        return [read() for _ in range(self.varint(limit))]

    def maybe(self, read):
        return read() if self.varint(1) else None

    def finish(self):
        if self.at != len(self.content):
            raise Refused("bytes behind the end")


def whole(content, read):
    reader = Reader(content)
    value = read(reader)
    reader.finish()
    return value


# --- 2. Names, and the tables of 3 and 14 ---------------------------------------------------------------------------------

class Key:
    def __init__(self, seed=None):
        self.public, self._secret = nacl.bindings.crypto_sign_seed_keypair(seed or os.urandom(32))
        self.origin = origin_of(self.public)

    def sign(self, message):
        return nacl.bindings.crypto_sign(message, self._secret)[:64]

    def unseal(self, sealed):
        """What was sealed to this key (section 18); None where it was not."""
        public = nacl.bindings.crypto_sign_ed25519_pk_to_curve25519(self.public)
        try:
            return nacl.bindings.crypto_box_seal_open(sealed, public, nacl.bindings.crypto_sign_ed25519_sk_to_curve25519(self._secret))
        except (nacl.exceptions.CryptoError, ValueError):
            return None


def origin_of(public):
    return hash_of(public)[:8]


def verify(public, message, signature):
    try:
        nacl.bindings.crypto_sign_open(signature + message, public)
        return True
    except (nacl.exceptions.BadSignatureError, ValueError):
        return False


def genesis(stream):
    origin, scope, lane = stream
    return hash_of(b"hadir stream 1", origin, bytes([lane]), scope.encode())


def table(heading):
    """The rows of the page's table whose header begins so, as lists of cells."""
    lines = iter(PAGE.read_text().splitlines())
    for line in lines:
        if line.startswith(heading):
            break
    next(lines)
    rows = []
    for line in lines:
        if not line.startswith("|"):
            return rows
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


class Field:
    def __init__(self, number, name, is_key, kind_of_value, merge, reviewed, required, choices):
        self.number, self.name, self.is_key, self.type = number, name, is_key, kind_of_value
        self.merge, self.reviewed, self.required, self.choices = merge, reviewed, required, choices

    def fits(self, value):
        if value is None:
            return True
        if self.type == "text_list":
            return isinstance(value, tuple)
        low_high = {"date": (0, 84370), "instant": (64800000, 7289568000000), "offset": (-1080, 1080), "choice": (0, 255), "boolean": (0, 1),
                    "integer": (1 - 2**53, 2**53 - 1)}
        if self.type not in low_high:
            return isinstance(value, str)
        low, high = low_high[self.type]
        return isinstance(value, int) and low <= value <= high


class Kind:
    def __init__(self, number, name, lane, scope, writer, evidence, sealed):
        self.number, self.name, self.lane = number, name, LANES.index(lane)
        self.province_wide, self.hub_only, self.evidence = scope == "province", writer == "hub", evidence == "yes"
        self.sealed = sealed == "yes"
        self.fields = {}

    @property
    def key(self):
        return [field for field in self.fields.values() if field.is_key]

    @property
    def plain(self):
        return [field for field in self.fields.values() if not field.is_key]

    def named(self, name):
        return next((field for field in self.fields.values() if field.name == name), None)


LANES = ("urgent", "daily", "bulk")
MARK = Field(0, "deleted", False, "boolean", "min", True, False, ())


def declared():
    kinds = {int(row[0]): Kind(int(row[0]), *row[1:]) for row in table("| kind | name | lane")}
    names = {kind.name: kind for kind in kinds.values()}
    for kind, number, name, key, kind_of_value, merge, reviewed, required, choices in table("| kind | field | name"):
        names[kind].fields[int(number)] = Field(int(number), name, key == "key", kind_of_value, merge, reviewed == "reviewed",
                                                required == "required", tuple(choices.split()))
    return kinds


KINDS = declared()
NAMED = {kind.name: kind for kind in KINDS.values()}
LIMITS = {row[2]: int(row[1].split()[0]) for row in table("| what | at most")}


# --- 3. Records -----------------------------------------------------------------------------------------------------------

class Change:
    """key and fields: dictionaries from number to value; a value is None, int, str or a tuple of str."""

    def __init__(self, kind, key, fields=(), deletes=False):
        self.kind, self.key, self.fields, self.deletes = kind, dict(key), dict(fields), deletes


def value_bytes(value):
    if value is None:
        return b"\0"
    if isinstance(value, int):
        return b"\1" + zigzag(value)
    if isinstance(value, str):
        return b"\2" + text(value)
    return b"\3" + list_of([text(item) for item in value])


def read_value(reader):
    shape = reader.u8(3)
    if shape == 0:
        return None
    if shape == 1:
        return reader.zigzag()
    if shape == 2:
        return reader.text(LIMITS["text_bytes"])
    return tuple(reader.list(LIMITS["list_items"], lambda: reader.text(LIMITS["text_bytes"])))


def fields_bytes(fields):
    return list_of([varint(number) + value_bytes(fields[number]) for number in sorted(fields)])


def read_fields(reader, limit):
    fields, last = {}, 0
    for _ in range(reader.varint(limit)):
        number = reader.varint((1 << 32) - 1)
        if number <= last:
            raise Refused("fields not in ascending order")
        last = number
        fields[number] = read_value(reader)
    return fields


def payload_bytes(changes):
    return list_of([varint(change.kind) + bytes([change.deletes]) + fields_bytes(change.key) + fields_bytes(change.fields)
                    for change in changes])


def read_payload(content):
    if len(content) > LIMITS["payload_bytes"]:
        raise Refused("payload too long")

    def read_change(reader):
        kind, deletes = reader.varint((1 << 32) - 1), reader.u8(1)
        return Change(kind, read_fields(reader, LIMITS["key_fields"]), read_fields(reader, LIMITS["change_fields"]), bool(deletes))
    return whole(content, lambda reader: reader.list(LIMITS["commit_changes"], lambda: read_change(reader)))


# --- 4. Commits -----------------------------------------------------------------------------------------------------------

QUALITIES = ("doubtful", "unanchored", "carried", "hub")


class Header:
    def __init__(self, seq, ms, quality, bound=0, author="", delta=(), beacon=None, extensions=()):
        self.seq, self.ms, self.quality, self.bound, self.author = seq, ms, quality, bound, author
        self.delta, self.beacon, self.extensions = dict(delta), beacon, list(extensions)

    def bytes(self):
        return (b"\1" + varint(self.seq) + zigzag(self.ms) + bytes([self.quality]) + varint(self.bound) + text(self.author) +
                vector_bytes(self.delta) + (b"\1" + beacon_bytes(self.beacon) if self.beacon else b"\0") +
                list_of([varint(tag) + sized(content) for tag, content in self.extensions]))


def vector_bytes(vector):
    return list_of([origin + varint(vector[origin]) for origin in sorted(vector) if vector[origin] > 0])


def read_vector(reader):
    vector, last = {}, None
    for _ in range(reader.varint(LIMITS["context_origins"])):
        origin, seq = reader.raw(8), reader.varint()
        if seq == 0 or (last is not None and origin <= last):
            raise Refused("a vector out of order")
        vector[origin], last = seq, origin
    return vector


def beacon_bytes(beacon):
    return zigzag(beacon[0]) + beacon[1]


def read_beacon(reader):
    return reader.zigzag(), reader.raw(64)


def read_header(content):
    if len(content) > LIMITS["header_bytes"]:
        raise Refused("header too long", "corrupt")

    def read(reader):
        version = reader.u8()
        if version != 1:
            raise Refused(f"header version {version}", "unsupported")
        seq = reader.varint()
        if seq == 0:
            raise Refused("number 0", "corrupt")
        header = Header(seq, reader.zigzag(), reader.u8(3), reader.varint((1 << 32) - 1), reader.text(LIMITS["author_bytes"]),
                        read_vector(reader), read_beacon(reader) if reader.u8(1) else None,
                        reader.list(LIMITS["header_extensions"],
                                    lambda: (reader.varint((1 << 32) - 1), reader.sized(LIMITS["extension_bytes"]))))
        tags = [tag for tag, _ in header.extensions]
        if tags != sorted(set(tags)):
            raise Refused("extensions out of order", "corrupt")
        return header
    return whole(content, read)


class Commit:
    """A header as bytes and a payload as bytes, or the payload's hash where it was erased."""

    def __init__(self, header, payload, erased_hash=None):
        self.header, self.payload = header, payload
        self.payload_hash = erased_hash if payload is None else hash_of(payload)

    def bytes(self):
        return sized(self.header) + (b"\0" + self.payload_hash if self.payload is None else b"\1" + sized(self.payload))

    def size(self):
        return len(self.header) + (32 if self.payload is None else len(self.payload))


def read_commit(reader):
    header = reader.sized(LIMITS["header_bytes"])
    if len(header) < 9:
        raise Refused("a header of fewer than 9 bytes")
    if reader.u8(1):
        return Commit(header, reader.sized(LIMITS["payload_bytes"]))
    return Commit(header, None, reader.raw(32))


def head_message(stream, seq, chain):
    return b"hadir head 1" + genesis(stream) + seq.to_bytes(8, "big") + chain


# --- 19. Sealed kinds -----------------------------------------------------------------------------------------------------

SEALED_TAG, BLOCK = 3, 64


def key_id(key):
    return hash_of(b"hadir sealing key 1", key)[:8]


def sealed_extension(key, unread=()):
    return SEALED_TAG, key_id(key) + vector_bytes(dict(unread))


def read_sealed(content):
    def read(reader):
        mark = reader.raw(8), read_vector(reader)
        if len(mark[1]) > 64:
            raise Refused("too many origins unread")
        return mark
    return whole(content, read)


def seal_payload(key, scope, payload, nonce=None):
    nonce = nonce or os.urandom(24)
    padded = payload + b"\x80"
    padded += bytes(-len(padded) % BLOCK)
    return nonce + nacl.bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(padded, b"hadir sealed 1" + scope.encode(), nonce, key)


def open_payload(key, scope, content):
    try:
        padded = nacl.bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(content[24:], b"hadir sealed 1" + scope.encode(), content[:24], key)
    except (nacl.exceptions.CryptoError, ValueError, TypeError):
        raise Refused("a seal that does not open") from None
    plain = padded.rstrip(b"\0")
    if not padded or len(padded) % BLOCK or not plain.endswith(b"\x80") or len(padded) - len(plain) >= BLOCK:
        raise Refused("padding")
    return plain[:-1]


def key_share(public, key, purpose):
    """A sealing key to one holder, as a change."""
    sealed = nacl.bindings.crypto_box_seal(key, nacl.bindings.crypto_sign_ed25519_pk_to_curve25519(public))
    kind = NAMED["key_share"]
    return Change(kind.number, {1: origin_of(public).hex(), 2: base64.urlsafe_b64encode(sealed).decode().rstrip("=")},
                  {3: key_id(key).hex(), 4: kind.named("purpose").choices.index(purpose)})


def keys_for(pair, records):
    """{key id: sealing key} of what was shared with this pair."""
    keys = {}
    for (_, kind, _), record in records.items():
        if kind == NAMED["key_share"].number and record.key[1] == pair.origin.hex():
            wrapped = record.key[2]
            opened = pair.unseal(base64.urlsafe_b64decode(wrapped + "=" * (-len(wrapped) % 4)))
            if opened and len(opened) == 32:
                keys[key_id(opened)] = opened
    return keys


# --- 5. Slices ------------------------------------------------------------------------------------------------------------

def stream_bytes(stream):
    origin, scope, lane = stream
    return origin + text(scope) + varint(lane)


def read_stream(reader):
    return reader.raw(8), reader.text(LIMITS["scope_bytes"]), reader.varint(2)


class Slice:
    def __init__(self, stream, public, first, commits, signature):
        self.stream, self.public, self.first, self.commits, self.signature = stream, public, first, commits, signature

    def bytes(self):
        return (stream_bytes(self.stream) + self.public + varint(self.first) +
                list_of([commit.bytes() for commit in self.commits]) + self.signature)


def read_slice(reader):
    one = Slice(read_stream(reader), reader.raw(32), reader.varint(),
                reader.list(LIMITS["slice_commits"], lambda: read_commit(reader)), reader.raw(64))
    if one.first == 0 or not one.commits or sum(commit.size() for commit in one.commits) > LIMITS["slice_bytes"]:
        raise Refused("a slice without commits, or too long")
    return one


def scope_vectors_bytes(scope, lanes):
    return text(scope) + b"".join(vector_bytes(vector) for vector in lanes)


def read_scope_vectors(reader):
    return reader.text(LIMITS["scope_bytes"]), [read_vector(reader) for _ in LANES]


class Stored:
    """One stream as a log holds it."""

    def __init__(self, stream, public):
        self.stream, self.public = stream, public
        self.commits, self.chain, self.signatures = [], [genesis(stream)], {}


class Log:
    """All streams a replica holds. Contexts, projection and merging stand below."""

    def __init__(self):
        self.streams = {}

    def vector(self, scope, lane):
        return {stream[0]: len(stored.commits) for stream, stored in self.streams.items() if stream[1:] == (scope, lane)}

    def slices(self, stream, after, most=256 * 1024):
        """What follows commit `after`, in slices of about `most` bytes that end at signed commits."""
        stored = self.streams.get(stream)
        while stored and after < len(stored.commits):
            end, size, seq = None, 0, after
            while seq < len(stored.commits) and (end is None or size < most):
                size += stored.commits[seq].size()
                seq += 1
                if seq in stored.signatures:
                    end = seq
            if end is None:
                return
            yield Slice(stream, stored.public, after + 1, stored.commits[after:end], stored.signatures[end])
            after = end

    def add(self, one):
        """The checks of section 5, in its order; then what is new is stored. Answers how many commits were."""
        stored = self.streams.get(one.stream)
        if stored and stored.public != one.public:
            raise Refused("another key", "refused")
        count = len(stored.commits) if stored else 0
        if one.first > count + 1:
            raise Refused("gap", "clash")
        if origin_of(one.public) != one.stream[0]:
            raise Refused("key of another origin", "refused")
        chain = [stored.chain[one.first - 1] if stored else genesis(one.stream)]
        for place, commit in enumerate(one.commits, one.first):
            header = read_header(commit.header)
            if header.seq != place or one.stream[0] in header.delta:
                raise Refused("a header out of its place", "corrupt")
            chain.append(hash_of(chain[-1], commit.header, commit.payload_hash))
        last = one.first + len(one.commits) - 1
        if not verify(one.public, head_message(one.stream, last, chain[-1]), one.signature):
            raise Refused("chain or signature does not fit", "refused")
        for place, known in enumerate(chain[1:], one.first):
            if place <= count and stored.chain[place] != known:
                raise Refused("fork", "clash")
        for place, commit in enumerate(one.commits, one.first):
            if place <= count and stored.commits[place - 1].payload is None:
                stored.commits[place - 1].payload = commit.payload
        if last <= count:
            return 0
        stored = self.streams.setdefault(one.stream, Stored(one.stream, one.public))
        stored.commits += one.commits[count + 1 - one.first:]
        stored.chain += chain[count + 2 - one.first:]
        stored.signatures[last] = one.signature
        return last - count

    # --- 12. From commits to records ---

    def applied(self, scope, lane):
        """(stream, header, commit, context) of what is covered, in an order that is right; and the vector of it."""
        group = [stored for stream, stored in sorted(self.streams.items()) if stream[1:] == (scope, lane)]
        done, contexts, order = {}, {}, []
        progress = True
        while progress:
            progress = False
            for stored in group:
                origin = stored.stream[0]
                while done.get(origin, 0) < len(stored.commits):
                    commit = stored.commits[done.get(origin, 0)]
                    header = read_header(commit.header)
                    if any(done.get(other, 0) < seq for other, seq in header.delta.items()):
                        break
                    context = dict(contexts.get(origin, {}))
                    for other, seq in header.delta.items():
                        context[other] = max(context.get(other, 0), seq)
                    if header.seq > 1:
                        context[origin] = header.seq - 1
                    contexts[origin], done[origin] = context, header.seq
                    order.append((stored.stream, header, commit, context))
                    progress = True
        return order, done

    def project(self, hub_origin, keys=()):
        """{(scope, kind, key bytes): Record}, and the commits that are parked: {(stream, seq): why}. Payloads that an erasure names go
        before anything else is projected. `keys`: {key id: sealing key}."""
        records, parked = self.project_as_stored(hub_origin, keys)
        in_force = {(scope, key[1]) for (scope, _, _), record in records.items() if record.kind.name == "erasure" for key in [record.key]}
        for stream, stored in self.streams.items():
            for commit in stored.commits:
                if (stream[1], commit.payload_hash.hex()) in in_force and not (stream[0] == hub_origin and holds_erasure(commit.payload)):
                    commit.payload = None
        return self.project_as_stored(hub_origin, keys)

    def project_as_stored(self, hub_origin, keys):
        records, parked = {}, {}
        for scope, lane in sorted({stream[1:] for stream in self.streams}):
            for stream, header, commit, context in self.applied(scope, lane)[0]:
                if commit.payload is None or any(tag % 2 and tag != SEALED_TAG for tag, _ in header.extensions):
                    continue
                mark = dict(header.extensions).get(SEALED_TAG)
                try:
                    payload = commit.payload
                    if mark is not None:
                        name, unread = read_sealed(mark)
                        if name not in dict(keys):
                            continue
                        payload = open_payload(dict(keys)[name], scope, payload)
                        context = {origin: min(seq, unread.get(origin, seq + 1) - 1) for origin, seq in context.items()}
                    changes = read_payload(payload)
                except Refused as why:
                    parked[stream, header.seq] = str(why)
                    continue
                for change in changes:
                    kind = KINDS.get(change.kind)
                    if kind is None:
                        continue
                    why = fault_of(kind, change, stream, hub_origin, mark is not None)
                    if why:
                        parked[stream, header.seq] = why
                        continue
                    fitting = {number: value for number, value in change.fields.items()
                               if number in kind.fields and not kind.fields[number].is_key and kind.fields[number].fits(value)}
                    if any(number in kind.fields and not kind.fields[number].is_key for number in set(change.fields) - set(fitting)):
                        parked[stream, header.seq] = "a value does not fit"
                    name = scope, change.kind, fields_bytes(change.key)
                    if name not in records:
                        records[name] = Record(kind, change.key)
                    records[name].merge(Change(change.kind, change.key, fitting, change.deletes), Head(stream[0], header, None), context)
        return {name: record for name, record in records.items() if record.heads}, parked


def holds_erasure(payload):
    try:
        return payload is not None and any(change.kind == 12 for change in read_payload(payload))
    except Refused:
        return False


def fault_of(kind, change, stream, hub_origin, sealed):
    """Why a change has no effect; None where it has."""
    if sorted(change.key) != [field.number for field in kind.key]:
        return "key has other fields than declared"
    for field in kind.key:
        if not field.fits(change.key[field.number]) or (field.required and change.key[field.number] is None):
            return "a key value is missing or does not fit"
    if kind.sealed != sealed:
        return "sealed, or not"
    if kind.province_wide != (stream[1] == "") or kind.lane != stream[2]:
        return "another scope or lane"
    if kind.hub_only and stream[0] != hub_origin:
        return "written by the hub alone"
    return None


# --- 13. Merging ----------------------------------------------------------------------------------------------------------

class Head:
    def __init__(self, origin, header, value):
        self.origin, self.header, self.value = origin, header, value

    @property
    def dot(self):
        return self.origin, self.header.seq

    def of(self, value):
        return Head(self.origin, self.header, value)

    def covered_by(self, context):
        return context.get(self.origin, 0) >= self.header.seq


def order_of(value):
    shape = 0 if value is None else 1 if isinstance(value, int) else 2 if isinstance(value, str) else 3
    return shape, 0 if value is None else value if shape == 1 else value.encode() if shape == 2 else [item.encode() for item in value]


class Record:
    def __init__(self, kind, key):
        self.kind, self.key = kind, key
        self.heads, self.firsts = {}, {}  # by field number; firsts of fixed fields alone

    def merge(self, change, writer, context):
        if not self.kind.evidence:
            self._write(MARK, writer.of(1 if change.deletes else 0), context)
        for number in sorted(change.fields):
            field = self.kind.fields[number]
            (self._write_fixed if field.merge == "fixed" else self._write)(field, writer.of(change.fields[number]), context)

    def _write(self, field, head, context):
        heads = self.heads.setdefault(field.number, [])
        if all(other.dot != head.dot for other in heads):
            self.heads[field.number] = [other for other in heads if not other.covered_by(context)] + [head]

    def _write_fixed(self, field, head, context):
        firsts = self.firsts.setdefault(field.number, [])
        if any(first.dot == head.dot for first in firsts):
            return
        seen = [first.value for first in firsts if first.covered_by(context)]
        if not seen:
            firsts.append(head)
            self.heads.setdefault(field.number, []).append(head)
        elif head.value in seen and any(value != seen[0] for value in seen):
            self._write(field, head, context)

    def ranked(self, field):
        heads = list(self.heads.get(field.number, ()))
        heads.sort(key=lambda head: head.dot, reverse=True)
        earlier = field.merge in ("earliest", "fixed")
        heads.sort(key=lambda head: head.header.ms if earlier else -head.header.ms)
        heads.sort(key=lambda head: -head.header.quality)
        if field.merge in ("min", "max", "ranked"):
            heads.sort(key=lambda head: order_of(head.value), reverse=field.merge != "min")
        return heads

    def shown(self, field):
        heads = self.ranked(field)
        if field.merge == "union" and len(heads) > 1:
            return tuple(dict.fromkeys(item for head in heads if isinstance(head.value, tuple) for item in head.value))
        return heads[0].value if heads else None

    @property
    def deleted(self):
        return self.shown(MARK) == 1

    def conflicts(self):
        """The fields in conflict."""
        fields = [] if self.deleted else [
            field for field in self.kind.plain if field.merge not in ("min", "max", "union") and field.type != "offset"]
        return [field for field in [MARK, *fields] if len({order_key(head.value) for head in self.heads.get(field.number, ())}) > 1]


def order_key(value):
    return type(value).__name__, value


# --- 6, 7, 8. Statements, frames, messages --------------------------------------------------------------------------------

def beacon_message(ms):
    return b"hadir beacon 1" + zigzag(ms)


EXCHANGE, ANSWER, ENROL, ENROLLED, CHECK, CHECKED = 1, 2, 3, 4, 7, 8
EXCHANGE_PATH, ENROL_PATH, CHECK_PATH = "/v1/exchange", "/v1/enrol", "/v1/check"


def frame(kind, message, version=1, coding=None, announced=None):
    packed = zstandard.ZstdCompressor(level=9).compress(message)
    if coding is None:
        coding = 1 if len(packed) < len(message) else 0
    return b"hd" + bytes([version, kind, coding]) + varint(len(message) if announced is None else announced) + (packed if coding else message)


def open_frame(kind, content, limit):
    reader = Reader(content)
    if reader.raw(2) != b"hd" or reader.u8() != 1 or reader.u8() != kind:
        raise Refused("not a frame of this type")
    coding, size = reader.u8(1), reader.varint(limit)
    message = reader.rest()
    if coding:
        with zstandard.ZstdDecompressor(max_window_size=1 << 24).stream_reader(message) as unpacked:
            message = unpacked.read(size + 1)
    if len(message) != size:
        raise Refused("content of another length than announced")
    return message


def signed_request(key, hub_public, counter, content, path=EXCHANGE_PATH, method="POST"):
    message = (b"hadir request 1" + text(method) + text(path) + hub_public + key.origin + varint(counter) + hash_of(content))
    return key.origin + varint(counter) + key.sign(message) + content


def exchange_request(have, push, epoch=0, answer_bytes=1 << 20, oldest=1, newest=1):
    return (varint(oldest) + varint(newest) + varint(epoch) + varint(answer_bytes) +
            list_of([scope_vectors_bytes(scope, lanes) for scope, lanes in have]) + list_of([one.bytes() for one in push]))


def read_exchange_request(content):
    def read(reader):
        head = [reader.varint((1 << 32) - 1), reader.varint((1 << 32) - 1), reader.varint(), reader.varint((1 << 32) - 1)]
        return (*head, reader.list(64, lambda: read_scope_vectors(reader)), reader.list(LIMITS["frame_slices"], lambda: read_slice(reader)))
    return whole(content, read)


class ExchangeAnswer:
    def __init__(self, reader):
        self.epoch, self.beacon = reader.varint(), read_beacon(reader)
        self.holds = dict(reader.list(64, lambda: read_scope_vectors(reader)))
        self.receipt = reader.maybe(lambda: (reader.sized(262144), reader.raw(64)))
        self.refused = reader.list(LIMITS["frame_refusals"], lambda: (read_stream(reader), reader.varint(), reader.text(32), reader.text(1024)))
        self.pull = reader.list(LIMITS["frame_slices"], lambda: read_slice(reader))
        self.more = bool(reader.varint(1))


def read_receipt(body):
    def read(reader):
        return (reader.varint(), reader.zigzag(),
                reader.list(LIMITS["frame_receipts"], lambda: (read_stream(reader), reader.varint(), reader.raw(32))))
    return whole(body, read)


# --- 9. HTTP --------------------------------------------------------------------------------------------------------------

def key_info(certificate):
    """The DER of the SubjectPublicKeyInfo in the DER of a certificate (RFC 5280, section 4.1)."""
    def element(at):
        size, body = certificate[at + 1], at + 2
        if size >= 0x80:
            size, body = int.from_bytes(certificate[at + 2:at + 2 + (size & 0x7F)], "big"), at + 2 + (size & 0x7F)
        return body, body + size
    at = element(element(0)[0])[0]  # inside tbsCertificate
    if certificate[at] == 0xA0:  # version
        at = element(at)[1]
    for _ in range(5):  # serialNumber, signature, issuer, validity, subject
        at = element(at)[1]
    return certificate[at:element(at)[1]]


class Line:
    """One connection to a hub that shows the pinned key."""

    def __init__(self, url, pin):
        self.host, self.port = re.match(r"https://([\w.-]+):(\d+)$", url).groups()
        self.pin = pin
        self.connection = None

    def connect(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # the pin alone decides
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        link = context.wrap_socket(socket.create_connection((self.host, int(self.port)), PATIENCE))
        shown = hashlib.sha256(key_info(link.getpeercert(binary_form=True))).digest()
        if not hmac.compare_digest(shown, self.pin):
            link.close()
            raise Refused("not the hub that the code names")
        return link

    def post(self, path, body, method="POST"):
        """(status, body, fields)"""
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.host, int(self.port), timeout=PATIENCE)
            self.connection.sock = self.connect()
        try:
            self.connection.request(method, path, body, {"Content-Type": "application/vnd.hadir.frame"})
            answer = self.connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        if answer.will_close:
            self.close()
        return answer.status, content, answer.headers

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class Problem(Exception):
    """An answer that is not 200."""

    def __init__(self, status, content, fields):
        self.status, self.fields = status, fields
        self.body = json.loads(content)
        super().__init__(f"{status} {self.body}")

    @property
    def code(self):
        return self.body.get("code")


# --- 10. Enrolment --------------------------------------------------------------------------------------------------------

class Code:
    def __init__(self, line):
        line = "".join(line.split())
        if not line.startswith("HADIR1-"):
            raise Refused("not an enrolment code")
        packed = line.removeprefix("HADIR1-")
        content = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        if hash_of(content[:-4])[:4] != content[-4:]:
            raise Refused("a code with a slip of the pen")

        def read(reader):
            self.url, self.fingerprint = reader.text(256), reader.raw(16)
            self.pin = reader.raw(32) if reader.u8(1) else None
            self.secret, self.unit = reader.raw(16), reader.text(LIMITS["scope_bytes"])
        whole(content[:-4], read)


def enrolment_request(code, key, label, secret=None, unit=None):
    secret, unit = secret or code.secret, unit or code.unit
    signature = key.sign(b"hadir enrol 1" + secret + text(unit) + text(label))
    return varint(1) + varint(1) + secret + text(unit) + key.public + text(label) + signature


# --- 11. The exchange -----------------------------------------------------------------------------------------------------

class Agent:
    """An office's replica. `record` writes, `sync` exchanges; log, receipt and refusals are there to be looked at."""

    def __init__(self, code, label="second implementation", seed=None):
        self.code = Code(code)
        self.unit, self.label = self.code.unit, label
        self.key = Key(seed)
        self.log = Log()
        self.line = Line(self.code.url, self.code.pin)
        self.counter, self.epoch, self.beacon, self.hub_public = 0, 0, None, None
        self.covered = {}  # lane -> number that a receipt covers
        self.receipts, self.refusals = [], []

    def stream(self, lane):
        return self.key.origin, self.unit, lane

    def enrol(self):
        status, content, fields = self.line.post(ENROL_PATH, frame(ENROL, enrolment_request(self.code, self.key, self.label)))
        if status != 200:
            raise Problem(status, content, fields)

        def read(reader):
            self.hub_public, self.epoch = reader.raw(32), reader.varint()
            self.unit_name, self.offset_minutes, self.beacon = reader.text(LIMITS["text_bytes"]), reader.zigzag(), read_beacon(reader)
        whole(open_frame(ENROLLED, content, LIMITS["frame_raw_bytes"]), read)
        if hash_of(self.hub_public)[:16] != self.code.fingerprint or not verify(self.hub_public, beacon_message(self.beacon[0]), self.beacon[1]):
            raise Refused("not the hub that the code names")
        return self

    @property
    def hub_origin(self):
        return origin_of(self.hub_public)

    def record(self, lane, changes, ms, quality=1, author="198609262015051001", payload=None, **more):
        """Writes a commit; its context is all that is applied here."""
        stream = self.stream(lane)
        stored = self.log.streams.setdefault(stream, Stored(stream, self.key.public))
        order, done = self.log.applied(self.unit, lane)
        before = next((context for other, header, _, context in reversed(order) if other == stream), {})
        delta = {origin: seq for origin, seq in done.items() if origin != self.key.origin and before.get(origin, 0) < seq}
        named = [header.beacon[0] for other, header, _, _ in order if other == stream and header.beacon]
        beacon = self.beacon if self.beacon and self.beacon[0] > max(named, default=-1 << 62) else None
        header = Header(len(stored.commits) + 1, ms, quality, author=author, **{"delta": delta, "beacon": beacon, **more})
        return self.append(lane, Commit(header.bytes(), payload_bytes(changes) if payload is None else payload))

    def append(self, lane, commit):
        stream = self.stream(lane)
        stored = self.log.streams.setdefault(stream, Stored(stream, self.key.public))
        stored.commits.append(commit)
        stored.chain.append(hash_of(stored.chain[-1], commit.header, commit.payload_hash))
        seq = len(stored.commits)
        stored.signatures[seq] = self.key.sign(head_message(stream, seq, stored.chain[-1]))
        return seq

    def have(self):
        return [(scope, [self.log.vector(scope, lane) for lane in range(3)]) for scope in ("", self.unit)]

    def request(self, push=(), **more):
        """The bytes of the next signed request."""
        self.counter += 1
        message = exchange_request(more.pop("have", None) or self.have(), push, self.epoch, **more)
        return signed_request(self.key, self.hub_public, self.counter, frame(EXCHANGE, message))

    def exchange(self, push=(), **more):
        """One request and its answer, taken. Answers it, with `news` counting what it brought."""
        answer = self.send(self.request(push, **more))
        return self.take(answer)

    def send(self, body):
        status, content, fields = self.line.post(EXCHANGE_PATH, body)
        if status != 200:
            raise Problem(status, content, fields)
        return whole(open_frame(ANSWER, content, LIMITS["frame_raw_bytes"]), ExchangeAnswer)

    def check(self, heads=None, lanes=()):
        """(heads that the hub has otherwise, verdicts): section 20. lanes: (scope, lane) pairs, of which we can say nothing."""
        if heads is None:
            heads = [(stream, len(stored.commits), stored.chain[-1]) for stream, stored in self.log.streams.items()]
        self.counter += 1
        ours = [stream_bytes(stream) + varint(seq) + chain for stream, seq, chain in heads]
        query = [text(scope) + varint(lane) + bytes(32) + bytes(32) + varint(0) + list_of([]) + list_of([]) for scope, lane in lanes]
        message = varint(1) + varint(1) + bytes(32) + list_of(ours) + list_of(query)
        body = signed_request(self.key, self.hub_public, self.counter, frame(CHECK, message), CHECK_PATH)
        status, content, fields = self.line.post(CHECK_PATH, body)
        if status != 200:
            raise Problem(status, content, fields)

        def read(reader):
            reader.varint()
            at, signature = read_beacon(reader)
            if not verify(self.hub_public, beacon_message(at), signature):
                raise Refused("a beacon that the hub did not sign")
            other = reader.list(LIMITS["frame_receipts"], lambda: (read_stream(reader), reader.varint(), reader.raw(32)))
            findings = reader.list(192, lambda: (reader.text(32), reader.varint(2), reader.varint(3), reader.list(256, lambda: reader.raw(8)),
                                                 reader.list(65536, lambda: reader.raw(16)),
                                                 reader.list(32, lambda: (reader.raw(8), reader.text(4096)))))
            return other, [(scope, lane, verdict) for scope, lane, verdict, *_ in findings]
        return whole(open_frame(CHECKED, content, LIMITS["frame_raw_bytes"]), read)

    def take(self, answer):
        if not verify(self.hub_public, beacon_message(answer.beacon[0]), answer.beacon[1]):
            raise Refused("a beacon that the hub did not sign")
        answer.news = 0
        for one in answer.pull:
            if one.stream[1] not in ("", self.unit):
                raise Refused("commits of another unit")
            answer.news += self.log.add(one)
        if answer.receipt:
            answer.news += self._take_receipt(*answer.receipt)
        self.refusals += answer.refused
        self.epoch, self.beacon = answer.epoch, answer.beacon
        return answer

    def _take_receipt(self, body, signature):
        if not verify(self.hub_public, b"hadir receipt 1" + body, signature):
            raise Refused("a receipt that the hub did not sign")
        self.receipts.append((body, signature))
        news = 0
        for stream, seq, chain in read_receipt(body)[2]:
            if stream[:2] != (self.key.origin, self.unit):
                continue
            stored = self.log.streams.get(stream)
            if stored is None or seq >= len(stored.chain) or stored.chain[seq] != chain:
                raise Refused("fork", "clash")
            news += seq > self.covered.get(stream[2], 0)
            self.covered[stream[2]] = max(seq, self.covered.get(stream[2], 0))
        return news

    def sync(self, slice_most=256 * 1024, **more):
        """Until neither side has more. True: complete."""
        holds, closed, self.refusals = None, set(), []
        while True:
            push = []
            for lane in range(3):
                stored = self.log.streams.get(self.stream(lane))
                if stored is None or lane in closed or not stored.commits:
                    continue
                after = self.covered.get(lane, 0) if holds is None else holds[lane].get(self.key.origin, 0)
                if self.covered.get(lane, 0) < len(stored.commits) or after < len(stored.commits):
                    push += list(self.log.slices(self.stream(lane), min(after, len(stored.commits) - 1), slice_most))[:4]
            before = holds
            answer = self.exchange(push, **more)
            holds = answer.holds[self.unit]
            closed |= {stream[2] for stream, _, _, reason in answer.refused if stream[0] == self.key.origin and not reason.startswith("gap:")}
            left = any(self.covered.get(lane, 0) < len(stored.commits) for lane in range(3)
                       if lane not in closed and (stored := self.log.streams.get(self.stream(lane))))
            if not ((answer.more or left) and (answer.news or holds != before)):
                return not left and not self.refusals

    def keys(self):
        return keys_for(self.key, self.log.project(self.hub_origin)[0])

    def record_sealed(self, lane, change, key, ms, unread=(), **more):
        return self.record(lane, [], ms, payload=seal_payload(key, self.unit, payload_bytes([change])),
                           extensions=[sealed_extension(key, unread)], **more)

    def project(self):
        return self.log.project(self.hub_origin, self.keys())
