#include "net/cache.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>

#include "net/bounds.hpp"
#include "net/cache_folder.hpp"
#include "net/sha256.hpp"
#include "os/clock.hpp"
#include "os/file.hpp"

namespace streamguard::net {
namespace fs = std::filesystem;
namespace {

constexpr int kVersion = 1;
constexpr std::size_t kRememberedKeys = 200'000;  ///< forgetting them only costs revalidations

struct Meta {
  CacheEntry entry;
  std::string body_name;
  std::uint64_t size = 0;
};

std::int64_t unix_ms(os::WallTime time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

std::string text_of(const std::string& key, const Meta& meta) {
  nlohmann::ordered_json json = {{"version", kVersion},
                                 {"key", key},
                                 {"status", meta.entry.status},
                                 {"headers", meta.entry.headers},
                                 {"etag", meta.entry.etag},
                                 {"last_modified", meta.entry.last_modified},
                                 {"checked_ms", unix_ms(meta.entry.checked)},
                                 {"body", meta.body_name},
                                 {"size", meta.size},
                                 {"crc32c", meta.entry.crc}};
  return json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::optional<Meta> meta_of(const std::string& key, const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  try {
    if (json.at("version") != kVersion || json.at("key") != key) return std::nullopt;
    Meta meta;
    meta.entry.status = json.at("status");
    meta.entry.headers = json.at("headers").get<Headers>();
    meta.entry.etag = json.at("etag");
    meta.entry.last_modified = json.at("last_modified");
    meta.entry.crc = json.at("crc32c");
    meta.entry.checked = os::WallTime(std::chrono::milliseconds(json.value("checked_ms", std::int64_t{0})));
    meta.body_name = json.at("body");
    meta.size = json.at("size");
    if (meta.body_name.find_first_of("/\\") != std::string::npos) return std::nullopt;
    return meta;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

}  // namespace

Status AnswerCache::prepare() {
  if (prepared_) return {};
  std::error_code failed;
  for (const char* name : {"http", "tmp", "limits"}) {
    fs::create_directories(options_.dir / name, failed);
    if (failed) {
      return Error{Code::config, "the cache folder " + options_.dir.string() + " cannot be used: " + failed.message() +
                                     "; set cache.dir to a folder that can be written to"};
    }
  }
  sweep_parts(options_.dir / "tmp");
  prepared_ = true;
  return {};
}

fs::path AnswerCache::new_part() const { return options_.dir / "tmp" / (unique_name() + ".part"); }

fs::path AnswerCache::meta_file(const std::string& key) const {
  const std::string name = sha256_hex(key);
  return options_.dir / "http" / name.substr(0, 2) / (name + ".json");
}

std::optional<CacheEntry> AnswerCache::find(const std::string& key) {
  if (!options_.enabled || !prepare()) return std::nullopt;
  const fs::path file = meta_file(key);
  std::error_code failed;
  if (!fs::exists(file, failed)) return std::nullopt;
  auto text = os::read_file(file, limits::kCacheMetaBytes);
  if (!text) return std::nullopt;
  auto meta = meta_of(key, *text);
  if (!meta) return std::nullopt;
  const fs::path body = file.parent_path() / meta->body_name;
  if (fs::file_size(body, failed) != meta->size || failed) return std::nullopt;
  meta->entry.body = pinned(body, meta->size);
  if (!intact(*meta->entry.body, meta->entry.crc)) return std::nullopt;
  fs::last_write_time(file, fs::file_time_type::clock::now(), failed);
  return std::move(meta->entry);
}

bool AnswerCache::intact(const Body& body, std::uint32_t crc) {
  const std::string name = body.path().string();
  if (checked_.count(name) > 0) return true;
  auto found = crc_of_file(body.path());
  if (!found || *found != crc) return false;
  if (checked_.size() >= kRememberedKeys) checked_.clear();
  checked_.insert(name);
  return true;
}

std::shared_ptr<const Body> AnswerCache::pinned(const fs::path& path, std::uint64_t size) {
  auto& known = in_use_[path.string()];
  if (auto body = known.lock()) return body;
  auto body = std::make_shared<const Body>(path, size, false);
  known = body;
  if (in_use_.size() > limits::kFetchesPerCollector)
    std::erase_if(in_use_, [](const auto& use) { return use.second.expired(); });
  return body;
}

Result<CacheEntry> AnswerCache::keep(const std::string& key, CacheEntry entry, const fs::path& part,
                                     std::uint64_t size) {
  if (auto ready = prepare(); !ready) return std::move(ready).error();
  const fs::path file = meta_file(key);
  Meta meta{std::move(entry), file.stem().string() + "." + unique_name() + ".body", size};
  const fs::path body = file.parent_path() / meta.body_name;
  const auto failure = [&](const fs::path& place, const std::error_code& why) {
    return Error{Code::io, "cannot keep an answer in the cache: " + place.string() + ": " + why.message()};
  };
  std::error_code failed;
  fs::create_directories(file.parent_path(), failed);
  if (failed) return failure(file.parent_path(), failed);
  std::string old_body;
  if (auto old = os::read_file(file, limits::kCacheMetaBytes); old) {
    if (const auto old_meta = meta_of(key, *old)) old_body = old_meta->body_name;
  }
  fs::rename(part, body, failed);
  if (failed) return failure(body, failed);
  const std::string text = text_of(key, meta);
  if (auto put = put_file(file, text); !put) {
    fs::rename(body, part, failed);
    return std::move(put).error();
  }
  if (!old_body.empty()) fs::remove(file.parent_path() / old_body, failed);
  checked_.insert(body.string());
  meta.entry.body = pinned(body, size);
  if (total_) *total_ += size + text.size();
  evict();
  return std::move(meta.entry);
}

void AnswerCache::mark_validated(const std::string& key) {
  if (validated_.size() >= kRememberedKeys) validated_.clear();
  validated_.insert(key);
}

void AnswerCache::confirm(const std::string& key, os::WallTime now) {
  mark_validated(key);
  if (options_.fresh.count() == 0) return;
  const fs::path file = meta_file(key);
  const auto text = os::read_file(file, limits::kCacheMetaBytes);
  auto meta = meta_of(key, text ? text.value() : std::string());
  if (!meta) return;
  meta->entry.checked = now;
  (void)put_file(file, text_of(key, *meta));  // The old one stays where that fails: it will be asked about sooner.
}

bool AnswerCache::fresh(const CacheEntry& entry, os::WallTime now) const noexcept {
  return entry.checked <= now && now - entry.checked < options_.fresh;
}

void AnswerCache::evict() {
  if (total_ && *total_ <= options_.max_size) return;
  total_ = shrink_folder(options_.dir / "http", options_.max_size, [this](const fs::path& body) {
    const auto use = in_use_.find(body.string());
    return use != in_use_.end() && !use->second.expired();
  });
}

}  // namespace streamguard::net
