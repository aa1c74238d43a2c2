#include "tests/support/office_work.h"

#include <boost/json/parse.hpp>

#include "common/model/forms.h"

namespace hadir::test {
namespace {

constexpr std::size_t lines_at_a_time = 1000;
constexpr std::size_t slice_budget = 1024 * 1024;
constexpr std::int64_t day_ms = 86'400'000;

base::KeyPair key_of(std::uint32_t number) {
  base::Seed seed;
  seed.fill(static_cast<std::uint8_t>(number));
  for (std::size_t at = 0; at < 3; ++at) seed[at] += static_cast<std::uint8_t>(number >> (8 * (at + 1)));
  return base::KeyPair(seed);
}

// When somebody at the desk could have entered it.
std::int64_t moment_of(const model::Change& change, std::int64_t previous) {
  const auto integer = [&](std::size_t at) { return std::get<std::int64_t>(change.key.at(at).value); };
  switch (change.kind) {
    case 4: return integer(1);
    case 3: return std::max(previous, integer(1) * day_ms - 40 * 60'000) + 2'000;       // before work
    case 6: return std::max(previous, integer(1) * day_ms + 9 * 60 * 60'000) + 45'000;  // after it
    default: return previous + 5'000;
  }
}

// The hub is heard the evening before the first day that a batch speaks of when it is entered one by one, after it when imported.
std::int64_t first_day_of(std::span<const model::Change> changes) {
  for (const model::Change& change : changes)
    if (change.kind == 3 || change.kind == 6) return std::get<std::int64_t>(change.key.at(1).value) * day_ms;
  for (const model::Change& change : changes)
    if (change.kind == 4) return std::get<std::int64_t>(change.key.at(1).value) / day_ms * day_ms;
  return 20'514 * day_ms;
}

}  // namespace

base::KeyPair office_hub_key() { return key_of(200); }

OfficeReplica::OfficeReplica(const OfficePc& pc, const base::KeyPair& hub, const std::string& path)
    : pc_(pc),
      identity_{key_of(pc.number), pc.unit, hub.public_key()},
      hub_(hub),
      store_(store::ReplicaStore::open(path).value()),
      counter_(*store_),
      random_(pc.seed) {
  store_->set_hub_key(identity_.hub_key);
}

void OfficeReplica::hear_hub(std::int64_t ms) {
  heard_ms_ = ms;
  beacon_ = log::Beacon{ms, hub_.sign(log::beacon_message(ms))};
}

void OfficeReplica::record(std::vector<model::Change> changes, std::int64_t ms, const std::string& author) {
  const auto bound = static_cast<std::uint32_t>(17 + (ms - heard_ms_) / 10'000 + 1);
  store::Transaction transaction(store_->database());
  for (const store::Outcome& outcome :
       store_->record({identity_.key, false, pc_.unit, author, {ms, log::Quality::hub, bound}, beacon_, ms}, changes))
    if (outcome.kind == store::Outcome::Kind::refused) throw base::Failure(outcome.error);
  transaction.commit();
}

void OfficeReplica::enter(std::span<const model::Change> changes, Entry entry) {
  if (entry == Entry::import) {
    std::int64_t ms = heard_ms_ + 60'000;
    for (std::size_t at = 0; at < changes.size(); at += lines_at_a_time) {
      const auto part = changes.subspan(at, std::min(lines_at_a_time, changes.size() - at));
      record({part.begin(), part.end()}, ms += 300 + static_cast<std::int64_t>(random_() % 400), pc_.clerk);
    }
    return;
  }
  std::int64_t clerk_ms = heard_ms_ + 1'000;
  for (const model::Change& change : changes) {
    const bool is_punch = change.kind == 4;
    const std::int64_t moment = moment_of(change, clerk_ms) + static_cast<std::int64_t>(random_() % (is_punch ? 3 : 20'000));
    if (!is_punch) clerk_ms = moment;
    record({change}, moment, is_punch ? std::get<std::string>(change.key.at(0).value) : pc_.clerk);
  }
}

void OfficeReplica::work(std::span<const model::Change> changes, Entry entry) {
  hear_hub(first_day_of(changes) - 5 * day_ms / 24 + 1'234);
  enter(changes, entry);
}

sync::SyncReport OfficeReplica::sync(const Carry& carry, std::int64_t now_ms) {
  sync::AgentSession session = this->session();
  auto action = session.start();
  while (const auto* post = std::get_if<sync::AgentSession::Post>(&action)) {
    const Reply reply = carry(post->path, post->body);
    action = session.on_reply(reply.status, reply.body, now_ms);
  }
  if (session.report().result != sync::SyncResult::complete)
    throw base::Failure(session.report().error.value_or(base::Error{base::Fault::refused, "the hub took not everything", ""}));
  return session.report();
}

std::array<std::uint64_t, model::lane_count> OfficeReplica::held() {
  std::array<std::uint64_t, model::lane_count> seqs{};
  for (std::size_t lane = 0; lane < model::lane_count; ++lane)
    if (const auto stream = store_->stream(stream_of(lane))) seqs[lane] = stream->stored.seq;
  return seqs;
}

std::vector<log::Slice> OfficeReplica::slices_after(const std::array<std::uint64_t, model::lane_count>& held) {
  std::vector<log::Slice> slices;
  for (std::size_t lane = 0; lane < model::lane_count; ++lane) {
    const auto stream = store_->stream(stream_of(lane));
    for (std::uint64_t after = held[lane]; stream && after < stream->stored.seq; after = slices.back().last_seq())
      slices.push_back(store_->slice_after(*stream, after, slice_budget).value());
  }
  return slices;
}

log::StreamId OfficeReplica::stream_of(std::size_t lane) const {
  return {log::origin_of(identity_.key.public_key()), pc_.unit, static_cast<model::Lane>(lane)};
}

std::vector<log::Slice> recorded_from(const OfficePc& given, const std::vector<model::Change>& changes, std::size_t first,
                                      Entry entry) {
  const auto before = std::span(changes).first(first), after = std::span(changes).subspan(first);
  OfficeReplica pc(given);
  if (!before.empty()) pc.work(before, Entry::import);
  const auto held = pc.held();
  pc.work(after, entry);
  return pc.slices_after(held);
}

std::vector<log::Slice> recorded(const OfficePc& pc, const std::vector<model::Change>& changes, Entry entry) {
  return recorded_from(pc, changes, 0, entry);
}

std::vector<model::Change> changes_of_lines(std::string_view json_lines) {
  std::vector<model::Change> changes;
  while (!json_lines.empty()) {
    const std::size_t end = std::min(json_lines.find('\n'), json_lines.size());
    const std::string_view line = json_lines.substr(0, end);
    json_lines.remove_prefix(std::min(end + 1, json_lines.size()));
    if (line.empty()) continue;
    boost::json::object object = boost::json::parse(line).as_object();
    const model::Kind* kind = model::find_kind(std::string_view(object.at("kind").as_string()));
    changes.push_back(model::change_from_json(*kind, object).value());
  }
  return changes;
}

}  // namespace hadir::test
