// streamguard-worker: started by the host, never by hand.
#include <cstdio>

#include "os/channel.hpp"
#include "worker/session.hpp"

int main(int argc, char** argv) {
  if (argc != 3 || std::string(argv[1]) != "--channel") {
    std::fprintf(stderr,
                 "streamguard-worker runs one plugin for the streamguard program and is started by it.\n"
                 "Type 'streamguard run' instead.\n");
    return 2;
  }
  auto channel = streamguard::os::Channel::inherited(argv[2]);
  if (!channel) {
    std::fprintf(stderr, "streamguard-worker: %s\n", channel.error().message.c_str());
    return 2;
  }
  streamguard::worker::run_session(*channel.value());
}
