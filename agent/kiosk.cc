// The kiosk: punches with a PIN, and what hangs beside it on the screen.
#include <boost/json/array.hpp>

#include "agent/web_routes.h"
#include "common/base/civil.h"
#include "common/store/views.h"

namespace hadir::agent {
namespace {

using base::Result;
using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr std::size_t shown_punches = 50;
constexpr std::int64_t same_punch_ms = 60'000;

struct Today {
  std::string nip, at, direction;
  std::int64_t ms = 0;
};

// In the order of time.
std::vector<Today> punches_today(Office& office, const std::string& nip) {
  const model::Kind& kind = *model::find_kind("punch");
  const base::Date day = base::date_of(office.clock().wall().ms, office.offset_minutes());
  std::vector<store::Filter> filters{{"at", store::Filter::Op::at_least, base::format_date(day)}};
  if (!nip.empty()) filters.push_back({"employee", store::Filter::Op::equal, nip});
  std::vector<Today> all;
  store::for_each_record(office.store().database(), kind, &office.unit(), filters, [&](const store::RecordRow& row) {
    const object shown = store::to_json(kind, row);
    const std::int64_t ms = std::get<std::int64_t>(row.key[1].value);
    if (base::date_of(ms, office.offset_minutes()) == day)
      all.push_back({std::get<std::string>(row.key[0].value), std::string(shown.at("at").as_string()),
                     std::string(shown.at("direction").as_string()), ms});
    return true;
  });
  std::ranges::stable_sort(all, {}, &Today::ms);
  return all;
}

// "07.29" of an RFC 3339 time.
std::string clock_text(std::string_view at) {
  std::string text(at.substr(std::min<std::size_t>(11, at.size()), 5));
  std::ranges::replace(text, ':', '.');
  return text;
}

}  // namespace

object kiosk_json(Workplace& workplace) {
  Office& office = workplace.office;
  const std::vector<Today> all = punches_today(office, "");
  array today;
  for (auto one = all.rbegin(); one != all.rend() && today.size() < shown_punches; ++one)
    today.push_back(object{{"name", name_of_person(office, one->nip)}, {"at", one->at}, {"direction", one->direction}});
  const log::Stamp stamp = office.clock_report().stamp;
  object json = office_json(workplace);
  json["clock"] = object{{"quality", log::name_of(stamp.quality)}, {"bound_ms", stamp.bound_ms}};
  json["today"] = std::move(today);
  json["count"] = all.size();
  return json;
}

Result<value> punch_at_kiosk(Workplace& workplace, const std::string& nip, std::string direction) {
  Office& office = workplace.office;
  const std::vector<Today> before = punches_today(office, nip);
  const std::int64_t now = office.clock().wall().ms;
  const Today* last = before.empty() ? nullptr : &before.back();
  const bool is_again =
      last != nullptr && now >= last->ms && now - last->ms < same_punch_ms && (direction.empty() || direction == last->direction);
  const std::string name = name_of_person(office, nip);
  const log::Stamp stamp = office.clock_report().stamp;
  if (is_again) {
    const std::string way = last->direction == "out" ? "keluar" : "masuk";
    return value(object{{"name", name},
                        {"at", last->at},
                        {"direction", last->direction},
                        {"quality", log::name_of(stamp.quality)},
                        {"bound_ms", stamp.bound_ms},
                        {"message", "Sudah tercatat " + way + " pukul " + clock_text(last->at)},
                        {"warning", "Baru saja tercatat; tidak dicatat dua kali."}});
  }
  if (direction.empty()) direction = last != nullptr && last->direction == "in" ? "out" : "in";
  auto done = perform(workplace, "punch", {{"employee", nip}, {"direction", direction}, {"source", "kiosk"}, {"author", nip}});
  if (!done) return done;
  const object& told = done->as_object();
  const std::string at(told.at("record").as_object().at("at").as_string());
  const std::string way = direction == "out" ? "keluar" : "masuk";
  object answer{{"name", name},
                {"at", at},
                {"direction", direction},
                {"quality", told.at("quality")},
                {"bound_ms", told.at("bound_ms")},
                {"message", "Tercatat " + way + " pukul " + clock_text(at)}};
  const bool again = std::ranges::any_of(before, [&](const Today& one) { return one.direction == direction; });
  if (again) answer["warning"] = "Hari ini sudah pernah tercatat " + way + "; keduanya disimpan.";
  return value(std::move(answer));
}

}  // namespace hadir::agent
