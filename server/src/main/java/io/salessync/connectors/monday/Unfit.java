package io.salessync.connectors.monday;

/** A text that is no value for its column; the message goes on after the text: "is no date …". */
final class Unfit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unfit(String message) {
        super(message, null, false, false);
    }
}
