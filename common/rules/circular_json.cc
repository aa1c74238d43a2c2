// The readers of whole documents, clauses and selectors, and what holds between the members of a rule and between clauses.
#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/rules/circular_meant.h"
#include "common/rules/circular_read.h"

namespace hadir::rules {
namespace {

namespace json = boost::json;
namespace limits = base::limits;
using walks::Reader;
using walks::Reading;

const std::vector<std::string>& members(const char* of) {
  static const auto all = document_members();
  return all.at(of);
}

// The deepest a document goes is clauses, a clause, its rule, a list in it, an object in that, its list.
constexpr std::size_t nesting = 10;

// Boost.JSON keeps the last of two members of the same name. Somebody who copied a line and changed one of the two should be
// told.
struct Duplicates {
  static constexpr std::size_t max_object_size = std::size_t(-1), max_array_size = std::size_t(-1),
                               max_key_size = std::size_t(-1), max_string_size = std::size_t(-1);
  using error_code = boost::system::error_code;
  using view = json::string_view;
  std::vector<std::set<std::string, std::less<>>> open;
  std::string key, twice;

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return open.emplace_back(), true; }
  bool on_object_end(std::size_t, error_code&) { return open.pop_back(), true; }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t, error_code&) { return true; }
  bool on_key_part(view text, std::size_t, error_code&) { return key.append(text.data(), text.size()), true; }
  bool on_key(view text, std::size_t, error_code& error) {
    key.append(text.data(), text.size());
    if (!open.back().insert(key).second) {
      twice = key;
      error = json::make_error_code(json::error::syntax);
      return false;
    }
    key.clear();
    return true;
  }
  bool on_string_part(view, std::size_t, error_code&) { return true; }
  bool on_string(view, std::size_t, error_code&) { return true; }
  bool on_number_part(view, error_code&) { return true; }
  bool on_int64(std::int64_t, view, error_code&) { return true; }
  bool on_uint64(std::uint64_t, view, error_code&) { return true; }
  bool on_double(double, view, error_code&) { return true; }
  bool on_bool(bool, error_code&) { return true; }
  bool on_null(error_code&) { return true; }
  bool on_comment_part(view, error_code&) { return true; }
  bool on_comment(view, error_code&) { return true; }
};

base::Error refused(std::string what, std::string hint, base::Fault fault = base::Fault::bad_input) {
  return {fault, std::move(what), std::move(hint)};
}

base::Result<json::object> object_of(std::string_view text, std::size_t most_bytes) {
  if (text.size() > most_bytes)
    return refused("Dokumen ini " + std::to_string(text.size()) + " bita, terlalu panjang.",
                   "Paling panjang " + std::to_string(most_bytes) + " bita.", base::Fault::too_large);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // as Notepad writes it
  json::parse_options options;
  options.max_depth = nesting;
  json::basic_parser<Duplicates> scan(options);
  boost::system::error_code error;
  const std::size_t read = scan.write_some(false, text.data(), text.size(), error);
  if (error || base::trim(text.substr(read)).size() != 0) {
    const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(read), '\n') + 1;
    const std::string where = "Baris " + std::to_string(line) + ": ";
    if (!scan.handler().twice.empty())
      return refused(where + "isian \"" + base::printable(scan.handler().twice, 60) + "\" tertulis dua kali.",
                     "Hapus salah satu.");
    if (error == json::error::too_deep)
      return refused(where + "kurung bersarang terlalu dalam.", "Periksa kurung yang lupa ditutup.", base::Fault::too_large);
    const std::string slip = meant::slip(text, read, scan.handler().open.size());
    return refused(where + "bukan JSON yang benar.", !slip.empty()
                                                         ? slip
                                                         : "Periksa koma, tanda petik dan kurung di baris ini dan sebelumnya; "
                                                           "JSON tidak mengenal komentar, dan tidak ada koma "
                                                           "di belakang isian terakhir.");
  }
  json::value value = json::parse(json::string_view(text.data(), text.size()), error, {}, options);
  if (error || !value.is_object())
    return refused("Dokumen ini bukan isian di antara kurung kurawal.", "Mulai dengan { dan akhiri dengan }.");
  return std::move(value.get_object());
}

template <class T, class... More>
base::Result<T> read(const json::object& object, std::string name, const char* known, More... more) {
  Reading reading{{}, std::move(name)};
  T value;
  Reader(object, reading, "").read(value, members(known), more...);
  if (reading.error) return std::move(*reading.error);
  return value;
}

// Whether `over` of one clause leads back to it.
bool leads_back(const std::map<std::string_view, const Clause*>& by_id, const Clause& clause) {
  std::set<std::string_view> seen;
  std::vector<const Clause*> todo{&clause};
  while (!todo.empty()) {
    const Clause* next = todo.back();
    todo.pop_back();
    for (const std::string& id : next->over) {
      if (id == clause.id) return true;
      if (const auto found = by_id.find(id); found != by_id.end() && seen.insert(id).second) todo.push_back(found->second);
    }
  }
  return false;
}

}  // namespace

base::Result<Selector> selector_from_json(const json::object& selector) {
  return read<Selector>(selector, "Unit yang diikat (binds)", "selector", true);
}

base::Result<Selector> selector_from_text(std::string_view text) {
  if (base::trim(text).empty()) return Selector{};
  auto object = object_of(text, limits::text_bytes);
  if (!object) return object.error();
  return selector_from_json(*object);
}

base::Result<Clause> clause_from_json(const json::object& object) {
  const auto* id = object.if_contains("id");
  const auto* text = id == nullptr ? nullptr : id->if_string();
  std::string name = "Ketentuan";
  if (text != nullptr) name += " " + base::printable({text->data(), text->size()}, 60);
  auto clause = read<Clause>(object, name, "clause");
  if (!clause) return clause;
  if (clause->id.size() > limits::author_bytes)
    return refused(name + ", isian id: terlalu panjang.", "Paling panjang " + std::to_string(limits::author_bytes) + " huruf.");
  if (const auto bytes = json::serialize(to_json(*clause)).size(); bytes > limits::text_bytes)
    return refused(name + ": seluruhnya " + std::to_string(bytes) + " huruf, terlalu panjang.",
                   "Paling panjang " + std::to_string(limits::text_bytes) + ". Ringkas isian text, atau bagi ketentuannya.",
                   base::Fault::too_large);
  return clause;
}

base::Result<Clause> clause_from_text(std::string_view text) {
  auto object = object_of(text, limits::text_bytes);
  if (!object) return object.error();
  return clause_from_json(*object);
}

base::Result<Circular> circular_from_json(const json::object& document) {
  json::object without_schema;
  const json::object* object = &document;
  if (document.contains("$schema")) {  // which editors look for
    without_schema = document;
    without_schema.erase("$schema");
    object = &without_schema;
  }
  auto circular = read<Circular>(*object, "Surat edaran", "");
  if (!circular) return circular;
  if (auto whole = check_whole(*circular); !whole) return whole.error();
  return circular;
}

base::Result<Circular> circular_from_text(std::string_view text) {
  auto object = object_of(text, limits::circular_file_bytes);
  if (!object) return object.error();
  return circular_from_json(*object);
}

base::Result<void> check_whole(const Circular& circular) {
  Reading reading{{}, "Surat edaran"};
  std::map<std::string_view, const Clause*> by_id;
  for (const Clause& clause : circular.clauses)
    if (!by_id.emplace(clause.id, &clause).second)
      reading.refuse("clauses", "ada dua ketentuan bernama " + clause.id + ".", "Beri setiap ketentuan nama (id) sendiri.");
  for (const Clause& clause : circular.clauses) {
    reading.clause = "Ketentuan " + clause.id;
    for (const std::string& id : clause.over)
      if (!by_id.contains(id))
        reading.refuse("over", "tidak ada ketentuan bernama " + base::printable(id, 60) + ".",
                       "Sebut id ketentuan lain dari surat ini.");
    if (leads_back(by_id, clause))
      reading.refuse("over", "ketentuan ini pada akhirnya didahulukan dari dirinya sendiri.",
                     "Hapus salah satu over yang saling menunjuk.");
  }
  reading.clause = "Surat edaran";
  if (circular.effective && circular.until && *circular.until < *circular.effective)
    reading.refuse("until",
                   "berakhir " + base::format_date(*circular.until) + ", sebelum mulai berlaku " +
                       base::format_date(*circular.effective) + ".",
                   "Perbaiki salah satu tanggalnya.");
  if (circular.state == Circular::State::active && !circular.effective)
    reading.refuse("effective", "surat yang berlaku (state active) harus menyebut sejak kapan.",
                   "Tulis tanggal seperti \"2021-07-12\".");
  if (circular.supersedes.size() > limits::list_items)
    reading.refuse("supersedes", "terlalu banyak nomor.", "Paling banyak " + std::to_string(limits::list_items) + ".");
  if (std::ranges::find(circular.supersedes, circular.number) != circular.supersedes.end())
    reading.refuse("supersedes", "surat ini menggantikan dirinya sendiri.", "Sebut nomor surat yang lama.");
  if (!circular.binds.is_empty() && json::serialize(to_json(circular.binds)).size() > limits::text_bytes)
    reading.refuse("binds", "terlalu panjang.", "Paling panjang " + std::to_string(limits::text_bytes) + " huruf.");
  if (!reading.error && json::serialize(to_json(circular)).size() > limits::circular_bytes)
    reading.refuse("", "seluruhnya terlalu panjang.",
                   "Paling panjang " + std::to_string(limits::circular_bytes) + " huruf tanpa spasi. Ringkas isian text.",
                   base::Fault::too_large);
  if (reading.error) return std::move(*reading.error);
  return {};
}

namespace walks {
namespace {

void check_rule(Reading& reading, const Presence& rule) {
  if (rule.of == Presence::Of::room && (rule.place == Place::home || rule.balance))
    reading.refuse("presence.of", "kapasitas ruang hanya membatasi yang di kantor.", "Pakai of: all, staff atau available.");
  if (rule.min_one && !rule.max)
    reading.refuse("presence.min_one", "tidak ada max yang dibulatkan.", "Tambahkan max, atau hapus min_one.");
  if (rule.balance && (rule.round || rule.min_one))
    reading.refuse("presence.balance", "balance sudah membolehkan kedua pembulatan.",
                   "Hapus round dan min_one, atau pakai exact.");
}

void check_rule(Reading& reading, const Rotation& rule) {
  using Count = Rotation::Count;
  const std::size_t groups = rule.groups.size();
  if (groups < 2) return reading.refuse("rotation.groups", "perlu paling sedikit dua kelompok.", "Tulis mis. [\"A\", \"B\"].");
  if (rule.count == Count::dates && groups != 2)
    reading.refuse("rotation.groups", "tanggal ganjil dan genap memerlukan tepat dua kelompok.",
                   "Sebut kelompok tanggal ganjil dahulu, lalu kelompok tanggal genap.");
  if (rule.turn_days != 1 && (rule.count == Count::dates || rule.count == Count::weekdays))
    reading.refuse("rotation.turn_days", "hanya untuk count workdays dan calendar.", "Hapus isian ini.");
  if (rule.count != Count::weekdays && !rule.weekdays.empty())
    reading.refuse("rotation.weekdays", "hanya untuk count weekdays.", "Tulis \"count\": \"weekdays\", atau hapus isian ini.");
  if (rule.count == Count::weekdays) {
    for (const std::string& group : rule.groups)
      if (!rule.weekdays.contains(group))
        reading.refuse("rotation.weekdays", "hari kelompok " + group + " belum disebut.", "Sebut hari setiap kelompok.");
    for (const auto& [group, days] : rule.weekdays)
      if (std::ranges::find(rule.groups, group) == rule.groups.end())
        reading.refuse("rotation.weekdays", "kelompok " + base::printable(group, 40) + " tidak ada di groups.",
                       "Samakan namanya.");
  }
}

void check_rule(Reading& reading, const Shifts& rule) {
  std::set<std::string_view> codes;
  for (const Shifts::One& one : rule.shifts) {
    const int length = one.end_minutes - one.start_minutes + (one.end_minutes <= one.start_minutes ? 24 * 60 : 0);
    if (!codes.insert(one.code).second)
      reading.refuse("shifts", "ada dua sif bernama " + one.code + ".", "Beri setiap sif kode sendiri.");
    if (one.start_minutes >= 24 * 60) reading.refuse("shifts", "sif " + one.code + " mulai pukul 24:00.", "Tulis \"00:00\".");
    if (one.start_minutes == one.end_minutes || one.break_minutes >= length)
      reading.refuse("shifts", "sif " + one.code + " tidak menyisakan jam kerja.", "Periksa start, end dan break_minutes.");
  }
}

void check_rule(Reading& reading, const HomeDay& rule) {
  if (rule.verify_due_minutes < rule.report_due_minutes)
    reading.refuse("home_day.verify_due", "lebih awal daripada report_due.",
                   "Beri atasan waktu sesudah laporan masuk, mis. \"24:00+1\".");
}

void check_rule(Reading& reading, const Travel& rule) {
  if (!rule.escalate_to.empty() && rule.closed_for.empty())
    reading.refuse("travel.escalate_to", "tidak ada tujuan yang ditutup.", "Tambahkan closed_for, mis. \"lockdown\".");
}

void check_rule(Reading& reading, const Discipline& rule) {
  const auto check_bands = [&](const std::vector<Discipline::Band>& bands, const std::string& name, const std::string& missing) {
    std::set<std::string_view> codes;
    for (std::size_t index = 0; index < bands.size(); ++index) {
      if (!codes.insert(bands[index].code).second)
        reading.refuse("discipline." + name, "ada dua golongan " + bands[index].code + ".", "Beri setiap golongan kode sendiri.");
      if (index > 0 && bands[index].from <= bands[index - 1].from)
        reading.refuse("discipline." + name,
                       "golongan " + bands[index].code + " tidak mulai sesudah " + bands[index - 1].code + ".",
                       "Urutkan dari yang paling ringan.");
    }
    if (!missing.empty() && !codes.contains(missing))
      reading.refuse("discipline", "golongan " + base::printable(missing, 40) + " tidak ada di " + name + ".",
                     "Sebut kode yang ada di " + name + ".");
  };
  check_bands(rule.late, "late", rule.no_in_code);
  check_bands(rule.early, "early", rule.no_out_code);
}

template <class T>
void check_rule(Reading&, const T&) {}

}  // namespace

void check(Reading& reading, const Rule& rule) {
  std::visit([&](const auto& one) { check_rule(reading, one); }, rule);
}

}  // namespace walks
}  // namespace hadir::rules
