"""Hubs themselves: Namespace, with a hub's description."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, Optional, Union

from ._calls import call, read
from ._copies import CopiedList
from ._handle import Getter, Handle
from ._library import lib
from ._options import hub_options
from ._record import hides
from ._taken import duration_text
from .header import CallOptions, Options
from .outcome import Outcome

if TYPE_CHECKING:
    from typing_extensions import Unpack


@hides("primary_key", "secondary_key")
class Rule(NamedTuple):
    """An access rule. rights are those of Rights, added together; the keys are secrets."""

    key_name: str
    rights: int
    primary_key: str
    secondary_key: str


class HubDescription(Handle):
    """A hub as its namespace describes it, with its credentials: a secret."""

    _free_name = "nh_hub_description_free"

    #: Of the call that made or read it; its body is the service's own XML.
    outcome: Optional[Outcome] = None

    def __init__(self) -> None:
        """A hub with the service's defaults."""
        self._own(lib.nh_hub_description_new())

    def set_registration_ttl(self, duration: Union[str, timedelta]) -> None:
        """How long registrations live: a timedelta, or text such as "P90D"."""
        lib.nh_hub_description_set_registration_ttl(self, duration_text(duration))

    def set_user_metadata(self, metadata: str) -> None:
        """Any text of yours."""
        lib.nh_hub_description_set_user_metadata(self, metadata)

    def set_disabled(self, disabled: bool) -> None:
        """Disables the hub, or enables it again."""
        lib.nh_hub_description_set_disabled(self, disabled)

    def set_rule(self, key_name: str, rights: int, primary_key: str, secondary_key: str) -> None:
        """Sets an access rule, or replaces the one of the same name."""
        lib.nh_hub_description_set_rule(self, key_name, rights, primary_key, secondary_key)

    def remove_rule(self, key_name: str) -> None:
        """Removes the access rule of this name."""
        lib.nh_hub_description_remove_rule(self, key_name)

    name = Getter[Optional[str]]("nh_hub_description_name")
    registration_ttl = Getter[Optional[str]]("nh_hub_description_registration_ttl")
    user_metadata = Getter[Optional[str]]("nh_hub_description_user_metadata")
    is_disabled = Getter[bool]("nh_hub_description_is_disabled")

    def credential(self, credential: str, property: str) -> Optional[str]:
        """Such as "PackageSid" of "WnsCredential"."""
        value: Optional[str] = lib.nh_hub_description_credential(self, credential, property)
        return value

    @property
    def rules(self) -> Sequence[Rule]:
        """The access rules."""
        rules = [
            Rule(
                lib.nh_hub_description_rule_key_name(self, index),
                lib.nh_hub_description_rule_rights(self, index),
                lib.nh_hub_description_rule_primary_key(self, index),
                lib.nh_hub_description_rule_secondary_key(self, index),
            )
            for index in range(lib.nh_hub_description_rule_count(self))
        ]
        return CopiedList(rules, type(self), "rules")

    # Credentials of the push services.

    def set_apns_certificate(self, endpoint: str, certificate: str, certificate_key: str) -> None:
        """For Apple by certificate, in base64, and its password."""
        arguments = (endpoint, certificate, certificate_key)
        lib.nh_hub_description_set_apns_certificate(self, *arguments)

    def set_apns_token(
        self, endpoint: str, token: str, key_id: str, app_name: str, app_id: str
    ) -> None:
        """For Apple by token: the .p8 file's key, its id, the bundle id and the team's id."""
        arguments = (endpoint, token, key_id, app_name, app_id)
        lib.nh_hub_description_set_apns_token(self, *arguments)

    def set_wns(self, package_sid: str, secret_key: str) -> None:
        """For Windows."""
        lib.nh_hub_description_set_wns(self, package_sid, secret_key)

    def set_wns_endpoint(self, windows_live_endpoint: str) -> None:
        """Where the hub gets its tokens for Windows. Set the credentials first."""
        lib.nh_hub_description_set_wns_endpoint(self, windows_live_endpoint)

    def set_wns_certificate(self, certificate: str, certificate_key: str) -> None:
        """The certificate that Windows is shown, in base64, and its password. Set the
        credentials first."""
        lib.nh_hub_description_set_wns_certificate(self, certificate, certificate_key)

    def set_gcm(self, google_api_key: str) -> None:
        """For Google's legacy API."""
        lib.nh_hub_description_set_gcm(self, google_api_key)

    def set_gcm_endpoint(self, gcm_endpoint: str) -> None:
        """Where the hub sends for Google's legacy API. Set the credentials first."""
        lib.nh_hub_description_set_gcm_endpoint(self, gcm_endpoint)

    def set_fcmv1(self, project_id: str, private_key: str, client_email: str) -> None:
        """For FCM v1, from the service account's JSON file."""
        lib.nh_hub_description_set_fcmv1(self, project_id, private_key, client_email)

    def set_mpns(
        self, certificate: Optional[str] = None, certificate_key: Optional[str] = None
    ) -> None:
        """For Windows Phone; with neither, to push unauthenticated."""
        lib.nh_hub_description_set_mpns(self, certificate, certificate_key)

    def set_adm(self, client_id: str, client_secret: str) -> None:
        """For Amazon."""
        lib.nh_hub_description_set_adm(self, client_id, client_secret)

    def set_adm_endpoints(
        self, auth_token_url: Optional[str] = None, send_url_template: Optional[str] = None
    ) -> None:
        """Where the hub gets its tokens for Amazon and where it sends."""
        lib.nh_hub_description_set_adm_endpoints(self, auth_token_url, send_url_template)

    def set_baidu(self, api_key: str, secret_key: str) -> None:
        """For Baidu."""
        lib.nh_hub_description_set_baidu(self, api_key, secret_key)

    def set_baidu_endpoint(self, baidu_endpoint: str) -> None:
        """Where the hub sends for Baidu. Set the credentials first."""
        lib.nh_hub_description_set_baidu_endpoint(self, baidu_endpoint)

    def set_xiaomi(self, app_secret: str, endpoint: str) -> None:
        """For Xiaomi: the app's secret, and the address of its region."""
        lib.nh_hub_description_set_xiaomi(self, app_secret, endpoint)

    def set_browser(self, subject: str, vapid_public_key: str, vapid_private_key: str) -> None:
        """For browsers: a VAPID subject and its keys."""
        arguments = (subject, vapid_public_key, vapid_private_key)
        lib.nh_hub_description_set_browser(self, *arguments)


class _HubList(Handle):
    _free_name = "nh_hub_list_free"

    @classmethod
    def members(cls, pointer: Any) -> Sequence[HubDescription]:
        """Each keeps the list, to which it belongs."""
        hubs = cls._made(pointer)
        return [
            HubDescription._borrowed(lib.nh_hub_list_get(hubs, index), hubs)
            for index in range(lib.nh_hub_list_count(hubs))
        ]


class Namespace(Handle):
    """A namespace, for managing its hubs. Options are those of Hub. Any number of threads."""

    _free_name = "nh_namespace_free"

    def __init__(self, connection_string: str, **options: Unpack[Options]) -> None:
        """With the connection string of a policy of the namespace that may Manage."""
        made = hub_options(options)
        self._own(lib.nh_namespace_new(connection_string, made), made and made._keeps)

    def create_hub(
        self, hub_name: str, description: HubDescription, **options: Unpack[CallOptions]
    ) -> HubDescription:
        """Creates a hub; what comes back has its new keys."""
        function = lib.nh_create_hub
        return read(HubDescription._made, function, self, hub_name, description, **options)

    def update_hub(
        self, hub_name: str, description: HubDescription, **options: Unpack[CallOptions]
    ) -> HubDescription:
        """Replaces a hub's description as a whole: read it, change it, send it back."""
        function = lib.nh_update_hub
        return read(HubDescription._made, function, self, hub_name, description, **options)

    def get_hub(self, hub_name: str, **options: Unpack[CallOptions]) -> HubDescription:
        """Reads a hub's description."""
        return read(HubDescription._made, lib.nh_get_hub, self, hub_name, **options)

    def delete_hub(self, hub_name: str, **options: Unpack[CallOptions]) -> Outcome:
        """Deletes a hub and all devices in it."""
        return call(lib.nh_delete_hub, self, hub_name, **options)

    def list_hubs(self, **options: Unpack[CallOptions]) -> Sequence[HubDescription]:
        """The descriptions of all hubs."""
        return read(_HubList.members, lib.nh_list_hubs, self, **options)
