// Units, people, places, circulars: what holds for long (read.h).
#include "common/rules/read_stage.h"

namespace hadir::rules {
namespace {

constexpr Date from_ever{std::numeric_limits<std::int32_t>::min()};

bool is_backwards(const std::optional<Date>& from, const std::optional<Date>& until) { return from && until && *until < *from; }

constexpr const char* backwards = "tanggal selesai lebih awal daripada tanggal mulai";

}  // namespace

void BookReader::Stage::take_unit(Row& row) {
  enum { code, name, parent, type, sector, time_zone, part, region, asisten, calendar, public_service, room_capacity };
  const std::string id = row.text(code);
  const auto [place, fresh] = book.units.try_emplace(id);
  if (!fresh) return;
  Unit& unit = place->second;
  unit.code = id;
  unit.name = row.text(name);
  if (const auto zone = row.choice<std::int64_t>(time_zone))
    unit.offset_minutes = base::wib_offset_minutes + static_cast<int>(*zone) * 60;  // WIB, WITA, WIT
  UnitState state;
  state.parent = row.text(parent);
  state.type = row.text(type);
  state.sector = row.text(sector);
  state.part = row.text(part);
  state.region = row.text(region);
  state.asisten = row.text(asisten);
  state.calendar = row.text(calendar);
  state.public_service = row.flag(public_service);
  state.room_capacity = row.number(room_capacity);
  unit.states.steps.emplace_back(from_ever, std::move(state));
}

void BookReader::Stage::take_unit_revision(Row& row) {
  enum { unit, from, parent, type, sector, part, region, asisten, calendar, public_service, room_capacity };
  const auto since = row.date(from);
  if (!since) return;
  UnitPatch& patch = unit_patches[{row.text(unit), *since}];
  patch.parent = row.text_or_none(parent);
  patch.type = row.text_or_none(type);
  patch.sector = row.text_or_none(sector);
  patch.part = row.text_or_none(part);
  patch.region = row.text_or_none(region);
  patch.asisten = row.text_or_none(asisten);
  patch.calendar = row.text_or_none(calendar);
  if (row.has(public_service)) patch.public_service = row.flag(public_service);
  patch.room_capacity = row.number(room_capacity);
}

void BookReader::Stage::take_employee(Row& row) {
  enum { nip, name, unit, klass, position, supervisor, rank, part, section, reports_to, room, joined, left };
  const auto [place, fresh] = employees.try_emplace({row.text(nip), row.scope()});
  if (!fresh) return;
  Person& person = place->second;
  person.id = row.text(nip);
  person.name = row.text(name);
  person.unit = row.has(unit) ? row.text(unit) : row.scope();
  person.supervisor = row.text(supervisor);
  person.joined = row.date(joined);
  person.left = row.date(left);
  if (is_backwards(person.joined, person.left)) {
    row.fault("hari kerja terakhir lebih awal daripada mulai bekerja; pegawai ini tidak terhitung");
  }
  PersonState state;
  if (const auto known = row.choice<Class>(klass)) state.klass = *known;
  state.position = row.text(position);
  state.rank = row.text(rank);
  state.part = row.text(part);
  state.section = row.text(section);
  state.reports_to = row.text(reports_to);
  state.room = row.text(room);
  person.states.steps.emplace_back(from_ever, std::move(state));
}

void BookReader::Stage::take_employee_revision(Row& row) {
  enum { employee, from, klass, position, rank, part, section, reports_to, room };
  const auto since = row.date(from);
  if (!since) return;
  PersonPatch& patch = person_patches[{row.text(employee), row.scope(), *since}];
  patch.klass = row.choice<Class>(klass);
  patch.position = row.text_or_none(position);
  patch.rank = row.text_or_none(rank);
  patch.part = row.text_or_none(part);
  patch.section = row.text_or_none(section);
  patch.reports_to = row.text_or_none(reports_to);
  patch.room = row.text_or_none(room);
}

void BookReader::Stage::take_holiday(Row& row) {
  enum { date, region, name };
  const auto day = row.date(date);
  if (!day) return;
  // No region and an empty one are two records and mean the same.
  std::string& shown = book.holidays[*day][row.text(region)];
  shown = std::max(shown, row.text(name));
}

void BookReader::Stage::take_region_status(Row& row) {
  enum { region, from, zone, level, status };
  const auto since = row.date(from);
  if (!since) return;
  RegionPatch& patch = region_patches[{row.text(region), *since}];
  patch.zone = row.text_or_none(zone);
  patch.level = row.number(level);
  patch.status = row.text_or_none(status);
}

void BookReader::Stage::take_calendar(Row& row) {
  enum { name, from, hours, until };
  const auto since = row.date(from);
  if (!since) return;
  CalendarEntry entry{row.text(name), *since, row.date(until), row.list(hours), {}};
  if (is_backwards(since, entry.until)) return row.fault(std::string(backwards) + "; kalender ini tidak dipakai");
  auto week = parse_week(entry.hours);
  if (!week) return row.fault(base::describe(week.error()) + "; kalender ini tidak dipakai");
  entry.week = *week;
  calendars.try_emplace({entry.name, entry.from}, std::move(entry));
}

void BookReader::Stage::take_circular(Row& row) {
  enum { issuer, number, title, dated, state, effective, until, supersedes, binds, clauses, signer };
  Circular read;
  read.issuer = row.text(issuer);
  read.number = row.text(number);
  read.title = row.text(title);
  read.signer = row.text(signer);
  read.unit = row.scope();
  read.dated = row.date(dated);
  read.effective = row.date(effective);
  read.until = row.date(until);
  read.supersedes = row.list(supersedes);
  if (const auto known = row.choice<Circular::State>(state)) read.state = *known;
  if (auto selector = selector_from_text(row.text(binds))) {
    read.binds = std::move(*selector);
  } else {
    row.fault("unit yang diikat tidak terbaca: " + base::describe(selector.error()) + "; surat ini dianggap konsep");
    read.state = Circular::State::draft;  // who is bound by it is unknown, so nobody is
  }
  std::set<std::string> ids;
  std::size_t place = 0;
  for (const std::string& text : row.list(clauses)) {
    const std::string which = "ketentuan ke-" + std::to_string(++place);
    auto clause = clause_from_text(text);
    if (!clause) {
      row.fault(which + " tidak terbaca: " + base::describe(clause.error()) + "; ketentuan ini tidak berlaku");
    } else if (!ids.insert(clause->id).second) {
      row.fault(which + " bernama \"" + clause->id + "\", seperti ketentuan lain sebelumnya; ketentuan ini tidak berlaku");
    } else {
      read.clauses.push_back(std::move(*clause));
    }
  }
  if (const auto whole = check_whole(read); !whole) row.fault(base::describe(whole.error()));
  circulars.try_emplace({read.issuer, read.number, read.unit}, std::move(read));
}

void BookReader::Stage::take_activation(Row& row) {
  enum { number, clause, from, until, reason, by };
  const auto since = row.date(from);
  if (!since) return;
  Activation read{row.text(number), row.text(clause), row.text(reason), row.text(by), *since, row.date(until), row.scope()};
  if (is_backwards(since, read.until)) return row.fault(std::string(backwards) + "; pemberlakuan ini tidak berlaku");
  activations.try_emplace({read.number, read.clause, read.from, read.unit}, std::move(read));
}

void BookReader::Stage::take_post(Row& row) {
  enum { code, title, superior, level, section, role };
  book.posts.try_emplace({row.scope(), row.text(code)}, Post{row.text(code), row.text(title), row.text(superior), row.text(level),
                                                             row.text(section), row.text(role), row.scope()});
}

void BookReader::Stage::take_holder(Row& row) {
  enum { post, from, person, standing, until };
  const auto since = row.date(from);
  if (!since) return;
  Holder read;
  read.post = row.text(post);
  read.from = *since;
  read.person = row.text(person);
  if (const auto known = row.choice<Standing>(standing)) read.standing = *known;
  read.until = row.date(until);
  read.unit = row.scope();
  if (is_backwards(since, read.until)) return row.fault(std::string(backwards) + "; pejabat ini tidak terhitung");
  holders.try_emplace({read.unit, read.post, read.from}, std::move(read));
}

void BookReader::Stage::take_rotation(Row& row) {
  enum { employee, from, group };
  if (const auto since = row.date(from)) groups.try_emplace({row.text(employee), *since, row.scope()}, row.text(group));
}

void BookReader::Stage::take_shift(Row& row) {
  enum { code, from, start, end, break_minutes, name };
  const auto since = row.date(from);
  if (!since) return;
  const auto begins = parse_clock(row.text(start)), ends = parse_clock(row.text(end));
  if (!begins || !ends) return row.fault("jam mulai atau selesai bukan waktu JJ:MM; sif ini tidak dipakai");
  const int length = *ends > *begins ? *ends - *begins : *ends + 24 * 60 - *begins;
  const std::int64_t pause = row.number(break_minutes).value_or(0);
  if (*begins >= 24 * 60 || *begins == *ends || pause < 0 || pause >= length)
    return row.fault("sif tanpa jam kerja (mulai sama dengan selesai, atau istirahat menghabiskannya); sif ini tidak dipakai");
  ShiftEntry read{row.text(code), row.text(name), *since, *begins, *ends, static_cast<int>(pause), row.scope()};
  shifts.try_emplace({read.unit, read.code, read.from}, std::move(read));
}

}  // namespace hadir::rules
