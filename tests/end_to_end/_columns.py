"""A second implementation of common/wire/COLUMNS.md, written from that page alone: reads batches. Section numbers below are its.

It is as plain as the page, and believes what it reads: whoever takes the slices checks their chains and signatures.
"""
from pathlib import Path

from _protocol import Change, Commit, Header, Reader, Refused, Slice, origin_of, payload_bytes, zstandard

PAGE = Path(__file__).resolve().parents[2] / "common" / "wire" / "COLUMNS.md"
MAGIC = bytes.fromhex("28b52ffd")
WORD = (1 << 64) - 1
(SLICES, COMMITS, TIMES, QUALITIES, BOUNDS, CONTEXTS, BEACONS, EXTENSIONS, CHANGES, SHAPES, SHAPE_PARTS, FORMS, SPELLING, YEARS, MONTHS, DAYS,
 ENTRIES, SEXES, SERIALS, LENGTHS, LETTERS, FIXED) = range(22)
END, SHORT, LONG, FIRST_SPELLED = range(4)


def signed(number):
    return number - (1 << 64) if number >> 63 else number


def unfold(number):
    return number >> 1 if number % 2 == 0 else -(number >> 1) - 1


# --- 1. A batch -----------------------------------------------------------------------------------------------------------

class Columns:
    """What a batch's bytes hold, as numbers, letters and random bytes."""

    def __init__(self, content):
        reader = Reader(content)
        number = reader.varint()
        dictionary = None
        if number:
            path = PAGE.parent / "dictionaries" / f"{number}.zdict"
            if not path.exists():
                raise Refused("a dictionary that is not known here", "unsupported")
            dictionary = zstandard.ZstdCompressionDict(path.read_bytes())
        plain = b""
        for _ in range(reader.varint()):
            announced = reader.varint()
            size, form = announced >> 2, announced & 3
            group = reader.sized(1 << 24)
            if form == 3 or (form == 2 and dictionary is None):
                raise Refused("a group of an unknown form")
            if form:
                group = zstandard.ZstdDecompressor(dict_data=dictionary if form == 2 else None).decompress(MAGIC + group, max_output_size=size)
            if len(group) != size or size == 0:
                raise Refused("a group that is not what it announces")
            plain += group
        directory = Reader(plain)
        random_size = directory.varint()
        sizes = directory.list(1 << 20, directory.varint)
        self.columns = [Reader(directory.raw(size)) for size in sizes]
        directory.finish()
        self.random = Reader(reader.raw(random_size))
        self.bits, self.bit = reader.rest(), 0
        self.opened = FIXED

    def open(self):
        self.opened += 1
        return self.opened - 1

    def number(self, column):
        slot = self.columns[column].u8(251)
        if slot < 8:
            return slot
        value = 0
        for place in range(slot // 4 - 1):
            value |= (self.bits[self.bit // 8] >> self.bit % 8 & 1) << place
            self.bit += 1
        return ((4 + slot % 4) << (slot // 4 - 1)) + value

    def step(self, column, before):
        return (before + unfold(self.number(column))) & WORD

    def letters(self, size):
        return self.columns[LETTERS].raw(size)

    def word(self):
        letters = self.columns[LETTERS]
        end = letters.content.index(b" ", letters.at)
        word = letters.raw(end - letters.at)
        letters.raw(1)
        return word

    def finish(self):
        for column in self.columns:
            column.finish()
        self.random.finish()
        if self.opened != len(self.columns) or len(self.bits) != (self.bit + 7) // 8:
            raise Refused("something behind the end")


# --- 4. Fields ------------------------------------------------------------------------------------------------------------

class Field:
    def __init__(self, columns, shape):
        self.shape, self.last, self.last_of = shape, 0, {}
        if shape == 0:
            return
        self.form = columns.number(FORMS)
        if shape == 1:
            self.numbers = columns.open()
            return
        self.places, self.table = columns.open(), columns.open()
        self.start, self.words = self.form // 2, self.form % 2 == 1
        self.ranks = [columns.open() for _ in range(4)] if self.start else None
        if self.words:
            self.short, self.long = columns.open(), columns.open()
        if shape == 3:
            self.sizes = columns.open()
        self.seen = [END, SHORT, LONG] if self.words else []
        self.followers, self.previous = {}, END

    def expected(self):
        return self.seen[-1] + 1 if self.seen else FIRST_SPELLED


# --- 2, 3 and 5. Slices, commits, texts -----------------------------------------------------------------------------------

class Batch:
    def __init__(self, content, keys=(), texts=()):
        self.columns = Columns(content)
        self.keys, self.origins, self.beacons = [], [], []
        self.tokens, self.shapes, self.fields = ["", "", "", *texts], [], {}
        self.ms = self.bound = self.serial = self.contexts = self.subjects = 0
        self.author = self.subject = self.first = END
        for key in keys:
            self.add_key(key)
        self.author_texts, self.scope_texts = Field(self.columns, 2), Field(self.columns, 2)

        heads = [self.head() for _ in range(self.columns.number(SLICES))]
        self.phase = self.columns.number(BOUNDS)
        commits = {}
        for lane in (2, 1, 0):
            for place, (stream, _, first, count, _) in enumerate(heads):
                if stream[2] == lane:
                    commits[place] = [self.commit(first + n) for n in range(count)]
        self.columns.finish()
        self.slices = [Slice(stream, key, first, commits[place], signature) for place, (stream, key, first, _, signature) in enumerate(heads)]

    def add_key(self, key):
        self.keys.append(key)
        self.origins.append([origin_of(key), 0])

    def origin(self, column):
        place = self.columns.number(column)
        if place == 0:
            self.origins.append([self.columns.random.raw(8), 0])
        return self.origins[place - 1]  # a new one is the last

    def head(self):
        place = self.columns.number(SLICES)
        if place == 0:
            self.add_key(self.columns.random.raw(32))
        key = self.keys[place - 1]
        origin = self.origin(SLICES)[0]
        scope = self.text(self.scope_texts)
        lane, first, count = (self.columns.number(SLICES) for _ in range(3))
        return (origin, scope, lane), key, first, count, self.columns.random.raw(64)

    def commit(self, seq):
        form = self.columns.number(COMMITS)
        if form >= 4:
            header = self.columns.letters(self.columns.number(LENGTHS))
        else:
            header = self.header(seq).bytes()
        if form % 4 == 2:
            return Commit(header, None, self.columns.random.raw(32))
        if form % 4 == 3:
            return Commit(header, self.columns.random.raw(self.columns.number(LENGTHS)))
        if form % 4 == 1:
            return Commit(header, self.columns.letters(self.columns.number(LENGTHS)))
        return Commit(header, payload_bytes([self.change() for _ in range(self.columns.number(CHANGES))]))

    def header(self, seq):
        columns, last_ms = self.columns, self.ms
        self.ms = columns.step(TIMES, last_ms)
        quality = columns.number(QUALITIES)
        expected = self.bound
        if quality == 3 and self.bound and self.ms >= last_ms:
            shift = 100 * self.phase
            expected += ((self.ms + shift) & WORD) // 10000 - ((last_ms + shift) & WORD) // 10000
        self.bound = columns.step(BOUNDS, expected)
        author = self.text(self.author_texts)
        self.author = self.first
        delta = {}
        for _ in range(columns.number(CONTEXTS)):
            known = self.origin(CONTEXTS)
            known[1] = delta[known[0]] = columns.step(CONTEXTS, known[1])
        beacon, place = None, columns.number(BEACONS)
        if place == 1:
            self.beacons.append((signed(columns.step(BEACONS, self.ms)), columns.random.raw(64)))
        if place:
            beacon = self.beacons[-max(1, place - 1)]
        extensions = []
        for _ in range(columns.number(EXTENSIONS)):
            tag = columns.number(EXTENSIONS)
            extensions.append((tag, columns.random.raw(columns.number(EXTENSIONS))))
        return Header(seq, signed(self.ms), quality, self.bound, author, delta, beacon, extensions)

    def change(self):
        place = self.columns.number(SHAPES)
        if place == 0:
            kind, deletes = self.columns.number(SHAPE_PARTS), self.columns.number(SHAPE_PARTS)
            self.shapes.append((kind, bool(deletes), self.parts(kind), self.parts(kind)))
        kind, deletes, key, fields = self.shapes[place - 1]
        values = {}
        for number, field in key:
            values[number] = self.value(field)
            if number == key[0][0] and field.shape == 2:
                self.subject = self.first
        return Change(kind, values, {number: self.value(field) for number, field in fields}, deletes)

    def parts(self, kind):
        parts = []
        for _ in range(self.columns.number(SHAPE_PARTS)):
            number, shape = self.columns.number(SHAPE_PARTS), self.columns.number(SHAPE_PARTS)
            name = kind, number, shape
            if name not in self.fields:
                self.fields[name] = Field(self.columns, shape)
            parts.append((number, self.fields[name]))
        return parts

    def value(self, field):
        if field.shape == 0:
            return None
        if field.shape == 2:
            return self.text(field)
        if field.shape == 3:
            return tuple(self.text(field) for _ in range(self.columns.number(field.sizes)))
        if field.form == 0:
            value = self.columns.number(field.numbers)
        else:
            before = {1: 0, 2: field.last, 3: self.ms, 4: field.last_of.get(self.subject, field.last)}[field.form]
            value = self.columns.step(field.numbers, before)
        field.last = value
        if field.form == 4:
            self.subjects += self.subject not in field.last_of
            if self.subject in field.last_of or self.subjects <= 1 << 18:
                field.last_of[self.subject] = value
        return signed(value)

    # --- 5. Texts ---

    def text(self, field):
        context = (END, END, field.previous, self.author, self.subject)[field.start]
        person = field.start in (3, 4)
        if not field.words:
            self.first = self.token(field, context, person)
            text = self.tokens[self.first]
        else:
            words, self.first = [], None
            while (context := self.token(field, context, person)) != END:
                person = False
                self.first = context if self.first is None else self.first
                if context in (SHORT, LONG):
                    words.append(str(self.columns.number(field.short if context == SHORT else field.long)))
                else:
                    words.append(self.tokens[context])
            text = " ".join(words)
        field.previous = self.first
        return text

    def token(self, field, context, person):
        columns, rank = self.columns, 0
        if field.start:
            followers = self.followers_of(field, context, person)
            choice = sum(len(followers) > most for most in (1, 3, 9))
            rank = columns.number(field.ranks[choice])
        if rank:
            token = followers[rank - 1][0]
        elif place := columns.number(field.places):
            token = field.seen[place - 1]
        else:
            known = columns.number(field.table)
            token = field.expected() + unfold(known - 1) if known else self.spelled()
            field.seen.append(token)
        if field.start:
            if rank == 0:
                if len(followers) == 64:
                    followers.pop()
                followers.append([token, 0])
                rank = len(followers)
            at = rank - 1
            followers[at][1] += 1
            while at and followers[at - 1][1] <= followers[at][1]:
                followers[at - 1], followers[at] = followers[at], followers[at - 1]
                at -= 1
        return token

    def followers_of(self, field, context, person):
        if context not in field.followers:
            if self.contexts == 1 << 18:
                return []  # and nothing is kept of it
            self.contexts += 1
            field.followers[context] = [[context, 1]] if person else []
        return field.followers[context]

    def spelled(self):
        columns, spelling = self.columns, self.columns.number(SPELLING)
        if spelling == 0:
            text = columns.word().decode()
        elif spelling == 2:
            text = columns.letters(columns.number(LENGTHS)).decode()
        else:
            born = columns.step(YEARS, 1985)
            month, day = columns.number(MONTHS), columns.number(DAYS)
            entry = columns.step(ENTRIES, born + 25)
            entry_month, sex = columns.number(MONTHS), columns.number(SEXES)
            self.serial = columns.step(SERIALS, self.serial + 1)
            text = f"{born:04}{month:02}{day:02}{entry:04}{entry_month:02}{sex}{self.serial:03}"
        self.tokens.append(text)
        return len(self.tokens) - 1


def read_batch(content, keys=(), texts=()):
    """The slices of a batch. `keys` and `texts` are what both sides know (section 6)."""
    return Batch(content, keys, texts).slices
