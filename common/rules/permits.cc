#include "common/rules/permits.h"

#include <fmt/format.h>

#include "common/rules/wording.h"

namespace hadir::rules {
namespace {

// The lower, the sooner it counts; negative: does not keep anybody away.
int order_of(PermitType type) {
  switch (type) {
    case PermitType::tb: return 0;
    case PermitType::leave: return 1;
    case PermitType::sick: return 2;
    case PermitType::dl: return 3;
    case PermitType::tl: return 4;
    case PermitType::excused: return 5;
    case PermitType::office:
    case PermitType::travel: break;
  }
  return -1;
}

bool covers(const Permit& permit, Date day) { return permit.from <= day && day <= permit.until; }

}  // namespace

Away away_on(Lookup& lookup, std::string_view person, Date day) {
  Away away;
  for (const Permit& permit : lookup.permits_of(person)) {
    if (permit.from > day) break;  // they are by their first day
    const int order = order_of(permit.type);
    if (order < 0 || permit.cancelled || !covers(permit, day)) continue;
    const Outcome* outcome = outcome_of(lookup, permit.subject);
    if (outcome->is_approved()) {
      const Permit* other = &permit;
      if (away.granted == nullptr || order < order_of(away.granted->type)) std::swap(away.granted, other);
      if (other != nullptr) away.others.push_back(other);
    } else if (away.waiting == nullptr && outcome->progress != Progress::rejected && outcome->progress != Progress::returned) {
      away.waiting = &permit;
    }
  }
  return away;
}

EntryPermit entry_permit(Lookup& lookup, const Person& person, Date day, std::int64_t came_ms) {
  EntryPermit entry;
  const int offset = lookup.book.offset_of(person.unit);
  std::string why = "tidak ada permohonan";
  for (const Permit& permit : lookup.permits_of(person.id)) {
    if (permit.type != PermitType::office || permit.cancelled || !covers(permit, day)) continue;
    const Outcome* outcome = outcome_of(lookup, permit.subject);
    if (outcome->progress == Progress::rejected || outcome->progress == Progress::returned) {
      if (entry.permit == nullptr) why = "permohonan " + outcome->text;
      continue;
    }
    if (entry.permit != nullptr && !outcome->is_approved()) continue;
    if (entry.approved && entry.approved->ms <= outcome->decisive->at.ms) continue;
    entry.permit = &permit;
    why = "permohonan " + outcome->text;
    if (!outcome->is_approved()) continue;
    entry.approved = outcome->decisive->at;
    entry.approver = outcome->decisive->by;
    entry.approver_post = outcome->decisive->post;
    entry.granted = entry.approved->ms <= came_ms;
    why = "baru disetujui " + wording::moment(entry.approved->ms, offset);
  }
  entry.text = entry.granted ? fmt::format("izin {} pada {}", wording::who(lookup.book, entry.approver),
                                           wording::moment(entry.approved->ms, offset))
                             : "tanpa izin: " + why;
  return entry;
}

}  // namespace hadir::rules
