/* Part of notification_hubs.hpp: how it was compiled. */
#ifndef NOTIFICATION_HUBS_CONFIG_HPP
#define NOTIFICATION_HUBS_CONFIG_HPP

#include "../notification_hubs.h"

#if __cplusplus < 201703L && (!defined(_MSVC_LANG) || _MSVC_LANG < 201703L)
#error "notification_hubs.hpp needs C++17: compile with -std=c++17"
#endif

/*
 * Without exceptions (-fno-exceptions) only the try_ forms are there. The same
 * names then mean other code, so it has a namespace of its own: a program may be
 * linked from parts of both kinds.
 */
#if defined(__cpp_exceptions)
#define NOTIFICATION_HUBS_EXCEPTIONS 1
#define NOTIFICATION_HUBS_MODE with_exceptions
#else
#define NOTIFICATION_HUBS_EXCEPTIONS 0
#define NOTIFICATION_HUBS_MODE without_exceptions
#endif

#endif
