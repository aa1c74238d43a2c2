// What the papers of this folder share: letterheads, signatures, who is on a paper in which order, how people are printed. For
// this folder alone.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/papers/paper.h"
#include "common/report/document.h"
#include "common/report/words.h"
#include "common/rules/lookup.h"

namespace hadir::papers {

using rules::Book;
using rules::Date;
using rules::Person;
using rules::PersonState;

// What one paper is made of.
struct Sources {
  const Book& book;
  const PaperRequest& request;
  rules::Lookup lookup;
  Sources(const Book& of, const PaperRequest& asked)
      : book(of), request(asked), lookup(of, asked.as_of_ms.value_or(rules::whole_book)) {}
};

// ---- People

// A rank taken apart: "Penata Muda Tk. I (III/b)" is {"Penata Muda Tk. I", "III/b"}. What has no group (golongan) in it is all
// title.
struct Rank {
  std::string title, group;
  int order = 0;  // the higher the group, the greater: IV/e 45, III/d 34; PPPK groups I to XVII below every one of these; 0 none
};
Rank rank_of(std::string_view text);

// Which kind of employee: PNS and CPNS, PPPK, or somebody who is no ASN (A42). Without an ASN's number, and of class non_asn:
// none.
enum class Staff : std::uint8_t { pns, pppk, non_asn };
Staff staff_of(const Person& person, Date day);
std::string_view class_name(rules::Class klass);  // Pejabat Struktural, JFU, JFT, Non ASN

// Somebody on a paper: his time in the unit that the span ends with, and what holds of him on the last day of it.
struct Member {
  std::string id;
  const Person* person = nullptr;
  Date day;  // as of which his rank and position are printed
  const PersonState& state() const { return person->states.at(day); }
};
// Everybody who belongs to the unit (and where `whole_opd`, to units below it) on some day of the span, each once, as offices
// list them: who heads the office, officials, by rank, by name; who is no ASN last.
std::vector<Member> members_of(const Book& book, std::string_view unit, Date from, Date until, bool whole_opd);
std::vector<Member> members_of(Sources& sources);  // of the request's unit and days
// The same order for people found in another way; those whom the Book does not know are left out.
void in_office_order(const Book& book, std::vector<Member>& members);

std::string name_of(const Book& book, std::string_view person);  // the name, else the number
// The post that he holds himself, else his position, else the post that he stands in for (Plt. …).
std::string position_of(Sources& sources, std::string_view person, Date day);
std::string unit_name(const Book& book, std::string_view unit);  // the name, else the code

// ---- Dates

Date first_of_month(Date day);
Date last_of_month(Date day);
bool is_whole_month(Date from, Date until);
// Senin, 26 Juli 2021; 26 Juli 2021 s.d. 28 Juli 2021; a whole month as Juli 2021.
std::string span_text(Date from, Date until);

// ---- Papers

// A paper with its name (stem-DATES-UNIT), paper size, letterhead and footer; the rest is the caller's.
report::Document new_paper(Sources& sources, std::string_view stem, std::string_view footer);
Date dated(const PaperRequest& request);

// Who signs for a unit: the holder of the post with that role (kepala, kepegawaian …) of the unit or of the first one above it
// that has such a post. Where the post is vacant or nobody told of one, the line for the name is left to be filled in.
report::Signatory signatory(Sources& sources, std::string_view role, std::string_view heading, bool with_place);
// A person who signs on a day; unknown: dots. `place` empty: without place and date. `post` empty: his position.
struct Signing {
  std::string_view person;
  Date day;
  std::string_view heading, place, post;
};
report::Signatory signatory(Sources& sources, const Signing& signing);
std::string place_of(const PaperRequest& request);  // dots where it is not known
// A line to be filled in where nobody is known.
extern const char* const dots;

}  // namespace hadir::papers
