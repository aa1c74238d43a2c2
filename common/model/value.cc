#include "common/model/value.h"

#include "common/base/limits.h"
#include "common/base/text.h"

namespace hadir::model {
namespace {

enum Shape : std::uint8_t { none = 0, integer = 1, text = 2, list = 3 };

std::string read_text(base::ByteReader& in) {
  std::string value = in.text(base::limits::text_bytes, "text too long");
  if (!base::is_utf8(value)) in.fail("text is not UTF-8");
  return value;
}

}  // namespace

void write_value(base::ByteWriter& out, const Value& value) {
  out.u8(static_cast<std::uint8_t>(value.index()));
  if (const auto* number = std::get_if<std::int64_t>(&value)) out.zigzag(*number);
  if (const auto* string = std::get_if<std::string>(&value)) out.text(*string);
  if (const auto* items = std::get_if<TextList>(&value)) {
    out.varint(items->size());
    for (const std::string& item : *items) out.text(item);
  }
}

Value read_value(base::ByteReader& in) {
  switch (in.u8()) {
    case Shape::none: return std::monostate{};
    case Shape::integer: return in.zigzag();
    case Shape::text: return read_text(in);
    case Shape::list: {
      TextList items(static_cast<std::size_t>(in.bounded(base::limits::list_items, "list too long")));
      for (std::string& item : items) item = read_text(in);
      return items;
    }
    default: in.fail("unknown shape of value"); return std::monostate{};
  }
}

}  // namespace hadir::model
