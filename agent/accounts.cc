#include "agent/accounts.h"

#include "common/base/civil.h"
#include "common/desk/load.h"
#include "common/rules/tiers.h"

namespace hadir::agent {
namespace {

constexpr std::pair<const char*, Role> given_roles[] = {{"clerk", Role::clerk},
                                                        {"head", Role::head},
                                                        {"secretary", Role::secretary},
                                                        {"personnel", Role::personnel},
                                                        {"health", Role::health}};

const model::Kind& account_kind() { return *model::find_kind("account"); }

std::uint32_t number_of(const char* name) { return model::find_named(account_kind(), name)->number; }

template <class ValueOf>
Account account_of(std::string nip, ValueOf value_of) {
  const auto text = [&](const char* name) {
    const model::Value value = value_of(name);
    const auto* held = std::get_if<std::string>(&value);
    return held != nullptr ? *held : std::string();
  };
  const auto is_set = [&](const char* name) { return value_of(name) == model::Value{std::int64_t{1}}; };
  Account account{std::move(nip), text("secret"), text("pin"), is_set("must_change"), is_set("disabled"), {}};
  for (const auto& [name, role] : given_roles) account.given.set(static_cast<std::size_t>(role), is_set(name));
  return account;
}

}  // namespace

std::optional<Account> find_account(Office& office, const std::string& nip) {
  const model::Kind& kind = account_kind();
  const auto state = store::load_record(office.store().database(), {office.unit(), kind, {{kind.key[0].number, nip}}});
  if (!state || merge::is_deleted(*state)) return std::nullopt;
  return account_of(nip, [&](const char* name) { return merge::shown(*state, *model::find_named(kind, name)); });
}

std::vector<Account> all_accounts(Office& office) {
  const model::Kind& kind = account_kind();
  std::vector<Account> all;
  store::for_each_record(office.store().database(), kind, &office.unit(), {}, [&](const store::RecordRow& row) {
    all.push_back(account_of(std::get<std::string>(row.key[0].value), [&](const char* name) {
      return row.values[static_cast<std::size_t>(model::find_named(kind, name) - kind.fields.data())];
    }));
    return true;
  });
  return all;
}

std::string name_of_person(Office& office, const std::string& nip) {
  const model::Kind& kind = *model::find_kind("employee");
  const auto state = store::load_record(office.store().database(), {office.unit(), kind, {{kind.key[0].number, nip}}});
  const model::Value name = state ? merge::shown(*state, *model::find_named(kind, "name")) : model::Value{};
  const auto* text = std::get_if<std::string>(&name);
  return text != nullptr ? *text : "";
}

model::Change change_of(const AccountChange& change) {
  model::Change made{account_kind().number, {{account_kind().key[0].number, change.nip}}, {}, false};
  const auto put = [&](const char* name, model::Value value) { made.fields.push_back({number_of(name), std::move(value)}); };
  if (change.secret) put("secret", *change.secret);
  if (change.pin) put("pin", *change.pin);
  if (change.must_change) put("must_change", std::int64_t{*change.must_change});
  if (change.disabled) put("disabled", std::int64_t{*change.disabled});
  for (const auto& [name, role] : given_roles)
    if (has(change.add | change.remove, role)) put(name, std::int64_t{has(change.add, role)});
  std::ranges::sort(made.fields, {}, &model::FieldValue::field);
  return made;
}

// --- who is below whom ---

struct Superiors::Loaded {
  explicit Loaded(rules::Book book_) : book(std::move(book_)), lookup(book) {}
  const rules::Book book;
  rules::Lookup lookup;
  base::Date today;
};

Superiors::Superiors(Office& office) : office_(office) {}
Superiors::~Superiors() = default;

Superiors::Loaded& Superiors::loaded() {
  if (loaded_) return *loaded_;
  const base::Date today = base::date_of(office_.clock().wall().ms, office_.offset_minutes());
  desk::Wish wish{{office_.unit()}, today, today};
  wish.papers_only = true;
  loaded_ = std::make_unique<Loaded>(desk::load_book(office_.store().database(), wish));
  loaded_->today = today;
  return *loaded_;
}

bool Superiors::is_below(const std::string& nip, const std::string& superior) {
  Loaded& now = loaded();
  return rules::chain_of(now.lookup, nip, rules::Matter::daily_report, now.today).tier_of(superior) > 0;
}

bool Superiors::has_subordinates(const std::string& superior) {
  Loaded& now = loaded();
  for (const rules::Person* person : now.book.members(office_.unit(), now.today, true))
    if (person->id != superior && is_below(person->id, superior)) return true;
  return false;
}

Standing standing_of(Office& office, const Account& account, Superiors& superiors) {
  Standing standing{account.given, ""};
  standing.roles.set(static_cast<std::size_t>(Role::employee));
  standing.roles.set(static_cast<std::size_t>(Role::superior), superiors.has_subordinates(account.nip));
  const model::Kind& kind = *model::find_kind("employee");
  const auto state = store::load_record(office.store().database(), {office.unit(), kind, {{kind.key[0].number, account.nip}}});
  if (state)
    if (const model::Value position = merge::shown(*state, *model::find_named(kind, "position"));
        const auto* text = std::get_if<std::string>(&position))
      standing.post = *text;
  return standing;
}

base::Result<Person> person_for(Office& office, const std::string& nip, std::string_view operation, Superiors& superiors) {
  const auto account = find_account(office, nip);
  if (!account || account->disabled)
    return base::Error{base::Fault::refused, "akun ini ditutup", "hubungi petugas presensi kantor"};
  if (account->must_change && operation != "account.secret")
    return base::Error{base::Fault::refused, "sandi sementara harus diganti dahulu", "pilih sandi baru"};
  Person person{nip, account->given, [nip, &superiors](const std::string& other) { return superiors.is_below(other, nip); }};
  person.roles.set(static_cast<std::size_t>(Role::employee));
  Roles as_superior = person.roles;
  as_superior.set(static_cast<std::size_t>(Role::superior));
  const Right* right = find_right(operation);
  if (right != nullptr && reach_of(*right, as_superior) > reach_of(*right, person.roles) && superiors.has_subordinates(nip))
    person.roles = as_superior;
  return person;
}

}  // namespace hadir::agent
