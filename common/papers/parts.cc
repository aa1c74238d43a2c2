#include "common/papers/parts.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "common/base/person_id.h"

namespace hadir::papers {

const char* const dots = "........................................";

namespace {

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& letter : out) {
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  }
  return out;
}

std::string_view standing_prefix(rules::Standing standing) {
  switch (standing) {
    case rules::Standing::plt: return "Plt. ";
    case rules::Standing::plh: return "Plh. ";
    case rules::Standing::pj: return "Pj. ";
    case rules::Standing::definitive: break;
  }
  return "";
}

struct Seat {
  const rules::Post* post = nullptr;
  const rules::Holder* holder = nullptr;
};
// The post with that role of the unit, else of the nearest unit above it.
Seat seat_with_role(const Book& book, std::string_view unit, std::string_view role, Date day) {
  for (const rules::Unit* one : book.lineage(unit, day)) {
    const auto begin = book.posts.lower_bound({one->code, ""});
    Seat found;
    for (auto at = begin; at != book.posts.end() && at->first.first == one->code; ++at) {
      if (at->second.role != role) continue;
      const rules::Holder* holder = book.holder_of(at->second, day);
      if (found.post == nullptr || (holder != nullptr && found.holder == nullptr)) found = {&at->second, holder};
    }
    if (found.post != nullptr) return found;
  }
  return {};
}

// file names: a-z A-Z 0-9 . _ -
std::string for_file(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
                       letter == '.' || letter == '_' || letter == '-';
    out += plain ? letter : '-';
  }
  return out;
}

std::string dates_for_file(Date from, Date until) {
  if (is_whole_month(from, until)) return base::format_date(from).substr(0, 7);
  if (from == until) return base::format_date(from);
  return base::format_date(from) + "_" + base::format_date(until);
}

}  // namespace

// ---- People

Staff staff_of(const Person& person, Date day) {
  if (person.states.at(day).klass == rules::Class::non_asn || !base::is_asn_number(person.id)) return Staff::non_asn;
  return base::is_pns_nip(person.id) ? Staff::pns : Staff::pppk;
}

std::string_view class_name(rules::Class klass) {
  switch (klass) {
    case rules::Class::structural: return "Pejabat Struktural";
    case rules::Class::jfu: return "JFU";
    case rules::Class::jft: return "JFT";
    case rules::Class::non_asn: break;
  }
  return "Non ASN";
}

void in_office_order(const Book& book, std::vector<Member>& members) {
  std::erase_if(members, [](const Member& one) { return one.person == nullptr; });
  std::set<std::string_view> heads;
  const Date last = members.empty() ? Date{} : std::ranges::max(members, {}, &Member::day).day;
  for (const auto& [key, post] : book.posts) {
    if (post.role != "kepala") continue;
    const rules::Holder* holder = book.holder_of(post, last);
    // An acting head keeps the place of his own post.
    if (holder != nullptr && holder->standing == rules::Standing::definitive) heads.insert(holder->person);
  }
  struct Keyed {
    bool no_asn, no_head, no_official;
    int rank;
    std::string_view name, id;
    const Member* member;
    auto key() const { return std::tuple(no_asn, no_head, no_official, rank, name, id); }
  };
  std::vector<Keyed> keyed;
  keyed.reserve(members.size());
  for (const Member& one : members) {
    const PersonState& state = one.state();
    const bool no_asn = state.klass == rules::Class::non_asn;
    keyed.push_back({no_asn, !heads.contains(one.id), state.klass != rules::Class::structural, -rank_of(state.rank).order,
                     one.person->name, one.id, &one});
  }
  std::ranges::sort(keyed, {}, &Keyed::key);
  std::vector<Member> sorted;
  sorted.reserve(members.size());
  for (const Keyed& one : keyed) sorted.push_back(*one.member);
  members = std::move(sorted);
}

std::vector<Member> members_of(const Book& book, std::string_view unit, Date from, Date until, bool whole_opd) {
  std::map<std::string_view, bool> inside;  // unit -> below the one asked for, on either end of the span
  const auto is_inside = [&](std::string_view code) {
    const auto [place, fresh] = inside.emplace(code, code == unit);
    if (fresh && !place->second && whole_opd) {
      for (const Date day : {from, until}) {
        for (const rules::Unit* above : book.lineage(code, day)) place->second = place->second || above->code == unit;
      }
    }
    return place->second;
  };
  std::map<std::string_view, Member> found;
  const auto consider = [&](const Person& person) {
    const Date first = std::max(from, person.joined.value_or(from)), last = std::min(until, person.left.value_or(until));
    if (last < first || !is_inside(person.unit)) return;
    auto& member = found[person.id];
    if (member.person == nullptr || member.day < last) member = {person.id, &person, last};
  };
  for (const auto& [id, times] : book.earlier) {
    for (const Person& person : times) consider(person);
  }
  for (const auto& [id, person] : book.people) consider(person);
  std::vector<Member> members;
  members.reserve(found.size());
  for (auto& [id, member] : found) members.push_back(std::move(member));
  in_office_order(book, members);
  return members;
}

std::vector<Member> members_of(Sources& sources) {
  const PaperRequest& request = sources.request;
  return members_of(sources.book, request.unit, request.from, request.until, request.whole_opd);
}

std::string name_of(const Book& book, std::string_view person) {
  const Person* known = book.person(person);
  return known == nullptr || known->name.empty() ? std::string(person) : known->name;
}

std::string position_of(Sources& sources, std::string_view person, Date day) {
  const Person* known = sources.book.person(person, day);
  if (known == nullptr) return {};
  std::string own, acting;
  for (const rules::Holder* holder : sources.lookup.holdings_of(person)) {
    const auto at = sources.book.posts.find({holder->unit, holder->post});
    if (at == sources.book.posts.end() || sources.book.holder_of(at->second, day) != holder) continue;
    std::string& title = holder->standing == rules::Standing::definitive ? own : acting;
    if (title.empty()) title = std::string(standing_prefix(holder->standing)) + at->second.title;
  }
  if (!own.empty()) return own;
  const std::string& position = known->states.at(day).position;
  return position.empty() ? acting : position;
}

std::string unit_name(const Book& book, std::string_view unit) {
  const rules::Unit* known = book.unit(unit);
  return known == nullptr || known->name.empty() ? std::string(unit) : known->name;
}

// ---- Dates

Date first_of_month(Date day) { return {day.days - static_cast<std::int32_t>(base::day_of_month(day)) + 1}; }

Date last_of_month(Date day) {
  const unsigned length = base::days_in_month(base::year_of(day), base::month_of(day));
  return {first_of_month(day).days + static_cast<std::int32_t>(length) - 1};
}

bool is_whole_month(Date from, Date until) { return from == first_of_month(from) && until == last_of_month(from); }

std::string span_text(Date from, Date until) {
  if (from == until) return report::day_and_date(from);
  if (is_whole_month(from, until)) return report::month_and_year(from);
  return report::long_date(from) + " s.d. " + report::long_date(until);
}

// ---- Papers

Date dated(const PaperRequest& request) { return request.dated.value_or(request.until); }

report::Document new_paper(Sources& sources, std::string_view stem, std::string_view footer) {
  const PaperRequest& request = sources.request;
  report::Document out;
  out.name = std::string(stem) + "-" + dates_for_file(request.from, request.until) + "-" +
             for_file(request.person.empty() ? request.unit : request.person);
  out.date = request.until;
  if (request.size) out.paper = *request.size;
  out.letterhead = request.letterhead;
  const std::string unit = unit_name(sources.book, request.unit);
  if (out.letterhead.empty()) {
    const std::string opd = sources.book.opd_of(request.unit, request.until);
    if (opd != request.unit) out.letterhead.push_back(upper(unit_name(sources.book, opd)));
    out.letterhead.push_back(upper(unit));
  }
  out.footer = std::string(footer) + ", " + unit + ", " + span_text(request.from, request.until);
  return out;
}

std::string place_of(const PaperRequest& request) { return request.place.empty() ? "...................." : request.place; }

report::Signatory signatory(Sources& sources, std::string_view role, std::string_view heading, bool with_place) {
  const Date day = dated(sources.request);
  const std::string place = with_place ? place_of(sources.request) : "";
  const Seat seat = seat_with_role(sources.book, sources.request.unit, role, day);
  std::string post =
      seat.post != nullptr ? seat.post->title : std::string(role) + " " + unit_name(sources.book, sources.request.unit);
  post = upper(post);
  if (seat.holder == nullptr) return report::official(heading, place, day, post, dots, "", "");
  post.insert(0, standing_prefix(seat.holder->standing));
  return signatory(sources, {seat.holder->person, day, heading, place, post});
}

report::Signatory signatory(Sources& sources, const Signing& signing) {
  const Person* known = sources.book.person(signing.person, signing.day);
  const std::string post = signing.post.empty() ? position_of(sources, signing.person, signing.day) : std::string(signing.post);
  if (known == nullptr) {
    const std::string_view name = signing.person.empty() ? std::string_view(dots) : signing.person;
    return report::official(signing.heading, signing.place, signing.day, post, name, "", "");
  }
  const bool has_nip = base::is_asn_number(known->id);
  return report::official(signing.heading, signing.place, signing.day, post, known->name,
                          rank_of(known->states.at(signing.day).rank).title, has_nip ? known->id : "");
}

}  // namespace hadir::papers
