// trust FILE: an authority's certificate (DER) into the machine's store of trusted roots.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "os/program.hpp"
#include "os/windows_win32.hpp"

// It stands on the one above.
#include <wincrypt.h>

int main(int count, char** texts) {
  const std::vector<std::string> words = streamguard::os::begin_program(count, texts);
  if (words.size() != 2) return 2;
  std::ifstream file(std::filesystem::path(words[1]), std::ios::binary);
  const std::string der((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const HCERTSTORE roots = ::CertOpenStore(CERT_STORE_PROV_SYSTEM_W, 0, 0, CERT_SYSTEM_STORE_LOCAL_MACHINE, L"Root");
  const PCCERT_CONTEXT ours = ::CertCreateCertificateContext(
      X509_ASN_ENCODING, reinterpret_cast<const BYTE*>(der.data()), static_cast<DWORD>(der.size()));
  const bool done = roots != nullptr && ours != nullptr &&
                    ::CertAddCertificateContextToStore(roots, ours, CERT_STORE_ADD_REPLACE_EXISTING, nullptr) != FALSE;
  if (!done) std::fprintf(stderr, "%s\n", streamguard::os::reason_of(::GetLastError()).c_str());
  if (ours != nullptr) ::CertFreeCertificateContext(ours);
  if (roots != nullptr) ::CertCloseStore(roots, 0);
  return done ? 0 : 1;
}
