/// forgetful_disk.hpp: a Disk in memory that loses what was not synced. At a chosen operation the power goes: that
/// operation is done in part, all later ones fail. restart() then decides, from a seed, what survived of every file:
/// any prefix of the unsynced changes, the last one torn at any byte, or a file as long as it was with holes of zeros
/// in the unsynced bytes. It can also refuse one operation, as a full or a failing disk does. Any thread; handles from
/// before a power cut stay dead.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "os/file.hpp"

namespace streamguard::store::testing {

enum class Fault { none, full, io, short_write };

class ForgetfulDisk final : public os::Disk {
 public:
  using Path = std::filesystem::path;

  void cut_power_at(std::uint64_t operation) { cut_at_ = operation; }
  void fail_at(std::uint64_t operation, Fault fault) {
    fail_at_ = operation;
    fault_ = fault;
  }
  std::uint64_t operations() const {
    const std::lock_guard lock(mutex_);
    return operations_;
  }
  bool lost_power() const {
    const std::lock_guard lock(mutex_);
    return !powered_;
  }

  /// Power again; the count of operations begins anew.
  void restart(std::uint64_t seed) {
    const std::lock_guard lock(mutex_);
    std::mt19937_64 draw(seed);
    for (auto& [path, inode] : files_) inode->survive(draw);
    ++life_;
    powered_ = true;
    operations_ = cut_at_ = fail_at_ = 0;
    fault_ = Fault::none;
  }

  std::string contents(const Path& path) const {
    const std::lock_guard lock(mutex_);
    const auto found = files_.find(path);
    return found == files_.end() ? std::string() : found->second->now;
  }
  void set_contents(const Path& path, std::string bytes) {
    const std::lock_guard lock(mutex_);
    auto& inode = files_[path];
    if (inode == nullptr) inode = std::make_shared<Inode>();
    inode->now = inode->durable = std::move(bytes);
    inode->unsynced.clear();
  }

  Result<std::unique_ptr<os::File>> open(const Path& path) override {
    const std::lock_guard lock(mutex_);
    if (!files_.contains(path)) {
      const Step step = take_step();
      if (step != Step::refuse) files_[path] = std::make_shared<Inode>();
      if (step != Step::done) return refusal(path);
    }
    if (!powered_) return refusal(path);
    return std::unique_ptr<os::File>(std::make_unique<Handle>(*this, files_[path], path));
  }
  Result<std::unique_ptr<os::File>> open_read(const Path& path) override {
    const std::lock_guard lock(mutex_);
    if (!powered_) return refusal(path);
    const auto found = files_.find(path);
    if (found == files_.end()) return Error{Code::unavailable, path.string() + ": no such file"};
    return std::unique_ptr<os::File>(std::make_unique<Handle>(*this, found->second, path));
  }
  Status replace(const Path& path, std::string_view bytes) override {
    return change(path, [&] {
      auto inode = std::make_shared<Inode>();
      inode->now = inode->durable = std::string(bytes);
      files_[path] = std::move(inode);
    });
  }
  Status rename(const Path& from, const Path& to) override {
    return change(from, [&] {
      files_[to] = files_[from];
      files_.erase(from);
    });
  }
  Status make_folders(const Path& path) override {
    const std::lock_guard lock(mutex_);
    if (!powered_) return refusal(path);
    folders_.insert(path);
    return {};
  }
  Status remove(const Path& path) override {
    if (!exists(path)) return {};
    return change(path, [&] { files_.erase(path); });
  }
  Status remove_all(const Path& path) override {
    return change(path, [&] {
      std::erase_if(files_, [&](const auto& file) { return file.first.string().starts_with(path.string() + "/"); });
    });
  }
  bool exists(const Path& path) const override {
    const std::lock_guard lock(mutex_);
    return files_.contains(path) || folders_.contains(path);
  }
  Result<std::vector<Path>> list(const Path& folder) const override {
    const std::lock_guard lock(mutex_);
    std::vector<Path> found;
    for (const auto& [path, inode] : files_) {
      if (path.parent_path() == folder) found.push_back(path);
    }
    return found;
  }

 private:
  /// A change of a file that is not on the medium yet.
  struct Change {
    bool truncates = false;
    std::uint64_t size = 0;
    std::string bytes;
  };

  struct Inode {
    std::string now, durable;
    std::vector<Change> unsynced;

    void apply(std::string& to, const Change& change) const {
      if (change.truncates)
        to.resize(static_cast<std::size_t>(change.size));
      else
        to += change.bytes;
    }
    void survive(std::mt19937_64& draw) {
      std::string kept = durable;
      const std::size_t whole = unsynced.empty() ? 0 : static_cast<std::size_t>(draw() % (unsynced.size() + 1));
      for (std::size_t i = 0; i < whole; ++i) apply(kept, unsynced[i]);
      if (whole < unsynced.size() && !unsynced[whole].truncates) {
        const std::string& torn = unsynced[whole].bytes;
        kept += torn.substr(0, static_cast<std::size_t>(draw() % (torn.size() + 1)));
      }
      const bool only_appended =
          std::none_of(unsynced.begin(), unsynced.end(), [](const Change& c) { return c.truncates; });
      if (only_appended && draw() % 3 == 0 &&
          kept.size() > durable.size()) {  // the size came through, some blocks did not
        const std::size_t from = durable.size() + static_cast<std::size_t>(draw() % (kept.size() - durable.size()));
        const std::size_t length = static_cast<std::size_t>(draw() % (kept.size() - from + 1));
        std::fill_n(kept.begin() + static_cast<std::ptrdiff_t>(from), length, '\0');
      }
      now = durable = kept;
      unsynced.clear();
    }
  };

  enum class Step { done, half, refuse };

  class Handle final : public os::File {
   public:
    Handle(ForgetfulDisk& disk, std::shared_ptr<Inode> inode, Path path)
        : disk_(disk), inode_(std::move(inode)), path_(std::move(path)), life_(disk.life_) {}

    Status append(std::span<const std::string_view> pieces) override {
      const std::lock_guard lock(disk_.mutex_);
      if (life_ != disk_.life_) return disk_.refusal(path_);
      std::string bytes;
      for (const std::string_view piece : pieces) bytes += piece;
      const Step step = disk_.take_step();
      if (step == Step::refuse) return disk_.refusal(path_);
      if (step == Step::half) bytes.resize(bytes.size() / 2);
      inode_->now += bytes;
      inode_->unsynced.push_back({false, 0, std::move(bytes)});
      if (step == Step::half) return disk_.refusal(path_);
      return {};
    }
    Status sync() override {
      const std::lock_guard lock(disk_.mutex_);
      if (life_ != disk_.life_) return disk_.refusal(path_);
      const Step step = disk_.take_step();
      if (step != Step::refuse) {
        inode_->durable = inode_->now;
        inode_->unsynced.clear();
      }
      if (step != Step::done) return disk_.refusal(path_);
      return {};
    }
    Status truncate(std::uint64_t size) override {
      const std::lock_guard lock(disk_.mutex_);
      if (life_ != disk_.life_) return disk_.refusal(path_);
      const Step step = disk_.take_step();
      if (step != Step::refuse) {
        inode_->now.resize(static_cast<std::size_t>(size));
        inode_->unsynced.push_back({true, size, {}});
      }
      if (step != Step::done) return disk_.refusal(path_);
      return {};
    }
    Result<std::uint64_t> size() const override {
      const std::lock_guard lock(disk_.mutex_);
      if (!disk_.powered_ || life_ != disk_.life_) return disk_.refusal(path_);
      return static_cast<std::uint64_t>(inode_->now.size());
    }
    Result<std::size_t> read(std::uint64_t offset, std::span<char> into) const override {
      const std::lock_guard lock(disk_.mutex_);
      if (!disk_.powered_ || life_ != disk_.life_) return disk_.refusal(path_);
      if (offset >= inode_->now.size()) return std::size_t{0};
      return inode_->now.copy(into.data(), into.size(), static_cast<std::size_t>(offset));
    }

   private:
    ForgetfulDisk& disk_;
    std::shared_ptr<Inode> inode_;
    Path path_;
    std::uint64_t life_;
  };

  /// Counts one operation; with the mutex held.
  Step take_step() {
    if (!powered_) return Step::refuse;
    ++operations_;
    if (operations_ == cut_at_) {
      powered_ = false;
      return operations_ % 2 == 0 ? Step::half : Step::refuse;
    }
    if (operations_ == fail_at_) return fault_ == Fault::short_write ? Step::half : Step::refuse;
    return Step::done;
  }
  template <class Do>
  Status change(const Path& path, const Do& what) {
    const std::lock_guard lock(mutex_);
    const Step step = take_step();
    if (step != Step::refuse) what();
    if (step != Step::done) return refusal(path);
    return {};
  }
  Error refusal(const Path& path) const {
    const char* why = !powered_             ? "the power is gone"
                      : fault_ == Fault::io ? "Input/output error"
                                            : "No space left on device";
    return {Code::io, path.string() + ": " + why};
  }

  mutable std::mutex mutex_;
  std::map<Path, std::shared_ptr<Inode>> files_;
  std::set<Path> folders_;
  std::uint64_t operations_ = 0, cut_at_ = 0, fail_at_ = 0, life_ = 0;
  Fault fault_ = Fault::none;
  bool powered_ = true;
};

}  // namespace streamguard::store::testing
