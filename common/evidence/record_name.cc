#include "common/evidence/record_name.h"

#include "common/base/text.h"
#include "common/model/forms.h"

namespace hadir::evidence {
namespace {

using base::Error;
using base::Fault;
using base::Result;
using model::Field;
using model::FieldValue;
using model::Kind;
using model::Type;

constexpr std::size_t most_candidates = 50;

Result<const Kind*> kind_named(const std::string& name) {
  if (const Kind* kind = model::find_kind(name)) return kind;
  std::string known;
  for (const Kind& one : model::kinds()) known += std::string(known.empty() ? "" : ", ") + one.name;
  return Error{Fault::bad_input, "jenis catatan \"" + base::printable(name, 40) + "\" tidak dikenal", "yang ada: " + known};
}

// Cuts "A/B/C/D" into at most `count` parts; the last one keeps its slashes, as a source or a punch's name may have some.
std::vector<std::string> cut(std::string_view text, std::size_t count) {
  std::vector<std::string> parts;
  while (parts.size() + 1 < count && text.find('/') != std::string_view::npos) {
    parts.emplace_back(text.substr(0, text.find('/')));
    text.remove_prefix(text.find('/') + 1);
  }
  parts.emplace_back(text);
  return parts;
}

std::string text_of(const Field& field, const std::string& part, base::Date today) {
  if (field.type == Type::date)
    if (const auto date = base::parse_date_input(part, today)) return base::format_date(*date);
  return part;
}

Result<std::vector<FieldValue>> key_of(const Kind& kind, const std::vector<std::string>& parts, base::Date today) {
  std::vector<FieldValue> key;
  for (std::size_t at = 0; at < kind.key.size(); ++at) {
    auto value = model::parse_text(kind.key[at], text_of(kind.key[at], parts[at], today));
    if (!value) return value.error();
    key.push_back({kind.key[at].number, std::move(*value)});
  }
  if (const char* why = model::key_misfit(kind, key)) return Error{Fault::bad_input, std::string(kind.name) + ": " + why, ""};
  return key;
}

bool is_there(store::ReplicaStore& store, const Standpoint& standpoint, const Kind& kind, const std::vector<FieldValue>& key) {
  return std::ranges::any_of(standpoint.scopes, [&](const std::string& scope) {
    return store::load_record(store.database(), {scope, kind, key}).has_value();
  });
}

// Records whose key begins with the parts; an instant may be given by its day.
Result<std::vector<std::vector<FieldValue>>> matching(store::ReplicaStore& store, const Standpoint& standpoint, const Kind& kind,
                                                      const std::vector<std::string>& parts) {
  using Op = store::Filter::Op;
  std::vector<store::Filter> filters;
  for (std::size_t at = 0; at < parts.size(); ++at) {
    const Field& field = kind.key[at];
    std::string text = text_of(field, parts[at], standpoint.today);
    if (field.type == Type::instant) {
      if (const auto date = base::parse_date_input(parts[at], standpoint.today)) text = base::format_date(*date);
      filters.push_back({field.name, Op::at_least, text});
      filters.push_back({field.name, Op::at_most, text + "~"});
      continue;
    }
    auto value = model::parse_text(field, text);
    if (!value) return value.error();
    filters.push_back({field.name, Op::equal, model::format_text(field, *value)});
  }
  std::vector<std::vector<FieldValue>> found;
  for (const std::string& scope : standpoint.scopes)
    store::for_each_record(store.database(), kind, &scope, filters, [&](const store::RecordRow& row) {
      if (std::ranges::find(found, row.key) == found.end()) found.push_back(row.key);
      return found.size() < most_candidates;
    });
  return found;
}

}  // namespace

std::string id_of(const Kind& kind, const std::vector<FieldValue>& key) {
  return std::string(kind.name) + "/" + model::format_key(kind, key);
}

Result<RecordName> find_record(store::ReplicaStore& store, const Standpoint& standpoint, const std::vector<std::string>& words) {
  std::string name = words.empty() ? "" : words.front();
  std::vector<std::string> parts(words.begin() + (words.empty() ? 0 : 1), words.end());
  std::string rest;
  if (parts.empty() && name.find('/') != std::string::npos) {
    rest = name.substr(name.find('/') + 1);
    name.resize(name.find('/'));
  }
  const auto kind = kind_named(name);
  if (!kind) return kind.error();
  if (!rest.empty()) parts = cut(rest, (*kind)->key.size());
  if (parts.empty() || parts.size() > (*kind)->key.size()) {
    std::string shape = (*kind)->name;
    for (const Field& field : (*kind)->key) shape += std::string("/") + field.name;
    return Error{Fault::bad_input, "catatan itu tidak disebut dengan lengkap", "tulis " + shape};
  }
  if (parts.size() == (*kind)->key.size()) {
    auto key = key_of(**kind, parts, standpoint.today);
    // The name of a conflict ends with the field.
    const std::size_t slash = parts.back().rfind('/');
    if ((!key || !is_there(store, standpoint, **kind, *key)) && slash != std::string::npos) {
      std::vector<std::string> shorter = parts;
      shorter.back().resize(slash);
      if (auto other = key_of(**kind, shorter, standpoint.today); other && is_there(store, standpoint, **kind, *other))
        key = std::move(other);
    }
    if (!key) return key.error();
    return RecordName{*kind, std::move(*key), {}};
  }
  auto found = matching(store, standpoint, **kind, parts);
  if (!found) return found.error();
  if (found->empty())
    return Error{Fault::not_found, "tidak ada catatan " + name + " yang cocok",
                 "cari dengan: records " + name + ", lalu sebut catatannya"};
  if (found->size() == 1) return RecordName{*kind, std::move(found->front()), {}};
  RecordName several{*kind, {}, {}};
  for (const auto& key : *found) several.candidates.push_back(id_of(**kind, key));
  return several;
}

}  // namespace hadir::evidence
