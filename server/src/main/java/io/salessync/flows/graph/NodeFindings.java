package io.salessync.flows.graph;

/** What a node type finds out about a node's settings. */
public interface NodeFindings {
    /** The shape of the records on an output; an output nobody tells of passes on what comes. */
    void output(String port, RecordShape shape);

    /**
     * Something that keeps the flow from being published.
     *
     * @param field the setting it is about, as a path such as {@code columns/2/name}; empty for the node as a whole
     * @param message what is wrong, with the value and what to do
     */
    void problem(String field, String message);

    /** Something that may be meant so. */
    void warning(String field, String message);
}
