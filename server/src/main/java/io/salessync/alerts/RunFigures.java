package io.salessync.alerts;

import io.salessync.kernel.runs.RunEnded;
import java.util.List;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of a run that came to its end, beyond those that the run itself has; a bean of any module. Rules that people make compare
 * them with those of past runs: {@code duplicate-share} and {@code null-rate} come this way.
 */
public interface RunFigures {
    /**
     * One number.
     *
     * @param metric as rules name it, such as {@code null-rate}
     * @param field the field it is of; null where it is of the run
     */
    record Figure(String metric, @Nullable String field, double value) {}

    /** The run's numbers; asked only for runs whose subject a rule is about, in the transaction that ends the run. */
    List<Figure> of(DSLContext sql, RunEnded run);
}
