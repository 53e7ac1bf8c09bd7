/* What is sent, and to whom. */
#ifndef NH_TESTS_NEWS_HPP
#define NH_TESTS_NEWS_HPP

#include "../cpp/check.hpp"

namespace checks {

inline nh::Notification news() { return nh::Notification::new_apple_alert("a", "b"); }

inline const nh::Target &everyone()
{
    static const nh::Target everyone = nh::Target::new_broadcast();

    return everyone;
}

} // namespace checks

#endif
