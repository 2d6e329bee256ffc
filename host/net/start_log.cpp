#include "net/start_log.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "net/body.hpp"
#include "net/bounds.hpp"
#include "os/file.hpp"

namespace streamguard::net {
namespace {

using std::chrono::milliseconds;
constexpr std::uint64_t kNumber = 8;

std::string bytes_of(std::uint64_t number) {
  std::string out;
  for (int shift = 0; shift < 64; shift += 8) out += static_cast<char>(static_cast<unsigned char>(number >> shift));
  return out;
}

std::uint64_t number_at(const std::string& bytes, std::size_t at) {
  std::uint64_t out = 0;
  for (std::size_t i = kNumber; i-- > 0;) out = (out << 8) | static_cast<unsigned char>(bytes[at + i]);
  return out;
}

Result<std::string> read_from(const os::File& file, std::uint64_t at, std::uint64_t to) {
  std::string out(static_cast<std::size_t>(to - at), '\0');
  std::size_t have = 0;
  while (have < out.size()) {
    auto got = file.read(at + have, std::span<char>(out).subspan(have));
    if (!got) return got.error();
    if (*got == 0) break;
    have += *got;
  }
  out.resize(have);
  return out;
}

Status append(os::File& file, const std::string& bytes) {
  const std::array<std::string_view, 1> pieces{bytes};
  return file.append(pieces);
}

}  // namespace

Result<StartLog::Claim> StartLog::claim(Budget& budget) {
  const SteadyTime now = clock_.now();  // read once: a clock that goes on is never ready for its own later reading
  if (budget.full() || budget.ready_at(now) > now) return Claim::not_yet;
  std::filesystem::path lock_file = file_;
  lock_file += ".lock";
  const auto lock = os::Lock::take(lock_file);
  if (!lock) {
    if (lock.error().code == Code::conflict) return Claim::busy;
    return lock.error();
  }
  if (auto taken = take_in(budget); !taken) return std::move(taken).error();
  if (!budget.try_start(clock_.now())) return Claim::not_yet;
  if (auto written = write_down(budget); !written) {
    budget.finish();
    return std::move(written).error();
  }
  return Claim::started;
}

Status StartLog::take_in(Budget& budget) {
  auto opened = os::real_disk().open(file_);
  if (!opened) return std::move(opened).error();
  os::File& file = **opened;
  auto size = file.size();
  if (!size) return size.error();
  const std::uint64_t whole = *size / kNumber * kNumber;
  if (whole != *size) {
    if (auto cut = file.truncate(whole); !cut) return cut;
  }
  if (whole == 0) return read_to_ = 0, Status{};
  auto head = read_from(file, 0, kNumber);
  if (!head) return std::move(head).error();
  if (head->size() < kNumber) return Error{Code::io, file_.string() + " cannot be read"};
  // New to us, or rewritten by another host: everything is read again, our own starts with it.
  if (number_at(*head, 0) != generation_ || read_to_ > whole || read_to_ == 0) {
    budget.forget_starts();
    generation_ = number_at(*head, 0);
    read_to_ = kNumber;
  }
  auto fresh = read_from(file, read_to_, whole);
  if (!fresh) return std::move(fresh).error();
  const auto now = clock_.now();
  const auto wall = std::chrono::duration_cast<milliseconds>(clock_.wall().time_since_epoch()).count();
  const auto today = static_cast<std::uint64_t>(std::max<std::int64_t>(wall, 0));
  const milliseconds window = budget.limit()->per + window_margin(budget.limit()->per);
  for (std::size_t at = 0; at + kNumber <= fresh->size(); at += kNumber) {
    const std::uint64_t start = std::min(number_at(*fresh, at), today);
    const std::uint64_t age = today - start;
    if (age < static_cast<std::uint64_t>(window.count())) budget.note_start(now - milliseconds(age));
  }
  read_to_ = whole;
  return {};
}

Status StartLog::write_down(const Budget& budget) {
  auto opened = os::real_disk().open(file_);
  if (!opened) return std::move(opened).error();
  os::File& file = **opened;
  const auto wall = std::chrono::duration_cast<milliseconds>(clock_.wall().time_since_epoch()).count();
  const std::string start = bytes_of(static_cast<std::uint64_t>(std::max<std::int64_t>(wall, 0)));
  // Rewritten once it holds four times what can matter, so that it stays small whatever the run's length.
  const std::uint64_t most = kNumber * (1 + 4 * (std::uint64_t{budget.limit()->requests} + 64));
  if (read_to_ == 0) {
    generation_ = 1;
    read_to_ = 2 * kNumber;
    return append(file, bytes_of(generation_) + start);
  }
  if (read_to_ < most) {
    read_to_ += kNumber;
    return append(file, start);
  }
  auto kept = read_from(file, read_to_ - kNumber * budget.limit()->requests, read_to_);
  if (!kept) return std::move(kept).error();
  ++generation_;
  const std::string all = bytes_of(generation_) + *kept + start;
  read_to_ = all.size();
  opened->reset();  // a file that is open cannot be replaced on every system
  return put_file(file_, all);
}

}  // namespace streamguard::net
