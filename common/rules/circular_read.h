// One object of a circular's document being read: what it says, where in the document it stands, and the first thing that is
// wrong. For circular_read.cc and circular_json.cc alone.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "common/rules/circular_walk.h"

namespace hadir::rules::walks {

// Shared by all Readers of one document: the first refusal, and the clause that is being read.
struct Reading {
  std::optional<base::Error> error;
  std::string clause;  // "Ketentuan R3.5", or "Surat edaran"

  void refuse(const std::string& path, std::string_view what, std::string hint, base::Fault fault = base::Fault::bad_input);
};

// An Io of circular_walk.h. Every function leaves the default where the member is missing or wrong.
class Reader {
 public:
  Reader(const boost::json::object& object, Reading& reading, std::string path)
      : object_(object), reading_(reading), path_(std::move(path)) {}

  // Refuses members that are not among `known`, with the nearest of them.
  void only(const std::vector<std::string>& known);

  void text(const char* name, std::string& value, Need need);
  void word(const char* name, std::string& value, Words words, std::string_view fallback);  // no fallback: required
  void texts(const char* name, std::vector<std::string>& list, Need need);
  void choices(const char* name, std::vector<std::string>& list, Words words);
  void levels(const char* name, std::vector<std::int64_t>& list);
  void date(const char* name, base::Date& value, Need need);
  void date_if(const char* name, std::optional<base::Date>& value);
  void flag(const char* name, bool& value, bool fallback);
  void flag_if(const char* name, std::optional<bool>& value);
  template <class E>
  void choice(const char* name, E& value, Words words, E fallback) {
    value = fallback;
    if (const auto index = index_of(name, words)) value = static_cast<E>(*index);
  }
  template <class E>
  void choice_if(const char* name, std::optional<E>& value, Words words) {
    if (const auto index = index_of(name, words)) value = static_cast<E>(*index);
  }
  void whole(const char* name, std::int64_t& value, std::int64_t least, std::int64_t most, std::int64_t fallback);
  void amount(const char* name, Amount& value);
  void amount_if(const char* name, std::optional<Amount>& value);
  void percent(const char* name, std::int64_t& value, std::int64_t fallback);  // fallback -1: required
  void time(const char* name, int& value, int most_days, int fallback);        // fallback -1: required
  void minutes_or_seconds(const char* minutes, const char* seconds, std::int64_t& value);
  void weekdays(const char* name, std::vector<unsigned>& list);
  void group_weekdays(const char* name, std::map<std::string, std::vector<unsigned>>& groups);
  void presence(Presence& rule, const std::optional<Amount>& exact, const std::optional<Amount>& balance);
  void selector(const char* name, Selector& value);
  void selectors(const char* name, std::vector<Selector>& list);
  void bands(const char* name, std::vector<Discipline::Band>& list);
  void rule(Rule& rule);
  void clauses(std::vector<Clause>& list);

  // Reads what the object says into `value`, after its unknown members were refused.
  template <class T, class... More>
  void read(T& value, const std::vector<std::string>& known, More... more) {
    only(known);
    walk(*this, value, more...);
  }

 private:
  const boost::json::value* find(const char* name) const { return object_.if_contains(name); }
  const boost::json::value* need(const char* name, const char* form);
  std::string path(std::string_view name) const;
  void refuse(std::string_view name, std::string_view what, std::string hint) {
    reading_.refuse(path(name), what, std::move(hint));
  }
  void wrong(std::string_view name, const boost::json::value& value, std::string_view right, const std::string& hint = "");
  std::optional<std::string> text_of(std::string_view name, const boost::json::value& value);
  std::optional<std::size_t> index_of(const char* name, Words words);
  std::optional<Amount> amount_of(std::string_view name, const boost::json::value& value);
  std::optional<int> time_of(std::string_view name, const boost::json::value& value, int most_days);
  std::vector<unsigned> weekdays_of(const std::string& name, const boost::json::value& value);
  template <class T>
  void objects(const char* name, const boost::json::value& value, std::vector<T>& list, const char* members);

  const boost::json::object& object_;
  Reading& reading_;
  std::string path_;
};

// What holds between the members of one rule.
void check(Reading& reading, const Rule& rule);

}  // namespace hadir::rules::walks
