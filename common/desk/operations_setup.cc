// rotation, shift, post and its holders: what an office says about itself before rosters and tiers can work. And the province's
// working calendars.
#include "common/base/text.h"
#include "common/desk/lookup.h"
#include "common/desk/tables.h"
#include "common/rules/calendar.h"

namespace hadir::desk {
namespace {

using rules::Book;

// HH:MM, as the records keep it.
std::string clock_text(int minutes) {
  const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return two(minutes / 60) + ":" + two(minutes % 60);
}

std::optional<int> clock_of(std::string_view text) {
  if (text.size() == 4) return clock_of("0" + std::string(text));
  const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9' ? text[at] - '0' : 99; };
  if (text.size() != 5 || (text[2] != ':' && text[2] != '.')) return std::nullopt;
  const int hours = digit(0) * 10 + digit(1), minutes = digit(3) * 10 + digit(4);
  return hours < 24 && minutes < 60 ? std::optional(hours * 60 + minutes) : std::nullopt;
}

Result<Outcome> finished(Changes& changes, object answer) {
  auto taken = changes.take();
  if (!taken) return taken.error();
  Outcome outcome;
  outcome.changes = std::move(*taken);
  outcome.answer = std::move(answer);
  return outcome;
}

Result<Outcome> set_rotation(const Book& book, const object& request, const Desk& desk) {
  const auto group = needed(request, "group", "kelompok", "tulis mis. A");
  if (!group) return group.error();
  const auto from = date_in(request, "from", desk.today, desk);
  if (!from) return from.error();
  const std::vector<std::string> people = people_in(request, "people");
  if (people.empty()) return Error{Fault::bad_input, "belum disebut siapa", "sebutkan NIP, satu atau lebih"};
  Changes changes;
  for (const std::string& one : people) {
    if (const auto person = member_of(book, one); !person) return person.error();
    changes.add("rotation", {{"employee", one}, {"from", date_text(*from)}, {"group", *group}});
  }
  return finished(
      changes, {{"group", *group},
                {"people", people.size()},
                {"message", std::to_string(people.size()) + " orang masuk kelompok " + *group + " sejak " + date_text(*from)}});
}

Result<Outcome> show_rotation(const Book& book, const object& request, const Desk& desk) {
  const auto date = date_in(request, "date", desk.today, desk);
  if (!date) return date.error();
  array rows;
  for (const rules::Person* person : book.members(desk.unit, *date, true)) {
    const auto found = book.rotation.find(person->id);
    rows.push_back(object{{"employee", person->id},
                          {"name", person->name},
                          {"section", person->states.at(*date).section},
                          {"group", found == book.rotation.end() ? "" : found->second.at(*date)}});
  }
  Outcome outcome;
  outcome.answer = {{"date", date_text(*date)}, {"rows", std::move(rows)}};
  return outcome;
}

Result<Outcome> set_shift(const Book&, const object& request, const Desk& desk) {
  const auto code = needed(request, "code", "kode sif", "tulis mis. pagi");
  if (!code) return code.error();
  const auto from = date_in(request, "from", desk.today, desk);
  if (!from) return from.error();
  object fields{{"code", *code}, {"from", date_text(*from)}, {"name", text_in(request, "name")}};
  for (const char* name : {"start", "end"}) {
    const auto minutes = clock_of(text_in(request, name));
    if (!minutes)
      return Error{Fault::bad_input, std::string(name) + ": \"" + base::printable(text_in(request, name), 20) + "\" bukan jam",
                   "tulis mis. 07:30"};
    fields[name] = clock_text(*minutes);
  }
  if (!text_in(request, "break").empty()) fields["break_minutes"] = text_in(request, "break");
  Changes changes;
  changes.add("shift", fields);
  return finished(changes, {{"code", *code},
                            {"message", "Sif " + *code + ": " + std::string(fields["start"].as_string()) + "-" +
                                            std::string(fields["end"].as_string()) + " sejak " + date_text(*from)}});
}

Result<Outcome> list_shifts(const Book& book, const object&, const Desk&) {
  array rows;
  for (const rules::ShiftEntry& one : book.shifts)
    rows.push_back(object{{"unit", one.unit},
                          {"code", one.code},
                          {"name", one.name},
                          {"from", date_text(one.from)},
                          {"start", clock_text(one.start_minutes)},
                          {"end", clock_text(one.end_minutes)},
                          {"break_minutes", one.break_minutes}});
  Outcome outcome;
  outcome.answer = {{"rows", std::move(rows)}};
  return outcome;
}

// From each post upwards; a loop would leave nobody to decide.
bool closes_loop(const Book& book, const std::string& unit, const std::string& code, std::string superior) {
  for (std::size_t steps = 0; !superior.empty() && steps <= book.posts.size(); ++steps) {
    if (superior == code) return true;
    const auto found = book.posts.find({unit, superior});
    superior = found == book.posts.end() ? "" : found->second.superior;
  }
  return false;
}

Result<Outcome> set_post(const Book& book, const object& request, const Desk& desk) {
  const auto code = needed(request, "code", "kode jabatan", "tulis mis. kadis");
  if (!code) return code.error();
  const std::string superior = text_in(request, "superior");
  const bool known = book.posts.contains({desk.unit, *code});
  if (!known && text_in(request, "title").empty())
    return Error{Fault::bad_input, "nama jabatan belum diisi", "tambahkan --title \"Kepala Dinas\""};
  if (!superior.empty() && book.post(desk.unit, superior, desk.today) == nullptr)
    return Error{Fault::not_found, "jabatan atasan \"" + base::printable(superior, 40) + "\" belum tercatat",
                 "catat dahulu yang di atas"};
  if (closes_loop(book, desk.unit, *code, superior))
    return Error{Fault::clash, "jabatan berputar: " + *code + " akan menjadi atasan dirinya sendiri", "perbaiki --superior"};
  object fields{{"code", *code}};
  for (const char* name : {"title", "superior", "level", "section", "role"}) fields[name] = text_in(request, name);
  Changes changes;
  changes.add("post", std::move(fields));
  return finished(changes, {{"code", *code}, {"message", "Jabatan " + *code + " tersimpan"}});
}

Result<Outcome> set_holder(const Book& book, const object& request, const Desk& desk) {
  const auto code = needed(request, "post", "kode jabatan", "lihat hadir post list");
  if (!code) return code.error();
  if (!book.posts.contains({desk.unit, *code}))
    return Error{Fault::not_found, "jabatan \"" + base::printable(*code, 40) + "\" belum tercatat di unit ini",
                 "catat dengan hadir post set"};
  const auto from = date_in(request, "from", desk.today, desk);
  if (!from) return from.error();
  const auto until = optional_date_in(request, "until", desk);
  if (!until) return until.error();
  if (*until && **until < *from)
    return Error{Fault::bad_input, "tanggal akhir mendahului tanggal mulai", "tukar --from dan --until"};
  object fields{{"post", *code}, {"from", date_text(*from)}};
  std::string whom = "lowong";
  if (!flag_in(request, "vacant")) {
    const auto person = person_in(request, "person");
    if (!person) return person.error();
    fields["person"] = *person;
    whom = person_text(book, *person);
  }
  fields["standing"] = text_in(request, "standing").empty() ? "definitif" : text_in(request, "standing");
  if (*until) fields["until"] = date_text(**until);
  Changes changes;
  changes.add("holder", std::move(fields));
  return finished(changes, {{"post", *code}, {"message", *code + " sejak " + date_text(*from) + ": " + whom}});
}

Result<Outcome> list_posts(const Book& book, const object& request, const Desk& desk) {
  const auto date = date_in(request, "date", desk.today, desk);
  if (!date) return date.error();
  array rows;
  for (const auto& [key, post] : book.posts) {
    const rules::Holder* holder = book.holder_of(post, *date);
    const bool held = holder != nullptr && !holder->person.empty();
    rows.push_back(
        object{{"unit", post.unit},
               {"code", post.code},
               {"title", post.title},
               {"superior", post.superior},
               {"role", post.role},
               {"section", post.section},
               {"holder", held ? holder->person : ""},
               {"name", held ? name_of(book, holder->person) : "(lowong)"},
               {"standing", held ? choice_text("holder", "standing", static_cast<std::int64_t>(holder->standing)) : ""}});
  }
  Outcome outcome;
  outcome.answer = {{"date", date_text(*date)}, {"rows", std::move(rows)}};
  return outcome;
}

// --- working calendars: the secretariat's, for all units ---

// One line a weekday or several; lists have them in one text too, with semicolons between.
std::vector<std::string> hours_in(const object& request) {
  std::vector<std::string> lines;
  for (const std::string& text : list_in(request, "hours"))
    for (std::size_t begin = 0; begin <= text.size();) {
      const std::size_t end = std::min(text.find(';', begin), text.size());
      if (const auto line = base::trim(std::string_view(text).substr(begin, end - begin)); !line.empty())
        lines.emplace_back(line);
      begin = end + 1;
    }
  return lines;
}

std::string hours_text(const std::vector<std::string>& lines) {
  std::string all;
  for (const std::string& line : lines) all += (all.empty() ? "" : "; ") + line;
  return all;
}

// "37:30".
std::string week_text(const rules::WeekHours& week) {
  const std::string minutes = std::to_string(week.net_minutes() % 60);
  return std::to_string(week.net_minutes() / 60) + (minutes.size() == 1 ? ":0" : ":") + minutes;
}

Result<Outcome> set_calendar(const Book& book, const object& request, const Desk& desk) {
  if (!desk.is_hub)
    return Error{Fault::refused, "kalender kerja berlaku untuk semua unit dan ditetapkan sekretariat provinsi",
                 "lihat dengan hadir calendar list; minta sekretariat menjalankan hadir-hub calendar set"};
  const auto name = needed(request, "name", "nama kalender", "tulis mis. umum");
  if (!name) return name.error();
  const auto from = date_in(request, "from", desk.today, desk);
  if (!from) return from.error();
  const auto until = optional_date_in(request, "until", desk);
  if (!until) return until.error();
  if (*until && **until < *from)
    return Error{Fault::bad_input, "tanggal akhir mendahului tanggal mulai", "tukar --from dan --until"};
  const std::vector<std::string> lines = hours_in(request);
  if (lines.empty())
    return Error{Fault::bad_input, "jam kerja belum diisi", "tulis seperti: \"senin-kamis 07:30-16:00 istirahat 12:00-13:00\""};
  const auto week = rules::parse_week(lines);
  if (!week) return week.error();
  object fields{{"name", *name}, {"from", date_text(*from)}, {"source", text_in(request, "source")}};
  array hours;
  for (const std::string& line : lines) hours.emplace_back(line);
  fields["hours"] = std::move(hours);
  if (*until) fields["until"] = date_text(**until);
  Changes changes;
  changes.add("calendar", std::move(fields));
  object answer{{"name", *name},
                {"from", date_text(*from)},
                {"minutes", week->net_minutes()},
                {"message", "Kalender " + *name + " sejak " + date_text(*from) +
                                (*until ? " sampai " + date_text(**until) : std::string()) + ": " + week_text(*week) +
                                " jam seminggu, " + hours_text(rules::format_week(*week))}};
  const bool used =
      std::ranges::any_of(book.units, [&](const auto& unit) { return unit.second.states.at(*from).calendar == *name; });
  if (*name != "umum" && !used)
    answer["notes"] = array{value("belum ada unit yang memakainya; sebut pada daftar unit atau hadir-hub unit-revision import")};
  return finished(changes, std::move(answer));
}

Result<Outcome> list_calendars(const Book& book, const object& request, const Desk& desk) {
  const auto date = date_in(request, "date", desk.today, desk);
  if (!date) return date.error();
  const auto units_with = [&](const std::string& name) {
    return std::ranges::count_if(book.units, [&](const auto& unit) {
      const std::string& own = unit.second.states.at(*date).calendar;
      return (own.empty() ? "umum" : own) == name;
    });
  };
  const auto in_force = [&](const rules::CalendarEntry& one) {
    const rules::CalendarEntry* latest = nullptr;
    for (const rules::CalendarEntry& other : book.calendars)
      if (other.name == one.name && other.from <= *date && (!other.until || *date <= *other.until)) latest = &other;
    return latest == &one;
  };
  array rows;
  bool general = false;
  for (const rules::CalendarEntry& one : book.calendars) {
    const bool holds = in_force(one);
    general = general || (holds && one.name == "umum");
    rows.push_back(object{{"name", one.name},
                          {"from", date_text(one.from)},
                          {"until", one.until ? value(date_text(*one.until)) : value(nullptr)},
                          {"hours", hours_text(rules::format_week(one.week))},
                          {"minutes", one.week.net_minutes()},
                          {"week", week_text(one.week)},
                          {"units", holds ? units_with(one.name) : 0},
                          {"stands", holds                             ? "berlaku"
                                     : one.from > *date                ? "belum mulai"
                                     : one.until && *one.until < *date ? "berakhir"
                                                                       : "digantikan"}});
  }
  Outcome outcome;
  outcome.answer = {{"date", date_text(*date)}, {"rows", std::move(rows)}};
  if (!general)
    outcome.answer["notes"] = array{value("tanpa kalender umum berlaku " + std::string(rules::legal_hours().source) + ": " +
                                          hours_text(rules::legal_hours().lines))};
  return outcome;
}

constexpr Operation table[] = {
    {"rotation.set", span_today, set_rotation, true},
    {"rotation.show", span_date, show_rotation},
    {"shift.set", span_today, set_shift, true},
    {"shift.list", span_today, list_shifts},
    {"post.set", span_today, set_post, true},
    {"post.holder", span_today, set_holder, true},
    {"post.list", span_date, list_posts},
    {"calendar.set", span_today, set_calendar, true, Reads::papers},
    {"calendar.list", span_date, list_calendars, false, Reads::papers},
};

}  // namespace

std::span<const Operation> setup_operations() { return table; }

}  // namespace hadir::desk
