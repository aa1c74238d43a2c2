// The description of the API says what there is. Prevents: an operation that it leaves out, a name that leads nowhere, and
// required members that it does not describe.
#include "agent/openapi.h"

#include <boost/json.hpp>
#include <set>
#include <stdexcept>

#include "agent/openapi_answers.h"
#include "agent/openapi_shapes.h"
#include "agent/operations.h"
#include "agent/rights.h"
#include "common/desk/commands.h"
#include "common/desk/desk.h"
#include "tests/catch.h"

namespace hadir {
namespace {

using boost::json::object;
using boost::json::value;

template <class Visit>
void for_each_object(const value& root, Visit visit) {
  if (root.is_array())
    for (const value& one : root.get_array()) for_each_object(one, visit);
  if (!root.is_object()) return;
  visit(root.get_object());
  for (const auto& member : root.get_object()) for_each_object(member.value(), visit);
}

}  // namespace

TEST_CASE("openapi: every operation and every kind of record is described") {
  const object document = agent::openapi_document();
  CHECK(document.at("openapi") == "3.1.0");
  const object& paths = document.at("paths").as_object();
  const auto has = [&](const std::string& name) { return paths.contains("/api/v1/call/" + name); };
  for (const agent::Operation& one : agent::operations()) {
    INFO(one.name);
    CHECK(has(one.name));
  }
  for (const desk::Operation* one : desk::all_operations()) {
    INFO(one->name);
    CHECK(has(one->name));
  }
  const object& schemas = document.at("components").as_object().at("schemas").as_object();
  for (const model::Kind& kind : model::kinds()) {
    INFO(kind.name);
    REQUIRE(schemas.contains(kind.name));
    const object& schema = schemas.at(kind.name).as_object();
    for (const model::Field& field : kind.fields)
      CHECK(schema.at("properties").as_object().contains(field.name) == (field.type != model::Type::offset));
  }
}

TEST_CASE("openapi: references resolve, names are used once, and what is required is described") {
  const value document = agent::openapi_document();
  const object& schemas = document.at("components").at("schemas").as_object();
  std::set<std::string> operations;
  int references = 0;
  for_each_object(document, [&](const object& one) {
    if (const value* reference = one.if_contains("$ref"); reference != nullptr && reference->is_string()) {
      const std::string target(reference->get_string());
      INFO(target);
      REQUIRE(target.starts_with("#/components/schemas/"));
      CHECK(schemas.contains(target.substr(21)));
      ++references;
    }
    if (const value* id = one.if_contains("operationId"); id != nullptr && id->is_string())
      CHECK(operations.insert(std::string(id->get_string())).second);
    const value *required = one.if_contains("required"), *properties = one.if_contains("properties");
    if (required == nullptr || properties == nullptr || !required->is_array() || !properties->is_object()) return;
    for (const value& name : required->get_array()) CHECK(properties->get_object().contains(name.as_string()));
  });
  CHECK(references > 50);
  CHECK(operations.contains("permit.request"));
}

TEST_CASE("openapi: what a command takes, its operation is said to take") {
  const object document = agent::openapi_document();
  for (const desk::Command* command : desk::all_commands()) {
    if (command->whose == desk::Command::For::hub) continue;
    INFO(command->path);
    const object& schema = document.at("paths")
                               .at(std::string("/api/v1/call/") + command->operation)
                               .at("post")
                               .at("requestBody")
                               .at("content")
                               .at("application/json")
                               .at("schema")
                               .as_object();
    for (const desk::Argument& argument : command->arguments) CHECK(schema.at("properties").as_object().contains(argument.name));
  }
}

// What is answered is checked against this on a real office: tests/end_to_end/openapi_answers.py.
TEST_CASE("openapi: every operation that somebody may ask has an answer described, and every refusal too") {
  const value document = agent::openapi_document();
  for (const agent::Right& right : agent::rights()) {
    INFO(right.operation);
    REQUIRE(agent::answer_schema(right.operation));
    const object& responses =
        document.at("paths").at(std::string("/api/v1/call/") + right.operation).at("post").at("responses").as_object();
    CHECK(responses.at("200").at("content").at("application/json").at("schema") == *agent::answer_schema(right.operation));
    for (const char* status : {"400", "401", "403", "404", "409", "413", "422", "500", "501", "502", "503"})
      CHECK(responses.at(status).at("content").at("application/problem+json").at("schema").at("$ref") ==
            "#/components/schemas/Problem");
  }
  CHECK_FALSE(agent::answer_schema("nobody.asks"));
}

TEST_CASE("openapi: the notation of shapes") {
  const auto is = [](const char* shape, const char* schema) {
    return value(agent::schema_of_shape(shape)) == boost::json::parse(schema);
  };
  CHECK(is("str", R"({"type":"string"})"));
  CHECK(is("[int|null]", R"({"type":"array","items":{"anyOf":[{"type":"integer"},{"type":"null"}]}})"));
  CHECK(is("'a'|'b'", R"({"type":"string","enum":["a","b"]})"));
  CHECK(is("{a: @punch, b?: {*: Named}}",
           R"({"type":"object","properties":{"a":{"$ref":"#/components/schemas/punch"},
               "b":{"type":"object","additionalProperties":{"$ref":"#/components/schemas/Named"}}},"required":["a"]})"));
  for (const char* wrong : {"", "{a}", "{a: str", "[str", "text", "'a", "str str"})
    CHECK_THROWS_AS(agent::schema_of_shape(wrong), std::logic_error);
}

}  // namespace hadir
