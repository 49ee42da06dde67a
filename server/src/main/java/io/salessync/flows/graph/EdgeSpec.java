package io.salessync.flows.graph;

/** Leads the records of an output to a node. The one output of most nodes is called {@value #OUT}. */
public record EdgeSpec(String from, String port, String to) {
    public static final String OUT = "out";
}
