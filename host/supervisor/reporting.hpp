/// reporting.hpp: the Role of a reporter's worker: committed records to it, its files from it. A file is written under
/// a name of its own and takes its final name, durable, only when the reporter is done.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "os/file.hpp"
#include "store/store.hpp"
#include "supervisor/link.hpp"
#include "supervisor/playback.hpp"
#include "supervisor/supervisor.hpp"

namespace streamguard::supervisor {

class Reporting final : public Role {
 public:
  /// `done` receives the final paths.
  Reporting(ReportPlace place, std::vector<store::PartName> parts,
            std::function<void(std::vector<std::filesystem::path>)> done);
  ~Reporting() override;

  void attach(std::shared_ptr<Outbox> outbox, std::shared_ptr<ipc::Pool> pool,
              std::function<void()> target_met) override;
  std::optional<Ending> on_frame(ipc::Frame frame) override;
  Ending on_done() override;
  void on_gone() override;
  std::optional<Cause> achieved() const override { return achieved_; }

 private:
  std::optional<Ending> write(std::string_view bytes);
  std::optional<Ending> next_file(const std::string& name);
  std::optional<Ending> read(const std::string& collector);

  struct Written {
    std::filesystem::path temporary, final;
  };
  const ReportPlace place_;
  std::string next_name_;
  const std::vector<store::PartName> parts_;
  std::function<void(std::vector<std::filesystem::path>)> done_;
  std::shared_ptr<Outbox> outbox_;
  std::unique_ptr<os::File> file_;
  std::vector<Written> files_;
  std::optional<Cause> achieved_;
  Playback playback_;
};

}  // namespace streamguard::supervisor
