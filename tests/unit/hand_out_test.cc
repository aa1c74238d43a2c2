// What is handed out is complete in itself. Prevents: a commit whose author had seen another one reaching disks that the other
// one never reaches; if those that hold the other one are lost, it would wait for ever, acknowledged and never shown.
#include "tests/catch.h"
#include "tests/property.h"
#include "tests/unit/sync_fixture.h"

namespace hadir::test {
namespace {

using log::VersionVector;
using sync::HandOut;
using sync::Room;

constexpr std::size_t plenty = std::size_t{1} << 20;

// The streams of one scope and lane, with the commits at which their origins signed.
struct Shelf {
  std::vector<HandMadeStream> streams;
  std::vector<std::set<std::uint64_t>> signed_at;
  std::size_t commits_read = 0;

  explicit Shelf(std::uint8_t origins) {
    for (std::uint8_t number = 1; number <= origins; ++number)
      streams.emplace_back(key_pair(number), "7.01", model::Lane::daily), signed_at.emplace_back();
    std::ranges::sort(streams, {}, [](const HandMadeStream& stream) { return stream.id().origin; });
  }
  std::size_t size() const { return streams.size(); }
  const log::Origin& origin(std::size_t index) const { return streams[index].id().origin; }
  void add(std::size_t index, VersionVector seen, bool is_signed = true, std::size_t bytes = 10) {
    log::Header header;
    header.context_delta = std::move(seen);
    const std::uint64_t seq = streams[index].add(base::Bytes(bytes, 7), header);
    if (is_signed) signed_at[index].insert(seq);
  }
  std::uint64_t end(std::size_t index) const { return signed_at[index].empty() ? 0 : *signed_at[index].rbegin(); }
  std::uint64_t signed_from(std::size_t index, std::uint64_t seq) const {
    const auto at = signed_at[index].lower_bound(seq);
    return at == signed_at[index].end() ? end(index) : *at;
  }

  std::vector<HandOut::Offer> offers(const VersionVector& have) const {
    std::vector<HandOut::Offer> all;
    for (std::size_t index = 0; index < size(); ++index) {
      store::StreamInfo info;
      info.id = static_cast<std::int64_t>(index);
      info.stream = streams[index].id();
      info.key = streams[index].key().public_key();
      info.stored = streams[index].head();
      all.push_back({info, have.at(origin(index))});
    }
    return all;
  }
  HandOut::Read reader() {
    return [this](const store::StreamInfo& stream, std::uint64_t after, std::size_t bytes) {
      store::SignedCommits read;
      const auto index = static_cast<std::size_t>(stream.id);
      for (std::size_t used = 0; after < end(index) && (read.cuts.empty() || used < bytes);) {
        const log::Slice run = streams[index].slice(after + 1, signed_from(index, after + 1));
        std::ranges::copy(run.commits, std::back_inserter(read.commits));
        read.cuts.push_back({read.commits.size(), run.head_signature});
        used += log::size_of(run);
        commits_read += run.commits.size();
        after = run.last_seq();
      }
      return read;
    };
  }
  // One answer.
  std::vector<log::Slice> hand_out(const VersionVector& have, Room& room) {
    HandOut out(offers(have), reader(), room);
    for (std::size_t index = 0; index < out.size(); ++index)
      if (!out.take(index)) break;
    return out.slices();
  }

  // Everything that the commits of `have` had seen, as far as it is here, up to signed commits.
  VersionVector closure(VersionVector have) const {
    for (bool grows = true; grows;) {
      grows = false;
      for (std::size_t index = 0; index < size(); ++index) {
        const std::uint64_t held = signed_from(index, have.at(origin(index)));
        have.raise(origin(index), held);
        for (std::uint64_t seq = 1; seq <= held; ++seq) {
          const auto header = log::decode_header(slices_header(index, seq)).value();
          for (const auto& entry : header.context_delta.entries())
            for (std::size_t other = 0; other < size(); ++other)
              if (origin(other) == entry.origin && !have.covers(entry.origin, std::min(entry.seq, end(other)))) {
                have.raise(entry.origin, signed_from(other, std::min(entry.seq, end(other))));
                grows = true;
              }
        }
      }
    }
    return have;
  }
  std::size_t bytes_between(const VersionVector& from, const VersionVector& to) const {
    std::size_t bytes = 0;
    for (std::size_t index = 0; index < size(); ++index)
      if (to.at(origin(index)) > from.at(origin(index)))
        bytes += log::size_of(streams[index].slice(from.at(origin(index)) + 1, to.at(origin(index))));
    return bytes;
  }

 private:
  base::ByteView slices_header(std::size_t index, std::uint64_t seq) const {
    return const_cast<HandMadeStream&>(streams[index]).commits()[seq - 1].header;
  }
};

VersionVector with(VersionVector have, const std::vector<log::Slice>& slices) {
  for (const log::Slice& slice : slices) have.raise(slice.stream.origin, slice.last_seq());
  return have;
}

// People who write, and see some of what others wrote; now and then something that nobody ever wrote.
Shelf any_shelf(base::Random& random) {
  Shelf shelf(static_cast<std::uint8_t>(1 + random.below(5)));
  std::vector<VersionVector> told(shelf.size());
  const std::uint64_t unsigned_of_10 = random.below(10), big_of_10 = random.below(4);
  for (std::uint64_t left = random.below(60); left > 0; --left) {
    const std::size_t who = random.below(shelf.size());
    VersionVector seen;
    for (std::size_t other = 0; other < shelf.size(); ++other) {
      const std::uint64_t known = told[who].at(shelf.origin(other)), written = shelf.streams[other].head().seq;
      if (other == who || random.below(3) > 0) continue;
      const std::uint64_t seq = random.below(40) == 0 ? written + 1 + random.below(3) : known + random.below(written + 1);
      if (seq <= known || (seq > written && random.below(2) == 0)) continue;
      seen.raise(shelf.origin(other), seq);
      told[who].raise(shelf.origin(other), seq);
    }
    shelf.add(who, seen, random.below(10) >= unsigned_of_10, random.below(10) < big_of_10 ? 500 : 10);
  }
  return shelf;
}

std::string waiting(store::ReplicaStore& store) {
  return query(store, "SELECT count(*) FROM stream WHERE applied_seq <> stored_seq");
}

// Records so that the author has seen all that stands in its store.
void edit(TestAgent& agent, int day, const std::string& mode = "WFH") {
  agent.record(
      change("schedule", R"({"employee":"P1","date":"2026-03-)" + std::to_string(10 + day) + R"(","mode":")" + mode + "\"}"));
}

}  // namespace

TEST_CASE("hand out: every answer is complete in itself, whatever was asked for") {
  rc::prop("any log, any closed vector, any budget", [] {
    base::SeededRandom random(*rc::gen::arbitrary<std::uint64_t>());
    Shelf shelf = any_shelf(random);
    VersionVector have;
    for (std::size_t index = 0; index < shelf.size(); ++index)
      if (random.below(2) == 0) have.raise(shelf.origin(index), random.below(shelf.end(index) + 1));
    have = shelf.closure(have);
    const std::size_t most = random.below(2) == 0 ? plenty : 100 + random.below(3000);
    for (int answers = 0;; ++answers) {
      RC_ASSERT(answers < 200);
      Room room{random.below(4) == 0 ? 1 : 1 + random.below(most), most};
      const auto slices = shelf.hand_out(have, room);
      if (slices.empty()) break;
      std::size_t bytes = 0, runs = 0;
      VersionVector now = have;
      for (const log::Slice& slice : slices) {
        const std::size_t index = static_cast<std::size_t>(
            std::ranges::find(shelf.streams, slice.stream.origin, [](const auto& one) { return one.id().origin; }) -
            shelf.streams.begin());
        RC_ASSERT(slice.first_seq == now.at(slice.stream.origin) + 1);  // nothing twice, nothing left out
        RC_ASSERT(log::check_slice(slice, shelf.streams[index].head(slice.first_seq - 1)).has_value());
        RC_ASSERT(shelf.signed_at[index].contains(slice.last_seq()));
        now.raise(slice.stream.origin, slice.last_seq());
        bytes += log::size_of(slice);
        for (std::uint64_t seq = slice.first_seq; seq <= slice.last_seq(); ++seq) runs += shelf.signed_at[index].contains(seq);
      }
      RC_ASSERT(bytes == room.used_bytes);
      RC_ASSERT(slices.size() == room.used_slices);
      RC_ASSERT((bytes <= most || runs == 1));
      if (!room.is_torn) {
        RC_ASSERT((shelf.closure(now) == now || shelf.closure(have) != have));
      } else {
        // There is something that no message can hold together with what it depends on.
        std::size_t largest = 0;
        for (std::size_t index = 0; index < shelf.size(); ++index) {
          VersionVector least = have;
          if (have.at(shelf.origin(index)) < shelf.end(index))
            least.raise(shelf.origin(index), shelf.signed_from(index, have.at(shelf.origin(index)) + 1));
          largest = std::max(largest, shelf.bytes_between(have, shelf.closure(least)));
        }
        RC_ASSERT(largest > most);
      }
      RC_ASSERT((most < plenty || !room.is_torn));
      have = now;
    }
    for (std::size_t index = 0; index < shelf.size(); ++index) RC_ASSERT(have.at(shelf.origin(index)) == shelf.end(index));
  });
}

TEST_CASE("hand out: what was seen goes before what was written after it, not all of its stream") {
  Shelf shelf(2);
  for (int commit = 0; commit < 50; ++commit) shelf.add(1, {});
  shelf.add(0, vector_of({{shelf.origin(1), 20}}));
  Room room{1, plenty};
  auto slices = shelf.hand_out({}, room);
  REQUIRE(slices.size() == 1);
  CHECK(slices[0].stream.origin == shelf.origin(1));
  CHECK(slices[0].last_seq() == 1);  // as little as was asked for

  Room more{plenty / 2, plenty};
  slices = shelf.hand_out({}, more);
  REQUIRE(slices.size() == 2);
  CHECK(slices[0].stream.origin == shelf.origin(1));
  CHECK(slices[0].last_seq() == 50);
  CHECK(slices[1].last_seq() == 1);
}

TEST_CASE("hand out: a long history that has to go first is not read to its end") {
  Shelf shelf(2);
  for (int commit = 0; commit < 6000; ++commit) shelf.add(1, {}, true, 60);
  shelf.add(0, vector_of({{shelf.origin(1), 6000}}));
  Room room{4000, plenty};
  const auto slices = shelf.hand_out({}, room);
  CHECK(slices.size() == 1);
  CHECK(room.used_bytes < 4200);
  CHECK(shelf.commits_read < 100);
}

TEST_CASE("hand out: commits written while each other were go out together, and in parts only where no message holds them") {
  Shelf shelf(3);
  // Two unsigned runs that lean on each other, behind a third that leans on one of them.
  shelf.add(0, vector_of({{shelf.origin(2), 2}}));
  shelf.add(1, {}, false);
  shelf.add(1, vector_of({{shelf.origin(2), 1}}));
  shelf.add(2, vector_of({{shelf.origin(1), 1}}), false);
  shelf.add(2, {});
  Room room{1, plenty};
  const auto slices = shelf.hand_out({}, room);
  CHECK(with({}, slices) == vector_of({{shelf.origin(1), 2}, {shelf.origin(2), 2}}));
  CHECK(!room.is_torn);

  Room small{1, log::size_of(shelf.streams[1].slice()) + 1};
  const auto torn = shelf.hand_out({}, small);
  CHECK(torn.size() == 1);
  CHECK(small.is_torn);
}

TEST_CASE("hand out: a hub answers so that nothing waits at the office, however small the answers") {
  TestHub hub;
  for (std::uint8_t number = 1; number <= 4; ++number) hub.enrol(number);
  std::vector<std::unique_ptr<TestAgent>> offices;
  for (std::uint8_t number = 1; number <= 3; ++number) offices.push_back(std::make_unique<TestAgent>(number));
  for (int day = 0; day < 6; ++day)
    for (auto& office : offices) {
      edit(*office, day);
      REQUIRE(office->sync(hub).result == sync::SyncResult::complete);
    }
  TestAgent late(4);
  late.limits.answer_bytes = 1;
  auto session = late.session();
  auto action = session.start();
  int answers = 0;
  while (const auto* post = std::get_if<sync::AgentSession::Post>(&action)) {
    const sync::HubReply reply = hub.exchange.handle(post->path, post->body);
    action = session.on_reply(reply.status, reply.body, hub.clock.wall().ms);
    CHECK(waiting(*late.store) == "0");
    ++answers;
  }
  CHECK(answers >= 18);
  CHECK(dump(*late.store) == dump(*hub.store));
}

TEST_CASE("hand out: an office that has not heard of the hub's restoration brings first what its commits lean on") {
  // Prevents: the link breaks after the first request, the office burns, and what it had written waits at the hub for ever.
  TestHub hub, restored;
  restored.identity.epoch = hub.identity.epoch + 1;
  for (TestHub* one : {&hub, &restored})
    for (std::uint8_t number : {1, 2}) one->enrol(number);
  TestAgent office(1), colleague(2);
  for (int day = 0; day < 5; ++day) edit(colleague, day);
  REQUIRE(colleague.sync(hub).result == sync::SyncResult::complete);
  REQUIRE(office.sync(hub).result == sync::SyncResult::complete);
  edit(office, 3, "WFO");
  office.record(punch_change(1));  // leans on nothing
  office.limits.push_bytes = 1;

  auto session = office.session();
  auto action = session.start();
  std::vector<std::string> punches;
  while (const auto* post = std::get_if<sync::AgentSession::Post>(&action)) {
    const sync::HubReply reply = restored.exchange.handle(post->path, post->body);
    REQUIRE(reply.status == 200);
    action = session.on_reply(reply.status, reply.body, restored.clock.wall().ms);
    CHECK(waiting(*restored.store) == "0");
    punches.push_back(query(*restored.store, "SELECT count(*) FROM punch"));
  }
  CHECK(punches.front() == "1");
  CHECK(session.report().result == sync::SyncResult::complete);
  CHECK(dump(*restored.store) == dump(*office.store));
}

TEST_CASE("hand out: what an office cannot bring does not keep its own commits from the hub") {
  // Prevents: a hub that refuses for ever what leans on a commit that nobody has any more.
  TestHub hub, restored;
  restored.identity.epoch = hub.identity.epoch + 1;
  for (TestHub* one : {&hub, &restored}) one->enrol(1);
  TestAgent office(1);
  office.record(punch_change(1));
  REQUIRE(office.sync(hub).result == sync::SyncResult::complete);
  HandMadeStream own(office.identity.key, "7.01", model::Lane::daily);
  log::Header header;
  header.context_delta = vector_of({{origin(9), 3}});
  own.add({change("schedule", R"({"employee":"P1","date":"2026-03-10","mode":"WFH"})")}, header);
  REQUIRE(ingest(*office.store, own.slice()).has_value());
  CHECK(office.sync(restored).result == sync::SyncResult::complete);
  CHECK(restored.store->stream(own.id())->stored.seq == 1);
  CHECK(waiting(*restored.store) == "1");
}

}  // namespace hadir::test
