package io.salessync.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The page on which a person watches the boards; it carries all it needs. */
final class BoardPage {
    private static final byte[] HTML = read();

    private BoardPage() {}

    static Reply reply() {
        return Reply.bytes(200, "text/html; charset=utf-8", HTML);
    }

    private static byte[] read() {
        try (InputStream in = BoardPage.class.getResourceAsStream("boards.html")) {
            return Objects.requireNonNull(in).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
