#include "common/rules/circular_read.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/rules/circular_meant.h"
#include "common/rules/hours.h"

namespace hadir::rules::walks {
namespace {

namespace json = boost::json;
namespace limits = base::limits;

const std::vector<std::string>& members(const std::string& of) {
  static const auto all = document_members();
  return all.at(of);
}

// A number as people write it: 0.8 where JSON's own form is 8E-1.
std::string shown(const json::value& value) {
  const auto* number = value.if_double();
  if (number == nullptr) return base::printable(json::serialize(value), 60);
  std::string text = fmt::format("{}", *number);
  if (text.find_first_not_of("-0123456789") == std::string::npos) text += ".0";
  return text;
}
std::string quoted(std::string_view text) { return "\"" + base::printable(text, 60) + "\""; }

template <class List>
std::string listed(const List& words) {
  std::string text;
  for (std::size_t index = 0; index < words.size(); ++index) {
    if (index > 0) text += index + 1 == words.size() ? " atau " : ", ";
    text += words[index];
  }
  return text;
}

// How many letters have to change (Levenshtein), up to a bound that short names set themselves.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row.back();
}

template <class List>
std::string nearest_hint(std::string_view name, const List& known) {
  std::string_view best;
  std::size_t least = name.size();
  if (name.size() <= 64) {
    for (const std::string_view one : known) {
      const auto steps = one.starts_with(name) || name.starts_with(one) ? 1 : distance(name, one);
      if (steps < least && steps <= std::max<std::size_t>(2, one.size() / 3)) least = steps, best = one;
    }
  }
  return meant::perhaps(base::printable(best, 60));
}

}  // namespace

void Reading::refuse(const std::string& path, std::string_view what, std::string hint, base::Fault fault) {
  if (error) return;
  std::string text = clause;
  if (!path.empty()) text += ", isian " + path;
  error = base::Error{fault, text + ": " + std::string(what), std::move(hint)};
}

std::string Reader::path(std::string_view name) const {
  return path_.empty() ? std::string(name) : path_ + "." + std::string(name);
}

void Reader::only(const std::vector<std::string>& known) {
  for (const auto& member : object_) {
    const std::string_view name(member.key().data(), member.key().size());
    if (std::ranges::find(known, name) == known.end())
      refuse(base::printable(name, 60), "isian ini tidak dikenal.",
             nearest_hint(name, known) + "Yang ada di sini: " + listed(known) + ".");
  }
}

void Reader::wrong(std::string_view name, const json::value& value, std::string_view right, const std::string& hint) {
  refuse(name, shown(value) + " tidak dapat dipakai di sini.", hint + "Tulis " + std::string(right) + ".");
}

const json::value* Reader::need(const char* name, const char* form) {
  const json::value* value = find(name);
  if (value == nullptr) refuse(name, "belum diisi.", std::string("Tulis ") + form + ".");
  return value;
}

std::optional<std::string> Reader::text_of(std::string_view name, const json::value& value) {
  const auto* text = value.if_string();
  if (text == nullptr) {
    wrong(name, value, "teks di antara tanda petik");
    return {};
  }
  const std::string_view trimmed = base::trim({text->data(), text->size()});
  if (trimmed.empty()) {
    refuse(name, "teksnya kosong.", "Isi, atau hapus isian ini.");
  } else if (trimmed.size() > limits::text_bytes) {
    refuse(name, "teksnya " + std::to_string(trimmed.size()) + " huruf, terlalu panjang.",
           "Paling panjang " + std::to_string(limits::text_bytes) + " huruf.");
  } else if (base::has_control_characters(trimmed) || !base::is_utf8(trimmed)) {
    refuse(name, quoted(trimmed) + " memuat tanda yang tidak dapat dicetak.", "Ketik ulang teksnya.");
  } else {
    return std::string(trimmed);
  }
  return {};
}

void Reader::text(const char* name, std::string& value, Need how) {
  const json::value* member = how == Need::required ? need(name, "teks di antara tanda petik") : find(name);
  if (member == nullptr) return;
  if (auto text = text_of(name, *member)) value = std::move(*text);
}

std::optional<std::size_t> Reader::index_of(const char* name, Words words) {
  const json::value* member = find(name);
  if (member == nullptr) return {};
  const auto* text = member->if_string();
  if (text == nullptr) {
    wrong(name, *member, listed(words) + ", di antara tanda petik");
    return {};
  }
  const std::string_view given(text->data(), text->size());
  for (std::size_t index = 0; index < words.size(); ++index)
    if (given == words[index]) return index;
  refuse(name, quoted(given) + " tidak dikenal.", nearest_hint(given, words) + "Tulis " + listed(words) + ".");
  return {};
}

void Reader::word(const char* name, std::string& value, Words words, std::string_view fallback) {
  value = fallback;
  if (fallback.empty() && find(name) == nullptr) refuse(name, "belum diisi.", "Tulis " + listed(words) + ".");
  if (const auto index = index_of(name, words)) value = words[*index];
}

void Reader::texts(const char* name, std::vector<std::string>& list, Need how) {
  const json::value* member = how == Need::required ? need(name, "daftar teks seperti [\"A\", \"B\"]") : find(name);
  if (member == nullptr) return;
  const auto* array = member->if_array();
  if (array == nullptr) {
    if (auto text = text_of(name, *member)) list.push_back(std::move(*text));
    return;
  }
  if (array->empty())
    refuse(name, "daftarnya kosong, jadi tidak ada yang dipilih.", "Isi paling sedikit satu, atau hapus isian ini.");
  for (const json::value& value : *array) {
    auto text = text_of(name, value);
    if (!text) return;
    if (std::ranges::find(list, *text) != list.end()) refuse(name, quoted(*text) + " tertulis dua kali.", "Hapus salah satu.");
    list.push_back(std::move(*text));
  }
}

void Reader::choices(const char* name, std::vector<std::string>& list, Words words) {
  texts(name, list, Need::optional);
  for (const std::string& given : list)
    if (std::ranges::find(words, std::string_view(given)) == words.end())
      refuse(name, quoted(given) + " tidak dikenal.", nearest_hint(given, words) + "Tulis " + listed(words) + ".");
}

void Reader::levels(const char* name, std::vector<std::int64_t>& list) {
  const json::value* member = find(name);
  if (member == nullptr) return;
  const auto take = [&](const json::value& value) {
    const auto* number = value.if_int64();
    if (number == nullptr || *number < 0 || *number > 99)
      wrong(name, value, "bilangan bulat dari 0 sampai 99 tanpa tanda petik");
    else
      list.push_back(*number);
  };
  const auto* array = member->if_array();
  if (array == nullptr) return take(*member);
  if (array->empty())
    refuse(name, "daftarnya kosong, jadi tidak ada yang dipilih.", "Isi paling sedikit satu, atau hapus isian ini.");
  for (const json::value& value : *array) take(value);
}

void Reader::date(const char* name, base::Date& value, Need how) {
  std::optional<base::Date> date;
  if (how == Need::required && need(name, "tanggal seperti \"2021-07-12\"") == nullptr) return;
  date_if(name, date);
  if (date) value = *date;
}

void Reader::date_if(const char* name, std::optional<base::Date>& value) {
  const json::value* member = find(name);
  if (member == nullptr) return;
  const auto* text = member->if_string();
  if (text == nullptr) return wrong(name, *member, "tanggal seperti \"2021-07-12\", atau hapus isian ini");
  const std::string_view given(text->data(), text->size());
  value = base::parse_date(given);
  if (value) return;
  const std::string instead = meant::date(given);
  refuse(name, quoted(given) + (instead.empty() ? " bukan tanggal yang ada." : " bukan tahun-bulan-hari."),
         meant::perhaps(instead) + "Tulis tahun-bulan-hari, mis. \"2021-07-12\".");
}

void Reader::flag(const char* name, bool& value, bool fallback) {
  std::optional<bool> given;
  flag_if(name, given);
  value = given.value_or(fallback);
}

void Reader::flag_if(const char* name, std::optional<bool>& value) {
  const json::value* member = find(name);
  if (member == nullptr) return;
  if (const bool* given = member->if_bool())
    value = *given;
  else
    wrong(name, *member, "true atau false tanpa tanda petik");
}

void Reader::whole(const char* name, std::int64_t& value, std::int64_t least, std::int64_t most, std::int64_t fallback) {
  value = fallback;
  const json::value* member = find(name);
  if (member == nullptr) return;
  const auto* number = member->if_int64();
  if (number == nullptr || *number < least || *number > most)
    wrong(name, *member,
          "bilangan bulat dari " + std::to_string(least) + " sampai " + std::to_string(most) + " tanpa tanda petik");
  else
    value = *number;
}

std::optional<Amount> Reader::amount_of(std::string_view name, const json::value& value) {
  constexpr std::string_view right = "persen dari \"0%\" sampai \"100%\" di antara tanda petik, atau jumlah orang seperti 10";
  if (const auto* people = value.if_int64(); people != nullptr && *people >= 0 && *people <= 1'000'000)
    return Amount{*people, false};
  if (const auto* text = value.if_string(); text != nullptr && text->ends_with('%')) {
    const auto hundredths = meant::hundredths(base::trim({text->data(), text->size() - 1}));
    if (hundredths && *hundredths <= 10'000) return Amount{*hundredths, true};
    if (hundredths) {
      refuse(name, shown(value) + " di luar 0% sampai 100%.", "Tulis " + std::string(right) + ".");
      return {};
    }
  }
  wrong(name, value, right, meant::amount(value));
  return {};
}

void Reader::amount(const char* name, Amount& value) {
  if (const json::value* member = need(name, "persen seperti \"25%\" atau jumlah orang seperti 10"))
    value = amount_of(name, *member).value_or(Amount{});
}

void Reader::amount_if(const char* name, std::optional<Amount>& value) {
  if (const json::value* member = find(name)) value = amount_of(name, *member);
}

void Reader::percent(const char* name, std::int64_t& value, std::int64_t fallback) {
  value = std::max<std::int64_t>(fallback, 0);
  const json::value* member = fallback < 0 ? need(name, "persen seperti \"0.5%\"") : find(name);
  if (member == nullptr) return;
  const auto given = member->is_string() ? amount_of(name, *member) : std::nullopt;
  if (given)
    value = given->value;
  else
    wrong(name, *member, "persen seperti \"0.5%\" di antara tanda petik", meant::amount(*member));
}

std::optional<int> Reader::time_of(std::string_view name, const json::value& value, int most_days) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (const auto* given = value.if_string()) {
    const std::string_view text(given->data(), given->size());
    if (text.size() >= 5 && digit(text[0]) && digit(text[1]) && text[2] == ':' && digit(text[3]) && digit(text[4])) {
      const int hours = (text[0] - '0') * 10 + text[1] - '0', minutes = (text[3] - '0') * 10 + text[4] - '0';
      int days = 0;
      bool good = minutes < 60 && hours * 60 + minutes <= 24 * 60;
      if (text.size() > 5) {
        const auto [end, fault] = std::from_chars(text.data() + 6, text.data() + text.size(), days);
        good = good && text[5] == '+' && text.size() > 6 && digit(text[6]) && fault == std::errc() &&
               end == text.data() + text.size() && days <= most_days;
      }
      if (good) return days * 24 * 60 + hours * 60 + minutes;
    }
  }
  const auto* text = value.if_string();
  wrong(name, value,
        most_days == 0 ? "jam dengan titik dua, dari \"00:00\" sampai \"24:00\""
                       : "jam dengan titik dua, dari \"00:00\" sampai \"24:00\"; untuk keesokan harinya dengan \"+1\" di "
                         "belakangnya, mis. \"12:00+1\"",
        text == nullptr ? "" : meant::perhaps(meant::time({text->data(), text->size()})));
  return {};
}

void Reader::time(const char* name, int& value, int most_days, int fallback) {
  value = std::max(fallback, 0);
  if (const json::value* member = fallback < 0 ? need(name, "jam seperti \"07:30\"") : find(name))
    if (const auto minutes = time_of(name, *member, most_days)) value = *minutes;
}

void Reader::minutes_or_seconds(const char* minutes, const char* seconds, std::int64_t& value) {
  if ((find(minutes) == nullptr) == (find(seconds) == nullptr))
    refuse(minutes, "harus ada tepat satu dari " + std::string(minutes) + " dan " + seconds + ".",
           "Tulis mis. \"from_minutes\": 31.");
  std::int64_t given = 0;
  whole(minutes, given, 0, 24 * 60, 0);
  whole(seconds, value, 0, 24 * 60 * 60, given * 60);
}

std::vector<unsigned> Reader::weekdays_of(const std::string& name, const json::value& value) {
  std::vector<unsigned> days;
  const auto take = [&](const json::value& one) {
    unsigned day = 0;
    if (const auto* number = one.if_int64(); number != nullptr && *number >= 1 && *number <= 7)
      day = static_cast<unsigned>(*number);
    if (const auto* text = one.if_string()) day = meant::weekday({text->data(), text->size()});
    if (day == 0)
      wrong(name, one, "hari: senin, selasa, rabu, kamis, jumat, sabtu atau minggu (atau 1 untuk senin sampai 7 untuk minggu)");
    else if (std::ranges::find(days, day) != days.end())
      refuse(name, std::string(weekday_name(day)) + " tertulis dua kali.", "Hapus salah satu.");
    days.push_back(day);
  };
  if (const auto* array = value.if_array()) {
    if (array->empty()) refuse(name, "daftar harinya kosong.", "Isi paling sedikit satu hari, atau hapus isian ini.");
    for (const json::value& one : *array) take(one);
  } else {
    take(value);
  }
  std::ranges::sort(days);
  return days;
}

void Reader::weekdays(const char* name, std::vector<unsigned>& list) {
  if (const json::value* member = find(name)) list = weekdays_of(name, *member);
}

void Reader::group_weekdays(const char* name, std::map<std::string, std::vector<unsigned>>& groups) {
  const json::value* member = find(name);
  if (member == nullptr) return;
  const auto* object = member->if_object();
  if (object == nullptr) return wrong(name, *member, "hari setiap kelompok, mis. {\"A\": [\"senin\", \"rabu\"]}");
  for (const auto& entry : *object) {
    const std::string group(entry.key().data(), entry.key().size());
    groups[group] = weekdays_of(std::string(name) + "." + base::printable(group, 40), entry.value());
  }
}

void Reader::presence(Presence& rule, const std::optional<Amount>& exact, const std::optional<Amount>& balance) {
  const int ways = (exact ? 1 : 0) + (balance ? 1 : 0) + (rule.max || rule.min ? 1 : 0);
  if (ways != 1)
    return refuse("max", ways == 0 ? "tidak ada batasnya." : "exact, balance, dan max atau min tidak dapat dipakai bersama.",
                  "Tulis salah satu: exact, balance, atau max dan min.");
  if (balance && !balance->percent)
    refuse("balance", "harus persen.", "Tulis mis. \"50%\": setengah dari mereka yang di kantor atau di rumah.");
  if (rule.max && rule.min && rule.max->percent == rule.min->percent && rule.min->value > rule.max->value)
    refuse("min", "min lebih besar daripada max.", "Tukar keduanya, atau pakai exact.");
  if (exact) rule.max = rule.min = exact;
  if (balance) rule.max = balance, rule.balance = true;
}

void Reader::selector(const char* name, Selector& value) {
  const json::value* member = find(name);
  if (member == nullptr) return;
  const auto* object = member->if_object();
  if (object == nullptr) return wrong(name, *member, "siapa atau unit mana, mis. {\"sectors\": \"esensial\"}");
  Reader(*object, reading_, path(name)).read(value, members("selector"), true);
}

void Reader::selectors(const char* name, std::vector<Selector>& list) {
  const json::value* member = find(name);
  if (member == nullptr) return;
  const auto take = [&](const json::value& value) {
    const auto* object = value.if_object();
    if (object == nullptr) return wrong(name, value, "siapa atau unit mana, mis. {\"classes\": \"struktural\"}");
    if (object->empty()) return refuse(name, "tidak memilih apa-apa, jadi semuanya dikecualikan.", "Isi, atau hapus isian ini.");
    if (object->contains("except"))
      return refuse(name, "pengecualian di dalam pengecualian.", "Pisahkan menjadi ketentuan sendiri.");
    Reader(*object, reading_, path(name)).read(list.emplace_back(), members("selector"), false);
  };
  const auto* array = member->if_array();
  if (array == nullptr) return take(*member);
  if (array->empty()) refuse(name, "daftarnya kosong.", "Isi paling sedikit satu, atau hapus isian ini.");
  for (const json::value& value : *array) take(value);
}

template <class T>
void Reader::objects(const char* name, const json::value& value, std::vector<T>& list, const char* form) {
  const auto* array = value.if_array();
  if (array == nullptr || array->empty()) return wrong(name, value, "daftar yang berisi, mis. [{…}, {…}]");
  for (std::size_t index = 0; index < array->size(); ++index) {
    const auto* object = (*array)[index].if_object();
    if (object == nullptr) return wrong(name, (*array)[index], "isian di antara kurung kurawal");
    Reader(*object, reading_, path(name) + "[" + std::to_string(index + 1) + "]").read(list.emplace_back(), members(form));
  }
}

void Reader::bands(const char* name, std::vector<Discipline::Band>& list) {
  if (const json::value* member = find(name)) objects(name, *member, list, "band");
}

void Reader::rule(Rule& rule) {
  const auto names = rule_names();
  std::vector<std::size_t> found;
  for (std::size_t index = 0; index < names.size(); ++index)
    if (find(names[index]) != nullptr) found.push_back(index);
  if (found.size() != 1)
    return reading_.refuse(path_,
                           found.empty() ? "tidak memuat aturan."
                                         : std::string("memuat dua aturan: ") + names[found[0]] + " dan " + names[found[1]] + ".",
                           "Setiap ketentuan memuat tepat satu dari " + listed(names) + ".");
  const json::value& value = *find(names[found[0]]);
  const auto read_as = [&]<std::size_t at>(std::integral_constant<std::size_t, at>) {
    using T = std::variant_alternative_t<at, Rule>;
    if (found[0] != at) return;
    T& one = rule.emplace<at>();
    if constexpr (std::is_same_v<T, Shifts>) {
      objects(names[at], value, one.shifts, "shift");
    } else if (const auto* object = value.if_object()) {
      Reader(*object, reading_, path(names[at])).read(one, members(names[at]));
    } else {
      wrong(names[at], value, "isian di antara kurung kurawal");
    }
  };
  [&]<std::size_t... at>(std::index_sequence<at...>) { (read_as(std::integral_constant<std::size_t, at>()), ...); }
  (std::make_index_sequence<std::variant_size_v<Rule>>());
  if (!reading_.error) check(reading_, rule);
}

void Reader::clauses(std::vector<Clause>& list) {
  const json::value* member = need("clauses", "daftar ketentuan");
  if (member == nullptr) return;
  const auto* array = member->if_array();
  if (array == nullptr || array->empty()) return wrong("clauses", *member, "daftar yang memuat paling sedikit satu ketentuan");
  if (array->size() > limits::list_items)
    return refuse("clauses", std::to_string(array->size()) + " ketentuan, terlalu banyak.",
                  "Paling banyak " + std::to_string(limits::list_items) + ". Gabungkan yang sama, atau bagi menjadi dua surat.");
  for (std::size_t index = 0; index < array->size() && !reading_.error; ++index) {
    reading_.clause = "Ketentuan ke-" + std::to_string(index + 1);
    const auto* object = (*array)[index].if_object();
    if (object == nullptr) return reading_.refuse("", "bukan isian di antara kurung kurawal.", "Tulis {\"id\": …, …}.");
    auto clause = clause_from_json(*object);
    if (clause)
      list.push_back(std::move(*clause));
    else
      reading_.error = clause.error();
    if (reading_.error && !object->contains("id"))
      reading_.error->what.replace(0, std::string("Ketentuan").size(), reading_.clause);
  }
  reading_.clause = "Surat edaran";
}

}  // namespace hadir::rules::walks
