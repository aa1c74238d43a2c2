// Circulars as JSON, and the list of the members that there are. What has its default is left out.
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "common/rules/circular_walk.h"

namespace hadir::rules {
namespace {

namespace json = boost::json;
using walks::Need;
using walks::Words;

constexpr const char* weekday_names[] = {"senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu"};

// "07:30"; "24:00+1" is the end of the next day.
std::string time_text(int minutes) {
  const int days = minutes <= 24 * 60 ? 0 : (minutes - 1) / (24 * 60);
  minutes -= days * 24 * 60;
  std::string text = {char('0' + minutes / 600), char('0' + minutes / 60 % 10), ':', char('0' + minutes % 60 / 10),
                      char('0' + minutes % 10)};
  if (days > 0) text += "+" + std::to_string(days);
  return text;
}

class Writer {
 public:
  json::object out;

  void text(const char* name, const std::string& value, Need need) {
    if (need == Need::required || !value.empty()) out[name] = value;
  }
  void word(const char* name, const std::string& value, Words, std::string_view fallback) {
    if (value != fallback) out[name] = value;
  }
  void texts(const char* name, const std::vector<std::string>& list, Need) {
    if (list.empty()) return;
    if (list.size() == 1)
      out[name] = list.front();
    else
      out[name] = json::array(list.begin(), list.end());
  }
  void choices(const char* name, const std::vector<std::string>& list, Words) { texts(name, list, Need::optional); }
  void levels(const char* name, const std::vector<std::int64_t>& list) {
    if (list.empty()) return;
    if (list.size() == 1)
      out[name] = list.front();
    else
      out[name] = json::array(list.begin(), list.end());
  }
  void date(const char* name, base::Date value, Need need) {
    if (need == Need::required || value != base::Date{}) out[name] = base::format_date(value);
  }
  void date_if(const char* name, const std::optional<base::Date>& value) {
    if (value) out[name] = base::format_date(*value);
  }
  void flag(const char* name, bool value, bool fallback) {
    if (value != fallback) out[name] = value;
  }
  void flag_if(const char* name, const std::optional<bool>& value) {
    if (value) out[name] = *value;
  }
  template <class E>
  void choice(const char* name, E value, Words words, E fallback) {
    if (value != fallback) out[name] = words[static_cast<std::size_t>(value)];
  }
  template <class E>
  void choice_if(const char* name, const std::optional<E>& value, Words words) {
    if (value) out[name] = words[static_cast<std::size_t>(*value)];
  }
  void whole(const char* name, std::int64_t value, std::int64_t, std::int64_t, std::int64_t fallback) {
    if (value != fallback) out[name] = value;
  }
  void amount(const char* name, const Amount& value) {
    if (value.percent)
      out[name] = format_percent(value.value);
    else
      out[name] = value.value;
  }
  void amount_if(const char* name, const std::optional<Amount>& value) {
    if (value) amount(name, *value);
  }
  void percent(const char* name, std::int64_t value, std::int64_t fallback) {
    if (value != fallback) out[name] = format_percent(value);
  }
  void time(const char* name, int value, int, int fallback) {
    if (value != fallback) out[name] = time_text(value);
  }
  void minutes_or_seconds(const char* minutes, const char* seconds, std::int64_t value) {
    if (value % 60 == 0)
      out[minutes] = value / 60;
    else
      out[seconds] = value;
  }
  void weekdays(const char* name, const std::vector<unsigned>& list) {
    if (!list.empty()) out[name] = weekday_list(list);
  }
  void group_weekdays(const char* name, const std::map<std::string, std::vector<unsigned>>& groups) {
    if (groups.empty()) return;
    json::object object;
    for (const auto& [group, list] : groups) object[group] = weekday_list(list);
    out[name] = std::move(object);
  }
  void presence(const Presence&, const std::optional<Amount>&, const std::optional<Amount>&) {}
  void selector(const char* name, const Selector& value) {
    if (!value.is_empty()) out[name] = to_json(value);
  }
  void selectors(const char* name, const std::vector<Selector>& list) {
    if (list.empty()) return;
    if (list.size() == 1) {
      out[name] = to_json(list.front());
      return;
    }
    json::array array;
    for (const Selector& one : list) array.push_back(to_json(one));
    out[name] = std::move(array);
  }
  void bands(const char* name, const std::vector<Discipline::Band>& list) {
    if (!list.empty()) out[name] = objects(list);
  }
  void rule(const Rule& rule) {
    std::visit(
        [&]<class T>(T value) {
          if constexpr (std::is_same_v<T, Shifts>) {
            out[name_of(rule)] = objects(value.shifts);
          } else {
            Writer inner;
            walks::walk(inner, value);
            out[name_of(rule)] = std::move(inner.out);
          }
        },
        rule);
  }
  void clauses(const std::vector<Clause>& list) {
    json::array array;
    for (const Clause& clause : list) array.push_back(to_json(clause));
    out["clauses"] = std::move(array);
  }

 private:
  static json::array weekday_list(const std::vector<unsigned>& list) {
    json::array array;
    for (const unsigned day : list) array.push_back(weekday_names[day - 1]);
    return array;
  }
  template <class T>
  static json::array objects(const std::vector<T>& list) {
    json::array array;
    for (T one : list) {
      Writer inner;
      walks::walk(inner, one);
      array.push_back(std::move(inner.out));
    }
    return array;
  }
};

// Only the names.
class Lister {
 public:
  std::vector<std::string> names;
  void group(const char* name) { names.emplace_back(name); }
  template <class... Rest>
  void text(const char* name, Rest&&...) {
    group(name);
  }
  template <class... Rest>
  void word(const char* name, Rest&&...) {
    group(name);
  }
  template <class... Rest>
  void texts(const char* name, Rest&&...) {
    group(name);
  }
  template <class... Rest>
  void choices(const char* name, Rest&&...) {
    group(name);
  }
  template <class... Rest>
  void levels(const char* name, Rest&&...) {
    group(name);
  }
  template <class... Rest>
  void date(const char* name, Rest&&...) {
    group(name);
  }
  template <class... Rest>
  void date_if(const char* name, Rest&&...) {
    group(name);
  }
  template <class... Rest>
  void flag(const char* name, Rest&&...) {
    group(name);
  }
  template <class... Rest>
  void flag_if(const char* name, Rest&&...) {
    group(name);
  }
  template <class... Rest>
  void choice(const char* name, Rest&&...) {
    group(name);
  }
  template <class... Rest>
  void choice_if(const char* name, Rest&&...) {
    group(name);
  }
  template <class... Rest>
  void whole(const char* name, Rest&&...) {
    group(name);
  }
  template <class... Rest>
  void amount(const char* name, Rest&&...) {
    group(name);
  }
  template <class... Rest>
  void amount_if(const char* name, Rest&&...) {
    group(name);
  }
  template <class... Rest>
  void percent(const char* name, Rest&&...) {
    group(name);
  }
  template <class... Rest>
  void time(const char* name, Rest&&...) {
    group(name);
  }
  void minutes_or_seconds(const char* minutes, const char* seconds, std::int64_t) { group(minutes), group(seconds); }
  template <class... Rest>
  void weekdays(const char* name, Rest&&...) {
    group(name);
  }
  template <class... Rest>
  void group_weekdays(const char* name, Rest&&...) {
    group(name);
  }
  template <class... Rest>
  void presence(Rest&&...) {}
  template <class... Rest>
  void selector(const char* name, Rest&&...) {
    group(name);
  }
  template <class... Rest>
  void selectors(const char* name, Rest&&...) {
    group(name);
  }
  template <class... Rest>
  void bands(const char* name, Rest&&...) {
    group(name);
  }
  void rule(const Rule&) {
    for (const char* name : rule_names()) group(name);
  }
  template <class... Rest>
  void clauses(Rest&&...) {
    group("clauses");
  }
};

template <class T>
std::vector<std::string> members_of(T value = {}) {
  Lister lister;
  walks::walk(lister, value);
  return lister.names;
}

template <std::size_t... index>
void add_rules(std::map<std::string, std::vector<std::string>>& all, std::index_sequence<index...>) {
  const auto add = [&]<class T>(std::size_t at, T*) {
    if constexpr (!std::is_same_v<T, Shifts>) all[rule_names()[at]] = members_of<T>();
  };
  (add(index, static_cast<std::variant_alternative_t<index, Rule>*>(nullptr)), ...);
}

}  // namespace

json::object to_json(const Circular& circular) {
  Writer writer;
  Circular copy = circular;
  walks::walk(writer, copy);
  return std::move(writer.out);
}

json::object to_json(const Clause& clause) {
  Writer writer;
  Clause copy = clause;
  walks::walk(writer, copy);
  return std::move(writer.out);
}

json::object to_json(const Selector& selector) {
  Writer writer;
  Selector copy = selector;
  walks::walk(writer, copy);
  return std::move(writer.out);
}

std::map<std::string, std::vector<std::string>> document_members() {
  std::map<std::string, std::vector<std::string>> all{{"", members_of<Circular>()},
                                                      {"clause", members_of<Clause>()},
                                                      {"selector", members_of<Selector>()},
                                                      {"shift", members_of<Shifts::One>()},
                                                      {"band", members_of<Discipline::Band>()}};
  add_rules(all, std::make_index_sequence<std::variant_size_v<Rule>>());
  return all;
}

}  // namespace hadir::rules
