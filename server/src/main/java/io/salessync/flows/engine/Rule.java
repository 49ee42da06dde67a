package io.salessync.flows.engine;

import io.salessync.flows.engine.Node.Occasion;
import io.salessync.flows.graph.Expression;
import io.salessync.flows.graph.FieldType;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.RecordShape;
import io.salessync.flows.graph.Scope;
import io.salessync.kernel.problems.Problem;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An expression of a node, ready for records. Compiling takes milliseconds, so what was compiled once is kept. */
final class Rule {
    private static final int KEPT = 2_000;
    private static final Map<Key, Expression> COMPILED = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Expression> eldest) {
            return size() > KEPT;
        }
    };

    private final Expression expression;
    private final Instant now;
    private @Nullable Occasion scopeOf;
    private @Nullable Scope scope;

    private record Key(String text, RecordShape shape, FieldType wanted) {}

    private Rule(Expression expression, Instant now) {
        this.expression = expression;
        this.now = now;
    }

    /**
     * @param setting where it stands, for the problem
     * @param now what the expression takes for the present time
     * @throws Problem when it is wrong
     */
    static Rule of(String setting, String text, RecordShape shape, FieldType wanted, Instant now) {
        Key key = new Key(text, shape, wanted);
        synchronized (COMPILED) {
            Expression known = COMPILED.get(key);
            if (known != null) {
                return new Rule(known, now);
            }
        }
        try {
            Expression made = Expression.of(text, shape, wanted);
            synchronized (COMPILED) {
                COMPILED.put(key, made);
            }
            return new Rule(made, now);
        } catch (Expression.Mistake mistake) {
            throw Problem.of(EngineProblem.BAD_EXPRESSION, "%s: “%s” %s.".formatted(setting, text, mistake.getMessage()))
                    .with("setting", setting);
        }
    }

    /** @throws Expression.Failure with a sentence, where the record's values do not fit it */
    boolean holds(FlowRecord record, Occasion occasion) {
        return expression.test(record, scope(occasion));
    }

    /** @throws Expression.Failure with a sentence, where the record's values do not fit it */
    @Nullable Object value(FlowRecord record, Occasion occasion) {
        return expression.eval(record, scope(occasion));
    }

    FieldType type() {
        return expression.type();
    }

    private Scope scope(Occasion occasion) {
        Scope known = scope;
        if (known == null || scopeOf != occasion) {
            known = new Scope(
                    occasion.flowName(),
                    occasion.run(),
                    now,
                    occasion.due(),
                    occasion.since(),
                    occasion.before(),
                    occasion.payload());
            scope = known;
            scopeOf = occasion;
        }
        return known;
    }
}
