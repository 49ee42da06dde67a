package io.salessync.flows.schedule;

import io.salessync.kernel.problems.ErrorCode;

/** What triggers refuse. */
enum ScheduleProblem implements ErrorCode {
    WRONG_TRIGGER("wrong-trigger", "The trigger's settings have mistakes", Kind.WRONG_INPUT),
    BAD_PLACE("bad-place", "No place in the list of due times", Kind.MALFORMED),
    UNKNOWN_HOOK("unknown-hook", "There is no such webhook", Kind.NOT_FOUND),
    HOOK_SIGNATURE("hook-signature", "The webhook's signature is missing, wrong or too old", Kind.NOT_SIGNED_IN),
    HOOK_TOO_LARGE("hook-too-large", "The webhook's body is too large", Kind.WRONG_INPUT),
    HOOK_UNREADABLE("hook-unreadable", "The webhook's body cannot be read", Kind.MALFORMED),
    HOOK_FLOOD("hook-flood", "The webhook is called too often", Kind.TOO_OFTEN);

    private final String word;
    private final String title;
    private final Kind kind;

    ScheduleProblem(String word, String title, Kind kind) {
        this.word = word;
        this.title = title;
        this.kind = kind;
    }

    @Override
    public String code() {
        return "flows." + word;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Kind kind() {
        return kind;
    }
}
