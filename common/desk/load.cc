#include "common/desk/load.h"

#include <algorithm>

#include "common/base/byte_io.h"
#include "common/desk/clock_doubts.h"
#include "common/log/stream.h"
#include "common/merge/version_blob.h"
#include "common/model/forms.h"
#include "common/rules/read.h"
#include "common/store/record_table.h"

namespace hadir::desk {
namespace {

using base::Date;
using model::Kind;
using store::Database;
using store::Filter;
using store::RecordRow;
using store::Statement;

// Reading as of one moment, where the caller has no transaction of its own.
class Snapshot {
 public:
  explicit Snapshot(Database& database) : database_(database), own_(!database.in_transaction()) {
    if (own_) database_.execute("BEGIN");
  }
  ~Snapshot() {
    if (own_) sqlite3_exec(database_.raw(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

 private:
  Database& database_;
  const bool own_;
};

rules::Trust trust_of(log::Quality quality) {
  switch (quality) {
    case log::Quality::hub: return rules::Trust::hub;
    case log::Quality::carried: return rules::Trust::carried;
    case log::Quality::unanchored: return rules::Trust::unanchored;
    case log::Quality::doubtful: break;
  }
  return rules::Trust::doubtful;
}

// Since when the hub has a commit.
class Arrivals {
 public:
  explicit Arrivals(Database& database) : database_(database) {}
  std::optional<std::int64_t> at(const std::string& scope, model::Lane lane, const merge::Writer& writer) {
    const auto [known, is_new] = streams_.try_emplace({writer.origin, scope, lane}, 0);
    if (is_new) {
      Statement row = database_.prepare("SELECT id FROM stream WHERE scope = ? AND lane = ? AND origin = ?");
      row.bind_all(std::string_view(scope), std::int64_t{static_cast<int>(lane)}, base::ByteView(writer.origin));
      if (row.step()) known->second = row.integer(0);
    }
    Statement row = database_.prepare("SELECT received_ms FROM commit_log WHERE stream = ? AND seq = ?");
    row.bind_all(known->second, static_cast<std::int64_t>(writer.seq));
    return row.step() ? std::optional(row.integer(0)) : std::nullopt;
  }

 private:
  Database& database_;
  std::map<log::StreamId, std::int64_t> streams_;
};

// Kinds of which it matters when they reached the hub (A30).
bool arrival_matters(std::string_view kind) {
  return kind == "daily_report" || kind == "attendance_report" || kind == "approval" || kind == "permit" || kind == "letter";
}

constexpr std::string_view name_of_decisions = "approval";

struct PunchName {
  std::string person;
  std::int64_t claimed_ms = 0;
  std::string source;
};
// NIP/TIME/SOURCE; nothing where a peer's text is none.
std::optional<PunchName> punch_named(std::string_view text) {
  const std::size_t first = text.find('/');
  const std::size_t second = first == std::string_view::npos ? first : text.find('/', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto claimed = base::parse_rfc3339(text.substr(first + 1, second - first - 1));
  if (!claimed) return std::nullopt;
  return PunchName{std::string(text.substr(0, first)), claimed->ms, std::string(text.substr(second + 1))};
}

// What decisions and papers can do without. Punches stay: corrections name them.
bool is_daily(std::string_view kind) {
  for (const std::string_view one : {"schedule", "attendance_report", "assembly", "assembly_person", "health_check"})
    if (kind == one) return true;
  return false;
}

// The key of an approval as it begins, up to and with its subject: records of one subject stand together.
base::Bytes approvals_of(const std::string& subject) {
  base::ByteWriter out;
  out.varint(model::find_kind("approval")->key.size());
  out.varint(1);
  model::write_value(out, subject);
  return out.take();
}
base::Bytes behind(base::Bytes prefix) {
  prefix.insert(prefix.end(), 64, 0xff);
  return prefix;
}

class Loader {
 public:
  Loader(Database& database, const Wish& wish)
      : database_(database), wish_(wish), arrivals_(database), doubts_(database), reader_(wish.from, wish.until, wish.units) {}

  rules::Book load() {
    for (const rules::KindSpan& span : rules::spans()) {
      const Kind& kind = *model::find_kind(std::string_view(span.kind));
      if (name_of_decisions == span.kind) continue;  // behind what they are about
      if (kind.sealed && !wish_.with_health) continue;
      if (wish_.papers_only && is_daily(kind.name)) continue;
      if (kind.province_wide)
        load_kind(std::string(log::province), kind, span);
      else
        for (const std::string& unit : wish_.units) load_kind(unit, kind, span);
    }
    load_moved_punches();
    for (const std::string& unit : wish_.units) load_decisions(unit);
    rules::Book book = reader_.finish();
    book.knows_health = wish_.with_health;
    return book;
  }

 private:
  // An instant's text goes on behind its date, and its day may be another one elsewhere.
  static std::vector<Filter> bounded(const char* column, Date from, Date until) {
    return {{column, Filter::Op::at_least, base::format_date(from)},
            {column, Filter::Op::at_most, base::format_date(until) + "~"}};
  }

  void load_kind(const std::string& scope, const Kind& kind, const rules::KindSpan& span) {
    const Date from = is_daily(kind.name) ? std::max(wish_.from, wish_.daily_from.value_or(wish_.from)) : wish_.from;
    const Date first{from.days - rules::margin_days}, last{wish_.until.days + rules::margin_days};
    if (span.with != nullptr && std::string_view(span.with) == "letter") {
      if (!letters_) return;
      return each(scope, kind, bounded("at", {letters_->first.days - 1}, {letters_->second.days + 1}));
    }
    if (span.from == nullptr) return each(scope, kind, {});
    const bool is_instant = model::find_named(kind, span.from)->type == model::Type::instant;
    const int margin = is_instant ? 1 : 0;
    const std::vector<Filter> within = bounded(span.from, {first.days - margin}, {last.days + margin});
    if (span.until == nullptr) return each(scope, kind, within);
    // What reaches into the span, and what says no end: that lasts a day.
    each(scope, kind,
         {{span.until, Filter::Op::at_least, base::format_date(first)},
          {span.from, Filter::Op::at_most, base::format_date(last)}});
    const auto until = static_cast<std::size_t>(model::find_named(kind, span.until) - kind.fields.data());
    store::for_each_version(database_, kind, scope, within, [&](const RecordRow& row, base::ByteView version) {
      if (std::holds_alternative<std::monostate>(row.values[until])) take(kind, row, version);
    });
  }

  void each(const std::string& scope, const Kind& kind, const std::vector<Filter>& filters) {
    store::for_each_version(database_, kind, scope, filters,
                            [&](const RecordRow& row, base::ByteView version) { take(kind, row, version); });
  }

  void take(const Kind& kind, const RecordRow& row, base::ByteView version) {
    const auto writer = merge::latest_writer(version);
    if (!writer) throw base::Failure(writer.error());
    rules::Written written{writer->author, writer->stamp.ms, trust_of(writer->stamp.quality), {}};
    const std::string_view name = kind.name;
    if (name == "punch" && doubts_.is_doubtful(row, *writer)) written.trust = rules::Trust::doubtful;
    if (wish_.is_hub && arrival_matters(name)) written.at_hub_ms = arrivals_.at(row.scope, kind.lane, *writer);
    if (name == "employee") people_[row.scope].insert(std::get<std::string>(row.key.at(0).value));
    if (name == "letter" || name == "permit" || name == "correction")
      subjects_[row.scope].push_back(std::string(name) + "/" + model::format_key(kind, row.key));
    if (name == "correction") note_moved(row);
    if (name == "letter") note_letter(base::date_of(std::get<std::int64_t>(row.key.at(1).value), 0));
    reader_.add(row.scope, kind, row.key, row.values, written);
  }

  void note_letter(Date day) {
    if (!letters_) letters_ = {day, day};
    letters_->first = std::min(letters_->first, day);
    letters_->second = std::max(letters_->second, day);
  }

  // A clock may be days off: a correction then says on which day a punch was.
  void note_moved(const RecordRow& row) {
    auto punch = punch_named(std::get<std::string>(row.key.at(0).value));
    const auto* at = std::get_if<std::int64_t>(&row.values.at(0));
    const auto reached = [&](std::int64_t ms) {
      const Date day = base::date_of(ms, 0);
      return wish_.from.days - rules::margin_days - 1 <= day.days && day.days <= wish_.until.days + rules::margin_days + 1;
    };
    if (punch && at != nullptr && reached(*at) && !reached(punch->claimed_ms)) moved_[row.scope].push_back(std::move(*punch));
  }
  void load_moved_punches() {
    const Kind& kind = *model::find_kind("punch");
    for (const auto& [scope, punches] : moved_)
      for (const PunchName& punch : punches) {
        const Date day = base::date_of(punch.claimed_ms, 0);
        std::vector<Filter> same = bounded("at", {day.days - 1}, {day.days + 1});
        same.push_back({"employee", Filter::Op::equal, punch.person});
        same.push_back({"source", Filter::Op::equal, punch.source});
        store::for_each_version(database_, kind, scope, same, [&](const RecordRow& row, base::ByteView version) {
          if (std::get<std::int64_t>(row.key.at(1).value) == punch.claimed_ms) take(kind, row, version);
        });
      }
  }

  // What people decided about what was read, and about each person's days. A name of one length sorts by its day.
  void load_decisions(const std::string& unit) {
    const Kind& kind = *model::find_kind("approval");
    const auto range = [&](const std::string& first, const std::string& last) {
      store::for_each_version_between(database_, kind, unit, approvals_of(first), behind(approvals_of(last)),
                                      [&](const RecordRow& row, base::ByteView version) { take(kind, row, version); });
    };
    const std::string first = base::format_date({wish_.from.days - rules::margin_days}),
                      last = base::format_date({wish_.until.days + rules::margin_days});
    for (const std::string& person : people_[unit])
      for (const std::string about : {"daily_report/", "absence/"})
        range(about + person + "/" + first, about + person + "/" + last);
    for (const std::string& subject : subjects_[unit]) range(subject, subject);
  }

  Database& database_;
  const Wish& wish_;
  Arrivals arrivals_;
  ClockDoubts doubts_;
  rules::BookReader reader_;
  std::map<std::string, std::set<std::string>> people_;       // scope -> numbers
  std::map<std::string, std::vector<std::string>> subjects_;  // scope -> what may have been decided
  std::map<std::string, std::vector<PunchName>> moved_;       // scope -> punches of other days that were corrected into these
  std::optional<std::pair<Date, Date>> letters_;              // days on which those that were read were drafted
};

std::string text_of(const model::Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr ? *text : std::string();
}

}  // namespace

rules::Book load_book(Database& database, const Wish& wish) {
  const Snapshot snapshot(database);
  return Loader(database, wish).load();
}

std::set<std::string> all_units(Database& database) {
  std::set<std::string> units;
  const std::string province(log::province);
  store::for_each_record(database, *model::find_kind("unit"), &province, {}, [&](const RecordRow& row) {
    units.insert(text_of(row.key.at(0).value));
    return true;
  });
  return units;
}

std::set<std::string> units_under(Database& database, const std::string& unit) {
  // Any parent it ever had: what was below it in June belongs to June.
  std::multimap<std::string, std::string> children;
  const std::string province(log::province);
  for (const char* name : {"unit", "unit_revision"}) {
    const Kind& kind = *model::find_kind(std::string_view(name));
    const auto parent = static_cast<std::size_t>(model::find_named(kind, "parent") - kind.fields.data());
    store::for_each_record(database, kind, &province, {}, [&](const RecordRow& row) {
      children.emplace(text_of(row.values[parent]), text_of(row.key.at(0).value));
      return true;
    });
  }
  std::set<std::string> units{unit};
  for (std::vector<std::string> todo{unit}; !todo.empty();) {
    const std::string one = todo.back();
    todo.pop_back();
    const auto [begin, end] = children.equal_range(one);
    for (auto child = begin; child != end; ++child)
      if (units.insert(child->second).second) todo.push_back(child->second);
  }
  return units;
}

std::set<std::string> units_of_asisten(const rules::Book& book, const std::string& asisten, Date day) {
  std::set<std::string> units;
  for (const auto& [code, unit] : book.units)
    if (unit.states.at(day).asisten == asisten) units.insert(code);
  return units;
}

}  // namespace hadir::desk
