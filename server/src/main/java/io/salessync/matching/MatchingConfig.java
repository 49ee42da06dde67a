package io.salessync.matching;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is compared and when two are the same.
 *
 * @param id the column with the records' ids
 * @param oneToOne between two files: each record has one partner at most
 * @param relatives whether people of one household or company are told from one person twice
 * @param same the least probability of being the same without a look
 * @param review the least probability of a look
 */
record MatchingConfig(
        String name,
        String id,
        boolean oneToOne,
        boolean relatives,
        double same,
        double review,
        List<Compare> compare) {
    /**
     * One comparison.
     *
     * @param columns the columns by what they are for; several for e-mails and telephones
     * @param region of telephones without a country
     */
    record Compare(
            String name, Kind kind, Map<String, List<String>> columns, String region, boolean monthFirst, int line) {
        Comparison start() {
            return switch (kind) {
                case NAME -> new NameComparison();
                case ADDRESS -> new AddressComparison(name, columns.keySet());
                case DATE -> new DateComparison(name, monthFirst);
                case EMAIL ->
                    new EmailComparison(
                            name, columns.getOrDefault("email", List.of()).size());
                case PHONE ->
                    new PhoneComparison(
                            name, columns.getOrDefault("phone", List.of()).size(), region);
                case CODE, COMPANY, TEXT -> new PlainComparison(name, kind);
            };
        }
    }

    List<Comparison> start() {
        List<Comparison> comparisons = new ArrayList<>();
        compare.forEach(one -> comparisons.add(one.start()));
        return comparisons;
    }

    /** The same with only the comparisons of these names. */
    MatchingConfig only(List<String> names) {
        return new MatchingConfig(
                name,
                id,
                oneToOne,
                relatives,
                same,
                review,
                compare.stream().filter(one -> names.contains(one.name())).toList());
    }
}
