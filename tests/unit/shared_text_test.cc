#include "common/base/shared_text.h"

#include "tests/catch.h"

using hadir::base::SharedText;
using hadir::base::SharedTexts;

TEST_CASE("shared_text: reads as the text that it is") {
  const SharedText none, text("198609262015051001");
  CHECK(none.empty());
  CHECK(none == "");
  CHECK(none == SharedText(""));
  CHECK(text == "198609262015051001");
  CHECK(text == std::string("198609262015051001"));
  CHECK(text != SharedText("198609262015051002"));
  CHECK("nip " + text == "nip 198609262015051001");
  CHECK(SharedText("a") < SharedText("b"));
  CHECK(none < text);
  const std::string copy = text;
  CHECK(copy.size() == 18);
}

TEST_CASE("shared_text: equal texts are one, and outlive whoever shared them") {
  SharedText first, second;
  {
    SharedTexts texts;
    first = texts.of("mesin-1");
    second = texts.of(std::string("mesin-") + "1");
    CHECK(texts.of("").empty());
    CHECK(texts.of("mesin-2") != first);
  }
  CHECK(first == "mesin-1");
  CHECK(&first.str() == &second.str());
}
