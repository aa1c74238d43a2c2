// health.report, health.mine, health.list: the periodic health check (A35). What somebody reported is sealed; he sees his own,
// those who answer for health data see all of it, and their look is recorded before they see anything. health.due, which tells no
// more than who has reported nothing, is in operations_views.cc.
#include "common/base/text.h"
#include "common/desk/health.h"
#include "common/desk/lookup.h"
#include "common/desk/tables.h"
#include "common/rules/lookup.h"

namespace hadir::desk {
namespace {

using rules::Book;

Result<Outcome> report_health(const Book& book, const object& request, const Desk& desk) {
  const auto person = member_in(book, request, "employee", desk.author);
  if (!person) return person.error();
  const auto date = date_in(request, "date", desk.today, desk);
  if (!date) return date.error();
  if (*date > desk.today) return Error{Fault::bad_input, "tanggal " + date_text(*date) + " belum tiba", "laporkan pada harinya"};
  if (const auto refused = refusal_of_record(desk, "Pemeriksaan kesehatan")) return *refused;
  const std::string condition = text_in(request, "condition");
  if (!choice_of("health_check", "condition", condition))
    return Error{Fault::bad_input, "keadaan belum dipilih", "pilih sehat, gejala, sakit, kontak_erat atau positif"};
  array symptoms;
  for (const std::string& one : list_in(request, "symptoms")) symptoms.emplace_back(one);
  object fields{
      {"employee", (*person)->id}, {"date", date_text(*date)}, {"condition", condition}, {"note", text_in(request, "note")}};
  if (!symptoms.empty()) fields["symptoms"] = std::move(symptoms);
  if (const auto by = person_in({{"by", desk.author}}, "by")) fields["reported_by"] = *by;
  Changes changes;
  changes.add("health_check", std::move(fields));
  auto taken = changes.take();
  if (!taken) return taken.error();
  Outcome outcome;
  outcome.changes = std::move(*taken);
  outcome.answer = {{"date", date_text(*date)},
                    {"message", "Terkirim tersegel: pemeriksaan kesehatan tanggal " + date_text(*date)}};
  return outcome;
}

array texts(const std::vector<std::string>& all) {
  array json;
  for (const std::string& one : all) json.emplace_back(one);
  return json;
}

object row_of(const Book& book, const std::string& person, Date date, const rules::HealthCheck& check) {
  return {{"employee", person},
          {"name", name_of(book, person)},
          {"date", date_text(date)},
          {"condition", choice_text("health_check", "condition", check.condition)},
          {"symptoms", texts(check.symptoms)},
          {"note", check.note},
          {"reported_by", check.reported_by}};
}

array rows_of(const Book& book, const Span& span, const std::string& only) {
  array rows;
  for (const auto& [key, check] : book.health)
    if (span.from <= key.second && key.second <= span.until && (only.empty() || key.first == only))
      rows.push_back(row_of(book, key.first, key.second, check));
  return rows;
}

// One's own checks are no secret to oneself: nothing is put on record.
Result<Outcome> own_health(const Book& book, const object& request, const Desk& desk) {
  const auto person = person_in({{"by", desk.author}}, "by");
  if (!person) return person.error();
  const auto span = span_period(request, desk);
  if (!span) return span.error();
  return sealed_rows(desk, rows_of(book, *span, *person));
}

// Of one day. The record of the look and the answer go out together or not at all (desk.h).
Result<Outcome> list_health(const Book& book, const object& request, const Desk& desk) {
  const auto date = date_in(request, "date", desk.today, desk);
  if (!date) return date.error();
  const std::string what = "Daftar pemeriksaan kesehatan";
  if (const auto refused = refusal_of_health(book, desk, what)) return *refused;
  if (const auto refused = refusal_of_record(desk, what)) return *refused;
  array rows = rows_of(book, {*date, *date}, "");
  Changes changes;
  changes.add("disclosure", {{"author", desk.author},
                             {"at", text_of(now_of(desk))},
                             {"paper", "health-checks"},
                             {"from", date_text(*date)},
                             {"until", date_text(*date)},
                             {"entries", rows.size()}});
  auto taken = changes.take();
  if (!taken) return taken.error();
  Outcome outcome = sealed_rows(desk, std::move(rows));
  outcome.changes = std::move(*taken);
  outcome.answer["date"] = date_text(*date);
  return outcome;
}

constexpr Operation table[] = {
    {"health.report", span_date, report_health, true, Reads::health},
    {"health.mine", span_period, own_health, false, Reads::health},
    {"health.list", span_date, list_health, true, Reads::health},
};

}  // namespace

std::span<const Operation> health_operations() { return table; }

}  // namespace hadir::desk
