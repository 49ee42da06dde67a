package io.salessync.kernel.access;

import io.salessync.kernel.problems.ErrorCode;

/** What can be wrong with signing in, users and keys. */
public enum AccessProblem implements ErrorCode {
    NOT_SIGNED_IN("access.not-signed-in", "Not signed in", Kind.NOT_SIGNED_IN),
    NOT_PERMITTED("access.not-permitted", "Not permitted", Kind.NOT_PERMITTED),
    SIGN_IN_REFUSED("access.sign-in-refused", "Sign-in refused", Kind.NOT_SIGNED_IN),
    TOO_MANY_ATTEMPTS("access.too-many-attempts", "Too many attempts", Kind.TOO_OFTEN),
    WHICH_TENANT("access.which-tenant", "Which organisation?", Kind.CONFLICT),
    WEAK_PASSWORD("access.weak-password", "The password is too weak", Kind.WRONG_INPUT),
    WRONG_PASSWORD("access.wrong-password", "The present password is wrong", Kind.WRONG_INPUT),
    WRONG_EMAIL("access.wrong-email", "Not an e-mail address", Kind.WRONG_INPUT),
    WRONG_NAME("access.wrong-name", "Not a name", Kind.WRONG_INPUT),
    EMAIL_TAKEN("access.email-taken", "There is a user with this e-mail address", Kind.CONFLICT),
    UNKNOWN_USER("access.unknown-user", "No such user", Kind.NOT_FOUND),
    UNKNOWN_SESSION("access.unknown-session", "No such session", Kind.NOT_FOUND),
    UNKNOWN_KEY("access.unknown-key", "No such API key", Kind.NOT_FOUND),
    WRONG_KEY("access.wrong-key", "The API key cannot be made like this", Kind.WRONG_INPUT),
    UNKNOWN_SCOPE("access.unknown-scope", "No such permission", Kind.WRONG_INPUT),
    OWNERS_ONLY("access.owners-only", "Only an owner may do this", Kind.NOT_PERMITTED),
    PEOPLE_ONLY("access.people-only", "Not with an API key", Kind.NOT_PERMITTED),
    LAST_OWNER("access.last-owner", "The last owner", Kind.CONFLICT),
    SETUP_CLOSED("access.setup-closed", "The set-up is closed", Kind.CONFLICT);

    private final String code;
    private final String title;
    private final Kind kind;

    AccessProblem(String code, String title, Kind kind) {
        this.code = code;
        this.title = title;
        this.kind = kind;
    }

    @Override
    public String code() {
        return code;
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
