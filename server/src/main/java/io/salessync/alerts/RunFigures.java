package io.salessync.alerts;

import io.salessync.kernel.runs.RunEnded;
import java.util.List;
import java.util.Set;
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

    /** What a rule compares: the number's name, and the field it is of where it is of one. */
    record Wanted(String metric, @Nullable String field) {}

    /**
     * Those of the wanted numbers that this module knows of the run; asked only for runs whose subject a rule is about, in the transaction
     * that ends the run: it has to be quick.
     */
    List<Figure> of(DSLContext sql, RunEnded run, Set<Wanted> wanted);
}
