"""Installations, registrations, telemetry, jobs and feedback."""

import json

import notification_hubs as nh
from local_hub import APPLE, PAYLOADS, Case, apple, ask, open_hub, tell

TEMPLATE = '{"aps":{"alert":"$(headline)"}}'
# The local hub takes any account's address for its own storage.
CONTAINER = "https://acct.blob.example/python?sv=1&sr=c&sp=rwl&sig=a%2Bb"


class Installations(Case):
    def setUp(self):
        super().setUp()
        self.hub = open_hub()
        self.addCleanup(self.hub.delete_installation, "py-1")

    def test_written_read_patched_deleted(self):
        template = nh.Template(TEMPLATE)
        template.add_tag("headlines")
        template.set_header("apns-priority", "10")
        template.set_expiry("$(until)")
        phone = nh.Installation("py-1", nh.Platform.APPLE, "ab" * 32)
        phone.set_user_id("ann")
        for tag in ("news", "old"):
            phone.add_tag(tag)
        phone.remove_tag("old")
        phone.set_push_variable("name", "Ann")
        phone.set_push_variable("gone", "x")
        phone.remove_push_variable("gone")
        phone.set_template("greeting", template)
        phone.set_template("gone", template)
        phone.remove_template("gone")
        self.assertEqual(json.loads(phone.json)["userId"], "ann")
        self.hub.put_installation(phone)
        self.assertTrue(self.hub.installation_exists("py-1"))

        read = self.hub.get_installation("py-1")
        self.assertEqual((read.id, read.user_id, read.platform), ("py-1", "ann", nh.Platform.APPLE))
        self.assertEqual((read.platform_text, read.push_channel.lower()), ("apns", "ab" * 32))
        self.assertIn("news", read.tags)
        self.assertNotIn("old", read.tags)
        self.assertEqual((read.push_variable("name"), read.push_variable("gone")), ("Ann", None))
        self.assertEqual(
            [(each.name, each.body) for each in read.templates], [("greeting", TEMPLATE)]
        )
        self.assertIn("headlines", read.templates[0].tags)
        self.assertEqual((read.browser_p256dh, read.browser_auth), (None, None))
        self.assertFalse(read.push_channel_expired)
        self.assertTrue(read.expiration_time)
        self.assertIn(b"py-1", read.outcome.body)

        patch = nh.InstallationPatch()
        patch.add_tag("sports")
        patch.remove_tag("news")
        patch.set_user_id("bob")
        patch.set_push_channel("cd" * 32)
        patch.set_template("second", template)
        patch.set_template_body("greeting", '{"aps":{"alert":"$(name)"}}')
        patch.set_template_headers("greeting", template)
        patch.add_template_tag("greeting", "more")
        patch.remove_template("second")
        patch.set_push_variable("name", "Bob")
        patch.set_push_variable("gone", "x")
        patch.remove_push_variable("gone")
        self.assertEqual(len(json.loads(patch.json)), 12)
        self.hub.patch_installation("py-1", patch)
        read = self.hub.get_installation("py-1")
        self.assertEqual((read.user_id, read.push_variable("name")), ("bob", "Bob"))
        self.assertIn("more", read.templates[0].tags)
        nobody = nh.InstallationPatch()
        nobody.remove_user_id()
        self.hub.patch_installation("py-1", nobody)
        self.assertIsNone(self.hub.get_installation("py-1").user_id)

        self.hub.delete_installation("py-1")
        self.assertFalse(self.hub.installation_exists("py-1"))
        error = self.assert_raises(
            nh.ServiceError, nh.Status.NOT_FOUND, self.hub.get_installation, "py-1"
        )
        self.assertIsNone(error.result)

    def test_tiles_browsers_and_json(self):
        template = nh.Template(PAYLOADS["windows"])
        template.set_header("X-WNS-Type", "wns/toast")
        tile = nh.SecondaryTile("https://db5p.notify.windows.com/?token=tile")
        tile.add_tag("tile")
        tile.set_template("toast", template)
        desktop = nh.Installation(
            "py-1", nh.Platform.WINDOWS, "https://db5p.notify.windows.com/?token=py"
        )
        desktop.set_secondary_tile("one", tile)
        desktop.set_secondary_tile("two", tile)
        desktop.remove_secondary_tile("two")
        self.hub.put_installation(desktop)
        text = self.hub.get_installation("py-1").json
        self.assertEqual(list(json.loads(text)["secondaryTiles"]), ["one"])
        self.hub.put_installation(nh.Installation.from_json(text))

        browser = nh.Installation.new_browser("py-1", "https://push.example/1", "P256", "secret")
        self.hub.put_installation(browser)
        read = self.hub.get_installation("py-1")
        self.assertEqual((read.browser_p256dh, read.browser_auth), ("P256", "secret"))

    def test_parts_of_an_installation(self):
        template = nh.Template("{}")
        for name in ("X-WNS-Type", "X-WNS-Tag"):
            template.set_header(name, "wns/raw")
        template.remove_header("x-wns-tag")
        for tag in ("p", "q"):
            template.add_tag(tag)
        template.remove_tag("q")
        template.set_body("raw")
        template.set_expiry("$(e)")
        self.assertEqual((template.body, template.expiry), ("raw", "$(e)"))
        self.assertEqual((template.headers, template.tags), ({"X-WNS-Type": "wns/raw"}, ["p"]))
        tile = nh.SecondaryTile("https://t.example/")
        for name in ("u", "v"):
            tile.add_tag(name)
            tile.set_template(name, template)
        device = nh.Installation("py-1", nh.Platform.WINDOWS, "https://c.example/")
        device.set_secondary_tile("front", tile)
        device.set_template("t", template)
        device.set_push_variable("n", "1")
        device.set_user_id("ann")
        device.remove_user_id()
        device.set_push_channel("https://c2.example/")
        device.set_expiration_time("2031-01-15T00:00:00Z")
        device.set_member("later", '{"x":1}')
        self.assertEqual(device.member("later"), '{"x":1}')
        device.set_member("later", None)
        self.assertIsNone(device.member("later"))
        self.hub.put_installation(device)
        read = self.hub.get_installation("py-1")
        self.assertTrue(read.expiration_time.startswith("2031-01-15T00:00:00"))
        self.assertEqual((read.push_channel, read.user_id), ("https://c2.example/", None))
        self.assertEqual(read.push_variables, {"n": "1"})
        self.assertEqual(
            list(read.templates), [("t", "raw", ["p"], {"X-WNS-Type": "wns/raw"}, "$(e)")]
        )
        self.assertEqual(read.template("t").body, "raw")
        with self.assertRaises(nh.UsageError):
            read.template("none")
        self.assertEqual(read.secondary_tile_ids, ["front"])
        tile = read.secondary_tile("front")
        self.assertEqual(tile.push_channel, "https://t.example/")
        self.assertFalse(tile.push_channel_expired)
        self.assertEqual((tile.tags, tile.template_names), (["u", "v"], ["u", "v"]))
        self.assertEqual(tile.template("u").body, "raw")
        tile.remove_tag("u")
        tile.remove_template("u")
        tile.set_push_channel("https://t2.example/")
        self.assertEqual((tile.tags, tile.template_names), (["v"], ["v"]))

        patch = nh.InstallationPatch()
        patch.remove_all_tags()
        patch.add_tag("only")
        patch.add_template_tag("t", "new")
        patch.remove_template_tag("t", "p")
        patch.set_template_expiry("t", None)
        patch.set_secondary_tile("front", tile)
        patch.set_secondary_tile("gone", tile)
        patch.remove_secondary_tile("gone")
        patch.add_operation("add", "/secondaryTiles/front/tags", "more")
        self.hub.patch_installation("py-1", patch)
        read = self.hub.get_installation("py-1")
        self.assertEqual((read.tags, read.template("t").tags), (["only"], ["new"]))
        self.assertIsNone(read.template("t").expiry)
        self.assertEqual(read.secondary_tile_ids, ["front"])
        self.assertEqual(read.secondary_tile("front").tags, ["v", "more"])
        self.assertEqual(read.secondary_tile("front").push_channel, "https://t2.example/")

    def test_a_browsers_own_subscription(self):
        own = json.dumps({"endpoint": "https://e.example/", "keys": {"p256dh": "K", "auth": "A"}})
        browser = nh.Installation("py-1", nh.Platform.BROWSER, own)
        self.assertEqual((browser.push_channel, browser.browser_auth), ("https://e.example/", "A"))
        browser.set_browser_channel("https://f.example/", "K", "A")
        self.assertEqual(browser.push_channel, "https://f.example/")
        patch = nh.InstallationPatch()
        patch.set_browser_channel("https://f.example/", "K", "A")
        self.assertIn("p256dh", patch.json)
        registration = nh.Registration(nh.Platform.BROWSER, own)
        registration.set_handle(own.replace("//e", "//g"))
        self.assertEqual(registration.handle, "https://g.example/")

    def test_parts_of_a_registration(self):
        windows = nh.Registration(nh.Platform.WINDOWS, "https://c.example/")
        windows.set_secondary_tile("s")
        windows.remove_secondary_tile()
        windows.set_push_variable("n", "1")
        windows.set_template("raw", "t")
        windows.set_template_header("X-WNS-Type", "wns/raw")
        windows.remove_template_header("x-wns-type")
        self.assertEqual((windows.secondary_tile, windows.template_headers), (None, {}))
        self.assertEqual(windows.push_variables, {"n": "1"})
        windows.remove_template()
        self.assertFalse(windows.has_template)
        baidu = nh.Registration.new_baidu("u", "c")
        baidu.set_baidu_user_id("u2")
        self.assertEqual(baidu.baidu_user_id, "u2")

    def test_a_failure_stays_with_its_object(self):
        phone = nh.Installation("py-1", nh.Platform.APPLE, "ab")
        self.assert_raises(nh.UsageError, nh.Status.INVALID_TAG, phone.add_tag, "no blanks")
        self.assertIsNone(phone.json)
        self.assert_raises(nh.UsageError, nh.Status.INVALID_TAG, self.hub.put_installation, phone)


class Registrations(Case):
    def setUp(self):
        super().setUp()
        self.hub = open_hub()

    def test_made_changed_deleted(self):
        new = nh.Registration(nh.Platform.APPLE, "EF" * 32)
        for tag in ("news", "old"):
            new.add_tag(tag)
        new.remove_tag("old")
        new.set_template(TEMPLATE, "headline")
        new.set_template_header("apns-priority", "5")
        new.set_apple_expressions("$(until)", "$(priority)")
        new.set_push_variable("name", "Ann")
        new.set_push_variable("gone", "x")
        new.remove_push_variable("gone")
        made = self.hub.create_registration(new)
        self.addCleanup(self.hub.delete_registrations_by_channel, "EF" * 32)
        self.assertEqual((made.platform, made.handle), (nh.Platform.APPLE, "EF" * 32))
        self.assertEqual(
            (made.kind, list(made.tags)), ("AppleTemplateRegistrationDescription", ["news"])
        )
        self.assertEqual(
            (made.has_template, made.template_body, made.template_name),
            (True, TEMPLATE, "headline"),
        )
        self.assertEqual(made.template_headers, {"apns-priority": "5"})
        self.assertEqual((made.apple_expiry, made.apple_priority), ("$(until)", "$(priority)"))
        self.assertEqual((made.push_variable("name"), made.push_variable("gone")), ("Ann", None))
        self.assertEqual((made.baidu_message_type, made.secondary_tile), (-1, None))
        self.assertTrue(made.expiration_time and made.etag and made.xml)
        self.assertEqual(made.outcome.registration_id, made.id)

        made.add_tag("more")
        changed = self.hub.update_registration(made.id, made, made.etag)
        self.assert_raises(
            nh.ServiceError,
            nh.Status.PRECONDITION_FAILED,
            self.hub.update_registration,
            made.id,
            made,
            made.etag,
        )
        self.assertEqual(sorted(self.hub.get_registration(made.id).tags), ["more", "news"])
        self.assertTrue(self.hub.registration_exists(made.id))
        self.hub.delete_registration(made.id, changed.etag)
        self.assertFalse(self.hub.registration_exists(made.id))

        given = self.hub.create_registration_id().registration_id
        self.assertEqual(self.hub.put_registration(given, new).id, given)
        self.assertEqual(self.hub.delete_registrations_by_channel("EF" * 32), 1)
        self.assertEqual(self.hub.delete_registrations_by_channel("EF" * 32), 0)

    def test_other_kinds(self):
        baidu = nh.Registration.new_baidu("user", "channel")
        baidu.set_template('{"title":"$(t)"}')
        baidu.set_baidu_message_type(1)
        self.assertEqual(
            (baidu.baidu_user_id, baidu.handle, baidu.baidu_message_type), ("user", "channel", 1)
        )
        browser = nh.Registration.new_browser("https://push.example/2", "P256", "secret")
        self.assertEqual((browser.browser_p256dh, browser.browser_auth), ("P256", "secret"))
        windows = nh.Registration(nh.Platform.WINDOWS, "https://db5p.notify.windows.com/?token=r")
        windows.set_secondary_tile("tile")
        self.assertEqual(windows.secondary_tile, "tile")
        self.assertEqual((windows.id, windows.etag, windows.kind), (None, None, ""))

    def test_lists_go_page_by_page(self):
        for number in range(105):
            new = nh.Registration(nh.Platform.GCM, f"listed-{number}")
            new.add_tag("listed")
            self.hub.create_registration(new)
        listed = {each.handle for each in nh.RegistrationCursor.new_by_tag(self.hub, "listed")}
        self.assertEqual(listed, {f"listed-{number}" for number in range(105)})
        # A cursor keeps what it needs of its hub, callbacks too.
        lines = []
        logging = open_hub(log_callback=(nh.LogLevel.DEBUG, lambda level, text: lines.append(text)))
        cursor = nh.RegistrationCursor.new_all(logging)
        del logging
        self.assertLessEqual(listed, {each.handle for each in cursor})
        self.assertTrue(lines)
        self.assertIsNone(cursor.next())
        one = nh.RegistrationCursor.new_by_channel(self.hub, "listed-7")
        self.assertEqual(one.next(timeout_ms=20_000).handle, "listed-7")
        for number in range(105):
            self.hub.delete_registrations_by_channel(f"listed-{number}")


class ManyDevices(Case):
    def test_installations_are_listed_deleted_and_waited_for(self):
        hub = open_hub()
        for number in range(40):
            phone = nh.Installation(f"many-{number}", nh.Platform.GCM, f"handle-{number}")
            phone.set_user_id("many-ann" if number < 3 else "many-bob")
            phone.add_tag("many")
            hub.put_installation(phone)
        by_tag = nh.InstallationCursor.new_by_tag(hub, "many")
        self.assertEqual({each.id for each in by_tag}, {f"many-{n}" for n in range(40)})
        self.assertIsNone(by_tag.next(timeout_ms=20_000))
        self.assertLessEqual(40, sum(1 for _ in nh.InstallationCursor.new_all(hub)))
        one = nh.InstallationCursor.new_by_channel(hub, "handle-7").next()
        self.assertEqual((one.id, one.user_id), ("many-7", "many-bob"))

        self.assertEqual(hub.delete_user_devices("many-ann"), 3)
        self.assertEqual(list(nh.InstallationCursor.new_by_user(hub, "many-ann")), [])
        self.assertEqual(hub.delete_user_devices("many-ann"), 0)
        self.assertIsNone(hub.wait_installation("many-1", None))
        wanted = nh.Installation("many-9", nh.Platform.GCM, "handle-9")
        self.assertEqual(hub.wait_installation("many-9", wanted).user_id, "many-bob")
        with self.assertRaises(nh.Error) as late:
            hub.wait_installation("many-9", None, timeout_ms=200)
        self.assertEqual(late.exception.status, nh.Status.TIMEOUT)
        self.assertEqual(late.exception.result.id, "many-9")
        self.assertEqual(hub.delete_user_devices("many-bob"), 37)


class Telemetry(Case):
    def test_what_became_of_a_notification(self):
        hub = open_hub()
        sent = hub.send(apple(), nh.Target.new_tag("apple"))
        self.addCleanup(tell, "clock", {"real": True})
        tell("clock", {"advance_ms": 5000})
        for details in (
            hub.wait_notification_details(sent.notification_id, timeout_ms=60_000),
            hub.get_notification_details(sent.notification_id),
        ):
            self.assertEqual(
                (details.state, details.state_text), (nh.NotificationState.COMPLETED, "Completed")
            )
            self.assertEqual(details.notification_id, sent.notification_id)
            self.assertEqual(list(details.counts), [("apple", "Success", 1)])
            self.assertEqual((details.tags, details.target_platforms), ("apple", "apple"))
            self.assertIn("alert", details.body)
            self.assertTrue(
                details.enqueue_time
                and details.start_time
                and details.end_time
                and details.location
            )
            self.assertIn(b"NotificationDetails", details.outcome.body)
        self.assertTrue(details.error_uri is None or details.error_uri.startswith("http"))

    def test_a_wait_that_is_over_has_what_it_read(self):
        hub = open_hub()
        self.addCleanup(tell, "clock", {"real": True})
        tell("clock", {"advance_ms": 0, "frozen": True})
        sent = hub.broadcast_apple_notification(APPLE)
        error = self.assert_raises(
            nh.NetworkError,
            nh.Status.TIMEOUT,
            hub.wait_notification_details,
            sent.notification_id,
            timeout_ms=1500,
        )
        self.assertEqual(error.result.notification_id, sent.notification_id)


class Jobs(Case):
    def test_an_export_is_read_one_by_one_and_as_a_list(self):
        hub = open_hub()
        submitted = hub.submit_job(nh.JobType.EXPORT_REGISTRATIONS, CONTAINER)
        self.assertEqual(
            (submitted.type, submitted.status),
            (nh.JobType.EXPORT_REGISTRATIONS, nh.JobStatus.STARTED),
        )
        self.assertEqual(
            (submitted.output_container_uri, submitted.import_file_uri), (CONTAINER, None)
        )
        self.assertEqual(hub.get_job(submitted.id).id, submitted.id)
        done = hub.wait_job(submitted.id, timeout_ms=60_000)
        self.assertEqual(
            (done.status, done.status_text, done.progress),
            (nh.JobStatus.COMPLETED, "Completed", 100.0),
        )
        self.assertTrue(done.created_at and done.updated_at)
        self.assertIsNone(done.failure)
        rows = ask("GET", "/_emulator/blobs/python/" + done.output_property("OutputFilePath"))
        self.assertIn(b"RegistrationDescription", rows)
        jobs = hub.list_jobs()
        self.assertIn(submitted.id, [each.id for each in jobs])

    def test_an_import_that_fails_says_why(self):
        hub = open_hub()
        job = hub.submit_job(
            nh.JobType.IMPORT_CREATE_REGISTRATIONS,
            CONTAINER,
            "https://acct.blob.example/in/none.txt?sp=r",
        )
        job = hub.wait_job(job.id, timeout_ms=60_000)
        self.assertEqual(job.status, nh.JobStatus.FAILED)
        self.assertTrue(job.failure)

    def test_feedback(self):
        self.assertTrue(open_hub().get_feedback_container_uri().body.startswith(b"http"))
        blob = """<?xml version="1.0" encoding="utf-16"?><PnsFeedback
            xmlns="http://schemas.microsoft.com/netservices/2010/10/servicebus/connect">
            <FeedbackTime>2025-01-01T00:00:00Z</FeedbackTime>
            <NotificationSystemError>ExpiredChannel</NotificationSystemError>
            <Platform>gcm</Platform><PnsHandle>old</PnsHandle><NewPnsHandle>new</NewPnsHandle>
            <RegistrationId>1-2-3</RegistrationId><NotificationId>n-1</NotificationId></PnsFeedback>
            <PnsFeedback><a></b></PnsFeedback>"""
        for encoding in ("utf-8", "utf-16"):
            feedback = nh.Feedback.parse(blob.encode(encoding))
            self.assertEqual(feedback.unreadable_count, 1)
            self.assertEqual(
                list(feedback.documents),
                [
                    (
                        "2025-01-01T00:00:00Z",
                        "ExpiredChannel",
                        "gcm",
                        "old",
                        "new",
                        "1-2-3",
                        None,
                        "n-1",
                    )
                ],
            )
