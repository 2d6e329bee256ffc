#include "facts/facts.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <streamguard/cpp/plugin.hpp>

namespace streamguard::facts {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 6> kStatuses = {"completed",   "exhausted", "failed",
                                                       "interrupted", "pending",   "running"};
constexpr std::array<std::string_view, 2> kModes = {"parallel", "sequential"};
constexpr std::size_t kMostShown = 60;  // bytes of a wrong value that a message repeats

/// A value together with its place, so that every complaint can name it. A null value and a missing one are the same.
class Node {
 public:
  Node(const Json* value, std::string place) : value_(value), place_(std::move(place)) {}

  bool known() const { return value_ != nullptr && !value_->is_null(); }

  Node operator[](const char* key) const {
    const bool object = value_ != nullptr && value_->is_object();
    const auto it = object ? value_->find(key) : Json::const_iterator{};
    return {object && it != value_->end() ? &*it : nullptr, place_ + "." + key};
  }

  [[noreturn]] void complain(const std::string& wanted) const {
    std::string found = "nothing";
    if (value_ != nullptr) {
      found = value_->dump(-1, ' ', true);
      if (found.size() > kMostShown) found = found.substr(0, kMostShown) + "…";
    }
    throw Error(SG_E_DATA, place_ + ": expected " + wanted + ", found " + found);
  }

  std::string text() const {
    if (value_ == nullptr || !value_->is_string()) complain("text");
    return value_->get<std::string>();
  }
  std::uint64_t count() const {
    // The parser gives a whole number that is not negative the type unsigned.
    if (value_ == nullptr || !value_->is_number_unsigned()) complain("a whole number of 0 or more");
    return value_->get<std::uint64_t>();
  }
  double number() const {
    if (value_ == nullptr || !value_->is_number() || value_->get<double>() < 0) complain("a number of 0 or more");
    return value_->get<double>();
  }
  bool boolean() const {
    if (value_ == nullptr || !value_->is_boolean()) complain("true or false");
    return value_->get<bool>();
  }
  template <std::size_t N>
  std::string one_of(const std::array<std::string_view, N>& words) const {
    std::string list;
    for (const std::string_view word : words) list += (list.empty() ? "" : ", ") + std::string(word);
    std::string word = value_ != nullptr && value_->is_string() ? value_->get<std::string>() : std::string();
    if (std::find(words.begin(), words.end(), word) == words.end()) complain("one of " + list);
    return word;
  }

  Text maybe_text() const { return known() ? Text(text()) : std::nullopt; }
  Count maybe_count() const { return known() ? Count(count()) : std::nullopt; }
  Number maybe_number() const { return known() ? Number(number()) : std::nullopt; }

  const Node& object() const {
    if (value_ == nullptr || !value_->is_object()) complain("an object");
    return *this;
  }
  const Node& maybe_object() const { return known() ? object() : *this; }

  /// Calls each(key, node) for the members of an object.
  template <class Each>
  void members(Each each) const {
    object();
    for (const auto& [key, value] : value_->items()) each(key, Node(&value, place_ + "." + key));
  }
  /// Calls each(node) for the items of an array.
  template <class Each>
  void items(Each each) const {
    if (value_ == nullptr || !value_->is_array()) complain("an array");
    for (std::size_t i = 0; i < value_->size(); ++i) each(Node(&(*value_)[i], place_ + "[" + std::to_string(i) + "]"));
  }

  Counts maybe_counts() const {
    if (!known()) return std::nullopt;
    std::map<std::string, std::uint64_t> counts;
    members([&](const std::string& key, const Node& node) { counts[key] = node.count(); });
    return counts;
  }

 private:
  const Json* value_;
  std::string place_;
};

/// A list that may be unknown; each item is an object, and `value_of` makes a value of it.
template <class Value, class ValueOf>
std::optional<std::vector<Value>> list_of(const Node& node, ValueOf value_of) {
  if (!node.known()) return std::nullopt;
  std::vector<Value> values;
  node.items([&](const Node& item) { values.push_back(value_of(item)); });
  return values;
}

Part part_of(const Node& node) {
  node.object();
  return {node["path"].text(), node["bytes"].maybe_count(), node["records"].maybe_count(),
          node["commits"].maybe_count()};
}

Planned planned_of(const Node& node) {
  node.object();
  return {node["upstream"].text(), node["requests"].maybe_count(), node["bytes"].maybe_count(),
          node["least_seconds"].maybe_number(), node["basis"].maybe_text()};
}

Point point_of(const Node& node) {
  node.object();
  return {node["seconds"].number(), node["samples"].count()};
}

std::optional<std::vector<Point>> progress_of(const Node& node) {
  auto points = list_of<Point>(node, point_of);
  if (!points) return points;
  const auto falls = [](const Point& a, const Point& b) { return b.seconds < a.seconds || b.samples < a.samples; };
  if (std::adjacent_find(points->begin(), points->end(), falls) != points->end()) {
    node.complain("points that never fall");
  }
  return points;
}

Requests requests_of(const Node& node) {
  node.maybe_object();
  return {node["made"].maybe_count(),  node["from_cache"].maybe_count(), node["local"].maybe_count(),
          node["bytes"].maybe_count(), node["retries"].maybe_count(),    node["waited_seconds"].maybe_number()};
}

Budget budget_of(const Node& node) {
  node.object();
  Budget out;
  out.upstream = node["upstream"].text();
  const Node limit = node["limit"];
  limit.maybe_object();
  out.limit = limit["text"].maybe_text();
  out.limit_requests = limit["requests"].maybe_count();
  out.limit_seconds = limit["seconds"].maybe_number();
  if (node["authenticated"].known()) out.authenticated = node["authenticated"].boolean();
  out.requests = requests_of(node["requests"]);
  const Node planned = node["planned"];
  planned.maybe_object();
  out.planned_requests = planned["requests"].maybe_count();
  out.planned_seconds = planned["least_seconds"].maybe_number();
  return out;
}

Collector collector_of(const std::string& name, const Node& node) {
  node.object();
  Collector out;
  out.name = name;
  out.plugin = node["plugin"].maybe_text();
  out.version = node["version"].maybe_text();
  out.folder = node["folder"].maybe_text();
  out.status = node["status"].one_of(kStatuses);
  out.state = node["state"].maybe_text();
  out.samples_collected = node["samples_collected"].count();
  out.target_samples = node["target_samples"].maybe_count();
  out.duration = node["duration"].number();
  out.success = node["success"].boolean();
  out.samples_this_run = node["samples_this_run"].maybe_count();
  const Node rejected = node["rejected"];
  rejected.maybe_object();
  out.rejected = {rejected["total"].maybe_count(), rejected["by_reason"].maybe_counts()};
  out.duplicates = node["duplicates"].maybe_count();
  out.restarts = node["restarts"].maybe_count();
  out.quarantined = list_of<std::string>(node["quarantined"], [](const Node& text) { return text.text(); });
  if (const Node error = node["error"]; error.known()) {
    error.object();
    out.error = Failure{error["class"].text(), error["message"].text()};
  }
  out.requests = requests_of(node["requests"]);
  out.planned = list_of<Planned>(node["planned"], planned_of);
  out.progress = progress_of(node["progress"]);
  out.parts = list_of<Part>(node["parts"], part_of);
  out.sandbox = node["sandbox"].maybe_text();
  if (out.sandbox && out.sandbox->empty()) out.sandbox.reset();
  out.manifest_line = node["manifest_line"].maybe_count();
  out.kinds = node["kinds"].maybe_counts();
  out.languages = node["languages"].maybe_counts();
  out.tiers = node["tiers"].maybe_counts();
  out.cwes = node["cwes"].maybe_counts();
  return out;
}

Summary summary_of(const Node& node) {
  node.object();
  Summary out;
  out.total_collectors = node["total_collectors"].count();
  out.successful_collectors = node["successful_collectors"].count();
  out.failed_collectors = node["failed_collectors"].count();
  out.total_samples_collected = node["total_samples_collected"].count();
  out.total_target_samples = node["total_target_samples"].maybe_count();
  out.completion_rate = node["completion_rate"].maybe_number();
  if (out.completion_rate > 100.0) node["completion_rate"].complain("a percentage from 0 to 100");
  out.total_duration = node["total_duration"].number();
  return out;
}

}  // namespace

Number Collector::rate() const {
  if (!samples_this_run || duration <= 0) return std::nullopt;
  return static_cast<double>(*samples_this_run) / duration;
}

Facts parse_facts(std::string_view text) {
  Json json;
  try {
    json = Json::parse(text);
  } catch (const Json::exception& fault) {
    throw Error(SG_E_DATA, std::string("facts: not JSON: ") + fault.what());
  }
  const Node root(&json, "facts");
  root.object();
  const std::uint64_t version = root["facts_version"].count();
  if (version != kFactsVersion) {
    throw Error(SG_E_CONFIG, "facts.facts_version is " + std::to_string(version) + ", this reporter reads " +
                                 std::to_string(kFactsVersion) + ": use a reporter that was made for this host");
  }
  Facts facts;
  facts.report_generated = root["report_generated"].text();
  facts.streamguard_version = root["streamguard_version"].maybe_text();
  facts.start_time = root["start_time"].text();
  facts.end_time = root["end_time"].text();
  facts.total_duration = root["total_duration"].number();
  facts.mode = root["mode"].one_of(kModes);
  facts.seed = root["seed"].maybe_count();
  facts.output = root["output"].maybe_text();
  const Node manifest = root["manifest"];
  manifest.maybe_object();
  facts.manifest_name = manifest["name"].maybe_text();
  facts.manifest_path = manifest["path"].maybe_text();
  if (facts.manifest_path && facts.manifest_path->empty()) facts.manifest_path.reset();
  facts.manifest_relative = manifest["relative"].maybe_text();
  if (facts.manifest_relative && facts.manifest_relative->empty()) facts.manifest_relative.reset();
  facts.manifest_sha256 = manifest["sha256"].maybe_text();
  if (root["interrupted"].known()) facts.interrupted = root["interrupted"].boolean();
  facts.sandbox = root["sandbox"].maybe_text();
  root["collectors"].members(
      [&](const std::string& name, const Node& node) { facts.collectors.push_back(collector_of(name, node)); });
  facts.budgets = list_of<Budget>(root["budgets"], budget_of);
  facts.summary = summary_of(root["summary"]);
  return facts;
}

}  // namespace streamguard::facts
