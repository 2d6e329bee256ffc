#include "log/log.hpp"

#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/spdlog.h>

#include "core/limits.hpp"
#include "core/text.hpp"

namespace streamguard::log {
namespace {

constexpr std::size_t kFileBytes = 16 * limits::MiB;
constexpr std::size_t kOldFiles = 3;

spdlog::level::level_enum level_of(LogLevel level) noexcept {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warn:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

class FileLog final : public View {
 public:
  explicit FileLog(const std::filesystem::path& path)
      : logger_("streamguard",
                std::make_shared<spdlog::sinks::rotating_file_sink_st>(path.native(), kFileBytes, kOldFiles)) {
    logger_.set_level(spdlog::level::debug);
    logger_.set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %-7l %v", spdlog::pattern_time_type::utc);
    logger_.flush_on(spdlog::level::warn);
  }
  ~FileLog() override { logger_.flush(); }

  void on(const Event& event) override {
    if (event.kind == Event::Kind::progress || event.kind == Event::Kind::upstreams) return;
    logger_.log(event.at, spdlog::source_loc{}, level_of(event.level),
                spdlog::fmt_lib::format("{} {}: {}", event.collector.empty() ? "run" : event.collector,
                                        name_of(event.kind), plain(event.text, limits::kLogLineBytes)));
  }

 private:
  spdlog::logger logger_;
};

}  // namespace

Result<std::unique_ptr<View>> open_file(const std::filesystem::path& path) {
  try {
    return std::unique_ptr<View>(std::make_unique<FileLog>(path));
  } catch (const spdlog::spdlog_ex& error) {
    return Error{Code::io, path.string() + ": the log cannot be written: " + error.what()};
  }
}

}  // namespace streamguard::log
