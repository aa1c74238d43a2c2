"""A second implementation of section 18 of common/sync/PROTOCOL.md, beside _protocol.py: bundles."""
import os

from _protocol import Code, EXCHANGE, Key, Reader, Refused, frame, hash_of, open_frame, signed_request, sized, text, varint

import nacl.bindings as nacl

TO_HUB, TO_OFFICE, ENROLMENT = 1, 2, 3
BUNDLE_PATH = "/v1/bundle"
ENROL_CARRIED = 5
MAGIC = b"hadir bundle 1"
HEADER_BYTES = len(MAGIC) + 1 + 16 + 8 + 16 + 2  # with fewer than 128 parts


def header(kind, receiver, sender, name=None, part=1, parts=1):
    return MAGIC + bytes([kind]) + hash_of(receiver)[:16] + sender + (name or os.urandom(16)) + varint(part) + varint(parts)


def write(kind, receiver, sender, messages, end=True, **more):
    """One part. `receiver` is a public key; a request for enrolment is not sealed to it."""
    out = header(kind, receiver, sender, **more)
    key = None
    if kind != ENROLMENT:
        key = os.urandom(32)
        out += nacl.crypto_box_seal(key, nacl.crypto_sign_ed25519_pk_to_curve25519(receiver))
    bound = out
    for number, message in enumerate([*messages, b""] if end else messages):
        nonce = number.to_bytes(12, "big")
        out += sized(nacl.crypto_aead_chacha20poly1305_ietf_encrypt(message, bound, nonce, key) if key else message)
    return out


def read(content, key):
    """The messages of a whole part for the holder of `key`."""
    reader = Reader(content)
    if reader.raw(len(MAGIC)) != MAGIC:
        raise Refused("not a bundle")
    kind, receiver = reader.u8(3), reader.raw(16)
    reader.raw(24)
    part, parts = reader.varint(9999), reader.varint(9999)
    if not 1 <= part <= parts or (kind != ENROLMENT and receiver != hash_of(key.public)[:16]):
        raise Refused("no such part, or for somebody else")
    secret = None
    if kind != ENROLMENT:
        own = nacl.crypto_sign_ed25519_pk_to_curve25519(key.public)
        secret = nacl.crypto_box_seal_open(reader.raw(80), own, nacl.crypto_sign_ed25519_sk_to_curve25519(key._secret))
    bound = content[:reader.at]
    messages = []
    while True:
        chunk = reader.sized(len(content))
        nonce = len(messages).to_bytes(12, "big")
        message = nacl.crypto_aead_chacha20poly1305_ietf_decrypt(chunk, bound, nonce, secret) if secret else chunk
        if not message:
            reader.finish()
            return messages
        messages.append(message)


def signed(key, receiver, content, counter=1):
    """A message of a bundle: a signed request over another path, to whoever receives it."""
    return signed_request(key, receiver, counter, content, path=BUNDLE_PATH)


def enrolment(code, key, label, code_key=None):
    """The frame that asks for enrolment. `code` as the secretariat wrote it."""
    code = code if isinstance(code, Code) else Code(code)
    code_key = code_key or Key(hash_of(b"hadir code key 1" + code.secret))
    message = b"hadir bundle enrol 1" + code_key.public + key.public + text(code.unit) + text(label)
    return frame(ENROL_CARRIED, varint(1) + varint(1) + text(code.unit) + key.public + text(label) + code_key.public +
                 code_key.sign(message) + key.sign(message))


def open_answer(message, hub_public, receiver, kind):
    """The content of a signed answer."""
    from _protocol import verify
    reader = Reader(message)
    origin, counter, signature = reader.raw(8), reader.varint(), reader.raw(64)
    content = reader.rest()
    stood_over = b"hadir request 1" + text("POST") + text(BUNDLE_PATH) + receiver + origin + varint(counter) + hash_of(content)
    if origin != hash_of(hub_public)[:8] or not verify(hub_public, stood_over, signature):
        raise Refused("not the hub's")
    return open_frame(kind, content, 1 << 24)


def request_message(agent, push, counter=1):
    """What an Agent of _protocol.py sends by stick."""
    from _protocol import exchange_request
    return signed(agent.key, agent.hub_public, frame(EXCHANGE, exchange_request(agent.have(), push, agent.epoch)), counter)
