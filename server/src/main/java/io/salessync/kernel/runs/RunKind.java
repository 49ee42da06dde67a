package io.salessync.kernel.runs;

/** What a kind of run does; a bean for each kind. It has to go on where a killed execution of the same run stopped. */
public interface RunKind {
    /** The kind's name, {@code module.verb}, such as {@code ordersync.sync}. */
    String name();

    /**
     * Does the work, from wherever the data say it stands.
     *
     * @return how it ended; an exception means FAILED with its message
     */
    RunOutcome execute(ActiveRun run);
}
