package io.salessync.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.flows.graph.FieldType;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.kernel.problems.Problem;
import io.salessync.mapping.FieldMap.Change;
import io.salessync.mapping.FieldMap.Entry;
import io.salessync.mapping.FieldMap.Missing;
import io.salessync.mapping.MappedFields.Direction;
import io.salessync.mapping.MappedFields.Mapped;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MappedFieldsTests {
    private static final List<MapField> CONTACT = List.of(
            MapField.of("FirstName", "First Name", FieldType.TEXT),
            MapField.of("LastName", "Last Name", FieldType.TEXT),
            MapField.of("Email", "Email", FieldType.TEXT),
            MapField.of("Rating", "Rating", FieldType.TEXT),
            MapField.of("Birthdate", "Birthdate", FieldType.DATE),
            MapField.of("Visits__c", "Visits", FieldType.NUMBER),
            new MapField("Name", "Full Name", FieldType.TEXT, false, false, false, List.of(), null, null));
    private static final List<MapField> OURS = List.of(
            MapField.of("givenName", "Given name", FieldType.TEXT),
            MapField.of("familyName", "Family name", FieldType.TEXT),
            MapField.of("fullName", "Full name", FieldType.TEXT),
            MapField.of("email", "E-mail", FieldType.TEXT),
            MapField.of("class", "Class", FieldType.TEXT),
            MapField.of("birthDate", "Date of birth", FieldType.DATE),
            MapField.of("visits", "Visits", FieldType.WHOLE));

    private static Entry entry(
            String to,
            @Nullable String from,
            @Nullable String expression,
            @Nullable String standard,
            boolean required) {
        return new Entry(to, from, expression, standard, required, List.of(), Map.of(), null);
    }

    private static FieldMap map(Entry... entries) {
        return new FieldMap(
                "test",
                MapSide.crm("production", "Contact"),
                MapSide.of("customers.person"),
                List.of(entries),
                Missing.FAILS);
    }

    private static FlowRecord record(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return new FlowRecord("003A", values);
    }

    private static Mapped forward(FieldMap map, FlowRecord record) {
        return MappedFields.of(map, CONTACT, OURS)
                .map(record, MapFieldsType.trial(Instant.parse("2026-11-23T09:00:00Z")), Direction.FORWARD);
    }

    @Test
    void fieldsAreFilledFromFieldsExpressionsAndStandardValues() {
        FieldMap map = map(
                new Entry(
                        "givenName",
                        "FirstName",
                        null,
                        null,
                        false,
                        List.of(Change.TRIM, Change.TITLE),
                        Map.of(),
                        null),
                entry("fullName", null, "record.FirstName + \" \" + record.LastName", null, false),
                new Entry("class", "Rating", null, "C", false, List.of(), Map.of("Hot", "A"), null),
                entry("birthDate", "Birthdate", null, null, false),
                entry("visits", "Visits__c", null, null, false));
        Mapped mapped = forward(
                map,
                record(
                        "FirstName", "  ADA  o'neil ",
                        "LastName", "Byron",
                        "Rating", "Hot",
                        "Birthdate", LocalDate.parse("1815-12-10"),
                        "Visits__c", new BigDecimal("12.0")));
        assertThat(mapped.faults()).isEmpty();
        assertThat(mapped.values())
                .containsEntry("givenName", "Ada O'neil")
                .containsEntry("fullName", "ADA  o'neil  Byron")
                .containsEntry("class", "A")
                .containsEntry("birthDate", LocalDate.parse("1815-12-10"))
                .containsEntry("visits", 12L);
        assertThat(forward(
                                map,
                                record(
                                        "FirstName",
                                        "",
                                        "LastName",
                                        "",
                                        "Rating",
                                        null,
                                        "Birthdate",
                                        "",
                                        "Visits__c",
                                        null))
                        .values())
                .containsEntry("class", "C")
                .containsEntry("birthDate", null);
    }

    @Test
    void aValueThatDoesNotFitIsNamedWithItsField() {
        FieldMap map = map(
                entry("birthDate", "Birthdate", null, null, false),
                entry("visits", "Visits__c", null, null, false),
                entry("email", "Email", null, null, true));
        Mapped mapped =
                forward(map, record("Birthdate", "10.12.1815", "Visits__c", new BigDecimal("1.5"), "Email", ""));
        assertThat(mapped.faults())
                .extracting(MappedFields.Fault::field)
                .containsExactly("birthDate", "visits", "email");
        assertThat(mapped.faults().get(0).message()).contains("'Birthdate'", "10.12.1815", "2026-11-30");
        assertThat(mapped.faults().get(1).message()).contains("1.5", "whole number");
        assertThat(mapped.faults().get(2).message()).contains("required");
    }

    @Test
    void datesAreReadAsTheFormatSays() {
        FieldMap map = map(new Entry("birthDate", "Rating", null, null, false, List.of(), Map.of(), "dd.MM.yyyy"));
        assertThat(forward(map, record("Rating", "10.12.1815")).values())
                .containsEntry("birthDate", LocalDate.parse("1815-12-10"));
        assertThat(forward(map, record("Rating", "31.02.1815")).faults()).hasSize(1);
    }

    @Test
    void aFieldThatIsNotThereAtAllFailsInsteadOfEmptyingTheOther() {
        FieldMap map = map(entry("email", "Email", null, null, false));
        assertThat(forward(map, record("LastName", "Byron")).faults())
                .singleElement()
                .extracting(MappedFields.Fault::message)
                .asString()
                .contains("not in the record at all");
        FieldMap lenient = new FieldMap(map.name(), map.from(), map.to(), map.fields(), Missing.IS_EMPTY);
        assertThat(forward(lenient, record("LastName", "Byron")).values()).containsEntry("email", null);
    }

    @Test
    void onlyFieldsThatLoseNothingGoBack() {
        FieldMap map = map(
                entry("familyName", "LastName", null, null, false),
                new Entry("class", "Rating", null, null, false, List.of(), Map.of("Hot", "A", "Cold", "B"), null),
                new Entry("email", "Email", null, null, false, List.of(Change.LOWER), Map.of(), null),
                entry("fullName", "Name", null, null, false),
                entry("givenName", null, "record.FirstName", null, false));
        MappedFields fields = MappedFields.of(map, CONTACT, OURS);
        assertThat(fields.oneWay()).containsOnlyKeys("email", "fullName", "givenName");
        assertThat(fields.oneWay().get("fullName")).contains("cannot be written");
        Mapped back = fields.map(
                record("familyName", "Byron", "class", "B", "email", "x"),
                MapFieldsType.trial(Instant.EPOCH),
                Direction.BACKWARD);
        assertThat(back.values()).containsExactlyInAnyOrderEntriesOf(Map.of("LastName", "Byron", "Rating", "Cold"));
    }

    @Test
    void mistakesAreToldWhenItIsSaved() {
        assertThatThrownBy(() -> MappedFields.of(map(Entry.of("Emial", "email")), CONTACT, OURS))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("did you mean 'Email'");
        assertThatThrownBy(() -> MappedFields.of(map(Entry.of("Email", "emial")), CONTACT, OURS))
                .hasMessageContaining("did you mean 'email'");
        assertThatThrownBy(
                        () -> MappedFields.of(map(entry("email", null, "record.Nothing", null, false)), CONTACT, OURS))
                .hasMessageContaining("record.Nothing");
        assertThatThrownBy(() ->
                        MappedFields.of(map(Entry.of("Email", "email"), Entry.of("Name", "email")), CONTACT, OURS))
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> MappedFields.of(map(entry("visits", null, null, "many", false)), CONTACT, OURS))
                .hasMessageContaining("many");
    }

    @Test
    void timesAreReadAsCrmsWriteThem() {
        assertThat(Coercion.to(FieldType.TIME, "2026-11-26T08:00:00.000+0000"))
                .isEqualTo(Instant.parse("2026-11-26T08:00:00Z"));
        assertThat(Coercion.to(FieldType.TIME, "2026-11-26T08:00:00Z"))
                .isEqualTo(Instant.parse("2026-11-26T08:00:00Z"));
        assertThat(Coercion.to(FieldType.TIME, "2026-11-26T10:00:00+02:00"))
                .isEqualTo(Instant.parse("2026-11-26T08:00:00Z"));
        assertThat(Coercion.to(FieldType.TIME, "2026-11-26")).isEqualTo(Instant.parse("2026-11-26T00:00:00Z"));
        assertThat(Coercion.to(FieldType.DATE, "2026-11-26T23:59:59Z")).isEqualTo(LocalDate.parse("2026-11-26"));
        assertThat(Coercion.to(FieldType.NUMBER, "-1.50")).isEqualTo(-1.5);
        assertThatThrownBy(() -> Coercion.to(FieldType.NUMBER, "1,500")).hasMessageContaining("1,500");
        assertThatThrownBy(() -> Coercion.to(FieldType.FLAG, "perhaps")).hasMessageContaining("perhaps");
    }

    @Test
    void namesOfManyKindsAreKnownForWhatTheyMean() {
        List<MapField> salesforce = List.of(
                MapField.of("Id", "Contact ID", FieldType.TEXT),
                MapField.of("FirstName", "First Name", FieldType.TEXT),
                MapField.of("LastName", "Last Name", FieldType.TEXT),
                MapField.of("MobilePhone", "Mobile Phone", FieldType.TEXT),
                MapField.of("MailingCity", "Mailing City", FieldType.TEXT),
                MapField.of("HasOptedOutOfEmail", "Email Opt Out", FieldType.FLAG),
                MapField.of("LastActivityDate", "Last Activity", FieldType.DATE),
                MapField.of("Account.Name", "Account name", FieldType.TEXT),
                MapField.of("Custom_Email__c", "Email", FieldType.TEXT));
        List<MapField> ours = List.of(
                MapField.of("givenName", "Given name", FieldType.TEXT),
                MapField.of("familyName", "Family name", FieldType.TEXT),
                MapField.of("mobilePhone", "Mobile phone", FieldType.TEXT),
                MapField.of("phone", "Phone", FieldType.TEXT),
                MapField.of("city", "City", FieldType.TEXT),
                MapField.of("emailOptOut", "Opted out of e-mail", FieldType.FLAG),
                MapField.of("lastActivityAt", "Last activity", FieldType.TIME),
                MapField.of("company", "Company", FieldType.TEXT),
                MapField.of("email", "E-mail", FieldType.TEXT));
        Map<String, String> chosen = new LinkedHashMap<>();
        List<Suggestions.Suggestion> all = Suggestions.of(salesforce, ours);
        all.forEach(one -> chosen.put(one.to(), one.from()));
        assertThat(chosen)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "givenName", "FirstName",
                        "familyName", "LastName",
                        "mobilePhone", "MobilePhone",
                        "city", "MailingCity",
                        "emailOptOut", "HasOptedOutOfEmail",
                        "lastActivityAt", "LastActivityDate",
                        "company", "Account.Name",
                        "email", "Custom_Email__c"));
        assertThat(all).allSatisfy(one -> {
            assertThat(one.score()).isBetween(0.5, 1.0);
            assertThat(one.why()).endsWith(".");
        });
    }

    @Test
    void whatBecameOfMappedFieldsIsTold() {
        List<MapField> before = List.of(
                MapField.of("Mobile__c", "Mobile", FieldType.TEXT),
                MapField.of("Segment__c", "Segment", FieldType.TEXT),
                MapField.of("Score__c", "Score", FieldType.NUMBER),
                MapField.of("Unused__c", "Unused", FieldType.TEXT));
        List<MapField> after = List.of(
                MapField.of("Mobile_Number__c", "Mobile", FieldType.TEXT),
                MapField.of("Weather__c", "Weather", FieldType.TEXT),
                MapField.of("Score__c", "Score", FieldType.TEXT));
        List<MapField> ours = List.of(
                MapField.of("mobilePhone", "Mobile phone", FieldType.TEXT),
                MapField.of("segment", "Segment", FieldType.TEXT),
                MapField.of("score", "Score", FieldType.NUMBER));
        List<MapField> oursNow = List.of(
                MapField.of("mobilePhone", "Mobile phone", FieldType.TEXT),
                MapField.of("segment", "Segment", FieldType.TEXT),
                MapField.of("score", "Score", FieldType.NUMBER),
                new MapField("region", "Region", FieldType.TEXT, true, true, false, List.of(), null, null));
        FieldMap map = map(
                Entry.of("Mobile__c", "mobilePhone"),
                entry("segment", null, "record.Segment__c.lowerAscii()", null, false),
                Entry.of("Score__c", "score"));
        List<Drift.Finding> findings = Drift.of(map, Drift.reads(map, before), before, after, ours, oursNow);
        assertThat(findings)
                .extracting(Drift.Finding::field, Drift.Finding::what, Drift.Finding::now)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("Mobile__c", Drift.What.RENAMED, "Mobile_Number__c"),
                        org.assertj.core.groups.Tuple.tuple("Segment__c", Drift.What.REMOVED, null),
                        org.assertj.core.groups.Tuple.tuple("Score__c", Drift.What.RETYPED, "TEXT"),
                        org.assertj.core.groups.Tuple.tuple("region", Drift.What.NEEDED, null));
        assertThat(findings.getFirst().fills()).containsExactly("mobilePhone");
        assertThat(Drift.of(map, Drift.reads(map, before), before, before, ours, ours))
                .isEmpty();
        assertThat(MappedFields.of(map, before, ours).reads(Direction.FORWARD))
                .isEqualTo(Set.of("Mobile__c", "Segment__c", "Score__c"));
    }
}
