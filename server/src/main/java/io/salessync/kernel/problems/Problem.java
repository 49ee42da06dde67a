package io.salessync.kernel.problems;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A refusal: what is wrong, where, with which value, and what to do. Thrown to the edge, which words it for its caller. */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ErrorCode code;
    private final transient Map<String, Object> places;

    private Problem(ErrorCode code, String detail, Map<String, Object> places, @Nullable Throwable cause) {
        super(detail, cause);
        this.code = code;
        this.places = places;
    }

    /** @param detail one or two sentences for a person: the place, the value, what to do */
    public static Problem of(ErrorCode code, String detail) {
        return new Problem(code, detail, Map.of(), null);
    }

    public static Problem of(ErrorCode code, String detail, Throwable cause) {
        return new Problem(code, detail, Map.of(), cause);
    }

    /** The same with one more named place or value, such as {@code line}, {@code column}, {@code value}. */
    public Problem with(String name, Object value) {
        Map<String, Object> more = new TreeMap<>(places);
        more.put(name, value);
        return new Problem(code, detail(), more, getCause());
    }

    public ErrorCode code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    /** Names and values for programs; also in the detail's text. */
    public Map<String, Object> places() {
        return places;
    }
}
