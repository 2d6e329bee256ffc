// Where repositories are cloned from when their web pages are elsewhere. Only what a project or a host has documented
// is here: a copy that merely has the same name is not taken for the same repository.
#include <array>

#include "fix/forges.hpp"

namespace streamguard::fix {
namespace {

struct Move {
  std::string_view host, path;  ///< of the web face; what follows `path` is appended to `to`
  std::string_view to;
  bool whole;  ///< `path` is a whole repository, not a folder of them
};

constexpr std::array<Move, 25> kMoves{{
    // Savannah: cgit's pages, and the clone address that each of them states.
    {"git.savannah.gnu.org", "/cgit/", "https://git.savannah.gnu.org/git/", false},
    {"git.savannah.nongnu.org", "/cgit/", "https://git.savannah.nongnu.org/git/", false},
    {"cgit.git.savannah.gnu.org", "/cgit/", "https://git.savannah.gnu.org/git/", false},
    {"cgit.git.savannah.nongnu.org", "/cgit/", "https://git.savannah.nongnu.org/git/", false},
    // sourceware.org: cgit's and gitweb's pages show what lies under /git/.
    {"sourceware.org", "/cgit/", "https://sourceware.org/git/", false},
    // freedesktop.org: cgit's pages state anongit as the clone address.
    {"cgit.freedesktop.org", "/", "https://anongit.freedesktop.org/git/", false},
    // GNOME moved to its GitLab in 2018; the old pages redirect there.
    {"git.gnome.org", "/browse/", "https://gitlab.gnome.org/GNOME/", false},
    // OpenStack's git became OpenDev in 2019; the old pages redirect there.
    {"git.openstack.org", "/cgit/", "https://opendev.org/", false},
    // Apache's gitbox and GitHub are two writable copies of each other (since 2016); git-wip-us was folded into it.
    {"gitbox.apache.org", "/repos/asf/", "https://github.com/apache/", false},
    {"git-wip-us.apache.org", "/repos/asf/", "https://github.com/apache/", false},
    {"git1-us-west.apache.org", "/repos/asf/", "https://github.com/apache/", false},
    // PHP made GitHub the home of its repositories in March 2021 and closed git.php.net.
    {"git.php.net", "/", "https://github.com/php/", false},
    // OpenSSL names GitHub its repository (2024), before that its mirror.
    {"git.openssl.org", "/openssl", "https://github.com/openssl/openssl", true},
    // Moodle: docs.moodle.org, "Git for Administrators", names both addresses of the same repository.
    {"git.moodle.org", "/moodle", "https://github.com/moodle/moodle", true},
    // QEMU made GitLab the home of its repository in 2021; git.qemu.org copies it.
    {"git.qemu.org", "/qemu", "https://gitlab.com/qemu-project/qemu", true},
    {"git.qemu-project.org", "/qemu", "https://gitlab.com/qemu-project/qemu", true},
    // libvirt made GitLab the home of its repositories in 2020.
    {"libvirt.org", "/git/libvirt", "https://gitlab.com/libvirt/libvirt", true},
    // HAProxy's own pages name GitHub as the mirror of git.haproxy.org.
    {"git.haproxy.org", "/haproxy", "https://github.com/haproxy/haproxy", true},
    // kernel.org's gitweb had the repositories under /git/ before git.kernel.org.
    {"kernel.org", "/git/", "https://git.kernel.org/pub/scm/", false},
    // kernel.org keeps linux-2.6.git as another name of linux.git since version 3.0.
    {"git.kernel.org", "/pub/scm/linux/kernel/git/torvalds/linux-2.6",
     "https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux", true},
    // FFmpeg: ffmpeg.org/download.html names git.ffmpeg.org; VideoLAN hosted it.
    {"git.videolan.org", "/ffmpeg", "https://git.ffmpeg.org/ffmpeg", true},
    {"git.ffmpeg.org", "/gitweb/ffmpeg", "https://git.ffmpeg.org/ffmpeg", true},
    // Docker's engine was renamed to moby in 2017; GitHub redirects the old name.
    {"github.com", "/docker/docker", "https://github.com/moby/moby", true},
    {"git.musl-libc.org", "/cgit/", "https://git.musl-libc.org/git/", false},
    {"kernel.googlesource.com", "/pub/scm/", "https://git.kernel.org/pub/scm/",
     false},  // a mirror of all of kernel.org
}};

struct Root {
  std::string_view host, root;
};

/// Hosts of gitweb and the address that its "p=" is appended to.
constexpr std::array<Root, 20> kRoots{{
    {"sourceware.org", "sourceware.org/git/"},
    {"git.savannah.gnu.org", "git.savannah.gnu.org/git/"},
    {"git.savannah.nongnu.org", "git.savannah.nongnu.org/git/"},
    {"git.openssl.org", "git.openssl.org/"},
    {"git.moodle.org", "git.moodle.org/"},
    {"gitbox.apache.org", "gitbox.apache.org/repos/asf/"},
    {"git-wip-us.apache.org", "git-wip-us.apache.org/repos/asf/"},
    {"git1-us-west.apache.org", "git1-us-west.apache.org/repos/asf/"},
    {"git.php.net", "git.php.net/"},
    {"git.qemu.org", "git.qemu.org/"},
    {"git.qemu-project.org", "git.qemu-project.org/"},
    {"git.videolan.org", "git.videolan.org/"},
    {"git.ffmpeg.org", "git.ffmpeg.org/"},
    {"git.postgresql.org", "git.postgresql.org/git/"},
    {"git.samba.org", "git.samba.org/"},
    {"repo.or.cz", "repo.or.cz/"},
    {"libvirt.org", "libvirt.org/git/"},
    {"git.haproxy.org", "git.haproxy.org/"},
    {"kernel.org", "kernel.org/git/"},
    {"xenbits.xen.org", "xenbits.xen.org/git-http/"},
}};

}  // namespace

std::optional<std::string> moved(std::string_view host, std::string_view path) {
  for (const Move& move : kMoves) {
    if (host != move.host || !path.starts_with(move.path)) continue;
    const std::string_view rest = path.substr(move.path.size());
    if (move.whole ? !rest.empty() : rest.empty()) continue;
    return std::string(move.to) + std::string(rest);
  }
  return std::nullopt;
}

std::optional<std::string> gitweb_root(std::string_view host) {
  for (const Root& root : kRoots) {
    if (root.host == host) return std::string(root.root);
  }
  return std::nullopt;
}

}  // namespace streamguard::fix
