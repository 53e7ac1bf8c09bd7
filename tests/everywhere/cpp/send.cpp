/* Sends one notification of every platform to the tag expression NH_TAG. */
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>

#include <notification_hubs.hpp>

namespace nh = notification_hubs;

/* The payload of each platform. */
static const std::map<nh::Platform, const char *> payloads = {
    {NH_PLATFORM_TEMPLATE, R"({"headline":"everywhere"})"},
    {NH_PLATFORM_APPLE, R"({"aps":{"alert":"everywhere"}})"},
    {NH_PLATFORM_FCMV1, R"({"message":{"notification":{"body":"everywhere"}}})"},
    {NH_PLATFORM_WINDOWS, R"(<toast><visual><binding template="ToastText01">)"
                          R"(<text id="1">everywhere</text></binding></visual></toast>)"},
    {NH_PLATFORM_GCM, R"({"data":{"message":"everywhere"}})"},
    {NH_PLATFORM_MPNS, R"(<?xml version="1.0" encoding="utf-8"?>)"
                       R"(<wp:Notification xmlns:wp="WPNotification"><wp:Toast>)"
                       R"(<wp:Text1>everywhere</wp:Text1></wp:Toast></wp:Notification>)"},
    {NH_PLATFORM_ADM, R"({"data":{"message":"everywhere"}})"},
    {NH_PLATFORM_BAIDU, R"({"title":"everywhere","description":"everywhere"})"},
    {NH_PLATFORM_BROWSER, R"({"title":"everywhere"})"},
    {NH_PLATFORM_XIAOMI, R"({"title":"everywhere","description":"everywhere"})"},
};

static std::string environment(const char *name)
{
    const char *value = std::getenv(name);

    return value != nullptr ? value : "";
}

int main()
{
    try {
        nh::Options options;
        if (!environment("NH_CA_FILE").empty())
            options.set_ca_file(environment("NH_CA_FILE"));
        const nh::Hub hub(environment("NH_CONNECTION_STRING"), environment("NH_HUB"), options);
        const auto target = nh::Target::new_expression(environment("NH_TAG"));

        /* Platforms are numbered from 1 without a gap: one that is new here is missed. */
        for (int number = 1; !nh::platform_name(static_cast<nh::Platform>(number)).empty();
             number++) {
            const auto platform = static_cast<nh::Platform>(number);

            hub.send(nh::Notification(platform, payloads.at(platform)), target);
        }
    } catch (const std::exception &error) {
        std::cerr << error.what() << '\n';
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
