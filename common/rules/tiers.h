// Who decides about what somebody hands in, tier by tier (A29, R4.8), and what came of it. The tiers are posts, whoever holds
// them on that day; nothing depends on ranks or eselon (DOMAIN.md 4.10).
//
// - A chain begins with the post that the person reports to (else the superior of the post that he holds, else his `supervisor`)
//   and goes on from superior to superior. It ends at the post whose role the `tiers` clause names (`up_to`; without one:
//   kepala), or after `most` tiers; for whoever holds that post himself, after one tier; where no post above has that role, at
//   the top. Where the last post is vacant it goes on to the next that is not.
// - A vacant post is skipped, and so is one that the person holds, with all below it: nobody decides about himself or his
// superior.
//   Who holds two posts of a chain decides once, at the higher one. What was skipped is recorded.
// - A letter goes up to its signer, who may have written it; that nobody orders himself home is letters.h's business.
// - Whoever is in the chain on the day of his decision may decide, also before those below him: their answer may still be on a
//   stick. Decisions of one round merge by rank (rejected over returned over approved over forwarded), whatever came first; all
//   of them stay seen. A round that was returned is over; handing in again begins the next.
// - An approval below the last tier is a forwarding; a last tier that only forwards leaves it where it is.
// - The status of a daily report says only whether it was handed in; what became of it afterwards is said by approvals alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "common/rules/lookup.h"

namespace hadir::rules {

// What is decided about; subjects begin with its name.
enum class Matter : std::uint8_t { daily_report, permit, letter, correction, absence };
const char* name_of(Matter matter);
// absence/NIP/YYYY-MM-DD: whether somebody who shows no sign of presence was absent without leave (A41). Approved: he was (TK);
// rejected or returned: he was not. The first tier decides unless a `tiers` clause names `absence`.
std::string absence_subject(std::string_view person, Date day);

struct Tier {
  std::string unit, post, title, role;  // post: its code; empty where a person's `supervisor` alone says who it is
  std::string person;
  Standing standing = Standing::definitive;
  bool operator==(const Tier&) const = default;
};
struct Skip {
  std::string post, title;
  enum class Why : std::uint8_t { vacant, himself, beneath, twice } why = Why::vacant;
  std::size_t below = 0;  // number of tiers found before it
  bool operator==(const Skip&) const = default;
};
struct Chain {
  std::vector<Tier> tiers;  // the lowest first; never the person himself
  std::vector<Skip> skipped;
  // 1 for the first; 0: not in it.
  std::size_t tier_of(std::string_view person) const;
};
inline const Chain no_chain;
// Chains are many people's and many days': they live as long as the Lookup.
// `up_to`: a role that it has to reach, whatever the clause says (A24); empty: none.
const Chain& chain_of(Lookup& lookup, std::string_view person, Matter matter, Date day, std::string_view up_to = {});
// The chain of a subject; empty where the Book has no such thing.
const Chain& chain_on(Lookup& lookup, const std::string& subject, Date day);

enum class Progress : std::uint8_t { draft, submitted, forwarded, approved, returned, rejected };

// One decision, and whether it counted.
struct Step {
  const Approval* approval = nullptr;
  std::size_t tier = 0, of = 0;  // in the chain of that day; 0: not in it
  bool counts = false;
  std::string why_not;  // Indonesian, where it does not
};

struct Outcome {
  Progress progress = Progress::draft;
  std::int64_t round = 1;
  std::size_t tier = 0;                     // the highest that forwarded or decided in this round
  const Approval* decisive = nullptr;       // approved, returned or rejected by; among several the earliest
  const Chain* chain = &no_chain;           // as of `today`
  std::size_t waits = 0;                    // number of the tier it waits at; 0: it waits for nobody, or nobody is there
  std::vector<Step> steps;                  // all rounds, in the Book's order
  std::vector<std::string> contradictions;  // Indonesian; decisions of which one does not follow from the other
  std::vector<std::string> notes;           // Indonesian: vacant posts, decisions without effect
  std::string text;                         // Draf, Diajukan, Diteruskan (tingkat 1), Disetujui, Dikembalikan, Ditolak
  bool is_approved() const { return progress == Progress::approved; }
  // The moment of the decision that counts is by a clock that cannot be believed.
  bool is_doubtful() const { return decisive != nullptr && decisive->written.trust == Trust::doubtful; }
};
// Nothing where the Book has no such thing. `until_ms`: only decisions up to then count.
const Outcome* outcome_of(Lookup& lookup, const std::string& subject);
Outcome outcome_at(Lookup& lookup, const std::string& subject, std::int64_t until_ms);

// The place from which somebody may decide now.
struct Seat {
  Tier tier;
  std::size_t number = 0, of = 0;
  std::int64_t round = 1;
  std::vector<std::string> skipped;  // codes of posts that were passed over on the way to it: for the approval's record
};
// Whether `person` may decide so on that day, with the reason where he may not: unknown subject (not_found), about himself, not
// in the chain, not his turn any more, not handed in, already decided, or (absence) signs of presence (refused or clash).
base::Result<Seat> may_decide(Lookup& lookup, const std::string& subject, std::string_view person, Decision decision, Date day);

// Whose matter a subject is, and where it stands before anybody decides.
struct SubjectOf {
  Matter matter = Matter::daily_report;
  std::string person;
  std::int64_t round = 1;
  bool draft = false, cancelled = false;
  std::string signer;  // of a letter: the tier at which it ends
};
std::optional<SubjectOf> subject_of(const Lookup& lookup, std::string_view subject);

}  // namespace hadir::rules
