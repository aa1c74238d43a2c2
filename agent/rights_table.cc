// The table itself. A letter per role, in the order of Role: employee, superior, clerk, head, secretary, personnel, health.
//   . none   o his own   b those below him too   u the unit
#include "agent/rights.h"

namespace hadir::agent {
namespace {

using enum Right::Guard;

constexpr std::array<Reach, role_count> reach(const char (&letters)[role_count + 1]) {
  std::array<Reach, role_count> all{};
  for (std::size_t at = 0; at < role_count; ++at)
    all[at] = letters[at] == 'u'   ? Reach::unit
              : letters[at] == 'b' ? Reach::below
              : letters[at] == 'o' ? Reach::own
                                   : Reach::none;
  return all;
}

// clang-format off
const Right table[] = {
    //                              eschspl
    // What happens day by day.
    {"punch",                 reach("..u..u."), "employee"},  // with any time and source: who signs for himself uses the kiosk
    {"schedule.set",          reach("..uuuu."), "employee"},
    {"report.submit",         reach("o.u..u."), "employee"},
    {"daily_report.draft",    reach("o.u..u."), "employee"},
    {"daily_report.submit",   reach("o.u..u."), "employee"},
    {"daily_report.list",     reach("obuuuu."), "employee", "employee"},
    {"daily_report.show",     reach("obuuuu."), "employee"},
    {"attendance.report",     reach("obu..u."), "employee"},
    {"day.status",            reach("obuuuuu"), "employee", "employee"},
    {"silent",                reach(".buuuu."), "", "employee"},
    {"correction.propose",    reach("obu..u."), "punch"},
    {"correction.list",       reach("obuuuu."), "employee", "employee"},
    {"absence.decide",        reach(".b.uuu."), "employee"},
    {"health.due",            reach("..uuuuu")},
    {"health.report",         reach("o..u..u"), "employee"},
    {"health.mine",           reach("ooooooo"), "employee"},
    {"health.list",           reach("...u..u")},
    {"duty.show",             reach("obuuuu."), "employee"},
    {"attention",             reach("obuuuuo"), "employee"},
    {"attention.office",      reach(".......")},  // a part of `attention`
    {"people.list",           reach("uuuuuuu")},  // whom one can choose: names, as on the wall

    // Requests, letters, decisions. Who decides about whom is the tiers' business.
    {"permit.request",        reach("obuuuu."), "employee"},
    {"permit.list",           reach("obuuuu."), "employee", "employee"},
    {"permit.cancel",         reach("o.uuuu."), "subject"},
    {"letter.draft",          reach(".buuuu."), "people"},
    {"letter.add",            reach(".buuuu."), "people"},
    {"letter.list",           reach("ouuuuu."), "employee"},
    {"decide.forward",        reach(".u.uuu.")},
    {"decide.approve",        reach(".u.uuu.")},
    {"decide.return",         reach(".u.uuu.")},
    {"decide.reject",         reach(".u.uuu.")},
    {"approvals.waiting",     reach(".uuuuu."), "", "", waiting},
    {"matter.show",           reach("ouuuuu."), "subject"},
    {"recall.call",           reach(".buuuu."), "employee"},
    {"recall.answer",         reach("obuuuu."), "employee"},
    {"recall.list",           reach("obuuuu."), "", "employee"},
    {"meeting.plan",          reach(".buuuu."), "organiser"},
    {"meeting.attend",        reach(".buuuu."), "subject"},
    {"meeting.cancel",        reach(".buuuu."), "subject"},
    {"meeting.list",          reach("uuuuuuu")},
    {"meeting.show",          reach("uuuuuuu")},
    {"assembly.hold",         reach("..uuuu.")},
    {"assembly.attend",       reach("..uuuu."), "people"},
    {"assembly.list",         reach("uuuuuuu")},
    {"assembly.show",         reach("uuuuuuu")},
    {"closure.set",           reach("...uuu.")},
    {"closure.cancel",        reach("...uuu.")},
    {"closure.list",          reach("uuuuuuu")},

    // Circulars and rosters.
    {"circular.list",         reach("uuuuuuu")},
    {"circular.show",         reach("uuuuuuu")},
    {"circular.check",        reach("..uuuu.")},
    {"circular.add",          reach("..uuuu.")},
    {"circular.activate",     reach("...uuu.")},
    {"circular.withdraw",     reach("...uuu.")},
    {"circular.delete",       reach("...uuu.")},
    {"circular.invoke",       reach("...uu..")},
    {"circular.invoked",      reach("uuuuuuu")},
    {"roster.propose",        reach("..uuuu.")},
    {"roster.show",           reach("uuuuuuu")},  // it hangs on the wall
    {"roster.explain",        reach("obuuuu."), "employee"},
    {"roster.publish",        reach("..uuuu.")},
    {"roster.check",          reach("..uuuu.")},
    {"roster.board",          reach("..uuuu.")},
    {"roster.wall",           reach("uuuuuuu")},
    {"roster.draft",          reach("..uuuu.")},
    {"roster.try",            reach("..uuuu.")},
    {"roster.save",           reach("..uuuu.")},
    {"calendar.list",         reach("uuuuuuu")},
    {"calendar.set",          reach(".......")},  // the secretariat's
    {"compliance",            reach("..uuuu.")},
    {"deviation.list",        reach("..uuuu.")},
    {"rotation.set",          reach("..uuuu."), "people"},
    {"rotation.show",         reach("uuuuuuu")},
    {"shift.set",             reach("..uuuu.")},
    {"shift.list",            reach("uuuuuuu")},
    {"post.set",              reach("..uuuu.")},
    {"post.holder",           reach("..uuuu."), "person"},
    {"post.list",             reach("uuuuuuu")},

    // Papers.
    {"paper.make",            reach("obuuuu."), "person", "", paper},
    {"paper.letter",          reach(".uuuuu.")},
    {"paper.health",          reach("...u..u")},
    {"disclosure.list",       reach("...u..u")},
    {"recap.submit",          reach("..uuuu.")},
    {"recap.submitted",       reach(".uuuuu.")},
    {"recap.figures",         reach("..uuuu.")},

    // Records as such, and what is wrong with them.
    {"records",               reach("obuuuu."), "", "", records},  // below: punches
    {"explain",               reach("..uuuu."), "", "", explain},
    {"displaced",             reach("...u...")},
    {"conflicts.list",        reach("..uuuuu"), "", "", conflicts},
    {"conflicts.show",        reach("..uuuuu"), "", "", settle},
    {"conflicts.settled",     reach("..uuuu.")},
    {"conflicts.settle",      reach("..uuuuu"), "", "", settle},
    {"conflicts.undo",        reach("..uuuuu"), "", "", settle},
    {"import",                reach("..u..u."), "", "", import},
    {"import.file",           reach("..u..u."), "", "", import},
    {"quarantine.list",       reach("..uuuu.")},
    {"quarantine.retry",      reach("..u..u.")},
    {"quarantine.dismiss",    reach("..u..u.")},

    // This PC.
    {"status",                reach("uuuuuuu")},
    {"health",                reach("..uuuu.")},
    {"sync",                  reach("..uuuu.")},
    {"sync.cost",             reach("..uuuu.")},
    {"differences",           reach("..uuuu.")},
    {"setting.list",          reach("..uuuu.")},
    {"setting.set",           reach("..uuu..")},
    {"compact",               reach("..u....")},
    {"bundle.export",         reach("..uuuu.")},
    {"bundle.import",         reach("..uuuu.")},
    {"bundle.carried.list",   reach("..uuuu.")},
    {"bundle.carried.content", reach("..uuuu.")},
    {"bundle.carried.remove", reach("..uuuu.")},
    {"seal.status",           reach("..uuuuu")},
    {"seal.list",             reach("..uuuuu")},
    {"seal.ask",              reach("..u...u")},
    {"seal.admit",            reach("...u..u")},
    {"seal.accept",           reach("...u..u")},
    {"seal.renew",            reach("...u..u")},
    {"seal.sheet",            reach("...u..u")},
    {"seal.recover",          reach("...u..u")},

    // Accounts. Nobody gives himself a role.
    {"account.list",          reach("o.uuuu."), "", "nip"},
    {"account.set",           reach("..uuu.."), "nip", "", account},
    {"account.secret",        reach("o.uuu.."), "nip"},
};
// clang-format on

}  // namespace

std::span<const Right> rights() { return table; }

}  // namespace hadir::agent
