#include "survey/survey.hpp"

#include <algorithm>

#include "survey/examples.hpp"
#include "survey/tables.hpp"

namespace streamguard::survey {

struct Surveyor::Impl {
  explicit Impl(const Options& options) : pairs(options.seed, options.pairs), others(options.seed, options.others) {
    survey.all = empty_tables();
  }

  Tables& tables_of(std::string_view collector) {
    const auto at = std::find_if(survey.collectors.rbegin(), survey.collectors.rend(),
                                 [&](const auto& one) { return one.first == collector; });
    if (at != survey.collectors.rend()) return at->second;
    return survey.collectors.emplace_back(collector, empty_tables()).second;
  }

  RecordReader reader;
  Survey survey;
  Examples pairs, others;
};

Surveyor::Surveyor(const Options& options) : impl_(std::make_unique<Impl>(options)) {}
Surveyor::~Surveyor() = default;
Surveyor::Surveyor(Surveyor&&) noexcept = default;
Surveyor& Surveyor::operator=(Surveyor&&) noexcept = default;

void Surveyor::add(std::string_view collector, std::string_view record) {
  add(collector, impl_->reader.read(record), record.size());
}

void Surveyor::add(std::string_view collector, const Record& record, std::size_t bytes) {
  Survey& survey = impl_->survey;
  count(record, bytes, survey.all);
  count(record, bytes, impl_->tables_of(collector));
  if (!fits(record)) {
    ++survey.too_long;
  } else if (record.is_pair()) {
    ++survey.pairs_to_choose_from;
    impl_->pairs.offer(collector, record);
  } else {
    ++survey.others_to_choose_from;
    impl_->others.offer(collector, record);
  }
}

Survey Surveyor::finish() {
  Survey survey = std::move(impl_->survey);
  survey.examples = impl_->pairs.take();
  std::vector<Example> others = impl_->others.take();
  std::move(others.begin(), others.end(), std::back_inserter(survey.examples));
  return survey;
}

const Tables& Survey::of(std::string_view collector) const {
  static const Tables none = empty_tables();
  const auto at =
      std::find_if(collectors.begin(), collectors.end(), [&](const auto& one) { return one.first == collector; });
  return at == collectors.end() ? none : at->second;
}

Ranking ranked(const Counts& counts, std::size_t most) {
  Ranking out;
  out.first.assign(counts.begin(), counts.end());
  std::stable_sort(out.first.begin(), out.first.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  while (out.first.size() > most) {
    ++out.left_out;
    out.rest += out.first.back().second;
    out.first.pop_back();
  }
  return out;
}

}  // namespace streamguard::survey
