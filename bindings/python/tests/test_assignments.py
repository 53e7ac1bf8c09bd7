"""What Python lets a program write and what the library would never hear of is refused."""

import json
import pickle
import re
from unittest import mock

import notification_hubs as nh
from local_hub import APPLE, Told, apple, open_hub

TAG = nh.TagExpression.new_tag


class Expressions(Told):
    def test_words_of_python_do_not_combine(self):
        told = (
            "a TagExpression is neither true nor false; combine with & | ~, not with and, or, not"
        )
        for combine in [
            lambda: TAG("vip") and TAG("sports"),
            lambda: TAG("vip") or TAG("sports"),
            lambda: not TAG("vip"),
            lambda: open_hub().send_apple_notification(APPLE, TAG("vip") and TAG("sports")),
        ]:
            self.assert_told(told, combine)


class Assignments(Told):
    def test_what_is_assigned_says_what_to_use(self):
        phone = nh.Installation("x1", nh.Platform.APPLE, "ab")
        note, description = apple(), nh.HubDescription()
        for expected, owner in [
            (
                "Installation.user_id cannot be assigned; use set_user_id and remove_user_id",
                phone,
            ),
            ("Installation.tags cannot be assigned; use add_tag and remove_tag", phone),
            (
                "Installation.secondary_tile_ids cannot be assigned; "
                "use set_secondary_tile and remove_secondary_tile",
                phone,
            ),
            ("Installation.id cannot be assigned", phone),
            ("Installation.add_tag cannot be assigned", phone),
            ("Installation has no colour", phone),
            (
                "Notification has no badge; use set with Field.APPLE_BADGE, Field.BROWSER_BADGE",
                note,
            ),
            ("Notification has no apns_topic; use set_apns_topic", note),
            ("Notification has no mood; use set with a member of Field, or set_property", note),
            ("HubDescription.is_disabled cannot be assigned; use set_disabled", description),
            ("Target has no tags; use add_tag", nh.Target.new_tags()),
            ("Hub has no timeout_ms", open_hub()),
        ]:
            name = re.split(r"\.| has no ", expected)[1].split()[0].strip(";")
            told = self.told(setattr, owner, name, 5, kind=AttributeError)
            self.assertEqual(told, expected)

    def test_what_getters_give_is_a_copy(self):
        phone = nh.Installation("x1", nh.Platform.APPLE, "ab")
        phone.add_tag("news")
        phone.set_push_variable("name", "Zoe")
        template = nh.Template({})
        tags = "Installation.tags is a copy; use add_tag and remove_tag"
        for change in [
            lambda: phone.tags.append("a"),
            lambda: phone.tags.remove("news"),
            lambda: phone.tags.clear(),
            lambda: phone.tags.__setitem__(0, "a"),
        ]:
            self.assert_told(tags, change)
        told = "Installation.push_variables is a copy; use set_push_variable and "
        self.assert_told(
            told + "remove_push_variable", lambda: phone.push_variables.update(name="Ann")
        )
        self.assert_told(
            "Template.headers is a copy; use set_header and remove_header",
            lambda: template.headers.__setitem__("X-WNS-Type", "wns/raw"),
        )
        self.assert_told(
            "HubDescription.rules is a copy; use set_rule and remove_rule",
            lambda: nh.HubDescription().rules.append(5),
        )
        self.assertEqual((phone.tags, phone.push_variables), (["news"], {"name": "Zoe"}))
        self.assertEqual(json.dumps([phone.tags, template.headers]), '[["news"], {}]')
        for given in (phone.tags, phone.push_variables):
            again = pickle.loads(pickle.dumps(given))
            self.assertEqual((again, type(again)), (given, type(given).__mro__[1]))
        self.assertEqual(phone.tags + ["a"], ["news", "a"])

    def test_classes_of_the_program_have_attributes_of_their_own(self):
        class Phone(nh.Installation):
            def __init__(self, owner):
                super().__init__("x1", nh.Platform.APPLE, "ab")
                self.owner = owner

        phone = Phone("zoe")
        self.assertEqual(phone.owner, "zoe")
        told = self.told(setattr, phone, "user_id", "zoe", kind=AttributeError)
        self.assertEqual(
            told, "Phone.user_id cannot be assigned; use set_user_id and remove_user_id"
        )

    def test_a_method_may_be_mocked(self):
        hub = open_hub()
        with mock.patch.object(hub, "send") as send:
            hub.send("anything")
        send.assert_called_once_with("anything")
        self.assertEqual(hub.send.__func__, nh.Hub.send)
