#include "collector.hpp"

namespace streamguard::synthetic {

void SyntheticCollector::open(const CollectorArgs& args) {
  library_.emplace();
  Config config = read_config(args.config_json, *library_);
  generator_.emplace(*library_, std::move(config.selection), args.seed);
  shard_count_ = args.shard_count;
  position_ = from_token(args.resume_token, args.shard_index, args.shard_count);
  const std::uint64_t share = config.count / args.shard_count;
  const bool one_more = args.shard_index < config.count % args.shard_count;
  target_ = args.target != 0 ? args.target : share + (one_more ? 1 : 0);
}

void SyntheticCollector::run() {
  host().progress(position_.made, target_, "samples");
  std::uint64_t missed = 0;
  while (position_.made < target_) {
    const bool made = generator_->make(position_.next, sample_);
    position_.next += shard_count_;
    if (!made) {
      // A cell ran out of variations; once that begins, look whether anything at all is left.
      if (missed++ == 0 || missed % generator_->cells() == 0)
        if (position_.next >= generator_->end()) break;
      continue;
    }
    ++position_.made;
    record::append_json(sample_, buffer_);
    ends_.push_back(buffer_.size());
    uncommitted_ = true;
    if (ends_.size() == kBatch) flush();
    if (position_.made % kCheckpoint == 0) commit();
  }
  if (uncommitted_) commit();
  if (position_.made < target_) {
    host().log(SG_LOG_INFO, "every variation of the chosen languages and weaknesses was made: " +
                                std::to_string(position_.made) + " samples in this shard");
  }
}

void SyntheticCollector::commit() {
  flush();
  host().checkpoint(to_token(position_));
  uncommitted_ = false;
}

void SyntheticCollector::flush() {
  if (ends_.empty()) return;
  bodies_.clear();
  std::size_t start = 0;
  for (const std::size_t end : ends_) {
    bodies_.push_back(std::string_view(buffer_).substr(start, end - start));
    start = end;
  }
  host().emit(bodies_);
  buffer_.clear();
  ends_.clear();
  host().progress(position_.made, target_, "samples");
}

}  // namespace streamguard::synthetic
