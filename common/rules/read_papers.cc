// Letters, permits, decisions, recalls, closures, meetings, recapitulations, what is put on record about both (read.h).
#include "common/base/text.h"
#include "common/rules/read_stage.h"

namespace hadir::rules {
namespace {

constexpr std::int64_t longest_closure_days = 366;
constexpr std::int64_t day_minutes = 24 * 60;

}  // namespace

void BookReader::Stage::take_letter(Row& row) {
  enum { author, at, at_offset, number, duty, from, until, basis, tasks, signer, place, round };
  const auto moment = row.moment(at, at_offset);
  if (!moment) return;
  const std::tuple key{moment->ms, row.text(author), row.scope()};
  const auto begins = row.date(from), ends = row.date(until);
  if (!begins || !ends || *ends < *begins || !touches(*begins, *ends)) {
    letters_elsewhere.insert(key);
    if (!begins || !ends)
      row.fault("surat tanpa tanggal mulai atau selesai; surat ini tidak berlaku");
    else if (*ends < *begins)
      row.fault("tanggal selesai " + base::format_date(*ends) + " lebih awal daripada mulai " + base::format_date(*begins) +
                "; surat ini tidak berlaku");
    return;
  }
  Letter read;
  read.author = row.text(author);
  read.at = *moment;
  read.number = row.text(number);
  if (const auto known = row.choice<Letter::Duty>(duty)) read.duty = *known;
  read.from = *begins;
  read.until = *ends;
  read.basis = row.list(basis);
  read.tasks = row.list(tasks);
  read.signer = row.text(signer);
  read.place = row.text(place);
  read.round = row.number(round).value_or(1);
  read.subject = row.name();
  read.written = row.written();
  letters.try_emplace(key, std::move(read));
}

void BookReader::Stage::take_letter_person(Row& row) {
  enum { author, at, employee, at_offset, from, until, note };
  const auto moment = row.moment(at, at_offset);
  if (!moment) return;
  const auto begins = row.date(from), ends = row.date(until);
  if (begins && ends && *ends < *begins)
    return row.fault("tanggal selesai lebih awal daripada mulai; " + row.text(employee) + " tidak terhitung dalam surat ini");
  letter_people[{moment->ms, row.text(author), row.scope()}].try_emplace(row.text(employee),
                                                                         NamedDays{begins, ends, row.text(note)});
}

void BookReader::Stage::take_permit(Row& row) {
  enum {
    employee,
    type,
    from,
    until,
    subtype,
    reason,
    urgency,
    destination,
    region,
    room,
    condition,
    by,
    round,
    cancelled,
    requested,
    requested_offset
  };
  const auto begins = row.date(from);
  const auto known = row.choice<PermitType>(type);
  if (!begins || !known) return;
  const Date ends = row.date(until).value_or(*begins);
  if (ends < *begins)
    return row.fault("tanggal selesai " + base::format_date(ends) + " lebih awal daripada mulai " + base::format_date(*begins) +
                     "; izin ini tidak berlaku");
  if (!touches(*begins, ends)) return;
  Permit read;
  read.person = row.text(employee);
  read.type = *known;
  read.from = *begins;
  read.until = ends;
  read.subtype = row.text(subtype);
  read.reason = row.text(reason);
  read.urgency = row.text(urgency);
  read.destination = row.text(destination);
  read.region = row.text(region);
  read.room = row.text(room);
  read.condition = row.text(condition);
  read.by = row.text(by);
  read.round = row.number(round).value_or(1);
  read.cancelled = row.flag(cancelled);
  read.requested = row.moment(requested, requested_offset);
  read.subject = row.name();
  read.written = row.written();
  permits.try_emplace({read.person, read.from, read.type, row.scope()}, std::move(read));
}

void BookReader::Stage::take_approval(Row& row) {
  enum { subject, round, by, decision, at, at_offset, post, skipped, note };
  Approval read;
  std::string about = row.text(subject);
  // Decisions about daily reports are many, and each is of one day; so are those about absence, which have no other record.
  const bool of_a_day = about.starts_with("daily_report/") || about.starts_with("absence/");
  if (of_a_day && about.size() > 10)
    if (const auto day = base::parse_date(std::string_view(about).substr(about.size() - 10)); day && !keeps(*day)) return;
  read.subject = std::move(about);
  read.round = row.number(round).value_or(1);
  read.by = row.shared(by);
  const auto known = row.choice<Decision>(decision);
  const auto moment = row.moment(at, at_offset);
  if (!known || !moment) {
    if (!row.has(decision) || !row.has(at)) row.fault("keputusan tanpa isi atau tanpa waktu; tidak terhitung");
    return;
  }
  read.decision = *known;
  read.at = *moment;
  read.post = row.shared(post);
  read.skipped = row.list(skipped);
  read.note = row.text(note);
  read.written = row.written();
  approvals.push_back({{}, {}, row.shared_scope(), std::move(read)});
}

void BookReader::Stage::take_recall(Row& row) {
  enum { employee, at, at_offset, by, place, reason, answer_by, answer_by_offset, acknowledged, acknowledged_offset, phoned_by };
  const auto moment = row.moment(at, at_offset);
  if (!moment || !keeps_moment(moment->ms)) return;
  Recall read{row.text(employee),
              row.text(by),
              row.text(place),
              row.text(reason),
              row.text(phoned_by),
              *moment,
              row.moment(answer_by, answer_by_offset),
              row.moment(acknowledged, acknowledged_offset)};
  recalls.try_emplace({read.person, read.at.ms, row.scope()}, std::move(read));
}

void BookReader::Stage::take_closure(Row& row) {
  enum { section, from, days, counting, reason, by, cancelled };
  const auto begins = row.date(from);
  const std::int64_t length = row.number(days).value_or(0);
  if (!begins) return;
  if (length < 1 || length > longest_closure_days)
    return row.fault("lama penutupan " + std::to_string(length) + " hari; harus 1 sampai " +
                     std::to_string(longest_closure_days) + "; penutupan ini tidak berlaku");
  Closure read{row.scope(),        row.text(section), *begins,      length,
               Counting::calendar, row.text(reason),  row.text(by), row.flag(cancelled)};
  if (const auto known = row.choice<Counting>(counting)) read.counting = *known;
  closures.try_emplace({read.unit, read.from, read.section, row.has(section)}, std::move(read));
}

void BookReader::Stage::take_meeting(Row& row) {
  enum { organiser, at, at_offset, title, room, capacity, minutes, urgency, cancelled };
  const auto moment = row.moment(at, at_offset);
  if (!moment) return;
  const std::tuple key{moment->ms, row.text(organiser), row.scope()};
  if (!keeps_moment(moment->ms)) {
    meetings_elsewhere.insert(key);
    return;
  }
  Meeting read;
  read.organiser = row.text(organiser);
  read.title = row.text(title);
  read.room = row.text(room);
  read.urgency = row.text(urgency);
  read.at = *moment;
  read.capacity = row.number(capacity);
  if (const auto length = row.number(minutes)) {
    if (*length >= 1 && *length <= 7 * day_minutes)
      read.minutes = *length;
    else
      row.fault("lama rapat " + std::to_string(*length) + " menit; dianggap " + std::to_string(read.minutes) + " menit");
  }
  if (read.capacity && *read.capacity < 0) {
    row.fault("kapasitas ruangan kurang dari nol; dianggap tidak diisi");
    read.capacity.reset();
  }
  read.cancelled = row.flag(cancelled);
  read.unit = row.scope();
  meetings.try_emplace(key, std::move(read));
}

void BookReader::Stage::take_meeting_person(Row& row) {
  enum { organiser, at, person, at_offset, is_virtual, attended };
  const auto moment = row.moment(at, at_offset);
  if (!moment) return;
  Meeting::Invited invited{row.text(person), row.flag(is_virtual), row.flag(attended)};
  meeting_people[{moment->ms, row.text(organiser), row.scope()}].try_emplace(invited.person, invited);
}

void BookReader::Stage::take_recap(Row& row) {
  enum { subject, month, submitted, submitted_offset, by, nil, entries, number, through };
  static constexpr const char* subjects[] = {"perjalanan", "kehadiran", "lkh"};
  const auto known = row.choice<std::int64_t>(subject);
  const auto day = row.date(month);
  const auto moment = row.moment(submitted, submitted_offset);
  if (!known || !day) return;
  if (!moment) {
    if (!row.has(submitted)) row.fault("rekapitulasi tanpa waktu penyampaian; tidak terhitung");
    return;
  }
  if (base::day_of_month(*day) != 1) return row.fault("bulan harus ditulis sebagai tanggal 1; rekapitulasi ini tidak terhitung");
  book.recaps.try_emplace(
      {row.scope(), subjects[static_cast<std::size_t>(*known)], *day},
      Recap{*moment, row.text(by), row.text(number), row.text(through), row.flag(nil), row.number(entries).value_or(0)});
}

void BookReader::Stage::take_deviation(Row& row) {
  enum { author, at, at_offset, subject, from, until, reason, citations };
  const auto moment = row.moment(at, at_offset);
  const auto begins = row.date(from), ends = row.date(until);
  if (!moment) return;
  if (!begins || !ends || *ends < *begins) return row.fault("penyimpangan tanpa hari-hari yang dimaksud; tidak terhitung");
  if (!touches(*begins, *ends)) return;
  deviations.try_emplace({moment->ms, row.text(author), row.scope()},
                         Deviation{row.text(author), row.text(subject), row.text(reason), *moment, *begins, *ends,
                                   row.list(citations), row.scope()});
}

void BookReader::Stage::take_disclosure(Row& row) {
  enum { author, at, at_offset, paper, from, until, about, entries };
  const auto moment = row.moment(at, at_offset);
  if (!moment || !keeps_moment(moment->ms)) return;
  const auto begins = row.date(from), ends = row.date(until);
  if (!begins || !ends) row.fault("tidak menyebut hari-hari yang dilihat; dianggap harinya sendiri");
  const Date day = base::date_of(moment->ms, moment->offset_minutes);
  disclosures.try_emplace({moment->ms, row.text(author), row.scope()},
                          Disclosure{row.text(author), row.text(paper), row.text(about), *moment, begins.value_or(day),
                                     ends.value_or(day), row.number(entries).value_or(0), row.scope()});
}

}  // namespace hadir::rules
