#include "agent/rights.h"

#include <algorithm>

#include "agent/import_file.h"
#include "common/base/person_id.h"
#include "common/base/text.h"
#include "common/model/kinds.h"

namespace hadir::agent {
namespace {

using base::Error;
using base::Fault;
using base::Result;
using boost::json::array;
using boost::json::object;
using boost::json::value;
using Guard = Right::Guard;

// What may be taken from a file at the page: people and what machines have written. The rest has pages of its own, where rules
// are asked.
constexpr std::string_view importable[] = {"employee", "employee_revision", "device_pin", "punch", "holder", "post",
                                           "shift",    "rotation",          "schedule"};

Error not_allowed(std::string_view operation) {
  return {Fault::refused, "Anda tidak berhak melakukan ini (" + base::printable(operation, 60) + ")",
          "mintalah petugas presensi atau kepala unit melakukannya, atau memberi Anda tugas itu"};
}

Error beyond(const std::string& nip) {
  return {Fault::refused, "Anda tidak berhak melakukan ini untuk " + base::printable(nip, 40),
          "hanya untuk diri sendiri atau bawahan; selebihnya mintalah petugas presensi"};
}

std::string text(const object& from, std::string_view name) {
  const value* member = from.if_contains(name);
  return member != nullptr && member->is_string() ? std::string(member->get_string()) : std::string();
}

bool flag(const object& from, std::string_view name) {
  const value* member = from.if_contains(name);
  return member != nullptr && !(member->is_null() || *member == false || *member == "");
}

std::string canonical(std::string_view nip) {
  const auto id = base::parse_person_id(nip);
  return id ? *id : std::string(base::trim(nip));
}

// The person that a name carries: "NIP", "permit/NIP/…", "NIP/TIME/SOURCE".
std::string person_named(std::string_view member, std::string_view given) {
  const std::size_t slash = given.find('/');
  if (slash == std::string_view::npos) return canonical(given);
  if (member == "punch") return canonical(given.substr(0, slash));
  const std::string_view rest = given.substr(slash + 1);
  return canonical(rest.substr(0, rest.find('/')));
}

template <class Test>
void keep_rows(value& rows, Test test) {
  array kept;
  for (value& row : rows.get_array())
    if (row.is_object() && test(row.get_object())) kept.push_back(std::move(row));
  rows = std::move(kept);
}

template <class Visit>
void for_each_word(std::string_view words, Visit visit) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    visit(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
}

bool reaches(const Person& person, Reach reach, const std::string& nip) {
  if (reach == Reach::unit) return true;
  if (nip == person.nip) return reach != Reach::none;
  return reach == Reach::below && person.is_below && person.is_below(nip);
}

// The people that the members name, or the first whom he does not reach.
Result<void> check_people(const Person& person, const Right& right, Reach reach, object& request) {
  std::optional<Error> refusal;
  const auto check = [&](std::string_view member, const value& given) {
    if (!given.is_string()) {
      refusal = not_allowed(right.operation);
      return;
    }
    const std::string nip = person_named(member, given.get_string());
    if (!refusal && !reaches(person, reach, nip)) refusal = beyond(nip);
  };
  bool is_first = true;
  for_each_word(right.people, [&](std::string_view member) {
    value* given = request.if_contains(member);
    if (given != nullptr && given->is_array()) {
      for (const value& one : given->get_array()) check(member, one);
      if (given->get_array().empty() && is_first) given = nullptr;
    } else if (given != nullptr && !given->is_null() && *given != "") {
      check(member, *given);
    } else {
      given = nullptr;
    }
    if (given == nullptr && is_first && *right.rows == '\0') {
      if (member == "subject" || member == "punch")
        refusal = not_allowed(right.operation);
      else if (member == "people")
        request[member] = array{value(person.nip)};
      else
        request[member] = person.nip;
    }
    is_first = false;
  });
  if (refusal) return *refusal;
  return {};
}

// Those that look after all records but the sealed ones.
bool sees_conflicts(const Person& person) {
  return has(person.roles, Role::clerk) || has(person.roles, Role::head) || has(person.roles, Role::secretary) ||
         has(person.roles, Role::personnel);
}

bool sees_health(const Person& person) { return has(person.roles, Role::health) || has(person.roles, Role::head); }

bool is_sealed(std::string_view kind_name) {
  const model::Kind* kind = model::find_kind(kind_name);
  return kind != nullptr && kind->sealed;
}

Error health_is_apart() {
  return {Fault::refused, "data kesehatan tidak ditampilkan di sini",
          "kepala unit dan petugas kesehatan melihatnya pada daftarnya"};
}

// Own records are those whose key says so.
Result<void> guard_records(const Person& person, Reach reach, object& request) {
  const model::Kind* kind = model::find_kind(std::string_view(text(request, "kind")));
  if (kind == nullptr) return {};  // the operation says which there are
  if (reach == Reach::unit && !kind->sealed) return {};
  const model::Field& owner = kind->key[0];
  const bool is_owned =
      owner.type == model::Type::person && (std::string_view(owner.name) == "employee" || std::string_view(owner.name) == "nip");
  if (!is_owned) return kind->sealed ? health_is_apart() : not_allowed("records");
  value& where = request["where"];
  if (!where.is_array()) where = array{};
  // The punches of somebody below, whose corrections he may propose.
  if (reach == Reach::below && std::string_view(kind->name) == "punch")
    for (const value& one : where.get_array())
      if (one.is_string() && one.get_string().starts_with("employee=") &&
          reaches(person, reach, canonical(std::string_view(one.get_string()).substr(9))))
        return {};
  where.get_array().emplace_back(std::string(owner.name) + "=" + person.nip);
  return {};
}

Result<void> guard_explain(const object& request) {
  const value* record = request.if_contains("record");
  if (record == nullptr || !record->is_array() || record->get_array().empty()) return {};
  const value& first = record->get_array().front();
  if (!first.is_string()) return {};
  const std::string_view words = base::trim(first.get_string());
  if (is_sealed(words.substr(0, words.find('/')))) return health_is_apart();
  return {};
}

Result<void> guard_settle(const Person& person, const object& request) {
  const std::string id = text(request, "id");
  const bool sealed = is_sealed(std::string_view(id).substr(0, id.find('/')));
  if (sealed && !sees_health(person)) return health_is_apart();
  if (!sealed && !sees_conflicts(person)) return not_allowed("conflicts.settle");
  return {};
}

Result<void> guard_import(const object& request) {
  std::string refused;
  const auto look = [&](const object& item) {
    const value* record = item.if_contains("record");
    if (record == nullptr || !record->is_object()) return;
    const std::string kind = text(record->get_object(), "kind");
    if (model::find_kind(kind) != nullptr && std::ranges::find(importable, kind) == std::end(importable)) refused = kind;
  };
  if (const value* items = request.if_contains("items"); items != nullptr && items->is_array())
    for (const value& item : items->get_array())
      if (item.is_object()) look(item.get_object());
  // What cannot be read is for the operation to tell.
  if (request.contains("content"))
    static_cast<void>(read_import_file(text(request, "name"), text(request, "content"), {text(request, "kind"), ""}, look));
  if (refused.empty()) return {};
  return Error{Fault::refused, "catatan jenis \"" + refused + "\" tidak diambil dari berkas di halaman ini",
               "isilah pada halamannya, atau pakai perintah hadir import di PC ini"};
}

// Who does not reach the unit gets the papers that are about one person, or hang on the wall.
Result<void> guard_paper(Reach reach, object& request) {
  const std::string paper = text(request, "paper");
  if (paper == "roster" && reach != Reach::unit) request.erase("person");
  if (reach == Reach::unit || paper == "daily-report" || paper == "roster") return {};
  return not_allowed("paper.make");
}

Result<void> guard(const Person& person, const Right& right, Reach reach, object& request) {
  switch (right.guard) {
    case Guard::none:
    case Guard::conflicts: return {};
    case Guard::records: return guard_records(person, reach, request);
    case Guard::explain: return guard_explain(request);
    case Guard::settle: return guard_settle(person, request);
    case Guard::import: return guard_import(request);
    case Guard::paper: return guard_paper(reach, request);
    case Guard::waiting: {
      Roles others = person.roles;
      others.reset(static_cast<std::size_t>(Role::employee)).reset(static_cast<std::size_t>(Role::superior));
      if (others.none() && flag(request, "all")) return not_allowed("approvals.waiting");
      return {};
    }
    case Guard::account:
      if (canonical(text(request, "nip")) == person.nip)
        return Error{Fault::refused, "tidak seorang pun mengubah tugas atau menutup akunnya sendiri",
                     "mintalah petugas lain atau kepala unit"};
      return {};
  }
  return not_allowed(right.operation);
}

}  // namespace

const char* name_of(Role role) {
  constexpr const char* names[] = {"employee", "superior", "clerk", "head", "secretary", "personnel", "health"};
  static_assert(std::size(names) == role_count);
  return names[static_cast<std::size_t>(role)];
}

const Right* find_right(std::string_view operation) {
  const auto found = std::ranges::find_if(rights(), [&](const Right& one) { return operation == one.operation; });
  return found == rights().end() ? nullptr : &*found;
}

Reach reach_of(const Right& right, const Roles& roles) {
  Reach widest = Reach::none;
  for (std::size_t role = 0; role < role_count; ++role)
    if (roles[role]) widest = std::max(widest, right.reach[role]);
  return widest;
}

std::vector<std::string> allowed_operations(const Roles& roles) {
  std::vector<std::string> all;
  for (const Right& one : rights())
    if (reach_of(one, roles) != Reach::none) all.emplace_back(one.operation);
  return all;
}

Result<void> allow(const Person& person, std::string_view operation, object& request) {
  const Right* right = find_right(operation);
  const Reach reach = right != nullptr ? reach_of(*right, person.roles) : Reach::none;
  if (reach == Reach::none) return not_allowed(operation);
  if (auto guarded = guard(person, *right, reach, request); !guarded) return guarded;
  if (reach == Reach::unit) return {};
  return check_people(person, *right, reach, request);
}

void restrict_answer(const Person& person, std::string_view operation, value& answer) {
  const Right* right = find_right(operation);
  if (right == nullptr) return;
  if (right->guard == Guard::conflicts && answer.is_array())
    keep_rows(answer,
              [&](const object& row) { return is_sealed(text(row, "kind")) ? sees_health(person) : sees_conflicts(person); });
  const Reach reach = reach_of(*right, person.roles);
  if (reach == Reach::unit || *right->rows == '\0' || !answer.is_object()) return;
  value* rows = answer.get_object().if_contains("rows");
  if (rows == nullptr || !rows->is_array()) return;
  keep_rows(*rows, [&](const object& row) { return reaches(person, reach, text(row, right->rows)); });
}

}  // namespace hadir::agent
