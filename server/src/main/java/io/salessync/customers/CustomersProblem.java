package io.salessync.customers;

import io.salessync.kernel.problems.ErrorCode;

/** What can be refused here. */
public enum CustomersProblem implements ErrorCode {
    UNKNOWN_PERSON("unknown-person", "There is no such person", Kind.NOT_FOUND),
    UNKNOWN_COMPANY("unknown-company", "There is no such company", Kind.NOT_FOUND),
    UNKNOWN_FIELD("unknown-field", "Customers have no such field", Kind.WRONG_INPUT),
    WRONG_VALUE("wrong-value", "A value does not fit its field", Kind.WRONG_INPUT),
    WRONG_EMAIL("wrong-email", "Not an e-mail address", Kind.WRONG_INPUT),
    WRONG_PHONE("wrong-phone", "Not a phone number", Kind.WRONG_INPUT),
    NO_NAME("no-name", "There is nothing to call them by", Kind.WRONG_INPUT),
    WRONG_EXTERNAL_ID("wrong-external-id", "The id elsewhere cannot be used", Kind.WRONG_INPUT),
    WRONG_CONSENT("wrong-consent", "The statement of consent cannot be used", Kind.WRONG_INPUT),
    WRONG_PLACE("wrong-place", "Not a place in a list", Kind.WRONG_INPUT),
    CHANGED_MEANWHILE("changed-meanwhile", "Somebody else changed it meanwhile", Kind.CONFLICT),
    ALREADY_MERGED("already-merged", "It was merged into another", Kind.CONFLICT),
    SAME_CUSTOMER("same-customer", "Two customers are needed", Kind.WRONG_INPUT),
    UNKNOWN_MERGE("unknown-merge", "There is no such merge", Kind.NOT_FOUND),
    MERGE_OVER("merge-over", "The merge cannot be undone now", Kind.CONFLICT),
    NOT_LINKED("not-linked", "The record is not linked to that person", Kind.CONFLICT),
    ERASED("erased", "Their data were erased on request", Kind.CONFLICT),
    WRONG_FILE("wrong-file", "The file cannot be imported", Kind.WRONG_INPUT);

    private final String word;
    private final String title;
    private final Kind kind;

    CustomersProblem(String word, String title, Kind kind) {
        this.word = word;
        this.title = title;
        this.kind = kind;
    }

    @Override
    public String code() {
        return "customers." + word;
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
