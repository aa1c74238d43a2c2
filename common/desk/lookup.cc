#include "common/desk/lookup.h"

#include "common/base/person_id.h"
#include "common/base/text.h"
#include "common/model/forms.h"

namespace hadir::desk {

const rules::Permit* find_permit(const rules::Book& book, std::string_view subject) {
  const auto found = std::ranges::find(book.permits, subject, &rules::Permit::subject);
  return found == book.permits.end() ? nullptr : &*found;
}

const rules::Letter* find_letter(const rules::Book& book, std::string_view subject) {
  const auto found = std::ranges::find(book.letters, subject, &rules::Letter::subject);
  return found == book.letters.end() ? nullptr : &*found;
}

Result<const rules::Letter*> letter_in(const rules::Book& book, const object& request) {
  const std::string wanted = text_in(request, "subject");
  const rules::Letter* found = nullptr;
  std::size_t count = 0;
  for (const rules::Letter& letter : book.letters) {
    if (!wanted.empty() && letter.subject != wanted && letter.number != wanted) continue;
    found = &letter;
    ++count;
  }
  if (count == 1) return found;
  if (count > 1)
    return Error{Fault::bad_input, "ada " + std::to_string(count) + " surat yang cocok",
                 "sebutkan namanya seperti pada hadir letter list, mis. " + found->subject};
  return Error{Fault::not_found, "tidak ada surat \"" + base::printable(wanted, 80) + "\"", "lihat hadir letter list"};
}

std::string subject_of(std::string_view kind, const model::Change& change) {
  return std::string(kind) + "/" + model::format_key(*model::find_kind(kind), change.key);
}

std::string daily_subject(std::string_view nip, Date date) { return "daily_report/" + std::string(nip) + "/" + date_text(date); }

std::string holder_of_role(const rules::Book& book, std::string_view unit, std::string_view role, Date day) {
  for (const rules::Unit* one : book.lineage(unit, day))
    for (const auto& [key, post] : book.posts) {
      if (key.first != one->code || post.role != role) continue;
      if (const rules::Holder* holder = book.holder_of(post, day); holder != nullptr && !holder->person.empty())
        return holder->person;
    }
  return {};
}

std::string name_of(const rules::Book& book, std::string_view nip) {
  const rules::Person* person = book.person(nip);
  return person == nullptr || person->name.empty() ? std::string(nip) : person->name;
}

std::vector<std::string> people_in(const object& request, std::string_view name) {
  std::vector<std::string> people;
  for (const std::string& one : list_in(request, name)) {
    const auto id = base::parse_person_id(one);
    people.push_back(id ? *id : one);
  }
  std::ranges::sort(people);
  people.erase(std::unique(people.begin(), people.end()), people.end());
  return people;
}

}  // namespace hadir::desk
