"""The guards: where each stands, the code that is the guard, what the mutant has in its place, and the test that must turn red."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Guard:
    """``code`` stands once in ``file``; the mutant has ``mutation`` there. ``tests`` are pytest's ids."""

    name: str
    file: str
    code: str
    mutation: str
    tests: tuple[str, ...]


APPLY = "tests/plans/test_apply.py::"
BUILD = "tests/plans/test_build.py::"
NIGHT = "tests/workspace/test_nightly.py::"
PROOF = "tests/proofs/test_schedules.py::"
GUARD = "tests/proofs/test_guarded.py::"

GUARDS = (
    Guard(
        "REL-5 a plan is used once",
        "reconcile/plans/journal.py",
        '"w" if unborn else "x"',
        '"w"',
        (f"{APPLY}test_rel_5_a_plan_is_used_once",),
    ),
    Guard(
        "REL-12 a journal without its first line is none",
        "reconcile/plans/journal.py",
        "unborn = path.exists() and not is_begun(folder, plan_id)",
        "unborn = False",
        (f"{PROOF}test_rel_12_a_crash_before_the_journals_first_line_does_not_use_the_plan_up",),
    ),
    Guard(
        "REL-12 a torn line is no event",
        "reconcile/plans/journal.py",
        "except ValueError:\n                continue",
        "except ValueError:\n                raise",
        (f"{APPLY}test_rel_12_a_journal_torn_anywhere_is_resumed",),
    ),
    Guard(
        "REL-12 the intent is noted before the call",
        "reconcile/plans/apply.py",
        'self._journal.write("sending", durable=True, op_id=operation.op_id, **expecting)',
        "pass",
        (f"{PROOF}test_rel_11_rel_12_every_telling_schedule",),
    ),
    Guard(
        "REL-12 a resumed run keeps to what was approved",
        "reconcile/plans/job.py",
        'order = replace(order, approved=frozenset(story.header["approved"]))',
        "pass",
        (f"{GUARD}test_rel_8_a_resumed_run_keeps_to_what_was_approved",),
    ),
    Guard(
        "REL-12 a run is settled before it ends",
        "reconcile/plans/job.py",
        "order.settle(order.plan.plan_id)  # before the end",
        'journal.write("end", durable=True)\n        order.settle(order.plan.plan_id)  # after the end',
        (f"{APPLY}test_rel_12_a_run_that_broke_off_before_it_was_settled_is_settled_when_resumed",),
    ),
    Guard(
        "REL-3 what was edited since is stale",
        "reconcile/plans/comparing.py",
        'if not equal(compare, now, row["before"]):',
        "if False:",
        (f"{APPLY}test_rel_3_an_edit_after_the_plan_is_shown_and_not_overwritten",),
    ),
    Guard(
        "REL-2 what is there already is not written again",
        "reconcile/plans/comparing.py",
        'if equal(compare, now, row["after"]):',
        "if False:",
        (f"{APPLY}test_a_value_that_arrived_by_itself_is_already_there",),
    ),
    Guard(
        "REL-4 applied means read back",
        "reconcile/plans/comparing.py",
        'if equal(self._compare(row), now, row["after"]):',
        "if True:",
        (f"{GUARD}test_rel_4_what_the_app_made_of_it_is_read_back",),
    ),
    Guard(
        "REL-3 an app that keeps versions is told which one is expected",
        "reconcile/plans/versions.py",
        "return target.expecting(client_id, version) if version and isinstance(target, KeepsVersions) else target",
        "return target",
        (f"{PROOF}test_an_edit_in_the_gap_is_seen_by_the_judge",),
    ),
    Guard(
        "REL-3 an old value that was put back is not overwritten",
        "reconcile/plans/steps.py",
        "refused, version, reason = sent, ",
        "refused, version, reason = False, ",
        (f"{PROOF}test_rel_3_with_versions_an_old_value_that_was_put_back_stands",),
    ),
    Guard(
        "REL-11 a create that was sent before is looked for",
        "reconcile/plans/steps.py",
        "if sent_before is not None:\n            return self._look_for_client",
        "if False:\n            return self._look_for_client",
        (f"{PROOF}test_rel_11_rel_12_every_telling_schedule",),
    ),
    Guard(
        "REL-11 a create whose answer was lost is not repeated",
        "reconcile/plans/steps.py",
        "if not error.sent:\n                raise\n            return self._look_for_client(target, operation, values)",
        "made = send(operation, lambda: target.create_client(written, operation.new_contacts()))",
        (f"{APPLY}test_rel_11_a_create_whose_answer_was_lost_is_uncertain_and_never_repeated",),
    ),
    Guard(
        "REL-11 a client that was noted as created is known",
        "reconcile/plans/apply.py",
        'if operation.verb == "create" and operation.record_id in self._created:',
        "if False:",
        (f"{PROOF}test_rel_11_a_client_whose_creation_was_noted_is_not_uncertain_after_a_crash",),
    ),
    Guard(
        "IMP-3 a client of that very name created meanwhile is not doubled",
        "reconcile/plans/steps.py",
        "if newcomers:\n            reason = ",
        "if False:\n            reason = ",
        (f"{APPLY}test_a_client_of_that_very_name_created_meanwhile_is_not_doubled",),
    ),
    Guard(
        "SET-10 what follows from a change that was not applied is not applied",
        "reconcile/plans/following.py",
        "if upstream is None or not upstream.is_done:",
        "if False:",
        (f"{APPLY}test_set_10_what_follows_from_a_stale_change_is_not_applied",),
    ),
    Guard(
        "a cancelled run sends nothing more",
        "reconcile/plans/apply.py",
        "if self._watch.cancel.is_set():",
        "if False:",
        (f"{APPLY}test_cancel_ends_the_rest_as_refused",),
    ),
    Guard(
        "REL-13 two cannot apply at once",
        "reconcile/plans/job.py",
        "lock = apply_lock(order.runs, timeout=1.0)",
        'lock = apply_lock(order.runs / order.plan.plan_id, timeout=1.0)',
        (f"{APPLY}test_rel_13_two_cannot_apply_at_once",),
    ),
    Guard(
        "REL-8 only approved changes",
        "reconcile/plans/operation.py",
        'if row["change_id"] in approved:',
        "if True:",
        (f"{APPLY}test_rel_8_only_approved_changes_are_written",),
    ),
    Guard(
        "REL-9 the brake of changes",
        "reconcile/plans/brakes.py",
        "(len(chosen), limits.changes,",
        "(0, limits.changes,",
        (f"{APPLY}test_rel_9_a_brake_trips_before_the_first_write",),
    ),
    Guard(
        "REL-9 the brake of new clients",
        "reconcile/plans/brakes.py",
        "(len(creates), limits.creates,",
        "(0, limits.creates,",
        (f"{APPLY}test_rel_9_a_brake_trips_before_the_first_write",),
    ),
    Guard(
        "REL-9 the brake of cleared values",
        "reconcile/plans/brakes.py",
        "(int(cleared(chosen).sum()), limits.clears,",
        "(0, limits.clears,",
        (f"{GUARD}test_rel_9_the_brake_of_cleared_values",),
    ),
    Guard(
        "REL-9 the brake of a side that shrank",
        "reconcile/plans/brakes.py",
        "found.extend(_shrunk(plan, history, limits.shrink))",
        "pass",
        (f"{APPLY}test_rel_9_a_brake_trips_before_the_first_write",),
    ),
    Guard(
        "REL-9 the settings' digest",
        "reconcile/plans/brakes.py",
        "if plan.settings_digest != settings.digest:",
        "if False:",
        (f"{APPLY}test_rel_9_settings_changed_since_the_plan",),
    ),
    Guard(
        "REL-9 the field rules' digest",
        "reconcile/plans/brakes.py",
        "if plan.policy_digest != policy.digest:",
        "if False:",
        (f"{GUARD}test_rel_9_field_rules_changed_since_the_plan",),
    ),
    Guard(
        "REL-9 past a brake only with the very number",
        "reconcile/plans/brakes.py",
        "if not found or release == count:",
        "if not found or release is not None:",
        (f"{APPLY}test_rel_9_a_brake_trips_before_the_first_write",),
    ),
    Guard(
        "REL-7 undo takes back what was applied and nothing else",
        "reconcile/plans/undo.py",
        'if row["outcome"] == "applied"}',
        "}",
        (f"{GUARD}test_rel_7_undo_leaves_alone_what_the_run_did_not_write",),
    ),
    Guard(
        "SET-6 Gusto has no target",
        "reconcile/apps/connections.py",
        "if isinstance(connection, GustoConnection):\n            raise NotAllowed",
        "if False:\n            raise NotAllowed",
        ("tests/apps/test_connections.py",),
    ),
    Guard(
        "SET-6 nothing flows to Gusto",
        "reconcile/policy/rules.py",
        "if target is App.GUSTO:\n            return ()",
        "pass",
        ("tests/policy/test_rules.py::test_set_6_nothing_flows_to_gusto",),
    ),
    Guard(
        "SET-2 one source at a time",
        "reconcile/policy/settings.py",
        "if not (self.xpm.is_source and self.gusto.is_source):",
        "if True:",
        ("tests/policy/test_settings.py::test_set_2_only_one_app_is_the_source",),
    ),
    Guard(
        "SYN-7 archived is never planned",
        "reconcile/plans/pairing.py",
        "WHERE l.app_a = '$app' AND a.is_current AND b.is_current",
        "WHERE l.app_a = '$app'",
        (f"{BUILD}test_syn_7_archived_on_one_side_is_reported_and_never_planned",),
    ),
    Guard(
        "NEW-1 a lead waits",
        "reconcile/plans/creates.py",
        'if row["state"] == State.LEAD.value:',
        "if False:",
        (f"{BUILD}test_new_1_new_2_new_4_a_lead_waits_and_the_plan_says_why",),
    ),
    Guard(
        "DUP-4 no create beside an undecided near duplicate",
        "reconcile/plans/creates.py",
        "if stop is not None:",
        "if False:",
        (f"{BUILD}test_dup_4_no_create_beside_an_undecided_near_duplicate",),
    ),
    Guard(
        "SYN-15 an empty value never replaces another",
        "reconcile/plans/verdict.py",
        'from_a = (winner_is_a and here != "") or there == ""',
        "from_a = winner_is_a",
        ("tests/plans/test_verdict.py",),
    ),
    Guard(
        "SYN-13 the side that changed wins",
        "reconcile/plans/verdict.py",
        "return _follow(here if moved_a else there, from_a=moved_a,",
        "return _follow(there if moved_a else here, from_a=not moved_a,",
        ("tests/proofs/test_week.py",),
    ),
    Guard(
        "SYN-16 a clear is left unticked",
        "reconcile/plans/differences.py",
        "NOT t.is_clear AND NOT t.is_proposed AND t.upstream_ticked AS ticked",
        "NOT t.is_proposed AND t.upstream_ticked AS ticked",
        (f"{BUILD}test_syn_13_14_16_three_way_over_snapshots",),
    ),
    Guard(
        "SYN-14 a conflict's proposal is left unticked",
        "reconcile/plans/differences.py",
        "NOT t.is_clear AND NOT t.is_proposed AND t.upstream_ticked AS ticked",
        "NOT t.is_clear AND t.upstream_ticked AS ticked",
        (f"{BUILD}test_syn_13_syn_14_the_later_change_is_proposed_and_written_where_the_settings_say_so",),
    ),
    Guard(
        "IMP-5 one name on several clients is for a person",
        "reconcile/links/exact.py",
        "if len(ids) == 1 and len(others) == 1:",
        "if True:",
        ("tests/links/test_exact.py::test_imp_5_one_name_more_than_once_is_for_a_person",),
    ),
    Guard(
        "an app without clients is refused",
        "reconcile/snapshots/take.py",
        "if clients == 0 and not allow_empty:",
        "if False:",
        ("tests/snapshots",),
    ),
    Guard(
        "SYN-10 a night has a limit",
        "reconcile/workspace/nightly.py",
        "if count > rules.limit:",
        "if False:",
        (f"{NIGHT}test_a_limit_of_changes_and_a_brake_hold_a_night_back",),
    ),
    Guard(
        "SYN-10 a night that could not read every app applies nothing",
        "reconcile/workspace/nightly.py",
        "if night.failed:",
        "if False:",
        (f"{NIGHT}test_one_app_that_cannot_be_read_is_told_and_nothing_is_applied",),
    ),
    Guard(
        "SYN-16 what was written since a snapshot is not forgotten",
        "reconcile/plans/agreed.py",
        "k.agreed_at <= TIMESTAMPTZ '$seen' AND",
        "true AND",
        (f"{NIGHT}test_syn_16_an_app_that_was_away_does_not_hold_what_its_old_snapshot_says",),
    ),
    Guard(
        "a plan that moved while it was built is not kept",
        "reconcile/workspace/planning.py",
        "if (store.read_state(connection), *self._settled()) != before:",
        "if False:",
        (
            "tests/workspace/test_building.py"
            "::test_another_program_reads_and_decides_while_a_plan_is_built_and_the_plan_is_of_what_it_left",
        ),
    ),
    Guard(
        "only an approver applies",
        "reconcile/workspace/applying.py",
        "@needs(Role.APPROVER)\n    def apply(",
        "def apply(",
        ("tests/workspace/test_people.py::test_a_reviewer_neither_applies_nor_changes_settings",),
    ),
    Guard(
        "REL-15 a token is stored before it is used",
        "reconcile/apps/signin/renewal.py",
        "self._keep(fresh)\n            return self._hold(fresh)",
        "self._hold(fresh)\n            self._keep(fresh)\n            return fresh.access",
        ("tests/apps/signin/test_renewal.py::test_rel_15_a_token_that_could_not_be_stored_is_not_used_and_not_lost",),
    ),
)  # fmt: skip
