#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <string>
#include <string_view>

#include "os/file.hpp"
#include "os/system_error.hpp"
#include "os/unique_fd.hpp"

namespace streamguard::os {

namespace {

class FileLock final : public Lock {
 public:
  explicit FileLock(UniqueFd fd) : fd_(std::move(fd)) {}

 private:
  // The lock belongs to this open file and goes when it is closed, however the process ends. The file itself stays:
  // if it were removed, two processes could hold locks on two files of the same name.
  UniqueFd fd_;
};

/// "process 4711 on machine x", as the holder wrote it; it may be writing just now, then there is nothing yet.
std::string holder_in(int fd) {
  std::array<char, 512> text{};
  const ssize_t got = ::pread(fd, text.data(), text.size(), 0);
  std::string_view words(text.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
  words = words.substr(0, words.find_first_of(std::string_view("\n\0", 2)));
  return words.empty() ? "another process" : std::string(words);
}

std::string own_words() {
  std::array<char, 256> machine{};
  std::string words = "process " + std::to_string(::getpid());
  if (::gethostname(machine.data(), machine.size() - 1) == 0) words += " on machine " + std::string(machine.data());
  return words;
}

}  // namespace

Result<std::unique_ptr<Lock>> Lock::take(const fs::path& path) {
  UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (!fd) return system_error("open the lock " + path.string());
  // An open-file-description lock: unlike the classic kind it is not lost when another part of this process happens to
  // open and close the same file.
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  if (::fcntl(fd.get(), F_OFD_SETLK, &whole) != 0) {
    if (errno != EAGAIN && errno != EACCES) return system_error("lock " + path.string());
    return Error{Code::conflict, path.string() + " is held by " + holder_in(fd.get()) +
                                     ": wait for it to end, or use another output folder"};
  }
  const std::string words = own_words() + "\n";
  if (::ftruncate(fd.get(), 0) != 0 ||
      ::pwrite(fd.get(), words.data(), words.size(), 0) != static_cast<ssize_t>(words.size())) {
    return system_error("write " + path.string());
  }
  return std::unique_ptr<Lock>(std::make_unique<FileLock>(std::move(fd)));
}

Result<std::optional<std::string>> Lock::holder(const fs::path& path) {
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd && errno == ENOENT) return std::optional<std::string>();
  if (!fd) return system_error("open the lock " + path.string());
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  if (::fcntl(fd.get(), F_OFD_GETLK, &whole) != 0) return system_error("ask for the lock " + path.string());
  if (whole.l_type == F_UNLCK) return std::optional<std::string>();
  return std::optional<std::string>(holder_in(fd.get()));
}

}  // namespace streamguard::os
