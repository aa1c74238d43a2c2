#include "agent/operations_seal.h"

#include <boost/json/array.hpp>
#include <map>
#include <set>

#include "agent/recovery_sheet.h"
#include "common/base/text.h"
#include "common/store/key_shares.h"

namespace hadir::agent {
namespace {

using base::Error;
using base::Fault;
using base::Result;
using boost::json::array;
using boost::json::object;
using boost::json::value;
using store::SharePurpose;

std::string text(const object& request, const char* name, std::string fallback = "") {
  const value* member = request.if_contains(name);
  return member != nullptr && member->is_string() ? std::string(member->get_string()) : std::move(fallback);
}

std::string name_of(const base::SymmetricKey& key) { return base::to_hex(log::id_of(key)); }

// A sync, which has a store of its own, may have brought shares meanwhile.
const std::map<log::SealingKeyId, base::SymmetricKey>& keys_of(Office& office) {
  office.store().keyring().refresh(office.store().database());
  return office.store().keyring().keys();
}

value name_or_null(const std::optional<base::SymmetricKey>& key) { return key ? value(name_of(*key)) : value(); }

Error no_key() {
  return {Fault::not_found, "PC ini belum memegang kunci segel",
          "lihat hadir seal status; kunci pertama dibuat oleh hadir seal ask"};
}

// The PCs of the unit that ever wrote, the secretariat left out.
std::map<std::string, base::PublicKey> pcs_of(Office& office) {
  const auto hub = office.store().hub_key();
  std::map<std::string, base::PublicKey> pcs;
  for (std::size_t lane = 0; lane < model::lane_count; ++lane)
    for (const store::StreamInfo& stream : office.store().streams(office.unit(), static_cast<model::Lane>(lane)))
      if (!stream.by_hub && !(hub && log::origin_of(*hub) == stream.stream.origin))
        pcs.try_emplace(log::to_text(stream.stream.origin), stream.key);
  return pcs;
}

Result<base::PublicKey> pc_named(Office& office, const std::string& name) {
  const auto pcs = pcs_of(office);
  const auto found = pcs.find(name);
  if (found != pcs.end()) return found->second;
  return Error{Fault::not_found, "PC " + base::printable(name, 40) + " belum dikenal di unit ini",
               "di PC itu: hadir seal ask, lalu hadir sync di keduanya; namanya tampil pada hadir seal status"};
}

std::set<std::string> own_names(Office& office) {
  std::set<std::string> names{log::to_text(office.origin())};
  for (const auto& one : office.store().continuations()) names.insert(log::to_text(one.from));
  return names;
}

// Records shares in one transaction; `make` runs inside it, with the office's name as it is then.
Result<void> share(Workplace& workplace, const std::string& author,
                   const std::function<Result<std::vector<model::Change>>()>& make) {
  store::Transaction transaction(workplace.office.store().database());
  // Before the shares are made: it may be going on under another name.
  static_cast<void>(workplace.office.record_within({}, author));
  const auto changes = make();
  if (!changes) return changes.error();
  for (const store::Outcome& outcome : workplace.office.record_within(*changes, author))
    if (outcome.kind == store::Outcome::Kind::refused) return outcome.error;
  transaction.commit();
  workplace.note_write();
  return {};
}

Result<model::Change> share_with(const base::PublicKey& holder, const base::SymmetricKey& key, SharePurpose purpose,
                                 base::Random& random) {
  auto change = store::share_change(holder, key, purpose, random);
  if (!change) return Error{Fault::bad_input, "kunci PC itu tidak dapat dipakai untuk menyegel", ""};
  return std::move(*change);
}

// Every key that this PC can open, to one holder.
Result<std::vector<model::Change>> all_keys_for(Workplace& workplace, const base::PublicKey& holder, SharePurpose purpose) {
  std::vector<model::Change> changes;
  for (const auto& [id, key] : keys_of(workplace.office)) {
    auto change = share_with(holder, key, purpose, workplace.random);
    if (!change) return change.error();
    changes.push_back(std::move(*change));
  }
  if (changes.empty()) return no_key();
  return changes;
}

array key_names(Office& office) {
  array names;
  for (const auto& [id, key] : keys_of(office)) names.emplace_back(base::to_hex(id));
  return names;
}

std::string author_of(const object& request) { return text(request, "author", "petugas"); }

}  // namespace

bool is_seal_at_risk(Office& office) {
  const auto writing = store::writing_key(office.store(), office.unit());
  if (!writing) return false;
  const std::set<std::string> own = own_names(office);
  return std::ranges::none_of(store::key_shares(office.store(), office.unit()), [&](const store::KeyShare& one) {
    return one.key == log::id_of(*writing) && !own.contains(one.holder);
  });
}

Result<value> seal_status(Workplace& workplace, const object&) {
  Office& office = workplace.office;
  const auto writing = store::writing_key(office.store(), office.unit());
  const auto shares = store::key_shares(office.store(), office.unit());
  const std::set<std::string> own = own_names(office);
  array keys;
  for (const auto& [id, key] : keys_of(office)) {
    std::set<std::string> from;
    bool on_sheet = false;
    for (const store::KeyShare& one : shares) {
      if (one.key != id) continue;
      const std::string writer = log::to_text(one.writer.origin);
      if (own.contains(one.holder) && !own.contains(writer)) from.insert(writer);
      on_sheet |= one.purpose == SharePurpose::sheet && own.contains(writer);
    }
    keys.push_back(object{{"key", base::to_hex(id)},
                          {"writes", writing == key},
                          {"from", array(from.begin(), from.end())},
                          {"on_sheet", on_sheet}});
  }
  std::uint64_t commits = 0;
  array unread;
  for (const auto& one : office.store().unread()) {
    commits += one.commits;
    unread.emplace_back(base::to_hex(one.key));
  }
  return value(object{{"pc", log::to_text(office.origin())},
                      {"writes_with", name_or_null(writing)},
                      {"keys", std::move(keys)},
                      {"unread", {{"commits", commits}, {"keys", std::move(unread)}}}});
}

Result<value> seal_list(Workplace& workplace, const object&) {
  Office& office = workplace.office;
  const auto writing = store::writing_key(office.store(), office.unit());
  std::map<std::string, std::set<std::string>> held, sheets;
  for (const store::KeyShare& one : store::key_shares(office.store(), office.unit()))
    (one.purpose == SharePurpose::sheet ? sheets : held)[one.holder].insert(base::to_hex(one.key));
  const std::set<std::string> own = own_names(office);
  array pcs, papers;
  for (const auto& [name, key] : pcs_of(office))
    pcs.push_back(object{{"pc", name},
                         {"self", own.contains(name)},
                         {"reads", writing && held[name].contains(name_of(*writing))},
                         {"keys", array(held[name].begin(), held[name].end())}});
  for (const auto& [name, keys] : sheets) papers.push_back(object{{"sheet", name}, {"keys", array(keys.begin(), keys.end())}});
  return value(object{{"key", name_or_null(writing)}, {"pcs", std::move(pcs)}, {"sheets", std::move(papers)}});
}

Result<value> seal_ask(Workplace& workplace, const object& request) {
  store::Transaction transaction(workplace.office.store().database());
  static_cast<void>(workplace.office.record_within({}, author_of(request)));
  const base::SymmetricKey key = workplace.office.writing_key_within(author_of(request));
  transaction.commit();
  workplace.note_write();
  return value(object{{"pc", log::to_text(workplace.office.origin())}, {"key", name_of(key)}});
}

Result<value> seal_admit(Workplace& workplace, const object& request) {
  Office& office = workplace.office;
  const std::string name = text(request, "pc");
  const auto holder = pc_named(office, name);
  if (!holder) return holder.error();
  if (own_names(office).contains(name)) return Error{Fault::bad_input, "itu nama PC ini sendiri", "sebut nama PC yang lain"};
  const auto writing = store::writing_key(office.store(), office.unit());
  if (!writing) return no_key();
  auto done = share(workplace, author_of(request), [&] { return all_keys_for(workplace, *holder, SharePurpose::read); });
  if (!done) return done.error();
  return value(object{{"pc", name}, {"keys", key_names(office)}, {"accept", name_of(*writing)}});
}

Result<value> seal_accept(Workplace& workplace, const object& request) {
  Office& office = workplace.office;
  const std::string name = text(request, "key");
  const base::SymmetricKey* found = nullptr;
  for (const auto& [id, key] : keys_of(office))
    if (base::to_hex(id) == name) found = &key;
  if (found == nullptr)
    return Error{Fault::not_found, "kunci " + base::printable(name, 40) + " belum dibagikan kepada PC ini",
                 "di PC yang memegangnya: hadir seal admit " + log::to_text(office.origin()) + ", lalu hadir sync di keduanya"};
  const base::SymmetricKey key = *found;
  if (store::writing_key(office.store(), office.unit()) != key) {
    auto done = share(workplace, author_of(request), [&]() -> Result<std::vector<model::Change>> {
      auto change = share_with(office.identity().key.public_key(), key, SharePurpose::write, workplace.random);
      if (!change) return change.error();
      return std::vector{std::move(*change)};
    });
    if (!done) return done.error();
  }
  return value(object{{"key", name}});
}

Result<value> seal_renew(Workplace& workplace, const object& request) {
  Office& office = workplace.office;
  std::vector<base::PublicKey> holders;
  if (const value* names = request.if_contains("share"); names != nullptr && names->is_array())
    for (const value& one : names->get_array()) {
      const auto holder = pc_named(office, one.is_string() ? std::string(one.get_string()) : std::string());
      if (!holder) return holder.error();
      holders.push_back(*holder);
    }
  base::SymmetricKey key;
  workplace.random.fill(key);
  auto done = share(workplace, author_of(request), [&]() -> Result<std::vector<model::Change>> {
    std::vector<model::Change> changes;
    auto own = share_with(office.identity().key.public_key(), key, SharePurpose::write, workplace.random);
    if (!own) return own.error();
    changes.push_back(std::move(*own));
    for (const base::PublicKey& holder : holders) {
      auto change = share_with(holder, key, SharePurpose::read, workplace.random);
      if (!change) return change.error();
      changes.push_back(std::move(*change));
    }
    return changes;
  });
  if (!done) return done.error();
  return value(object{{"key", name_of(key)}, {"shared_with", holders.size()}});
}

Result<value> seal_sheet(Workplace& workplace, const object& request) {
  base::PublicKey sheet;
  std::string code;
  if (request.contains("public_key")) {
    const auto bytes = base::from_hex(text(request, "public_key"));
    if (!bytes || bytes->size() != sheet.size()) return Error{Fault::bad_input, "permintaan tanpa kunci lembar", ""};
    std::ranges::copy(*bytes, sheet.begin());
  } else {  // a page cannot make the pair
    SheetSecret secret;
    workplace.random.fill(secret);
    code = encode_sheet(secret);
    sheet = sheet_pair(secret).public_key();
    base::wipe(secret);
  }
  auto done = share(workplace, author_of(request), [&] { return all_keys_for(workplace, sheet, SharePurpose::sheet); });
  if (!done) return done.error();
  object answer{{"sheet", log::to_text(log::origin_of(sheet))}, {"keys", key_names(workplace.office)}};
  if (!code.empty()) answer["code"] = std::move(code);
  return value(std::move(answer));
}

Result<value> seal_recover(Workplace& workplace, const object& request) {
  Office& office = workplace.office;
  const auto secret = decode_sheet(text(request, "code"));
  if (!secret) return secret.error();
  const base::KeyPair sheet = sheet_pair(*secret);
  const std::string name = log::to_text(log::origin_of(sheet.public_key()));
  std::map<log::SealingKeyId, base::SymmetricKey> found;
  for (const store::KeyShare& one : store::key_shares(office.store(), office.unit()))
    if (one.holder == name)
      if (const auto key = log::unwrap_key(sheet, one.wrapped)) found.try_emplace(log::id_of(*key), *key);
  if (found.empty())
    return Error{Fault::not_found, "belum ada kunci untuk lembar ini di PC ini",
                 "hadir sync dahulu, sampai semua catatan unit terambil; lalu coba lagi"};
  array names;
  auto done = share(workplace, author_of(request), [&]() -> Result<std::vector<model::Change>> {
    std::vector<model::Change> changes;
    for (const auto& [id, key] : found) {
      names.emplace_back(base::to_hex(id));
      if (keys_of(office).contains(id)) continue;
      auto change = share_with(office.identity().key.public_key(), key, SharePurpose::read, workplace.random);
      if (!change) return change.error();
      changes.push_back(std::move(*change));
    }
    return changes;
  });
  for (auto& [id, key] : found) base::wipe(key);
  if (!done) return done.error();
  return value(object{{"sheet", name}, {"keys", std::move(names)}});
}

}  // namespace hadir::agent
