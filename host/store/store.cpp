#include "store/store.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

#include "store/layout.hpp"
#include "store/part_file.hpp"
#include "store/run_file.hpp"

namespace streamguard::store {
namespace {

bool same(const PartName& a, const PartName& b) {
  return a.collector == b.collector && a.folder == b.folder && a.index == b.index && a.count == b.count;
}

/// A folder's name becomes a path and a file name: one plain component of it.
bool plain_folder(const std::string& name) {
  return !name.empty() && name.front() != '.' && name != "rejected" &&
         name.find_first_of("/\\:") == std::string::npos &&
         std::none_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

class FolderStore final : public Store {
 public:
  FolderStore(const std::filesystem::path& output, const Options& options)
      : output_(output),
        options_(options),
        disk_(options.disk != nullptr ? *options.disk : os::real_disk()),
        clock_(options.clock != nullptr ? *options.clock : os::real_clock()) {}

  Status begin(const Fingerprint& fingerprint) {
    if (Status made = disk_.make_folders(layout::hidden(output_)); !made) return made;
    if (options_.lock) {
      auto lock = os::Lock::take(layout::lock(output_));
      if (!lock) return std::move(lock).error();
      lock_ = std::move(*lock);
    }
    if (Status moved = finish_move(disk_, output_); !moved) return moved;
    if (Status settled = settle_with_earlier(fingerprint); !settled) return settled;
    run_.fingerprint = fingerprint;
    return write_run(disk_, output_, run_);
  }

  bool resumed() const noexcept override { return resumed_; }

  Result<Part*> part(const PartName& name, std::uint64_t target) override {
    if (!plain_folder(name.folder) || name.count == 0 || name.index >= name.count) {
      return Error{Code::config, "\"" + name.folder + "\" " + std::to_string(name.index) + " of " +
                                     std::to_string(name.count) + ": not the name of a part"};
    }
    const std::lock_guard lock(mutex_);
    for (const PartName& open : open_) {
      if (open.folder == name.folder && open.index == name.index) {
        return Error{Code::config,
                     "two collectors write to the folder \"" + name.folder + "\": give one of them another name"};
      }
    }
    if (std::none_of(run_.parts.begin(), run_.parts.end(), [&](const PartName& known) { return same(known, name); })) {
      run_.parts.push_back(name);
      if (Status written = write_run(disk_, output_, run_); !written) {
        run_.parts.pop_back();
        return std::move(written).error();
      }
    }
    const Journal::Options options{options_.commit_interval, options_.sync};
    auto opened =
        PartFile::open(disk_, output_, name, target, options, health_, [this](Part& part) { committed(part); });
    if (!opened) return std::move(opened).error();
    open_.push_back(name);
    parts_.push_back(std::move(*opened));
    return static_cast<Part*>(parts_.back().get());
  }

  void on_commit(std::function<void(Part&)> call) override {
    const std::lock_guard lock(call_mutex_);
    call_ = std::move(call);
  }

  Status health() const override { return health_.status(); }

 private:
  void committed(Part& part) {
    const std::lock_guard lock(call_mutex_);
    if (call_) call_(part);
  }

  /// Compares with the run that was here, if there was one, and takes it up, moves it aside or refuses.
  Status settle_with_earlier(const Fingerprint& fingerprint) {
    auto earlier = read_run(disk_, output_);
    if (!earlier && !(options_.fresh && earlier.error().code == Code::data)) return std::move(earlier).error();
    if (!earlier) return move_aside(disk_, output_, Run{}, clock_.wall());  // unreadable, and not wanted
    if (!earlier->has_value()) return {};
    Run& run = **earlier;
    if (options_.fresh) return move_aside(disk_, output_, run, clock_.wall());
    auto found = inspect(output_, &disk_);
    if (!found) return std::move(found).error();
    resumed_ = std::any_of(found->begin(), found->end(), [](const auto& part) { return part.second.sequence != 0; });
    if (const std::string differing = differences(run.fingerprint, fingerprint); !differing.empty()) {
      // Where nothing was committed there is nothing that the new manifest could contradict.
      if (!resumed_) return remove_run(disk_, output_, run);
      return Error{Code::conflict,
                   output_.string() + " holds the data of another manifest:" + differing +
                       "\nto go on with that data, put the old values back; to begin anew, run with --fresh "
                       "(the data moves aside) or with another --output-dir"};
    }
    run_ = std::move(run);
    return {};
  }

  const std::filesystem::path output_;
  const Options options_;
  os::Disk& disk_;
  const os::Clock& clock_;
  std::unique_ptr<os::Lock> lock_;
  bool resumed_ = false;
  Health health_;

  std::mutex call_mutex_;
  std::function<void(Part&)> call_;

  std::mutex mutex_;
  Run run_;
  std::vector<PartName> open_;
  std::vector<std::unique_ptr<PartFile>> parts_;  // last: their threads use what stands above
};

}  // namespace

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& output, const Fingerprint& fingerprint,
                                           const Options& options) {
  auto store = std::make_unique<FolderStore>(output, options);
  if (Status begun = store->begin(fingerprint); !begun) return std::move(begun).error();
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace streamguard::store
