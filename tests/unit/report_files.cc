#include "tests/unit/report_files.h"

#include <zlib.h>

#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace hadir::test {
namespace {

std::uint32_t number_at(std::string_view text, std::size_t at, std::size_t bytes) {
  std::uint32_t out = 0;
  for (std::size_t index = bytes; index > 0; --index) out = out << 8 | static_cast<unsigned char>(text.at(at + index - 1));
  return out;
}

std::string between(std::string_view text, std::string_view before, std::string_view after) {
  const auto from = text.find(before);
  if (from == std::string_view::npos) return {};
  const auto begin = from + before.size();
  return std::string(text.substr(begin, text.find(after, begin) - begin));
}

// Every piece that begins with `open` and ends with `close`, both included.
std::vector<std::string> pieces(std::string_view text, std::string_view open, std::string_view close) {
  std::vector<std::string> out;
  for (std::size_t at = 0; (at = text.find(open, at)) != std::string_view::npos;) {
    const auto end = text.find(close, at);
    if (end == std::string_view::npos) break;
    out.emplace_back(text.substr(at, end + close.size() - at));
    at = end + close.size();
  }
  return out;
}

std::string unescaped(std::string text) {
  for (const auto& [name, c] : {std::pair("&lt;", "<"), {"&gt;", ">"}, {"&quot;", "\""}, {"&amp;", "&"}}) {
    for (std::size_t at = 0; (at = text.find(name, at)) != std::string::npos; ++at) text.replace(at, std::strlen(name), c);
  }
  return text;
}

}  // namespace

std::string inflated(std::string_view compressed, bool raw) {
  z_stream stream{};
  if (inflateInit2(&stream, raw ? -15 : 15) != Z_OK) throw std::runtime_error("inflateInit2");
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
  stream.avail_in = static_cast<uInt>(compressed.size());
  std::string out;
  int state = Z_OK;
  while (state == Z_OK) {
    char buffer[65536];
    stream.next_out = reinterpret_cast<Bytef*>(buffer);
    stream.avail_out = sizeof buffer;
    state = inflate(&stream, Z_NO_FLUSH);
    out.append(buffer, sizeof buffer - stream.avail_out);
  }
  inflateEnd(&stream);
  if (state != Z_STREAM_END) throw std::runtime_error("not a deflate stream");
  return out;
}

std::map<std::string, std::string> unzip(const base::Bytes& file) {
  const auto zip = base::text_of(file);
  const auto end = zip.rfind("PK\x05\x06");
  if (end == std::string_view::npos) throw std::runtime_error("no ZIP");
  std::map<std::string, std::string> out;
  std::size_t at = number_at(zip, end + 16, 4);
  for (std::uint32_t left = number_at(zip, end + 10, 2); left > 0; --left) {
    const auto method = number_at(zip, at + 10, 2), size = number_at(zip, at + 20, 4), name_bytes = number_at(zip, at + 28, 2);
    const std::string name(zip.substr(at + 46, name_bytes));
    const std::size_t local = number_at(zip, at + 42, 4);
    const std::size_t content = local + 30 + number_at(zip, local + 26, 2) + number_at(zip, local + 28, 2);
    const auto packed = zip.substr(content, size);
    out[name] = method == 0 ? std::string(packed) : inflated(packed, true);
    at += 46 + name_bytes + number_at(zip, at + 30, 2) + number_at(zip, at + 32, 2);
  }
  return out;
}

XlsxRead read_xlsx(const base::Bytes& file) {
  XlsxRead out;
  out.members = unzip(file);
  std::vector<std::string> strings;
  for (const auto& item : pieces(out.members["xl/sharedStrings.xml"], "<si>", "</si>")) {
    const auto begin = item.find('>', item.find("<t")) + 1;
    strings.push_back(unescaped(item.substr(begin, item.find("</t>") - begin)));
  }
  const std::string& styles = out.members["xl/styles.xml"];
  std::map<std::string, std::string> codes = {{"0", "General"}, {"1", "0"}, {"49", "@"}};
  for (const auto& format : pieces(styles, "<numFmt ", "/>")) {
    codes[between(format, "numFmtId=\"", "\"")] = unescaped(between(format, "formatCode=\"", "\""));
  }
  std::vector<std::string> formats;
  for (const auto& format : pieces(between(styles, "<cellXfs", "</cellXfs>"), "<xf ", ">")) {
    formats.push_back(codes[between(format, "numFmtId=\"", "\"")]);
  }
  for (int number = 1; out.members.count("xl/worksheets/sheet" + std::to_string(number) + ".xml") > 0; ++number) {
    XlsxSheetRead sheet;
    sheet.xml = out.members["xl/worksheets/sheet" + std::to_string(number) + ".xml"];
    for (const auto& row : pieces(sheet.xml, "<row ", "</row>")) {
      for (std::size_t at = 0; (at = row.find("<c r=\"", at)) != std::string::npos; ++at) {
        const auto tag_end = row.find('>', at);
        const auto tag = row.substr(at, tag_end - at + 1);
        const auto content =
            row[tag_end - 1] == '/' ? std::string() : row.substr(tag_end + 1, row.find("</c>", at) - tag_end - 1);
        XlsxCell cell{between(tag, " t=\"", "\""), between(content, "<v>", "</v>"), {}};
        if (cell.type == "s") cell.text = strings.at(std::stoul(cell.text));
        if (const auto style = between(tag, " s=\"", "\""); !style.empty()) cell.format = formats.at(std::stoul(style));
        sheet.cells[between(tag, "r=\"", "\"")] = cell;
      }
    }
    out.sheets.push_back(std::move(sheet));
  }
  return out;
}

std::vector<PdfText> PdfPage::beginning(std::string_view text) const {
  std::vector<PdfText> out;
  for (const auto& candidate : texts) {
    if (candidate.text.starts_with(text)) out.push_back(candidate);
  }
  return out;
}

namespace {

// Reads the few text operators that our pages use.
void read_texts(PdfPage& page) {
  const std::string& content = page.content;
  std::vector<std::string> operands;
  double x = 0, y = 0, size = 0;
  const auto operand = [&](std::size_t from_end) {
    return std::strtod(operands.at(operands.size() - from_end).c_str(), nullptr);
  };
  for (std::size_t at = 0; at < content.size();) {
    if (std::strchr(" \n\r\t", content[at])) {
      ++at;
    } else if (content[at] == '(') {
      std::string text;
      for (++at; content.at(at) != ')'; ++at) {
        if (content[at] == '\\') {
          text.push_back(static_cast<char>(std::strtol(content.substr(at + 1, 3).c_str(), nullptr, 8)));
          at += 3;
        } else {
          text.push_back(content[at]);
        }
      }
      ++at;
      operands.push_back(text);
    } else {
      const auto end = std::min(content.find_first_of(" \n\r\t(", at), content.size());
      const std::string word = content.substr(at, end - at);
      at = end;
      if (word == "BT") {
        x = y = 0;
      } else if (word == "Td") {
        x += operand(2);
        y += operand(1);
      } else if (word == "Tm") {
        x = operand(2);
        y = operand(1);
      } else if (word == "Tf") {
        size = operand(1);
      } else if (word == "Tj") {
        page.texts.push_back({x, y, size, operands.back()});
      }
      const bool is_operand = std::strchr("0123456789.-/[", word[0]) != nullptr;
      if (is_operand) operands.push_back(word);
      if (!is_operand) operands.clear();
    }
  }
}

}  // namespace

std::vector<PdfPage> read_pdf(const base::Bytes& file) {
  const auto pdf = base::text_of(file);
  if (!pdf.starts_with("%PDF-") || pdf.find("%%EOF") == std::string_view::npos) throw std::runtime_error("no PDF");
  std::map<int, std::string_view> objects;
  const std::size_t table =
      static_cast<std::size_t>(std::stoul(between(pdf.substr(pdf.rfind("startxref")), "startxref\n", "\n")));
  std::size_t line = pdf.find('\n', pdf.find('\n', table) + 1) + 1;
  for (int number = 0; pdf.substr(line, 7) != "trailer"; ++number, line = pdf.find('\n', line) + 1) {
    const auto offset = std::stoul(std::string(pdf.substr(line, 10)));
    if (pdf.substr(line).substr(17, 1) == "n") objects[number] = pdf.substr(offset, pdf.find("endobj", offset) - offset);
  }
  std::vector<PdfPage> out;
  for (const auto& [number, object] : objects) {
    if (object.find("/Type /Page\n") == std::string_view::npos) continue;
    PdfPage page;
    const auto box = between(object, "/MediaBox [", "]");
    char* rest = nullptr;
    std::strtod(box.c_str(), &rest);
    std::strtod(rest, &rest);
    page.width = std::strtod(rest, &rest);
    page.height = std::strtod(rest, &rest);
    const auto stream = objects.at(std::stoi(between(object, "/Contents ", " ")));
    const auto length_ref = std::stoi(between(stream, "/Length ", " "));
    const auto length_object = objects.at(length_ref);
    const auto length = std::stoul(std::string(length_object.substr(length_object.find("obj") + 3)));
    const auto begin = stream.find("stream") + 6;
    const auto data = stream.data() + stream.find('\n', begin) + 1;
    page.content = inflated({data, length}, false);
    read_texts(page);
    out.push_back(std::move(page));
  }
  return out;
}

}  // namespace hadir::test
