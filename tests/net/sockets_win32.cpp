#include "sockets.hpp"

#include <winsock2.h>
#include <ws2tcpip.h>

namespace streamguard::net::testing {

namespace {

SOCKET number(Socket socket) { return static_cast<SOCKET>(socket); }

bool begun() {
  WSADATA about{};
  return ::WSAStartup(MAKEWORD(2, 2), &about) == 0;
}

}  // namespace

Listener listen_on_loopback() {
  if (!begun()) return {};
  const SOCKET made = ::socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (::bind(made, any, size) != 0 || ::listen(made, 64) != 0 || ::getsockname(made, any, &size) != 0) return {};
  return {static_cast<Socket>(made), ntohs(address.sin_port)};
}

Socket connect_to_loopback(int port, int window) {
  if (!begun()) return kNoSocket;
  const SOCKET made = ::socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
  if (window > 0) ::setsockopt(made, SOL_SOCKET, SO_RCVBUF, reinterpret_cast<const char*>(&window), sizeof window);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(static_cast<std::uint16_t>(port));
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(made, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0) return static_cast<Socket>(made);
  ::closesocket(made);
  return kNoSocket;
}

bool readable_within(Socket socket, int milliseconds) {
  WSAPOLLFD ready{number(socket), POLLRDNORM, 0};
  return ::WSAPoll(&ready, 1, milliseconds) > 0;
}

Socket accept_from(Socket listener) { return static_cast<Socket>(::accept(number(listener), nullptr, nullptr)); }
std::ptrdiff_t receive(Socket socket, char* into, std::size_t most) {
  return ::recv(number(socket), into, static_cast<int>(most), 0);
}
std::ptrdiff_t send_some(Socket socket, const char* bytes, std::size_t count) {
  return ::send(number(socket), bytes, static_cast<int>(count), 0);
}
void shut(Socket socket) {
  // A listener is woken by its close alone, and an accepted one by either.
  if (::shutdown(number(socket), SD_BOTH) != 0) ::closesocket(number(socket));
}
void close_socket(Socket socket) { ::closesocket(number(socket)); }
void reset_on_close(Socket socket) {
  const linger now{1, 0};
  ::setsockopt(number(socket), SOL_SOCKET, SO_LINGER, reinterpret_cast<const char*>(&now), sizeof now);
}

}  // namespace streamguard::net::testing
