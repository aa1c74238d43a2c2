#include "common/model/forms.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <cstring>

#include "common/base/civil.h"
#include "common/base/limits.h"
#include "common/base/person_id.h"
#include "common/base/text.h"

namespace hadir::model {
namespace {

namespace limits = base::limits;
using base::Error;
using base::Fault;
using base::Result;

// What the calendar functions can print: 1970 to 2200.
constexpr std::int64_t last_day = 84'370;
constexpr std::int64_t last_ms = last_day * 86'400'000;
constexpr std::int64_t largest_integer = (std::int64_t{1} << 53) - 1;
// From here on no offset leads back into 1969.
constexpr std::int64_t first_ms = base::max_offset_minutes * 60'000;

Error wrong(const Field& field, std::string_view text, const std::string& expected) {
  return {Fault::bad_input, std::string(field.name) + ": \"" + base::printable(text, 60) + "\" tidak dapat dibaca", expected};
}

Result<Value> parse_choice(const Field& field, std::string_view text) {
  // Names under which spreadsheets and other programs know the three zones (Keppres 41/1987).
  constexpr std::pair<std::string_view, std::string_view> aliases[] = {
      {"Asia/Jakarta", "WIB"}, {"Asia/Pontianak", "WIB"}, {"Asia/Makassar", "WITA"}, {"Asia/Jayapura", "WIT"},
      {"+07:00", "WIB"},       {"+08:00", "WITA"},        {"+09:00", "WIT"}};
  for (const auto& [alias, name] : aliases)
    if (base::equals_ignoring_case(text, alias)) text = name;
  for (std::size_t index = 0; index < field.choices.size(); ++index)
    if (base::equals_ignoring_case(text, field.choices[index])) return Value{static_cast<std::int64_t>(index)};
  std::string expected = "pilih salah satu:";
  for (const char* choice : field.choices) expected += std::string(" ") + choice;
  return wrong(field, text, expected);
}

Result<Value> parse_boolean(const Field& field, std::string_view text) {
  for (const std::string_view yes : {"true", "1", "ya"})
    if (base::equals_ignoring_case(text, yes)) return Value{std::int64_t{1}};
  for (const std::string_view no : {"false", "0", "tidak"})
    if (base::equals_ignoring_case(text, no)) return Value{std::int64_t{0}};
  return wrong(field, text, "tulis ya atau tidak");
}

Result<Value> plain_text(const Field& field, std::string_view text) {
  if (text.size() > limits::text_bytes)
    return wrong(field, text, "paling panjang " + std::to_string(limits::text_bytes) + " huruf");
  if (!base::is_utf8(text)) return wrong(field, text, "simpan berkas sebagai UTF-8");
  if (base::has_control_characters(text)) return wrong(field, text, "hapus karakter kendali");
  return Value{std::string(text)};
}

Result<Value> parse_list(const Field& field, std::string_view text) {
  TextList items;
  if (text.starts_with('[')) {
    boost::json::error_code ec;
    const boost::json::value parsed = boost::json::parse(text, ec);
    if (ec || !parsed.is_array()) return wrong(field, text, "tulis sebagai larik JSON atau pisahkan dengan ;");
    for (const boost::json::value& item : parsed.get_array()) {
      if (!item.is_string()) return wrong(field, text, "setiap butir harus berupa teks");
      items.emplace_back(item.get_string());
    }
  } else {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find(';'), text.size());
      if (const std::string_view item = base::trim(text.substr(0, end)); !item.empty()) items.emplace_back(item);
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }
  if (items.size() > limits::list_items)
    return wrong(field, "…", "paling banyak " + std::to_string(limits::list_items) + " butir");
  for (const std::string& item : items)
    if (auto checked = plain_text(field, item); !checked) return checked.error();
  return Value{std::move(items)};
}

std::string format_utc(std::int64_t ms) {
  std::string text = base::format_rfc3339({ms, 0});
  text.resize(text.size() - 6);
  return text + "Z";
}

// "EMPLOYEE/INSTANT/SOURCE"; the source may contain slashes.
Result<Value> parse_punch(const Field& field, std::string_view text) {
  const std::size_t first = text.find('/');
  const std::size_t second = first == std::string_view::npos ? first : text.find('/', first + 1);
  if (second == std::string_view::npos) return wrong(field, text, "tulis NIP/WAKTU/ASAL, seperti kolom pada daftar presensi");
  auto employee = base::parse_person_id(text.substr(0, first));
  if (!employee) return employee.error();
  const auto at = base::parse_rfc3339(text.substr(first + 1, second - first - 1));
  if (!at) return wrong(field, text, "waktu harus RFC 3339, mis. 2026-03-02T07:29:11+07:00");
  if (second + 1 == text.size()) return wrong(field, text, "asal presensi belum ada di belakang waktu");
  if (auto source = plain_text(field, text.substr(second + 1)); !source) return source.error();
  return Value{*employee + "/" + format_utc(at->ms) + "/" + std::string(text.substr(second + 1))};
}

Result<std::string> text_of_json(const Field& field, const boost::json::value& value) {
  switch (value.kind()) {
    case boost::json::kind::null: return std::string();
    case boost::json::kind::string: return std::string(value.get_string());
    case boost::json::kind::bool_: return std::string(value.get_bool() ? "true" : "false");
    case boost::json::kind::int64: return std::to_string(value.get_int64());
    case boost::json::kind::uint64: return std::to_string(value.get_uint64());
    case boost::json::kind::array:
      if (field.type == Type::text_list) return boost::json::serialize(value);
      [[fallthrough]];
    default:
      return Error{Fault::bad_input, std::string(field.name) + ": nilai JSON jenis ini tidak cocok",
                   "tulis sebagai teks dalam tanda kutip"};
  }
}

// A JSON array. What JSON would write otherwise than it stands is left to a writer of JSON.
std::string list_text(const TextList& items) {
  std::string text = "[";
  for (const std::string& item : items) {
    if (text.size() > 1) text += ',';
    const bool is_plain =
        std::ranges::all_of(item, [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; });
    if (is_plain)
      text.append(1, '"').append(item).append(1, '"');
    else
      text += boost::json::serialize(boost::json::value(item));
  }
  return text += ']';
}

// Puts a value (and the offset of an instant) where the declaration wants it.
void place(const Kind& kind, const Field& field, Value value, std::int64_t offset, bool is_key, Change& change) {
  (is_key ? change.key : change.fields).push_back({field.number, std::move(value)});
  if (const Field* companion = offset_companion(kind, field)) {
    const bool given = !std::holds_alternative<std::monostate>((is_key ? change.key : change.fields).back().value);
    change.fields.push_back({companion->number, given ? Value{offset} : Value{}});
  }
}

}  // namespace

Result<Value> parse_text(const Field& field, std::string_view text, std::int64_t* offset_minutes) {
  if (field.type != Type::text) text = base::trim(text);
  if (text.empty()) return Value{};
  switch (field.type) {
    case Type::text: return plain_text(field, text);
    case Type::text_list: return parse_list(field, text);
    case Type::choice: return parse_choice(field, text);
    case Type::boolean: return parse_boolean(field, text);
    case Type::punch: return parse_punch(field, text);
    case Type::secret:
      return Error{Fault::refused, std::string(field.name) + ": sandi tidak dapat diisi lewat catatan",
                   "pakai hadir account reset"};
    case Type::person: {
      auto id = base::parse_person_id(text);
      if (!id) return Error{id.error().fault, std::string(field.name) + ": " + id.error().what, id.error().hint};
      return Value{std::move(*id)};
    }
    case Type::unit:
      if (!is_unit_code(text)) return wrong(field, text, "kode unit hanya huruf, angka, titik, - dan _, paling panjang 32");
      return Value{std::string(text)};
    case Type::date: {
      const auto date = base::parse_date(text);
      if (!date) return wrong(field, text, "tulis tanggal sebagai TTTT-BB-HH, mis. 2026-03-02");
      return Value{std::int64_t{date->days}};
    }
    case Type::instant: {
      const auto at = base::parse_rfc3339(text);
      if (!at) return wrong(field, text, "tulis waktu RFC 3339 dengan selisih zona, mis. 2026-03-02T07:29:11+07:00");
      if (offset_minutes != nullptr) *offset_minutes = at->offset_minutes;
      return Value{at->ms};
    }
    case Type::offset:
    case Type::integer: {
      std::int64_t number = 0;
      const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
      if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size() || !fits(field, Value{number}))
        return wrong(field, text, field.type == Type::offset ? "tulis jumlah menit" : "tulis bilangan bulat");
      return Value{number};
    }
  }
  return wrong(field, text, "");
}

std::int64_t nearest_instant(std::int64_t ms) { return std::clamp(ms, first_ms, last_ms); }

std::string format_text(const Field& field, const Value& value, std::int64_t offset_minutes) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* items = std::get_if<TextList>(&value)) return list_text(*items);
  const auto* number = std::get_if<std::int64_t>(&value);
  if (number == nullptr) return "";
  switch (field.type) {
    case Type::date: return base::format_date({static_cast<std::int32_t>(*number)});
    case Type::instant: return base::format_rfc3339({*number, static_cast<std::int16_t>(offset_minutes)});
    case Type::boolean: return *number != 0 ? "true" : "false";
    case Type::choice:
      if (*number >= 0 && static_cast<std::size_t>(*number) < field.choices.size())
        return field.choices[static_cast<std::size_t>(*number)];
      return "?" + std::to_string(*number);
    default: return std::to_string(*number);
  }
}

boost::json::value to_json(const Field& field, const Value& value, std::int64_t offset_minutes) {
  if (std::holds_alternative<std::monostate>(value)) return nullptr;
  if (const auto* items = std::get_if<TextList>(&value)) {
    boost::json::array array;
    for (const std::string& item : *items) array.emplace_back(item);
    return array;
  }
  if (field.type == Type::boolean) return value == Value{std::int64_t{1}};
  if (field.type == Type::secret) return hidden_secret;
  if (const auto* number = std::get_if<std::int64_t>(&value); number != nullptr && field.type == Type::integer) return *number;
  return boost::json::value(format_text(field, value, offset_minutes));
}

Result<Change> change_from_json(const Kind& kind, const boost::json::object& object) {
  Change change;
  change.kind = kind.number;
  for (const auto& [name, value] : object) {
    if (name == "kind") continue;
    if (name == "deleted" && value.is_bool()) {
      change.deletes = value.get_bool();
      continue;
    }
    const Field* field = find_named(kind, name);
    if (field == nullptr || field->type == Type::offset) {
      std::string known = "kolom yang dikenal:";
      for (const auto fields : {kind.key, kind.fields})
        for (const Field& one : fields)
          if (one.type != Type::offset) known += std::string(" ") + one.name;
      return Error{Fault::bad_input, std::string(kind.name) + " tidak punya kolom \"" + base::printable(name, 40) + "\"", known};
    }
    auto text = text_of_json(*field, value);
    if (!text) return text.error();
    std::int64_t offset = 0;
    auto parsed = parse_text(*field, *text, &offset);
    if (!parsed) return parsed.error();
    const bool is_key = std::ranges::any_of(kind.key, [&](const Field& key) { return &key == field; });
    place(kind, *field, std::move(*parsed), offset, is_key, change);
  }
  for (const Field& field : kind.key) {
    const bool given = std::ranges::any_of(change.key, [&](const FieldValue& one) { return one.field == field.number; });
    if (!given && !field.required) change.key.push_back({field.number, Value{}});
  }
  if (change.deletes) change.fields.clear();
  std::ranges::sort(change.key, {}, &FieldValue::field);
  std::ranges::sort(change.fields, {}, &FieldValue::field);
  for (const Field& field : kind.key) {
    const auto given = std::ranges::find(change.key, field.number, &FieldValue::field);
    if (given == change.key.end() || (field.required && std::holds_alternative<std::monostate>(given->value)))
      return Error{Fault::bad_input, std::string(kind.name) + ": kolom " + field.name + " harus diisi", field.help};
  }
  return change;
}

bool fits(const Field& field, const Value& value) {
  if (std::holds_alternative<std::monostate>(value)) return true;
  const auto* number = std::get_if<std::int64_t>(&value);
  const auto within = [&](std::int64_t low, std::int64_t high) { return number != nullptr && *number >= low && *number <= high; };
  switch (field.type) {
    case Type::text_list: return std::holds_alternative<TextList>(value);
    case Type::date: return within(0, last_day);
    case Type::instant: return within(first_ms, last_ms);
    case Type::offset: return within(-base::max_offset_minutes, base::max_offset_minutes);
    case Type::choice: return within(0, 255);
    case Type::boolean: return within(0, 1);
    case Type::integer: return within(-largest_integer, largest_integer);
    case Type::text:
    case Type::person:
    case Type::unit:
    case Type::secret:
    case Type::punch: return std::holds_alternative<std::string>(value);
  }
  return false;
}

const char* key_misfit(const Kind& kind, const std::vector<FieldValue>& key) {
  if (key.size() != kind.key.size()) return "kunci tidak memuat kolom yang semestinya";
  for (std::size_t index = 0; index < kind.key.size(); ++index) {
    const Field& field = kind.key[index];
    if (key[index].field != field.number) return "kunci tidak memuat kolom yang semestinya";
    if (!fits(field, key[index].value)) return "nilai kunci tidak sesuai jenisnya";
    if (field.required && std::holds_alternative<std::monostate>(key[index].value)) return "nilai kunci tidak diisi";
  }
  return nullptr;
}

const char* misfit(const Kind& kind, const Change& change) {
  if (const char* why = key_misfit(kind, change.key)) return why;
  for (const FieldValue& one : change.fields)
    if (const Field* field = find_field(kind, one.field); field != nullptr && !fits(*field, one.value))
      return "nilai tidak sesuai jenis kolomnya";
  return nullptr;
}

std::string format_key(const Kind& kind, const std::vector<FieldValue>& key) {
  std::string text;
  for (std::size_t index = 0; index < kind.key.size(); ++index) {
    if (index > 0) text += '/';
    const auto* ms = kind.key[index].type == Type::instant ? std::get_if<std::int64_t>(&key[index].value) : nullptr;
    text += ms != nullptr ? format_utc(*ms) : format_text(kind.key[index], key[index].value);
  }
  return text;
}

const Field* offset_companion(const Kind& kind, const Field& instant) {
  if (instant.type != Type::instant) return nullptr;
  for (const Field& field : kind.fields)
    if (const std::string_view name = field.name; field.type == Type::offset && name.ends_with("_offset") &&
                                                  name.substr(0, name.size() - std::strlen("_offset")) == instant.name)
      return &field;
  return nullptr;
}

}  // namespace hadir::model
