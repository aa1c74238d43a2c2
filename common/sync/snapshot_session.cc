#include "common/sync/problem.h"
#include "common/sync/snapshot.h"

namespace hadir::sync {
namespace {

using base::Error;
using base::Fault;

// The one that is there is gone, and its successor too: then the next sync looks again.
constexpr int most_manifests_asked = 3;
constexpr std::int64_t day_ms = 24 * 3600 * 1000;
constexpr std::int64_t usable_days = 31;

Error foreign(const Error& error) {
  return {Fault::unreachable, "jawaban hub tidak dapat dipercaya: " + error.what,
          "mungkin ada perangkat lain di antara kantor dan hub; coba lagi dari jaringan lain"};
}

}  // namespace

BaseProgress base_progress(store::Database& database, std::int64_t now_ms) {
  BaseProgress progress;
  store::Statement row = database.prepare(
      "SELECT count(c.bytes), count(*), max(b.live = 0), max(c.bytes IS NULL AND (c.first_day < 0 OR c.last_day >= ?)) FROM base "
      "b JOIN base_chunk c ON c.base = b.id WHERE b.id NOT IN (SELECT "
      "o.id FROM base o JOIN base n ON n.scope = o.scope AND n.live = 0 WHERE o.live = 1)");
  row.bind(1, now_ms / day_ms - usable_days);
  if (!row.step()) return progress;
  progress.present = static_cast<std::uint32_t>(row.integer(0));
  progress.chunks = static_cast<std::uint32_t>(row.integer(1));
  progress.staged = row.integer(2) != 0;
  progress.is_usable = row.integer(3) == 0;
  return progress;
}

SnapshotSession::Action SnapshotSession::start(std::int64_t now_ms) {
  store::Database& database = store_.database();
  std::vector<std::string> wanted;
  const auto heard_ms = latest_beacon_ms(store_);
  const bool is_due = !heard_ms || now_ms - *heard_ms > limits_.long_away_ms;
  const std::vector<store::Base> present = store::bases(database);
  for (const std::string& scope : scopes()) {
    const bool is_fetched =
        std::ranges::any_of(present, [&](const store::Base& base) { return base.scope == scope && !base.is_whole(); });
    if (!is_fetched && (is_due || store::wants_renewal(database, scope))) wanted.push_back(scope);
  }
  return wanted.empty() ? next() : ask_for(wanted, false);
}

SnapshotSession::Action SnapshotSession::ask_for(const std::vector<std::string>& wanted, bool anyway) {
  if (++manifests_asked_ > most_manifests_asked) return AgentSession::Finished{};
  wire::SnapshotRequest request;
  for (const std::string& scope : wanted) {
    request.scopes.push_back({scope});
    if (anyway || store::wants_renewal(store_.database(), scope)) request.renew.push_back({scope});
    for (std::size_t lane = 0; lane < model::lane_count; ++lane)
      for (const store::StreamInfo& stream : store_.streams(scope, static_cast<model::Lane>(lane)))
        if (stream.stored.seq > 0 && request.heads.size() < base::limits::frame_receipts)
          request.heads.push_back({stream.stream, stream.stored});
  }
  return post(std::move(request));
}

// The scope that new PCs need least comes first, because it is small: units and holidays. Then newest first.
SnapshotSession::Action SnapshotSession::next() {
  for (const store::Base& base : store::bases(store_.database())) {
    wire::SnapshotRequest request;
    std::size_t bytes = 0;
    for (std::uint32_t number = 0; number < base.here.size() && request.wanted.size() < wire::most_wanted_chunks; ++number) {
      if (base.here[number]) continue;
      bytes += base.manifest.chunks[number].bytes;
      if (!request.wanted.empty() && bytes > limits_.answer_bytes) break;
      request.wanted.push_back(number);
    }
    // One that is to be replaced is not fetched any further.
    const bool replaced = base.live && std::ranges::any_of(store::bases(store_.database()), [&](const store::Base& other) {
                            return other.scope == base.scope && !other.live;
                          });
    if (request.wanted.empty() || replaced) continue;
    request.snapshot = base.snapshot.name();
    return post(std::move(request));
  }
  return AgentSession::Finished{};
}

SnapshotSession::Action SnapshotSession::post(wire::SnapshotRequest request) {
  request.oldest_protocol = wire::oldest_protocol;
  request.newest_protocol = wire::newest_protocol;
  asked_ = std::move(request);
  ++report_.requests;
  const base::Bytes frame = wire::seal_frame(wire::snapshot_request_frame, wire::encode(asked_));
  return AgentSession::Post{std::string(snapshot_path),
                            wire::sign_request(identity_.key, identity_.hub_key, snapshot_path, counter_.next(), frame)};
}

SnapshotSession::Action SnapshotSession::on_unreachable(const Error& why) {
  report_.error = why;
  return AgentSession::Finished{};
}

SnapshotSession::Action SnapshotSession::on_reply(unsigned status, base::ByteView body, std::int64_t) {
  if (status == 404 || status == 405) {
    report_.is_unsupported = true;
    return AgentSession::Finished{};
  }
  if (status != 200) {
    const Problem problem = read_problem(body);
    if (problem.code == "replayed" && problem.counter && counter_retries_++ < most_counter_retries) {
      counter_.raise(*problem.counter);
      return post(std::move(asked_));
    }
    return on_unreachable(error_of(status, problem));
  }
  const auto raw = wire::open_frame(wire::snapshot_answer_frame, body, base::limits::frame_raw_bytes);
  if (!raw) return on_unreachable(foreign(raw.error()));
  const auto answer = wire::decode<wire::SnapshotAnswer>(*raw, "snapshot answer");
  if (!answer) return on_unreachable(foreign(answer.error()));
  if (!base::verify(identity_.hub_key, log::beacon_message(answer->beacon.hub_ms), answer->beacon.signature))
    return on_unreachable(foreign({Fault::refused, "beacon not signed by the hub", ""}));
  if (auto taken = take(*answer); !taken) return on_unreachable(taken.error());
  if (!asked_.wanted.empty() && answer->is_gone) {
    std::vector<std::string> gone;
    for (const store::Base& base : store::bases(store_.database()))
      if (base.snapshot.name() == asked_.snapshot) gone.push_back(base.scope);
    return ask_for(gone, true);
  }
  // A hub that hands nothing out is not asked for the same again.
  return asked_.wanted.empty() || !answer->chunks.empty() ? next() : AgentSession::Finished{};
}

base::Result<void> SnapshotSession::take(const wire::SnapshotAnswer& answer) {
  for (const wire::SnapshotOffer& offer : answer.offers) {
    if (!offer.snapshot || std::ranges::find(asked_.scopes, offer.scope, &wire::ScopeName::text) == asked_.scopes.end()) continue;
    // Where what is here does not allow it, an exchange settles that first.
    if (auto adopted = adopt(offer); !adopted && adopted.error().fault != Fault::clash) return adopted.error();
  }
  return take_chunks(answer.chunks);
}

base::Result<void> SnapshotSession::adopt(const wire::SnapshotOffer& offer) {
  const auto manifest = wire::open_snapshot(*offer.snapshot, identity_.hub_key);
  if (!manifest) return manifest.error();
  const std::vector<std::string> ours = scopes();
  if (manifest->scope != offer.scope || std::ranges::find(ours, offer.scope) == ours.end())
    return foreign({Fault::bad_input, "another scope", ""});
  store::Transaction transaction(store_.database());
  if (auto adopted = store::adopt_base(store_, *offer.snapshot, *manifest); !adopted) return adopted.error();
  transaction.commit();
  return {};
}

base::Result<void> SnapshotSession::take_carried(const wire::SnapshotAnswer& answer) {
  for (const wire::SnapshotOffer& offer : answer.offers) {
    if (!offer.snapshot) continue;
    if (auto adopted = adopt(offer); !adopted) return adopted.error();
    asked_.snapshot = offer.snapshot->name();
  }
  return take_chunks(answer.chunks);
}

base::Result<void> SnapshotSession::take_chunks(const std::vector<wire::SentChunk>& chunks) {
  for (const wire::SentChunk& chunk : chunks) {
    store::Transaction transaction(store_.database());
    for (const store::Base& base : store::bases(store_.database())) {
      if (base.snapshot.name() != asked_.snapshot) continue;
      if (auto taken = store::take_chunk(store_, base.id, chunk.number, chunk.content); !taken) return taken.error();
      ++report_.chunks;
    }
    transaction.commit();
  }
  return {};
}

void SnapshotSession::on_broken(base::ByteView body) {
  if (!asked_.wanted.empty()) static_cast<void>(take_chunks(wire::chunks_in_part(body)));
}

}  // namespace hadir::sync
