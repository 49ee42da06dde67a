package io.salessync.matching;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Why a pair was decided so: each piece of evidence, how near it is, and what that weighs. */
final class Explanation {
    /** @param weight in bits; positive speaks for one person */
    record Reason(String evidence, String words, double weight) {}

    private Explanation() {}

    /** The strongest first. */
    static List<Reason> reasons(Model model, int one, int other) {
        byte[] levels = new byte[model.evidence().size()];
        model.levels(one, other, levels);
        double[] bits = new double[Evidence.CHANGES];
        for (int e = 0; e < levels.length; e++) {
            bits[model.change(e)] += model.weight(e, one, other, levels);
        }
        List<Reason> reasons = new ArrayList<>();
        for (int e = 0; e < levels.length; e++) {
            if (levels[e] >= 0) {
                Evidence of = model.evidence().get(e);
                int kind = model.change(e);
                // who moved has all of it different: together it speaks against no more than a move is rare
                double part = bits[kind] < 0 ? model.orChanged(kind, bits[kind]) / bits[kind] : 1;
                reasons.add(new Reason(of.name(), of.words()[levels[e]], part * model.weight(e, one, other, levels)));
            }
        }
        reasons.sort(Comparator.comparingDouble((Reason reason) -> -Math.abs(reason.weight())));
        return reasons;
    }

    static String of(Model model, Decided decided) {
        String words = reasons(model, decided.one(), decided.other()).stream()
                .map(reason ->
                        String.format(Locale.ROOT, "%s %s (%+.1f)", reason.evidence(), reason.words(), reason.weight()))
                .collect(Collectors.joining("; "));
        return decided.note().isEmpty() ? words : decided.note() + "; " + words;
    }
}
