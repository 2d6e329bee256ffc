#include "sockets.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace streamguard::net::testing {

namespace {

int number(Socket socket) { return static_cast<int>(socket); }

}  // namespace

Listener listen_on_loopback() {
  Listener out;
  const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (::bind(made, any, size) != 0 || ::listen(made, 64) != 0 || ::getsockname(made, any, &size) != 0) return out;
  return {made, ntohs(address.sin_port)};
}

Socket connect_to_loopback(int port, int window) {
  const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (window > 0) ::setsockopt(made, SOL_SOCKET, SO_RCVBUF, &window, sizeof window);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(static_cast<std::uint16_t>(port));
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(made, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0) return made;
  ::close(made);
  return kNoSocket;
}

bool readable_within(Socket socket, int milliseconds) {
  pollfd ready{number(socket), POLLIN, 0};
  return ::poll(&ready, 1, milliseconds) > 0;
}

Socket accept_from(Socket listener) { return ::accept4(number(listener), nullptr, nullptr, SOCK_CLOEXEC); }
std::ptrdiff_t receive(Socket socket, char* into, std::size_t most) { return ::recv(number(socket), into, most, 0); }
std::ptrdiff_t send_some(Socket socket, const char* bytes, std::size_t count) {
  return ::send(number(socket), bytes, count, MSG_NOSIGNAL);
}
void shut(Socket socket) { ::shutdown(number(socket), SHUT_RDWR); }
void close_socket(Socket socket) { ::close(number(socket)); }
void reset_on_close(Socket socket) {
  const linger now{1, 0};
  ::setsockopt(number(socket), SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

}  // namespace streamguard::net::testing
