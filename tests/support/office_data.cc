#include "tests/support/office_data.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <random>

#include "common/base/civil.h"
#include "common/model/forms.h"
#include "tests/support/office_texts.h"

namespace hadir::test {
namespace {

using boost::json::object;
constexpr std::int64_t day_ms = 86'400'000, minute_ms = 60'000;
constexpr int offset_minutes = 420;

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : random_(seed * 7919 + 17) {}
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool chance(int percent) { return below(100) < static_cast<std::size_t>(percent); }
  template <class T, std::size_t size>
  const T& of(const T (&items)[size]) {
    return items[below(size)];
  }
  template <class T>
  const T& of(const std::vector<T>& items) {
    return items[below(items.size())];
  }
  // About normal: the sum of four evenly drawn.
  std::int64_t around(std::int64_t mean, std::int64_t spread) {
    std::int64_t sum = 0;
    for (int n = 0; n < 4; ++n) sum += between(-spread, spread);
    return mean + sum / 2;
  }

 private:
  std::mt19937_64 random_;
};

struct Person {
  std::string id, name, position, usual_source;
  std::size_t part = 0;
  std::int64_t shift = 0, habit_in = 0, habit_out = 0;
  int home_percent = 0;
};

std::string digits(std::int64_t number, std::size_t width) {
  std::string text = std::to_string(number);
  return std::string(width - std::min(width, text.size()), '0') + text;
}

class Office {
 public:
  explicit Office(const OfficeShape& shape) : shape_(shape), draw_(shape.seed) {
    // An office has its own way of putting things: a few verbs, objects and tails per part of it.
    for (auto& [verbs, objects] : parts_) {
      for (std::size_t n = 4 + draw_.below(6); n > 0; --n) verbs.emplace_back(draw_.of(texts::verbs));
      for (std::size_t n = 4 + draw_.below(8); n > 0; --n) objects.emplace_back(draw_.of(texts::objects));
    }
    for (std::size_t n = 4 + draw_.below(10); n > 0; --n) tails_.emplace_back(draw_.of(texts::tails));
    for (std::size_t n = 3 + draw_.below(8); n > 0; --n) whole_.emplace_back(draw_.of(texts::whole_lines));
    for (std::size_t n = 0; n < shape.people; ++n) people_.push_back(person(n));
  }

  std::vector<model::Change> all() {
    for (const Person& person : people_)
      add("employee", {{"nip", person.id},
                       {"name", person.name},
                       {"unit", shape_.unit},
                       {"class", person.id.size() == 18 ? "jfu" : "non_asn"},
                       {"position", person.position},
                       {"supervisor", &person == &people_.front() ? "" : people_.front().id}});
    std::int64_t day = shape_.first_day;
    for (std::size_t done = 0; done < shape_.days; ++day) {
      const bool weekend = (day + 3) % 7 >= 5;  // 1970-01-01 was a Thursday
      if (weekend && !shape_.shifts) continue;
      this->day(day);
      ++done;
    }
    return std::move(changes_);
  }

 private:
  void add(const char* kind, const object& record) {
    changes_.push_back(model::change_from_json(*model::find_kind(kind), record).value());
  }

  Person person(std::size_t number) {
    Person one;
    const std::int64_t year = draw_.between(1966, 2001), month = draw_.between(1, 12), born = draw_.between(1, 28);
    const std::int64_t entry = std::min<std::int64_t>(2025, year + draw_.between(19, 36));
    if (draw_.chance(88))
      one.id = digits(year, 4) + digits(month, 2) + digits(born, 2) + digits(entry, 4) + digits(draw_.between(1, 12), 2) +
               digits(draw_.between(1, 2), 1) +
               digits(draw_.chance(50) ? draw_.between(1, 12) : static_cast<std::int64_t>(number + 1), 3);
    else
      one.id = "32" + digits(draw_.between(1, 79), 2) + digits(draw_.between(1, 30), 2) + digits(born, 2) + digits(month, 2) +
               digits(year % 100, 2) + digits(draw_.between(1, 40), 4);
    one.name = std::string(draw_.of(texts::given_names)) + " " + std::string(draw_.of(texts::family_names));
    if (draw_.chance(15)) one.name = draw_.chance(50) ? "Drs. " + one.name : one.name + ", S.E.";
    one.position = std::string(draw_.of(texts::positions));
    if (const std::string_view part = draw_.of(texts::position_parts); !part.empty() && draw_.chance(50))
      one.position += " " + std::string(part);
    one.part = draw_.below(std::size(parts_));
    one.shift = shape_.shifts ? draw_.between(0, 2) * 8 * 60 + 6 * 60 : 7 * 60 + draw_.between(0, 2) * 30;
    one.habit_in = draw_.around(-6 * minute_ms, 5 * minute_ms);
    one.habit_out = draw_.around(7 * minute_ms, 6 * minute_ms);
    one.home_percent = draw_.chance(50) ? 0 : static_cast<int>(draw_.between(10, 60));
    one.usual_source = shape_.machine ? "device:" + std::to_string(1 + shape_.seed % 3) : draw_.chance(80) ? "kiosk" : "web";
    return one;
  }

  std::string line(std::size_t part) {
    std::string text;
    if (draw_.chance(22)) {
      text = draw_.of(whole_);
    } else {
      text = draw_.of(parts_[part].first) + " " + draw_.of(parts_[part].second);
    }
    for (const char c : std::string(draw_.of(tails_))) {
      if (c == '#')
        text += std::to_string(draw_.chance(70) ? draw_.between(1, 60) : draw_.between(100, 9999));
      else
        text += c;
    }
    return text;
  }

  void day(std::int64_t day) {
    struct Punch {
      std::int64_t at;
      const Person* who;
      const char* direction;
      std::string source;
    };
    std::vector<Punch> punches;
    std::vector<std::pair<const Person*, bool>> present;
    const std::int64_t midnight = day * day_ms - offset_minutes * minute_ms;
    const auto at = [&](std::int64_t minutes, std::int64_t habit) {
      const std::int64_t ms = midnight + minutes * minute_ms + draw_.around(habit, 5 * minute_ms) +
                              (draw_.chance(8) ? draw_.between(0, 40 * minute_ms) : 0);
      return shape_.machine ? ms / 1000 * 1000 : ms;
    };
    for (const Person& person : people_) {
      const bool away = draw_.chance(shape_.shifts ? 25 : 5), home = !away && draw_.chance(person.home_percent);
      const std::int64_t shift = shape_.shifts ? (person.shift + day % 3 * 8 * 60) % (24 * 60) : person.shift;
      object schedule{{"employee", person.id},
                      {"date", base::format_date(base::date_of(day * day_ms, 0))},
                      {"mode", away   ? (draw_.chance(60)   ? "OFF"
                                         : draw_.chance(50) ? "LEAVE"
                                                            : "DL")
                               : home ? "WFH"
                                      : "WFO"}};
      if (shape_.shifts) schedule["shift"] = shift == 6 * 60 ? "P" : shift == 14 * 60 ? "S" : "M";
      add("schedule", schedule);
      if (away) continue;
      present.emplace_back(&person, home);
      const std::string source = home ? "web" : draw_.chance(94) ? person.usual_source : "manual";
      punches.push_back({at(shift, person.habit_in), &person, "in", source});
      if (!draw_.chance(4)) punches.push_back({at(shift + 8 * 60 + 30, person.habit_out), &person, "out", source});
    }
    std::ranges::stable_sort(punches, {}, &Punch::at);
    for (const Punch& one : punches)
      add("punch", {{"employee", one.who->id},
                    {"at", base::format_rfc3339({one.at, offset_minutes})},
                    {"direction", one.direction},
                    {"source", one.source}});
    for (const auto& [person, home] : present) {
      if (shape_.lines == 0) continue;
      boost::json::array lines;
      for (std::size_t n = 1 + draw_.below(shape_.lines); n > 0; --n) lines.emplace_back(line(person->part));
      const std::string date = base::format_date(base::date_of(day * day_ms, 0));
      add("daily_report", {{"employee", person->id},
                           {"date", date},
                           {"activities", std::move(lines)},
                           {"status", draw_.chance(60)   ? "submitted"
                                      : draw_.chance(80) ? "approved"
                                                         : "draft"}});
    }
    for (const Punch& one : punches)
      if (draw_.chance(1))
        add("correction", {{"punch", one.who->id + "/" + base::format_rfc3339({one.at, 0}) + "/" + one.source},
                           {"void", true},
                           {"reason", std::string(draw_.of(texts::reasons))},
                           {"author", people_.front().id}});
  }

  OfficeShape shape_;
  Draw draw_;
  std::pair<std::vector<std::string>, std::vector<std::string>> parts_[5];
  std::vector<std::string> tails_, whole_;
  std::vector<Person> people_;
  std::vector<model::Change> changes_;
};

}  // namespace

OfficeShape some_shape(std::uint64_t seed) {
  Draw draw(seed + 1'000'000);
  OfficeShape shape;
  shape.seed = seed;
  shape.unit = std::to_string(draw.between(1, 12)) + "." + digits(draw.between(1, 30), 2);
  if (draw.chance(25)) shape.unit += "." + digits(draw.between(1, 9), 2);
  shape.people = draw.chance(50) ? 3 + draw.below(20) : 20 + draw.below(120);
  shape.days = 1 + draw.below(5);
  shape.first_day = draw.between(20'400, 21'600);
  shape.shifts = draw.chance(20);
  shape.machine = draw.chance(35);
  shape.lines = draw.below(5);
  return shape;
}

std::vector<model::Change> office_data(const OfficeShape& shape) { return Office(shape).all(); }
std::size_t employees_of(const OfficeShape& shape) { return shape.people; }

}  // namespace hadir::test
