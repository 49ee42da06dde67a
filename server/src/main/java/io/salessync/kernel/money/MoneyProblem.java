package io.salessync.kernel.money;

import io.salessync.kernel.problems.ErrorCode;

/** What can be wrong with an amount of money. */
enum MoneyProblem implements ErrorCode {
    NOT_AN_AMOUNT("money.not-an-amount", "Not an amount", Kind.WRONG_INPUT),
    UNKNOWN_CURRENCY("money.unknown-currency", "Unknown currency", Kind.WRONG_INPUT),
    TOO_FINE("money.too-fine", "Too many decimals", Kind.WRONG_INPUT),
    TOO_LARGE("money.too-large", "Too large an amount", Kind.WRONG_INPUT);

    private final String code;
    private final String title;
    private final Kind kind;

    MoneyProblem(String code, String title, Kind kind) {
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
