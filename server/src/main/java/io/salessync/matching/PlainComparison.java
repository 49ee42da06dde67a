package io.salessync.matching;

import java.util.List;
import java.util.Map;

/** One field that is text, a code, or the name of a company. */
final class PlainComparison extends Comparison {
    private final Kind kind;
    private final Values values = new Values(new Dictionary());
    private final String name;

    PlainComparison(String name, Kind kind) {
        this.name = name;
        this.kind = kind;
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
    List<Evidence> evidence() {
        return List.of(
                kind == Kind.CODE
                        ? new DigitsEvidence(name, values, 0, 0)
                        : new TextEvidence(name, values, 0.1, kind == Kind.COMPANY ? 1 : 0.1));
    }

    @Override
    List<Keys> keys() {
        return List.of(AddressComparison.single(name, values));
    }
}
