#include "common/rules/lookup.h"

#include <algorithm>

#include "common/rules/lookup_caches.h"

namespace hadir::rules {
namespace {

Date next(Date day) { return {day.days + 1}; }

// Every day on which some clause may begin or cease to govern somebody.
std::vector<Date> changes_in(const Book& book) {
  std::vector<Date> days;
  const auto steps = [&](const auto& since) {
    for (const auto& step : since.steps) days.push_back(step.first);
  };
  const auto span = [&](std::optional<Date> from, std::optional<Date> until) {
    if (from) days.push_back(*from);
    if (until) days.push_back(next(*until));
  };
  for (const auto& circular : book.circulars) span(circular.effective, circular.until);
  for (const auto& holder : book.holders) span(holder.from, holder.until);
  for (const auto& [code, unit] : book.units) steps(unit.states);
  for (const auto& [name, region] : book.regions) steps(region);
  for (const auto& [id, person] : book.people) {
    steps(person.states);
    span(person.joined, person.left);
  }
  for (const auto& [id, times] : book.earlier)
    for (const auto& person : times) {
      steps(person.states);
      span(person.joined, person.left);
    }
  std::ranges::sort(days);
  days.erase(std::unique(days.begin(), days.end()), days.end());
  return days;
}

template <class T, class Key>
std::span<const T> run_of(const std::vector<T>& sorted, std::string_view wanted, Key key) {
  const auto begin = std::ranges::lower_bound(sorted, wanted, std::less<>(), key);
  return {begin, std::ranges::upper_bound(begin, sorted.end(), wanted, std::less<>(), key)};
}

template <class Map>
auto list_in(const Map& map, std::string_view key) {
  const auto found = map.find(key);
  using Item = typename Map::mapped_type::value_type;
  return found == map.end() ? std::span<const Item>() : std::span<const Item>(found->second);
}

}  // namespace

Lookup::Lookup(const Book& of, std::int64_t as_of)
    : book(of), as_of_ms(as_of), policy(of), caches(std::make_unique<LookupCaches>()), epochs_(changes_in(of)) {
  for (const Letter& letter : book.letters) {
    letter_by_subject_.emplace(letter.subject, &letter);
    for (const auto& named : letter.people) letters_[named.person].push_back({&letter, &named});
  }
  for (const Meeting& meeting : book.meetings)
    for (const auto& invited : meeting.people) meetings_[invited.person].push_back({&meeting, &invited});
  for (const Holder& holder : book.holders)
    if (!holder.person.empty()) holdings_[holder.person].push_back(&holder);
  for (const Permit& permit : book.permits) permit_by_subject_.emplace(permit.subject, &permit);
  for (const auto& [person, punches] : book.punches)
    for (const Punch& punch : punches)
      if (!punch.subject.empty()) punch_by_subject_.emplace(punch.subject, OfPunch{&person, &punch});
}

Lookup::~Lookup() = default;

std::size_t Lookup::epoch_of(Date day) const {
  return static_cast<std::size_t>(std::ranges::upper_bound(epochs_, day) - epochs_.begin());
}

Date Lookup::today(std::string_view unit) const {
  return as_of_ms == whole_book ? book.last : base::date_of(as_of_ms, book.offset_of(unit));
}

std::span<const Permit> Lookup::permits_of(std::string_view person) const {
  return run_of(book.permits, person, [](const Permit& permit) -> std::string_view { return permit.person; });
}

std::span<const Recall> Lookup::recalls_of(std::string_view person) const {
  return run_of(book.recalls, person, [](const Recall& recall) -> std::string_view { return recall.person; });
}

std::span<const Closure> Lookup::closures_of(std::string_view unit) const {
  return run_of(book.closures, unit, [](const Closure& closure) -> std::string_view { return closure.unit; });
}

std::span<const Punch> Lookup::punches_of(std::string_view person) const {
  const auto found = book.punches.find(std::string(person));
  return found == book.punches.end() ? std::span<const Punch>() : std::span<const Punch>(found->second);
}

std::span<const Approval> Lookup::approvals_of(std::string_view subject) const {
  const auto found = book.approvals.find(std::string(subject));
  return found == book.approvals.end() ? std::span<const Approval>() : std::span<const Approval>(found->second);
}

std::span<const Lookup::NamedIn> Lookup::letters_of(std::string_view person) const { return list_in(letters_, person); }

std::span<const Lookup::InvitedTo> Lookup::meetings_of(std::string_view person) const { return list_in(meetings_, person); }

std::span<const Holder* const> Lookup::holdings_of(std::string_view person) const { return list_in(holdings_, person); }

std::vector<const Post*> Lookup::posts_of(std::string_view person, Date day) const {
  std::vector<const Post*> found;
  for (const Holder* holding : holdings_of(person)) {
    const auto post = book.posts.find({holding->unit, holding->post});
    if (post == book.posts.end() || book.holder_of(post->second, day) != holding) continue;
    found.push_back(&post->second);
  }
  return found;
}

bool Lookup::is_below(const std::string& unit, std::string_view asked, Date day, bool whole_opd) {
  if (unit == asked) return true;
  if (!whole_opd) return false;
  auto [found, is_new] = above_.try_emplace(unit + "/" + std::to_string(epoch_of(day)));
  if (is_new)
    for (const Unit* above : book.lineage(unit, day)) found->second.push_back(above->code);
  return std::ranges::find(found->second, asked) != found->second.end();
}

bool Lookup::has_role(std::string_view person, std::string_view role, Date day) const {
  return std::ranges::any_of(posts_of(person, day), [&](const Post* post) { return post->role == role; });
}

namespace {
template <class Map>
auto one_in(const Map& map, std::string_view key) {
  const auto found = map.find(key);
  return found == map.end() ? typename Map::mapped_type{} : found->second;
}
}  // namespace

const Permit* Lookup::permit(std::string_view subject) const { return one_in(permit_by_subject_, subject); }
const Letter* Lookup::letter(std::string_view subject) const { return one_in(letter_by_subject_, subject); }
Lookup::OfPunch Lookup::corrected_punch(std::string_view subject) const { return one_in(punch_by_subject_, subject); }

}  // namespace hadir::rules
