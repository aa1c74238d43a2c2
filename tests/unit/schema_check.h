// As much of JSON Schema 2020-12 as common/rules/circular.schema.json uses, so that documents are held to the schema without a
// library. A keyword that it does not know fails the test: a schema that grows is not checked in part.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <regex>
#include <string>

#include "tests/catch.h"

namespace hadir::test {

class SchemaCheck {
 public:
  explicit SchemaCheck(const boost::json::value& schema) : root_(schema) {}
  // Empty where the value keeps the schema, else where it first does not.
  std::string check(const boost::json::value& value) const { return check(value, root_, "$"); }

 private:
  using Value = boost::json::value;

  static bool is_a(const Value& value, std::string_view type) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "integer") return value.is_int64() || value.is_uint64();
    if (type == "boolean") return value.is_bool();
    FAIL("type " << type);
    return false;
  }

  std::string check(const Value& value, const Value& schema, const std::string& path) const {
    for (const auto& keyword : schema.as_object())
      if (auto wrong = check_keyword(value, std::string(keyword.key()), keyword.value(), schema.as_object(), path);
          !wrong.empty())
        return wrong;
    return "";
  }

  std::string check_keyword(const Value& value, const std::string& name, const Value& is, const boost::json::object& schema,
                            const std::string& path) const {
    if (name == "description" || name == "title" || name == "$schema" || name == "$defs" || name == "additionalProperties")
      return "";
    if (name == "$ref") {
      const std::string target(is.as_string().subview(std::string("#/$defs/").size()));
      return check(value, root_.at("$defs").at(target), path);
    }
    if (name == "type") return is_a(value, is.as_string()) ? "" : path + " is not of type " + std::string(is.as_string());
    if (name == "enum") {
      for (const Value& one : is.as_array())
        if (one == value) return "";
      return path + " is none of the choices";
    }
    if (name == "anyOf" || name == "oneOf") {
      int fitting = 0;
      std::string last;
      for (const Value& one : is.as_array()) {
        auto wrong = check(value, one, path);
        if (wrong.empty())
          ++fitting;
        else
          last = wrong;
      }
      if (fitting == 0) return last;
      return name == "oneOf" && fitting > 1 ? path + " fits " + std::to_string(fitting) + " of oneOf" : "";
    }
    if (name == "not") return check(value, is, path).empty() ? path + " is what it must not be" : "";
    if (const auto* object = value.if_object()) {
      if (name == "required") {
        for (const Value& one : is.as_array())
          if (!object->contains(one.as_string())) return path + " has no " + std::string(one.as_string());
        return "";
      }
      if (name == "properties") {
        for (const auto& member : *object) {
          const auto* known = is.as_object().if_contains(member.key());
          const auto wrong = known != nullptr ? check(member.value(), *known, path + "." + std::string(member.key()))
                             : schema.contains("additionalProperties") ? path + " has " + std::string(member.key())
                                                                       : "";
          if (!wrong.empty()) return wrong;
        }
        return "";
      }
      if (name == "minProperties") return static_cast<std::int64_t>(object->size()) >= is.as_int64() ? "" : path + " is empty";
    }
    if (const auto* array = value.if_array()) {
      if (name == "items") {
        for (std::size_t at = 0; at < array->size(); ++at)
          if (auto wrong = check((*array)[at], is, path + "[" + std::to_string(at) + "]"); !wrong.empty()) return wrong;
        return "";
      }
      if (name == "minItems") return static_cast<std::int64_t>(array->size()) >= is.as_int64() ? "" : path + " has too few";
      if (name == "maxItems") return static_cast<std::int64_t>(array->size()) <= is.as_int64() ? "" : path + " has too many";
      if (name == "uniqueItems") {
        for (std::size_t at = 1; at < array->size(); ++at)
          for (std::size_t before = 0; before < at; ++before)
            if ((*array)[at] == (*array)[before]) return path + " says something twice";
        return "";
      }
    }
    if (const auto* text = value.if_string()) {
      if (name == "minLength") return static_cast<std::int64_t>(text->size()) >= is.as_int64() ? "" : path + " is too short";
      if (name == "maxLength") return static_cast<std::int64_t>(text->size()) <= is.as_int64() ? "" : path + " is too long";
      if (name == "pattern")
        return std::regex_search(std::string(*text), std::regex(std::string(is.as_string()))) ? ""
                                                                                              : path + " is not like its pattern";
    }
    if (const auto* number = value.if_int64()) {
      if (name == "minimum") return *number >= is.as_int64() ? "" : path + " is too small";
      if (name == "maximum") return *number <= is.as_int64() ? "" : path + " is too large";
    }
    static const std::string known =
        " required properties minProperties items minItems maxItems uniqueItems minLength maxLength pattern minimum maximum ";
    if (known.find(" " + name + " ") == std::string::npos) FAIL("keyword " << name);
    return "";  // about values of another type
  }

  const Value& root_;
};

}  // namespace hadir::test
