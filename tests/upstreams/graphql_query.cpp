#include "graphql_query.hpp"

#include <set>

namespace streamguard::upstreams {
namespace {

constexpr std::int64_t kMostPerPage = 100;
constexpr std::uint64_t kMostNodes = 500'000;
constexpr int kDeepest = 32;

class Maker {
 public:
  Maker(const Document& document, const Operation& operation, const std::map<std::string, Value>& variables)
      : document_(document), operation_(operation) {
    for (const VariableDefinition& one : operation.variables) {
      const auto given = variables.find(one.name);
      if (given != variables.end()) {
        variables_[one.name] = given->second;
      } else if (one.otherwise) {
        variables_[one.name] = *one.otherwise;
      } else if (one.type.ends_with('!')) {
        error("Variable $" + one.name + " of type " + one.type + " was provided invalid value", one.place);
      }
    }
  }

  Query make() {
    Query out;
    expand(operation_.selections, "Query", out.fields);
    for (const VariableDefinition& one : operation_.variables) {
      if (!used_.contains(one.name)) {
        error("Variable $" + one.name + " is declared by " + operation_.name + " but not used", one.place,
              "variableNotUsed");
      }
    }
    if (errors_.empty()) count(out.fields, 1, out);
    if (out.nodes > kMostNodes) {
      error("This query requests up to " + std::to_string(out.nodes) +
                " possible nodes which exceeds the maximum limit of 500,000.",
            operation_.place, {}, "MAX_NODE_LIMIT_EXCEEDED");
    }
    if (!errors_.empty()) throw GraphqlErrors(std::move(errors_));
    return out;
  }

 private:
  void error(const std::string& message, Place place, const std::string& code = {}, const std::string& type = {}) {
    errors_.emplace_back(message, place, code, type);
  }

  const VariableDefinition* definition(const std::string& name) const {
    for (const VariableDefinition& one : operation_.variables) {
      if (one.name == name) return &one;
    }
    return nullptr;
  }

  bool condition(const Selection& selection) {
    bool wanted = true;
    for (const Directive& one : selection.directives) {
      if ((one.name != "include" && one.name != "skip") || one.arguments.size() != 1 || one.arguments[0].name != "if") {
        error("Directive @" + one.name + " is not defined", one.place, "undefinedDirective");
        continue;
      }
      Value value = one.arguments[0].value;
      if (!put_variable(value, "Boolean!")) continue;
      wanted = wanted && ((value.text == "true") == (one.name == "include"));
    }
    return wanted;
  }

  void expand(const std::vector<Selection>& selections, const std::string& owner, std::vector<AskedField>& out) {
    if (++depth_ > kDeepest) {
      error("Fragments go round in a circle", operation_.place);
    } else {
      for (const Selection& one : selections) expand_one(one, owner, out);
    }
    --depth_;
  }

  void expand_one(const Selection& one, const std::string& owner, std::vector<AskedField>& out) {
    if (!condition(one)) return;
    if (one.kind == Selection::Kind::field) return expand_field(one, owner, out);
    const Fragment* fragment = nullptr;
    if (one.kind == Selection::Kind::spread) {
      const auto found = document_.fragments.find(one.name);
      if (found == document_.fragments.end()) {
        return error("Fragment " + one.name + " was used, but not defined", one.place, "useAndDefineFragment");
      }
      fragment = &found->second;
    }
    const std::string on = fragment != nullptr ? fragment->on : one.on.empty() ? owner : one.on;
    if (on != owner) return error("Fragment on " + on + " can't be spread inside " + owner, one.place);
    expand(fragment != nullptr ? fragment->selections : one.selections, owner, out);
  }

  void expand_field(const Selection& one, const std::string& owner, std::vector<AskedField>& out) {
    AskedField field;
    field.alias = one.alias;
    field.owner = owner;
    if (one.name != "__typename") {
      field.type = field_type(owner, one.name);
      if (field.type == nullptr) {
        return error("Field '" + one.name + "' doesn't exist on type '" + owner + "'", one.place, "undefinedField");
      }
      read_arguments(one, field);
      const bool object = is_object(field.type->type);
      if (object && one.selections.empty()) {
        return error("Field must have selections (field '" + one.name + "' returns " + std::string(field.type->type) +
                         " but has no selections. Did you mean '" + one.name + " { ... }'?)",
                     one.place, "selectionMismatch");
      }
      if (!object && !one.selections.empty()) {
        return error("Selections can't be made on scalars (field '" + one.name + "')", one.place, "selectionMismatch");
      }
      expand(one.selections, std::string(field.type->type), field.fields);
    }
    merge(std::move(field), out);
  }

  /// Two selections of one answer's name are one.
  static void merge(AskedField field, std::vector<AskedField>& out) {
    for (AskedField& there : out) {
      if (there.alias != field.alias || there.type != field.type) continue;
      for (AskedField& one : field.fields) merge(std::move(one), there.fields);
      return;
    }
    out.push_back(std::move(field));
  }

  void read_arguments(const Selection& one, AskedField& field) {
    for (const auto& [name, given] : one.arguments) {
      const auto& known = field.type->arguments;
      const auto found =
          std::find_if(known.begin(), known.end(), [&n = name](const auto& type) { return type.name == n; });
      if (found == known.end()) {
        error("Field '" + one.name + "' doesn't accept argument '" + name + "'", given.place, "argumentNotAccepted");
        continue;
      }
      Value value = given;
      if (coerce(value, found->type, name) && value.kind != Value::Kind::null) field.arguments[name] = std::move(value);
    }
    for (const ArgumentType& type : field.type->arguments) {
      if (type.type.ends_with('!') && field.argument(std::string(type.name)) == nullptr) {
        error("Field '" + one.name + "' is missing required arguments: " + std::string(type.name), one.place,
              "missingRequiredArguments");
      }
    }
    if (field.type->connection) check_page(one, field);
  }

  void check_page(const Selection& one, const AskedField& field) {
    const Value* size = field.argument("first") != nullptr ? field.argument("first") : field.argument("last");
    if (size == nullptr) {
      return error("You must provide a `first` or `last` value to properly paginate the `" + one.name + "` connection.",
                   one.place, {}, "MISSING_PAGINATION_BOUNDARIES");
    }
    const std::int64_t number = std::stoll(size->text);
    if (number < 0 || number > kMostPerPage) {
      error("Requesting " + size->text + " records on the `" + one.name +
                "` connection exceeds the `first` limit of 100 records.",
            one.place, {}, "EXCESSIVE_PAGINATION");
    }
  }

  /// False where the variable has no value, or is none.
  bool put_variable(Value& value, std::string_view type) {
    if (value.kind != Value::Kind::variable) return true;
    const std::string name = value.text;
    used_.insert(name);
    const VariableDefinition* known = definition(name);
    if (known == nullptr) {
      error("Variable $" + name + " is used by " + operation_.name + " but not declared", value.place,
            "variableNotDefined");
      return false;
    }
    if (bare(known->type) != bare(type)) {
      error("Type mismatch on variable $" + name + " (" + known->type + " / " + std::string(type) + ")", value.place,
            "variableMismatch");
      return false;
    }
    const auto given = variables_.find(name);
    if (given == variables_.end()) return false;
    const Place place = value.place;
    value = given->second;
    value.place = place;
    return true;
  }

  bool coerce(Value& value, std::string_view type, const std::string& name) {
    const bool variable = value.kind == Value::Kind::variable;
    if (!put_variable(value, type)) return false;
    if (value.kind == Value::Kind::null && !type.ends_with('!')) return true;
    bool list = false;
    const std::string_view plain = bare(type, &list);
    if (list) {
      if (value.kind != Value::Kind::list) value.items = {value};
      value.kind = Value::Kind::list;
      return std::all_of(value.items.begin(), value.items.end(), [&](Value& item) {
        if (variable) item.place = value.place;
        return fits(item, plain, variable) || mismatch(value, type, name);
      });
    }
    const auto inner = input_fields(plain);
    if (inner.empty()) return fits(value, plain, variable) || mismatch(value, type, name);
    if (value.kind != Value::Kind::object) return mismatch(value, type, name);
    for (auto& [key, item] : value.fields) {
      const auto found =
          std::find_if(inner.begin(), inner.end(), [&k = key](const auto& one) { return one.name == k; });
      if (found == inner.end()) return mismatch(value, type, name);
      if (variable ? !fits(item, bare(found->type), true) : !coerce(item, found->type, key)) {
        return mismatch(value, type, name);
      }
    }
    return value.fields.size() == inner.size() || mismatch(value, type, name);
  }

  bool mismatch(const Value& value, std::string_view type, const std::string& name) {
    error("Argument '" + name + "' has an invalid value. Expected type '" + std::string(type) + "'.", value.place,
          "argumentLiteralsIncompatible");
    return false;
  }

  /// Words of enumerations come as strings in variables, and only there.
  static bool fits(const Value& value, std::string_view type, bool variable) {
    const auto words = words_of(type);
    if (!words.empty()) {
      return value.kind == (variable ? Value::Kind::string : Value::Kind::word) &&
             std::find(words.begin(), words.end(), value.text) != words.end();
    }
    if (type == "Int") return value.kind == Value::Kind::integer && value.text.size() < 11;
    if (type == "Boolean") return value.kind == Value::Kind::boolean;
    if (type == "DateTime") return value.kind == Value::Kind::string && value.text.find('T') == 10;
    return value.kind == Value::Kind::string;
  }

  static void count(const std::vector<AskedField>& fields, std::uint64_t times, Query& out) {
    for (const AskedField& one : fields) {
      std::uint64_t each = times;
      if (one.type != nullptr && one.type->connection) {
        const Value* size = one.argument("first") != nullptr ? one.argument("first") : one.argument("last");
        out.requests += times;
        each = times * std::stoull(size->text);
        out.nodes += each;
      }
      count(one.fields, each, out);
    }
  }

  const Document& document_;
  const Operation& operation_;
  std::map<std::string, Value> variables_;
  std::set<std::string> used_;
  std::vector<GraphqlError> errors_;
  int depth_ = 0;
};

}  // namespace

const Value* AskedField::argument(const std::string& name) const {
  const auto found = arguments.find(name);
  return found != arguments.end() ? &found->second : nullptr;
}

std::string AskedField::text(const std::string& name) const {
  const Value* value = argument(name);
  return value != nullptr ? value->text : std::string();
}

Query make_query(const Document& document, const std::string& operation,
                 const std::map<std::string, Value>& variables) {
  const Operation* chosen = nullptr;
  for (const Operation& one : document.operations) {
    if (operation.empty() ? document.operations.size() == 1 : one.name == operation) chosen = &one;
  }
  if (chosen == nullptr) throw GraphqlErrors({GraphqlError("An operation name is required", {})});
  if (chosen->kind != "query") throw GraphqlErrors({GraphqlError("Only queries are answered here", chosen->place)});
  return Maker(document, *chosen, variables).make();
}

}  // namespace streamguard::upstreams
