// Reading what was asked: people's dates, months, times and numbers, each with an error that says what would be right. For the
// operations of this folder and their spans.
#pragma once

#include "common/desk/desk.h"

namespace hadir::desk {

// What stands in a request under a name. Missing and null are the same; numbers and booleans are read as text where text is
// wanted.
std::string text_in(const object& request, std::string_view name);
bool flag_in(const object& request, std::string_view name);
std::vector<std::string> list_in(const object& request, std::string_view name);  // a single text is a list of one

// `what` begins the error: "tanggal mulai".
Result<Date> date_in(const object& request, std::string_view name, Date fallback, const Desk& desk);
Result<std::optional<Date>> optional_date_in(const object& request, std::string_view name, const Desk& desk);
// The first day of a month: "2021-07", "07-2021", "Juli 2021", "bulan ini", "bulan lalu".
Result<Date> month_of_text(std::string_view text, Date today);
// From "from" and "until", or "month", or "date", or "year"; where none is given, what `fallback` says.
enum class Default { day, month, year };
Result<Span> period_in(const object& request, const Desk& desk, Default fallback);
Span month_from(Date first);
Date first_of_month(Date day);

// A moment: RFC 3339; "2021-07-05 10:12" and "10:12" (today) in the office's own time; empty: now.
Result<base::Instant> instant_in(const object& request, std::string_view name, const Desk& desk);
Result<std::optional<base::Instant>> optional_instant_in(const object& request, std::string_view name, const Desk& desk);
std::string text_of(base::Instant moment);                  // RFC 3339, as records hold it
std::string local_text(const Desk& desk, std::int64_t ms);  // YYYY-MM-DD HH:MM
base::Instant now_of(const Desk& desk);

// A person's number in its canonical form; `fallback` where none is given. Fault::bad_input where there is neither.
Result<std::string> person_in(const object& request, std::string_view name, std::string_view fallback = "");
// The same, and the person must be in the Book.
Result<const rules::Person*> member_in(const rules::Book& book, const object& request, std::string_view name,
                                       std::string_view fallback = "");
Result<const rules::Person*> member_of(const rules::Book& book, std::string_view nip);
// The unit that was asked about, else the desk's; must be in the Book.
Result<const rules::Unit*> unit_in(const rules::Book& book, const object& request, const Desk& desk);

// Fault::bad_input where nothing stands there: "alasan belum diisi".
Result<std::string> needed(const object& request, std::string_view name, std::string_view what, std::string_view hint);

// A change of a declared kind from its public names; null members are left out (not cleared).
Result<model::Change> change_of(std::string_view kind, object fields);
// The same, collected; remembers the first error.
class Changes {
 public:
  void add(std::string_view kind, object fields);
  Result<std::vector<model::Change>> take();

 private:
  std::vector<model::Change> changes_;
  std::optional<Error> error_;
};

std::string date_text(Date date);                                        // YYYY-MM-DD
std::string person_text(const rules::Book& book, std::string_view nip);  // "Nama (NIP)", or the NIP alone
// Index of a choice by its public name, as kinds.h declares it; nothing where it is none.
std::optional<std::int64_t> choice_of(std::string_view kind, std::string_view field, std::string_view name);
std::string choice_text(std::string_view kind, std::string_view field, std::int64_t index);

// Of Operation::span.
Result<Span> span_today(const object& request, const Desk& desk);
Result<Span> span_date(const object& request, const Desk& desk);    // "date", else today
Result<Span> span_period(const object& request, const Desk& desk);  // period_in, by default this month
Result<Span> span_year(const object& request, const Desk& desk);
Result<Span> span_open(const object& request, const Desk& desk);     // two months back, a year ahead: what may wait for somebody
Result<Span> span_subject(const object& request, const Desk& desk);  // the day that "subject" names, else as span_open

}  // namespace hadir::desk
