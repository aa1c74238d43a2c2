#include "agent/operations.h"

#include <boost/json/array.hpp>

#include "agent/bundles.h"
#include "agent/carried.h"
#include "agent/compaction.h"
#include "agent/importer.h"
#include "agent/link_quality.h"
#include "agent/operations_account.h"
#include "agent/operations_attention.h"
#include "agent/operations_check.h"
#include "agent/operations_conflicts.h"
#include "agent/operations_desk.h"
#include "agent/operations_evidence.h"
#include "agent/operations_lan.h"
#include "agent/operations_page.h"
#include "agent/operations_seal.h"
#include "agent/operations_settings.h"
#include "agent/sync_cost.h"
#include "common/base/civil.h"
#include "common/base/text.h"
#include "common/model/forms.h"
#include "common/store/clock_view.h"
#include "common/store/record_page.h"
#include "common/store/views.h"
#include "common/sync/snapshot.h"

namespace hadir::agent {
namespace {

using base::Error;
using base::Fault;
using base::Result;
using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr std::size_t page_records = 2000;
constexpr std::size_t shown_quarantine = 200;
constexpr std::size_t shown_parked = 100;
constexpr std::size_t shown_clock_events = 5;

std::string text(const object& request, const char* name, std::string fallback = "") {
  const value* member = request.if_contains(name);
  return member != nullptr && member->is_string() ? std::string(member->get_string()) : std::move(fallback);
}

std::int64_t number(const object& request, const char* name, std::int64_t fallback) {
  const value* member = request.if_contains(name);
  boost::json::error_code ec;
  const std::int64_t given = member != nullptr && member->is_number() ? member->to_number<std::int64_t>(ec) : fallback;
  return ec ? fallback : given;
}

std::string author_of(const object& request) { return text(request, "author", "petugas"); }

std::string now_text(Workplace& workplace, std::int64_t ms) {
  return base::format_rfc3339({ms, static_cast<std::int16_t>(workplace.office.offset_minutes())});
}

base::Date today(Workplace& workplace) {
  return base::date_of(workplace.office.clock().wall().ms, workplace.office.offset_minutes());
}

// A date as people write it, in the office's own zone; what is no date is left for the declaration to refuse.
std::string date_of_input(Workplace& workplace, const std::string& input) {
  const auto date = base::parse_date_input(input, today(workplace));
  return date ? base::format_date(*date) : input;
}

// Records one change given as JSON and answers {"result": recorded|unchanged, "record": …}. `complete` runs once the database is
// held: the time that it puts in is the one that the commit is stamped with, however long others held the database.
Result<value> record_one(
    Workplace& workplace, const char* kind_name, object fields, const std::string& author,
    const std::function<void(object&)>& complete = [](object&) {}) {
  const model::Kind& kind = *model::find_kind(kind_name);
  store::Transaction transaction(workplace.office.store().database());
  complete(fields);
  const auto change = model::change_from_json(kind, fields);
  if (!change) return change.error();
  const store::Outcome outcome = workplace.office.record_within({*change}, author).front();
  if (outcome.kind == store::Outcome::Kind::refused) return outcome.error;
  transaction.commit();
  const bool recorded = outcome.kind == store::Outcome::Kind::recorded;
  if (recorded) workplace.note_write();
  return value(object{{"result", recorded ? "recorded" : "unchanged"}, {"record", std::move(fields)}});
}

// --- operations ---

Result<value> punch(Workplace& workplace, const object& request) {
  const std::string employee = text(request, "employee");
  auto done = record_one(workplace, "punch",
                         {{"employee", employee},
                          {"at", text(request, "at")},
                          {"direction", text(request, "direction")},
                          {"source", text(request, "source", "manual")}},
                         text(request, "author", employee), [&](object& fields) {
                           if (fields["at"].as_string().empty())
                             fields["at"] = now_text(workplace, model::nearest_instant(workplace.office.clock().wall().ms));
                         });
  if (!done) return done;
  object& answer = done->as_object();
  const model::Kind& punches = *model::find_kind("punch");
  const model::Change recorded = model::change_from_json(punches, answer.at("record").as_object()).value();
  const auto time = store::PunchTimes(workplace.office.store().database()).of({workplace.office.unit(), punches, recorded.key});
  // Nothing is shown yet where it waits behind commits of this PC that wait themselves (store/recorder.cc).
  answer["waits"] = !time.has_value();
  const object known_time = store::to_json(time.value_or(store::PunchTime{}));
  for (const char* name : {"quality", "bound_ms", "corrected"}) answer[name] = known_time.at(name);
  const model::Kind& people = *model::find_kind("employee");
  const auto key = model::change_from_json(people, {{"nip", employee}});
  const auto known =
      key ? store::load_record(workplace.office.store().database(), {workplace.office.unit(), people, key->key}) : std::nullopt;
  answer["name"] =
      known ? model::to_json(*model::find_named(people, "name"), merge::shown(*known, *model::find_named(people, "name")))
            : nullptr;
  return done;
}

Result<value> schedule_set(Workplace& workplace, const object& request) {
  object fields{{"employee", text(request, "employee")},
                {"date", date_of_input(workplace, text(request, "date"))},
                {"mode", text(request, "mode")}};
  if (request.contains("shift")) fields["shift"] = request.at("shift");
  return record_one(workplace, "schedule", std::move(fields), author_of(request));
}

Result<value> report_submit(Workplace& workplace, const object& request) {
  object fields{{"employee", text(request, "employee")},
                {"date", date_of_input(workplace, text(request, "date", base::format_date(today(workplace))))},
                {"status", text(request, "status", "submitted")}};
  if (request.contains("activities")) fields["activities"] = request.at("activities");
  return record_one(workplace, "daily_report", std::move(fields), text(request, "author", text(request, "employee")));
}

Result<std::vector<store::Filter>> filters_of(Workplace& workplace, const model::Kind& kind, const object& request) {
  std::vector<store::Filter> filters;
  const value* where = request.if_contains("where");
  if (where == nullptr || !where->is_array()) return filters;
  for (const value& one : where->get_array()) {
    const std::string_view condition = one.is_string() ? std::string_view(one.get_string()) : std::string_view();
    const std::size_t sign = condition.find_first_of("<>=");
    if (sign == std::string_view::npos || sign == 0)
      return Error{Fault::bad_input, "syarat \"" + base::printable(condition, 60) + "\" tidak dapat dibaca",
                   "tulis kolom=nilai, kolom>=nilai atau kolom<=nilai"};
    const bool inclusive = condition.substr(sign).starts_with(">=") || condition.substr(sign).starts_with("<=");
    if (condition[sign] != '=' && !inclusive)
      return Error{Fault::bad_input, "syarat \"" + base::printable(condition, 60) + "\" tidak dapat dibaca", "pakai >= atau <="};
    const auto op = condition[sign] == '='   ? store::Filter::Op::equal
                    : condition[sign] == '>' ? store::Filter::Op::at_least
                                             : store::Filter::Op::at_most;
    const std::string column(condition.substr(0, sign));
    std::string wanted(condition.substr(sign + (inclusive ? 2 : 1)));
    const model::Field* field = model::find_named(kind, column);
    if (field != nullptr && field->type == model::Type::date) wanted = date_of_input(workplace, wanted);
    filters.push_back({column, op, std::move(wanted)});
  }
  return filters;
}

// One page of records: {"records": […], "next": where the next one begins, as "after" of its request; "" where it is the last}.
// With "times" each punch has what is known of its time.
Result<value> records(Workplace& workplace, const object& request) {
  const std::string name = text(request, "kind");
  const model::Kind* kind = model::find_kind(name);
  if (kind == nullptr) {
    std::string known;
    for (const model::Kind& one : model::kinds()) known += std::string(known.empty() ? "" : ", ") + one.name;
    return Error{Fault::bad_input, "jenis catatan \"" + base::printable(name, 40) + "\" tidak dikenal", "yang ada: " + known};
  }
  const auto filters = filters_of(workplace, *kind, request);
  if (!filters) return filters.error();
  const std::string scope = kind->province_wide ? std::string(log::province) : workplace.office.unit();
  const value* times = request.if_contains("times");
  store::PunchTimes punch_times(workplace.office.store().database());
  store::PunchTimes* with_times = times != nullptr && *times == true ? &punch_times : nullptr;
  array shown;
  store::RecordPage page =
      store::record_page(workplace.office.store().database(), *kind, scope, *filters, text(request, "after"), page_records);
  for (const store::RecordRow& row : page.rows) shown.push_back(store::to_json(*kind, row, with_times));
  return value(object{{"records", std::move(shown)}, {"next", std::move(page.next)}});
}

Result<value> import_batch(Workplace& workplace, const object& request) {
  const value* items = request.if_contains("items");
  if (items == nullptr || !items->is_array()) return Error{Fault::bad_input, "permintaan impor tanpa isi", ""};
  auto done = Importer(workplace.office).run(text(request, "source", "impor"), items->get_array(), author_of(request));
  if (!done) return done.error();
  if (done->recorded > 0) workplace.note_write();
  return value(done->to_json());
}

Result<value> quarantine_list(Workplace& workplace, const object& request) {
  const value* dismissed = request.if_contains("dismissed");
  const auto which = dismissed != nullptr && *dismissed == true ? Importer::Lines::dismissed : Importer::Lines::waiting;
  return value(Importer(workplace.office).quarantine(shown_quarantine, which));
}

Result<value> quarantine_dismiss(Workplace& workplace, const object& request) {
  const std::string why = text(request, "why");
  if (why.empty() || why.size() > base::limits::text_bytes || base::has_control_characters(why))
    return Error{Fault::bad_input, "alasan tidak sah", "satu baris teks dengan --why"};
  std::vector<std::int64_t> ids;
  if (const value* given = request.if_contains("ids"); given != nullptr && given->is_array())
    for (const value& one : given->get_array())
      if (one.is_int64()) ids.push_back(one.get_int64());
  if (ids.empty()) return Error{Fault::bad_input, "baris mana tidak disebut", "nomornya ada pada hadir quarantine list"};
  const value* forget = request.if_contains("forget");
  const auto done = Importer(workplace.office).dismiss(ids, author_of(request), why, forget != nullptr && *forget == true);
  if (!done) return done.error();
  return value(object{{"result", "dismissed"}, {"lines", ids.size()}});
}

Result<value> quarantine_retry(Workplace& workplace, const object& request) {
  auto done = Importer(workplace.office).retry(author_of(request));
  if (!done) return done.error();
  if (done->recorded > 0) workplace.note_write();
  return value(done->to_json());
}

object clock_json(Office& office) {
  const Office::ClockReport report = office.clock_report();
  array events;
  for (auto event = report.events.rbegin(); event != report.events.rend() && events.size() < shown_clock_events; ++event)
    events.push_back(store::to_json(*event, office.offset_minutes()));
  return {{"quality", log::name_of(report.stamp.quality)},
          {"bound_ms", report.stamp.bound_ms},
          {"error_min_ms", report.error ? value(report.error->min) : value(nullptr)},
          {"error_max_ms", report.error ? value(report.error->max) : value(nullptr)},
          {"events", std::move(events)}};
}

// The newest scheduled backup, and why there is no newer one.
object backup_json(Workplace& workplace) {
  const std::vector<store::KeptBackup> kept = store::kept_backups(workplace.backups);
  const std::int64_t now_ms = workplace.office.clock().wall().ms;
  const auto problem = workplace.backup_problem ? workplace.backup_problem() : std::nullopt;
  return {{"directory", workplace.backups.directory.string()},
          {"kept", kept.size()},
          {"at", kept.empty() ? value(nullptr) : value(now_text(workplace, kept.front().made.ms))},
          {"age_s", kept.empty() ? value(nullptr) : value((now_ms - kept.front().made.ms) / 1000)},
          {"problem", problem ? value(base::describe(*problem)) : value(nullptr)}};
}

// How far the copy of what the unit had before this PC came is here; null where there is none.
value base_json(Office& office, std::int64_t now_ms) {
  const sync::BaseProgress base = sync::base_progress(office.store().database(), now_ms);
  if (base.chunks == 0) return nullptr;
  return object{{"present", base.present}, {"parts", base.chunks}, {"usable", base.is_usable && !base.staged}};
}

// What syncs have cost today, of how much, and what waits on account of the rules.
object traffic_json(Workplace& workplace) {
  const DailyTraffic traffic(workplace.office.store());
  const TrafficRules rules = settings_of(workplace).traffic;
  return {{"today", traffic.used(today(workplace).days)},
          {"per_day", rules.bytes_per_day ? value(*rules.bytes_per_day) : value(nullptr)},
          {"held_back", name_of(traffic.held_back())}};
}

// What the way to the hub is like (agent/link_quality.h).
object link_json(Workplace& workplace) {
  const auto history = LinkHistory::decode(workplace.office.store().bytes(link_history_name).value_or(base::Bytes()));
  const LinkQuality link = judge_link(history.attempts());
  const auto number_or_null = [](const std::optional<std::uint32_t>& number) { return number ? value(*number) : value(nullptr); };
  return {{"state", name_of(link.state)},
          {"since", link.since_ms ? value(now_text(workplace, *link.since_ms)) : value(nullptr)},
          {"attempts", link.attempts},
          {"broken", link.broken},
          {"answer_ms", number_or_null(link.rtt_ms)},
          {"up_bytes_per_s", number_or_null(link.up_rate)},
          {"down_bytes_per_s", number_or_null(link.down_rate)}};
}

Result<value> status(Workplace& workplace, const object&) {
  Office& office = workplace.office;
  sync::SyncReport report;
  sync::note_pending(office.store(), office.identity(), report);
  const std::int64_t now_ms = office.clock().wall().ms;
  object counts;
  for (const model::Kind& kind : model::kinds()) counts[kind.name] = store::count_records(office.store().database(), kind);
  array parked;
  for (const auto& one : office.store().parked(shown_parked))
    parked.push_back(object{{"stream", log::to_text(one.stream)}, {"commit", one.seq}, {"reason", one.reason}});
  array continued;
  for (const auto& one : office.store().continuations())
    continued.push_back(object{{"at", now_text(workplace, one.at_ms)},
                               {"why", wire::name_of(one.why)},
                               {"from", log::to_text(one.from)},
                               {"to", log::to_text(one.to)},
                               {"rewritten", one.rewritten}});
  std::uint64_t unread = 0;
  for (const auto& one : office.store().unread()) unread += one.commits;
  const auto address = office.hub_address();
  return value(
      object{{"unit", office.unit()},
             {"origin", log::to_text(log::origin_of(office.identity().key.public_key()))},
             {"enrolled", office.is_enrolled()},
             {"hub", address ? value(address->url) : value(nullptr)},
             {"hub_pin", address ? value(address->pin) : value(nullptr)},
             {"backup", backup_json(workplace)},
             {"service", workplace.is_service},
             {"now", now_text(workplace, now_ms)},
             {"clock", clock_json(office)},
             {"pending", report.pending},
             {"oldest_pending_s", report.oldest_pending_ms ? value((now_ms - *report.oldest_pending_ms) / 1000) : value(nullptr)},
             {"conflicts", office.store().conflicts(nullptr).size()},
             {"quarantine", Importer(office).quarantine_count()},
             {"carried", Carried(office.store()).list().size()},
             {"unread", unread},
             {"base", base_json(office, now_ms)},
             {"seal_at_risk", is_seal_at_risk(office)},
             {"parked", std::move(parked)},
             {"continued", std::move(continued)},
             {"differences", differences_json(workplace)},
             {"lan", lan_json(workplace)},
             {"copy_suspected", office.suspicion() != Suspicion::none},
             {"marked", office.is_marked()},
             {"traffic", traffic_json(workplace)},
             {"link", link_json(workplace)},
             {"last_exchange", workplace.last_exchange ? workplace.last_exchange() : value(nullptr)},
             {"records", std::move(counts)}});
}

Result<value> sync_now(Workplace& workplace, const object& request) {
  const auto wish = wish_of(request);
  if (!wish) return wish.error();
  return value(to_json(workplace.sync_now(*wish), workplace.office.clock().wall().ms, workplace.office.offset_minutes()));
}

constexpr Operation all_operations[] = {
    {"punch", punch},
    {"schedule.set", schedule_set},
    {"report.submit", report_submit},
    {"records", records},
    {"conflicts.list", conflicts_list},
    {"conflicts.show", conflicts_show},
    {"conflicts.settle", conflicts_settle},
    {"conflicts.settled", conflicts_settled},
    {"conflicts.undo", conflicts_undo},
    {"attention", attention_operation},
    {"import", import_batch},
    {"quarantine.list", quarantine_list},
    {"quarantine.retry", quarantine_retry},
    {"quarantine.dismiss", quarantine_dismiss},
    {"explain", explain_operation},
    {"displaced", displaced_operation},
    {"seal.status", seal_status},
    {"seal.list", seal_list},
    {"seal.ask", seal_ask},
    {"seal.admit", seal_admit},
    {"seal.accept", seal_accept},
    {"seal.renew", seal_renew},
    {"seal.sheet", seal_sheet},
    {"seal.recover", seal_recover},
    {"account.list", account_list},
    {"account.set", account_set},
    {"account.secret", account_secret},
    {"import.file", import_file_operation},
    {"setting.list", setting_list},
    {"setting.set", setting_set},
    {"health", health_operation},
    {"status", status},
    {"sync", sync_now},
    {"sync.cost", sync_cost_operation},
    {"differences", differences_operation},
    {"compact", compact_operation},
    {"bundle.export", bundle_export},
    {"bundle.import", bundle_import},
    {"bundle.carried.list", carried_list},
    {"bundle.carried.content", carried_content},
    {"bundle.carried.remove", carried_remove},
};

}  // namespace

std::span<const Operation> operations() { return all_operations; }

Result<value> perform(Workplace& workplace, std::string_view name, const object& request) {
  for (const Operation& operation : all_operations) {
    if (name != operation.name) continue;
    return store::guarded([&] {
      workplace.office.refresh_identity();  // the sync may have gone on under another key meanwhile
      return operation.run(workplace, request);
    });
  }
  if (const desk::Operation* operation = desk::find_operation(name))
    return store::guarded([&] {
      workplace.office.refresh_identity();
      return desk_operation(workplace, *operation, request);
    });
  return Error{Fault::not_found, "tidak ada operasi \"" + base::printable(name, 60) + "\"", ""};
}

bool reads_at_length(std::string_view name) {
  if (name == "attention") return true;
  const desk::Operation* operation = desk::find_operation(name);
  return operation != nullptr && !operation->writes;
}

Result<SyncWish> wish_of(const object& request) {
  SyncWish wish;
  const value* check = request.if_contains("check");
  wish.check = check != nullptr && check->is_bool() && check->get_bool();
  if (request.contains("max_bytes")) {
    const std::int64_t bytes = number(request, "max_bytes", 0);
    if (bytes <= 0) return Error{Fault::bad_input, "batas bita tidak dapat dibaca", "tulis misalnya 500K atau 2M"};
    wish.max_bytes = static_cast<std::uint64_t>(bytes);
  }
  return wish;
}

object to_json(const Synced& synced, std::int64_t now_ms, int offset_minutes) {
  const sync::SyncReport& report = synced.report;
  array receipt, refused;
  for (const auto& line : report.receipt)
    receipt.push_back(object{{"stream", log::to_text(line.stream)}, {"commit", line.seq}, {"hash", base::to_hex(line.hash)}});
  for (const auto& one : report.refused)
    refused.push_back(object{{"code", one.code}, {"reason", one.reason}, {"hint", one.hint}});
  object json{
      {"result", sync::name_of(report.result)},
      {"requests", report.requests},
      {"sent", {{"commits", report.sent.commits}, {"bytes", report.sent.bytes}}},
      {"received", {{"commits", report.received.commits}, {"bytes", report.received.bytes}}},
      {"pending", report.pending},
      {"oldest_pending_s",
       report.oldest_pending_ms ? value(std::max<std::int64_t>(0, now_ms - *report.oldest_pending_ms) / 1000) : value(nullptr)},
      {"receipt", std::move(receipt)},
      {"receipt_at", report.receipt_hub_ms
                         ? value(base::format_rfc3339({*report.receipt_hub_ms, static_cast<std::int16_t>(offset_minutes)}))
                         : value(nullptr)},
      {"refused", std::move(refused)},
      {"continued", report.continued},
      {"held_back", name_of(synced.held_back)}};
  if (synced.check) json["check"] = to_json(*synced.check);
  if (report.error)
    json["error"] =
        object{{"fault", base::name_of(report.error->fault)}, {"what", report.error->what}, {"hint", report.error->hint}};
  return json;
}

int exit_code_of(sync::SyncResult result) {
  switch (result) {
    case sync::SyncResult::complete: return 0;
    case sync::SyncResult::incomplete: return 1;
    case sync::SyncResult::unreachable: return 2;
  }
  return 1;
}

}  // namespace hadir::agent
