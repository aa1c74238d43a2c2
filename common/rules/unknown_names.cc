#include "common/rules/unknown_names.h"

#include <algorithm>

#include "common/rules/policy.h"
#include "common/rules/selector.h"

namespace hadir::rules {
namespace {

// All words that units, people and posts of a Book ever had.
struct Words {
  std::vector<std::string> types, sectors, parts, sections, regions, posts;

  explicit Words(const Book& book) {
    for (const auto& [code, unit] : book.units)
      for (const auto& [from, state] : unit.states.steps) {
        types.push_back(state.type);
        sectors.push_back(state.sector);
        parts.push_back(state.part);
        regions.push_back(state.region);
      }
    for (const auto& [region, states] : book.regions) regions.push_back(region);
    const auto add = [&](const Person& person) {
      for (const auto& [from, state] : person.states.steps) {
        parts.push_back(state.part);
        sections.push_back(state.section);
      }
    };
    for (const auto& [id, person] : book.people) add(person);
    for (const auto& [id, times] : book.earlier) std::ranges::for_each(times, add);
    for (const auto& [key, post] : book.posts) {
      posts.push_back(post.code);
      posts.push_back(post.role);
    }
    for (std::vector<std::string>* list : {&types, &sectors, &parts, &sections, &regions, &posts}) {
      std::ranges::sort(*list);
      list->erase(std::unique(list->begin(), list->end()), list->end());
    }
  }
};

class Reader {
 public:
  Reader(const Book& book, const Circular& circular, Date today)
      : book_(book), circular_(circular), today_(today), words_(book), policy_(book) {}

  std::vector<std::string> read() {
    for (const std::string& number : circular_.supersedes)
      if (std::ranges::none_of(book_.circulars, [&](const Circular& one) { return one.number == number; }))
        say("supersedes menyebut SE " + number + ", yang tidak dikenal di sini");
    for (const Unit* unit : units_of(circular_.binds)) bound_.push_back(unit);
    if (!look(circular_.binds, "binds") && bound_.empty() && !book_.units.empty())
      say("binds tidak mengenai satu unit pun yang dikenal di sini");
    for (const Clause& clause : circular_.clauses) read(clause);
    return std::move(said_);
  }

 private:
  void say(std::string text) {
    if (std::ranges::find(said_, text) == said_.end()) said_.push_back(std::move(text));
  }

  void read(const Clause& clause) {
    const std::string where = "ketentuan " + clause.id;
    const bool unknown = look(clause.applies, where);
    const auto role = [&](const std::string& post) {
      if (!post.empty()) look_at({post}, words_.posts, where, "jabatan");
    };
    if (const auto* rule = std::get_if<Override>(&clause.rule)) role(rule->by);
    if (const auto* rule = std::get_if<Tiers>(&clause.rule)) role(rule->up_to);
    if (const auto* rule = std::get_if<Travel>(&clause.rule)) {
      role(rule->escalate_to);
      look_at(rule->home_regions, words_.regions, where, "wilayah");
    }
    if (!unknown && !clause.applies.is_empty()) look_for_people(clause.applies, where);
  }

  bool look_at(const std::vector<std::string>& named, const std::vector<std::string>& known, const std::string& where,
               const char* what) {
    bool unknown = false;
    for (const std::string& one : named) {
      if (names(known, one)) continue;
      unknown = true;
      say(where + " menyebut " + what + " " + one + ", yang tidak dikenal di sini");
    }
    return unknown;
  }

  // Whether it names anything that is not known.
  bool look(const Selector& selector, const std::string& where) {
    bool unknown = false;
    for (const std::string& code : selector.units)
      if (!book_.units.contains(code)) {
        unknown = true;
        say(where + " menyebut unit " + code + ", yang tidak dikenal di sini");
      }
    for (const std::string& id : selector.people)
      if (!book_.people.contains(id)) {
        unknown = true;
        say(where + " menyebut pegawai " + id + ", yang tidak dikenal di sini");
      }
    unknown |= look_at(selector.types, words_.types, where, "jenis unit");
    unknown |= look_at(selector.sectors, words_.sectors, where, "sektor");
    unknown |= look_at(selector.regions, words_.regions, where, "wilayah");
    unknown |= look_at(selector.parts, words_.parts, where, "bidang kerja");
    unknown |= look_at(selector.sections, words_.sections, where, "bagian");
    unknown |= look_at(selector.posts, words_.posts, where, "jabatan");
    for (const Selector& except : selector.except) unknown |= look(except, where + " (except)");
    return unknown;
  }

  static Selector without_zones(Selector selector) {
    selector.zones.clear();
    selector.levels.clear();
    // An exception for a zone is none on other days.
    std::erase_if(selector.except, [](const Selector& one) { return !one.zones.empty() || !one.levels.empty(); });
    return selector;
  }

  std::vector<const Unit*> units_of(const Selector& asked) {
    const Selector selector = without_zones(asked);
    std::vector<const Unit*> found;
    for (const auto& [code, unit] : book_.units) {
      if (!circular_.unit.empty() && !is_own(code)) continue;
      if (policy_.fits(selector, unit, today_)) found.push_back(&unit);
    }
    return found;
  }
  bool is_own(const std::string& code) const {
    return std::ranges::any_of(book_.lineage(code, today_), [&](const Unit* one) { return one->code == circular_.unit; });
  }

  void look_for_people(const Selector& asked, const std::string& where) {
    std::vector<const Unit*> fitting;
    for (const Unit* unit : units_of(asked))
      if (std::ranges::find(bound_, unit) != bound_.end()) fitting.push_back(unit);
    if (fitting.empty()) {
      if (!bound_.empty()) say(where + " tidak mengenai satu unit pun yang terikat surat ini");
      return;
    }
    const Selector selector = without_zones(asked);
    bool known = false;
    for (const Unit* unit : fitting)
      for (const Person* person : book_.members(unit->code, today_, false)) {
        known = true;
        if (policy_.fits(selector, *person, today_)) return;
      }
    if (known) say(where + " hari ini tidak mengenai seorang pun pegawai yang dikenal di sini");
  }

  const Book& book_;
  const Circular& circular_;
  Date today_;
  Words words_;
  Policy policy_;
  std::vector<const Unit*> bound_;
  std::vector<std::string> said_;
};

}  // namespace

std::vector<std::string> unknown_names(const Book& book, const Circular& circular, Date today) {
  return Reader(book, circular, today).read();
}

}  // namespace hadir::rules
