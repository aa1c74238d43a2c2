// circular.list, show, check, add, activate, withdraw, delete, invoke: the province's at the secretariat, a unit's own at an
// office where a circular lets its head have one (A13). A draft has no effect (A25); one that was in force stays for ever, so
// that what was counted by it can be counted again (A26).
#include <boost/json/serialize.hpp>

#include "common/base/text.h"
#include "common/desk/lookup.h"
#include "common/desk/tables.h"
#include "common/model/forms.h"
#include "common/rules/circular_notes.h"
#include "common/rules/policy.h"
#include "common/rules/unknown_names.h"

namespace hadir::desk {
namespace {

using rules::Book;
using rules::Circular;
using rules::Clause;

const char* kind_of(const Circular& circular) { return circular.unit.empty() ? "circular" : "unit_circular"; }

std::string label_of(const Circular& circular) { return circular.number + " (" + circular.issuer + ")"; }

value date_or_null(const std::optional<Date>& date) { return date ? value(date_text(*date)) : value(nullptr); }

const char* state_text(Circular::State state) {
  return state == Circular::State::draft ? "draft" : state == Circular::State::active ? "active" : "withdrawn";
}

// All fields of its record; what it does not say is cleared.
Result<model::Change> record_of(const Circular& circular) {
  array supersedes, clauses;
  for (const std::string& one : circular.supersedes) supersedes.emplace_back(one);
  for (const Clause& one : circular.clauses) clauses.emplace_back(boost::json::serialize(rules::to_json(one)));
  const auto text_or_null = [](const std::string& text) { return text.empty() ? value(nullptr) : value(text); };
  const object fields{
      {"issuer", circular.issuer},
      {"number", circular.number},
      {"title", circular.title},
      {"dated", date_or_null(circular.dated)},
      {"state", state_text(circular.state)},
      {"effective", date_or_null(circular.effective)},
      {"until", date_or_null(circular.until)},
      {"supersedes", supersedes.empty() ? value(nullptr) : value(std::move(supersedes))},
      {"binds", circular.binds.is_empty() ? value(nullptr) : value(boost::json::serialize(rules::to_json(circular.binds)))},
      {"clauses", std::move(clauses)},
      {"signer", text_or_null(circular.signer)}};
  return model::change_from_json(*model::find_kind(kind_of(circular)), fields);
}

// Those that people of this desk deal with: the secretariat with the province's, an office with its own.
bool is_ours(const Circular& circular, const Desk& desk) {
  return desk.is_hub ? circular.unit.empty() : circular.unit == desk.unit;
}

std::string whose(const Circular& circular) {
  return label_of(circular) + " adalah " +
         (circular.unit.empty() ? "surat yang disimpan di hub"
                                : "ketentuan unit " + circular.unit + " sendiri, bukan urusan hub");
}
std::string where_else(const Circular& circular) {
  return circular.unit.empty()
             ? "hanya sekretariat yang mengubahnya, dengan hadir-hub circular"
             : "jalankan di PC kantor unit itu, oleh pejabat yang disebut ketentuan override: hadir --as NIP circular …";
}

Result<const Circular*> circular_in(const Book& book, const object& request, const Desk& desk, bool ours) {
  const auto number = needed(request, "number", "nomor surat", "tulis persis seperti pada circular list");
  if (!number) return number.error();
  const std::string issuer = text_in(request, "issuer");
  const Circular* found = nullptr;
  std::string others;
  for (const Circular& one : book.circulars) {
    if (one.number != *number || (!issuer.empty() && one.issuer != issuer) || (ours && !is_ours(one, desk))) continue;
    if (found != nullptr) others += (others.empty() ? "" : ", ") + found->issuer;
    found = &one;
  }
  if (!others.empty())
    return Error{Fault::bad_input, "nomor " + base::printable(*number, 80) + " dipakai oleh " + others + " dan " + found->issuer,
                 "tambahkan --issuer"};
  if (found != nullptr) return found;
  for (const Circular& one : book.circulars)
    if (one.number == *number && (issuer.empty() || one.issuer == issuer))
      return Error{Fault::not_found, whose(one), where_else(one)};
  return Error{
      Fault::not_found,
      "tidak ada surat edaran nomor \"" + base::printable(*number, 80) + "\"" + (ours && !desk.is_hub ? " milik unit ini" : ""),
      "lihat circular list"};
}

// How a circular stands for the desk's unit (or, at the secretariat, by its dates alone) on a day.
std::string stands(const Book& book, const Circular& circular, const Desk& desk, Date day) {
  if (circular.state == Circular::State::draft) return "draf";
  if (circular.effective && day < *circular.effective) return "mulai " + date_text(*circular.effective);
  if (circular.until && *circular.until < day) return "berakhir " + date_text(*circular.until);
  if (circular.state == Circular::State::withdrawn && !circular.until) return "dicabut";
  if (!desk.unit.empty() && book.unit(desk.unit) != nullptr) {
    const auto all = rules::in_force(book, desk.unit, day);
    return std::ranges::find(all, &circular) != all.end() ? "berlaku" : "tidak mengikat unit ini";
  }
  for (const Circular& one : book.circulars)
    if (one.state == Circular::State::active && one.unit == circular.unit && one.effective && *one.effective <= day &&
        std::ranges::find(one.supersedes, circular.number) != one.supersedes.end())
      return "digantikan " + one.number;
  return "berlaku";
}

Result<Outcome> list_circulars(const Book& book, const object& request, const Desk& desk) {
  const auto date = date_in(request, "date", desk.today, desk);
  if (!date) return date.error();
  array rows;
  for (const Circular& one : book.circulars)
    rows.push_back(object{{"issuer", one.issuer},
                          {"number", one.number},
                          {"title", one.title},
                          {"unit", one.unit},
                          {"dated", date_or_null(one.dated)},
                          {"effective", date_or_null(one.effective)},
                          {"until", date_or_null(one.until)},
                          {"clauses", one.clauses.size()},
                          {"state", state_text(one.state)},
                          {"stands", stands(book, one, desk, *date)}});
  Outcome outcome;
  outcome.answer = {{"date", date_text(*date)}, {"rows", std::move(rows)}};
  if (!book.faults.empty()) {
    array notes;
    for (const rules::Fault& fault : book.faults)
      if (fault.record.starts_with("circular/") || fault.record.starts_with("unit_circular/"))
        notes.emplace_back(fault.record + ": " + fault.what);
    if (!notes.empty()) outcome.answer["notes"] = std::move(notes);
  }
  return outcome;
}

Result<Outcome> show_circular(const Book& book, const object& request, const Desk& desk) {
  const auto circular = circular_in(book, request, desk, false);
  if (!circular) return circular.error();
  Outcome outcome;
  outcome.answer = {{"circular", rules::to_json(**circular)}, {"stands", stands(book, **circular, desk, desk.today)}};
  std::string& text = outcome.text;
  text = (*circular)->number + "\n  " + (*circular)->title + "\n  " + (*circular)->issuer +
         ((*circular)->dated ? ", " + date_text(*(*circular)->dated) : "") + ": " + stands(book, **circular, desk, desk.today) +
         "\n";
  for (const Clause& clause : (*circular)->clauses)
    text += "\n  " + clause.id + "  " + clause.text + "\n    " + rules::name_of(clause.rule) + ": " +
            boost::json::serialize(rules::to_json(clause)) + "\n";
  return outcome;
}

Result<Circular> circular_of_file(const object& request, const Desk& desk) {
  const auto text = needed(request, "document", "isi surat edaran", "sebutkan berkas JSON; bentuknya ada di CIRCULARS.md");
  if (!text) return text.error();
  auto circular = rules::circular_from_text(*text);
  if (!circular) return circular.error();
  if (desk.is_hub) return circular;
  if (!circular->unit.empty() && circular->unit != desk.unit)
    return Error{Fault::bad_input,
                 "surat ini ketentuan unit " + circular->unit + " sendiri, padahal PC ini milik unit " + desk.unit,
                 "jalankan di PC unit " + circular->unit + ", atau perbaiki isian unit"};
  circular->unit = desk.unit;
  return circular;
}

// Whether somebody of a unit may have rules of the unit's own, by the circulars in force.
Result<void> may_override(const Book& book, const Desk& desk, Date day) {
  const rules::Unit* unit = book.unit(desk.unit);
  if (unit == nullptr)
    return Error{Fault::not_found, "unit " + desk.unit + " belum dikenal",
                 "daftarkan PC ini pada hub, lalu sinkronkan (hadir sync): daftar unit dan edarannya datang dari sana"};
  const rules::ClauseRef clause = rules::rule_for<rules::Override>(book, *unit, day);
  if (!clause)
    return Error{Fault::refused,
                 "tidak ada edaran yang membolehkan unit " + desk.unit + " membuat ketentuan sendiri pada " + date_text(day) +
                     ": " + rules::why_no_override(book, desk.unit, day),
                 "ketentuan unit sendiri hanya berlaku bila edaran di hub membolehkannya (override)"};
  const std::string role = clause.as<rules::Override>().by;
  if (role.empty()) return {};
  const std::string holder = holder_of_role(book, desk.unit, role, day);
  if (holder == desk.author) return {};
  return Error{Fault::refused,
               clause.citation() + ": ketentuan unit sendiri ditetapkan oleh " + role +
                   (holder.empty() ? ", dan jabatan itu belum ada pejabatnya" : ", yaitu " + person_text(book, holder)),
               holder.empty() ? "catat pejabatnya dengan hadir post holder" : "jalankan dengan --as " + holder};
}

// What should be looked at again, behind the notes that are there.
void add_notes(Outcome& outcome, const Book& book, const Circular& circular, Date from, const Desk& desk) {
  auto found = rules::unknown_names(book, circular, desk.today);
  const auto others = rules::circular_notes(book, circular, from);
  found.insert(found.end(), others.begin(), others.end());
  if (found.empty()) return;
  value& notes = outcome.answer["notes"];
  if (!notes.is_array()) notes = array();
  for (const std::string& one : found) notes.get_array().emplace_back("Perhatikan: " + one);
}

Date day_of_effect(const Circular& circular, const Desk& desk) { return circular.effective.value_or(desk.today); }

Result<Outcome> check_circular(const Book& book, const object& request, const Desk& desk) {
  const auto circular = circular_of_file(request, desk);
  if (!circular) return circular.error();
  const auto from = date_in(request, "from", day_of_effect(*circular, desk), desk);
  if (!from) return from.error();
  std::vector<std::string> problems = rules::check_activation(book, *circular, *from);
  if (!desk.is_hub)
    if (const auto allowed = may_override(book, desk, *from); !allowed) problems.push_back(allowed.error().what);
  Outcome outcome;
  array notes;
  for (const std::string& one : problems) notes.emplace_back(one);
  outcome.attention = !problems.empty();
  outcome.answer = {{"number", circular->number},
                    {"from", date_text(*from)},
                    {"clauses", circular->clauses.size()},
                    {"problems", notes},
                    {"message", problems.empty() ? "Dapat diberlakukan mulai " + date_text(*from) + ": " + label_of(*circular) +
                                                       ", " + std::to_string(circular->clauses.size()) + " ketentuan"
                                                 : "Belum dapat diberlakukan: " + label_of(*circular)}};
  if (desk.is_hub && !circular->unit.empty()) notes.emplace_back(whose(*circular) + "; " + where_else(*circular));
  if (!notes.empty()) outcome.answer["notes"] = std::move(notes);
  add_notes(outcome, book, *circular, *from, desk);
  return outcome;
}

const Circular* same_name(const Book& book, const Circular& circular) {
  for (const Circular& one : book.circulars)
    if (one.issuer == circular.issuer && one.number == circular.number && one.unit == circular.unit) return &one;
  return nullptr;
}

// Whether anything may have been decided by it.
bool was_in_force(const Circular& circular, Date today) {
  return circular.state != Circular::State::draft && circular.effective.value_or(today) <= today;
}

Result<Outcome> add_circular(const Book& book, const object& request, const Desk& desk) {
  auto circular = circular_of_file(request, desk);
  if (!circular) return circular.error();
  if (desk.is_hub && !circular->unit.empty()) return Error{Fault::refused, whose(*circular), where_else(*circular)};
  const Circular* before = same_name(book, *circular);
  circular->state = Circular::State::draft;
  Outcome outcome;
  outcome.answer = {{"number", circular->number}, {"clauses", circular->clauses.size()}};
  if (before != nullptr && before->state != Circular::State::draft) {
    Circular as_it_stands = *circular;
    as_it_stands.state = before->state;
    as_it_stands.effective = before->effective;
    as_it_stands.until = before->until;
    if (rules::to_json(as_it_stands) == rules::to_json(*before)) {
      outcome.answer["message"] = "Sudah ada dan sudah diberlakukan: " + label_of(*circular);
      return outcome;
    }
    return Error{Fault::refused, "edaran " + label_of(*circular) + " sudah diberlakukan; isinya tidak dapat diubah lagi",
                 "terbitkan surat dengan nomor lain yang menggantikannya (supersedes)"};
  }
  if (!desk.is_hub)
    if (const auto allowed = may_override(book, desk, day_of_effect(*circular, desk)); !allowed) return allowed.error();
  auto change = record_of(*circular);
  if (!change) return change.error();
  outcome.changes.push_back(std::move(*change));
  outcome.answer["message"] = "Tersimpan sebagai draf: " + label_of(*circular) + ", " + std::to_string(circular->clauses.size()) +
                              " ketentuan; belum berakibat apa-apa";
  outcome.answer["notes"] =
      array{value("diberlakukan dengan: " + std::string(desk.is_hub ? "hadir-hub" : "hadir") + " circular activate \"" +
                  circular->number + "\" --from " + date_text(day_of_effect(*circular, desk)))};
  add_notes(outcome, book, *circular, day_of_effect(*circular, desk), desk);
  return outcome;
}

Result<Outcome> activate_circular(const Book& book, const object& request, const Desk& desk) {
  const auto found = circular_in(book, request, desk, true);
  if (!found) return found.error();
  Circular circular = **found;
  const auto from = date_in(request, "from", day_of_effect(circular, desk), desk);
  if (!from) return from.error();
  if (circular.until && *circular.until < *from)
    return Error{Fault::bad_input,
                 "edaran itu berakhir " + date_text(*circular.until) + ", sebelum mulai berlaku " + date_text(*from),
                 "perbaiki --from"};
  Outcome outcome;
  outcome.answer = {{"number", circular.number}, {"from", date_text(*from)}};
  if (circular.state == Circular::State::active) {
    if (circular.effective == *from)
      return outcome.answer["message"] = "Sudah berlaku sejak " + date_text(*from), std::move(outcome);
    if (was_in_force(circular, desk.today))
      return Error{Fault::refused, "edaran " + label_of(circular) + " sudah berlaku sejak " + date_text(*circular.effective),
                   "yang sudah dipakai tidak dipindahkan; terbitkan penggantinya"};
  }
  if (circular.state == Circular::State::withdrawn)
    return Error{Fault::refused, "edaran " + label_of(circular) + " sudah dicabut", "terbitkan surat dengan nomor lain"};
  if (!desk.is_hub)
    if (const auto allowed = may_override(book, desk, *from); !allowed) return allowed.error();
  circular.effective = *from;
  const std::vector<std::string> problems = rules::check_activation(book, circular, *from);
  if (!problems.empty()) {
    std::string all;
    for (const std::string& one : problems) all += (all.empty() ? "" : "; ") + one;
    return Error{Fault::clash, "edaran " + label_of(circular) + " tidak dapat diberlakukan: " + all,
                 "sebutkan yang digantikan (supersedes) atau yang didahulukan (over), atau perbaiki salah satu ketentuan itu"};
  }
  circular.state = Circular::State::active;
  auto change = record_of(circular);
  if (!change) return change.error();
  outcome.changes.push_back(std::move(*change));
  outcome.answer["message"] = "Berlaku mulai " + date_text(*from) + ": " + label_of(circular);
  add_notes(outcome, book, circular, *from, desk);
  return outcome;
}

Result<Outcome> withdraw_circular(const Book& book, const object& request, const Desk& desk) {
  const auto found = circular_in(book, request, desk, true);
  if (!found) return found.error();
  Circular circular = **found;
  const auto last = date_in(request, "until", desk.today, desk);
  if (!last) return last.error();
  Outcome outcome;
  outcome.answer = {{"number", circular.number}, {"until", date_text(*last)}};
  if (circular.state == Circular::State::withdrawn) {
    outcome.answer["message"] = "Sudah dicabut: " + label_of(circular);
    return outcome;
  }
  if (circular.state == Circular::State::draft)
    return Error{Fault::refused, "edaran " + label_of(circular) + " masih draf, tidak ada yang dicabut",
                 "hapus dengan circular delete"};
  if (!desk.is_hub)
    if (const auto allowed = may_override(book, desk, desk.today); !allowed && allowed.error().fault != Fault::refused)
      return allowed.error();
  circular.state = Circular::State::withdrawn;
  if (!circular.until || *last < *circular.until) circular.until = *last;
  auto change = record_of(circular);
  if (!change) return change.error();
  outcome.changes.push_back(std::move(*change));
  outcome.answer["message"] = "Dicabut: " + label_of(circular) + "; berlaku terakhir " + date_text(*last);
  return outcome;
}

Result<Outcome> delete_circular(const Book& book, const object& request, const Desk& desk) {
  const auto found = circular_in(book, request, desk, true);
  if (!found) return found.error();
  const Circular& circular = **found;
  if (const std::string why = rules::check_deletion(book, circular); !why.empty())
    return Error{Fault::refused, why, "akhiri dengan circular withdraw, atau terbitkan penggantinya"};
  Outcome outcome;
  auto change = model::change_from_json(*model::find_kind(kind_of(circular)),
                                        {{"issuer", circular.issuer}, {"number", circular.number}, {"deleted", true}});
  if (!change) return change.error();
  outcome.changes.push_back(std::move(*change));
  outcome.answer = {{"number", circular.number}, {"message", "Dihapus: " + label_of(circular)}};
  return outcome;
}

// --- clauses that need a justification or an urgency (A05, A07) ---

bool needs_activation(const Clause& clause) {
  const auto* presence = std::get_if<rules::Presence>(&clause.rule);
  return presence != nullptr && presence->needs != rules::Presence::Needs::nothing;
}

Result<Outcome> invoke_clause(const Book& book, const object& request, const Desk& desk) {
  const auto circular = circular_in(book, request, desk, false);
  if (!circular) return circular.error();
  const auto id = needed(request, "clause", "ketentuan", "tulis mis. R3.9");
  if (!id) return id.error();
  const auto clause = std::ranges::find((*circular)->clauses, *id, &Clause::id);
  std::string known;
  for (const Clause& one : (*circular)->clauses)
    if (needs_activation(one)) known += (known.empty() ? "" : ", ") + one.id;
  if (clause == (*circular)->clauses.end() || !needs_activation(*clause))
    return Error{Fault::bad_input, "ketentuan \"" + base::printable(*id, 40) + "\" tidak perlu diberlakukan tersendiri",
                 known.empty() ? "tidak ada ketentuan seperti itu dalam surat ini" : "yang perlu: " + known};
  const auto reason = needed(request, "reason", "alasan", "tambahkan --reason \"kebutuhannya\"");
  if (!reason) return reason.error();
  const auto by = person_in({{"by", desk.author}}, "by");
  if (!by) return by.error();
  const auto span = period_in(request, desk, Default::day);
  if (!span) return span.error();
  object fields{
      {"number", (*circular)->number}, {"clause", *id}, {"from", date_text(span->from)}, {"reason", *reason}, {"by", *by}};
  if (!text_in(request, "until").empty()) fields["until"] = date_text(span->until);
  Changes changes;
  changes.add("activation", std::move(fields));
  auto taken = changes.take();
  if (!taken) return taken.error();
  Outcome outcome;
  outcome.changes = std::move(*taken);
  outcome.answer = {
      {"number", (*circular)->number},
      {"clause", *id},
      {"from", date_text(span->from)},
      {"message", "Berlaku untuk unit ini: " + (*circular)->number + " " + *id + " mulai " + date_text(span->from)}};
  return outcome;
}

Result<Outcome> list_invoked(const Book& book, const object&, const Desk&) {
  array rows;
  for (const rules::Activation& one : book.activations)
    rows.push_back(object{{"unit", one.unit},
                          {"number", one.number},
                          {"clause", one.clause},
                          {"from", date_text(one.from)},
                          {"until", date_or_null(one.until)},
                          {"reason", one.reason},
                          {"by", one.by}});
  Outcome outcome;
  outcome.answer = {{"rows", std::move(rows)}};
  return outcome;
}

constexpr Operation table[] = {
    {"circular.list", span_date, list_circulars, false, Reads::papers},
    {"circular.show", span_today, show_circular, false, Reads::papers},
    {"circular.check", span_today, check_circular, false, Reads::papers},
    {"circular.add", span_today, add_circular, true, Reads::papers},
    {"circular.activate", span_today, activate_circular, true, Reads::papers},
    {"circular.withdraw", span_today, withdraw_circular, true, Reads::papers},
    {"circular.delete", span_today, delete_circular, true, Reads::papers},
    {"circular.invoke", span_today, invoke_clause, true, Reads::papers},
    {"circular.invoked", span_today, list_invoked, false, Reads::papers},
};

}  // namespace

std::span<const Operation> circular_operations() { return table; }

}  // namespace hadir::desk
