#include "agent/operations_account.h"

#include <boost/json/array.hpp>

#include "agent/accounts.h"
#include "common/base/person_id.h"
#include "common/desk/request.h"
#include "common/web/password.h"

namespace hadir::agent {
namespace {

using base::Error;
using base::Fault;
using base::Result;
using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr Role givable[] = {Role::clerk, Role::head, Role::secretary, Role::personnel, Role::health};
// Two easily told words of eight are enough for something that is changed at once.
constexpr std::string_view letters = "abcdefghjkmnpqrstuvwxyz23456789";
constexpr std::size_t made_up_letters = 12;

array names_of(const Roles& roles) {
  array names;
  for (const Role role : givable)
    if (has(roles, role)) names.emplace_back(name_of(role));
  return names;
}

object to_json(Office& office, const Account& account) {
  return {{"nip", account.nip},
          {"name", name_of_person(office, account.nip)},
          {"roles", names_of(account.given)},
          {"has_secret", !account.secret.empty()},
          {"has_pin", !account.pin.empty()},
          {"must_change", account.must_change},
          {"disabled", account.disabled}};
}

Result<Roles> roles_in(const object& request, const char* member) {
  Roles roles;
  for (const std::string& name : desk::list_in(request, member)) {
    const auto role = std::ranges::find(givable, name, [](Role one) { return std::string(name_of(one)); });
    if (role == std::end(givable))
      return Error{Fault::bad_input, std::string(member) + ": tugas \"" + name + "\" tidak dikenal",
                   "yang ada: clerk (petugas presensi), head, secretary, personnel, health"};
    roles.set(static_cast<std::size_t>(*role));
  }
  return roles;
}

std::string made_up(base::Random& random) {
  std::string text;
  while (text.size() < made_up_letters) text += letters[random.below(letters.size())];
  return text;
}

Result<bool> record(Workplace& workplace, const AccountChange& change, const std::string& author) {
  store::Transaction transaction(workplace.office.store().database());
  const store::Outcome outcome = workplace.office.record_within({change_of(change)}, author).front();
  if (outcome.kind == store::Outcome::Kind::refused) return outcome.error;
  transaction.commit();
  const bool recorded = outcome.kind == store::Outcome::Kind::recorded;
  if (recorded) workplace.note_write();
  return recorded;
}

std::string author_of(const object& request) {
  const std::string author = desk::text_in(request, "author");
  return author.empty() ? "petugas" : author;
}

}  // namespace

Result<value> account_list(Workplace& workplace, const object&) {
  array rows;
  for (const Account& account : all_accounts(workplace.office)) rows.push_back(to_json(workplace.office, account));
  return value(object{{"rows", std::move(rows)}});
}

Result<value> account_set(Workplace& workplace, const object& request) {
  const auto nip = desk::person_in(request, "nip");
  if (!nip) return nip.error();
  const auto before = find_account(workplace.office, *nip);
  if (!before && name_of_person(workplace.office, *nip).empty())
    return Error{Fault::not_found, "nip: " + *nip + " belum tercatat sebagai pegawai", "catat atau impor pegawainya dahulu"};
  AccountChange change{*nip};
  Roles roles = before ? before->given : Roles();
  if (request.contains("roles")) {
    const auto named = roles_in(request, "roles");
    if (!named) return named.error();
    roles = *named;
  }
  const auto added = roles_in(request, "add"), removed = roles_in(request, "remove");
  if (!added) return added.error();
  if (!removed) return removed.error();
  roles = (roles | *added) & ~*removed;
  const Roles held = before ? before->given : Roles();
  change.add = roles & ~held;
  change.remove = held & ~roles;
  if (request.contains("disabled") || !before) change.disabled = desk::flag_in(request, "disabled");
  std::string secret;
  if (!before) {
    secret = made_up(workplace.random);
    auto hashed = workplace.passwords->hash(secret);
    if (!hashed) return hashed.error();
    change.secret = std::move(*hashed);
    change.must_change = true;
  }
  const auto recorded = record(workplace, change, author_of(request));
  if (!recorded) return recorded.error();
  object answer = to_json(workplace.office, *find_account(workplace.office, *nip));
  answer["result"] = *recorded ? "recorded" : "unchanged";
  answer["message"] = "Akun " + *nip + " tersimpan";
  if (!before) {
    answer["secret"] = secret;
    answer["message"] = "Akun " + *nip + " dibuat. Sandi sementara: " + secret + " (diganti saat masuk)";
  }
  return value(std::move(answer));
}

Result<value> account_secret(Workplace& workplace, const object& request) {
  const auto nip = desk::person_in(request, "nip");
  if (!nip) return nip.error();
  const auto account = find_account(workplace.office, *nip);
  if (!account) return Error{Fault::not_found, "nip: " + *nip + " belum punya akun", "buat dengan hadir account add"};
  const std::string author = author_of(request);
  const bool is_own = author == *nip;
  std::string secret = desk::text_in(request, "secret");
  const std::string pin = desk::text_in(request, "pin");
  web::PasswordHasher& hasher = *workplace.passwords;
  if (is_own && !account->secret.empty() && !hasher.matches(account->secret, desk::text_in(request, "old")))
    return Error{Fault::refused, "old: sandi lama tidak benar", "ketik sandi yang Anda pakai sekarang"};
  AccountChange change{*nip};
  object answer{{"nip", *nip}};
  if (secret.empty() && pin.empty()) {
    if (is_own) return Error{Fault::bad_input, "secret: sandi baru belum diisi", "ketik sandi baru, atau PIN baru"};
    secret = made_up(workplace.random);
    answer["secret"] = secret;
  } else if (!secret.empty()) {
    if (auto sound = web::check_secret(secret, *nip); !sound)
      return Error{sound.error().fault, "secret: " + sound.error().what, sound.error().hint};
  }
  if (!secret.empty()) {
    auto hashed = hasher.hash(secret);
    if (!hashed) return hashed.error();
    change.secret = std::move(*hashed);
    change.must_change = !is_own;
  }
  if (!pin.empty()) {
    if (auto sound = web::check_pin(pin, *nip); !sound)
      return Error{sound.error().fault, "pin: " + sound.error().what, sound.error().hint};
    auto hashed = hasher.hash(pin);
    if (!hashed) return hashed.error();
    change.pin = std::move(*hashed);
  }
  const auto recorded = record(workplace, change, author);
  if (!recorded) return recorded.error();
  answer["result"] = "recorded";
  answer["message"] = answer.contains("secret") ? "Sandi sementara untuk " + *nip + ": " + secret + " (diganti saat masuk)"
                                                : "Sandi atau PIN " + *nip + " diganti";
  return value(std::move(answer));
}

}  // namespace hadir::agent
