#include "agent/office.h"

#include "common/base/civil.h"
#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/merge/record.h"

namespace hadir::agent {
namespace {

constexpr std::string_view unit_name = "unit", offset_name = "offset_minutes", code_name = "pending_code", url_name = "hub_url",
                           pin_name = "hub_pin", marked_name = "marked";

std::optional<std::string> text_of_meta(store::ReplicaStore& store, std::string_view key) {
  const auto stored = store.bytes(key);
  if (!stored) return std::nullopt;
  return std::string(base::text_of(*stored));
}

void set_text(store::ReplicaStore& store, std::string_view key, std::string_view value) {
  store.set_bytes(key, base::bytes_of(value));
}

std::string other_unit(const std::string& here, const std::string& there) {
  return "PC ini milik unit " + here + ", bukan " + there;
}

}  // namespace

Office::Office(const DataDir& dir, std::unique_ptr<store::ReplicaStore> store, DataDir::Keys keys, const base::Clock& clock,
               base::Random& random)
    : dir_(dir),
      store_(std::move(store)),
      keys_(std::move(keys)),
      identity_{keys_.front(), {}, {}},
      clock_(clock),
      random_(random),
      boot_id_(agent::boot_id()) {
  identity_.unit = text_of_meta(*store_, unit_name).value_or("");
  identity_.hub_key = store_->hub_key().value_or(base::PublicKey{});
  open_sealed();
}

base::Result<std::unique_ptr<Office>> Office::create(const DataDir& dir, const std::string& unit, int offset_minutes,
                                                     const base::Clock& clock, base::Random& random) {
  if (!model::is_unit_code(unit))
    return base::Error{base::Fault::bad_input, "kode unit \"" + base::printable(unit, 40) + "\" tidak sah",
                       "hanya huruf, angka, titik, - dan _, paling panjang 32"};
  auto keys = dir.create(random);
  if (!keys) return keys.error();
  auto opened = store::ReplicaStore::open(dir.database());
  if (!opened) return opened.error();
  return store::guarded([&]() -> std::unique_ptr<Office> {
    store::ReplicaStore& store = **opened;
    store::Transaction transaction(store.database());
    const auto present = text_of_meta(store, unit_name);
    if (present && *present != unit)
      throw base::Failure({base::Fault::clash, other_unit(*present, unit), "pakai direktori lain dengan --data untuk unit lain"});
    if (!present) {
      set_text(store, unit_name, unit);
      store.set_number(offset_name, offset_minutes);
    }
    transaction.commit();
    std::unique_ptr<Office> office(new Office(dir, std::move(*opened), std::move(*keys), clock, random));
    office->examine();
    return office;
  });
}

base::Result<std::unique_ptr<Office>> Office::open(const DataDir& dir, const base::Clock& clock, base::Random& random) {
  auto keys = dir.load_keys();
  if (!keys) return keys.error();
  auto opened = store::ReplicaStore::open(dir.database());
  if (!opened) return opened.error();
  return store::guarded([&]() -> std::unique_ptr<Office> {
    std::unique_ptr<Office> office(new Office(dir, std::move(*opened), std::move(*keys), clock, random));
    if (office->unit().empty())
      throw base::Failure({base::Fault::not_found, "PC ini belum selesai disiapkan", "jalankan lagi hadir-agent init"});
    office->examine();
    return office;
  });
}

// --- a database that went back in time ---

void Office::take_keys(DataDir::Keys keys) {
  keys_ = std::move(keys);
  identity_.key = keys_.front();
  open_sealed();
}

Mark Office::own_mark() {
  const log::Origin own = log::origin_of(identity_.key.public_key());
  return {own, machine_id(), held_of(own)};
}

store::ReplicaStore::LaneNumbers Office::held_of(const log::Origin& origin) {
  store::ReplicaStore::LaneNumbers held{};
  for (std::size_t lane = 0; lane < model::lane_count; ++lane)
    if (const auto stream = store_->stream({origin, unit(), static_cast<model::Lane>(lane)})) held[lane] = stream->receipt_seq;
  return held;
}

void Office::examine() {
  const log::Origin own = log::origin_of(identity_.key.public_key());
  const auto recorded_as = store_->own_origin();
  if (!recorded_as) {
    store::Transaction transaction(store_->database());
    store_->set_own_origin(own);
    transaction.commit();
  } else if (*recorded_as != own) {
    // Another process may be going on under a new key at this moment: then both are in order once it is done.
    store::Transaction transaction(store_->database());
    auto keys = dir_.load_keys();
    if (!keys) throw base::Failure(keys.error());
    take_keys(std::move(*keys));
    if (store_->own_origin() != log::origin_of(identity_.key.public_key())) suspicion_ = Suspicion::restored;
  }
  if (suspicion_ == Suspicion::none) {
    const auto text = dir_.read_mark();
    Known known{own_mark(), is_marked(), {}};
    for (const auto& one : store_->continuations()) known.earlier.push_back(one.from);
    suspicion_ = compare(text ? decode_mark(*text) : std::nullopt, known);
  }
  if (suspicion_ == Suspicion::none) update_mark();
}

void Office::refresh_identity() {
  const auto recorded_as = store_->own_origin();
  if (!recorded_as || *recorded_as == log::origin_of(identity_.key.public_key())) return;
  auto keys = dir_.load_keys();
  if (!keys) throw base::Failure(keys.error());
  take_keys(std::move(*keys));
  suspicion_ = *recorded_as == log::origin_of(identity_.key.public_key()) ? Suspicion::none : Suspicion::restored;
}

// The key file comes first: a crash before the transaction ends leaves a key that the database does not know, and the next start
// goes on under yet another one.
void Office::go_on_within(wire::Return why, const store::ReplicaStore::LaneNumbers& held) {
  DataDir::Keys keys = keys_;
  keys.insert(keys.begin(), base::KeyPair::generate(random_));
  if (auto saved = dir_.save_keys(keys); !saved) throw base::Failure(saved.error());
  store_->continue_as(keys.front(), unit(), held, why, clock_.wall().ms);
  take_keys(std::move(keys));
  suspicion_ = Suspicion::none;
  carry_seals_within();
}

void Office::go_on(wire::Return why, const store::ReplicaStore::LaneNumbers& held) {
  {
    store::Transaction transaction(store_->database());
    const log::Origin before = log::origin_of(identity_.key.public_key());
    refresh_identity();
    if (log::origin_of(identity_.key.public_key()) != before && suspicion_ == Suspicion::none) return;
    go_on_within(why, held);
    transaction.commit();
  }
  update_mark();
}

void Office::settle_suspicion() {
  refresh_identity();
  if (suspicion_ != Suspicion::none) go_on(return_of(suspicion_), held_of(store_->own_origin().value()));
}

void Office::forget_earlier_keys() {
  if (keys_.size() == 1) return;
  store::Transaction transaction(store_->database());
  refresh_identity();
  if (auto kept = dir_.keep_former_keys({keys_.begin() + 1, keys_.end()}); !kept) throw base::Failure(kept.error());
  keys_.resize(1, keys_.front());
  if (auto saved = dir_.save_keys(keys_); !saved) throw base::Failure(saved.error());
}

void Office::update_mark() {
  const Mark mark = own_mark();
  if (mark == written_mark_) return;
  if (!dir_.write_mark(encode_mark(mark))) return;
  written_mark_ = mark;
  if (is_marked()) return;
  store::Transaction transaction(store_->database());
  store_->set_number(marked_name, 1);
  transaction.commit();
}

bool Office::is_marked() { return store_->number(marked_name).value_or(0) == 1; }

int Office::offset_minutes() {
  const model::Kind* kind = model::find_kind("unit");
  const store::RecordRef record{std::string(log::province), *kind, {{kind->key[0].number, identity_.unit}}};
  if (const auto state = store::load_record(store_->database(), record)) {
    const model::Value zone = merge::shown(*state, *model::find_named(*kind, "time_zone"));
    if (const auto* index = std::get_if<std::int64_t>(&zone)) return base::wib_offset_minutes + 60 * static_cast<int>(*index);
  }
  return static_cast<int>(store_->number(offset_name).value_or(base::wib_offset_minutes));
}

bool Office::is_enrolled() {
  // Perhaps another process enrolled this PC while we run: `hadir-agent init --enrol` beside the service.
  const auto key = store_->hub_key();
  identity_.hub_key = key.value_or(base::PublicKey{});
  return key.has_value();
}

base::Result<void> Office::keep_code(const std::string& text) {
  const auto code = sync::decode_code(text);
  if (!code) return code.error();
  if (code->unit != unit())
    return base::Error{base::Fault::clash, other_unit(unit(), code->unit),
                       "minta kode untuk unit ini, atau pakai direktori lain dengan --data"};
  return store::guarded([&] {
    store::Transaction transaction(store_->database());
    set_text(*store_, code_name, text);
    transaction.commit();
  });
}

std::optional<sync::EnrolmentCode> Office::pending_code() {
  const auto text = text_of_meta(*store_, code_name);
  if (!text || text->empty()) return std::nullopt;
  auto code = sync::decode_code(*text);
  if (!code) return std::nullopt;
  return std::move(*code);
}

void Office::forget_code() {
  store::Transaction transaction(store_->database());
  set_text(*store_, code_name, "");
  transaction.commit();
}

void Office::accept_enrolment(const wire::EnrolAnswer& answer, const sync::EnrolmentCode& code) {
  store::Transaction transaction(store_->database());
  store_->set_hub_key(answer.hub_key);
  store_->set_number("hub_epoch", static_cast<std::int64_t>(answer.hub_epoch));
  store_->set_number(offset_name, answer.offset_minutes);
  set_text(*store_, url_name, code.url);
  set_text(*store_, pin_name, code.tls_pin ? sync::curl_pin(*code.tls_pin) : "");
  set_text(*store_, code_name, "");
  transaction.commit();
  identity_.hub_key = answer.hub_key;
}

std::optional<Office::HubAddress> Office::hub_address() {
  const auto url = text_of_meta(*store_, url_name);
  if (!url) return std::nullopt;
  return HubAddress{*url, text_of_meta(*store_, pin_name).value_or("")};
}

std::vector<store::Outcome> Office::record_within(const std::vector<model::Change>& changes, const std::string& author) {
  refresh_identity();
  if (suspicion_ != Suspicion::none) go_on_within(return_of(suspicion_), held_of(store_->own_origin().value()));
  store::Authorship who = authorship(author, stamp_within());
  if (std::ranges::any_of(changes, [](const model::Change& change) { return model::find_kind(change.kind)->sealed; }))
    who.sealing.emplace(store::Sealing{writing_key_within(author), random_});
  return store_->record(who, changes);
}

base::Result<std::vector<store::Outcome>> Office::record(const std::vector<model::Change>& changes, const std::string& author) {
  return store::guarded([&] {
    store::Transaction transaction(store_->database());
    auto outcomes = record_within(changes, author);
    transaction.commit();
    return outcomes;
  });
}

}  // namespace hadir::agent
