#include "common/desk/request.h"

#include <boost/json/serialize.hpp>

#include "common/base/civil.h"
#include "common/base/person_id.h"
#include "common/base/text.h"
#include "common/model/forms.h"
#include "common/report/words.h"

namespace hadir::desk {
namespace {

constexpr std::int64_t minute_ms = 60'000, day_ms = 24 * 60 * minute_ms;
constexpr int days_back = 62, days_ahead = 366;

Error no_date(std::string_view name, std::string_view text) {
  return {Fault::bad_input, std::string(name) + ": \"" + base::printable(text, 40) + "\" bukan tanggal",
          "tulis mis. 2021-07-12, 12-07-2021, \"hari ini\" atau \"besok\""};
}

std::optional<unsigned> month_named(std::string_view name) {
  for (unsigned month = 1; month <= 12; ++month) {
    const std::string_view full = report::month_name(month);
    if (base::equals_ignoring_case(name, full) || (name.size() == 3 && base::equals_ignoring_case(name, full.substr(0, 3))))
      return month;
  }
  return std::nullopt;
}

std::optional<int> number_of(std::string_view text) {
  if (text.empty() || text.size() > 4) return std::nullopt;
  int number = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return std::nullopt;
    number = number * 10 + (digit - '0');
  }
  return number;
}

Date month_before(Date first) { return first_of_month({first.days - 1}); }

// "07:30" as minutes.
std::optional<std::int64_t> clock_minutes(std::string_view text) {
  const std::size_t colon = text.find_first_of(":.");
  if (colon == std::string_view::npos || text.size() != colon + 3) return std::nullopt;
  const auto hours = number_of(text.substr(0, colon)), minutes = number_of(text.substr(colon + 1));
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return *hours * 60 + *minutes;
}

}  // namespace

std::string text_in(const object& request, std::string_view name) {
  const value* member = request.if_contains(name);
  if (member == nullptr || member->is_null()) return {};
  if (member->is_string()) return std::string(base::trim(member->get_string()));
  return member->is_structured() ? std::string() : boost::json::serialize(*member);
}

bool flag_in(const object& request, std::string_view name) {
  const std::string text = text_in(request, name);
  return text == "true" || text == "1" || base::equals_ignoring_case(text, "ya");
}

std::vector<std::string> list_in(const object& request, std::string_view name) {
  std::vector<std::string> items;
  const value* member = request.if_contains(name);
  if (member != nullptr && member->is_array()) {
    for (const value& one : member->get_array())
      if (one.is_string()) items.emplace_back(base::trim(one.get_string()));
  } else if (std::string text = text_in(request, name); !text.empty()) {
    items.push_back(std::move(text));
  }
  std::erase(items, "");
  return items;
}

Result<std::optional<Date>> optional_date_in(const object& request, std::string_view name, const Desk& desk) {
  const std::string text = text_in(request, name);
  if (text.empty()) return std::optional<Date>();
  const auto date = base::parse_date_input(text, desk.today);
  if (!date) return no_date(name, text);
  return std::optional<Date>(*date);
}

Result<Date> date_in(const object& request, std::string_view name, Date fallback, const Desk& desk) {
  const auto given = optional_date_in(request, name, desk);
  if (!given) return given.error();
  return given->value_or(fallback);
}

Date first_of_month(Date day) { return {day.days - static_cast<int>(base::day_of_month(day)) + 1}; }

Span month_from(Date first) {
  return {first, {first.days + static_cast<int>(base::days_in_month(base::year_of(first), base::month_of(first))) - 1}};
}

Result<Date> month_of_text(std::string_view text, Date today) {
  text = base::trim(text);
  if (base::equals_ignoring_case(text, "bulan ini")) return first_of_month(today);
  if (base::equals_ignoring_case(text, "bulan lalu")) return month_before(first_of_month(today));
  if (const auto month = month_named(text)) return base::date_from(base::year_of(today), *month, 1).value();
  const std::size_t cut = text.find_first_of("-/ ");
  if (cut != std::string_view::npos) {
    const std::string_view one = text.substr(0, cut), other = base::trim(text.substr(cut + 1));
    const std::string_view year_text = one.size() == 4 ? one : other, month_text = one.size() == 4 ? other : one;
    const auto year = number_of(year_text), number = number_of(month_text);
    const auto month = number ? std::optional(static_cast<unsigned>(*number)) : month_named(month_text);
    if (year && month)
      if (const auto first = base::date_from(*year, *month, 1)) return *first;
  }
  if (const auto day = base::parse_date_input(text, today)) return first_of_month(*day);
  return Error{Fault::bad_input, "\"" + base::printable(text, 40) + "\" bukan bulan",
               "tulis mis. 2021-07, \"Juli 2021\", \"bulan ini\" atau \"bulan lalu\""};
}

Result<Span> period_in(const object& request, const Desk& desk, Default fallback) {
  if (const std::string month = text_in(request, "month"); !month.empty()) {
    const auto first = month_of_text(month, desk.today);
    if (!first) return first.error();
    return month_from(*first);
  }
  const auto from = optional_date_in(request, "from", desk);
  if (!from) return from.error();
  const auto until = optional_date_in(request, "until", desk);
  if (!until) return until.error();
  if (*from || *until) {
    const Span span{from->value_or(until->value_or(desk.today)), until->value_or(from->value_or(desk.today))};
    if (span.until < span.from)
      return Error{Fault::bad_input,
                   "tanggal akhir " + date_text(span.until) + " mendahului tanggal mulai " + date_text(span.from),
                   "tukar keduanya"};
    if (span.until.days - span.from.days > 3 * 366)
      return Error{Fault::too_large, "jangka waktu itu lebih dari tiga tahun", "perpendek dengan --from dan --until"};
    return span;
  }
  if (const auto date = optional_date_in(request, "date", desk); !date)
    return date.error();
  else if (*date)
    return Span{**date, **date};
  int year = base::year_of(desk.today);
  if (const std::string text = text_in(request, "year"); !text.empty()) {
    const auto given = number_of(text);
    if (!given || !base::date_from(*given, 1, 1))
      return Error{Fault::bad_input, "\"" + base::printable(text, 40) + "\" bukan tahun", "tulis mis. 2021"};
    year = *given;
    fallback = Default::year;
  }
  if (fallback == Default::day) return Span{desk.today, desk.today};
  if (fallback == Default::month) return month_from(first_of_month(desk.today));
  return Span{base::date_from(year, 1, 1).value(), base::date_from(year, 12, 31).value()};
}

base::Instant now_of(const Desk& desk) {
  return {model::nearest_instant(desk.now_ms), static_cast<std::int16_t>(desk.offset_minutes)};
}

Result<std::optional<base::Instant>> optional_instant_in(const object& request, std::string_view name, const Desk& desk) {
  const std::string text = text_in(request, name);
  if (text.empty()) return std::optional<base::Instant>();
  if (const auto moment = base::parse_rfc3339(text)) return std::optional(*moment);
  std::string_view day_text, time_text = text;
  if (const std::size_t cut = text.find_last_of(" T"); cut != std::string::npos)
    day_text = std::string_view(text).substr(0, cut), time_text = std::string_view(text).substr(cut + 1);
  const auto day = day_text.empty() ? std::optional(desk.today) : base::parse_date_input(day_text, desk.today);
  const auto minutes = clock_minutes(time_text);
  if (!day || !minutes)
    return Error{Fault::bad_input, std::string(name) + ": \"" + base::printable(text, 40) + "\" bukan waktu",
                 "tulis mis. 10:12, \"2021-07-12 10:12\" atau 2021-07-12T10:12:00+07:00"};
  return std::optional(base::Instant{day->days * day_ms + (*minutes - desk.offset_minutes) * minute_ms,
                                     static_cast<std::int16_t>(desk.offset_minutes)});
}

Result<base::Instant> instant_in(const object& request, std::string_view name, const Desk& desk) {
  const auto given = optional_instant_in(request, name, desk);
  if (!given) return given.error();
  return given->value_or(now_of(desk));
}

std::string text_of(base::Instant moment) { return base::format_rfc3339(moment); }

std::string local_text(const Desk& desk, std::int64_t ms) {
  return base::format_local(ms + desk.offset_minutes * minute_ms).substr(0, 16);
}

Result<std::string> person_in(const object& request, std::string_view name, std::string_view fallback) {
  std::string text = text_in(request, name);
  if (text.empty()) text = fallback;
  if (text.empty())
    return Error{Fault::bad_input, "NIP (" + std::string(name) + ") belum disebut", "sebutkan NIP, atau pakai --as NIP"};
  return base::parse_person_id(text);
}

Result<const rules::Person*> member_of(const rules::Book& book, std::string_view nip) {
  if (const rules::Person* person = book.person(nip)) return person;
  return Error{Fault::not_found, "tidak ada pegawai bernomor " + base::printable(nip, 40) + " dalam daftar unit ini",
               "periksa nomornya dengan hadir records employee"};
}

Result<const rules::Person*> member_in(const rules::Book& book, const object& request, std::string_view name,
                                       std::string_view fallback) {
  const auto id = person_in(request, name, fallback);
  if (!id) return id.error();
  return member_of(book, *id);
}

Result<const rules::Unit*> unit_in(const rules::Book& book, const object& request, const Desk& desk) {
  std::string code = text_in(request, "unit");
  if (code.empty()) code = desk.unit;
  if (code.empty()) return Error{Fault::bad_input, "unit belum disebut", "tambahkan --unit KODE"};
  if (const rules::Unit* unit = book.unit(code)) return unit;
  return Error{Fault::not_found, "unit " + base::printable(code, 40) + " belum dikenal",
               "daftar unit datang dari sekretariat: jalankan hadir sync"};
}

Result<std::string> needed(const object& request, std::string_view name, std::string_view what, std::string_view hint) {
  std::string text = text_in(request, name);
  if (text.empty()) return Error{Fault::bad_input, std::string(what) + " belum diisi", std::string(hint)};
  return text;
}

Result<model::Change> change_of(std::string_view kind, object fields) {
  for (auto member = fields.begin(); member != fields.end();)
    member = member->value().is_null() || (member->value().is_string() && member->value().get_string().empty())
                 ? fields.erase(member)
                 : member + 1;
  return model::change_from_json(*model::find_kind(kind), fields);
}

void Changes::add(std::string_view kind, object fields) {
  auto change = change_of(kind, std::move(fields));
  if (change)
    changes_.push_back(std::move(*change));
  else if (!error_)
    error_ = change.error();
}

Result<std::vector<model::Change>> Changes::take() {
  if (error_) return *error_;
  return std::move(changes_);
}

std::string date_text(Date date) { return base::format_date(date); }

std::string person_text(const rules::Book& book, std::string_view nip) {
  const rules::Person* person = book.person(nip);
  return person == nullptr || person->name.empty() ? std::string(nip) : person->name + " (" + std::string(nip) + ")";
}

std::optional<std::int64_t> choice_of(std::string_view kind, std::string_view field, std::string_view name) {
  const auto choices = model::find_named(*model::find_kind(kind), field)->choices;
  for (std::size_t index = 0; index < choices.size(); ++index)
    if (base::equals_ignoring_case(choices[index], name)) return static_cast<std::int64_t>(index);
  return std::nullopt;
}

std::string choice_text(std::string_view kind, std::string_view field, std::int64_t index) {
  const auto choices = model::find_named(*model::find_kind(kind), field)->choices;
  return index >= 0 && static_cast<std::size_t>(index) < choices.size() ? choices[static_cast<std::size_t>(index)]
                                                                        : "?" + std::to_string(index);
}

Result<Span> span_today(const object&, const Desk& desk) { return Span{desk.today, desk.today}; }

Result<Span> span_date(const object& request, const Desk& desk) {
  const auto date = date_in(request, "date", desk.today, desk);
  if (!date) return date.error();
  return Span{*date, *date};
}

Result<Span> span_period(const object& request, const Desk& desk) { return period_in(request, desk, Default::month); }
Result<Span> span_year(const object& request, const Desk& desk) { return period_in(request, desk, Default::year); }

Result<Span> span_open(const object& request, const Desk& desk) {
  if (!text_in(request, "from").empty() || !text_in(request, "until").empty() || !text_in(request, "month").empty() ||
      !text_in(request, "date").empty())
    return span_period(request, desk);
  return Span{{desk.today.days - days_back}, {desk.today.days + days_ahead}};
}

Result<Span> span_subject(const object& request, const Desk& desk) {
  const std::string subject = text_in(request, "subject");
  // The day is the part that looks like one: daily_report/NIP/2021-07-12, letter/NIP/2021-07-12T08:00:00.000Z …
  for (std::size_t begin = 0; begin < subject.size();) {
    const std::size_t end = std::min(subject.find('/', begin), subject.size());
    const std::string_view part = std::string_view(subject).substr(begin, end - begin);
    if (const auto day = base::parse_date(part.substr(0, 10))) {
      // A letter's name says when it was drafted, not when it holds.
      if (subject.starts_with("letter/")) return Span{{day->days - days_back}, {day->days + days_ahead}};
      return Span{{day->days - 1}, {day->days + 1}};
    }
    begin = end + 1;
  }
  return span_open(request, desk);
}

}  // namespace hadir::desk
