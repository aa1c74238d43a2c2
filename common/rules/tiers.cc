#include "common/rules/tiers.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/rules/lookup_caches.h"
#include "common/rules/travel.h"
#include "common/rules/wording.h"

namespace hadir::rules {
namespace {

constexpr std::string_view head_role = "kepala";

// What stands above somebody: a post, or (where no post says it) a person.
struct Above {
  const Post* post = nullptr;
  std::string person;
};

// The post that speaks for a person: one held for good before one held for somebody else.
const Post* main_post(Lookup& lookup, std::string_view person, Date day) {
  const auto posts = lookup.posts_of(person, day);
  for (const Post* post : posts)
    if (lookup.book.holder_of(*post, day)->standing == Standing::definitive) return post;
  return posts.empty() ? nullptr : posts.front();
}

const Post* superior_of(const Book& book, const Post& post, Date day) {
  return post.superior.empty() ? nullptr : book.post(post.unit, post.superior, day);
}

Above above(Lookup& lookup, std::string_view id, Date day) {
  const Book& book = lookup.book;
  const Person* person = book.person(id, day);
  if (person != nullptr && !person->states.at(day).reports_to.empty())
    if (const Post* post = book.post(person->unit, person->states.at(day).reports_to, day)) return {post, {}};
  if (const Post* own = main_post(lookup, id, day))
    if (const Post* post = superior_of(book, *own, day)) return {post, {}};
  if (person == nullptr || person->supervisor.empty() || person->supervisor == id) return {};
  if (const Post* post = main_post(lookup, person->supervisor, day)) return {post, {}};
  return {nullptr, person->supervisor};
}

// Whether somebody is (still) there; people whom this Book does not hold are taken to be.
bool is_there(const Book& book, std::string_view id, Date day) {
  const Person* person = book.person(id, day);
  return person == nullptr || person->is_member(day);
}

Tier tier_at(const Post& post, const Holder& holder) {
  return {post.unit, post.code, post.title, post.role, holder.person, holder.standing};
}

void cut_to(Chain& chain, std::size_t tiers) {
  chain.tiers.resize(tiers);
  std::erase_if(chain.skipped, [&](const Skip& skip) { return skip.below >= tiers; });
}

class Climb {
 public:
  Climb(Lookup& lookup, std::string_view person, Date day, std::size_t most, std::string_view end_role)
      : lookup_(lookup), person_(person), day_(day), most_(most), end_role_(end_role) {}

  Chain go() {
    for (Above next = above(lookup_, person_, day_); next.post != nullptr || !next.person.empty();) {
      const bool found = next.post != nullptr ? visit(*next.post) : visit(next.person);
      if (cycle_ || (found && (reached_ || chain_.tiers.size() >= most_))) break;
      next = next.post != nullptr ? Above{superior_of(lookup_.book, *next.post, day_), {}} : above(lookup_, next.person, day_);
    }
    // He holds the last post himself and reports past it.
    if (!reached_ && chain_.tiers.size() > 1 && lookup_.has_role(person_, end_role_, day_)) cut_to(chain_, 1);
    return std::move(chain_);
  }

  // A post out of the way, by its role.
  Chain go_to_role() {
    Chain climbed = go();
    chain_ = std::move(climbed);
    if (std::ranges::none_of(chain_.tiers, [&](const Tier& tier) { return tier.role == end_role_; }))
      for (const auto& [key, post] : lookup_.book.posts)
        if (post.role == end_role_ && visit(post)) break;
    return std::move(chain_);
  }

 private:
  void skip(const std::string& code, const std::string& title, Skip::Why why) {
    chain_.skipped.push_back({code, title, why, chain_.tiers.size()});
  }
  bool visit(const Post& post) {
    if (std::ranges::find(seen_posts_, &post) != seen_posts_.end()) {
      cycle_ = true;
      return false;
    }
    seen_posts_.push_back(&post);
    if (post.role == end_role_) reached_ = true;
    const Holder* holder = lookup_.book.holder_of(post, day_);
    if (holder == nullptr || !is_there(lookup_.book, holder->person, day_)) {
      skip(post.code, post.title, Skip::Why::vacant);
      return false;
    }
    if (holder->person == person_) {
      for (const Tier& below : std::exchange(chain_.tiers, {})) skip(below.post, below.title, Skip::Why::beneath);
      for (Skip& skipped : chain_.skipped) skipped.below = 0;
      skip(post.code, post.title, Skip::Why::himself);
      return false;
    }
    push(tier_at(post, *holder));
    return true;
  }
  bool visit(const std::string& person) {
    if (person == person_ || std::ranges::find(seen_people_, person) != seen_people_.end()) {
      cycle_ = true;
      return false;
    }
    seen_people_.push_back(person);
    if (!is_there(lookup_.book, person, day_)) return false;
    const Person* found = lookup_.book.person(person, day_);
    Tier tier;
    tier.person = person;
    if (found != nullptr) tier.unit = found->unit, tier.title = found->states.at(day_).position;
    push(std::move(tier));
    return true;
  }
  void push(Tier tier) {
    const auto same = std::ranges::find(chain_.tiers, tier.person, &Tier::person);
    if (same != chain_.tiers.end()) {
      const auto index = static_cast<std::size_t>(same - chain_.tiers.begin());
      const Tier lower = *same;
      chain_.tiers.erase(same);
      for (Skip& skipped : chain_.skipped)
        if (skipped.below > index) --skipped.below;
      chain_.skipped.push_back({lower.post, lower.title, Skip::Why::twice, index});
    }
    chain_.tiers.push_back(std::move(tier));
  }

  Lookup& lookup_;
  const std::string person_;
  const Date day_;
  const std::size_t most_;
  const std::string end_role_;
  Chain chain_;
  bool reached_ = false, cycle_ = false;
  std::vector<const Post*> seen_posts_;
  std::vector<std::string> seen_people_;
};

ClauseRef tiers_clause(Lookup& lookup, const Person& person, Matter matter, Date day) {
  for (const ClauseRef& clause : lookup.policy.governing<Tiers>(person, day)) {
    const auto& subjects = clause.as<Tiers>().subjects;
    if (subjects.empty() ? matter != Matter::absence : std::ranges::find(subjects, name_of(matter)) != subjects.end())
      return clause;
  }
  return {};
}

// The chain of a subject: a letter ends at its signer, a journey may have to go higher (A24).
const Chain& chain_for(Lookup& lookup, const SubjectOf& what, const std::string& subject, Date day) {
  if (what.matter == Matter::permit)
    return chain_of(lookup, what.person, what.matter, day, escalation_of(lookup, *lookup.permit(subject), day));
  const Chain& whole = chain_of(lookup, what.person, what.matter, day);
  if (what.matter != Matter::letter || what.signer.empty()) return whole;
  auto& cached = lookup.caches->chains[fmt::format("{}/{}", subject, lookup.epoch_of(day))];
  if (cached != nullptr) return *cached;
  Chain chain = what.signer == what.person ? Chain{} : whole;
  if (const std::size_t at = chain.tier_of(what.signer); at != 0) {
    cut_to(chain, at);
  } else {
    Tier tier;
    tier.person = what.signer;
    if (const Post* post = main_post(lookup, what.signer, day)) tier = tier_at(*post, *lookup.book.holder_of(*post, day));
    chain.tiers.push_back(std::move(tier));
  }
  cached = std::make_unique<Chain>(std::move(chain));
  return *cached;
}

const char* says(Decision decision) {
  static constexpr const char* words[] = {"meneruskan", "menyetujui", "mengembalikan", "menolak"};
  return words[static_cast<std::size_t>(decision)];
}

std::string text_of(Progress progress, std::size_t tier) {
  switch (progress) {
    case Progress::draft: return "Draf";
    case Progress::submitted: return "Diajukan";
    case Progress::forwarded: return fmt::format("Diteruskan (tingkat {})", tier);
    case Progress::approved: return "Disetujui";
    case Progress::returned: return "Dikembalikan";
    case Progress::rejected: break;
  }
  return "Ditolak";
}

Step step_of(Lookup& lookup, const SubjectOf& what, const std::string& subject, const Approval& approval) {
  const Date day = base::date_of(approval.at.ms, approval.at.offset_minutes);
  Step step{&approval};
  const Chain& chain = chain_for(lookup, what, subject, day);
  step.tier = chain.tier_of(approval.by);
  step.of = chain.tiers.size();
  if (step.tier == 0 && approval.by == what.person)
    step.why_not = "tidak seorang pun memutuskan tentang dirinya sendiri";
  else if (step.tier == 0)
    step.why_not = fmt::format("pada {} ia bukan atasan berjenjang pegawai itu", wording::date(day));
  else if (approval.round > what.round)
    step.why_not = fmt::format("pengajuan ke-{} belum ada", approval.round);
  else if (what.draft && approval.round == what.round)
    step.why_not = "masih draf";
  step.counts = step.why_not.empty();
  return step;
}

bool is_negative(Decision decision) { return decision == Decision::returned || decision == Decision::rejected; }

// Pairs of decisions of one round of which the one that does not prevail was made at the same tier or above.
void find_contradictions(const Book& book, Outcome& outcome, const std::vector<const Step*>& counted) {
  for (const Step* no : counted)
    for (const Step* other : counted) {
      const Decision against = no->approval->decision, decision = other->approval->decision;
      if (!is_negative(against) || decision >= against || (!is_negative(decision) && other->tier < no->tier)) continue;
      outcome.contradictions.push_back(fmt::format("{} {} sedangkan {} {}; yang berlaku: {}",
                                                   wording::who(book, other->approval->by), says(decision),
                                                   wording::who(book, no->approval->by), says(against), outcome.text));
    }
}

void note(Lookup& lookup, Outcome& outcome) {
  for (const Skip& skip : outcome.chain->skipped)
    if (skip.why == Skip::Why::vacant)
      outcome.notes.push_back(fmt::format("Jabatan {} lowong dan dilewati.", skip.title.empty() ? skip.post : skip.title));
  for (const Step& step : outcome.steps)
    if (!step.counts)
      outcome.notes.push_back(fmt::format("{} {}, tetapi keputusan itu tidak berlaku: {}.",
                                          wording::who(lookup.book, step.approval->by), says(step.approval->decision),
                                          step.why_not));
  if (outcome.is_doubtful())
    outcome.notes.push_back(fmt::format("Waktu keputusan {} diragukan.", wording::who(lookup.book, outcome.decisive->by)));
  if (outcome.chain->tiers.empty()) outcome.notes.push_back("Tidak ada atasan yang dapat memutuskan; isi jabatan atasannya.");
}

// Where it stands in today's chain, after the tier that forwarded it as it was then.
std::size_t next_tier(const Outcome& outcome, const Tier* forwarded_by) {
  std::size_t reached = outcome.tier;
  if (forwarded_by != nullptr) {
    const auto& tiers = outcome.chain->tiers;
    for (std::size_t index = 0; index < tiers.size(); ++index)
      if (tiers[index].unit == forwarded_by->unit && tiers[index].post == forwarded_by->post &&
          (!tiers[index].post.empty() || tiers[index].person == forwarded_by->person))
        reached = index + 1;
  }
  return std::min(reached + 1, outcome.chain->tiers.size());
}

}  // namespace

const char* name_of(Matter matter) {
  static constexpr const char* names[] = {"daily_report", "permit", "letter", "correction", "absence"};
  return names[static_cast<std::size_t>(matter)];
}

std::string absence_subject(std::string_view person, Date day) {
  return fmt::format("absence/{}/{}", person, base::format_date(day));
}

std::size_t Chain::tier_of(std::string_view person) const {
  const auto found = std::ranges::find(tiers, person, &Tier::person);
  return found == tiers.end() ? 0 : static_cast<std::size_t>(found - tiers.begin()) + 1;
}

const Chain& chain_of(Lookup& lookup, std::string_view id, Matter matter, Date day, std::string_view up_to) {
  const Person* person = lookup.book.person(id, day);
  if (person == nullptr) return no_chain;
  auto& cached = lookup.caches->chains[fmt::format("{}/{}/{}/{}", id, name_of(matter), lookup.epoch_of(day), up_to)];
  if (cached != nullptr) return *cached;
  std::size_t most = matter == Matter::absence ? 1 : 99;
  std::string_view end_role = head_role;
  const ClauseRef clause = tiers_clause(lookup, *person, matter, day);
  if (clause) {
    most = static_cast<std::size_t>(std::max<std::int64_t>(1, clause.as<Tiers>().most));
    if (!clause.as<Tiers>().up_to.empty()) end_role = clause.as<Tiers>().up_to;
  }
  Climb climb(lookup, id, day, up_to.empty() ? most : 99, up_to.empty() ? end_role : up_to);
  cached = std::make_unique<Chain>(up_to.empty() ? climb.go() : climb.go_to_role());
  return *cached;
}

std::optional<SubjectOf> subject_of(const Lookup& lookup, std::string_view subject) {
  const auto slash = subject.find('/');
  const std::string_view kind = subject.substr(0, slash);
  if (kind == "permit")
    if (const Permit* permit = lookup.permit(subject))
      return SubjectOf{Matter::permit, permit->person, permit->round, false, permit->cancelled, {}};
  if (kind == "letter")
    if (const Letter* letter = lookup.letter(subject))
      return SubjectOf{Matter::letter, letter->author, letter->round, false, false, letter->signer};
  if (kind == "correction")
    if (const auto found = lookup.corrected_punch(subject); found.punch != nullptr)
      return SubjectOf{Matter::correction, *found.person, 1, false, false, {}};
  if (kind != "daily_report" && kind != "absence") return std::nullopt;
  const auto last = subject.rfind('/');
  const auto day = base::parse_date(subject.substr(last + 1));
  if (!day || last <= slash) return std::nullopt;
  const std::string person(subject.substr(slash + 1, last - slash - 1));
  if (kind == "absence")
    return lookup.book.person(person) == nullptr ? std::nullopt
                                                 : std::optional(SubjectOf{Matter::absence, person, 1, false, false, {}});
  const auto report = lookup.book.daily_reports.find({person, *day});
  if (report == lookup.book.daily_reports.end()) return std::nullopt;
  return SubjectOf{Matter::daily_report, person, report->second.round, report->second.state == ReportState::draft, false, {}};
}

const Chain& chain_on(Lookup& lookup, const std::string& subject, Date day) {
  const auto what = subject_of(lookup, subject);
  return what ? chain_for(lookup, *what, subject, day) : no_chain;
}

Outcome outcome_at(Lookup& lookup, const std::string& subject, std::int64_t until_ms) {
  Outcome outcome;
  const auto what = subject_of(lookup, subject);
  if (!what) return outcome;
  outcome.round = what->round;
  for (const Approval& approval : lookup.approvals_of(subject))
    if (approval.at.ms <= std::min(until_ms, lookup.as_of_ms)) outcome.steps.push_back(step_of(lookup, *what, subject, approval));

  std::vector<const Step*> counted;
  for (const Step& step : outcome.steps)
    if (step.counts && step.approval->round == what->round) counted.push_back(&step);
  outcome.progress = what->draft ? Progress::draft : Progress::submitted;
  int rank = 0;
  const Step* highest = nullptr;
  for (const Step* step : counted) {
    const Decision decision = step->approval->decision;
    const bool final = is_negative(decision) || (decision == Decision::approved && step->tier == step->of);
    if (highest == nullptr || step->tier > highest->tier) highest = step;
    const int own = final ? 1 + static_cast<int>(decision) : 0;
    if (own <= rank) continue;  // of equal ones the earliest stands: steps are by moment
    rank = own;
    outcome.decisive = step->approval;
    outcome.progress = decision == Decision::approved   ? Progress::approved
                       : decision == Decision::returned ? Progress::returned
                                                        : Progress::rejected;
  }
  if (highest != nullptr) outcome.tier = highest->tier;
  if (highest != nullptr && rank == 0) outcome.progress = Progress::forwarded;
  outcome.text = text_of(outcome.progress, outcome.tier);

  const Person* person = lookup.book.person(what->person);
  outcome.chain = &chain_for(lookup, *what, subject, lookup.today(person == nullptr ? "" : person->unit));
  if (outcome.progress == Progress::submitted || outcome.progress == Progress::forwarded) {
    Tier then;
    if (highest != nullptr) {
      const auto& at = highest->approval->at;
      then = chain_for(lookup, *what, subject, base::date_of(at.ms, at.offset_minutes)).tiers[highest->tier - 1];
    }
    outcome.waits = next_tier(outcome, highest == nullptr ? nullptr : &then);
  }
  find_contradictions(lookup.book, outcome, counted);
  note(lookup, outcome);
  return outcome;
}

const Outcome* outcome_of(Lookup& lookup, const std::string& subject) {
  if (const auto found = lookup.caches->outcomes.find(subject); found != lookup.caches->outcomes.end())
    return found->second.get();
  auto outcome = subject_of(lookup, subject) ? std::make_unique<Outcome>(outcome_at(lookup, subject, whole_book)) : nullptr;
  return lookup.caches->outcomes.emplace(subject, std::move(outcome)).first->second.get();
}

}  // namespace hadir::rules
