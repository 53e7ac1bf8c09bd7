// The header in a C++ program: included twice, objects in unique_ptr, one
// notification sent. C++11.
#include "notification_hubs.h"
#include "notification_hubs.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <type_traits>

namespace nh {

// One deleter for all types: each _free is chosen by its argument.
struct Free {
  void operator()(nh_options *object) const { nh_options_free(object); }
  void operator()(nh_hub *object) const { nh_hub_free(object); }
  void operator()(nh_notification *object) const
  {
    nh_notification_free(object);
  }
  void operator()(nh_target *object) const { nh_target_free(object); }
  void operator()(nh_outcome *object) const { nh_outcome_free(object); }
  void operator()(nh_error *object) const { nh_error_free(object); }
};

template <typename T> using Ptr = std::unique_ptr<T, Free>;

} // namespace nh

static_assert(sizeof(nh::Ptr<nh_hub>) == sizeof(nh_hub *),
              "the deleter takes no room");
static_assert(std::is_same<decltype(nh_version_number()), std::uint32_t>::value,
              "the header's integers are the standard's");

static int passed, failed;

static void check(bool ok, const char *name, const std::string &why)
{
  if (ok) {
    passed++;
    std::printf("ok %s\n", name);
  } else {
    failed++;
    std::printf("not ok %s: %s\n", name, why.c_str());
  }
}

static std::string environment(const char *name)
{
  const char *value = std::getenv(name);
  return value ? value : "";
}

int main()
{
  check(std::string(NH_VERSION_STRING) == nh_version(), "version", nh_version());
  check(nh_version_number() == (static_cast<unsigned>(NH_VERSION_MAJOR) << 16 |
                                static_cast<unsigned>(NH_VERSION_MINOR) << 8 |
                                static_cast<unsigned>(NH_VERSION_PATCH)),
        "version number", std::to_string(nh_version_number()));
  check(std::string(nh_status_name(NH_STATUS_TIMEOUT)) == "NH_STATUS_TIMEOUT",
        "status name", nh_status_name(NH_STATUS_TIMEOUT));

  nh::Ptr<nh_options> options(nh_options_new());
  const std::string ca_file = environment("NH_CA_FILE");
  if (!ca_file.empty())
    check(nh_options_set_ca_file(options.get(), ca_file.c_str()) ==
              NH_STATUS_OK,
          "CA file", nh_error_message(nh_last_error()));
  std::string log;
  nh_options_set_log_callback(
      options.get(), NH_LOG_LEVEL_INFO,
      [](void *user_data, std::int32_t, const char *text) {
        static_cast<std::string *>(user_data)->append(text).append("\n");
      },
      &log);
  nh::Ptr<nh_hub> hub(nh_hub_new(environment("NH_CONNECTION_STRING").c_str(),
                                 environment("NH_HUB").c_str(),
                                 options.get()));
  options.reset(); // the hub has a copy
  check(hub != nullptr, "hub", nh_error_message(nh_last_error()));

  const std::string payload("{\"aps\":{\"alert\":\"hello from C++\"}}");
  nh::Ptr<nh_notification> notification(nh_notification_new(
      NH_PLATFORM_APPLE, payload.data(), payload.size()));
  nh::Ptr<nh_target> target(nh_target_new_tag("all"));
  nh_outcome *out = nullptr;
  nh_status status =
      nh_send(hub.get(), notification.get(), target.get(), nullptr, &out);
  nh::Ptr<nh_outcome> outcome(out);
  check(status == NH_STATUS_OK, "send",
        nh_error_message(nh_outcome_error(outcome.get())));
  check(nh_outcome_verdict(outcome.get()) == NH_VERDICT_ACCEPTED &&
            nh_outcome_http_status(outcome.get()) == 201 &&
            nh_outcome_notification_id(outcome.get()) != nullptr,
        "outcome", std::to_string(nh_outcome_http_status(outcome.get())));
  check(log.find("accepted") != std::string::npos, "log callback", log);

  // An error that outlives the next one.
  check(nh_target_new_tag(nullptr) == nullptr, "bad call", "a target was made");
  nh::Ptr<nh_error> error(nh_error_copy(nh_last_error()));
  nh_target_new_tag("");
  check(nh_error_status(error.get()) == NH_STATUS_INVALID_ARGUMENT &&
            std::strstr(nh_error_message(error.get()), "tag is NULL"),
        "copied error", nh_error_message(error.get()));

  std::printf("%d passed, %d failed\n", passed, failed);
  return failed || !passed ? 1 : 0;
}
