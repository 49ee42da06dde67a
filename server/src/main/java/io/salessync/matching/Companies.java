package io.salessync.matching;

import java.util.Set;

/** Names of companies without what says only their legal form. Pure. */
public final class Companies {
    private static final Set<String> FORMS = Set.of(
            "inc",
            "incorporated",
            "corp",
            "corporation",
            "co",
            "company",
            "ltd",
            "limited",
            "llc",
            "llp",
            "lp",
            "plc",
            "gmbh",
            "ag",
            "kg",
            "ohg",
            "ug",
            "se",
            "sa",
            "sas",
            "sarl",
            "srl",
            "spa",
            "bv",
            "nv",
            "ab",
            "as",
            "oy",
            "oyj",
            "aps",
            "pty",
            "sro",
            "doo",
            "kft",
            "zrt",
            "ooo",
            "zao",
            "oao",
            "pvt",
            "the",
            "and",
            "group",
            "holding",
            "holdings",
            "mbh");

    private Companies() {}

    /** Plain small Latin letters and digits, words apart by one blank; where nothing but forms were written, all of it stays. */
    public static String folded(String company) {
        String all = Folding.words(company);
        StringBuilder kept = new StringBuilder(all.length());
        for (String word : all.split(" ")) {
            if (!FORMS.contains(word)) {
                if (!kept.isEmpty()) {
                    kept.append(' ');
                }
                kept.append(word);
            }
        }
        return kept.isEmpty() ? all : kept.toString();
    }
}
