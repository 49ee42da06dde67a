package io.salessync.outreach;

import io.salessync.kernel.problems.ErrorCode;

/** What can be refused here. */
public enum OutreachProblem implements ErrorCode {
    UNKNOWN_SEQUENCE("unknown-sequence", "There is no such sequence", Kind.NOT_FOUND),
    WRONG_SEQUENCE("wrong-sequence", "The sequence cannot be used so", Kind.WRONG_INPUT),
    NAME_TAKEN("name-taken", "A sequence has this name already", Kind.CONFLICT),
    CHANGED_MEANWHILE("changed-meanwhile", "Somebody else changed it meanwhile", Kind.CONFLICT),
    WRONG_TEMPLATE("wrong-template", "The text has a mistake", Kind.WRONG_INPUT),
    UNKNOWN_LEAD("unknown-lead", "There is no such lead", Kind.NOT_FOUND),
    WRONG_LEADS("wrong-leads", "The leads cannot be read", Kind.WRONG_INPUT),
    WRONG_MOVE("wrong-move", "The lead cannot do this from where it stands", Kind.CONFLICT),
    UNKNOWN_SENDER("unknown-sender", "There is no such sender", Kind.NOT_FOUND),
    WRONG_SENDER("wrong-sender", "The sender cannot be set so", Kind.WRONG_INPUT),
    NO_CONSENT("no-consent", "The account's owner has not agreed", Kind.CONFLICT),
    UNKNOWN_CONVERSATION("unknown-conversation", "There is no such conversation", Kind.NOT_FOUND),
    WRONG_REPLY("wrong-reply", "The reply cannot be sent", Kind.WRONG_INPUT),
    UNKNOWN_GATE("unknown-gate", "Nothing takes news at this address", Kind.NOT_FOUND),
    WRONG_SECRET("wrong-secret", "Who brought the news did not prove themselves", Kind.NOT_SIGNED_IN),
    NEWS_TOO_LARGE("news-too-large", "The news are too large", Kind.WRONG_INPUT),
    WRONG_SIMULATION("wrong-simulation", "The simulation cannot be played so", Kind.WRONG_INPUT),
    NOT_AT_HAND("not-at-hand", "Nothing here speaks to that service", Kind.CONFLICT),
    UNKNOWN_CHAMPION("unknown-champion", "There is no such champion", Kind.NOT_FOUND),
    WRONG_CHAMPION("wrong-champion", "This cannot be done with the champion", Kind.CONFLICT),
    WRONG_CURSOR("wrong-cursor", "There is no such place in the list", Kind.MALFORMED);

    private final String word;
    private final String title;
    private final Kind kind;

    OutreachProblem(String word, String title, Kind kind) {
        this.word = word;
        this.title = title;
        this.kind = kind;
    }

    @Override
    public String code() {
        return "outreach." + word;
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
