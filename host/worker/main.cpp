// streamguard-worker: started by the host, never by hand.
#include <cstdio>

#include "os/channel.hpp"
#include "os/process.hpp"
#include "os/program.hpp"
#include "worker/session.hpp"

int main(int argc, char** argv) {
  const std::vector<std::string> words = streamguard::os::begin_program(argc, argv);
  streamguard::os::forbid_core_files();
  if (words.size() != 3 || words[1] != "--channel") {
    std::fprintf(stderr,
                 "streamguard-worker runs one plugin for the streamguard program and is started by it.\n"
                 "Type 'streamguard run' instead.\n");
    return 2;
  }
  auto channel = streamguard::os::Channel::inherited(words[2]);
  if (!channel) {
    std::fprintf(stderr, "streamguard-worker: %s\n", channel.error().message.c_str());
    return 2;
  }
  streamguard::worker::run_session(*channel.value());
}
