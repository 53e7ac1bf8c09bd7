/* See units.hpp: with exceptions. */
#include "units.hpp"

#include "check.hpp"

int main()
{
    CHECK(fails_with_a_result());
    CHECK(fails_with_an_exception());
    CHECK(survives_a_callback());
    const nh::Hub hub = checks::hub();
    CHECK(hub.broadcast_apple_notification(R"({"aps":{"alert":"x"}})").verdict() ==
          NH_VERDICT_ACCEPTED);
    return checks::report();
}
