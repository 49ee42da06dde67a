package io.salessync.sandbox.monday;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import graphql.language.AstPrinter;
import graphql.language.Definition;
import graphql.language.Document;
import graphql.language.EnumTypeDefinition;
import graphql.language.FieldDefinition;
import graphql.language.ImplementingTypeDefinition;
import graphql.language.InputObjectTypeDefinition;
import graphql.language.InputValueDefinition;
import graphql.language.NamedNode;
import graphql.language.Node;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every type, field, argument and value of our schema is in the vendor's, with the same type. */
class OfficialSchemaTests {
    private static final String FILE = "contracts/monday-2026-10.graphql";

    private final List<String> differences = new ArrayList<>();

    @Test
    void oursIsAPartOfTheirs() throws IOException {
        Path official = official();
        assumeTrue(official != null, "The official schema is not on this machine; set SALESSYNC_SHARED to its folder");
        Map<String, Definition<?>> theirs = definitions(Files.readString(official));
        Map<String, Definition<?>> ours = definitions(Engine.sdl());
        ours.forEach((name, definition) -> compare(name, definition, theirs.get(name)));
        assertThat(differences).isEmpty();
        assertThat(ours).hasSizeGreaterThan(60);
    }

    private static @Nullable Path official() {
        String shared = System.getenv("SALESSYNC_SHARED");
        if (shared != null) {
            return Path.of(shared).resolve(FILE);
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path candidate = folder.resolve("shared").resolve(FILE);
            if (Files.exists(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    private static Map<String, Definition<?>> definitions(String sdl) {
        Document document = new Parser()
                .parseDocument(ParserEnvironment.newParserEnvironment()
                        .document(sdl)
                        .parserOptions(ParserOptions.getDefaultSdlParserOptions())
                        .build());
        Map<String, Definition<?>> byName = new HashMap<>();
        for (Definition<?> definition : document.getDefinitions()) {
            if (definition instanceof NamedNode<?> named) {
                byName.put(named.getName(), definition);
            }
        }
        return byName;
    }

    private void compare(String name, Definition<?> ours, @Nullable Definition<?> theirs) {
        if (theirs == null || theirs.getClass() != ours.getClass()) {
            differences.add(name + " is not theirs");
            return;
        }
        if (ours instanceof ImplementingTypeDefinition<?> mine
                && theirs instanceof ImplementingTypeDefinition<?> other) {
            Map<String, FieldDefinition> known = new HashMap<>();
            other.getFieldDefinitions().forEach(field -> known.put(field.getName(), field));
            mine.getFieldDefinitions().forEach(field -> compare(name, field, known.get(field.getName())));
        } else if (ours instanceof InputObjectTypeDefinition mine
                && theirs instanceof InputObjectTypeDefinition other) {
            compare(name, mine.getInputValueDefinitions(), other.getInputValueDefinitions());
            required(name, mine.getInputValueDefinitions(), other.getInputValueDefinitions());
        } else if (ours instanceof EnumTypeDefinition mine && theirs instanceof EnumTypeDefinition other) {
            Set<String> known = new HashSet<>();
            other.getEnumValueDefinitions().forEach(value -> known.add(value.getName()));
            mine.getEnumValueDefinitions().stream()
                    .filter(value -> !known.contains(value.getName()))
                    .forEach(value -> differences.add(name + "." + value.getName() + " is not theirs"));
        }
    }

    private void compare(String type, FieldDefinition ours, @Nullable FieldDefinition theirs) {
        String at = type + "." + ours.getName();
        if (theirs == null || !print(ours.getType()).equals(print(theirs.getType()))) {
            differences.add(at + ": " + print(ours.getType()) + " is not theirs");
            return;
        }
        compare(at, ours.getInputValueDefinitions(), theirs.getInputValueDefinitions());
        required(at, ours.getInputValueDefinitions(), theirs.getInputValueDefinitions());
    }

    private void compare(String at, List<InputValueDefinition> ours, List<InputValueDefinition> theirs) {
        Map<String, InputValueDefinition> known = new HashMap<>();
        theirs.forEach(value -> known.put(value.getName(), value));
        for (InputValueDefinition value : ours) {
            InputValueDefinition other = known.get(value.getName());
            if (other == null
                    || !print(value.getType()).equals(print(other.getType()))
                    || !printed(value.getDefaultValue()).equals(printed(other.getDefaultValue()))) {
                differences.add(at + "(" + value.getName() + ") is not theirs");
            }
        }
    }

    /** What they require we have too, or a document valid for us would not be valid for them. */
    private void required(String at, List<InputValueDefinition> ours, List<InputValueDefinition> theirs) {
        Set<String> known = new HashSet<>();
        ours.forEach(value -> known.add(value.getName()));
        theirs.stream()
                .filter(value -> print(value.getType()).endsWith("!") && value.getDefaultValue() == null)
                .filter(value -> !known.contains(value.getName()))
                .forEach(value -> differences.add(at + " lacks their required " + value.getName()));
    }

    private static String print(Node<?> node) {
        return AstPrinter.printAst(node);
    }

    private static String printed(@Nullable Node<?> node) {
        return node == null ? "" : print(node);
    }
}
