"""Which devices push services could not reach: Feedback, and where it is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Optional

from ._cursor import Cursor
from ._handle import Getter, Handle
from ._library import lib
from ._record import hides
from .header import CallOptions
from .outcome import Outcome

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .hub import Hub


@hides("pns_handle", "new_pns_handle")
class FeedbackDocument(NamedTuple):
    """A handle that went bad; None where the document does not say."""

    time: Optional[str]
    error: Optional[str]
    platform: Optional[str]
    pns_handle: Optional[str]
    new_pns_handle: Optional[str]
    registration_id: Optional[str]
    installation_id: Optional[str]
    notification_id: Optional[str]


class Feedback(Handle):
    """What a blob of feedback says, document by document."""

    _free_name = "nh_feedback_free"

    #: Of the call that read it; None of what was parsed.
    outcome: Optional[Outcome] = None

    @classmethod
    def parse(cls, blob: bytes) -> "Feedback":
        """Reads a blob, in UTF-8 or UTF-16."""
        length = len(blob) if isinstance(blob, bytes) else 0
        return cls._made(lib.nh_feedback_parse(blob, length))

    unreadable_count = Getter[int]("nh_feedback_unreadable_count")

    @property
    def documents(self) -> Sequence[FeedbackDocument]:
        """Those that could be read."""
        return [
            FeedbackDocument(
                lib.nh_feedback_time(self, index),
                lib.nh_feedback_error(self, index),
                lib.nh_feedback_platform(self, index),
                lib.nh_feedback_pns_handle(self, index),
                lib.nh_feedback_new_pns_handle(self, index),
                lib.nh_feedback_registration_id(self, index),
                lib.nh_feedback_installation_id(self, index),
                lib.nh_feedback_notification_id(self, index),
            )
            for index in range(lib.nh_feedback_count(self))
        ]

    def __iter__(self) -> Iterator[FeedbackDocument]:
        return iter(self.documents)


class FeedbackCursor(Cursor[Feedback]):
    """A place in feedback, as its documents lie in storage. One thread at a time.

    It can be iterated over, and gives documents as they come: some hundred at most together, which
    is what a Prune takes. documents() gives them one by one. next takes options, and after a
    failure goes on where it was.
    """

    _free_name = "nh_feedback_cursor_free"
    _next_name = "nh_feedback_cursor_next"
    _item = Feedback

    def __init__(self, hub: "Hub", marker: Optional[str] = None) -> None:
        """All feedback of the hub, or what follows a marker."""
        self._begin(hub, lib.nh_feedback_cursor_new(hub), marker)

    @classmethod
    def new_uri(cls, hub: "Hub", uri: str, marker: Optional[str] = None) -> "FeedbackCursor":
        """What is at the signed address of a container or of a blob, which is a secret."""
        cursor = cls.__new__(cls)
        cursor._begin(hub, lib.nh_feedback_cursor_new_uri(hub, uri), marker)
        return cursor

    @classmethod
    def new_notification(
        cls, hub: "Hub", notification_id: str, marker: Optional[str] = None
    ) -> "FeedbackCursor":
        """The details of a notification's errors; next waits until it was sent."""
        cursor = cls.__new__(cls)
        pointer = lib.nh_feedback_cursor_new_notification(hub, notification_id)
        cursor._begin(hub, pointer, marker)
        return cursor

    def _begin(self, hub: "Hub", pointer: Any, marker: Optional[str]) -> None:
        # It keeps what it needs of the hub in C, and here the callbacks.
        self._own(pointer, hub._keeps)
        #: What was read and is not given, or not to its last document; where it begins; and its
        #: documents that documents() has not given.
        self._held: Optional[Feedback] = None
        self._before = ""
        self._left: list[FeedbackDocument] = []
        if marker is not None:
            lib.nh_feedback_cursor_set_marker(self, marker)

    def next(self, **options: Unpack[CallOptions]) -> Optional[Feedback]:
        """What follows; None at the end.

        It comes again, whole, if documents() was left in the midst of it.
        """
        held = self._held or self._read(options)
        self._held = None
        return held

    def documents(self, **options: Unpack[CallOptions]) -> Iterator[FeedbackDocument]:
        """The documents one by one. Asked again, it goes on behind the one that was given last."""
        while True:
            while self._held is None or not self._left:
                self._held = None
                if self._read(options) is None:
                    return
            document = self._left.pop(0)
            if not self._left:
                self._held = None
            yield document

    def _read(self, options: Any) -> Optional[Feedback]:
        """Reads on, and holds what has come: also where a handler of a signal has raised."""
        before = self.marker
        came: object = None
        try:
            came = super().next(**options)
        except BaseException as failure:
            came = getattr(failure, "result", None)
            raise
        finally:
            if isinstance(came, Feedback):
                self._held, self._before, self._left = came, before, list(came)
        return came

    @property
    def marker(self) -> str:
        """The place behind what was given, to be kept: FeedbackCursor(hub, marker) goes on there.

        In the midst of what came together it is the place before it, so that nothing is lost:
        what was given of it comes once more. It has no secret.
        """
        if self._held is not None:
            return self._before
        marker: str = lib.nh_feedback_cursor_marker(self)
        return marker

    unreadable_count = Getter[int](
        "nh_feedback_cursor_unreadable_count", "How many documents were passed over."
    )
