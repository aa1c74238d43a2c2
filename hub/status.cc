#include "hub/status.h"

#include <fmt/format.h>

#include "common/base/civil.h"
#include "common/store/disagreements.h"
#include "common/sync/enrolment_code.h"
#include "common/sync/hand_out.h"
#include "hub/cli.h"
#include "hub/healing.h"
#include "hub/registry.h"

namespace hadir::hub {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr std::size_t most_parked = 200;

value time_or_null(const std::optional<std::int64_t>& ms) { return ms ? value(json_time(*ms)) : value(); }

object differences_json(store::ReplicaStore& store) {
  const auto count = store::count_disagreements(store.database());
  return {{"all", count.all}, {"open", count.open}, {"latest", count.all > 0 ? value(json_time(count.latest_ms)) : value()}};
}

const char* arrival_name(sync::Arrival arrival) {
  switch (arrival) {
    case sync::Arrival::code: return "code";
    case sync::Arrival::restored: return "restored";
    case sync::Arrival::copied: return "copied";
    case sync::Arrival::forked: return "forked";
    case sync::Arrival::forgotten: return "forgotten";
    case sync::Arrival::vouched: return "vouched";
  }
  return "unknown";
}

const char* arrival_in_words(const std::string& arrival) {
  if (arrival == "restored") return "dipulihkan dari cadangan";
  if (arrival == "copied") return "basis datanya disalin";
  if (arrival == "forked") return "salinannya menulis lebih dahulu";
  if (arrival == "forgotten") return "dikenal kembali dari tanda terima";
  return "hanya dikenal lewat PC lain";
}

array replicas_json(SqliteRegistry& registry) {
  array all;
  for (const Replica& one : registry.replicas()) {
    std::uint64_t commits = 0;
    for (const std::uint64_t lane : one.commits) commits += lane;
    all.push_back({{"origin", log::to_text(one.origin)},
                   {"unit", one.unit},
                   {"label", one.label},
                   {"state", one.revoked_ms ? "revoked" : "active"},
                   {"enrolled", json_time(one.enrolled_ms)},
                   {"last_seen", time_or_null(one.last_seen_ms)},
                   {"revoked", time_or_null(one.revoked_ms)},
                   {"commits", commits},
                   {"arrival", arrival_name(one.arrival)},
                   {"from", one.from ? value(log::to_text(*one.from)) : value()}});
  }
  return all;
}

array refusals_json(SqliteRegistry& registry) {
  array all;
  for (const RefusalCount& one : registry.refusals())
    all.push_back({{"origin", one.origin ? value(log::to_text(*one.origin)) : value()},
                   {"unit", one.unit},
                   {"label", one.label},
                   {"code", one.code},
                   {"count", one.count},
                   {"first", json_time(one.first_ms)},
                   {"last", json_time(one.last_ms)},
                   {"detail", one.last_detail}});
  return all;
}

array codes_json(SqliteRegistry& registry, std::int64_t now_ms) {
  array all;
  for (const OpenCode& one : registry.open_codes(now_ms))
    all.push_back({{"unit", one.unit}, {"created", json_time(one.created_ms)}, {"expires", json_time(one.expires_ms)}});
  return all;
}

array parked_json(store::ReplicaStore& store) {
  array all;
  for (const auto& one : store.parked(most_parked))
    all.push_back({{"unit", one.stream.scope},
                   {"origin", log::to_text(one.stream.origin)},
                   {"lane", model::name_of(one.stream.lane)},
                   {"seq", one.seq},
                   {"reason", one.reason}});
  return all;
}

object backup_json(const DataDir& dir, base::WallTime now) {
  const store::BackupPlan plan = dir.backups();
  const std::vector<store::KeptBackup> kept = store::kept_backups(plan);
  return {{"directory", plan.directory.string()},
          {"kept", kept.size()},
          {"at", kept.empty() ? value() : value(json_time(kept.front().made.ms))},
          {"age_s", kept.empty() ? value() : value((now.ms - kept.front().made.ms) / 1000)}};
}

value healing_json(store::ReplicaStore& store) {
  const auto healed = healing(store);
  if (!healed) return {};
  array back, missing, unheard;
  for (const auto& one : healed->came_back)
    back.push_back({{"stream", log::to_text(one.stream)}, {"before", one.before}, {"now", one.now}});
  for (const auto& one : healed->missing)
    missing.push_back({{"stream", log::to_text(one.stream)}, {"held", one.held}, {"known", one.known}});
  for (const auto& one : healed->unheard)
    unheard.push_back({{"origin", log::to_text(one.origin)}, {"unit", one.unit}, {"label", one.label}});
  return object{{"noticed", json_time(healed->noticed_ms)},
                {"came_back", std::move(back)},
                {"missing", std::move(missing)},
                {"unheard", std::move(unheard)}};
}

// --- for people ---

std::string text(const object& from, const char* name) {
  const value& member = from.at(name);
  return member.is_string() ? std::string(member.get_string()) : std::string();
}

std::string number(const object& from, const char* name) { return boost::json::serialize(from.at(name)); }

std::string when(const object& from, const char* name) {
  const auto at = base::parse_rfc3339(text(from, name));
  return at ? local_time(at->ms) : "-";
}

template <class Cells>
std::string section(const object& status, const char* name, const std::string& title, const std::vector<std::string>& header,
                    Cells cells) {
  const array& all = status.at(name).as_array();
  if (all.empty()) return "\n" + title + ": tidak ada\n";
  std::vector<std::vector<std::string>> rows;
  for (const value& one : all) rows.push_back(cells(one.as_object()));
  return "\n" + title + "\n" + table(header, rows);
}

}  // namespace

object status_json(const DataDir& dir, store::ReplicaStore& store, const base::Clock& clock) {
  SqliteRegistry registry(store);
  const auto serving = dir.serving();
  const std::string& url = dir.settings().url;
  object records;
  for (const model::Kind& kind : model::kinds())
    if (!kind.sealed) records[kind.name] = store::count_records(store.database(), kind);
  array sealed;
  for (const auto& one : store.unread())
    sealed.push_back(object{{"unit", one.scope}, {"key", base::to_hex(one.key)}, {"commits", one.commits}});
  return {{"data", dir.root().string()},
          {"version", HADIR_VERSION},
          {"url", url.empty() ? value() : value(url)},
          {"hub_key", base::to_hex(dir.key().public_key())},
          {"fingerprint", base::to_hex(sync::fingerprint_of(dir.key().public_key()))},
          {"epoch", fmt::format("{:016x}", store.number(epoch_key).value_or(0))},
          {"backup", backup_json(dir, clock.wall())},
          {"tls", {{"self_signed", dir.is_self_signed()}}},
          {"serving", serving ? value(object{{"url", serving->url}, {"process", serving->process}}) : value()},
          {"records", std::move(records)},
          {"sealed", std::move(sealed)},
          {"conflicts", store.conflicts(nullptr).size()},
          {"parked", parked_json(store)},
          {"torn_messages", store.number(sync::torn_key).value_or(0)},
          {"replicas", replicas_json(registry)},
          {"codes", codes_json(registry, clock.wall().ms)},
          {"refusals", refusals_json(registry)},
          {"differences", differences_json(store)},
          {"restored", healing_json(store)}};
}

std::string status_text(const object& status) {
  const value& serving = status.at("serving");
  std::string out = fmt::format("Hub di {} (hadir {})\n", text(status, "data"), text(status, "version"));
  out += fmt::format("  alamat umum   {}\n", status.at("url").is_null() ? "(belum ditentukan)" : text(status, "url"));
  out += fmt::format("  melayani      {}\n", serving.is_null() ? "tidak" : text(serving.get_object(), "url"));
  out += fmt::format("  sidik kunci   {}\n", text(status, "fingerprint"));
  const object& backup = status.at("backup").as_object();
  out += fmt::format("  cadangan      {}\n", backup.at("at").is_null() ? "belum ada" : when(backup, "at"));
  out += "  isi          ";
  for (const auto& [name, count] : status.at("records").as_object())
    if (count.to_number<std::int64_t>() > 0) out += fmt::format(" {} {}", std::string_view(name), boost::json::serialize(count));
  out += fmt::format("\n  perbedaan     {} menunggu keputusan (hadir-hub conflicts list)\n", number(status, "conflicts"));

  if (const object& different = status.at("differences").as_object(); number(different, "all") != "0")
    out += fmt::format("  berbeda       dari PC kantor {} kali, {} belum selesai, terakhir {} (hadir-hub differences)\n",
                       number(different, "all"), number(different, "open"), when(different, "latest"));

  out += section(status, "replicas", "PC terdaftar", {"PC", "UNIT", "NAMA", "KEADAAN", "TERDAFTAR", "TERAKHIR", "COMMIT"},
                 [](const object& one) {
                   return std::vector<std::string>{text(one, "origin"),   text(one, "unit"),
                                                   text(one, "label"),    text(one, "state") == "revoked" ? "dicabut" : "aktif",
                                                   when(one, "enrolled"), when(one, "last_seen"),
                                                   number(one, "commits")};
                 });
  std::vector<std::vector<std::string>> returned;
  for (const value& one : status.at("replicas").as_array()) {
    const object& replica = one.as_object();
    if (text(replica, "arrival") != "code")
      returned.push_back({text(replica, "origin"), text(replica, "unit"), text(replica, "label"), when(replica, "enrolled"),
                          text(replica, "from"), arrival_in_words(text(replica, "arrival"))});
  }
  if (!returned.empty())
    out += "\nPC yang disalin, dipulihkan, atau dikenal kembali\n" +
           table({"PC", "UNIT", "NAMA", "SEJAK", "DAHULU", "SEBAB"}, returned);
  if (!status.at("restored").is_null()) {
    const object& restored = status.at("restored").get_object();
    out += fmt::format("\nBasis data ini dipulihkan dari cadangan (diketahui {})\n", when(restored, "noticed"));
    out += section(restored, "came_back", "Kembali dari kantor-kantor", {"ALIRAN", "SAAT DIPULIHKAN", "SEKARANG"},
                   [](const object& one) {
                     return std::vector<std::string>{text(one, "stream"), number(one, "before"), number(one, "now")};
                   });
    out += section(restored, "missing", "Belum kembali", {"ALIRAN", "DI SINI", "SEHARUSNYA SAMPAI"}, [](const object& one) {
      return std::vector<std::string>{text(one, "stream"), number(one, "held"), number(one, "known")};
    });
    out += section(restored, "unheard", "PC yang belum menghubungi hub sejak itu", {"PC", "UNIT", "NAMA"}, [](const object& one) {
      return std::vector<std::string>{text(one, "origin"), text(one, "unit"), text(one, "label")};
    });
    out += "  PC yang dicabut setelah cadangan itu dibuat harus dicabut lagi (hadir-hub revoke)\n";
  }
  out += section(status, "sealed", "Catatan tersegel: disimpan dan dihitung, hanya PC unitnya dapat membaca",
                 {"UNIT", "KUNCI", "CATATAN"}, [](const object& one) {
                   return std::vector<std::string>{text(one, "unit"), text(one, "key"), number(one, "commits")};
                 });
  out += section(status, "codes", "Kode pendaftaran yang belum dipakai", {"UNIT", "DIBUAT", "BERLAKU SAMPAI"},
                 [](const object& one) {
                   return std::vector<std::string>{text(one, "unit"), when(one, "created"), when(one, "expires")};
                 });
  out += section(status, "refusals", "Ditolak", {"PC", "UNIT", "SEBAB", "KALI", "PERTAMA", "TERAKHIR", "KETERANGAN"},
                 [](const object& one) {
                   return std::vector<std::string>{one.at("origin").is_null() ? "(tidak terbukti)" : text(one, "origin"),
                                                   text(one, "unit"),
                                                   text(one, "code"),
                                                   number(one, "count"),
                                                   when(one, "first"),
                                                   when(one, "last"),
                                                   text(one, "detail")};
                 });
  out += section(
      status, "parked", "Commit yang disimpan tetapi tidak berlaku", {"UNIT", "PC", "NOMOR", "SEBAB"}, [](const object& one) {
        return std::vector<std::string>{text(one, "unit"), text(one, "origin"), number(one, "seq"), text(one, "reason")};
      });
  return out;
}

}  // namespace hadir::hub
