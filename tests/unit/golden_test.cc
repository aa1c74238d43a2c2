// Golden bytes of protocol and log version 1: what lies in offices' databases and on bundles' USB sticks must read the same for
// ever. Old goldens are never edited. A later version adds its own beside them; a change that turns one of these red is wrong.
#include "common/log/chain.h"
#include "common/merge/version_blob.h"
#include "common/wire/frame.h"
#include "common/wire/messages.h"
#include "tests/catch.h"
#include "tests/unit/fixtures.h"

using namespace hadir;
using base::Bytes;
using base::to_hex;

namespace {

// Fixed keys: 32 bytes of 01 for the office, of 02 for the hub.
const base::KeyPair office = test::key_pair(1), hub = test::key_pair(2);
const log::StreamId stream_id{test::origin(1), "7.01", model::Lane::daily};
constexpr std::int64_t at_ms = 1'772'411'051'123;  // 2026-03-02T07:24:11.123+07:00

std::vector<model::Change> changes() {
  return {{3,
           {{1, std::string("198609262015051001")}, {2, std::int64_t{20514}}},
           {{3, std::int64_t{1}}, {4, std::monostate{}}},
           false},
          {3, {{1, std::string("lokal-1")}, {2, std::int64_t{20515}}}, {}, true},
          {6,
           {{1, std::string("lokal-1")}, {2, std::int64_t{-1}}},
           {{3, model::TextList{"rapat", "è"}}, {4, std::int64_t{200}}},
           false}};
}

log::Header first_header() {
  log::Header header;
  header.seq = 1;
  header.stamp = {at_ms, log::Quality::hub, 150};
  header.author = "198609262015051001";
  return header;
}

log::Header second_header() {
  log::Header header;
  header.seq = 2;
  header.stamp = {-1, log::Quality::doubtful, 0};
  header.author = "hub";
  header.context_delta = test::vector_of({{test::origin(2), 300}});
  header.beacon = log::Beacon{at_ms, hub.sign(log::beacon_message(at_ms))};
  header.extensions = {{2, {0xaa}}, {5, {}}};
  return header;
}

log::Slice slice() {
  const std::vector<log::Commit> commits = {log::make_commit(first_header(), model::encode_payload(changes())),
                                            log::make_commit(second_header(), model::encode_payload({}))};
  log::ChainHead head = log::genesis(stream_id);
  for (const log::Commit& commit : commits) head = {head.seq + 1, log::next_hash(head.hash, commit)};
  return {stream_id, office.public_key(), 1, commits, office.sign(log::head_message(stream_id, head))};
}

wire::ReceiptBody receipt_body() {
  wire::ReceiptBody body;
  body.hub_epoch = 7;
  body.hub_ms = at_ms;
  body.entries = {{stream_id, {2, log::check_slice(slice(), log::genesis(stream_id)).value().back().hash}}};
  return body;
}

wire::ExchangeRequest exchange_request() {
  wire::ExchangeRequest message;
  message.hub_epoch = 7;
  message.answer_bytes = 262'144;
  message.have = {{"", {}}, {"7.01", {test::vector_of({{test::origin(1), 300}}), {}, test::vector_of({{test::origin(2), 1}})}}};
  message.push = {slice()};
  return message;
}

wire::ExchangeAnswer exchange_answer() {
  wire::ExchangeAnswer message;
  message.hub_epoch = 7;
  message.beacon = {at_ms, hub.sign(log::beacon_message(at_ms))};
  message.holds = exchange_request().have;
  const Bytes body = wire::encode(receipt_body());
  message.receipt = wire::Receipt{body, hub.sign(wire::receipt_message(body))};
  message.refused = {{stream_id, 3, "clash", "fork"}};
  message.more = true;
  return message;
}

std::string hash_hex(std::size_t seq) {
  if (seq == 0) return to_hex(log::genesis(stream_id).hash);
  return to_hex(log::check_slice(slice(), log::genesis(stream_id)).value().at(seq - 1).hash);
}

}  // namespace

TEST_CASE("golden 1: names and payload") {
  CHECK(to_hex(office.public_key()) == "8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c");
  CHECK(log::to_text(test::origin(1)) == "c5e21ab1c9f6022d");
  CHECK(log::to_text(stream_id) == "c5e21ab1c9f6022d@7.01/1");
  CHECK(to_hex(model::encode_payload(changes())) ==
        "030300020102123139383630393236323031353035313030310201c4c0020203010204000301020102076c6f6b616c2d3102"
        "01c6c002000600020102076c6f6b616c2d310201010203030205726170617402c3a804019003");
  CHECK(model::decode_payload(model::encode_payload(changes())).value() == changes());
  CHECK(to_hex(model::encode_key(changes()[0].key)) == "020102123139383630393236323031353035313030310201c4c002");
}

TEST_CASE("golden 1: commit headers") {
  CHECK(to_hex(log::encode_header(first_header())) == "0101e6f1f2be956703960112313938363039323632303135303531303031000000");
  CHECK(to_hex(log::encode_header(second_header())) ==
        "01020100000368756201c11ae4092c561014ac0201e6f1f2be95677d051746c4d3fd0768b083c23d1fa2953415e4095a3bdb"
        "f1f6145a4bdf8d59691f9fef9081a47ed667b96f12d7569a348541c6a710e9cec342633bb2e658c409020201aa0500");
}

TEST_CASE("golden 1: the chain") {
  CHECK(hash_hex(0) == "36edc485f17567d313d155cae26341b23047340a0ff787e2624d91c1418d867f");
  CHECK(hash_hex(1) == "4ca4eabbf64367260b8ad5936fa7f4ff31cab4ba1a680114ccf480f944853400");
  CHECK(hash_hex(2) == "0c3653255aba42a34914aa79353c714844fe2e9e073bad020b9bf166c645920a");
  CHECK(to_hex(log::head_message(stream_id, {0x0102030405060708, {}})) ==
        "68616469722068656164203136edc485f17567d313d155cae26341b23047340a0ff787e2624d91c1418d867f010203040506"
        "07080000000000000000000000000000000000000000000000000000000000000000");
  CHECK(to_hex(slice().head_signature) ==
        "92246aa2efd5f6f972cfede851435d175b251d001284c2de549bae19fe81c364e710fdd05866103c43b76cbb6529be2b4312"
        "1271445db13c41d285a5d9d98902");
}

TEST_CASE("golden 1: a slice on the wire") {
  CHECK(to_hex(wire::encode(slice())) ==
        "c5e21ab1c9f6022d04372e3031018a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c01022101"
        "01e6f1f2be956703960112313938363039323632303135303531303031000000015803030002010212313938363039323632"
        "3031353035313030310201c4c0020203010204000301020102076c6f6b616c2d310201c6c002000600020102076c6f6b616c"
        "2d310201010203030205726170617402c3a8040190036101020100000368756201c11ae4092c561014ac0201e6f1f2be9567"
        "7d051746c4d3fd0768b083c23d1fa2953415e4095a3bdbf1f6145a4bdf8d59691f9fef9081a47ed667b96f12d7569a348541"
        "c6a710e9cec342633bb2e658c409020201aa050001010092246aa2efd5f6f972cfede851435d175b251d001284c2de549bae"
        "19fe81c364e710fdd05866103c43b76cbb6529be2b43121271445db13c41d285a5d9d98902");
}

TEST_CASE("golden 1: beacon, receipt, enrolment") {
  CHECK(to_hex(log::beacon_message(at_ms)) == "686164697220626561636f6e2031e6f1f2be9567");
  CHECK(to_hex(wire::encode(receipt_body())) ==
        "07e6f1f2be956701c5e21ab1c9f6022d04372e303101020c3653255aba42a34914aa79353c714844fe2e9e073bad020b9bf1"
        "66c645920a");
  CHECK(to_hex(wire::receipt_message(Bytes{1, 2})) == "6861646972207265636569707420310102");
  CHECK(to_hex(wire::enrol_message({1, 2, 3}, "7.01", "PC loket 1")) ==
        "686164697220656e726f6c20310102030000000000000000000000000004372e30310a5043206c6f6b65742031");
}

TEST_CASE("golden 1: the messages of an exchange, before compression") {
  CHECK(to_hex(wire::encode(exchange_request())) ==
        "010107808010020000000004372e303101c5e21ab1c9f6022dac020001c11ae4092c5610140101c5e21ab1c9f6022d04372e"
        "3031018a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c0102210101e6f1f2be956703960112"
        "3139383630393236323031353035313030310000000158030300020102123139383630393236323031353035313030310201"
        "c4c0020203010204000301020102076c6f6b616c2d310201c6c002000600020102076c6f6b616c2d31020101020303020572"
        "6170617402c3a8040190036101020100000368756201c11ae4092c561014ac0201e6f1f2be95677d051746c4d3fd0768b083"
        "c23d1fa2953415e4095a3bdbf1f6145a4bdf8d59691f9fef9081a47ed667b96f12d7569a348541c6a710e9cec342633bb2e6"
        "58c409020201aa050001010092246aa2efd5f6f972cfede851435d175b251d001284c2de549bae19fe81c364e710fdd05866"
        "103c43b76cbb6529be2b43121271445db13c41d285a5d9d98902");
  CHECK(to_hex(wire::encode(exchange_answer())) ==
        "07e6f1f2be95677d051746c4d3fd0768b083c23d1fa2953415e4095a3bdbf1f6145a4bdf8d59691f9fef9081a47ed667b96f"
        "12d7569a348541c6a710e9cec342633bb2e658c409020000000004372e303101c5e21ab1c9f6022dac020001c11ae4092c56"
        "101401013707e6f1f2be956701c5e21ab1c9f6022d04372e303101020c3653255aba42a34914aa79353c714844fe2e9e073b"
        "ad020b9bf166c645920a63360b4fffd5c4232d5b16373e9f2327076cbefc90edeb04622ef87bbcf153b366d1b7a01d999b21"
        "b3f1f23ac287fd616625e83ad687d7d175609888d342cf0801c5e21ab1c9f6022d04372e3031010305636c61736804666f72"
        "6b0001");
}

TEST_CASE("golden 1: frame and request envelope") {
  // Content too small to gain by compression stands as it is.
  const Bytes frame = wire::seal_frame(wire::FrameType::exchange, Bytes{1, 2, 3});
  CHECK(to_hex(frame) == "686401010003010203");
  CHECK(to_hex(wire::sign_request(office, hub.public_key(), "/v1/exchange", 300, frame)) ==
        "c5e21ab1c9f6022dac024b2544407ca843911769ab7a396d748d2e39297207071c36482970e24efad034c19a2bad330b7696"
        "47796764361c7754bd1ce9b651d88adf8a6ae6abb2d50503686401010003010203");
  // What zstd made of 100 zeros once must open for ever, whatever a later zstd would make of them.
  const auto old = base::from_hex("68640101016428b52ffd206445000010000001003f012c").value();
  CHECK(wire::open_frame(wire::FrameType::exchange, old, 1000).value() == Bytes(100));
}

TEST_CASE("golden 1: the version blob of a record") {
  merge::RecordState state;
  state.writers = {{test::origin(1), 300, {at_ms, log::Quality::hub, 150}, "x"},
                   {test::origin(2), 1, {-1, log::Quality::doubtful, 0}, ""}};
  state.fields = {{0, {{0, std::int64_t{0}}}, {}},
                  {4, {{0, std::int64_t{1}}, {1, std::string("a")}}, {{1, model::TextList{"b"}}}}};
  CHECK(to_hex(merge::encode_version(state)) ==
        "02c5e21ab1c9f6022dac02e6f1f2be95670396010178c11ae4092c5610140101000000020000090200010201020161010103"
        "010162");
}
