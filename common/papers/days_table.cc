#include "common/papers/days_table.h"

#include <algorithm>

#include <fmt/format.h>

#include "common/rules/calendar.h"

namespace hadir::papers {

std::vector<Date> day_columns(const PaperRequest& request) {
  std::vector<Date> days;
  const Date last = is_whole_month(request.from, request.until) ? Date{request.from.days + 30} : request.until;
  for (Date day = request.from; day <= last; ++day.days) days.push_back(day);
  return days;
}

void add_day_columns(const Book& book, const PaperRequest& request, report::Table& table) {
  int number = 0;
  for (const Date day : day_columns(request)) {
    ++number;
    report::Column column{.key = fmt::format("d{:02}", number),
                          .title = std::to_string(is_asked(request, day) ? static_cast<int>(base::day_of_month(day)) : number),
                          .group = "TANGGAL",
                          .align = report::Align::centre};
    if (is_asked(request, day)) {
      if (rules::holiday_of(book, request.unit, day) != nullptr) {
        column.shade = report::Shade::holiday;
      } else if (!rules::work_day(book, request.unit, day).working) {
        column.shade = report::Shade::weekend;
      }
    }
    table.columns.push_back(std::move(column));
  }
}

void add_shades(report::Legend& legend) {
  legend.entries.push_back({"", "akhir pekan", report::Shade::weekend});
  legend.entries.push_back({"", "hari libur", report::Shade::holiday});
}

bool has_non_asn(const std::vector<Member>& members) {
  return std::ranges::any_of(members, [](const Member& one) { return one.state().klass == rules::Class::non_asn; });
}

std::string staff_group(const Member& member) { return member.state().klass == rules::Class::non_asn ? "Non ASN" : "ASN"; }

}  // namespace hadir::papers
