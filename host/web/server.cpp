#include "web/server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <thread>

#include "web/connection.hpp"

namespace streamguard::web {

namespace asio = boost::asio;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;
#ifdef SO_EXCLUSIVEADDRUSE
/// On Windows SO_REUSEADDR would let any other program take an address that is in use.
using OwnAddress = asio::detail::socket_option::boolean<SOL_SOCKET, SO_EXCLUSIVEADDRUSE>;
#else
/// So that a server that ended a moment ago does not keep its address.
using OwnAddress = tcp::acceptor::reuse_address;
#endif

/// Members are destroyed from the last to the first: connections go before the context that their sockets belong to.
struct Server::Impl {
  Impl(const Options& options, const Plan& plan)
      : state(plan, options.debug),
        where(options.address),
        house{state, Content(state, *options.clock, options.version), options.token, 0, {}, 0, false, {}} {}

  Status open();
  void accept();
  void tick();
  void end();
  void work();

  view::LiveState state;
  Address where;
  asio::io_context context{1};
  House house;
  tcp::acceptor acceptor{context};
  asio::steady_timer timer{context}, farewell{context};
  bool accepting = false;
  std::thread thread;
};

Status Server::Impl::open() {
  const auto error = [&](const ErrorCode& failed) {
    std::string cure = where.port == 0 ? "" : "; another program may have it: leave the port out to take a free one";
    return Error{Code::config, "--web: cannot serve at " + where.text() + ": " + failed.message() + cure};
  };
  ErrorCode failed;
  const tcp::endpoint endpoint(asio::ip::make_address(where.ip, failed), where.port);
  if (failed) return error(failed);
  if (acceptor.open(endpoint.protocol(), failed)) return error(failed);
  if (acceptor.set_option(OwnAddress(true), failed)) return error(failed);
  if (acceptor.bind(endpoint, failed)) return error(failed);
  if (acceptor.listen(static_cast<int>(kConnectionsMost), failed)) return error(failed);
  where.port = acceptor.local_endpoint(failed).port();
  if (failed) return error(failed);
  house.port = where.port;
  return {};
}

void Server::Impl::accept() {
  accepting = true;
  acceptor.async_accept([this](const ErrorCode& failed, tcp::socket socket) {
    accepting = false;
    if (house.ending) return;
    // Where the system has no more descriptors the next tick tries again.
    if (failed) return;
    // Beyond the bound a client is turned away at once, by closing what it opened.
    if (house.open.size() < kConnectionsMost) {
      const auto connection = std::make_shared<Connection>(std::move(socket), house);
      house.open.insert(connection);
      connection->read();
    }
    accept();
  });
}

void Server::Impl::tick() {
  timer.expires_after(kTick);
  timer.async_wait([this](const ErrorCode& failed) {
    if (failed || house.ending) return;
    if (!accepting) accept();
    // One copy for all that are told now; none where there is nobody to tell.
    const std::uint64_t events = state.events();
    std::optional<view::RunState> copy;
    const auto newest = [&]() -> const view::RunState& {
      if (!copy) copy = state.copy();
      return *copy;
    };
    const auto now = std::chrono::steady_clock::now();
    for (const auto& connection : std::set(house.open)) connection->tell(newest, events, now);
    tick();
  });
}

/// Lets each client take its leave; the context ends by itself once there is nothing more to do.
void Server::Impl::end() {
  house.ending = true;
  ErrorCode ignored;
  acceptor.close(ignored);
  timer.cancel();
  house.emptied = [this] { farewell.cancel(); };
  farewell.expires_after(kFarewell);
  farewell.async_wait([this](const ErrorCode& cancelled) {
    if (!cancelled) context.stop();
  });
  for (const auto& connection : std::set(house.open)) connection->finish();
  if (house.open.empty()) farewell.cancel();
}

void Server::Impl::work() {
  // What fails for one client (for want of memory) is not to end the others.
  for (;;) {
    try {
      context.run();
      return;
    } catch (const std::exception&) {
      continue;
    }
  }
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Result<std::unique_ptr<Server>> Server::start(const Options& options, const Plan& plan) {
  auto impl = std::make_unique<Impl>(options, plan);
  if (auto status = impl->open(); !status) return std::move(status).error();
  impl->accept();
  impl->tick();
  impl->thread = std::thread([raw = impl.get()] { raw->work(); });
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::~Server() {
  asio::post(impl_->context, [this] { impl_->end(); });
  impl_->thread.join();
}

void Server::on(const Event& event) { impl_->state.on(event); }

Address Server::address() const { return impl_->where; }

std::string Server::url() const { return "http://" + impl_->where.text() + "/?token=" + impl_->house.token.text(); }

}  // namespace streamguard::web
