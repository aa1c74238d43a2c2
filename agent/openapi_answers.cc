// The answers, in the notation of openapi_shapes.h. What is missing here fails a unit test, and what is answered but not
// described fails tests/end_to_end/openapi_answers.py. Of an operation of common/desk "text" and "attention", and "result" of one
// that records, are added to what is said here (operations_desk.h).
#include "agent/openapi_answers.h"

#include <boost/json/array.hpp>
#include <span>

#include "agent/openapi_shapes.h"
#include "common/desk/desk.h"

namespace hadir::agent {
namespace {

using boost::json::array;
using boost::json::object;

struct Shape {
  const char* name;
  const char* shape;
};

// clang-format off
constexpr Shape shared[] = {
    {"Named", "{nip: str, name: str}"},
    {"Clock", "{quality: str, bound_ms: int, error_min_ms: int|null, error_max_ms: int|null, events: [ClockEvent]}"},
    {"ClockEvent", "{at: time, what: str, by_ms: int|null, agrees: bool, error_min_ms: int|null, error_max_ms: int|null, from_commit: int, "
                   "to_commit: int|null}"},
    {"CorrectedTime", "{not_before: time|null, not_after: time|null, why: str, by_ms: int|null, noticed: time}"},
    {"PunchTime", "{pc: str, commit: int, quality: str, bound_ms: int, corrected: CorrectedTime|null}"},
    {"Failure", "{fault: str, what: str, hint: str}"},
    {"Refused", "{code: str, reason: str, hint: str}"},
    {"Check", "{finished: bool, streams: int, records: int, streams_mended: int, streams_open: int, "
              "differences: [{unit: str, lane: str, records: int, outcome: 'here'|'there'|'open'}], incomparable: [{unit: str, lane: str}], "
              "error?: Failure}"},
    {"Synced", "{result: 'complete'|'incomplete'|'unreachable', requests: int, sent: {commits: int, bytes: int}, "
               "received: {commits: int, bytes: int}, pending: int, oldest_pending_s: int|null, "
               "receipt: [{stream: str, commit: int, hash: str}], receipt_at: time|null, refused: [Refused], continued: bool, held_back: str, "
               "check?: Check, error?: Failure, at?: time, seconds?: num}"},
    {"Imported", "{recorded: int, unchanged: int, quarantined: [{line: int, reason: str}]}"},
    {"Finding", "{date: date, unit: str, code: str, violation: bool, citation: str, people: [str], actual: int, limit: int, text: str}"},
    {"Deviation", "{at: time, unit: str, subject: str, from: date, until: date, reason: str, by: str, name: str, citations: [str]}"},
    {"Verdict", "{violations: int, warnings: int, findings: [Finding]}"},
    {"Meter", "{date: date, unit: str, citation: str, text: str, place: 'office'|'home', moment: bool, of: int, most: int|null, "
              "least: int|null, most_there: int, least_there: int, planned: bool, partial: bool, group: int}"},
    {"Mark", "{mode: str, shift?: str}"},
    {"Day", "{date: date, weekday: int, working: bool, why: str, holiday: str|null}"},
    {"Shift", "{code: str, name: str, start: int, end: int}"},
    {"Group", "{employee: str, from: date, group: str}"},
    {"Away", "{kind: 'granted'|'waiting'|'closure', type?: str, subtype?: str, subject?: str, text: str, from: int, until: int}"},
    {"DailyReport", "{subject: str, employee: str, name: str, date: date, activities: [str], evidence: [str], round: int, "
                    "submitted: time|null, state: str, waits_for: str|null}"},
    {"HealthCheck", "{employee: str, name: str, date: date, condition: str, symptoms: [str], note: str, reported_by: str}"},
    {"Staff", "{employee: str, name: str, section: str}"},
    {"Circular", "{issuer: str, number: str, title: str, signer?: str, unit?: str, dated?: date, effective?: date, until?: date, state?: str, "
                 "supersedes?: [str], binds?: {*: any}, clauses: [{*: any}]}"},
    {"Document", "{name: str, format: 'text'|'csv'|'json'|'xlsx'|'pdf', text?: str, content?: str}"},
    {"Written", "{value: any, text: str, author: str, name: str, at: time, quality: str, bound_ms: int, pc: str, here: bool}"},
    {"Side", "{value: any, text: str, author: str, name: str, at: time, quality: str, bound_ms: int, pc: str, here: bool, saw_known?: bool, "
             "saw?: Written|null}"},
    {"Conflict", "{id: str, unit: str, kind: str, record: AnyRecord, person: Named|null, "
                 "field: {name: str, help: str, type: str, choices: [str]}, shown: any, values: [Side], open: bool, undone: bool, "
                 "can_undo: bool, decision: Written|null}"},
    {"Commit", "{origin: str, pc: str, unit: str, lane: str, commit: int, hash: str, signed: bool, author: str, deletes: bool, "
               "writes: {*: any}, effect: 'applied'|'waiting'|'parked'|'deferred'|'erased', reason?: str, refused_fields: [str], "
               "sealed: str|null, stands: [str], claimed: {at: time, quality: str, bound_ms: int}, corrected: CorrectedTime|null, "
               "bracket: {not_before: time|null, beacon: {commit: int, hub_ms: int, signature: str}|null, not_after: time|null, "
               "receipt: {id: int, covers: int, body: str, signature: str}|null, received: time}, contradictions: [str], "
               "rewritten: {origin: str, commit: int, hash: str}|null, extensions: [{tag: int, content: str}]}"},
    {"Account", "{nip: str, name: str, roles: [str], has_secret: bool, has_pin: bool, must_change: bool, disabled: bool}"},
    {"Decided", "{subject: str, decision: str, message: str, round?: int, tier?: int, of?: int, "
                "skipped?: [str], notes?: [str]}"},
    {"Settings", "{settings: [{name: str, value: str, default: str, fixed: bool, help: str}], "
                 "web_lan: {urls: [str], fingerprint: str, problem: str|null}|null, addresses: [str], machine: str}"},
    {"Line", "{id: int, source: str, line: int, content: str, reason: str, since: time, at?: time, by?: str, why?: str}"},
};

constexpr Shape answers[] = {
    // What happens day by day.
    {"punch", "{result: 'recorded'|'unchanged', record: @punch, waits: bool, quality: str, bound_ms: int, corrected: CorrectedTime|null, "
              "name: str|null}"},
    {"schedule.set", "{result: 'recorded'|'unchanged', record: @schedule}"},
    {"report.submit", "{result: 'recorded'|'unchanged', record: @daily_report}"},
    {"daily_report.draft", "{subject: str, round?: int, message: str, notes?: [str]}"},
    {"daily_report.submit", "{subject: str, round?: int, message: str, notes?: [str]}"},
    {"daily_report.list", "{rows: [DailyReport]}"},
    {"daily_report.show", "{subject: str, employee: str, name: str, date: date, activities: [str], evidence: [str], round: int, "
                          "submitted: time|null, state: str, waits_for: str|null, "
                          "decisions: [{round: int, by: str, decision: str, at: time, note: str}]}"},
    {"attendance.report", "{employee: str, date: date, at: time, message: str}"},
    {"day.status", "{unit: str, from: date, until: date, rows: [{employee: str, name: str, date: date, status: str, planned: str, "
                   "in: str|null, out: str|null, late: str, late_minutes: int, early: str, early_minutes: int, duties_complete: bool, "
                   "no_letter: bool, doubtful: bool, waiting: bool, reason: str}]}"},
    {"silent", "{unit: str, at: time, rows: [Staff]}"},
    {"correction.propose", "{subject: str, message: str, notes?: [str]}"},
    {"correction.list", "{rows: [{subject: str, employee: str, name: str, claimed: time, at: time, direction: str, struck: bool, reason: str, "
                        "by: str, state: str}]}"},
    {"absence.decide", "Decided"},
    {"health.due", "{unread?: int, notes?: [str], rows: [Staff], unit: str, date: date}"},
    {"health.report", "{date: date, message: str, notes?: [str]}"},
    {"health.mine", "{unread?: int, notes?: [str], rows: [HealthCheck]}"},
    {"health.list", "{unread?: int, notes?: [str], rows: [HealthCheck], date: date}"},
    {"duty.show", "{employee: str, date: date, works: bool, planned: str, scheduled: bool, why: str, starts: str|null, ends: str|null, "
                  "home: bool, asks_attendance: bool, asks_report: bool, asks_evidence: bool, asks_uniform: bool, asks_stay_home: bool, "
                  "citation: str, due: time|null, attendance: bool, attendance_at: time|null, place: str, uniform: bool|null, "
                  "stayed_home: bool|null, report: str|null}"},
    {"attention", "{rows: [{group: str, code: str, urgent: bool, date: date, text: str, citation: str, people: [Named], subject: str, "
                  "count?: int}]}"},
    {"attention.office", "{rows: [{group: str, code: str, urgent: bool, date: date, text: str, citation: str, people: [Named], "
                         "subject: str}]}"},
    {"people.list", "{rows: [{nip: str, name: str, section: str, post: str}]}"},

    // Requests, letters, decisions.
    {"permit.request", "{subject: str, round: int, message: str, notes?: [str]}"},
    {"permit.list", "{rows: [{subject: str, employee: str, name: str, type: str, subtype: str, from: date, until: date, destination: str, "
                    "reason: str, round: int, state: str}]}"},
    {"permit.cancel", "{subject: str, message: str}"},
    {"letter.draft", "{subject: str, people?: int, message: str, notes?: [str]}"},
    {"letter.add", "{subject: str, people: int, message: str, notes?: [str]}"},
    {"letter.list", "{rows: [{subject: str, number: str, duty: str, from: date, until: date, people: int, signer: str, state: str}]}"},
    {"decide.forward", "Decided"},
    {"decide.approve", "Decided"},
    {"decide.return", "Decided"},
    {"decide.reject", "Decided"},
    {"approvals.waiting", "{rows: [{subject: str, employee: str, name: str, about: str, waits_for: str, round: int, command: str}]}"},
    {"matter.show", "{subject: str, matter: str, employee: str, name: str, round: int, state: str, "
                    "facts: {type?: str, from?: date, until?: date, subtype?: str, reason?: str, urgency?: str, destination?: str, region?: str, "
                    "room?: str, condition?: str, by?: str, requested?: time, duty?: str, drafted?: time, number?: str, place?: str, "
                    "signer?: str, signer_name?: str, basis?: [str], tasks?: [str], "
                    "people?: [{nip: str, name: str, from: date, until: date, note: str}], date?: date, activities?: [str], evidence?: [str], "
                    "submitted?: time, claimed?: time, claimed_direction?: str, at?: time, direction?: str, struck?: bool}, "
                    "tiers: [{tier: int, post: str, title: str, person: str, name: str, standing: str, waits: bool}], "
                    "skipped: [{post: str, title: str, why: str, below: bool}], "
                    "steps: [{round: int, by: str, name: str, post: str, decision: str, at: time, note: str, tier: int, of: int, counts: bool, "
                    "why_not: str, doubtful: bool}], waits_for: str, doubtful: bool, contradictions: [str], may: [str]}"},
    {"recall.call", "{employee: str, at: time, message: str, notes?: [str]}"},
    {"recall.answer", "{employee: str, at?: time, minutes?: int, message: str}"},
    {"recall.list", "{rows: [{employee: str, name: str, at: time, by: str, place: str, reason: str, answer_by: time|null, "
                    "acknowledged: time|null, minutes: int|null, phoned_by: str, state: str}]}"},
    {"meeting.plan", "{subject: str, people: int, message: str, notes?: [str]}"},
    {"meeting.attend", "{people: int, message: str}"},
    {"meeting.cancel", "{message: str}"},
    {"meeting.list", "{rows: [{subject: str, at: time, title: str, room: str, capacity: int|null, invited: int, virtual: int, attended: int, "
                     "state: str}]}"},
    {"meeting.show", "{subject: str, title: str, at: time, minutes: int, room: str, capacity: int|null, urgency: str, organiser: str, "
                     "organiser_name: str, over: bool, state: str, people: [{nip: str, name: str, virtual: bool, attended: bool}]}"},
    {"assembly.hold", "{date: date, session: str, message: str}"},
    {"assembly.attend", "{people: int, message: str}"},
    {"assembly.list", "{rows: [{date: date, unit: str, session: str, mode: str, starts: str, led_by: str, present: int, absent: int}]}"},
    {"assembly.show", "{date: date, session: str, held: bool, mode?: str, starts?: str, led_by?: str, "
                      "rows: [{nip: str, name: str, section: str, present: bool|null}]}"},
    {"closure.set", "{section: str, from: date, days: int, counting: str, message: str, notes?: [str]}"},
    {"closure.cancel", "{section: str, from: date, message: str}"},
    {"closure.list", "{rows: [{unit: str, section: str, from: date, days: int, counting: str, reason: str, by: str, state: str}]}"},

    // Circulars and rosters.
    {"circular.list", "{date: date, rows: [{issuer: str, number: str, title: str, unit: str, dated: date|null, effective: date|null, "
                      "until: date|null, clauses: int, state: 'draft'|'active'|'withdrawn', stands: str}], notes?: [str]}"},
    {"circular.show", "{circular: Circular, stands: str}"},
    {"circular.check", "{number: str, from: date, clauses: int, problems: [str], message: str, notes?: [str]}"},
    {"circular.add", "{number: str, clauses: int, message: str, notes?: [str]}"},
    {"circular.activate", "{number: str, from: date, message: str, notes?: [str]}"},
    {"circular.withdraw", "{number: str, until: date, message: str, notes?: [str]}"},
    {"circular.delete", "{number: str, message: str}"},
    {"circular.invoke", "{number: str, clause: str, from: date, message: str}"},
    {"circular.invoked", "{rows: [{unit: str, number: str, clause: str, from: date, until: date|null, reason: str, by: str}]}"},
    {"roster.propose", "{unit: str, from: date, until: date, cells: [{employee: str, date: date, mode: str, shift?: str, citation: str, why: str, "
                       "kept: bool}], groups: [Group], problems: [Finding], spreads: [{month: str, unit: str, citation: str, people: int, "
                       "least: int, most: int, allowed: int, listed: [{employee: str, days: int, why: str}]}]}"},
    {"roster.show", "{unit: str, from: date, until: date, cells: [{employee: str, date: date, mode: str, shift?: str}]}"},
    {"roster.explain", "{employee: str, name: str, rows: [{date: date, day: str, mode: str, shift: str, published: str|null, why: str, "
                       "citation: str}]}"},
    {"roster.publish", "{unit: str, from: date, until: date, cells: int, groups: int, problems: [Finding], message: str, notes?: [str]}"},
    {"roster.check", "Verdict"},
    {"roster.board", "{unit: str, unit_name: str, from: date, until: date, today: date, days: [Day], marks: [Mark], shifts: [Shift], "
                     "rows: [{employee: str, name: str, section: str, class: str, position: str, cells: [int], reasons?: [Away]}], "
                     "meters: [Meter], groups: [[int]]}"},
    {"roster.wall", "{unit: str, unit_name: str, from: date, until: date, today: date, days: [Day], marks: [Mark], shifts: [Shift], "
                    "rows: [{employee: str, name: str, section: str, class: str, position: str, cells: [int]}], meters: [Meter], "
                    "groups: [[int]]}"},
    {"roster.draft", "{unit: str, from: date, until: date, marks: [Mark], reasons: [{why: str, citation: str}], "
                     "rows: [{employee: str, cells: [int|null], reasons: [int|null]}], groups: [Group], problems: [Finding], "
                     "spreads: [{month: str, citation: str, people: int, least: int, most: int, allowed: int, fair: bool, "
                     "listed: [{employee: str, name: str, days: int, why: str}]}]}"},
    {"roster.try", "{from: date, until: date, findings: [Finding], added: [Finding], meters?: [Meter], groups?: [[int]]}"},
    {"roster.save", "{cells: int, problems: [Finding], message: str, notes?: [str]}"},
    {"calendar.list", "{date: date, rows: [{name: str, from: date, until: date|null, hours: str, minutes: int, week: str, units: int, "
                      "stands: str}], notes?: [str]}"},
    {"calendar.set", "{name: str, from: date, minutes: int, message: str, notes?: [str]}"},
    {"compliance", "{violations: int, warnings: int, findings: [Finding], deviations: [Deviation]}"},
    {"deviation.list", "{rows: [Deviation]}"},
    {"rotation.set", "{group: str, people: int, message: str}"},
    {"rotation.show", "{date: date, rows: [{employee: str, name: str, section: str, group: str}]}"},
    {"shift.set", "{code: str, message: str}"},
    {"shift.list", "{rows: [{unit: str, code: str, name: str, from: date, start: str, end: str, break_minutes: int}]}"},
    {"post.set", "{code: str, message: str}"},
    {"post.holder", "{post: str, message: str}"},
    {"post.list", "{date: date, rows: [{unit: str, code: str, title: str, superior: str, role: str, section: str, holder: str, name: str, "
                  "standing: str}]}"},

    // Papers.
    {"paper.make", "{document: Document}"},
    {"paper.letter", "{document: Document}"},
    {"paper.health", "{document: Document}"},
    {"disclosure.list", "{unread?: int, notes?: [str], rows: [{at: time, by: str, name: str, paper: str, title: str, from: date, until: date, "
                        "about: str|null, entries: int}]}"},
    {"recap.submit", "{subject: str, month: str, nil: bool, through: str, message: str, notes?: [str]}"},
    {"recap.submitted", "{rows: [{unit: str, subject: str, month: str, submitted: time, nil: bool, entries: int|null, number: str, through: str, "
                        "by: str}]}"},
    {"recap.figures", "{unit: str, from: date, until: date, days: [{date: date, working: bool, why: str, planned_office: int, planned_home: int, "
                      "office: int, home: int, leave: int, duty: int, free: int, unknown: int, absent: int, pending: int}], "
                      "caps: [{date: date, unit: str, citation: str, place: 'office'|'home', of: int, most: int|null, least: int|null, "
                      "people: int, planned_office: int, planned_home: int, at_office: int, called: int}], "
                      "sections: [{section: str, people: int, office_days: int, late_days: int, late_minutes: int, early_days: int, asked: int, "
                      "on_time: int, late: int, doubtful: int, missing: int, approved: int}]}"},

    // Records as such, and what is wrong with them.
    {"records", "{records: [AnyRecord], next: str}"},
    {"explain", "{id: str, kind: str, unit: str, exists: bool, deleted: bool, record: AnyRecord|null, "
                "fields: [{field: str, shown: any, conflict: bool, heads: [{value: any, author: str, origin: str, commit: int}]}], "
                "commits: [Commit], correction: @correction|null, corrections: [Commit], "
                "erased: [{payload: str, commits: int, reason: str, basis: str, author: str, at: str}], open_conflicts: [str], at_hub: bool}"
                "|{candidates: [str]}"},
    {"displaced", "{total: int, displaced: [{origin: str, pc: str, unit: str, lane: str, commit: int, author: str, at: time|null, "
                  "quality: str|null, displaced_at: time, erased: bool, says: [{record: str, deletes: bool, writes: {*: any}, shows: bool}], "
                  "stands_as: [{origin: str, commit: int}]}]}"},
    {"conflicts.list", "[{id: str, unit: str, kind: str, record: AnyRecord, field: str, shown: any, needs_decision: bool, "
                       "values: [{value: any, author: str, at: time, quality: str, origin: str, commit: int}]}]"},
    {"conflicts.show", "Conflict"},
    {"conflicts.settled", "{settled: [Conflict]}"},
    {"conflicts.settle", "{result: 'settled', id: str, value: any}"},
    {"conflicts.undo", "{result: 'undone'|'unchanged', id: str, value?: any}"},
    {"import", "Imported"},
    {"import.file", "{recorded: int, unchanged: int, quarantined: [{line: int, reason: str}], released: int, lines: int, "
                    "records: [{line: int, record: {*: any}}]}"},
    {"quarantine.list", "[Line]"},
    {"quarantine.retry", "Imported"},
    {"quarantine.dismiss", "{result: 'dismissed', lines: int}"},

    // This PC.
    {"status", "{unit: str, origin: str, enrolled: bool, hub: str|null, hub_pin: str|null, "
               "backup: {directory: str, kept: int, at: time|null, age_s: int|null, problem: str|null}, service: bool, now: time, "
               "clock: Clock, pending: int, oldest_pending_s: int|null, conflicts: int, quarantine: int, carried: int, unread: int, "
               "base: {present: int, parts: int, usable: bool}|null, seal_at_risk: bool, "
               "parked: [{stream: str, commit: int, reason: str}], "
               "continued: [{at: time, why: str, from: str, to: str, rewritten: int}], differences: {all: int, open: int, latest: time|null}, "
               "lan: {peers: [{origin: str, address: str|null, met: time, lacking: int}], alone: int}, copy_suspected: bool, marked: bool, "
               "traffic: {today: int, per_day: int|null, held_back: str}, last_exchange: Synced|null, "
               "link: {state: 'unknown'|'good'|'slow'|'unsteady'|'down', since: time|null, attempts: int, broken: int, "
               "answer_ms: int|null, up_bytes_per_s: int|null, down_bytes_per_s: int|null}, records: {*: int}}"},
    {"health", "{findings: [{check: str, level: str, what: str, todo: str}], version: str, started: time|null, data_dir: str, "
               "database_bytes: int, disk_free_bytes: int, disk_total_bytes: int}"},
    {"setting.list", "Settings"},
    {"setting.set", "Settings"},
    {"sync", "Synced"},
    {"sync.cost", "{lanes: [{lane: str, commits: int, bytes: int}], sent_bytes: int, received_bytes: int, requests: int, seconds: int|null}"},
    {"differences", "{differences: [{at: time, with: str, unit: str, lane: str, subject: str, ours: str, theirs: str, "
                    "outcome: 'here'|'there'|'open'}]}"},
    {"compact", "{keep_months: int, commits: int, bytes: int, dry_run: bool}"},
    {"bundle.export", "{kind: str, commits: int, parts: [{name: str, bytes: int, content: str}]}"},
    {"bundle.import", "{kind: str, from: str, for: str, part: int, parts: int, result: 'taken'|'partly'|'refused'|'own'|'carried'|'already_carried', "
                      "refused: [Refused], messages?: int, commits?: int, enrolled?: bool, continued?: bool, cut?: bool, damaged?: int, "
                      "pending?: int}"},
    {"bundle.carried.list", "[{kind: str, from: str, for: str, part: int, parts: int, name: str, bytes: int, since: time, note: str}]"},
    {"bundle.carried.content", "{name: str, content: str}"},
    {"bundle.carried.remove", "{result: 'removed', name: str}"},
    {"seal.status", "{pc: str, writes_with: str|null, keys: [{key: str, writes: bool, from: [str], on_sheet: bool}], "
                    "unread: {commits: int, keys: [str]}}"},
    {"seal.list", "{key: str|null, pcs: [{pc: str, self: bool, reads: bool, keys: [str]}], sheets: [{sheet: str, keys: [str]}]}"},
    {"seal.ask", "{pc: str, key: str}"},
    {"seal.admit", "{pc: str, keys: [str], accept: str}"},
    {"seal.accept", "{key: str}"},
    {"seal.renew", "{key: str, shared_with: int}"},
    {"seal.sheet", "{sheet: str, keys: [str], code?: str}"},
    {"seal.recover", "{sheet: str, keys: [str]}"},

    // Accounts.
    {"account.list", "{rows: [Account]}"},
    {"account.set", "{nip: str, name: str, roles: [str], has_secret: bool, has_pin: bool, must_change: bool, disabled: bool, "
                    "result: 'recorded'|'unchanged', message: str, secret?: str}"},
    {"account.secret", "{nip: str, result: 'recorded', message: str, secret?: str}"},
};
// clang-format on

const char* find(std::span<const Shape> all, std::string_view name) {
  for (const Shape& one : all)
    if (name == one.name) return one.shape;
  return nullptr;
}

}  // namespace

std::optional<object> answer_schema(std::string_view operation) {
  const char* shape = find(answers, operation);
  if (shape == nullptr) return std::nullopt;
  object schema = schema_of_shape(shape);
  const desk::Operation* of_desk = desk::find_operation(operation);
  if (of_desk == nullptr) return schema;
  if (const char* alone = find(shared, shape)) schema = schema_of_shape(alone);
  object& members = schema.at("properties").as_object();
  members["text"] = schema_of_shape("str");
  members["attention"] = schema_of_shape("bool");
  if (of_desk->writes) {
    members["result"] = schema_of_shape("'recorded'|'unchanged'");
    schema.at("required").as_array().emplace_back("result");
  }
  return schema;
}

object shared_shapes() {
  object all;
  for (const Shape& one : shared) all[one.name] = schema_of_shape(one.shape);
  return all;
}

}  // namespace hadir::agent
