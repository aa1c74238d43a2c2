// What the rules about people and days look up in a Book again and again, found once: who has which letters and meetings, which
// clause governs somebody (between two dates on which anything changes it is the same one), what became of a request.
//
// A Lookup is made for one question or a few, from a Book that outlives it. It caches, so each thread makes its own. What it
// answers depends on the Book and on `as_of` alone.
#pragma once

#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <typeindex>
#include <unordered_map>
#include <vector>

#include "common/rules/book.h"
#include "common/rules/policy.h"

namespace hadir::rules {

struct LookupCaches;  // lookup_caches.h

inline constexpr std::int64_t whole_book = std::numeric_limits<std::int64_t>::max();

class Lookup {
 public:
  // `as_of_ms`: the moment from which one looks; nothing that happened later counts, and days that are not over are not judged.
  // whole_book: everything that was recorded counts, and every day of the Book is over.
  explicit Lookup(const Book& of, std::int64_t as_of_ms = whole_book);
  ~Lookup();
  Lookup(const Lookup&) = delete;
  Lookup& operator=(const Lookup&) = delete;

  const Book& book;
  const std::int64_t as_of_ms;
  Policy policy;

  // The day it is at a unit; the Book's last one where `as_of_ms` is whole_book.
  Date today(std::string_view unit) const;

  // The clause that governs somebody on a day; empty where there is none.
  template <class T>
  ClauseRef rule(const Person& person, Date day) {
    return cached(&person, typeid(T), day, [&] { return policy.rule_for<T>(person, day); });
  }
  template <class T>
  ClauseRef rule(const Unit& unit, Date day) {
    return cached(&unit, typeid(T), day, [&] { return policy.rule_for<T>(unit, day); });
  }

  std::span<const Permit> permits_of(std::string_view person) const;
  std::span<const Recall> recalls_of(std::string_view person) const;
  std::span<const Closure> closures_of(std::string_view unit) const;
  std::span<const Punch> punches_of(std::string_view person) const;
  std::span<const Approval> approvals_of(std::string_view subject) const;

  struct NamedIn {
    const Letter* letter;
    const Letter::Named* named;
  };
  std::span<const NamedIn> letters_of(std::string_view person) const;
  struct InvitedTo {
    const Meeting* meeting;
    const Meeting::Invited* invited;
  };
  std::span<const InvitedTo> meetings_of(std::string_view person) const;
  // Entries by which a person holds posts, whether or not they hold on some day.
  std::span<const Holder* const> holdings_of(std::string_view person) const;
  // Posts that somebody holds on a day, by unit and code.
  std::vector<const Post*> posts_of(std::string_view person, Date day) const;
  // Whether it is the unit asked about or (where `whole_opd`) lies below it.
  bool is_below(const std::string& unit, std::string_view asked, Date day, bool whole_opd);
  bool has_role(std::string_view person, std::string_view role, Date day) const;

  // By their names in `approvals`; nullptr where the Book has none.
  const Permit* permit(std::string_view subject) const;
  const Letter* letter(std::string_view subject) const;
  struct OfPunch {
    const std::string* person = nullptr;
    const Punch* punch = nullptr;
  };
  OfPunch corrected_punch(std::string_view subject) const;

  // A number that differs between two days only where clauses, posts, people or places may differ.
  std::size_t epoch_of(Date day) const;

  // What the files of this folder keep here.
  const std::unique_ptr<LookupCaches> caches;

 private:
  struct RuleKey {
    const void* of;
    std::type_index rule;
    std::size_t epoch;
    bool operator==(const RuleKey&) const = default;
  };
  struct RuleHash {
    std::size_t operator()(const RuleKey& key) const {
      return (std::hash<const void*>()(key.of) * 31 + key.rule.hash_code()) * 31 + key.epoch;
    }
  };
  template <class Find>
  ClauseRef cached(const void* of, std::type_index rule, Date day, Find find) {
    const RuleKey key{of, rule, epoch_of(day)};
    if (const auto found = rules_.find(key); found != rules_.end()) return found->second;
    return rules_.emplace(key, find()).first->second;
  }

  std::unordered_map<std::string, std::vector<std::string>> above_;  // unit and epoch -> codes of its lineage
  std::vector<Date> epochs_;                                         // days on which what governs somebody may change, ascending
  std::unordered_map<RuleKey, ClauseRef, RuleHash> rules_;
  std::unordered_map<std::string_view, std::vector<NamedIn>> letters_;
  std::unordered_map<std::string_view, std::vector<InvitedTo>> meetings_;
  std::unordered_map<std::string_view, std::vector<const Holder*>> holdings_;
  std::unordered_map<std::string_view, const Permit*> permit_by_subject_;
  std::unordered_map<std::string_view, const Letter*> letter_by_subject_;
  std::unordered_map<std::string_view, OfPunch> punch_by_subject_;
};

}  // namespace hadir::rules
