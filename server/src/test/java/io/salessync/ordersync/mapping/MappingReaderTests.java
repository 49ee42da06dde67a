package io.salessync.ordersync.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.ColumnType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MappingReaderTests {
    static final String GOOD = """
            name = "shop"
            title = "Shop orders"

            [source]
            shape = "wide"
            order_key = ["Order Number"]
            group = "{Customer}"

            [source.sizes]
            after = "Style"
            total = "Total"

            [items]
            name = "{Order Number} {Style}"
            record_uuid = "record_uuid"

            [[items.column]]
            id = "customer"
            type = "text"
            from = "Customer"
            required = true

            [[items.column]]
            id = "total_qty"
            type = "numbers"
            from = "Total"

            [[items.column]]
            id = "ship_window"
            type = "timeline"
            template = "{Ship Start}/{Ship End}"

            [[items.column]]
            id = "notes"
            type = "long_text"
            transform = 'row["Notes"] + " " + row.Style'
            on_too_long = "cut"

            [lines]
            name = "{size}"
            record_uuid = "record_uuid"

            [[lines.column]]
            id = "quantity"
            type = "numbers"
            from = "quantity"

            [status]
            column = "sync_status"
            synced = "Synced"

            [dev]
            boards = ["9200000001", "9200000002"]
            token = "sandbox:sandbox-personal"
            endpoint = "http://127.0.0.1:${SANDBOX_PORT:8090}/monday/v2"
            idempotency_window = "2s"
            item_columns = { customer = "customer_dev" }

            [production]
            boards = "8709134353"
            token = "env:MONDAY_TOKEN"
            """;

    @Test
    void whatIsWrongWithAFileAsAWholeIsToldWithoutALine() {
        assertThat(MappingReader.read("").problems().stream().map(MappingProblem::toString))
                .contains("the file: name is missing")
                .noneMatch(problem -> problem.contains("line 0"));
        assertThat(MappingReader.read("name = = 1").problems().getFirst().toString())
                .startsWith("line 1, column ")
                .contains(": this is not TOML: ");
    }

    @Test
    void readsAMappingWithItsEnvironments() {
        Mapping mapping =
                MappingReader.read(GOOD, Map.of("SANDBOX_PORT", "9999")).orThrow();

        assertThat(mapping.itemCells())
                .containsExactly("Order Number", "Style", "Customer", "Total", "Ship Start", "Ship End", "Notes");
        assertThat(mapping.lineCells()).containsExactly("size", "quantity");
        Environment dev = Objects.requireNonNull(mapping.environment("dev"));
        assertThat(dev.boards()).containsExactly("9200000001", "9200000002");
        assertThat(dev.endpoint()).hasToString("http://127.0.0.1:9999/monday/v2");
        assertThat(dev.endpointByDefault()).isFalse();
        assertThat(dev.idempotencyWindow()).isEqualTo(Duration.ofSeconds(2));
        assertThat(mapping.in(dev).items().columns().getFirst().id()).isEqualTo("customer_dev");
        Environment production = Objects.requireNonNull(mapping.environment("production"));
        assertThat(production.endpoint()).hasToString("https://api.monday.com/v2");
        assertThat(production.endpointByDefault()).isFalse();
        Mapping elsewhere = MappingReader.read(GOOD, Map.of()).orThrow();
        assertThat(Objects.requireNonNull(elsewhere.environment("dev")).endpointByDefault())
                .isTrue();
        assertThat(production.apiVersion()).isEqualTo("2026-10");
        assertThat(production.idempotencyWindow()).isEqualTo(Duration.ofMinutes(30));
        assertThat(CellTypes.of(mapping)).containsEntry("Total", Source.CellType.NUMBER);
    }

    @Test
    void tellsEveryMistakeWithItsLineAndWhatWasMeant() {
        List<MappingProblem> problems = problems(GOOD.replace("order_key =", "order_keys =")
                .replace("type = \"timeline\"", "type = \"timelime\"")
                .replace("required = true", "required = \"yes\""));

        assertThat(problems).hasSize(4);
        assertThat(problems).extracting(MappingProblem::line).containsExactly(4, 6, 21, 30);
        assertThat(problems.get(1).suggestion()).isEqualTo("did you mean 'order_key'?");
        assertThat(problems.get(2).message()).contains("true or false, not text");
        assertThat(problems.get(3).suggestion()).isEqualTo("did you mean 'timeline'?");
    }

    @Test
    void refusesAColumnThatNobodyCanWrite() {
        assertThat(problems(GOOD.replace("\"long_text\"", "\"mirror\"")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("cannot be written by anybody"));
    }

    @Test
    void refusesAColumnThatIsMappedTwice() {
        assertThat(problems(GOOD.replace("\"total_qty\"", "\"customer\"")))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.line()).isEqualTo(23);
                    assertThat(problem.suggestion()).isEqualTo("the first time in line 17");
                });
    }

    @Test
    void refusesATokenWrittenIntoTheFileAndDoesNotRepeatIt() {
        assertThat(problems(GOOD.replace("env:MONDAY_TOKEN", "eyJhbGciOi")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString())
                        .contains("has to be a reference")
                        .doesNotContain("eyJhbGciOi"));
    }

    @Test
    void refusesTheSandboxTokenForAnAddressElsewhere() {
        assertThat(problems(GOOD.replace("env:MONDAY_TOKEN", "sandbox:sandbox-personal")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("endpoint on this machine alone"));
    }

    @Test
    void refusesToSendATokenInTheClear() {
        assertThat(problems(GOOD.replace("http://127.0.0.1", "http://192.0.2.7")))
                .extracting(MappingProblem::message)
                .anySatisfy(message -> assertThat(message).contains("has to be https"));
    }

    @Test
    void checksAnExpressionWhenItIsRead() {
        assertThat(problems(GOOD.replace("row[\"Notes\"] +", "row[\"Notes\"] + 5 +")))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.line()).isEqualTo(36);
                    assertThat(problem.message()).contains("no matching overload");
                });
    }

    @Test
    void tellsWhereTheFileIsNotToml() {
        assertThat(problems("name = \"shop\"\n[source\n"))
                .first()
                .satisfies(problem -> assertThat(problem.line()).isEqualTo(2));
    }

    @Test
    void rendersCellsAsValues() {
        Mapping mapping = MappingReader.read(GOOD, Map.of()).orThrow();
        Rendering rendering = new Rendering(
                mapping.items(),
                mapping.itemCells(),
                type -> type == ColumnType.LONG_TEXT ? java.util.Optional.of(10) : java.util.Optional.empty());

        Rendered rendered = rendering.render(
                new String[] {"A1", "Polo", "Greyson", "12.50", "2026-01-02", "2026-02-03", "Handle with care"});

        assertThat(rendered.name()).isEqualTo("A1 Polo");
        assertThat(rendered.faults()).isEmpty();
        assertThat(rendered.values())
                .extracting(value -> value.columnId() + "=" + value.text())
                .containsExactly(
                        "customer=Greyson", "total_qty=12.5", "ship_window=2026-01-02/2026-02-03", "notes=Handle wit");
    }

    @Test
    void rendersFaultsWhereARowCannotBeWritten() {
        Mapping mapping = MappingReader.read(GOOD, Map.of()).orThrow();
        Rendering rendering = new Rendering(mapping.items(), mapping.itemCells(), type -> java.util.Optional.empty());

        Rendered rendered = rendering.render(new String[] {"A1", "Polo", null, "many", "2026-01-02", null, ""});

        assertThat(rendered.faults())
                .extracting(fault -> fault.columnId() + " " + fault.code())
                .containsExactly("customer required", "total_qty unreadable", "ship_window unreadable");
    }

    private static List<MappingProblem> problems(String toml) {
        return MappingReader.read(toml, Map.of()).problems();
    }
}
