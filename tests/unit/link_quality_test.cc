// What people are told about the way to the hub. Prevents: a link called good that breaks every third time, one called down after
// it came back, and a "since" that forgets how it has been.
#include "agent/link_quality.h"

#include "tests/catch.h"

namespace hadir::agent {
namespace {

constexpr std::int64_t start_ms = 1'770'000'000'000, apart_ms = 15 * 60'000;

// A letter per attempt, a quarter of an hour apart: g good, s slow, b broke but arrived, d no answer.
std::vector<LinkAttempt> attempts(std::string_view letters) {
  std::vector<LinkAttempt> all;
  for (const char one : letters) {
    LinkAttempt attempt;
    attempt.at_ms = start_ms + static_cast<std::int64_t>(all.size()) * apart_ms;
    attempt.has_broken = one == 'b' || one == 'd';
    attempt.has_arrived = one != 'd';
    attempt.rtt_ms = one == 'd' ? 0 : one == 's' ? 4'000 : 180;
    all.push_back(attempt);
  }
  return all;
}

struct Case {
  const char* letters;
  LinkState state;
  int since;  // the attempt; -1: none
};

}  // namespace

TEST_CASE("link quality: what a row of attempts is called, and since when") {
  const Case cases[] = {
      {"", LinkState::unknown, -1},         {"g", LinkState::good, 0},
      {"ggggg", LinkState::good, 0},        {"d", LinkState::down, 0},
      {"ggdd", LinkState::down, 2},         {"ggggggggdg", LinkState::good, 9},  // one break in ten is no habit
      {"ggggggddgg", LinkState::good, 8},                                        // nor two in one night
      {"ggbdgdgg", LinkState::unsteady, 6}, {"gbgbgb", LinkState::unsteady, 3},
      {"gggsss", LinkState::slow, 5},       {"ggsgg", LinkState::good, 0},
      {"ssssssg", LinkState::slow, 0},  // one quick answer is no change
      {"ssssggg", LinkState::good, 6},      {"dddddddddddg", LinkState::unsteady, 11},
  };
  for (const Case& one : cases) {
    INFO(one.letters);
    const LinkQuality quality = judge_link(attempts(one.letters));
    CHECK(name_of(quality.state) == std::string(name_of(one.state)));
    CHECK(quality.since_ms.has_value() == (one.since >= 0));
    if (quality.since_ms) CHECK((*quality.since_ms - start_ms) / apart_ms == one.since);
  }
}

TEST_CASE("link quality: the figures are the latest that are known, a slow line counts without slow answers") {
  auto all = attempts("gggd");
  CHECK(judge_link(all).rtt_ms == 180u);
  CHECK_FALSE(judge_link(all).up_rate);
  CHECK(judge_link(all).broken == 1);
  all = attempts("ggg");
  for (LinkAttempt& one : all) one.up_rate = 2'500;
  all.back().down_rate = 90'000;
  const LinkQuality quality = judge_link(all);
  CHECK(quality.state == LinkState::slow);
  CHECK(quality.up_rate == 2'500u);
  CHECK(quality.down_rate == 90'000u);
  CHECK(quality.attempts == 3);
}

TEST_CASE("link quality: the latest twenty are kept, over a restart too; foreign bytes are none") {
  LinkHistory history;
  for (const LinkAttempt& one : attempts("ddddddddddggggggggggggggg")) history.note(one);
  CHECK(history.attempts().size() == LinkHistory::most);
  const base::Bytes bytes = history.encode();
  CHECK(LinkHistory::decode(bytes).attempts() == history.attempts());
  CHECK(judge_link(history.attempts()).broken == 5);
  CHECK(LinkHistory::decode({}).attempts().empty());
  CHECK(LinkHistory::decode(base::ByteView(bytes).first(bytes.size() - 1)).attempts().empty());
  CHECK(LinkHistory::decode(base::Bytes(40, 0xff)).attempts().empty());
}

}  // namespace hadir::agent
