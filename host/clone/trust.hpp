/// trust.hpp: whose word for a server's certificate is taken. Windows asks its own store and nobody else.
#pragma once

namespace streamguard::clone {

/// Where it can be chosen and SSL_CERT_FILE is set, the authorities in that file, as git does; else the system's.
void choose_authorities();

}  // namespace streamguard::clone
