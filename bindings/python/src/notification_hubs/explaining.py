"""Why a notification reached somebody, or nobody: Explanation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Optional

from ._calls import read
from ._handle import Getter, Handle
from ._library import lib
from .header import CallOptions, Finding
from .notification import Notification
from .outcome import Outcome
from .target import Target

if TYPE_CHECKING:
    from typing_extensions import Unpack


class ExplanationFinding(NamedTuple):
    """Something that was found, in a sentence or two that say what to do."""

    finding: Finding
    text: str


class Explanation(Handle):
    """What was found out of a notification. It holds no handle, no payload and no key."""

    _free_name = "nh_explanation_free"

    #: Of the last request that was answered.
    outcome: Optional[Outcome] = None

    matched = Getter[int]("nh_explanation_matched", "Registrations that match the target now.")
    looked_at = Getter[int]("nh_explanation_looked_at")
    is_cut = Getter[bool]("nh_explanation_is_cut", "The list was not read to its end.")
    words = Getter[str]("nh_explanation_words", "A line for each finding.")
    json = Getter[str]("nh_explanation_json", "The report for programs.")

    @property
    def findings(self) -> Sequence[ExplanationFinding]:
        """In the order of a notification's way."""
        return [
            ExplanationFinding(
                Finding(lib.nh_explanation_finding(self, index)),
                lib.nh_explanation_text(self, index),
            )
            for index in range(lib.nh_explanation_count(self))
        ]


class ExplainCalls(Handle):
    """A hub's call that explains."""

    def explain(
        self,
        notification: Optional[Notification] = None,
        target: Optional[Target] = None,
        notification_id: Optional[str] = None,
        max_pages: int = 0,
        **options: Unpack[CallOptions],
    ) -> Explanation:
        """Says why a notification reaches somebody, or nobody.

        Give the id of one that was sent, or the notification and the target of one that is to be
        sent. A failure has what was found before as its result.
        """
        return read(
            Explanation._made,
            lib.nh_explain,
            self,
            notification,
            target,
            notification_id,
            max_pages,
            **options,
        )
