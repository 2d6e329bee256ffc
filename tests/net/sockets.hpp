/// sockets.hpp: the few calls on TCP sockets of 127.0.0.1 that servers and clients of tests make, alike on every
/// system.
#pragma once

#include <cstddef>
#include <cstdint>

namespace streamguard::net::testing {

using Socket = std::intptr_t;
inline constexpr Socket kNoSocket = -1;

struct Listener {
  Socket socket = kNoSocket;
  int port = 0;
};

/// On a port of the system's choice.
Listener listen_on_loopback();
/// kNoSocket once the listener was shut.
Socket accept_from(Socket listener);
/// `window`: bytes that the system keeps for the caller unread; 0: as many as it likes. kNoSocket where nobody listens.
Socket connect_to_loopback(int port, int window);
/// Whether there is something to receive, also the end, within so many milliseconds.
bool readable_within(Socket socket, int milliseconds);
/// As recv and send; 0 or less is the end.
std::ptrdiff_t receive(Socket socket, char* into, std::size_t most);
std::ptrdiff_t send_some(Socket socket, const char* bytes, std::size_t count);
/// Wakes whoever waits on it.
void shut(Socket socket);
void close_socket(Socket socket);
/// The next close sends RST.
void reset_on_close(Socket socket);

}  // namespace streamguard::net::testing
