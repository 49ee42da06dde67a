package io.salessync.matching;

import java.util.List;
import java.util.Map;

/** One field that is text, a code, or the name of a company. */
final class PlainComparison extends Comparison {
    private final Kind kind;
    private final Values values;
    private final String name;

    PlainComparison(String name, Kind kind) {
        this.name = name;
        this.kind = kind;
        // a text may be one of a few, such as a role or a country
        this.values = kind == Kind.TEXT ? new Values(new Dictionary(), 0.1) : new Values(new Dictionary());
    }

    @Override
    void add(Map<String, List<String>> cells) {
        String cell = cell(cells, kind.word());
        values.add(
                switch (kind) {
                    case CODE -> Folding.code(cell);
                    case COMPANY -> Companies.folded(cell);
                    default -> Folding.words(cell);
                });
    }

    @Override
    void close() {
        values.close();
        values.texts().close();
    }

    @Override
    Map<String, Values> values() {
        return Map.of(name, values);
    }

    @Override
    List<Evidence> evidence() {
        return List.of(
                kind == Kind.CODE
                        ? new DigitsEvidence(name, values, 0, 0)
                        : kind == Kind.COMPANY ? new Company(name, values) : new TextEvidence(name, values, 0.1, 0.1));
    }

    private static final class Company extends TextEvidence {
        Company(String name, Values values) {
            super(name, values, 0.1, 1);
        }

        @Override
        int change() {
            return NEW_JOB;
        }
    }

    @Override
    List<Keys> keys() {
        return List.of(AddressComparison.single(name, values));
    }
}
