package io.salessync.kernel.secrets;

import io.salessync.kernel.problems.ErrorCode;

/** What can be wrong with secrets. */
enum SecretsProblem implements ErrorCode {
    UNREADABLE_MASTER_KEY("secrets.unreadable-master-key", "The master key cannot be read", Kind.WRONG_INPUT),
    WRONG_MASTER_KEY("secrets.wrong-master-key", "The master key is not the one of this database", Kind.WRONG_INPUT),
    UNKNOWN_SECRET("secrets.unknown-secret", "No such secret", Kind.NOT_FOUND),
    NOT_DECRYPTABLE("secrets.not-decryptable", "A stored secret cannot be decrypted", Kind.CONFLICT);

    private final String code;
    private final String title;
    private final Kind kind;

    SecretsProblem(String code, String title, Kind kind) {
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
