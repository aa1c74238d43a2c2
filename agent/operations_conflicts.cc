#include "agent/operations_conflicts.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "agent/accounts.h"
#include "agent/operations_desk.h"
#include "agent/settlements.h"
#include "common/base/civil.h"
#include "common/base/text.h"
#include "common/desk/health.h"
#include "common/desk/load.h"
#include "common/evidence/record_name.h"
#include "common/evidence/sight.h"
#include "common/model/forms.h"
#include "common/store/views.h"

namespace hadir::agent {
namespace {

using base::Error;
using base::Fault;
using base::Result;
using boost::json::array;
using boost::json::object;
using boost::json::value;
using evidence::Wrote;

std::string text(const object& request, const char* name, std::string fallback = "") {
  const value* member = request.if_contains(name);
  return member != nullptr && member->is_string() ? std::string(member->get_string()) : std::move(fallback);
}

std::string author_of(const object& request) { return text(request, "author", "petugas"); }

// A conflict that is open, or one that was settled here.
struct Case {
  std::string id, scope;
  const model::Kind* kind = nullptr;
  std::vector<model::FieldValue> key;
  const model::Field* field = nullptr;
  merge::RecordState state;
  std::vector<Wrote> sides;  // the first shows, or showed
  bool open = false;
  std::optional<Settlement> settled;

  store::RecordRef record() const { return {scope, *kind, key}; }
};

std::int64_t offset_shown(const Case& about) {
  const model::Field* companion = model::offset_companion(*about.kind, *about.field);
  if (companion == nullptr) return 0;
  const model::Value minutes = merge::shown(about.state, *companion);
  const auto* number = std::get_if<std::int64_t>(&minutes);
  return number != nullptr ? *number : 0;
}

// The one head of the field; nothing where it has several or none.
std::optional<CommitOf> standing_of(const Case& about) {
  const merge::FieldState* field = about.state.find(about.field->number);
  if (field == nullptr || field->heads.size() != 1) return std::nullopt;
  const merge::Writer& writer = about.state.writers[field->heads.front().writer];
  return CommitOf{writer.origin, writer.seq};
}

bool still_stands(const Case& about) { return about.settled && standing_of(about) == about.settled->decision; }

std::optional<Case> open_case(Office& office, const std::string& id) {
  for (store::ConflictEntry& entry : office.store().conflicts(nullptr)) {
    if (store::conflict_id(entry) != id) continue;
    Case found{id, entry.scope, entry.kind, entry.key, entry.field, {}, {}, true, std::nullopt};
    found.state = std::move(entry.state);
    const std::int64_t offset = offset_shown(found);
    for (const merge::Head& head : merge::ranking(found.state, *found.state.find(found.field->number), *found.field))
      found.sides.push_back({head.value, offset, found.state.writers[head.writer]});
    return found;
  }
  return std::nullopt;
}

// Nothing where the log tells no more of it: its record is gone, or a payload was erased.
std::optional<Case> settled_case(Office& office, const Settlement& settlement) {
  const std::size_t cut = settlement.id.rfind('/');
  if (cut == std::string::npos) return std::nullopt;
  const evidence::Standpoint standpoint{{office.unit(), std::string(log::province)}, office.offset_minutes(), {}, false, {}};
  const auto name = evidence::find_record(office.store(), standpoint, {settlement.id.substr(0, cut)});
  if (!name || name->key.empty()) return std::nullopt;
  const std::string field_name = settlement.id.substr(cut + 1);
  const model::Field* field = field_name == model::deletion_mark.name ? &model::deletion_mark : nullptr;
  if (field == nullptr) field = model::find_named(*name->kind, field_name);
  if (field == nullptr) return std::nullopt;
  const std::string scope = name->kind->province_wide ? std::string(log::province) : office.unit();
  Case found{settlement.id, scope, name->kind, name->key, field, {}, {}, false, settlement};
  auto state = store::load_record(office.store().database(), found.record());
  if (!state) return std::nullopt;
  found.state = std::move(*state);
  for (const CommitOf& side : settlement.sides) {
    auto written = evidence::wrote(office.store(), found.record(), *field, side.origin, side.seq);
    if (!written) return std::nullopt;
    found.sides.push_back(std::move(*written));
  }
  return found;
}

std::optional<Case> find_case(Office& office, const std::string& id) {
  if (auto open = open_case(office, id)) return open;
  const auto settlement = Settlements(office.store()).find(id);
  return settlement ? settled_case(office, *settlement) : std::nullopt;
}

Error unknown(const std::string& id) {
  return {Fault::not_found, "tidak ada pertentangan \"" + base::printable(id, 120) + "\"",
          "lihat daftarnya dengan hadir conflicts list"};
}

// --- what people see of it ---

std::string local(Office& office, std::int64_t ms) {
  return base::format_rfc3339({ms, static_cast<std::int16_t>(office.offset_minutes())});
}

std::string pc_text(Office& office, const log::Origin& origin) {
  if (origin == log::origin_of(office.identity().key.public_key())) return "PC ini";
  const auto hub = office.store().hub_key();
  return hub && log::origin_of(*hub) == origin ? "sekretariat" : "PC " + log::to_text(origin);
}

object written_json(Office& office, const model::Field& field, const Wrote& written) {
  const merge::Writer& writer = written.writer;
  return {{"value", model::to_json(field, written.value, written.offset_minutes)},
          {"text", model::format_text(field, written.value, written.offset_minutes)},
          {"author", writer.author},
          {"name", name_of_person(office, writer.author)},
          {"at", local(office, writer.stamp.ms)},
          {"quality", log::name_of(writer.stamp.quality)},
          {"bound_ms", writer.stamp.bound_ms},
          {"pc", pc_text(office, writer.origin)},
          {"here", writer.origin == log::origin_of(office.identity().key.public_key())}};
}

object field_json(const model::Field& field) {
  const char* type = field.type == model::Type::choice      ? "choice"
                     : field.type == model::Type::boolean   ? "boolean"
                     : field.type == model::Type::date      ? "date"
                     : field.type == model::Type::instant   ? "instant"
                     : field.type == model::Type::integer   ? "integer"
                     : field.type == model::Type::person    ? "person"
                     : field.type == model::Type::text_list ? "list"
                                                            : "text";
  array choices;
  for (const char* choice : field.choices) choices.emplace_back(choice);
  return {{"name", field.name}, {"help", field.help}, {"type", type}, {"choices", std::move(choices)}};
}

value person_json(Office& office, const object& record) {
  for (const char* name : {"employee", "nip", "person", "author", "organiser"})
    if (const value* nip = record.if_contains(name); nip != nullptr && nip->is_string())
      return object{{"nip", *nip}, {"name", name_of_person(office, std::string(nip->get_string()))}};
  return nullptr;
}

object case_json(Office& office, const Case& about, bool with_sights) {
  object record = model::record_to_json(*about.kind, about.key, [&](std::uint32_t number) {
    return merge::shown(about.state, *model::find_field(*about.kind, number));
  });
  array values;
  for (const Wrote& side : about.sides) values.push_back(written_json(office, *about.field, side));
  if (with_sights && about.open) {
    const std::vector<merge::Head> heads = merge::ranking(about.state, *about.state.find(about.field->number), *about.field);
    const auto sights = evidence::sights(office.store(), about.record(), *about.field, about.state, heads);
    for (std::size_t at = 0; at < sights.size(); ++at) {
      const evidence::Sight& sight = sights[at];
      object& side = values[at].as_object();
      side["saw_known"] = sight.is_known;
      side["saw"] = sight.value ? value(written_json(office, *about.field, {*sight.value, offset_shown(about), sight.writer}))
                                : value(nullptr);
    }
  }
  const bool stands = still_stands(about);
  value decision = nullptr;
  if (stands)
    if (const auto written = evidence::wrote(office.store(), about.record(), *about.field, about.settled->decision.origin,
                                             about.settled->decision.seq))
      decision = written_json(office, *about.field, *written);
  value person = person_json(office, record);
  return {{"id", about.id},
          {"unit", about.scope},
          {"kind", about.kind->name},
          {"record", std::move(record)},
          {"person", std::move(person)},
          {"field", field_json(*about.field)},
          {"shown", model::to_json(*about.field, merge::shown(about.state, *about.field), offset_shown(about))},
          {"values", std::move(values)},
          {"open", about.open || (stands && about.settled->undone)},
          {"undone", stands && about.settled->undone},
          {"can_undo", !about.open && stands && !about.settled->undone},
          {"decision", std::move(decision)}};
}

std::optional<Error> refusal_of_health_here(Office& office, const desk::Desk& desk) {
  const rules::Book book = desk::load_book(office.store().database(), {{desk.unit}, desk.today, desk.today});
  return desk::refusal_of_health(book, desk, "Pertentangan ini");
}

// Sealed records are for those who answer for health data, and a look at them is put on record.
std::optional<Error> refusal_of_sealed(Workplace& workplace, const Case& about, const object& request) {
  Office& office = workplace.office;
  const desk::Desk desk = desk_of(office, author_of(request));
  if (const auto refused = refusal_of_health_here(office, desk)) return refused;
  const std::string day = base::format_date(desk.today);
  std::string whom;
  for (const model::FieldValue& one : about.key)
    if (one.field == 1)
      if (const auto* nip = std::get_if<std::string>(&one.value)) whom = *nip;
  const auto change = desk::change_of("disclosure", {{"author", desk.author},
                                                     {"at", local(office, model::nearest_instant(desk.now_ms))},
                                                     {"paper", "conflict"},
                                                     {"from", day},
                                                     {"until", day},
                                                     {"about", whom},
                                                     {"entries", about.sides.size()}});
  if (!change) return change.error();
  auto outcomes = office.record({*change}, desk.author);
  if (!outcomes) return outcomes.error();
  if (outcomes->front().kind == store::Outcome::Kind::refused) return outcomes->front().error;
  workplace.note_write();
  return std::nullopt;
}

// --- deciding ---

model::Change change_to(const Case& about, const model::Value& chosen, std::optional<std::int64_t> offset) {
  model::Change change{about.kind->number, about.key, {}, false};
  if (about.field->number == model::deleted_field) {
    change.deletes = chosen == model::Value{std::int64_t{1}};
    return change;
  }
  change.fields.push_back({about.field->number, chosen});
  if (const model::Field* companion = model::offset_companion(*about.kind, *about.field); companion != nullptr && offset)
    change.fields.push_back({companion->number, *offset});
  std::ranges::sort(change.fields, {}, &model::FieldValue::field);
  return change;
}

// Records it and notes which commit it was.
std::optional<Error> decide(Workplace& workplace, const Case& about, const model::Change& change, const std::string& author,
                            bool undoes) {
  auto outcomes = workplace.office.record({change}, author);
  if (!outcomes) return outcomes.error();
  if (outcomes->front().kind == store::Outcome::Kind::refused) return outcomes->front().error;
  workplace.note_write();
  if (about.kind->sealed) return std::nullopt;
  Case after = about;
  if (auto state = store::load_record(workplace.office.store().database(), about.record())) after.state = std::move(*state);
  Settlement settlement{about.id, {}, {}, undoes};
  for (const Wrote& side : about.sides) settlement.sides.push_back({side.writer.origin, side.writer.seq});
  if (const auto standing = standing_of(after)) {
    settlement.decision = *standing;
    Settlements(workplace.office.store()).note(std::move(settlement));
  }
  return std::nullopt;
}

}  // namespace

bool answers_for_health(Office& office, const std::string& author) {
  return !refusal_of_health_here(office, desk_of(office, author));
}

Result<value> conflicts_list(Workplace& workplace, const object&) {
  return value(store::conflicts_json(workplace.office.store(), nullptr));
}

Result<value> conflicts_show(Workplace& workplace, const object& request) {
  const std::string id = text(request, "id");
  const auto about = find_case(workplace.office, id);
  if (!about) return unknown(id);
  if (about->kind->sealed)
    if (const auto refused = refusal_of_sealed(workplace, *about, request)) return *refused;
  return value(case_json(workplace.office, *about, true));
}

Result<value> conflicts_settle(Workplace& workplace, const object& request) {
  const std::string id = text(request, "id");
  auto about = open_case(workplace.office, id);
  if (!about) {
    const auto settlement = Settlements(workplace.office.store()).find(id);
    if (settlement && settlement->undone) about = settled_case(workplace.office, *settlement);
    if (about && !still_stands(*about)) about.reset();
  }
  if (!about) return unknown(id);
  model::Value chosen;
  std::optional<std::int64_t> offset;
  std::int64_t shown_with = offset_shown(*about);
  if (const value* keep = request.if_contains("keep")) {
    boost::json::error_code ec;
    const std::int64_t number = keep->is_number() ? keep->to_number<std::int64_t>(ec) : 0;
    if (ec || number < 1 || number > static_cast<std::int64_t>(about->sides.size()))
      return Error{Fault::bad_input, "pilihan nomor " + std::to_string(ec ? 0 : number) + " tidak ada",
                   "pilih 1 sampai " + std::to_string(about->sides.size()) + "; lihat hadir conflicts list"};
    chosen = about->sides[static_cast<std::size_t>(number - 1)].value;
  } else {
    std::int64_t minutes = 0;
    auto parsed = model::parse_text(*about->field, text(request, "value"), &minutes);
    if (!parsed) return parsed.error();
    chosen = std::move(*parsed);
    offset = shown_with = minutes;
  }
  if (const auto refused = decide(workplace, *about, change_to(*about, chosen, offset), author_of(request), false))
    return *refused;
  return value(object{{"result", "settled"}, {"id", id}, {"value", model::to_json(*about->field, chosen, shown_with)}});
}

Result<value> conflicts_settled(Workplace& workplace, const object&) {
  array settled;
  for (const Settlement& one : Settlements(workplace.office.store()).list())
    if (const auto about = settled_case(workplace.office, one); about && still_stands(*about))
      settled.push_back(case_json(workplace.office, *about, false));
  return value(object{{"settled", std::move(settled)}});
}

Result<value> conflicts_undo(Workplace& workplace, const object& request) {
  const std::string id = text(request, "id");
  const auto settlement = Settlements(workplace.office.store()).find(id);
  const auto about = settlement ? settled_case(workplace.office, *settlement) : std::nullopt;
  if (!about)
    return Error{Fault::not_found, "tidak ada keputusan di PC ini tentang \"" + base::printable(id, 120) + "\"",
                 "hanya keputusan yang dibuat di PC ini dapat diurungkan di sini"};
  if (!still_stands(*about))
    return Error{Fault::clash, "catatan itu sudah diubah lagi sesudah keputusan ini",
                 "lihat keadaannya sekarang, lalu ubah di halamannya"};
  if (settlement->undone) return value(object{{"result", "unchanged"}, {"id", id}});
  const Wrote& before = about->sides.front();
  if (const auto refused =
          decide(workplace, *about, change_to(*about, before.value, before.offset_minutes), author_of(request), true))
    return *refused;
  return value(
      object{{"result", "undone"}, {"id", id}, {"value", model::to_json(*about->field, before.value, before.offset_minutes)}});
}

}  // namespace hadir::agent
