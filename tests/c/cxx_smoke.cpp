// The header in a C++ program: included twice, owned by smart pointers.
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "notification_hubs.h"
#include "notification_hubs.h"

template <typename T, void (*Free)(T *)>
struct Deleter {
  void operator()(T *object) const { Free(object); }
};

using Hub = std::unique_ptr<nh_hub, Deleter<nh_hub, nh_hub_free>>;
using Options = std::unique_ptr<nh_options, Deleter<nh_options, nh_options_free>>;
using Outcome = std::unique_ptr<nh_outcome, Deleter<nh_outcome, nh_outcome_free>>;

int main() {
  int passed = 0, failed = 0;
  auto check = [&](bool good, const char *name) {
    (good ? passed : failed)++;
    std::printf("%s %s%s\n", good ? "ok" : "not ok", name, good ? "" : ": false");
  };

  Options options(nh_options_new());
  const char *ca = std::getenv("NH_CA_FILE");
  if (ca != nullptr && *ca != '\0')
    nh_options_set_ca_file(options.get(), ca);
  Hub hub(nh_hub_new(std::getenv("NH_CONNECTION_STRING"), std::getenv("NH_HUB"),
                     options.get()));
  check(hub != nullptr, "a hub");
  nh_outcome *raw = nullptr;
  const std::string payload = R"({"aps":{"alert":"from C++"}})";
  nh_status status =
      nh_broadcast_apple_notification(hub.get(), payload.c_str(), &raw);
  Outcome outcome(raw);
  check(status == NH_STATUS_OK, "a send");
  check(nh_outcome_verdict(outcome.get()) == NH_VERDICT_ACCEPTED, "its verdict");
  check(std::string(nh_version()) == NH_VERSION, "the version");
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
