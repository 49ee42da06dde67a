package io.salessync.kernel.problems;

/**
 * A stable name for one kind of error, {@code module.what-is-wrong}; never reused for another meaning. Each module keeps its
 * own in one enum.
 */
public interface ErrorCode {
    /** The code, such as {@code ordersync.unknown-column}. */
    String code();

    /** What it is, in a few words: the title of the RFC 9457 document. */
    String title();

    /** The class of error: decides the HTTP status and the exit code. */
    Kind kind();

    /** What the caller can do about it. */
    enum Kind {
        /** The input is wrong: mend it and call again. HTTP 422, exit code 2. */
        WRONG_INPUT(422, 2),
        /** The request cannot be read at all. HTTP 400, exit code 2. */
        MALFORMED(400, 2),
        /** Not signed in, or with something that no longer counts. HTTP 401, exit code 2. */
        NOT_SIGNED_IN(401, 2),
        /** Signed in, without the permission. HTTP 403, exit code 2. */
        NOT_PERMITTED(403, 2),
        /** No such thing here. HTTP 404, exit code 2. */
        NOT_FOUND(404, 2),
        /** It does not fit the present state. HTTP 409, exit code 2. */
        CONFLICT(409, 2),
        /** Too often; wait. HTTP 429, exit code 3. */
        TOO_OFTEN(429, 3),
        /** A vendor or the database cannot be reached or refuses us; try later. HTTP 502, exit code 3. */
        UNREACHABLE(502, 3),
        /** A fault of ours; the log has more under the document's id. HTTP 500, exit code 3. */
        UNEXPECTED(500, 3);

        private final int status;
        private final int exitCode;

        Kind(int status, int exitCode) {
            this.status = status;
            this.exitCode = exitCode;
        }

        public int status() {
            return status;
        }

        public int exitCode() {
            return exitCode;
        }
    }
}
