package io.salessync.sandbox.monday;

import graphql.GraphQLError;
import graphql.ParseAndValidate;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.VariableDefinition;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import graphql.schema.GraphQLSchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Parses and validates documents, and remembers the latest ones since clients repeat themselves. */
final class Documents {
    private static final int REMEMBERED = 100;
    private static final ParserOptions LARGE = ParserOptions.newParserOptions()
            .maxTokens(400_000)
            .maxWhitespaceTokens(2_000_000)
            .maxCharacters(20_000_000)
            .captureLineComments(false)
            .build();

    private final GraphQLSchema schema;
    private final Map<String, PreparsedDocumentEntry> known =
            Collections.synchronizedMap(new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, PreparsedDocumentEntry> eldest) {
                    return size() > REMEMBERED;
                }
            });

    Documents(GraphQLSchema schema) {
        this.schema = schema;
    }

    PreparsedDocumentEntry entry(String text) {
        PreparsedDocumentEntry entry = known.get(text);
        if (entry == null) {
            entry = read(text);
            known.put(text, entry);
        }
        return entry;
    }

    private PreparsedDocumentEntry read(String text) {
        try {
            Document document = new Parser()
                    .parseDocument(ParserEnvironment.newParserEnvironment()
                            .document(text)
                            .parserOptions(LARGE)
                            .build());
            List<? extends GraphQLError> errors =
                    ParseAndValidate.validate(schema, document, rule -> true, Locale.ENGLISH);
            return errors.isEmpty()
                    ? new PreparsedDocumentEntry(document)
                    : new PreparsedDocumentEntry(document, new ArrayList<>(errors));
        } catch (InvalidSyntaxException e) {
            return new PreparsedDocumentEntry(e.toInvalidSyntaxError());
        }
    }

    /** The call that a valid document makes; null when its operation cannot be told. */
    @Nullable Call call(String text, @Nullable String operation, Map<String, Object> sent) {
        Document document = Objects.requireNonNull(entry(text).getDocument());
        List<OperationDefinition> operations = document.getDefinitionsOfType(OperationDefinition.class).stream()
                .filter(definition -> operation == null || operation.equals(definition.getName()))
                .toList();
        if (operations.size() != 1) {
            return null;
        }
        OperationDefinition chosen = operations.getFirst();
        Map<String, Object> variables = new HashMap<>();
        for (VariableDefinition variable : chosen.getVariableDefinitions()) {
            Object fallback =
                    variable.getDefaultValue() == null ? null : Literals.value(variable.getDefaultValue(), Map.of());
            if (fallback != null) {
                variables.put(variable.getName(), fallback);
            }
        }
        variables.putAll(sent);
        List<Field> fields = new ArrayList<>();
        collect(document, chosen.getSelectionSet(), fields);
        boolean mutation = chosen.getOperation() == OperationDefinition.Operation.MUTATION;
        return new Call(text, operation, document, mutation, fields, variables);
    }

    private static void collect(Document document, SelectionSet set, List<Field> fields) {
        for (Selection<?> selection : set.getSelections()) {
            switch (selection) {
                case Field field -> fields.add(field);
                case InlineFragment inline -> collect(document, inline.getSelectionSet(), fields);
                case FragmentSpread spread ->
                    collect(document, fragment(document, spread.getName()).getSelectionSet(), fields);
                default -> {}
            }
        }
    }

    static FragmentDefinition fragment(Document document, String name) {
        return document.getDefinitionsOfType(FragmentDefinition.class).stream()
                .filter(fragment -> fragment.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
