"""What stands in a case's topic, as HTML: its name, its head with buttons, and what happened to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from dialogs.messages import Words
from handlers.desk import buttons
from handlers.desk.calls import Buttons
from handlers.desk.texts import LONGEST_NAME, joined
from handlers.markup import as_html
from handlers.wording import Wording, without_marks
from services.grants.decision import Criterion, Decision, Missing, ReviewReason
from services.money import Rials
from services.objections import RefusalReason, State, Subject, SubjectKind
from services.papers_links import GOOD_FOR
from services.reviews import Case, Event, overridable

CASE = "o"  # the sort of topic that cases are
PAYLOAD = "papers-"  # begins what the link to the bot's private chat carries
LINK_MINUTES = int(GOOD_FOR.total_seconds()) // 60
_HEADS = {SubjectKind.DOUBT: "case-head-doubt", SubjectKind.REVIEW: "case-head-review"}
TOLD_BY_ANOTHER = frozenset({"filed"})  # once filed, being looked at again is told by the pictures that came


class CaseTexts:
    """Speaks of objections to reviewers. Over `second_over` rials it says that a second one is needed."""

    def __init__(self, wording: Wording, second_over: Rials) -> None:
        self._wording = wording
        self._second_over = second_over

    def say(self, words: str, **facts: Any) -> str:
        """Words of the locale, with our marks."""
        return self._wording(Words(words, facts))

    def topic(self, case: Case) -> str:
        """The topic's name. A surname is no more than its first letter there: names of topics show in every list."""
        first, _, rest = case.name.rpartition(" ")
        who = f"{first} {rest[:1]}." if first else self.say("case-who-unknown")
        objection = case.objection
        name = self.say("case-topic", number=objection.number, who=who, matter=objection.subject.kind)
        return without_marks(name)[:LONGEST_NAME]

    def head(self, case: Case, events: Sequence[Event]) -> str:
        """The head of a case's topic."""
        with_pictures = case.objection.is_open and case.objection.subject.kind.is_filed
        how = [self.say("case-how-pictures", minutes=LINK_MINUTES)] if with_pictures else []
        return as_html("\n".join([self.told(case, events), *how]))

    def told(self, case: Case, events: Sequence[Event]) -> str:
        """All that a reviewer needs of a case, with our marks."""
        objection = case.objection
        facts = {
            "title": Words("case-title", {"number": objection.number, "matter": objection.subject.kind}),
            "state": self.state(case, events),
            "national_id": objection.national_id,
            "name": case.name or Words("case-who-unknown"),
            "channel": self.say(f"staff-channel-{objection.channel}", most=0).partition("،")[0],
            "filed_on": objection.filed_on,
            "answer_by": objection.answer_by,
            "subject": "\n".join(self._subject(case)),
            "stake": self._stake(case),
            "reason": objection.reason,
            "papers": self._papers(case),
        }
        return self.say(_HEADS.get(objection.subject.kind, "case-head"), **facts)

    def buttons(self, case: Case, bot: str) -> Buttons:
        """What can be done now; pressed later, each is looked at anew. `bot` is the staff's bot, by its name."""
        objection = case.objection
        if not objection.is_open:
            return ()
        if objection.subject.kind is SubjectKind.DOUBT:
            return [[self._button("uphold", case, "doubt"), self._button("refuse", case, "doubt")]]
        if objection.subject.kind is SubjectKind.REVIEW:
            first = "confirm" if objection.state is State.TO_CONFIRM else "uphold"
            return [[self._button(first, case, "review"), self._button("refuse", case, "review")]]
        link = f"https://t.me/{bot}?start={PAYLOAD}{objection.number}"
        rows = [[(self.say("case-button-papers"), link)]]
        if objection.state is State.TO_CONFIRM:
            return [*rows, [self._button("confirm", case), self._button("refuse", case)]]
        if objection.state is State.FILED:
            rows[0].append(self._button("better", case))
        return [*rows, [self._button("uphold", case), self._button("refuse", case)]]

    def papers(self, case: Case) -> Buttons:
        """The papers of which a better picture can be asked for."""
        named = dict.fromkeys((*case.objection.subject.wanted, *_given(case)))
        number = int(case.objection.number)
        return [[(self.paper(paper), buttons.data(CASE, "paper", number, paper))] for paper in named]

    def reasons(self, number: int) -> Buttons:
        """Why an objection can be refused."""
        return [[(self.reason(reason), buttons.data(CASE, "why", number, reason.value))] for reason in RefusalReason]

    def paper(self, paper: str) -> str:
        """A paper's name."""
        return self._wording(Words(f"paper-{paper}", otherwise="paper-other"))

    def reason(self, reason: RefusalReason) -> str:
        """Why one is refused, in short."""
        return self.say(f"case-reason-{reason.value}")

    def state(self, case: Case, events: Sequence[Event]) -> str:
        """Where the case stands, and through whom."""
        objection = case.objection
        by = events[-1].by_name if events else ""
        if objection.state is State.TO_CONFIRM:
            by = next((one.by_name for one in reversed(events) if one.what == State.TO_CONFIRM), by)
        facts = {
            "by": by or self.say("staff-colleague"),
            "paper": self.paper(objection.wanted or ""),
            "why": self._why(objection.refusal_reason, objection.note),
            "matter": objection.subject.kind,
            "note": objection.note or "",
        }
        return self.say(f"case-state-{objection.state.value}", **facts)

    def happened(self, events: Sequence[Event]) -> list[str]:
        """What there is to post of events that a topic has not shown, with our marks, in as few messages as it takes.

        Where the first of them is the filing, of which the head tells, the topic is new or was deleted.
        """
        if events[0].what != "filed":
            return joined([said for event in events if (said := self._event(event, first=event is events[0]))])
        so_far = self.history(events)
        return joined([self.say("case-so-far"), *so_far]) if len(so_far) > 1 else []

    def history(self, events: Sequence[Event]) -> list[str]:
        """Everything that happened, each with its moment."""
        told = [(event, self._event(event, first=event is events[0])) for event in events]
        return [self.say("case-happened-at", at=event.at, what=said) for event, said in told if said]

    def _event(self, event: Event, *, first: bool) -> str:
        if event.what in TOLD_BY_ANOTHER and not first:
            return ""
        detail = event.detail
        reason = RefusalReason(detail["reason"]) if "reason" in detail else None
        return self.say(
            f"case-happened-{event.what}",
            by=event.by_name or self.say("staff-colleague"),
            images=detail.get("images", 0),
            paper=self.paper(detail.get("wanted", "")),
            note=detail.get("note", ""),
            why=self._why(reason, detail.get("note")),
            matter=event.matter,
        )

    def _why(self, reason: RefusalReason | None, note: str | None) -> str:
        if reason is None:
            return ""
        return self.say("case-why", reason=self.reason(reason), noted=bool(note), note=note or "")

    # ---- the head's parts -------------------------------------------------------------------------------------------

    def _subject(self, case: Case) -> Iterator[str]:
        subject = case.objection.subject
        if subject.event_id is not None:
            yield from self._dependency(case)
            return
        if subject.kind is SubjectKind.UNLISTED:
            yield self.say("case-subject-unlisted", on=subject.registered_on, spouse=self._spouse(subject))
            return
        if case.told is not None:
            yield self.say(
                "case-subject-decision", on=subject.registered_on, decision=self._outcome(case.told.outcome.value)
            )
            yield from self._decision(case.told)
        elif subject.kind is not SubjectKind.REVIEW:
            yield self._by_finance(subject)
        if case.now is None:
            yield self.say("case-now-gone")
        elif case.now != case.told:
            yield self.say("case-now", decision=self._outcome(case.now.outcome.value))
            yield from self._decision(case.now)
        if case.objection.is_open and not overridable(subject):
            yield self.say("case-overrides-nothing")

    def _dependency(self, case: Case) -> Iterator[str]:
        """What ends or ended it, what has come since, and how it stands now."""
        subject, told = case.objection.subject, case.dependency
        if subject.kind is SubjectKind.REINSTATEMENT and subject.cause:
            yield self.say("case-since", cause=subject.cause.value)
        if told is None or told.case is None:
            yield self.say("case-dependency-gone", on=subject.registered_on)
            return
        cause = told.case.cause
        yield self.say("case-dependency", kind=cause.kind.value, on=cause.on, state=told.case.state.value)
        if told.case.effective_on:
            yield self.say("case-effective", on=told.case.effective_on)
        for reason in told.case.reasons:
            yield self.say("case-doubt", reason=reason.value)
        if told.undone:
            yield self.say("case-undone", kind=told.undone.kind.value, on=told.undone.on)
        if told.married:
            yield self.say("case-married")
        if told.at_work:
            yield self.say("case-at-work")

    def _spouse(self, subject: Subject) -> str:
        if subject.spouse_id is None:
            return self.say("case-spouse-unnamed")
        return self.say("case-spouse", national_id=subject.spouse_id)

    def _by_finance(self, subject: Subject) -> str:
        amount = self.say("case-not-known" if subject.amount is None else "case-amount", amount=subject.amount or 0)
        outcome = self._outcome(subject.outcome.value) if subject.outcome else self.say("case-not-known")
        return self.say("case-subject-finance", on=subject.registered_on, outcome=outcome, amount=amount)

    def _outcome(self, outcome: str) -> str:
        return self.say(f"case-outcome-{outcome}")

    def _decision(self, decision: Decision) -> Iterator[str]:
        """Every criterion, passed or failed, then the amount and how it came about."""
        for criterion in Criterion:
            said = self._criterion(decision, criterion)
            overridden = criterion in decision.overridden
            yield self.say("case-overridden", what=said) if overridden else said
        if decision.review is ReviewReason.QUARANTINED:
            yield self.say("case-quarantined")
        if (computed := decision.computation) is not None:
            yield self.say(
                "case-computed",
                amount=computed.amount,
                total=computed.total,
                divided_by=computed.divided_by,
                first=computed.first_month,
                last=computed.last_month,
                with_wages=computed.with_wages,
            )
        for missing in Missing:
            if missing in decision.missing:
                yield self.say(f"case-missing-{missing.value}")

    def _criterion(self, decision: Decision, criterion: Criterion) -> str:
        match criterion:
            case Criterion.PERMANENT:
                return self.say("case-permanent", holds=decision.permanent)
            case Criterion.OFFICIAL:
                return self.say("case-official", holds=decision.official)
            case Criterion.FIRST:
                return self._first(decision)
            case Criterion.EMPLOYED:
                work = decision.employed
                never = not work.holds and work.last_day is None
                words = "case-never-employed" if never else "case-employed"
                return self.say(words, holds=work.holds, last_day=work.last_day)
            case Criterion.DAYS:
                record = decision.record
                return self.say(
                    "case-days",
                    counted=record.counted,
                    needed=record.needed,
                    first_day=record.window.first_day,
                    last_day=record.window.last_day,
                )

    def _first(self, decision: Decision) -> str:
        if decision.review is ReviewReason.PARTIAL_HISTORY:
            return self.say("case-first-not-known")
        if not decision.first.holds and decision.first.earlier is None:
            return self.say("case-first-found")
        return self.say("case-first", holds=decision.first.holds, earlier=decision.first.earlier)

    def _stake(self, case: Case) -> str:
        if case.objection.subject.event_id is not None:
            return self.say("case-stake-share")
        if case.amount is None:
            return self.say("case-stake-unknown")
        two = case.amount > self._second_over
        return self.say("case-stake-two" if two else "case-stake-one", amount=case.amount, limit=self._second_over)

    def _papers(self, case: Case) -> str:
        counted = _given(case).items()
        named = [self.say("case-papers", paper=self.paper(paper), count=count) for paper, count in counted]
        return "، ".join(named) or self.say("case-no-papers")

    def _button(self, act: str, case: Case, labelled: str = "") -> tuple[str, str]:
        label = self.say(f"case-button-{act}-{labelled}" if labelled else f"case-button-{act}")
        return label, buttons.data(CASE, act, int(case.objection.number))


def _given(case: Case) -> Counter[str]:
    """How many pictures were given of each paper, those that are asked for first."""
    counted = Counter(dict.fromkeys(case.objection.subject.wanted, 0))
    counted.update(image.paper for image in case.images)
    return +counted
