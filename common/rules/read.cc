#include "common/rules/read.h"

#include <algorithm>
#include <array>

#include "common/model/forms.h"
#include "common/rules/read_stage.h"

namespace hadir::rules {
namespace {

using model::Kind;
using Stage = BookReader::Stage;

// A kind that a Book wants: its fields in the order in which its reader asks for them, and which of its records matter.
struct Wanted {
  KindSpan span;
  void (Stage::*read)(Row&);
  std::vector<const char*> fields;
};

const std::vector<Wanted>& wanted() {
  static const std::vector<Wanted> all = {
      {{"unit"},
       &Stage::take_unit,
       {"code", "name", "parent", "type", "sector", "time_zone", "part", "region", "asisten", "calendar", "public_service",
        "room_capacity"}},
      {{"employee"},
       &Stage::take_employee,
       {"nip", "name", "unit", "class", "position", "supervisor", "rank", "part", "section", "reports_to", "room", "joined",
        "left"}},
      {{"schedule", "date"}, &Stage::take_schedule_cell, {"employee", "date", "mode", "shift"}},
      {{"punch", "at"}, &Stage::take_punch, {"employee", "at", "source", "direction", "at_offset"}},
      {{"correction", nullptr, nullptr, nullptr, "punch"},
       &Stage::take_correction,
       {"punch", "at", "at_offset", "direction", "void", "reason", "author"}},
      {{"daily_report", "date"},
       &Stage::take_daily_report,
       {"employee", "date", "activities", "status", "round", "submitted", "submitted_offset", "evidence"}},
      {{"holiday"}, &Stage::take_holiday, {"date", "region", "name"}},
      {{"health_check", "date"}, &Stage::take_health_check, {"employee", "date", "condition", "reported_by", "symptoms", "note"}},
      {{"unit_revision"},
       &Stage::take_unit_revision,
       {"unit", "from", "parent", "type", "sector", "part", "region", "asisten", "calendar", "public_service", "room_capacity"}},
      {{"region_status"}, &Stage::take_region_status, {"region", "from", "zone", "level", "status"}},
      {{"calendar"}, &Stage::take_calendar, {"name", "from", "hours", "until"}},
      {{"circular"},
       &Stage::take_circular,
       {"issuer", "number", "title", "dated", "state", "effective", "until", "supersedes", "binds", "clauses", "signer"}},
      {{"unit_circular"},
       &Stage::take_circular,
       {"issuer", "number", "title", "dated", "state", "effective", "until", "supersedes", "binds", "clauses", "signer"}},
      {{"activation"}, &Stage::take_activation, {"number", "clause", "from", "until", "reason", "by"}},
      {{"employee_revision"},
       &Stage::take_employee_revision,
       {"employee", "from", "class", "position", "rank", "part", "section", "reports_to", "room"}},
      {{"post"}, &Stage::take_post, {"code", "title", "superior", "level", "section", "role"}},
      {{"holder"}, &Stage::take_holder, {"post", "from", "person", "standing", "until"}},
      {{"rotation"}, &Stage::take_rotation, {"employee", "from", "group"}},
      {{"shift"}, &Stage::take_shift, {"code", "from", "start", "end", "break_minutes", "name"}},
      {{"attendance_report", "date"},
       &Stage::take_attendance_report,
       {"employee", "date", "at", "at_offset", "place", "uniform", "stayed_home", "note"}},
      {{"letter", "from", "until"},
       &Stage::take_letter,
       {"author", "at", "at_offset", "number", "duty", "from", "until", "basis", "tasks", "signer", "place", "round"}},
      {{"letter_person", nullptr, nullptr, "letter"},
       &Stage::take_letter_person,
       {"author", "at", "employee", "at_offset", "from", "until", "note"}},
      {{"permit", "from", "until"},
       &Stage::take_permit,
       {"employee", "type", "from", "until", "subtype", "reason", "urgency", "destination", "region", "room", "condition", "by",
        "round", "cancelled", "requested", "requested_offset"}},
      {{"approval", nullptr, nullptr, nullptr, "subject"},
       &Stage::take_approval,
       {"subject", "round", "by", "decision", "at", "at_offset", "post", "skipped", "note"}},
      {{"recall", "at"},
       &Stage::take_recall,
       {"employee", "at", "at_offset", "by", "place", "reason", "answer_by", "answer_by_offset", "acknowledged",
        "acknowledged_offset", "phoned_by"}},
      {{"closure"}, &Stage::take_closure, {"section", "from", "days", "counting", "reason", "by", "cancelled"}},
      {{"meeting", "at"},
       &Stage::take_meeting,
       {"organiser", "at", "at_offset", "title", "room", "capacity", "minutes", "urgency", "cancelled"}},
      {{"meeting_person", "at", nullptr, "meeting"},
       &Stage::take_meeting_person,
       {"organiser", "at", "person", "at_offset", "virtual", "attended"}},
      {{"assembly", "date"}, &Stage::take_assembly, {"date", "session", "mode", "starts", "led_by"}},
      {{"assembly_person", "date"}, &Stage::take_assembly_person, {"employee", "date", "session", "present"}},
      {{"recap"},
       &Stage::take_recap,
       {"subject", "month", "submitted", "submitted_offset", "by", "nil", "entries", "number", "through"}},
      {{"deviation", "from", "until"},
       &Stage::take_deviation,
       {"author", "at", "at_offset", "subject", "from", "until", "reason", "citations"}},
      {{"disclosure", "at"},
       &Stage::take_disclosure,
       {"author", "at", "at_offset", "paper", "from", "until", "about", "entries"}},
  };
  return all;
}

struct Resolved {
  const Wanted* wanted = nullptr;
  std::vector<Row::Place> places;
};

// By number of the kind.
const std::map<std::uint32_t, Resolved>& resolved() {
  static const std::map<std::uint32_t, Resolved> all = [] {
    std::map<std::uint32_t, Resolved> result;
    for (const Wanted& one : wanted()) {
      const Kind* kind = model::find_kind(std::string_view(one.span.kind));
      HADIR_CHECK(kind != nullptr);
      Resolved& entry = result[kind->number];
      entry.wanted = &one;
      for (const char* name : one.fields) {
        const model::Field* field = model::find_named(*kind, name);
        HADIR_CHECK(field != nullptr);
        const bool in_key = field >= kind->key.data() && field < kind->key.data() + kind->key.size();
        const auto fields = in_key ? kind->key : kind->fields;
        entry.places.push_back({in_key, static_cast<std::size_t>(field - fields.data()), field});
      }
    }
    return result;
  }();
  return all;
}

constexpr std::int64_t day_ms = 86'400'000;

}  // namespace

std::span<const KindSpan> spans() {
  static const std::vector<KindSpan> all = [] {
    std::vector<KindSpan> result;
    for (const auto& [number, entry] : resolved()) result.push_back(entry.wanted->span);
    return result;
  }();
  return all;
}

bool BookReader::wants(const Kind& kind) { return resolved().contains(kind.number); }

BookReader::BookReader(Date first, Date last, std::set<std::string> held_units) : stage_(std::make_unique<Stage>()) {
  stage_->book.first = first;
  stage_->book.last = last;
  stage_->low = {first.days - margin_days};
  stage_->high = {last.days + margin_days};
  stage_->book.held_units = std::move(held_units);
}
BookReader::~BookReader() = default;
BookReader::BookReader(BookReader&&) noexcept = default;
BookReader& BookReader::operator=(BookReader&&) noexcept = default;

void BookReader::add(std::string_view scope, const Kind& kind, const std::vector<model::FieldValue>& key,
                     const std::vector<model::Value>& values, const Written& written) {
  const auto found = resolved().find(kind.number);
  if (found == resolved().end()) return;
  if (const char* why = model::key_misfit(kind, key)) {
    stage_->fault(kind.name, why, std::string(scope));
    return;
  }
  Row row(*stage_, scope, kind, key, values, written, found->second.places);
  ((*stage_).*found->second.wanted->read)(row);
}

Book BookReader::finish() {
  stage_->finish_units();
  stage_->finish_people();
  stage_->finish_office();
  stage_->finish_days();
  stage_->finish_papers();
  Book book = std::move(stage_->book);
  book.faults.assign(stage_->faults.begin(), stage_->faults.end());
  *stage_ = Stage{};
  return book;
}

bool BookReader::Stage::keeps_moment(std::int64_t ms) const {
  return ms >= (low.days - std::int64_t{1}) * day_ms && ms < (high.days + std::int64_t{2}) * day_ms;
}

std::string Row::model_name() const { return model::format_key(kind_, key_); }

const model::Value* Row::value(std::size_t field) const {
  const Place& place = places_[field];
  if (place.in_key) return place.index < key_.size() ? &key_[place.index].value : nullptr;
  return place.index < values_.size() ? &values_[place.index] : nullptr;
}

bool Row::has(std::size_t field) const {
  const model::Value* found = value(field);
  return found != nullptr && !std::holds_alternative<std::monostate>(*found);
}

std::string Row::text(std::size_t field) const {
  const model::Value* found = value(field);
  const auto* text = found == nullptr ? nullptr : std::get_if<std::string>(found);
  return text == nullptr ? std::string() : *text;
}

std::optional<std::string> Row::text_or_none(std::size_t field) const {
  std::string found = text(field);
  if (found.empty()) return std::nullopt;
  return found;
}

std::vector<std::string> Row::list(std::size_t field) const {
  const model::Value* found = value(field);
  const auto* list = found == nullptr ? nullptr : std::get_if<model::TextList>(found);
  return list == nullptr ? std::vector<std::string>() : *list;
}

std::optional<std::int64_t> Row::number(std::size_t field) const {
  const model::Value* found = value(field);
  const auto* number = found == nullptr ? nullptr : std::get_if<std::int64_t>(found);
  if (number == nullptr) return std::nullopt;
  return *number;
}

std::optional<Date> Row::date(std::size_t field) {
  const auto days = number(field);
  if (!days) return std::nullopt;
  static const std::int64_t least = base::date_from(1900, 1, 1)->days, most = base::date_from(2200, 12, 31)->days;
  if (*days < least || *days > most) {
    fault(std::string(places_[field].field->name) + " bukan tanggal antara tahun 1900 dan 2200");
    return std::nullopt;
  }
  return Date{static_cast<std::int32_t>(*days)};
}

std::optional<Instant> Row::moment(std::size_t field, std::size_t offset) {
  const auto ms = number(field);
  if (!ms) return std::nullopt;
  constexpr std::int64_t most = std::int64_t{231} * 366 * day_ms;  // past the year 2200
  if (*ms < -day_ms || *ms > most) {
    fault(std::string(places_[field].field->name) + " bukan waktu antara tahun 1970 dan 2200");
    return std::nullopt;
  }
  const std::int64_t minutes = number(offset).value_or(base::wib_offset_minutes);
  const std::int64_t within = std::clamp<std::int64_t>(minutes, -base::max_offset_minutes, base::max_offset_minutes);
  return Instant{*ms, static_cast<std::int16_t>(within)};
}

std::optional<std::int64_t> Row::choice_index(std::size_t field) {
  const auto index = number(field);
  if (!index) return std::nullopt;
  const model::Field& declared = *places_[field].field;
  if (*index < 0 || *index >= static_cast<std::int64_t>(declared.choices.size())) {
    fault(std::string(declared.name) + ": pilihan nomor " + std::to_string(*index) + " belum dikenal versi ini");
    return std::nullopt;
  }
  return index;
}

}  // namespace hadir::rules
