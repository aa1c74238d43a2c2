#include "agent/compaction.h"

#include "common/store/compaction.h"
#include "common/sync/hub_holds.h"
#include "common/wire/messages.h"

namespace hadir::agent {
namespace {

constexpr std::string_view keep_name = "keep_months", last_name = "compacted_ms";
constexpr int usual_months = 24, most_months = 1200;
constexpr std::int64_t day_ms = 24 * 3600 * 1000, month_ms = 31 * day_ms;
constexpr std::int64_t quiet_ms = 30 * 60 * 1000;
constexpr std::uint64_t least_commits = 1000;  // fewer are not worth making everything below them anew

std::vector<wire::ScopeVectors> said_by_hub(store::ReplicaStore& store) {
  std::vector<wire::ScopeVectors> held;
  const auto bytes = store.bytes(sync::hub_holds_name);
  if (!bytes) return held;
  base::ByteReader in(*bytes);
  wire::Reader archive(in);
  archive(wire::bounded<wire::most_scopes>(held));
  if (!in.finished()) held.clear();
  return held;
}

bool was_quiet(Office& office, std::int64_t now_ms) {
  for (std::size_t lane = 0; lane < model::lane_count; ++lane) {
    const auto stream = office.store().stream({office.origin(), office.unit(), static_cast<model::Lane>(lane)});
    if (!stream) continue;
    const auto received_ms = office.store().received_at(*stream, stream->stored.seq);
    if (received_ms && *received_ms > now_ms - quiet_ms && *received_ms <= now_ms) return false;
  }
  return true;
}

base::Result<CompactionResult> shorten(Office& office, bool dry_run, std::uint64_t least) {
  store::ReplicaStore& store = office.store();
  CompactionResult result{keep_months(store), 0, 0};
  if (result.keep_months == 0) return result;
  // By a clock that runs years ahead everything would be old.
  if (office.clock_report().stamp.quality == log::Quality::doubtful)
    return base::Error{base::Fault::refused, "jam PC ini diragukan; menurut jam itu tidak ada riwayat yang diringkas",
                       "setel jam PC, jalankan hadir sync, lalu ulangi"};
  const std::int64_t now_ms = office.clock().wall().ms;
  for (const wire::ScopeVectors& held : said_by_hub(store)) {
    const store::CompactionPlan plan =
        store::plan_compaction(store, held.scope, held.lanes, now_ms - result.keep_months * month_ms);
    if (plan.commits < least) continue;
    if (!dry_run)
      if (auto done = store::compact(store, plan, now_ms); !done) return done.error();
    result.commits += plan.commits;
    result.bytes += plan.bytes;
  }
  return result;
}

}  // namespace

int keep_months(store::ReplicaStore& store) { return static_cast<int>(store.number(keep_name).value_or(usual_months)); }

base::Result<CompactionResult> compact(Office& office, bool dry_run) { return shorten(office, dry_run, 1); }

std::optional<CompactionResult> compact_when_quiet(Office& office) {
  const std::int64_t now_ms = office.clock().wall().ms;
  const std::int64_t last_ms = office.store().number(last_name).value_or(0);
  if ((last_ms <= now_ms && now_ms - last_ms < day_ms) || !was_quiet(office, now_ms)) return std::nullopt;
  office.store().set_number(last_name, now_ms);
  const auto done = shorten(office, false, least_commits);
  return done && done->commits > 0 ? std::optional(*done) : std::nullopt;
}

base::Result<boost::json::value> compact_operation(Workplace& workplace, const boost::json::object& request) {
  boost::json::error_code ec;
  if (const auto* months = request.if_contains("keep_months"); months != nullptr && months->is_number()) {
    const auto number = months->to_number<std::int64_t>(ec);
    if (ec || number < 0 || number > most_months)
      return base::Error{base::Fault::bad_input, "jumlah bulan tidak dapat dipakai",
                         "0 berarti tidak pernah diringkas; paling banyak 1200"};
    workplace.office.store().set_number(keep_name, number);
  }
  const auto* dry = request.if_contains("dry_run");
  const bool dry_run = dry != nullptr && dry->is_bool() && dry->get_bool();
  const auto done = store::guarded([&] { return compact(workplace.office, dry_run); });
  if (!done) return done.error();
  return boost::json::value(boost::json::object{
      {"keep_months", done->keep_months}, {"commits", done->commits}, {"bytes", done->bytes}, {"dry_run", dry_run}});
}

}  // namespace hadir::agent
