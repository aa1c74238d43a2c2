#include "agent/operations_desk.h"

#include "agent/accounts.h"
#include "agent/operations_seal.h"
#include "common/desk/answer.h"
#include "common/desk/load.h"
#include "common/desk/request.h"
#include "common/store/key_shares.h"

namespace hadir::agent {

using boost::json::object;
using boost::json::value;

desk::Desk desk_of(Office& office, std::string author) {
  desk::Desk desk;
  desk.unit = office.unit();
  desk.author = author.empty() ? "petugas" : std::move(author);
  desk.offset_minutes = office.offset_minutes();
  desk.now_ms = office.clock().wall().ms;
  desk.today = base::date_of(desk.now_ms, desk.offset_minutes);
  const auto account = find_account(office, desk.author);
  desk.answers_for_health =
      account && !account->disabled && (has(account->given, Role::head) || has(account->given, Role::health));
  return desk;
}

base::Result<value> desk_operation(Workplace& workplace, const desk::Operation& operation, const object& request) {
  Office& office = workplace.office;
  store::Database& database = office.store().database();
  // Held from before reading until after writing: what was decided on is what is there.
  std::optional<store::Transaction> transaction;
  if (operation.writes) transaction.emplace(database);
  desk::Desk desk = desk_of(office, desk::text_in(request, "author"));
  if (operation.reads == desk::Reads::health) {
    for (const auto& one : office.store().unread())
      if (one.scope == desk.unit) desk.unread += one.commits;
    desk.shut_out = desk.unread > 0 && (!store::writing_key(office.store(), desk.unit) || is_seal_at_risk(office));
  }
  const auto span = operation.span(request, desk);
  if (!span) return span.error();
  desk::Wish wish{{desk.unit}, span->from, span->until};
  wish.daily_from = span->daily_from;
  wish.with_health = operation.reads == desk::Reads::health;
  wish.papers_only = operation.reads == desk::Reads::papers;
  const rules::Book book = desk::load_book(database, wish);
  auto done = operation.run(book, request, desk);
  if (!done) return done.error();
  bool recorded = false;
  if (!done->changes.empty()) {
    for (const store::Outcome& outcome : office.record_within(done->changes, desk.author)) {
      if (outcome.kind == store::Outcome::Kind::refused) return outcome.error;
      recorded |= outcome.kind == store::Outcome::Kind::recorded;
    }
  }
  // Before the commit: a paper that cannot be made was not shown, and none is put out without what is recorded of it.
  auto answer = desk::answer_of(std::move(*done), desk::text_in(request, "format"));
  if (!answer) return answer.error();
  if (transaction) transaction->commit();
  if (recorded) workplace.note_write();
  if (operation.writes) (*answer)["result"] = recorded ? "recorded" : "unchanged";
  return value(std::move(*answer));
}

}  // namespace hadir::agent
