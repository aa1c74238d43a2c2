#include "common/base/person_id.h"

#include "common/base/limits.h"
#include "common/base/text.h"
#include "tests/catch.h"
#include "tests/property.h"

using namespace hadir::base;
using namespace hadir::test;

namespace {

std::string accepted(std::string_view text) {
  CAPTURE(text);
  const auto id = parse_person_id(text);
  if (!id) FAIL(describe(id.error()));
  return *id;
}

Error refused(std::string_view text) {
  CAPTURE(printable(text, 80));
  auto error = error_of(parse_person_id(text));
  CHECK(error.fault == Fault::bad_input);
  CHECK_FALSE(error.hint.empty());
  CHECK(is_utf8(describe(error)));
  return error;
}

}  // namespace

TEST_CASE("the test vectors of DOMAIN.md 4.1") {
  CHECK(accepted("198609262015051001") == "198609262015051001");
  CHECK(is_pns_nip("198609262015051001"));
  CHECK(is_pns_nip(accepted("198609262015052001")));
  CHECK_THAT(refused("198602302015051001").what, contains("1986-02-30"));
  CHECK(accepted("198609262015131001") == "198609262015131001");  // fine as NI PPPK
  CHECK_FALSE(is_pns_nip("198609262015131001"));
  CHECK_THAT(refused("198609262015053001").what, contains("jenis kelamin"));
  CHECK(is_asn_number(accepted("199009132025242014")));
  CHECK_FALSE(is_pns_nip("199009132025242014"));
  CHECK_THAT(refused("19860926201505100").what, contains("17 angka"));
  CHECK_THAT(refused("1986092620150510011").what, contains("19 angka"));
  CHECK(accepted("19860926 201505 1 001") == "198609262015051001");
}

TEST_CASE("the same number as people and spreadsheets write it") {
  for (const auto* text : {" 198609262015051001\t", "19860926.201505.1.001", "'198609262015051001",
                           "19860926\xC2\xA0"
                           "201505 1 001",
                           "198609262015051001\r\n", "' 19860926 201505 1 001"}) {
    CHECK(accepted(text) == "198609262015051001");
  }
}

TEST_CASE("numbers that a spreadsheet has rounded are refused, not guessed") {
  for (const auto* text : {"1.98609E+17", "1,98609E+17", "1.98609262015051E+17", "2E+17", "1.98609e17", "'1,98609E+17",
                           "198609262015051001.0", "198609262015051001,00"}) {
    const auto error = refused(text);
    CHECK_THAT(error.what, contains("lembar kerja"));
    CHECK_THAT(error.hint, contains("Teks"));
  }
  // Excel keeps 15 digits: the serial becomes 000.
  CHECK_THAT(refused("198609262015051000").hint, contains("Teks"));
}

TEST_CASE("defects of an 18-digit number are named") {
  CHECK_THAT(refused("198613012015051001").what, contains("tanggal lahir"));
  CHECK_THAT(refused("188609262015051001").what, contains("tanggal lahir"));
  CHECK_THAT(refused("219009262115051001").what, contains("tanggal lahir"));
  CHECK_THAT(refused("198609261900051001").what, contains("tahun pengangkatan 1900"));
  CHECK_THAT(refused("198609261986051001").what, contains("tahun pengangkatan 1986"));
  CHECK_THAT(refused("198609262015050001").what, contains("jenis kelamin"));
  CHECK_THAT(refused("198609262015052000").what, contains("nomor urut"));
  CHECK(is_pns_nip(accepted("200002292022011999")));
  CHECK_THAT(refused("200102292022011001").what, contains("2001-02-29"));
  CHECK_FALSE(is_pns_nip(accepted("198609262015001001")));  // month 00 can only be a PPPK's
}

TEST_CASE("NIK, local numbers and local ids") {
  CHECK(accepted("1871010101900001") == "1871010101900001");
  CHECK(accepted("1871 0141 0190 0001") == "1871014101900001");  // a woman's day of birth is 41
  CHECK(is_nik("1871010101900001"));
  CHECK_FALSE(is_nik("187101010190000"));
  CHECK_FALSE(is_nik("187101010190000x"));
  CHECK(accepted("131 234 567") == "131234567");  // an old NIP
  CHECK(accepted("001") == "001");
  CHECK(accepted("1") == "1");
  CHECK(accepted("123456789012345") == "123456789012345");
  CHECK(accepted("THL-007") == "THL-007");
  CHECK(accepted("honorer_12.b") == "honorer_12.b");
  CHECK(accepted("12E5") == "12E5");
  CHECK(accepted("E5") == "E5");
  CHECK(accepted(std::string(32, 'a')) == std::string(32, 'a'));

  CHECK_THAT(refused(std::string(33, 'a')).what, contains("33"));
  CHECK_THAT(refused("THL 007").what, contains("karakter"));
  refused("");
  refused("   ");
  refused("'");
  refused("...");
  refused("12-34");
  refused("Siti/1");
  refused("a\nb");
  refused("Jos\xC3\xA9");
  refused("\xFF\xFE");
  refused(std::string("a\0b", 3));
  refused("\xD9\xA1\xD9\xA2\xD9\xA3");  // Arabic-Indic digits
  refused("-5");
  refused(std::string(100'000, '1'));
  refused("12345678901234567890123456789012");
}

TEST_CASE("a letter in place of a digit is caught where the length says NIP or NIK") {
  CHECK_THAT(refused("19860926201505l00l").what, contains("huruf"));
  CHECK_THAT(refused("198609262O15051001").what, contains("huruf"));
  CHECK_THAT(refused("187101010190000I").what, contains("huruf"));
  CHECK(accepted("A1") == "A1");
}

TEST_CASE("a canonical form is its own canonical form and passes the limits") {
  rc::prop("for any value", [] {
    const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123456789 ..'-_aEO+,\xC2\xA0")));
    if (const auto id = parse_person_id(text)) {
      RC_ASSERT(parse_person_id(*id).value() == *id);
      RC_ASSERT(!id->empty() && id->size() <= limits::person_id_bytes);
      RC_ASSERT(id->find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-") == std::string::npos);
    }
  });
}

TEST_CASE("every well-built NIP is accepted with and without spaces") {
  rc::prop("for any value", [] {
    const auto range = [](int from, int to) { return *rc::gen::inRange(from, to); };
    const auto pad = [](int value, std::size_t width) {
      auto text = std::to_string(value);
      return std::string(width - text.size(), '0') + text;
    };
    const auto birth = pad(range(1940, 2005), 4) + pad(range(1, 13), 2) + pad(range(1, 29), 2);
    const auto appointed = pad(range(2005, 2030), 4) + pad(range(1, 13), 2);
    const auto sex = pad(range(1, 3), 1);
    const auto serial = pad(range(1, 1000), 3);
    const auto nip = birth + appointed + sex + serial;
    RC_ASSERT(parse_person_id(nip).value() == nip);
    RC_ASSERT(parse_person_id(birth + " " + appointed + " " + sex + " " + serial).value() == nip);
    RC_ASSERT(is_pns_nip(nip));
  });
}
