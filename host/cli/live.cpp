#include "cli/live.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

#include "os/clock.hpp"
#include "view/metrics_file.hpp"
#include "web/server.hpp"

namespace streamguard::cli {
namespace {

class Live final : public View {
 public:
  ~Live() override {
    if (!metrics_) return;
    if (const auto last = metrics_->finish(); !last) std::cerr << "streamguard: " << last.error().message << '\n';
  }
  Status open(const LiveOptions& options, const Plan& plan, std::ostream& screen) {
    if (!options.metrics.empty()) {
      auto file = view::MetricsFile::open(options.metrics, plan, STREAMGUARD_VERSION);
      if (!file) return std::move(file).error();
      metrics_ = std::move(file).value();
    }
    if (!options.serve) return {};
    auto address = web::read_address(options.web);
    if (!address) return std::move(address).error();
    web::Server::Options web;
    web.address = *address;
    web.version = STREAMGUARD_VERSION;
    web.debug = options.debug;
    web.clock = &os::real_clock();
    auto server = web::Server::start(web, plan);
    if (!server) return std::move(server).error();
    server_ = std::move(server).value();
    screen << "Live in a browser on this machine: " << page() << '\n' << std::flush;
    return {};
  }
  std::string page() const { return server_ ? server_->url() : std::string(); }
  void on(const Event& event) override {
    if (metrics_) metrics_->on(event);
    if (server_) server_->on(event);
  }

 private:
  std::unique_ptr<view::MetricsFile> metrics_;
  std::unique_ptr<web::Server> server_;
};

}  // namespace

void LiveOptions::add_to(CLI::App& verb, ManifestOptions& manifest) {
  verb.add_option("--metrics", metrics, "Keep the run's metrics in this file, in Prometheus' text format")
      ->type_name("FILE");
  verb.add_option_function<std::vector<std::string>>(
          "--web",
          [this, &manifest](const std::vector<std::string>& values) {
            serve = true;
            if (values.empty()) return;
            if (manifest.manifest().empty() && !web::looks_like_address(values.front())) {
              return manifest.name(values.front());
            }
            if (const auto read = web::read_address(values.front()); !read) {
              throw CLI::ValidationError(read.error().message);
            }
            web = values.front();
          },
          "Show the run live in a browser on this machine [127.0.0.1 and a free port]")
      ->type_name("[ADDR]")
      ->expected(0, 1);
}

Result<LivePlaces> open_live(const LiveOptions& options, const Plan& plan, std::ostream& screen) {
  if (options.metrics.empty() && !options.serve) return LivePlaces();
  auto live = std::make_unique<Live>();
  if (auto status = live->open(options, plan, screen); !status) return std::move(status).error();
  std::string page = live->page();
  return LivePlaces{std::move(live), std::move(page)};
}

}  // namespace streamguard::cli
