package io.salessync.connectors.monday;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import graphql.ExecutionInput;
import graphql.ParseAndValidate;
import graphql.ParseAndValidateResult;
import graphql.language.OperationDefinition;
import graphql.language.VariableDefinition;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.TypeDefinitionRegistry;
import graphql.schema.idl.UnExecutableSchemaGenerator;
import io.salessync.connectors.BoardRef;
import io.salessync.connectors.BoardWrite;
import io.salessync.connectors.BoardWrite.Archive;
import io.salessync.connectors.BoardWrite.ChangeValues;
import io.salessync.connectors.BoardWrite.CreateGroup;
import io.salessync.connectors.BoardWrite.CreateItem;
import io.salessync.connectors.BoardWrite.CreateSubitem;
import io.salessync.connectors.BoardWrite.MoveToGroup;
import io.salessync.connectors.BoardWrite.Value;
import io.salessync.connectors.ColumnType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Holds every document we send against the vendor's own schema, where that is at hand. */
class MondaySchemaTests {
    private static final BoardRef REF = new BoardRef("1", "2026-10");
    private static @Nullable GraphQLSchema schema;

    @BeforeAll
    static void read() throws IOException {
        Path sdl = sdl();
        assumeThat(sdl)
                .as("monday-2026-10.graphql in shared/contracts beside the project, or below SALESSYNC_SHARED")
                .isNotNull();
        TypeDefinitionRegistry types = new SchemaParser().parse(Files.readString(sdl));
        // the vendor's file spells out what every schema has by itself
        List.copyOf(types.types().values()).stream()
                .filter(type -> type.getName().startsWith("__"))
                .forEach(types::remove);
        schema = UnExecutableSchemaGenerator.makeUnExecutableSchema(types);
    }

    private static @Nullable Path sdl() {
        String file = "contracts/monday-2026-10.graphql";
        String shared = System.getenv("SALESSYNC_SHARED");
        if (shared != null && Files.exists(Path.of(shared, file))) {
            return Path.of(shared, file);
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path found = folder.resolve("shared").resolve(file);
            if (Files.exists(found)) {
                return found;
            }
        }
        return null;
    }

    static List<String> bodies() {
        UUID key = new UUID(0, 1);
        List<Value> values = List.of(new Value("text", ColumnType.TEXT, "quote \" and $b {"));
        List<BoardWrite> all = List.of(
                new CreateGroup(key, "Group"),
                new CreateItem(key, "topics", "Item", values, true),
                new CreateSubitem(key, "5", "Line", values, false),
                new ChangeValues(key, "1", "5", values, true),
                new MoveToGroup(key, "5", "topics"),
                new Archive(key, "5"));
        List<String> ids = List.of("1", "2");
        return List.of(
                MondayDocuments.writes(REF, all),
                MondayDocuments.writes(REF, all.subList(2, 6)),
                MondayDocuments.look(true),
                MondayDocuments.look(false),
                MondayDocuments.whoAmI(),
                MondayDocuments.dayUse(),
                MondayDocuments.board(REF, "1"),
                MondayDocuments.board(new BoardRef("1", "2025-07"), "1"),
                MondayDocuments.users(List.of("a@example.org")),
                MondayDocuments.itemsByValues(REF, "record_uuid", ids, 100),
                MondayDocuments.nextPage("cursor", 100, "record_uuid", false),
                MondayDocuments.nextPage("cursor", 100, null, true),
                MondayDocuments.itemsPage(REF, 200, false),
                MondayDocuments.itemsPage(REF, 200, true),
                MondayDocuments.items(ids, true),
                MondayDocuments.subitems(ids, false));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void everyDocumentFitsTheVendorsSchemaAndItsVariables(String body) {
        JsonNode sent = MondayAnswer.JSON.readTree(body);
        ParseAndValidateResult result = ParseAndValidate.parseAndValidate(
                schema,
                ExecutionInput.newExecutionInput(sent.path("query").asString()).build());
        assertThat(result.getErrors()).isEmpty();
        List<String> declared = result
                .getDocument()
                .getDefinitionsOfType(OperationDefinition.class)
                .getFirst()
                .getVariableDefinitions()
                .stream()
                .map(VariableDefinition::getName)
                .toList();
        assertThat(sent.path("variables").propertyNames()).containsExactlyElementsOf(declared);
    }
}
