#include "common/rules/travel.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/rules/selector.h"
#include "common/rules/wording.h"

namespace hadir::rules {
namespace {

using base::Error;

bool has(const std::vector<std::string>& list, std::string_view item) { return std::ranges::find(list, item) != list.end(); }

Date last_of_month(Date month) {
  return {month.days + static_cast<std::int32_t>(base::days_in_month(base::year_of(month), base::month_of(month))) - 1};
}

std::string region_of_unit(const Book& book, std::string_view code, Date day) {
  for (const Unit* unit : book.lineage(code, day))
    if (!unit->states.at(day).region.empty()) return unit->states.at(day).region;
  return {};
}

// The step that holds on a day, and since when.
const std::pair<Date, RegionState>* state_of(const Book& book, const std::string& region, Date day) {
  const auto found = book.regions.find(region);
  if (found == book.regions.end()) return nullptr;
  const std::pair<Date, RegionState>* at = nullptr;
  for (const auto& step : found->second.steps)
    if (step.first <= day) at = &step;
  return at;
}

const Person* traveller(const Book& book, const Permit& permit) { return book.person(permit.person, permit.from); }

void look_at_days(const Book& book, const Permit& permit, const Travel& rule, Journey& journey) {
  for (Date day = permit.from; day <= permit.until; ++day.days) {
    const auto* step = state_of(book, journey.destination, day);
    if (step == nullptr) return;
    const std::string& status = step->second.status;
    if (names(rule.urgency_for, status) && !journey.needs_urgency) {
      journey.needs_urgency = true;
      journey.urgent_status = status;
    }
    if (names(rule.closed_for, status) && !journey.closed_on) {
      journey.closed_on = day;
      journey.closed_since = step->first;
      journey.closed_status = status;
      journey.escalate_to = rule.escalate_to;
    }
  }
}

}  // namespace

const char* text_of(JourneyKind kind) {
  static constexpr const char* names[] = {"Dinas", "Keluarga", "Pribadi", "-"};
  return names[static_cast<std::size_t>(kind)];
}

JourneyKind kind_of(const Permit& permit) {
  if (permit.type == PermitType::dl || permit.subtype == "dinas") return JourneyKind::duty;
  if (permit.subtype == "keluarga") return JourneyKind::family;
  return permit.subtype == "pribadi" ? JourneyKind::personal : JourneyKind::unknown;
}

bool is_journey(const Permit& permit) { return permit.type == PermitType::travel || permit.type == PermitType::dl; }

Journey journey_of(Lookup& lookup, const Permit& permit) {
  const Book& book = lookup.book;
  Journey journey;
  journey.destination = permit.region.empty() ? permit.destination : permit.region;
  const Person* person = traveller(book, permit);
  if (person == nullptr || !is_journey(permit)) return journey;
  journey.clause = lookup.rule<Travel>(*person, permit.from);
  const Travel* rule = journey.clause ? &journey.clause.as<Travel>() : nullptr;
  const std::string own = region_of_unit(book, person->unit, permit.from);
  const bool inside = rule != nullptr && !rule->home_regions.empty() ? names(rule->home_regions, journey.destination)
                                                                     : !own.empty() && names({own}, journey.destination);
  // A duty elsewhere that names no region is one inside the home region; other journeys have to say where they go.
  journey.outside = !inside && !(permit.type == PermitType::dl && permit.region.empty());
  if (rule == nullptr) return journey;
  journey.needs_permit = rule->permit && journey.outside;
  look_at_days(book, permit, *rule, journey);
  return journey;
}

std::string escalation_of(Lookup& lookup, const Permit& permit, Date decided) {
  if (!is_journey(permit)) return {};
  const Journey journey = journey_of(lookup, permit);
  return journey.closed_on && journey.closed_since <= decided ? journey.escalate_to : std::string();
}

base::Result<Admission> check_permit(Lookup& lookup, const Permit& permit) {
  const std::string person = wording::who(lookup.book, permit.person);
  const auto bad = [&](std::string what, std::string hint) {
    return Error{base::Fault::bad_input, std::move(what), std::move(hint)};
  };
  if (traveller(lookup.book, permit) == nullptr)
    return Error{base::Fault::not_found, fmt::format("Pegawai {} tidak dikenal.", permit.person), "Periksa NIP-nya."};
  if (permit.until < permit.from)
    return bad(
        fmt::format("Izin {} berakhir {} sebelum mulai {}.", person, wording::date(permit.until), wording::date(permit.from)),
        "Balik tanggalnya.");
  if (permit.reason.empty()) return bad(fmt::format("Izin {} tanpa alasan.", person), "Tuliskan alasan atau keperluannya.");
  static const std::vector<std::string> leaves{"CT", "CB", "CS", "CM", "CAP", "CLTN"};
  if (permit.type == PermitType::leave && !has(leaves, permit.subtype))
    return bad(fmt::format("Jenis cuti {} tidak dikenal.", permit.subtype.empty() ? "(kosong)" : permit.subtype),
               "Pilih CT, CB, CS, CM, CAP atau CLTN.");
  Admission admission;
  if (!is_journey(permit)) return admission;
  if (kind_of(permit) == JourneyKind::unknown)
    return bad(fmt::format("Jenis perjalanan {} belum disebut.", person), "Pilih dinas, keluarga atau pribadi.");
  if (permit.type == PermitType::travel && permit.destination.empty() && permit.region.empty())
    return bad(fmt::format("Tujuan perjalanan {} belum disebut.", person), "Tuliskan tempat dan wilayah tujuan.");

  const Journey journey = journey_of(lookup, permit);
  if (journey.needs_urgency && permit.urgency.empty())
    return bad(fmt::format("Tujuan {} berstatus {}, tetapi alasan mendesak tidak disebut ({}).", journey.destination,
                           journey.urgent_status, journey.clause.citation()),
               "Tuliskan alasan mendesaknya.");
  if (journey.closed_on && journey.escalate_to.empty())
    return Error{base::Fault::refused,
                 fmt::format("Tujuan {} berstatus {} pada {}; perjalanan ke sana ditutup ({}).", journey.destination,
                             journey.closed_status, wording::date(*journey.closed_on), journey.clause.citation()),
                 "Tunda perjalanan sampai statusnya berubah."};
  if (journey.closed_on) {
    admission.escalates = journey.escalate_to;
    admission.hints.push_back(fmt::format("Tujuan {} berstatus {}; perlu persetujuan {}.", journey.destination,
                                          journey.closed_status, journey.escalate_to));
  }
  if (permit.region.empty() && !permit.destination.empty())
    admission.hints.push_back("Wilayah tujuan belum diisi; tujuan dianggap di luar wilayah kerja bila namanya tidak sama.");
  return admission;
}

std::vector<Finding> travel_findings(Lookup& lookup, const Permit& permit) {
  const Book& book = lookup.book;
  const Person* person = traveller(book, permit);
  const Outcome* outcome = outcome_of(lookup, permit.subject);
  if (person == nullptr || outcome == nullptr || permit.cancelled || !is_journey(permit)) return {};
  const Journey journey = journey_of(lookup, permit);
  if (!journey.clause || outcome->progress == Progress::rejected) return {};

  std::vector<Finding> findings;
  const auto found = [&](const char* code, bool violation, std::string what) {
    findings.push_back({permit.from,
                        person->unit,
                        code,
                        violation,
                        journey.clause.citation(),
                        {permit.person},
                        0,
                        0,
                        fmt::format("{}, perjalanan {} ke {} ({}): {}.", wording::who(book, permit.person),
                                    wording::span(permit.from, permit.until),
                                    journey.destination.empty() ? "tujuan yang tidak disebut" : journey.destination,
                                    text_of(kind_of(permit)), what)});
  };
  if (permit.type == PermitType::travel && journey.destination.empty())
    found("travel_no_destination", false, "tujuan belum disebut");
  const bool began = lookup.today(person->unit) >= permit.from;
  if (journey.needs_permit && !outcome->is_approved() && began)
    found("travel_no_permit", true, "berangkat tanpa izin atasan; permohonan " + outcome->text);
  std::optional<Date> approved;
  if (outcome->is_approved()) approved = base::date_of(outcome->decisive->at.ms, outcome->decisive->at.offset_minutes);
  if (journey.needs_permit && approved && *approved > permit.from)
    found("travel_late_permit", false, fmt::format("izin baru disetujui {}, setelah berangkat", wording::date(*approved)));
  if (journey.needs_urgency && permit.urgency.empty())
    found("travel_no_urgency", true, fmt::format("tujuan berstatus {}, alasan mendesak tidak disebut", journey.urgent_status));
  if (journey.closed_on) {
    const auto closed = fmt::format("tujuan berstatus {} pada {}", journey.closed_status, wording::date(*journey.closed_on));
    if (approved && *approved < journey.closed_since)
      found("travel_recheck", false,
            fmt::format("{}, sejak {}; disetujui {}, periksa kembali", closed, wording::date(journey.closed_since),
                        wording::date(*approved)));
    else if (journey.escalate_to.empty())
      found("travel_blocked", true, closed + "; perjalanan ke sana ditutup");
    else if (!approved)
      found("travel_blocked", true, fmt::format("{}; perlu persetujuan {}", closed, journey.escalate_to));
  }
  return findings;
}

std::vector<TravelRow> travel_recap(Lookup& lookup, std::string_view unit, Date month) {
  const Book& book = lookup.book;
  const Date last = last_of_month(month);
  std::vector<TravelRow> rows;
  for (const Permit& permit : book.permits) {
    if (!is_journey(permit) || permit.cancelled || permit.until < month || permit.from > last) continue;
    const Date day = std::max(permit.from, month);
    const Person* person = book.person(permit.person, day);
    if (person == nullptr || !person->is_member(day)) continue;
    if (std::ranges::none_of(book.lineage(person->unit, day), [&](const Unit* above) { return above->code == unit; })) continue;
    const Journey journey = journey_of(lookup, permit);
    const Outcome* outcome = outcome_of(lookup, permit.subject);
    if (!journey.outside || outcome->progress == Progress::rejected) continue;
    const PersonState& state = person->states.at(day);
    TravelRow row{&permit, permit.person, person->name, state.position, state.klass, kind_of(permit),
                  {},      permit.from,   permit.until, permit.reason,  {},          {},
                  {}};
    row.destination = permit.destination.empty() ? permit.region : permit.destination;
    if (!permit.region.empty() && permit.region != row.destination) row.destination += ", " + permit.region;
    if (!permit.urgency.empty()) row.reason += "; mendesak: " + permit.urgency;
    if (outcome->is_approved()) {
      row.approver = outcome->decisive->by;
      row.approved = outcome->decisive->at;
    } else {
      row.note = "tanpa izin (" + outcome->text + ")";
    }
    rows.push_back(std::move(row));
  }
  std::ranges::sort(rows, {}, [](const TravelRow& row) {
    return std::tie(row.klass, row.name, row.person, row.departs, row.returns, row.permit->subject);
  });
  return rows;
}

}  // namespace hadir::rules
