#include "repo/position.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <streamguard/cpp/plugin.hpp>

namespace streamguard::repo {
namespace {

constexpr std::size_t kTokenBytes = 16 * 1024;
constexpr std::size_t kPlainBytes = 48;  ///< of a repository under way, without its tips: brackets and three numbers
constexpr std::size_t kTipDigits = 27;   ///< 160 bits, six in a digit
constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void write_tip(const ObjectId& id, std::string& out) {
  unsigned bits = 0, have = 0;
  for (const std::uint8_t byte : id.bytes) {
    bits = bits << 8 | byte;
    have += 8;
    while (have >= 6) {
      have -= 6;
      out += kDigits[bits >> have & 63];
    }
  }
  out += kDigits[bits << (6 - have) & 63];
}

bool read_tip(std::string_view text, ObjectId& id) {
  unsigned bits = 0, have = 0;
  std::size_t at = 0;
  for (const char c : text) {
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) return false;
    bits = bits << 6 | static_cast<unsigned>(digit);
    have += 6;
    if (have >= 8 && at < id.bytes.size()) {
      have -= 8;
      id.bytes[at++] = static_cast<std::uint8_t>(bits >> have & 255);
    }
  }
  return at == id.bytes.size();
}

void write(const RepositoryPosition& position, std::string& out) {
  if (position.stage != Stage::under_way) {
    out += position.stage == Stage::unseen ? '0' : position.stage == Stage::complete ? '1' : '2';
    return;
  }
  out += '[' + std::to_string(position.done) + ',' + std::to_string(position.last_time) + ',' +
         std::to_string(position.last_id) + ",\"";
  for (const ObjectId& tip : position.tips) write_tip(tip, out);
  out += "\"]";
}

bool read_under_way(const simdjson::dom::array& fields, RepositoryPosition& position) {
  std::string_view tips;
  if (fields.size() != 4 || fields.at(0).get(position.done) != simdjson::SUCCESS ||
      fields.at(1).get(position.last_time) != simdjson::SUCCESS ||
      fields.at(2).get(position.last_id) != simdjson::SUCCESS || fields.at(3).get(tips) != simdjson::SUCCESS ||
      tips.size() % kTipDigits != 0) {
    return false;
  }
  position.stage = Stage::under_way;
  for (; !tips.empty(); tips.remove_prefix(kTipDigits)) {
    if (!read_tip(tips.substr(0, kTipDigits), position.tips.emplace_back())) return false;
  }
  return true;
}

bool read(const simdjson::dom::element& item, RepositoryPosition& position) {
  simdjson::dom::array fields;
  if (item.get(fields) == simdjson::SUCCESS) return read_under_way(fields, position);
  std::uint64_t number = 0;
  if (item.get(number) != simdjson::SUCCESS || number > 2) return false;
  position.stage = number == 0 ? Stage::unseen : number == 1 ? Stage::complete : Stage::gone;
  return true;
}

}  // namespace

std::size_t most_tips(std::size_t repositories) noexcept {
  const std::size_t count = std::max<std::size_t>(repositories, 1);
  const std::size_t plain = std::min(kPlainBytes * count, kTokenBytes);
  return (kTokenBytes - plain) * 9 / 10 / kTipDigits / count;
}

std::string to_token(const Position& position) {
  std::string token = "{\"v\":1,\"turn\":" + std::to_string(position.turn) + ",\"repositories\":[";
  for (std::size_t i = 0; i < position.repositories.size(); ++i) {
    if (i != 0) token += ',';
    write(position.repositories[i], token);
  }
  return token + "]}";
}

Position from_token(std::string_view token, std::size_t repositories) {
  Position position;
  if (token.empty()) {
    position.repositories.resize(repositories);
    return position;
  }
  simdjson::dom::parser parser;
  const std::string text(token);
  simdjson::dom::element root;
  std::uint64_t version = 0, turn = 0;
  simdjson::dom::array list;
  bool good = parser.parse(text).get(root) == simdjson::SUCCESS && root["v"].get(version) == simdjson::SUCCESS &&
              version == 1 && root["turn"].get(turn) == simdjson::SUCCESS &&
              root["repositories"].get(list) == simdjson::SUCCESS;
  if (good) {
    for (const simdjson::dom::element item : list) good = good && read(item, position.repositories.emplace_back());
  }
  position.turn = turn;
  if (!good || position.repositories.size() != repositories || turn > repositories) {
    throw Error(SG_E_BUG,
                "repo: the resume token does not fit this collector and its repositories; start with --fresh");
  }
  return position;
}

}  // namespace streamguard::repo
