/* For the programs that want calls which do not end by themselves. */
#ifndef NH_TESTS_SILENCE_HPP
#define NH_TESTS_SILENCE_HPP

#include <string>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.hpp"

namespace checks {

/* Listens and never answers, so that sends to it wait until they are ended. */
class Silence {
public:
    Silence() : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address = {};
        socklen_t length = sizeof address;
        auto *generic = reinterpret_cast<sockaddr *>(&address);

        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        CHECK(bind(listener_, generic, length) == 0 && listen(listener_, 64) == 0);
        CHECK(getsockname(listener_, generic, &length) == 0);
        port_ = ntohs(address.sin_port);
    }
    ~Silence() { close(listener_); }
    Silence(const Silence &) = delete;
    Silence &operator=(const Silence &) = delete;

    nh::Hub hub() const
    {
        return nh::Hub("Endpoint=sb://127.0.0.1:" + std::to_string(port_) +
                           "/;SharedAccessKeyName=a;"
                           "SharedAccessKey=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
                       "demo");
    }

private:
    int listener_;
    int port_ = 0;
};

} // namespace checks

#endif
