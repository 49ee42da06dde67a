package io.salessync.sandbox;

/** Input of a person or a test that the sandbox cannot take; its message is shown as it is. */
public final class WrongInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WrongInput(String message) {
        super(message);
    }
}
