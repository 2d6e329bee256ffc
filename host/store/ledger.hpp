/// ledger.hpp: the lines of a part's ledger, made and read. Values and parsing only; who writes them when is
/// journal.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "os/file.hpp"
#include "store/store.hpp"

namespace streamguard::store {

/// One line: totals up to here, and the checksums of what came since the line before.
struct Entry {
  Committed totals;
  std::uint64_t rejected_end = 0;  ///< bytes of the rejected file
  std::uint32_t crc = 0, rejected_crc = 0;
};

const char* name_of(End end) noexcept;

/// The line's bytes, '\n' included.
std::string line_of(const Entry& entry);
/// False where the line (without '\n') is torn, changed, or not of this format.
bool read_line(std::string_view line, Entry& entry);

/// What recovery must know of every line.
struct LineMark {
  std::uint64_t begin = 0, end = 0;  ///< where in the ledger, '\n' included
  std::uint64_t data_end = 0, rejected_end = 0;
  std::uint32_t crc = 0, rejected_crc = 0;
};

struct LedgerScan {
  std::vector<LineMark> lines;  ///< the good ones, from the first
  Entry last;                   ///< of the last of them
};

/// Reads lines while they are whole and count on. What is behind them is a torn tail, unless a good line follows later:
/// that is damage, Code::data. An Error also where the file cannot be read.
Result<LedgerScan> scan_ledger(const os::File& ledger, const std::string& path);
/// One line again, by its mark.
Result<Entry> read_entry(const os::File& ledger, const LineMark& line, const std::string& path);

}  // namespace streamguard::store
