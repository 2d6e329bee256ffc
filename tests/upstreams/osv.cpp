#include "osv.hpp"

#include "files.hpp"

namespace streamguard::upstreams {

std::string Osv::sort_of(const Request& request) const { return request.path.ends_with(".zip") ? "archive" : "ids"; }

Response Osv::answer(const Request& request, Count&) {
  const auto file = file_below(folder_, std::string_view(request.path).substr(5));
  if (!file) {
    return response_of(404, "application/xml; charset=UTF-8",
                       "<?xml version='1.0' encoding='UTF-8'?><Error><Code>NoSuchKey</Code></Error>");
  }
  return file_response(request, *file, file->extension() == ".zip" ? "application/zip" : "text/csv");
}

}  // namespace streamguard::upstreams
