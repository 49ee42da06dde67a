package io.salessync.flows.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsSchemaTests {
    private static final String SCHEMA = """
            {'type': 'object', 'additionalProperties': false, 'required': ['name'], 'properties': {
              'name': {'type': 'string', 'minLength': 2, 'maxLength': 5, 'pattern': '^[a-z]+$'},
              'count': {'type': 'integer', 'minimum': 1, 'maximum': 9, 'default': 3},
              'share': {'type': 'number', 'exclusiveMinimum': 0},
              'mode': {'enum': ['first', 'last']},
              'on': {'type': 'boolean'},
              'either': {'type': ['string', 'null']},
              'list': {'type': 'array', 'minItems': 1, 'maxItems': 2, 'uniqueItems': true,
                       'items': {'type': 'object', 'required': ['field'], 'properties': {'field': {'type': 'string'}}}},
              'wait': {'oneOf': [
                {'type': 'object', 'required': ['for'], 'additionalProperties': false, 'properties': {'for': {'type': 'string'}}},
                {'type': 'object', 'required': ['until'], 'additionalProperties': false, 'properties': {'until': {'type': 'string'}, 'zone': {'const': 'UTC'}}}]}}}""";

    private static List<String> problems(String settings) {
        List<String> problems = new ArrayList<>();
        SettingsSchema.check(
                KitTypes.json(SCHEMA), KitTypes.json(settings), (path, message) -> problems.add(path + ": " + message));
        return problems;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{} | name: is missing",
                "{'name': 'a'} | name: is shorter than 2 characters",
                "{'name': 'abcdef'} | name: is longer than 5 characters",
                "{'name': 'AB'} | name: cannot be 'AB'; it has to match ^[a-z]+$",
                "{'name': 5} | name: has to be text, not 5",
                "{'name': 'ab', 'count': 0} | count: has to be at least 1, not 0",
                "{'name': 'ab', 'count': 10} | count: has to be at most 9, not 10",
                "{'name': 'ab', 'count': 1.5} | count: has to be a whole number, not 1.5",
                "{'name': 'ab', 'share': 0} | share: has to be more than 0, not 0",
                "{'name': 'ab', 'mode': 'frist'} | mode: cannot be 'frist'; did you mean 'first'?",
                "{'name': 'ab', 'mode': 'x'} | mode: cannot be 'x'; there are: first, last",
                "{'name': 'ab', 'on': 'yes'} | on: has to be true or false, not 'yes'",
                "{'name': 'ab', 'either': 1} | either: has to be text or null, not 1",
                "{'name': 'ab', 'list': []} | list: is empty",
                "{'name': 'ab', 'list': [{}]} | list/0/field: is missing",
                "{'name': 'ab', 'list': [{'field': 'a'}, {'field': 'a'}]} | list/1: {\"field\":\"a\"} is there twice",
                "{'name': 'ab', 'lists': []} | lists: is not known; did you mean 'list'?",
                "{'name': 'ab', 'wait': {'until': 5}} | wait/until: has to be text, not 5",
                "{'name': 'ab', 'wait': {'until': 'x', 'zone': 'CET'}} | wait/zone: has to be 'UTC', not 'CET'"
            })
    void aSettingThatDoesNotFitIsNamedByItsPath(String settings, String problem) {
        assertThat(problems(settings)).containsExactly(problem);
    }

    @Test
    void whatFitsHasNoProblems() {
        assertThat(
                        problems(
                                "{'name': 'ab', 'count': 9, 'share': 0.1, 'mode': 'last', 'on': false, 'either': null, 'list': [{'field': 'a', 'more': 1}], 'wait': {'for': 'PT1M'}}"))
                .isEmpty();
    }

    @Test
    void defaultsFillWhatIsNotSaid() {
        assertThat(SettingsSchema.withDefaults(KitTypes.json(SCHEMA), KitTypes.json("{'name': 'ab'}")))
                .isEqualTo(KitTypes.json("{'name': 'ab', 'count': 3}"));
        assertThat(SettingsSchema.withDefaults(KitTypes.json(SCHEMA), KitTypes.json("{'count': 5}")))
                .isEqualTo(KitTypes.json("{'count': 5}"));
    }
}
