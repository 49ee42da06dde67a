package io.salessync.mail;

import io.salessync.kernel.problems.ErrorCode;

/** What can be refused here. */
public enum MailProblem implements ErrorCode {
    WRONG_ADDRESS("wrong-address", "Not one e-mail address", Kind.WRONG_INPUT),
    WRONG_HEADER("wrong-header", "A line of the mail's head cannot be used", Kind.WRONG_INPUT),
    WRONG_SIGNING_KEY("wrong-signing-key", "The key cannot sign letters", Kind.WRONG_INPUT),
    UNKNOWN_SIGNING_KEY("unknown-signing-key", "There is no key for this domain", Kind.NOT_FOUND),
    UNKNOWN_MAIL("unknown-mail", "There is no such mail", Kind.NOT_FOUND),
    BAD_FILTER("bad-filter", "The list cannot be filtered like this", Kind.MALFORMED);

    private final String code;
    private final String title;
    private final Kind kind;

    MailProblem(String code, String title, Kind kind) {
        this.code = code;
        this.title = title;
        this.kind = kind;
    }

    @Override
    public String code() {
        return "mail." + code;
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
