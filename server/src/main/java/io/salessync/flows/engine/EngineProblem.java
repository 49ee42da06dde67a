package io.salessync.flows.engine;

import io.salessync.kernel.problems.ErrorCode;

/** What the execution of flows refuses. */
enum EngineProblem implements ErrorCode {
    UNKNOWN_RUN("unknown-run", "There is no such run of a flow", Kind.NOT_FOUND),
    NOT_PUBLISHED("not-published", "The flow has no version in force", Kind.CONFLICT),
    UNKNOWN_VERSION("unknown-version", "The flow has no such version", Kind.NOT_FOUND),
    UNKNOWN_NODE("unknown-node", "The flow has no such node", Kind.WRONG_INPUT),
    UNKNOWN_TYPE("unknown-node-type", "There is no such node type", Kind.WRONG_INPUT),
    BAD_GRAPH("bad-graph", "The graph cannot be executed", Kind.WRONG_INPUT),
    PAGE_TOO_LARGE("page-too-large", "A page of records is larger than is safe", Kind.WRONG_INPUT),
    SOURCE_STANDS("source-stands", "A source does not come on", Kind.UNREACHABLE),
    NODE_FAILED("node-failed", "A node failed", Kind.WRONG_INPUT),
    NOTHING_STORED("nothing-stored", "There are no stored inputs to run again", Kind.CONFLICT),
    EFFECT_BEFORE("effect-before", "A node on the way sends something outside", Kind.CONFLICT),
    NOT_OVER("not-over", "The run is not over yet", Kind.CONFLICT),
    WRONG_CHOICE("wrong-choice", "What is to be run again is not said well", Kind.WRONG_INPUT),
    BAD_EXPRESSION("bad-expression", "An expression cannot be read", Kind.WRONG_INPUT);

    private final String word;
    private final String title;
    private final Kind kind;

    EngineProblem(String word, String title, Kind kind) {
        this.word = word;
        this.title = title;
        this.kind = kind;
    }

    @Override
    public String code() {
        return "flows.run." + word;
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
