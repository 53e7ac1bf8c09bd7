# What programs link with, of
#   _nh_shared, _nh_static   the libraries; empty where there is none
#   _nh_includedir           the headers
#   _nh_scope                GLOBAL for every directory of a project; else empty
# Threads::Threads is there if _nh_static is.

if(_nh_shared AND NOT TARGET NotificationHubs::shared)
  add_library(NotificationHubs::shared SHARED IMPORTED ${_nh_scope})
  set_target_properties(NotificationHubs::shared PROPERTIES
    IMPORTED_LOCATION "${_nh_shared}"
    INTERFACE_INCLUDE_DIRECTORIES "${_nh_includedir}")
endif()

if(_nh_static AND NOT TARGET NotificationHubs::static)
  add_library(NotificationHubs::static STATIC IMPORTED ${_nh_scope})
  set_target_properties(NotificationHubs::static PROPERTIES
    IMPORTED_LOCATION "${_nh_static}"
    INTERFACE_INCLUDE_DIRECTORIES "${_nh_includedir}"
    INTERFACE_LINK_LIBRARIES "Threads::Threads;util;rt;m;dl")
endif()
