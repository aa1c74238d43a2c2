// matter.show: one thing that goes through tiers, with everybody who is asked about it, what they decided, and what whoever asks
// may decide now (A29). meeting.show, assembly.show: who was asked and who came. people.list: whom one can choose.
#include "common/base/text.h"
#include "common/desk/decisions.h"
#include "common/desk/lookup.h"
#include "common/desk/tables.h"

namespace hadir::desk {
namespace {

using rules::Book;
using rules::Decision;

array texts(const std::vector<std::string>& all) {
  array json;
  for (const std::string& one : all) json.emplace_back(one);
  return json;
}

std::string decision_text(Decision decision) { return choice_text("approval", "decision", static_cast<std::int64_t>(decision)); }

// --- what it is about, by its public names; those that say nothing are left out ---

void put(object& facts, const char* name, const std::string& text) {
  if (!text.empty()) facts[name] = text;
}

object facts_of(const rules::Permit& permit) {
  object facts{{"type", choice_text("permit", "type", static_cast<std::int64_t>(permit.type))},
               {"from", date_text(permit.from)},
               {"until", date_text(permit.until)}};
  put(facts, "subtype", permit.subtype);
  put(facts, "reason", permit.reason);
  put(facts, "urgency", permit.urgency);
  put(facts, "destination", permit.destination);
  put(facts, "region", permit.region);
  put(facts, "room", permit.room);
  put(facts, "condition", permit.condition);
  put(facts, "by", permit.by);
  if (permit.requested) facts["requested"] = text_of(*permit.requested);
  return facts;
}

object facts_of(const Book& book, const rules::Letter& letter) {
  array people;
  for (const rules::Letter::Named& one : letter.people)
    people.push_back(object{{"nip", one.person},
                            {"name", name_of(book, one.person)},
                            {"from", date_text(one.from)},
                            {"until", date_text(one.until)},
                            {"note", one.note}});
  object facts{{"duty", choice_text("letter", "duty", static_cast<std::int64_t>(letter.duty))},
               {"from", date_text(letter.from)},
               {"until", date_text(letter.until)},
               {"drafted", text_of(letter.at)}};
  put(facts, "number", letter.number);
  put(facts, "place", letter.place);
  put(facts, "signer", letter.signer);
  if (!letter.signer.empty()) facts["signer_name"] = name_of(book, letter.signer);
  if (!letter.basis.empty()) facts["basis"] = texts(letter.basis);
  if (!letter.tasks.empty()) facts["tasks"] = texts(letter.tasks);
  facts["people"] = std::move(people);
  return facts;
}

object facts_of(const rules::DailyReport& report, Date day) {
  object facts{{"date", date_text(day)}, {"activities", texts(report.activities)}};
  if (!report.evidence.empty()) facts["evidence"] = texts(report.evidence);
  if (report.submitted) facts["submitted"] = text_of(*report.submitted);
  return facts;
}

object facts_of(const rules::Punch& punch) {
  object facts{{"claimed", text_of(punch.claimed)},
               {"claimed_direction", choice_text("punch", "direction", static_cast<std::int64_t>(punch.claimed_direction))},
               {"at", text_of(punch.at)},
               {"direction", choice_text("punch", "direction", static_cast<std::int64_t>(punch.direction))},
               {"struck", punch.struck}};
  put(facts, "reason", punch.correction_reason);
  put(facts, "by", punch.corrected_by);
  return facts;
}

object facts_about(rules::Lookup& lookup, const std::string& subject, const std::string& person) {
  const Book& book = lookup.book;
  if (const rules::Permit* permit = find_permit(book, subject)) return facts_of(*permit);
  if (const rules::Letter* letter = find_letter(book, subject)) return facts_of(book, *letter);
  const auto day = base::parse_date(std::string_view(subject).substr(subject.rfind('/') + 1));
  if (day)
    if (const auto report = book.daily_reports.find({person, *day});
        report != book.daily_reports.end() && subject == daily_subject(person, *day))
      return facts_of(report->second, *day);
  const auto punch = lookup.corrected_punch(subject);
  return punch.punch == nullptr ? object() : facts_of(*punch.punch);
}

// --- its tiers ---

const char* why_text(rules::Skip::Why why) {
  constexpr const char* names[] = {"lowong", "dirinya sendiri", "di bawah dirinya", "sudah di tingkat lain"};
  return names[static_cast<std::size_t>(why)];
}

array tiers_json(const Book& book, const rules::Outcome& outcome) {
  array tiers;
  for (std::size_t at = 0; at < outcome.chain->tiers.size(); ++at) {
    const rules::Tier& tier = outcome.chain->tiers[at];
    tiers.push_back(object{{"tier", at + 1},
                           {"post", tier.post},
                           {"title", tier.title},
                           {"person", tier.person},
                           {"name", name_of(book, tier.person)},
                           {"standing", choice_text("holder", "standing", static_cast<std::int64_t>(tier.standing))},
                           {"waits", outcome.waits == at + 1}});
  }
  return tiers;
}

array skips_json(const rules::Chain& chain) {
  array skipped;
  for (const rules::Skip& one : chain.skipped)
    skipped.push_back(object{{"post", one.post}, {"title", one.title}, {"why", why_text(one.why)}, {"below", one.below}});
  return skipped;
}

array steps_json(const Book& book, const rules::Outcome& outcome) {
  array steps;
  for (const rules::Step& step : outcome.steps) {
    const rules::Approval& approval = *step.approval;
    const rules::Post* post = nullptr;
    for (const auto& [key, one] : book.posts)
      if (key.second == approval.post) post = &one;
    steps.push_back(object{{"round", approval.round},
                           {"by", approval.by.str()},
                           {"name", name_of(book, approval.by)},
                           {"post", post == nullptr ? approval.post.str() : post->title},
                           {"decision", decision_text(approval.decision)},
                           {"at", text_of(approval.at)},
                           {"note", approval.note.str()},
                           {"tier", step.tier},
                           {"of", step.of},
                           {"counts", step.counts},
                           {"why_not", step.why_not},
                           {"doubtful", approval.written.trust == rules::Trust::doubtful}});
  }
  return steps;
}

array may_of(rules::Lookup& lookup, const std::string& subject, const Desk& desk) {
  array may;
  const auto by = person_in({{"by", desk.author}}, "by");
  if (!by) return may;
  for (const Decision one : {Decision::approved, Decision::forwarded, Decision::returned, Decision::rejected})
    if (rules::may_decide(lookup, subject, *by, one, desk.today)) may.emplace_back(decision_text(one));
  return may;
}

Result<Outcome> show_matter(const Book& book, const object& request, const Desk& desk) {
  const std::string subject = text_in(request, "subject");
  rules::Lookup lookup(book, desk.now_ms);
  const auto about = rules::subject_of(lookup, subject);
  const rules::Outcome* stands = about ? rules::outcome_of(lookup, subject) : nullptr;
  if (stands == nullptr)
    return Error{Fault::not_found, "tidak ada \"" + base::printable(subject, 100) + "\"", "pilih dari daftarnya"};
  const char* state = about->cancelled ? "dibatalkan" : about->draft ? "draf" : progress_text(stands->progress);
  Outcome outcome;
  outcome.answer = {{"subject", subject},
                    {"matter", rules::name_of(about->matter)},
                    {"employee", about->person},
                    {"name", name_of(book, about->person)},
                    {"round", about->round},
                    {"state", state},
                    {"facts", facts_about(lookup, subject, about->person)},
                    {"tiers", tiers_json(book, *stands)},
                    {"skipped", skips_json(*stands->chain)},
                    {"steps", steps_json(book, *stands)},
                    {"waits_for", waiting_person(lookup, subject)},
                    {"doubtful", stands->is_doubtful()},
                    {"contradictions", texts(stands->contradictions)},
                    {"may", may_of(lookup, subject, desk)}};
  return outcome;
}

// --- gatherings ---

Result<Outcome> show_meeting(const Book& book, const object& request, const Desk& desk) {
  const std::string subject = text_in(request, "subject");
  for (const rules::Meeting& one : book.meetings) {
    const auto named = change_of("meeting", {{"organiser", one.organiser}, {"at", text_of(one.at)}});
    if (!named || subject_of("meeting", *named) != subject) continue;
    array people;
    for (const rules::Meeting::Invited& each : one.people)
      people.push_back(object{
          {"nip", each.person}, {"name", name_of(book, each.person)}, {"virtual", each.is_virtual}, {"attended", each.attended}});
    Outcome outcome;
    outcome.answer = {{"subject", subject},
                      {"title", one.title},
                      {"at", text_of(one.at)},
                      {"minutes", one.minutes},
                      {"room", one.room},
                      {"capacity", one.capacity ? value(*one.capacity) : value(nullptr)},
                      {"urgency", one.urgency},
                      {"organiser", one.organiser},
                      {"organiser_name", name_of(book, one.organiser)},
                      {"over", one.at.ms < desk.now_ms},
                      {"state", one.cancelled ? "dibatalkan" : "berlaku"},
                      {"people", std::move(people)}};
    return outcome;
  }
  return Error{Fault::not_found, "tidak ada rapat \"" + base::printable(subject, 80) + "\"", "pilih dari daftarnya"};
}

Result<Outcome> show_assembly(const Book& book, const object& request, const Desk& desk) {
  const auto date = date_in(request, "date", desk.today, desk);
  if (!date) return date.error();
  const std::string session = text_in(request, "session").empty() ? "pagi" : text_in(request, "session");
  const auto index = choice_of("assembly", "session", session);
  if (!index)
    return Error{Fault::bad_input, "apel \"" + base::printable(session, 20) + "\" tidak dikenal", "pilih pagi, siang atau sore"};
  const auto which = static_cast<rules::Session>(*index);
  const auto held = book.assemblies.find({desk.unit, *date, which});
  array rows;
  for (const rules::Person* person : book.members(desk.unit, *date, false)) {
    const auto there = book.assembly_people.find({person->id, *date, which});
    rows.push_back(object{{"nip", person->id},
                          {"name", person->name},
                          {"section", person->states.at(*date).section},
                          {"present", there == book.assembly_people.end() ? value(nullptr) : value(there->second)}});
  }
  Outcome outcome;
  outcome.answer = {{"date", date_text(*date)}, {"session", session}, {"held", held != book.assemblies.end()}};
  if (held != book.assemblies.end()) {
    outcome.answer["mode"] = held->second.is_virtual ? "virtual" : "langsung";
    outcome.answer["starts"] = held->second.starts;
    outcome.answer["led_by"] = held->second.led_by;
  }
  outcome.answer["rows"] = std::move(rows);
  return outcome;
}

// --- people ---

// Everybody of the unit on a day, by name. With "under": those about whom the one at the keyboard decides, and himself.
Result<Outcome> list_people(const Book& book, const object& request, const Desk& desk) {
  const auto date = date_in(request, "date", desk.today, desk);
  if (!date) return date.error();
  const bool under = flag_in(request, "under");
  rules::Lookup lookup(book, desk.now_ms);
  std::vector<const rules::Person*> people = book.members(desk.unit, *date, false);
  std::ranges::sort(people, {}, [](const rules::Person* one) { return std::tie(one->name, one->id); });
  array rows;
  for (const rules::Person* person : people) {
    if (under && person->id != desk.author &&
        rules::chain_of(lookup, person->id, rules::Matter::permit, *date).tier_of(desk.author) == 0)
      continue;
    const rules::PersonState& state = person->states.at(*date);
    std::string post = state.position;
    for (const rules::Post* held : lookup.posts_of(person->id, *date)) post = held->title;
    rows.push_back(object{{"nip", person->id}, {"name", person->name}, {"section", state.section}, {"post", post}});
  }
  Outcome outcome;
  outcome.answer = {{"rows", std::move(rows)}};
  return outcome;
}

constexpr Operation table[] = {
    {"matter.show", span_subject, show_matter, false, Reads::papers},
    {"meeting.show", span_subject, show_meeting},
    {"assembly.show", span_date, show_assembly},
    {"people.list", span_date, list_people, false, Reads::papers},
};

}  // namespace

std::span<const Operation> matter_operations() { return table; }

}  // namespace hadir::desk
