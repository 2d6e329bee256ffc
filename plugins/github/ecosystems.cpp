#include "github/ecosystems.hpp"

#include <algorithm>
#include <array>
#include <streamguard/cpp/plugin.hpp>

namespace streamguard::github {
namespace {

struct Ecosystem {
  std::string_view graphql, osv, purl;
};

constexpr std::array<Ecosystem, 12> kEcosystems = {{{"ACTIONS", "GitHub Actions", ""},
                                                    {"COMPOSER", "Packagist", "composer"},
                                                    {"ERLANG", "Hex", "hex"},
                                                    {"GO", "Go", "golang"},
                                                    {"MAVEN", "Maven", "maven"},
                                                    {"NPM", "npm", "npm"},
                                                    {"NUGET", "NuGet", "nuget"},
                                                    {"PIP", "PyPI", "pypi"},
                                                    {"PUB", "Pub", "pub"},
                                                    {"RUBYGEMS", "RubyGems", "gem"},
                                                    {"RUST", "crates.io", "cargo"},
                                                    {"SWIFT", "SwiftURL", "swift"}}};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool same(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

void encode(std::string_view text, std::string_view kept, std::string& out) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool letter = (byte | 32) >= 'a' && (byte | 32) <= 'z';
    const bool digit = byte >= '0' && byte <= '9';
    if (letter || digit || kept.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
}

}  // namespace

std::string_view osv_name(std::string_view graphql_name) {
  for (const Ecosystem& each : kEcosystems) {
    if (each.graphql == graphql_name) return each.osv;
  }
  return graphql_name;
}

std::string_view ecosystem_of(std::string_view configured) {
  std::string known;
  for (const Ecosystem& each : kEcosystems) {
    if (same(each.graphql, configured) || same(each.osv, configured)) return each.osv;
    known += (known.empty() ? "" : ", ") + std::string(each.graphql);
  }
  if (same(configured, "CARGO")) {
    throw Error(SG_E_CONFIG, "github: ecosystems: GitHub has no ecosystem \"" + std::string(configured) +
                                 "\"; packages of Cargo are in RUST");
  }
  throw Error(SG_E_CONFIG, "github: ecosystems: \"" + std::string(configured) + "\" is none of " + known +
                               ", nor OSV's name of one of them");
}

std::optional<std::string> purl_of(std::string_view osv_ecosystem, std::string_view name) {
  const auto* const found = std::find_if(kEcosystems.begin(), kEcosystems.end(),
                                         [&](const Ecosystem& each) { return each.osv == osv_ecosystem; });
  if (found == kEcosystems.end() || found->purl.empty() || name.empty()) return std::nullopt;
  std::string path(name);
  if (found->purl == "maven") {
    std::replace(path.begin(), path.end(), ':', '/');
  } else if (found->purl == "pypi") {
    std::transform(path.begin(), path.end(), path.begin(), [](char c) { return c == '_' ? '-' : lower(c); });
  } else if (found->purl == "swift" && path.starts_with("https://")) {
    path.erase(0, std::string_view("https://").size());
  }
  std::string purl = "pkg:" + std::string(found->purl) + "/";
  encode(path, "/.-_~", purl);
  return purl;
}

}  // namespace streamguard::github
