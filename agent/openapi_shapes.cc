#include "agent/openapi_shapes.h"

#include <boost/json/array.hpp>
#include <stdexcept>
#include <string>

namespace hadir::agent {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

object reference_to(std::string_view name) { return {{"$ref", "#/components/schemas/" + std::string(name)}}; }

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  object whole() {
    object read = shape();
    if (!peek().empty()) fail();
    return read;
  }

 private:
  [[noreturn]] void fail() const {
    throw std::logic_error("shape cannot be read at \"" + std::string(text_.substr(at_, 30)) + "\" of " + std::string(text_));
  }
  std::string_view peek() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
    return text_.substr(at_, 1);
  }
  bool take(std::string_view sign) {
    if (peek() != sign) return false;
    ++at_;
    return true;
  }
  void need(std::string_view sign) {
    if (!take(sign)) fail();
  }
  std::string_view word() {
    peek();
    const std::size_t begin = at_;
    const auto belongs = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    while (at_ < text_.size() && belongs(text_[at_])) ++at_;
    if (at_ == begin) fail();
    return text_.substr(begin, at_ - begin);
  }

  object shape() {
    array ways, words;
    do {
      if (take("'")) {
        const std::size_t end = text_.find('\'', at_);
        if (end == std::string_view::npos) fail();
        words.emplace_back(text_.substr(at_, end - at_));
        at_ = end + 1;
      } else {
        ways.emplace_back(one());
      }
    } while (take("|"));
    if (!words.empty()) ways.emplace_back(object{{"type", "string"}, {"enum", std::move(words)}});
    if (ways.size() == 1) return std::move(ways.front().as_object());
    return {{"anyOf", std::move(ways)}};
  }

  object one() {
    if (take("[")) {
      object items = shape();
      need("]");
      return {{"type", "array"}, {"items", std::move(items)}};
    }
    if (take("{")) return members();
    if (take("@")) return reference_to(word());
    const std::string_view name = word();
    if (name == "any") return {};
    if (name == "str") return {{"type", "string"}};
    if (name == "int") return {{"type", "integer"}};
    if (name == "num") return {{"type", "number"}};
    if (name == "bool") return {{"type", "boolean"}};
    if (name == "null") return {{"type", "null"}};
    if (name == "date") return {{"type", "string"}, {"format", "date"}};
    if (name == "time") return {{"type", "string"}, {"format", "date-time"}};
    if (name.front() < 'A' || name.front() > 'Z') fail();
    return reference_to(name);
  }

  object members() {
    if (take("*")) {
      need(":");
      object each = shape();
      need("}");
      return {{"type", "object"}, {"additionalProperties", std::move(each)}};
    }
    object properties;
    array required;
    while (!take("}")) {
      const std::string_view name = word();
      const bool may_lack = take("?");
      need(":");
      properties[name] = shape();
      if (!may_lack) required.emplace_back(name);
      if (peek() != "}") need(",");
    }
    return {{"type", "object"}, {"properties", std::move(properties)}, {"required", std::move(required)}};
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

object schema_of_shape(std::string_view shape) { return Reader(shape).whole(); }

}  // namespace hadir::agent
