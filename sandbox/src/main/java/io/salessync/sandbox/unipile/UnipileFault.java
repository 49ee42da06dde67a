package io.salessync.sandbox.unipile;

import io.salessync.sandbox.Json;
import io.salessync.sandbox.Reply;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A refusal in the vendor's form: status, type, title and a sentence for people. */
final class UnipileFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final String title;

    private UnipileFault(int status, String type, String title, @Nullable String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.type = type;
        this.title = title;
    }

    static UnipileFault of(String slug, @Nullable String detail) {
        Slug known = Slug.of(slug);
        return new UnipileFault(known.status(), slug, known.title(), detail);
    }

    /** One that nobody has published, as a new version of the vendor might answer. */
    static UnipileFault unpublished() {
        return new UnipileFault(
                422, "provider_mood_unclear", "Provider mood unclear", "An error that no published list names.");
    }

    static UnipileFault missing(String what) {
        return of("resource_not_found", "There is no such " + what + ".");
    }

    static UnipileFault wrong(String detail) {
        return of("invalid_parameters", detail);
    }

    String slug() {
        return type;
    }

    Reply reply(String path) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("status", status);
        body.put("type", "errors/" + type);
        body.put("title", title);
        if (getMessage() != null) {
            body.put("detail", getMessage());
        }
        body.put("instance", path);
        return Reply.json(status, body);
    }
}
