/// recovery.hpp: what a start finds of a part, and how it is brought back to its last commit. Runs before the part's
/// threads exist; killed at any point, it does the same again.
#pragma once

#include "core/result.hpp"
#include "os/file.hpp"
#include "store/journal.hpp"
#include "store/ledger.hpp"
#include "store/sample_table.hpp"

namespace streamguard::store {

struct Recovered {
  Entry last;         ///< the commit to go on from; all zero for a new part
  SampleTable table;  ///< of what is committed; left empty where the part is closed
};

/// Reads the ledger, checks the bytes it speaks of, cuts all files behind the last sound commit. An open part is read
/// from its beginning and every commit is checked; of a closed one only the last. Code::data where the files are
/// damaged in the middle: nothing is changed then.
Result<Recovered> recover(os::Disk& disk, const Journal::Paths& paths);

}  // namespace streamguard::store
