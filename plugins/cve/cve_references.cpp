// Where a CVE points to, and the products that it names.
#include "cve/cve_reader.hpp"
#include "cve/json_text.hpp"
#include "record/json_writer.hpp"

namespace streamguard::cve {
namespace {

constexpr std::string_view kEcosystem = "cpe";
constexpr std::string_view kPrefix = "cpe:2.3:";
constexpr std::string_view kBounds[] = {"versionStartIncluding", "versionStartExcluding", "versionEndIncluding",
                                        "versionEndExcluding"};

/// Where the part that begins at `at` ends: at a colon that no backslash escapes.
std::size_t part_end(std::string_view cpe, std::size_t at) {
  for (; at < cpe.size() && cpe[at] != ':'; ++at) at += cpe[at] == '\\';
  return std::min(at, cpe.size());
}

/// "vendor:product" out of "a:vendor:product", without CPE's backslashes.
void append_name(std::string_view product, std::string& name) {
  for (std::size_t at = product.find(':') + 1; at < product.size(); ++at) {
    if (product[at] == '\\' && at + 1 < product.size()) ++at;
    name += product[at];
  }
}

}  // namespace

/// The same url often stands there twice, from two sources; it is a patch's when either says so.
void CveReader::take_references(Element list) {
  simdjson::dom::array items, tags;
  if (list.get(items) != simdjson::SUCCESS) return;
  for (const Element item : items) {
    const Text url = text_of(item["url"]);
    if (url.empty()) continue;
    bool patch = false;
    if (item["tags"].get(tags) == simdjson::SUCCESS) {
      for (const Element tag : tags) patch = patch || text_of(tag) == "Patch";
    }
    const auto there = std::find_if(references_.begin(), references_.end(),
                                    [url](const Reference& reference) { return reference.url == url; });
    if (there == references_.end()) {
      references_.push_back({url, patch});
    } else {
      there->patch = there->patch || patch;
    }
  }
}

void CveReader::take_target(Text url) {
  std::optional<fix::Target> target = fix::target_of(url);
  if (!target || std::find(targets_.begin(), targets_.end(), *target) != targets_.end()) return;
  ++targets_found_;
  if (targets_.size() < kMostTargets) targets_.push_back(std::move(*target));
}

/// [{"nodes": [{"operator": "OR", "negate": false, "cpeMatch": [{"vulnerable": true, "criteria": …}]}]}]
void CveReader::take_configurations(Element list) {
  simdjson::dom::array configurations, nodes, matches;
  if (list.get(configurations) != simdjson::SUCCESS) return;
  for (const Element configuration : configurations) {
    if (configuration["nodes"].get(nodes) != simdjson::SUCCESS) continue;
    for (const Element node : nodes) {
      bool negate = false;
      if (node["negate"].get(negate) == simdjson::SUCCESS && negate) continue;
      if (node["cpeMatch"].get(matches) != simdjson::SUCCESS) continue;
      for (const Element item : matches) {
        Object match;
        bool vulnerable = false;
        if (item.get(match) != simdjson::SUCCESS) continue;
        // What is not vulnerable is what it runs on.
        if (match["vulnerable"].get(vulnerable) == simdjson::SUCCESS && vulnerable) take_match(match);
      }
    }
  }
  for (const Product& product : products_) {
    product.ranges->append("]");
    std::string& name = keep_empty();
    append_name(product.part, name);
    record::Package package;
    package.ecosystem = kEcosystem;
    package.name = name;
    package.ranges_json = *product.ranges;
    sample_.packages.push_back(package);
  }
}

void CveReader::take_match(Object match) {
  const Text criteria = text_of(match["criteria"]);
  if (!criteria.starts_with(kPrefix)) return;
  const std::size_t part = part_end(criteria, kPrefix.size());
  const std::size_t vendor = part_end(criteria, part + 1);
  const std::size_t product = part_end(criteria, vendor + 1);
  if (vendor >= criteria.size() || product <= vendor + 1) return;
  const Text name = criteria.substr(kPrefix.size(), product - kPrefix.size());
  ++ranges_found_;
  auto at = std::find_if(products_.begin(), products_.end(), [name](const Product& each) { return each.part == name; });
  if (ranges_ == kMostRanges) return;
  if (at == products_.end()) {
    if (products_.size() == kMostPackages) return;
    products_.push_back({name, &keep_empty()});
    at = products_.end() - 1;
  }
  text_.clear();
  {
    record::JsonWriter json(text_);
    json.raw("{\"criteria\":");
    json.string(criteria);
    for (const Text bound : kBounds) {
      const Text value = text_of(match[bound]);
      if (value.empty()) continue;
      json.raw(",\"");
      json.raw(bound);
      json.raw("\":");
      json.string(value);
    }
    json.raw("}");
  }
  ++ranges_;
  // The same product and versions come again with each platform that it runs on.
  if (at->ranges->find(text_) != std::string::npos) return;
  at->ranges->append(at->ranges->empty() ? "[" : ",").append(text_);
}

}  // namespace streamguard::cve
