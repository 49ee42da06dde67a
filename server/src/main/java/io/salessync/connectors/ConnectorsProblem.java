package io.salessync.connectors;

import io.salessync.kernel.problems.ErrorCode;

/** What can be refused here. */
public enum ConnectorsProblem implements ErrorCode {
    UNKNOWN_CONNECTION("unknown-connection", "There is no such connection", Kind.NOT_FOUND),
    UNKNOWN_VENDOR("unknown-vendor", "Nothing here speaks to that vendor", Kind.WRONG_INPUT),
    WRONG_ENDPOINT("wrong-endpoint", "The address cannot be used", Kind.WRONG_INPUT),
    PRIVATE_ADDRESS("private-address", "The address lies inside this network", Kind.WRONG_INPUT),
    WRONG_NAME("wrong-name", "The name cannot be used", Kind.WRONG_INPUT),
    NAME_TAKEN("name-taken", "A connection has this name already", Kind.CONFLICT),
    WRONG_TOKEN("wrong-token", "The token cannot be used", Kind.WRONG_INPUT),
    WRONG_SETTING("wrong-setting", "A setting of the connection cannot be used", Kind.WRONG_INPUT),
    WRONG_CURSOR("wrong-cursor", "There is no such place in the list", Kind.MALFORMED),
    IN_USE("in-use", "The connection is in use", Kind.CONFLICT),
    VENDOR_UNREACHABLE("vendor-unreachable", "The vendor cannot be reached", Kind.UNREACHABLE),
    VENDOR_REFUSED("vendor-refused", "The vendor refuses us", Kind.UNREACHABLE),
    VENDOR_LIMIT("vendor-limit", "A limit of the vendor is used up", Kind.TOO_OFTEN),
    QUERY_REFUSED("query-refused", "The vendor cannot read the query", Kind.WRONG_INPUT),
    UNKNOWN_OBJECT("unknown-object", "The vendor has no such object for us", Kind.NOT_FOUND),
    NOT_CONNECTED("not-connected", "The connection has not been approved at the vendor yet", Kind.CONFLICT),
    WRONG_CALLBACK(
            "wrong-callback",
            "The answer of the vendor's sign-in does not belong to anything asked here",
            Kind.WRONG_INPUT),
    SIGN_IN_REFUSED("sign-in-refused", "The vendor refused to let us in", Kind.CONFLICT);

    private final String code;
    private final String title;
    private final Kind kind;

    ConnectorsProblem(String code, String title, Kind kind) {
        this.code = code;
        this.title = title;
        this.kind = kind;
    }

    @Override
    public String code() {
        return "connectors." + code;
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
