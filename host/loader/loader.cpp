#include "loader/loader.hpp"

// Boost.DLL 1.74 asks for std::filesystem by this name.
#define BOOST_DLL_USE_STD_FS
#include <boost/dll/shared_library.hpp>

#include <exception>
#include <memory>
#include <mutex>
#include <system_error>
#include <vector>

#include "loader/entry_check.hpp"

namespace streamguard::loader {

namespace {

namespace dll = boost::dll;
namespace fs = std::filesystem;

Result<std::unique_ptr<dll::shared_library>> open(const fs::path& library) {
  std::error_code failed;
  const fs::file_status status = fs::status(library, failed);
  if (status.type() == fs::file_type::not_found) {
    return Error{Code::unavailable, "no such file: install the plugin, or correct its path"};
  }
  if (!failed && status.type() != fs::file_type::regular) return Error{Code::config, "is not a file: name the library"};
  try {
    // RTLD_NOW: a missing symbol shows here and not in the middle of a run. RTLD_LOCAL: the plugin's symbols stay its
    // own. On Windows libraries beside the plugin are found by the last.
    constexpr auto kMode =
        dll::load_mode::rtld_now | dll::load_mode::rtld_local | dll::load_mode::load_with_altered_search_path;
    return std::make_unique<dll::shared_library>(library, kMode);
  } catch (const std::system_error& error) {
    return Error{Code::config, std::string("cannot be loaded: ") + error.what() +
                                   " (build it as a shared library for this system, and keep the libraries that it "
                                   "needs in the system's folders or beside it)"};
  } catch (const std::exception& error) {
    return Error{Code::bug, std::string("a constructor of the plugin threw an exception: ") + error.what() +
                                " (do such work in open(), where errors can be reported)"};
  } catch (...) {
    return Error{Code::bug,
                 "a constructor of the plugin threw something that is no std::exception (do such work in "
                 "open(), where errors can be reported)"};
  }
}

/// Also where the checks fail: see the header on why a plugin is never unloaded. The list is no static object, for its
/// end would unload them; that it can be reached tells leak checkers that this is meant.
const dll::shared_library& kept_for_ever(std::unique_ptr<dll::shared_library> library) {
  static std::mutex mutex;
  static auto* const all = new std::vector<std::unique_ptr<dll::shared_library>>;
  const std::lock_guard lock(mutex);
  return *all->emplace_back(std::move(library));
}

Result<Loaded> checked(const dll::shared_library& library) {
  if (!library.has(SG_ENTRY_SYMBOL)) {
    return Error{Code::config, "is no StreamGuard plugin: it does not export " SG_ENTRY_SYMBOL
                               " (define it with SG_EXPORT, and as extern \"C\" in C++)"};
  }
  const sg_entry& entry = library.get<const sg_entry>(SG_ENTRY_SYMBOL);
  if (Status fit = check_entry(entry); !fit) return std::move(fit).error();
  return Loaded{&entry, std::string(entry.manifest_json, static_cast<std::size_t>(entry.manifest_len))};
}

}  // namespace

Result<Loaded> load(const fs::path& library) {
  const std::string place = "plugin " + library.string();
  auto opened = open(library);
  if (!opened) return std::move(opened).error().in(place);
  try {
    auto loaded = checked(kept_for_ever(std::move(opened).value()));
    if (!loaded) return std::move(loaded).error().in(place);
    return loaded;
  } catch (const std::exception& error) {
    return Error{Code::bug, place + ": " SG_ENTRY_SYMBOL " cannot be read: " + error.what()};
  }
}

}  // namespace streamguard::loader
