#include "net/tape.hpp"

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

#include "net/bounds.hpp"
#include "net/http_text.hpp"
#include "net/sha256.hpp"
#include "os/file.hpp"

namespace streamguard::net {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<Code, 9> kCodes{Code::config,      Code::transient, Code::rate_limited, Code::bug,     Code::data,
                                     Code::unavailable, Code::cancelled, Code::io,           Code::conflict};

Json request_json(const Request& request) {
  Headers headers;
  for (const auto& [name, value] : request.headers) headers.emplace_back(lower_case(name), value);
  return {{"upstream", request.upstream},
          {"method", request.method},
          {"path", request.path},
          {"headers", headers},
          {"body", request.body}};
}

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

/// The body's exact bytes count, also where they are not UTF-8.
std::string key_of(const Request& request) {
  Json json = request_json(request);
  json["body"] = sha256_hex(request.body);
  return dumped(json);
}

std::string name_of_request(const Request& request) { return request.method + " " + request.upstream + request.path; }

/// What a killed host left after the last line break is no line.
Status cut_torn_line(const fs::path& index) {
  auto file = os::real_disk().open(index);
  if (!file) return std::move(file).error();
  auto size = (*file)->size();
  if (!size) return size.error();
  std::uint64_t end = *size;
  std::array<char, 4096> room{};
  while (end > 0) {
    const std::uint64_t from = end > room.size() ? end - room.size() : 0;
    auto got = (*file)->read(from, std::span<char>(room).first(static_cast<std::size_t>(end - from)));
    if (!got) return got.error();
    const auto at = std::string_view(room.data(), *got).rfind('\n');
    if (at != std::string_view::npos) {
      end = from + at + 1;
      break;
    }
    end = from;
  }
  if (end == *size) return {};
  return (*file)->truncate(end);
}

}  // namespace

Result<std::unique_ptr<Tape>> Tape::record(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder / "bodies", failed);
  if (failed) {
    return Error{Code::config,
                 "--record " + folder.string() + ": " + failed.message() + "; name a folder that can be written to"};
  }
  std::unique_ptr<Tape> tape(new Tape(folder));
  if (auto cut = cut_torn_line(folder / "index.jsonl"); !cut) return std::move(cut).error();
  return tape;
}

Result<std::unique_ptr<Tape>> Tape::replay(const fs::path& folder) {
  std::unique_ptr<Tape> tape(new Tape(folder));
  if (auto loaded = tape->load(); !loaded) return std::move(loaded).error();
  return tape;
}

Status Tape::keep(const Request& request, const Shot& shot) {
  Json json = {{"request", request_json(request)},
               {"key", sha256_hex(key_of(request))},
               {"status", shot.status},
               {"headers", shot.headers}};
  if (!shot.outcome) {
    json["error"] = {{"code", name_of(shot.outcome.error().code)},
                     {"message", shot.outcome.error().message},
                     {"retry_after_ms", shot.outcome.error().retry_after_ms}};
  }
  if (shot.body) {
    auto name = sha256_of_file(shot.body->path());
    if (!name) return std::move(name).error().in("recording");
    const fs::path kept = folder_ / "bodies" / *name;
    if (!os::real_disk().exists(kept)) {
      fs::path part = kept;
      part += "." + unique_name() + ".part";
      if (auto copied = os::copy_read_only(shot.body->path(), part); !copied)
        return std::move(copied).error().in("recording");
      std::error_code failed;
      fs::rename(part, kept, failed);
      if (failed) return Error{Code::io, "recording: cannot rename " + part.string() + ": " + failed.message()};
    }
    json["body"] = *name;
    json["bytes"] = shot.body->size();
  }
  std::ofstream index(folder_ / "index.jsonl", std::ios::binary | std::ios::app);
  index << dumped(json) << '\n' << std::flush;
  if (!index) return Error{Code::io, "recording: cannot write to " + (folder_ / "index.jsonl").string()};
  return {};
}

Status Tape::load() {
  const fs::path file = folder_ / "index.jsonl";
  std::ifstream index(file, std::ios::binary);
  if (!index) {
    return Error{Code::config,
                 "--replay " + folder_.string() + ": there is no index.jsonl; make a recording with --record first"};
  }
  std::string text;
  for (std::uint64_t number = 1; std::getline(index, text); ++number) {
    const Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded() && index.eof()) break;  // the torn line of a recording that was killed
    try {
      Line line;
      line.shot.status = json.at("status");
      line.shot.headers = json.at("headers").get<Headers>();
      if (json.contains("error")) {
        Error error{Code::data, json["error"].at("message"), json["error"].at("retry_after_ms")};
        for (const Code code : kCodes) {
          if (json["error"].at("code") == name_of(code)) error.code = code;
        }
        line.shot.outcome = std::move(error);
      }
      if (json.contains("body")) {
        line.body_name = json["body"];
        if (line.body_name.find_first_not_of("0123456789abcdef") != std::string::npos) throw std::out_of_range("body");
        line.shot.body = std::make_shared<const Body>(folder_ / "bodies" / line.body_name, json.at("bytes"), false);
      }
      lines_[json.at("key").get<std::string>()].all.push_back(std::move(line));
    } catch (const std::exception&) {
      return Error{Code::config,
                   file.string() + ":" + std::to_string(number) + ": not a line of a recording; record again"};
    }
  }
  return {};
}

Result<Shot> Tape::next(const Request& request) {
  const auto found = lines_.find(sha256_hex(key_of(request)));
  if (found == lines_.end()) {
    return Error{Code::config, name_of_request(request) + " is not in the recording " + folder_.string() +
                                   ": record again with this manifest, or run without --replay"};
  }
  Lines& lines = found->second;
  Line& line = lines.all[std::min(lines.next, lines.all.size() - 1)];
  ++lines.next;
  if (line.shot.body && !line.checked) {
    auto hash = sha256_of_file(line.shot.body->path());
    if (!hash || *hash != line.body_name) {
      return Error{Code::data, line.shot.body->path().string() + " is damaged or missing: record again"};
    }
    line.checked = true;
  }
  return line.shot;
}

}  // namespace streamguard::net
