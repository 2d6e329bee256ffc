#include "supervisor/reporting.hpp"

#include <algorithm>
#include <iterator>

#include "core/limits.hpp"
#include "core/text.hpp"

namespace streamguard::supervisor {
namespace {

constexpr std::size_t kFilesMost = 64;

Ending disk(const Error& error) { return {Cause::store, error.message, {}, {}}; }

bool plain_name(const std::string& name) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  return !name.empty() && name.size() <= 200 && name.front() != '.' &&
         name.find_first_not_of(kAllowed) == std::string::npos;
}

}  // namespace

Reporting::Reporting(ReportPlace place, std::vector<store::PartName> parts,
                     std::function<void(std::vector<std::filesystem::path>)> done)
    : place_(std::move(place)),
      next_name_(place_.first_file),
      parts_(std::move(parts)),
      done_(std::move(done)),
      playback_([this](const store::PartName& part) { return store::open_reader(place_.data, part); }) {}

Reporting::~Reporting() = default;

void Reporting::attach(std::shared_ptr<Outbox> outbox, std::shared_ptr<ipc::Pool>, std::function<void()>) {
  outbox_ = std::move(outbox);
}

std::optional<Ending> Reporting::on_frame(ipc::Frame frame) {
  switch (frame.type) {
    case ipc::Type::output:
      return write(frame.payload());
    case ipc::Type::output_file: {
      auto name = ipc::decode_text(frame.payload(), limits::kUnitBytes, "OUTPUT_FILE");
      if (!name) return protocol(name.error().message);
      return next_file(name.value());
    }
    case ipc::Type::read: {
      auto collector = ipc::decode_text(frame.payload(), limits::kUnitBytes, "READ");
      if (!collector) return protocol(collector.error().message);
      return read(collector.value());
    }
    case ipc::Type::fetched:
      playback_.acknowledged();
      return std::nullopt;
    case ipc::Type::progress:
      return std::nullopt;
    default:
      return protocol("a frame of type " + std::to_string(static_cast<int>(frame.type)) + " from a reporter");
  }
}

std::optional<Ending> Reporting::next_file(const std::string& name) {
  if (!plain_name(name)) {
    return Ending{Cause::contract, "next_file: '" + plain(name, 200) + "' is not a plain file name", {}, {}};
  }
  file_.reset();
  if (!place_.first_is_fixed || !files_.empty()) next_name_ = name;
  return std::nullopt;
}

std::optional<Ending> Reporting::write(std::string_view bytes) {
  os::Disk& files = os::real_disk();
  if (!file_) {
    if (files_.size() >= kFilesMost) return Ending{Cause::flood, "more than 64 output files", {}, {}};
    const Written written{place_.temporary.string() + next_name_, place_.folder / next_name_};
    if (auto status = files.remove(written.temporary); !status) return disk(status.error());
    auto file = files.open(written.temporary);
    if (!file) return disk(file.error());
    file_ = std::move(file).value();
    files_.push_back(written);
  }
  if (auto status = file_->append({&bytes, 1}); !status) return disk(status.error());
  return std::nullopt;
}

std::optional<Ending> Reporting::read(const std::string& collector) {
  std::vector<store::PartName> wanted;
  std::copy_if(parts_.begin(), parts_.end(), std::back_inserter(wanted),
               [&](const store::PartName& part) { return collector.empty() || part.collector == collector; });
  return playback_.start(std::move(wanted), outbox_);
}

Ending Reporting::on_done() {
  os::Disk& files = os::real_disk();
  file_.reset();
  std::vector<std::filesystem::path> paths;
  for (const Written& written : files_) {
    auto file = files.open(written.temporary);
    if (!file) return disk(file.error());
    if (auto status = (*file)->sync(); !status) return disk(status.error());
  }
  for (const Written& written : files_) {
    if (auto status = files.rename(written.temporary, written.final); !status) return disk(status.error());
    paths.push_back(written.final);
  }
  files_.clear();
  achieved_ = Cause::exhausted;
  done_(std::move(paths));
  return {Cause::exhausted, {}, {}, {}};
}

void Reporting::on_gone() {
  playback_.close();
  file_.reset();
  for (const Written& written : files_) os::real_disk().remove(written.temporary).ok();
}

}  // namespace streamguard::supervisor
