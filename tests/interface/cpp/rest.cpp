/*
 * The rest of the service through the C++ header: installations, registrations,
 * jobs, feedback, telemetry, hubs of a namespace. Needs NH_ROOT_CONNECTION_STRING.
 */
#include <algorithm>
#include <set>
#include <vector>

#include "check.hpp"

using namespace std::chrono_literals;
using checks::thrown;

static const nh::Hub &hub()
{
    static const nh::Hub hub = checks::hub();

    return hub;
}

static const char *token = "C1C1C1C1C1C1C1C1C1C1C1C1C1C1C1C1C1C1C1C1C1C1C1C1C1C1C1C1C1C1C1C1";

/* The service applies an installation soon after its answer. */
static nh::Installation installation(const char *id, bool (*is_applied)(const nh::Installation &))
{
    for (;;) {
        auto found = hub().try_get_installation(id);

        if (found && is_applied(*found))
            return *std::move(found);
    }
}

static void installations()
{
    const std::set<std::string> tags = {"one", "two"};
    nh::Installation device("cpp-phone", NH_PLATFORM_APPLE, token);
    nh::Template greeting(R"x({"aps":{"alert":"$(greeting)"}})x");

    greeting.add_tags({"greeted"}).set_expiry("$(expiry)").set_header("apns-priority", "5");
    device.set_user_id("ann").add_tags(tags).add_tag("three").remove_tag("three");
    device.set_push_variable("name", "Ann").set_push_variable("gone", "x");
    device.remove_push_variable("gone").set_template("greeting", greeting);
    device.set_template("gone", nh::Template("{}")).remove_template("gone");
    CHECK(device.json()->find("\"ann\"") != std::string::npos);
    CHECK(hub().put_installation(device).verdict() == NH_VERDICT_ACCEPTED);

    const auto read = installation("cpp-phone", [](const nh::Installation &) { return true; });
    CHECK(read.id() == "cpp-phone" && read.user_id() == "ann");
    CHECK(read.platform() == NH_PLATFORM_APPLE && read.platform_text() == "apns");
    CHECK(read.push_channel() == token && !read.push_channel_expired());
    CHECK(read.tags() == std::vector<std::string>({"one", "two"}));
    CHECK(read.push_variable("name") == "Ann" && !read.push_variable("gone"));
    CHECK(read.templates().size() == 1);
    CHECK(read.templates()[0].name == "greeting");
    CHECK(read.templates()[0].tags == std::vector<std::string>({"greeted"}));
    CHECK(read.templates()[0].body.find("$(greeting)") != std::string::npos);
    CHECK(read.expiration_time().has_value());

    nh::InstallationPatch patch;
    CHECK(!patch.json());
    patch.add_tags({"four"}).remove_tag("one").set_user_id("bernd").set_push_variable("x", "y");
    patch.set_template_body("greeting", "{}").add_template_tag("greeting", "more");
    patch.set_template_headers("greeting", nh::Template("{}").set_header("apns-priority", "10"));
    patch.set_template("second", greeting).remove_template("second");
    patch.remove_push_variable("name").set_push_channel(std::string(64, 'd'));
    hub().patch_installation("cpp-phone", patch);
    const auto patched = installation(
        "cpp-phone", [](const nh::Installation &now) { return now.user_id() == "bernd"; });
    CHECK(patched.tags() == std::vector<std::string>({"two", "four"}));
    CHECK(patched.push_channel() == std::string(64, 'd'));
    CHECK(hub().installation_exists("cpp-phone"));
    nh::InstallationPatch nobody;
    nobody.remove_user_id();
    hub().patch_installation("cpp-phone", nobody);
    hub().delete_installation("cpp-phone");
    while (hub().installation_exists("cpp-phone"))
        continue;
    const auto missing =
        thrown<nh::ServiceError>([] { hub().get_installation("cpp-phone"); });
    CHECK(missing.status() == NH_STATUS_NOT_FOUND && missing.outcome().http_status() == 404);

    const auto browser = nh::Installation::new_browser("b", "https://push.example.com", "P", "s");
    CHECK(browser.browser_p256dh() == "P" && browser.browser_auth() == "s");
    nh::Installation windows("w", NH_PLATFORM_WINDOWS, "https://db5p.notify.windows.com/?token=w");
    nh::SecondaryTile tile("https://db5p.notify.windows.com/?token=tile");
    tile.add_tags({"tile"}).set_template(
        "t", nh::Template("<tile/>").set_header("X-WNS-Type", "wns/tile"));
    windows.set_secondary_tile("id", tile);
    CHECK(windows.json()->find("token=tile") != std::string::npos);
    windows.remove_secondary_tile("id");
    CHECK(windows.json()->find("token=tile") == std::string::npos);
    CHECK(nh::Installation::from_json(*windows.json()).id() == "w");
    CHECK(thrown<nh::UsageError>([] { nh::Installation::from_json("{"); }).status() !=
          NH_STATUS_OK);
}

/* What was read is changed in one part and stays whole. */
static void parts_of_installations()
{
    nh::Installation device("w", NH_PLATFORM_WINDOWS, "https://c.example/");
    nh::Template raw("raw");
    raw.set_header("X-WNS-Type", "wns/raw").set_header("X-WNS-Tag", "t").set_expiry("$(e)");
    raw.add_tag("a").add_tag("b");
    nh::SecondaryTile front("https://t.example/");
    front.add_tags({"x", "y"}).set_template("u", raw).set_template("v", raw);
    device.set_template("t", raw).set_secondary_tile("front", front).set_user_id("ann");
    device.set_push_variable("n", "1").set_expiration_time("2031-01-15T00:00:00Z");
    device.set_member("later", "{\"x\":1}");
    const auto read = nh::Installation::from_json(*device.json());
    CHECK(read.expiration_time() == "2031-01-15T00:00:00Z");
    CHECK(read.member("later") == "{\"x\":1}" && !read.member("none"));
    CHECK(read.push_variable_names() == std::vector<std::string>({"n"}));
    CHECK(!read.body_template("none") && !read.secondary_tile("none"));
    auto part = *read.body_template("t");
    CHECK(part.body() == "raw" && part.expiry() == "$(e)" && part.headers().size() == 2);
    CHECK(part.headers()[1].name == "X-WNS-Tag" && part.headers()[1].value == "t");
    part.remove_tag("a").remove_header("x-wns-tag").set_body("other").set_expiry(nullptr);
    CHECK(part.tags() == std::vector<std::string>({"b"}) && part.headers().size() == 1);
    CHECK(part.body() == "other" && !part.expiry());
    CHECK(read.secondary_tile_ids() == std::vector<std::string>({"front"}));
    auto tile = *read.secondary_tile("front");
    CHECK(tile.push_channel() == "https://t.example/" && !tile.push_channel_expired());
    CHECK(tile.template_names() == std::vector<std::string>({"u", "v"}));
    CHECK(tile.body_template("u")->body() == "raw" && !tile.body_template("none"));
    tile.remove_tag("x").remove_template("u").set_push_channel("https://t2.example/");
    CHECK(tile.tags() == std::vector<std::string>({"y"}) && tile.template_names().size() == 1);
    device.set_template("t", part).set_secondary_tile("front", tile).remove_user_id();
    device.set_push_channel("https://c2.example/").set_member("later", nullptr);
    device.set_expiration_time(nullptr);
    CHECK(!device.user_id() && !device.member("later") && !device.expiration_time());
    CHECK(device.push_channel() == "https://c2.example/");

    const char *own = R"x({"endpoint":"https://e/","keys":{"p256dh":"k","auth":"a"}})x";
    nh::Installation browser("b", NH_PLATFORM_BROWSER, own);
    CHECK(browser.browser_auth() == "a");
    browser.set_browser_channel("https://f/", "k2", "a2");
    CHECK(browser.push_channel() == "https://f/");

    nh::InstallationPatch patch;
    patch.remove_all_tags().add_tag("only").set_browser_channel("https://f/", "k", "a");
    patch.set_template_expiry("t", "$(e)").remove_template_tag("t", "Caf\u00e9 au lait");
    patch.set_secondary_tile("front", front).remove_secondary_tile("front");
    patch.add_operation("remove", "/later", nullptr);
    CHECK(patch.json()->find(R"x({"op":"replace","path":"/tags","value":"only"})x") !=
          std::string::npos);
    CHECK(patch.json()->find(R"x({"op":"remove","path":"/later"})x") != std::string::npos);

    nh::Registration phone(NH_PLATFORM_WINDOWS, "https://c.example/");
    phone.set_template("raw", "t").set_template_header("X-WNS-Type", "wns/raw");
    phone.remove_template_header("x-wns-type").set_secondary_tile("s").remove_secondary_tile();
    phone.set_push_variable("n", "1").set_handle("https://c2.example/");
    CHECK(phone.template_headers().empty() && !phone.secondary_tile());
    CHECK(phone.push_variable_names() == std::vector<std::string>({"n"}));
    CHECK(phone.handle() == "https://c2.example/" && !phone.remove_template().has_template());
    auto baidu = nh::Registration::new_baidu("u", "c");
    CHECK(baidu.set_baidu_user_id("u2").baidu_user_id() == "u2");
}

static void registrations()
{
    const std::string id = *hub().create_registration_id().registration_id();
    nh::Registration device(NH_PLATFORM_APPLE, token);

    device.add_tags({"cpp-one", "cpp-two"}).remove_tag("cpp-two");
    device.set_push_variable("name", "Ann").set_push_variable("gone", "x");
    device.remove_push_variable("gone");
    device.set_template(R"x({"aps":{"alert":"$(a)"}})x", "news");
    device.set_template_header("apns-priority", "5").set_apple_expressions("$(e)", nullptr);
    CHECK(!device.id() && !device.etag() && device.kind().empty() && device.xml());

    const auto written = hub().put_registration(id, device);
    CHECK(written.id() == id && written.handle() == token);
    CHECK(written.platform() == NH_PLATFORM_APPLE);
    CHECK(written.kind() == "AppleTemplateRegistrationDescription");
    CHECK(written.tags() == std::vector<std::string>({"cpp-one"}));
    CHECK(written.has_template() && written.template_name() == "news");
    CHECK(written.template_body()->find("$(a)") != std::string::npos);
    CHECK(written.apple_expiry() == "$(e)" && !written.apple_priority());
    CHECK(written.template_headers().size() == 1);
    CHECK(written.template_headers()[0].name == "apns-priority");
    CHECK(written.push_variable("name") == "Ann");
    CHECK(written.expiration_time().has_value() && !written.secondary_tile());
    CHECK(!written.baidu_message_type());

    auto read = hub().get_registration(id);
    read.add_tag("cpp-three");
    const auto updated = hub().update_registration(id, read, read.etag());
    CHECK(thrown<nh::ServiceError>([&] {
              hub().update_registration(id, read, read.etag());
          }).status() == NH_STATUS_PRECONDITION_FAILED);
    const auto other = hub().create_registration(nh::Registration(NH_PLATFORM_APPLE, token));
    CHECK(hub().registration_exists(other.id()));
    hub().delete_registration(other.id(), other.etag());
    CHECK(!hub().registration_exists(other.id()));

    std::size_t count = 0;
    auto by_tag = nh::RegistrationCursor::new_by_tag(hub(), "cpp-three");
    for (const auto &registration : by_tag)
        count += registration.id() == id;
    CHECK(count == 1 && !by_tag.next());
    auto all = nh::RegistrationCursor::new_all(hub());
    for (count = 0; all.next();)
        count++;
    CHECK(count > 1);
    auto by_channel = nh::RegistrationCursor::new_by_channel(hub(), token);
    auto first = by_channel.try_next();
    CHECK(first && first.outcome() && (*first)->id() == id);
    CHECK(hub().delete_registrations_by_channel(token) == 1);
    CHECK(hub().delete_registrations_by_channel(token) == 0);
    const nh::Hub nowhere(checks::nobody, "demo");
    CHECK(thrown<nh::NetworkError>([&] {
              nowhere.delete_registrations_by_channel(token, nh::CallOptions().set_max_attempts(1));
          }).deleted_count() == 0);
    auto unreachable = nh::RegistrationCursor::new_all(nowhere);
    CHECK(thrown<nh::NetworkError>([&] {
              for (const auto &registration : unreachable)
                  CHECK(!registration);
          }).is_transient());

    auto baidu = nh::Registration::new_baidu("user", "channel");
    baidu.set_template("{}").set_baidu_message_type(1);
    CHECK(baidu.baidu_user_id() == "user" && baidu.baidu_message_type() == 1);
    const auto browser = nh::Registration::new_browser("https://push.example.com", "P", "s");
    CHECK(browser.browser_p256dh() == "P" && browser.browser_auth() == "s");
    nh::Registration windows(NH_PLATFORM_WINDOWS, "https://db5p.notify.windows.com/?token=w");
    CHECK(windows.set_secondary_tile("tile").secondary_tile() == "tile");
}

static void many_devices()
{
    std::size_t count = 0;

    for (int i = 0; i < 40; i++) {
        nh::Installation phone("many-" + std::to_string(i), NH_PLATFORM_GCM,
                               "handle-" + std::to_string(i));
        phone.set_user_id(i < 3 ? "many-ann" : "many-bob").add_tag("many");
        hub().put_installation(phone);
    }
    auto by_tag = nh::InstallationCursor::new_by_tag(hub(), "many");
    for (const auto &installation : by_tag)
        count += installation.id().rfind("many-", 0) == 0;
    CHECK(count == 40 && !by_tag.next());
    auto all = nh::InstallationCursor::new_all(hub());
    CHECK(all.next().has_value());
    auto by_channel = nh::InstallationCursor::new_by_channel(hub(), "handle-7");
    CHECK(by_channel.next()->id() == "many-7");
    CHECK(hub().delete_user_devices("many-ann") == 3);
    auto by_user = nh::InstallationCursor::new_by_user(hub(), "many-ann");
    auto nobody = by_user.try_next();
    CHECK(nobody && !*nobody);
    CHECK(!hub().wait_installation("many-1", nullptr));
    const nh::Installation wanted("many-9", NH_PLATFORM_GCM, "handle-9");
    CHECK(hub().wait_installation("many-9", &wanted)->user_id() == "many-bob");
    CHECK(!hub().try_wait_installation("many-9", nullptr, nh::CallOptions().set_timeout(200ms)));
    CHECK(hub().delete_user_devices("many-bob") == 37);
    CHECK(!hub().try_delete_user_devices("no body"));
    CHECK(!nh::InstallationCursor::try_new_by_user(hub(), ""));
}

/* Two handles that nobody has, and one that somebody has: a fault of the request stops it. */
static void dead_devices()
{
    const std::vector<std::string> handles = {"dead-1", "nobody"};
    const nh::Feedback feedback = nh::Feedback::parse(
        "<PnsFeedback><NotificationSystemError>WrongToken</NotificationSystemError>"
        "<PnsHandle>dead-2</PnsHandle></PnsFeedback>"
        "<PnsFeedback><NotificationSystemError>ExpiredChannel</NotificationSystemError>"
        "<PnsHandle>dead-3</PnsHandle><NewPnsHandle>new</NewPnsHandle></PnsFeedback>");
    std::size_t told = 0;
    nh::Prune prune;

    for (int i = 1; i <= 2; i++)
        hub().put_installation(nh::Installation("dead-" + std::to_string(i), NH_PLATFORM_GCM,
                                                "dead-" + std::to_string(i)));
    prune.set_progress_callback([&](std::size_t done, std::size_t) { told += done; });
    const auto looked = prune.handles(hub(), handles).decisions();
    CHECK(looked.size() == 2 && told == 2 && prune.count(NH_PRUNE_DECISION_DEAD) == 1);
    for (const auto &pruned : looked) {
        const bool is_there = pruned.pns_handle == "dead-1";
        CHECK(pruned.decision == (is_there ? NH_PRUNE_DECISION_DEAD : NH_PRUNE_DECISION_NOT_REGISTERED));
        CHECK(pruned.installation_id.has_value() == is_there && !pruned.registration_id);
        CHECK(pruned.platform.has_value() == is_there && !pruned.error);
    }
    CHECK(hub().installation_exists("dead-1"));

    nh::Prune deleting;
    deleting.set_delete().set_progress_callback([](std::size_t, std::size_t) { throw 7; });
    nh::Prune moved = std::move(deleting);
    int caught = 0;
    try {
        moved.handles(hub(), handles);
    } catch (int number) {
        caught = number;
    }
    CHECK(caught == 7);
    CHECK(moved.count(NH_PRUNE_DECISION_DELETED) == 1 && !hub().installation_exists("dead-1"));
    moved.set_progress_callback({});
    CHECK(moved.feedback(hub(), feedback).decisions().size() == 2);
    CHECK(moved.count(NH_PRUNE_DECISION_NOT_DEAD) == 1);
    CHECK(moved.count(NH_PRUNE_DECISION_REPLACED) == 1);
    moved.add_error("WrongToken");
    CHECK(moved.try_feedback(hub(), feedback) && !hub().installation_exists("dead-2"));
    moved.add_error("");
    const auto refused = moved.try_handles(hub(), handles);
    CHECK(!refused && refused.error().status() == NH_STATUS_INVALID_ARGUMENT);
    CHECK(!moved.try_handles(hub(), std::vector<std::string>{""}));
    nh::CallOptions cancelled;
    nh::Cancel cancel;
    cancel.trigger();
    cancelled.set_cancel(cancel);
    const auto stopped = thrown<nh::Error>([&] {
        nh::Prune().handles(hub(), handles, cancelled);
    });
    CHECK(stopped.status() == NH_STATUS_CANCELLED);
    CHECK(stopped.prune_report().decisions().size() == 2);

    nh::FeedbackCursor cursor(hub());
    std::size_t count = 0;
    for (const auto &portion : cursor)
        count += portion.entries().size();
    CHECK(count == 0 && cursor.unreadable_count() == 0 && cursor.marker() == "{}");
    auto again = nh::FeedbackCursor::new_uri(hub(), hub().get_feedback_container_uri().body());
    CHECK(!again.set_marker(cursor.marker()).next());
    CHECK(!nh::FeedbackCursor(hub()).try_set_marker("x"));
    CHECK(!nh::FeedbackCursor::try_new_uri(hub(), "https://storage.example/c"));
    CHECK(!nh::FeedbackCursor::try_new_notification(hub(), ""));
    auto nothing = nh::FeedbackCursor::new_notification(hub(), "none").try_next(
        nh::CallOptions().set_timeout(200ms));
    CHECK(!nothing && nothing.error().status() == NH_STATUS_TIMEOUT);
}

static void explained()
{
    const auto news = nh::Notification::new_apple_alert("a", "b");
    const auto nobody = nh::Target::new_tag("nobody-has-this");
    const auto explanation = hub().explain(&news, &nobody);
    const auto findings = explanation.findings();

    CHECK(!findings.empty() && findings[0].finding == NH_FINDING_NO_MATCH);
    CHECK(findings[0].text.find("No registration matches") == 0);
    CHECK(explanation.matched() == 0 && explanation.looked_at() == 0 && !explanation.is_cut());
    CHECK(explanation.words().find("- No registration matches") == 0);
    CHECK(explanation.json().find("\"matches\"") != std::string::npos);
    CHECK(hub().explain(nullptr, nullptr, "none").findings()[0].finding == NH_FINDING_NOT_FOUND);
    CHECK(!hub().try_explain(&news, nullptr));
    nh::CallOptions cancelled;
    nh::Cancel cancel;
    cancel.trigger();
    cancelled.set_cancel(cancel);
    const auto stopped = thrown<nh::Error>([&] { hub().explain(&news, &nobody, {}, 0, cancelled); });
    CHECK(stopped.status() == NH_STATUS_CANCELLED);
    CHECK(stopped.explanation().findings()[0].finding == NH_FINDING_NOT_KNOWN);
}

static void jobs()
{
    const std::string container = "https://account.blob.example.com/exports?sv=1&sp=rwl&sig=x";
    nh::CallOptions patient;

    patient.set_timeout(60s);
    const auto submitted = hub().submit_job(NH_JOB_TYPE_EXPORT_REGISTRATIONS, container);
    CHECK(submitted.type() == NH_JOB_TYPE_EXPORT_REGISTRATIONS);
    CHECK(hub().get_job(submitted.id()).id() == submitted.id());
    const auto job = hub().wait_job(submitted.id(), patient);
    CHECK(job.status() == NH_JOB_STATUS_COMPLETED && job.status_text() == "Completed");
    CHECK(job.progress() > 99 && !job.failure() && !job.import_file_uri());
    CHECK(job.created_at() && job.updated_at() && job.output_container_uri());
    CHECK(job.output_property("OutputFilePath").has_value() && !job.output_property("none"));
    const nh::JobList jobs = hub().list_jobs();
    CHECK(jobs.size() == 1 && !jobs.empty() && jobs[0].id() == submitted.id());
    std::size_t count = 0;
    for (const auto &listed : jobs)
        count += listed.type() == NH_JOB_TYPE_EXPORT_REGISTRATIONS;
    CHECK(count == 1);

    /* A wait whose time is over has what it read last. */
    const auto again = hub().submit_job(NH_JOB_TYPE_EXPORT_REGISTRATIONS, container);
    nh::CallOptions impatient;
    impatient.set_timeout(300ms);
    const auto over = thrown<nh::NetworkError>([&] { hub().wait_job(again.id(), impatient); });
    CHECK(over.status() == NH_STATUS_TIMEOUT && over.job().id() == again.id());

    CHECK(hub().get_feedback_container_uri().body().find("http") == 0);
    const auto feedback = nh::Feedback::parse(
        "<PnsFeedback><FeedbackTime>2025-01-01T00:00:00Z</FeedbackTime>"
        "<NotificationSystemError>ExpiredChannel</NotificationSystemError>"
        "<Platform>gcm</Platform><PnsHandle>old</PnsHandle><RegistrationId>1-2-3</RegistrationId>"
        "<InstallationId>dev</InstallationId><NotificationId>n-1</NotificationId>"
        "<NewPnsHandle>new</NewPnsHandle></PnsFeedback>"
        "<PnsFeedback><Platform>apple</Platform></PnsFeedback><PnsFeedback><a></b></PnsFeedback>");
    const auto entries = feedback.entries();
    CHECK(entries.size() == 2 && feedback.unreadable_count() == 1);
    CHECK(entries[0].time == "2025-01-01T00:00:00Z" && entries[0].error == "ExpiredChannel");
    CHECK(entries[0].platform == "gcm" && entries[0].pns_handle == "old");
    CHECK(entries[0].new_pns_handle == "new" && entries[0].registration_id == "1-2-3");
    CHECK(entries[0].installation_id == "dev" && entries[0].notification_id == "n-1");
    CHECK(entries[1].platform == "apple" && !entries[1].pns_handle);
}

static void telemetry()
{
    nh::CallOptions patient;

    patient.set_timeout(60s);
    const auto sent = hub().send_apple_notification(R"({"aps":{"alert":"x"}})", "apple");
    const auto details = hub().wait_notification_details(sent.notification_id(), patient);
    CHECK(details.state() == NH_NOTIFICATION_STATE_COMPLETED);
    CHECK(details.state_text() == "Completed");
    CHECK(details.notification_id() == sent.notification_id() && details.location());
    CHECK(details.enqueue_time() && details.start_time() && details.end_time());
    CHECK(details.tags() == "apple" && details.body() && details.target_platforms());
    CHECK(details.counts().size() == 1 && details.counts()[0].platform == "apple");
    CHECK(details.counts()[0].outcome == "Success" && details.counts()[0].value == 1);
    auto read = hub().try_get_notification_details(sent.notification_id());
    CHECK(read && !read->error_uri() && read.outcome().body().find('<') == 0);
    CHECK(thrown<nh::ServiceError>([] { hub().get_notification_details("no-such-id"); })
              .status() == NH_STATUS_NOT_FOUND);
}

static void hubs()
{
    const nh::Namespace ns(checks::environment("NH_ROOT_CONNECTION_STRING"), checks::options());
    const std::string key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    nh::HubDescription description;

    description.set_registration_ttl("P90D").set_user_metadata("mine").set_disabled(false);
    description.set_rule("both", NH_RIGHTS_LISTEN + NH_RIGHTS_SEND, key, key);
    description.set_rule("gone", NH_RIGHTS_LISTEN, key, key).remove_rule("gone");
    description.set_apns_certificate("gateway.push.apple.com", "Y2VydA==", "password");
    description.set_apns_token("https://api.push.apple.com:443/3/device", "p8", "KEY0000001",
                               "com.example.app", "TEAM000001");
    description.set_wns("ms-app://s-1-15-2-1", "secret").set_wns_endpoint("https://login.example");
    description.set_gcm("key").set_gcm_endpoint("https://gcm.example");
    description.set_fcmv1("project", "private", "a@b.iam.gserviceaccount.com");
    description.set_mpns().set_adm("client", "secret");
    description.set_adm_endpoints("https://auth.example", "https://send.example/{0}");
    description.set_wns_certificate("Y2VydA==", "password");
    description.set_baidu("key", "secret").set_browser("mailto:a@example.com", "BPublic", "p");
    description.set_baidu_endpoint("https://baidu.example").set_xiaomi("secret", "https://x.example");
    const auto created = ns.create_hub("cpp", description);
    CHECK(created.name() == "cpp" && created.registration_ttl() == "P90D");
    CHECK(created.user_metadata() == "mine" && !created.is_disabled());
    CHECK(created.credential("WnsCredential", "PackageSid") == "ms-app://s-1-15-2-1");
    CHECK(!created.rules().empty() && created.rules()[0].key_name == "both");
    CHECK(created.rules()[0].rights == NH_RIGHTS_LISTEN + NH_RIGHTS_SEND);
    CHECK(created.rules()[0].primary_key == key && created.rules()[0].secondary_key == key);
    for (const auto &rule : created.rules())
        CHECK(rule.key_name != "gone");
    CHECK(thrown<nh::ServiceError>([&] { ns.create_hub("cpp", description); }).status() ==
          NH_STATUS_CONFLICT);

    auto read = ns.get_hub("cpp");
    CHECK(ns.update_hub("cpp", read.set_user_metadata("yours")).user_metadata() == "yours");
    std::set<std::string> names;
    for (const auto &listed : ns.list_hubs())
        names.insert(*listed.name());
    CHECK(names == std::set<std::string>({"cpp", "demo"}));
    CHECK(ns.delete_hub("cpp").verdict() == NH_VERDICT_ACCEPTED);
    CHECK(thrown<nh::ServiceError>([&] { ns.get_hub("cpp"); }).status() == NH_STATUS_NOT_FOUND);
}

int main()
{
    try {
        many_devices();
        dead_devices();
        explained();
        jobs();
        installations();
        parts_of_installations();
    registrations();
        telemetry();
        hubs();
    } catch (const nh::Error &error) {
        std::printf("%s: %s\n", error.status_name().c_str(), error.what());
        checks::failed++;
    }
    return checks::report();
}
