package io.salessync.flows.engine;

import static io.salessync.flows.engine.TypeKit.check;
import static io.salessync.flows.engine.TypeKit.occasion;
import static io.salessync.flows.engine.TypeKit.pages;
import static io.salessync.flows.engine.TypeKit.record;
import static io.salessync.flows.engine.TypeKit.records;
import static io.salessync.flows.engine.TypeKit.rejects;
import static io.salessync.flows.engine.TypeKit.settings;
import static io.salessync.flows.engine.TypeKit.shape;
import static io.salessync.flows.engine.TypeKit.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.flows.engine.Node.Occasion;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.access.Role;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.Browser;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.util.unit.DataSize;

@ProgramTest
class FileTypeTests {
    @TempDir
    private Path folder;

    @TempDir
    private Path elsewhere;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private AccessKit access;

    @Autowired
    private MovableClock clock;

    @Autowired
    private Audit audit;

    @Autowired
    private RunFiles written;

    @Autowired
    private FlowFiles uploads;

    @LocalServerPort
    private int port;

    private TenantId tenant;
    private Occasion occasion;
    private CsvReadType csv;
    private PackedFiles packed;
    private XlsxReadType xlsx;

    @BeforeEach
    void types() {
        tenant = tenants.fresh().id();
        occasion = occasion(tenant);
        FileSettings settings =
                new FileSettings(List.of(folder.toString()), DataSize.ofKilobytes(200), Duration.ofDays(1));
        FlowFiles files = new FlowFiles(folder.resolve("data"), settings, database, clock, audit);
        packed = new PackedFiles(folder.resolve("data"), settings, clock);
        csv = new CsvReadType(files, packed);
        xlsx = new XlsxReadType(files);
    }

    private String file(String name, String text, Charset charset) throws IOException {
        return Files.write(folder.resolve(name), text.getBytes(charset)).toString();
    }

    private String file(String text) throws IOException {
        return file("list.csv", text, StandardCharsets.UTF_8);
    }

    private List<FlowRecord> read(Object... settings) {
        return records(pages(source(csv, settings), occasion, 2));
    }

    @Test
    void rowsComeAsTextWithTheirKeysWhateverStandsInThem() throws IOException {
        String path = file(
                "\uFEFFid;name;note\r\n1;Änne;\"two\r\nlines; and a \"\"quote\"\"\"\r\n\r\n2;5\" pipe;\n3;short\n");
        List<FlowRecord> records = read("path", path, "key", "id");
        assertThat(records).extracting(FlowRecord::key).containsExactly("1", "2", "3");
        assertThat(records.get(0).values())
                .containsEntry("name", "Änne")
                .containsEntry("note", "two\r\nlines; and a \"quote\"");
        assertThat(records.get(1).get("name")).isEqualTo("5\" pipe");
        assertThat(records.get(2).get("note")).isEqualTo("");
    }

    private String packed(String name, byte[] content) throws IOException {
        Path path = folder.resolve(name);
        try (var out = new java.util.zip.GZIPOutputStream(Files.newOutputStream(path))) {
            out.write(content);
        }
        return path.toString();
    }

    @Test
    void aFilePackedWithGzipIsReadAsThePlainOneIsAndGoesOnAfterAKill() throws IOException {
        StringBuilder text = new StringBuilder("id,name\n");
        for (int i = 0; i < 50; i++) {
            text.append(i).append(",n").append(i).append('\n');
        }
        String path = packed("list.csv.gz", text.toString().getBytes(StandardCharsets.UTF_8));
        String cursor = null;
        int seen = 0;
        do {
            Node.Read page = source(csv, "path", path, "key", "id").read(occasion, cursor, 7);
            assertThat(page.total()).isEqualTo(50);
            for (FlowRecord record : page.records()) {
                assertThat(record.get("name")).isEqualTo("n" + seen++);
            }
            cursor = page.next();
        } while (cursor != null);
        assertThat(seen).isEqualTo(50);
        try (Stream<Path> unpacked = Files.list(folder.resolve("data/flows/unpacked"))) {
            assertThat(unpacked.toList()).as("unpacked once").hasSize(1);
        }
        packed.drop(clock.instant().plusSeconds(1));
        assertThat(folder.resolve("data/flows/unpacked")).isEmptyDirectory();
    }

    @Test
    void aPackedFileThatIsBrokenOrTooLargeIsRefusedInWords() throws IOException {
        String bomb = packed("bomb.csv.gz", new byte[1024 * 1024]);
        assertThatThrownBy(() -> source(csv, "path", bomb).read(occasion, null, 7))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(NodeProblem.FILE_TOO_LARGE));
        byte[] whole =
                Files.readAllBytes(Path.of(packed("cut.csv.gz", "id\n1\n2\n3\n".getBytes(StandardCharsets.UTF_8))));
        Path cut = Files.write(folder.resolve("cut.csv.gz"), java.util.Arrays.copyOf(whole, whole.length - 9));
        assertThatThrownBy(() -> source(csv, "path", cut.toString()).read(occasion, null, 7))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.detail()).contains("cut.csv.gz", "broken"));
        assertThat(folder.resolve("data/flows/unpacked"))
                .as("nothing half unpacked is left")
                .isEmptyDirectory();
    }

    @Test
    void aPackedUploadIsKeptUnpacked() throws IOException {
        byte[] content =
                Files.readAllBytes(Path.of(packed("up.csv.gz", "id,a\n1,x\n".getBytes(StandardCharsets.UTF_8))));
        FlowFiles.Uploaded file = uploads.keep(tenant, "me", new ByteArrayInputStream(content), "up.csv.gz");
        assertThat(file.rows()).isEqualTo(1);
        assertThat(file.columns()).containsExactly("id", "a");
    }

    @Test
    void aPageGoesOnAtTheByteWhereTheLastOneEndedAlsoInANewNode() throws IOException {
        StringBuilder text = new StringBuilder("id,name\n");
        for (int i = 0; i < 100; i++) {
            text.append(i).append(",\"näme\n").append(i).append("\"\n");
        }
        String path = file(text.toString());
        String cursor = null;
        int seen = 0;
        do {
            // as after a kill: nothing but the cursor is left
            Node.Read page = source(csv, "path", path, "key", "id").read(occasion, cursor, 7);
            Node.Read again = source(csv, "path", path, "key", "id").read(occasion, cursor, 7);
            assertThat(again).isEqualTo(page);
            assertThat(page.total()).isEqualTo(100);
            for (FlowRecord record : page.records()) {
                assertThat(record.values()).containsEntry("id", "" + seen).containsEntry("name", "näme\n" + seen);
                seen++;
            }
            cursor = page.next();
        } while (cursor != null);
        assertThat(seen).isEqualTo(100);
    }

    @Test
    void encodingsAndDelimitersAreTakenAsGivenOrFound() throws IOException {
        Charset windows = Charset.forName("windows-1252");
        assertThat(read("path", file("w.csv", "a\tb\nß\t€\n", windows), "encoding", "windows-1252")
                        .getFirst()
                        .values())
                .containsEntry("a", "ß")
                .containsEntry("b", "€");
        assertThat(read("path", file("u.csv", "\uFEFFa|b\r\n日本|\"x\r\ny\"\r\n1|2", StandardCharsets.UTF_16LE)))
                .extracting(record -> record.get("a") + "/" + record.get("b"))
                .containsExactly("日本/x\r\ny", "1/2");
        assertThat(read("path", file("d.csv", "a,b\n1,2;3\n", windows), "delimiter", ",")
                        .getFirst()
                        .get("b"))
                .isEqualTo("2;3");
    }

    @Test
    void rowsThatCannotBeReadAreRejectedWithTheirLineAndTheRestComes() throws IOException {
        byte[] bytes = "id,name\n1,fine\n2,b\u00e4d\n3,\"a\"b\n4,too,many\n,nokey\n6,fine\n"
                .getBytes(StandardCharsets.ISO_8859_1);
        Path path = Files.write(folder.resolve("hostile.csv"), bytes);
        List<Node.Read> pages = pages(source(csv, "path", path.toString(), "key", "id"), occasion, 2);
        assertThat(records(pages)).extracting(FlowRecord::key).containsExactly("1", "6");
        assertThat(rejects(pages))
                .extracting(Node.Reject::recordKey)
                .containsExactly("line 3", "line 4", "line 5", "line 6");
        assertThat(rejects(pages).get(0).message()).contains("UTF-8", "windows-1252");
        assertThat(rejects(pages).get(2).message()).contains("3 cells", "2");
    }

    @Test
    void aQuoteThatIsNeverClosedIsToldWithItsLine() throws IOException {
        Path path = folder.resolve("open.csv");
        byte[] filler = "x\n".repeat(9_000_000).getBytes(StandardCharsets.UTF_8);
        Files.write(path, "id\n1\n\"2\n".getBytes(StandardCharsets.UTF_8));
        Files.write(path, filler, java.nio.file.StandardOpenOption.APPEND);
        assertThatThrownBy(() -> source(csv, "path", path.toString()).read(occasion, null, 10))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.detail()).contains("line 3", "quote"));
    }

    @Test
    void whatIsNoListIsRefusedInWords() throws IOException {
        assertThatThrownBy(() -> read("path", file(""))).hasMessageContaining("not even a header");
        assertThatThrownBy(() -> read("path", file("a,b,a\n1,2,3\n"))).hasMessageContaining("'a' twice");
        assertThatThrownBy(() -> read("path", file("%PDF-1.7 x"))).hasMessageContaining("PDF");
        assertThatThrownBy(() -> read("path", file("<!DOCTYPE html><html>"))).hasMessageContaining("web page");
        assertThatThrownBy(() -> read("path", file("a,b\n1,2\n"), "columns", List.of("b", "c"), "key", "d"))
                .hasMessageContaining("lacks the columns c, d")
                .hasMessageContaining("It has: a, b");
    }

    @Test
    void aFileThatChangesWhileItIsReadIsNotReadOn() throws IOException {
        String path = file("id\n1\n2\n3\n");
        Node.Source source = source(csv, "path", path);
        String cursor = source.read(occasion, null, 1).next();
        file("id\n1\n2\n3\n4\n");
        assertThatThrownBy(() -> source.read(occasion, cursor, 1))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(NodeProblem.FILE_CHANGED));
    }

    @Test
    void onlyFilesBelowAllowedFoldersAreRead() throws IOException {
        Path outside = Files.writeString(elsewhere.resolve("secret.csv"), "id\n1\n");
        Path link = Files.createSymbolicLink(folder.resolve("link.csv"), outside);
        Path linked = Files.createSymbolicLink(folder.resolve("linked"), elsewhere);
        for (String path : List.of(
                outside.toString(),
                link.toString(),
                linked.resolve("secret.csv").toString(),
                folder + "/../" + elsewhere.getFileName() + "/secret.csv",
                "/etc/passwd",
                "secret.csv",
                folder.toString())) {
            assertThatThrownBy(() -> read("path", path))
                    .as(path)
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.code()).isEqualTo(NodeProblem.FILE_NOT_ALLOWED));
        }
        assertThatThrownBy(() -> read("path", "/etc/no-such-file"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(NodeProblem.FILE_NOT_ALLOWED));
        // what starts a run may name a file, under the same rules
        String path = file("id\n1\n");
        Occasion dropped = occasion(tenant, settings("path", path));
        assertThat(records(pages(source(csv), dropped, 10))).hasSize(1);
        assertThatThrownBy(() -> source(csv).read(occasion(tenant, settings("path", outside.toString())), null, 1))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> source(csv).read(occasion, null, 1)).hasMessageContaining("No file is named");
    }

    @Test
    void manyRowsComeInPagesQuickly() throws IOException {
        StringBuilder text = new StringBuilder("id,name,city\n");
        for (int i = 0; i < 100_000; i++) {
            text.append(i)
                    .append(",Person ")
                    .append(i)
                    .append(",\"Ort, ")
                    .append(i % 100)
                    .append("\"\n");
        }
        String path = file(text.toString());
        List<Node.Read> pages = pages(source(csv, "path", path, "key", "id"), occasion, 1_000);
        assertThat(pages).hasSize(100);
        assertThat(records(pages)).hasSize(100_000);
        assertThat(records(pages).getLast().values())
                .containsEntry("id", "99999")
                .containsEntry("city", "Ort, 99");
    }

    @Test
    void settingsAreChecked() {
        assertThat(check(
                                csv,
                                RecordShape.UNKNOWN,
                                "path",
                                "/x",
                                "upload",
                                "y",
                                "encoding",
                                "Klingon",
                                "columns",
                                List.of("a"),
                                "key",
                                "b")
                        .problems)
                .anyMatch(found -> found.startsWith("encoding: "))
                .anyMatch(found -> found.startsWith("path: Either"))
                .anyMatch(found -> found.startsWith("key: "));
        assertThat(check(csv, RecordShape.UNKNOWN, "columns", List.of("a"))
                        .outputs
                        .get("out")
                        .fields())
                .containsKey("a");
        assertThat(check(new CsvWriteType(written), shape("a"), "name", "../x.csv").problems)
                .singleElement()
                .asString()
                .startsWith("name: ");
        assertThat(check(new CsvWriteType(written), shape("a"), "name", "x.exe", "columns", List.of("a", "b")).problems)
                .hasSize(2);
        assertThat(check(new XlsxWriteType(written), shape("a"), "name", "x.xlsx").problems)
                .isEmpty();
    }

    private String workbook() throws IOException {
        Path path = folder.resolve("list.xlsx");
        try (var out = Files.newOutputStream(path);
                Workbook workbook = new Workbook(out, "Test", "1.0")) {
            Worksheet first = workbook.newWorksheet("First");
            first.value(0, 0, "id");
            first.value(0, 1, "amount");
            first.value(0, 2, "day");
            for (int i = 1; i <= 25; i++) {
                first.value(i, 0, "k" + i);
                first.value(i, 1, i * 1.5);
                first.value(i, 2, LocalDate.of(2026, 11, i));
                first.style(i, 2).format("yyyy-mm-dd").set();
            }
            first.finish();
            Worksheet other = workbook.newWorksheet("Other");
            other.value(0, 0, "x");
            other.value(1, 0, "y");
            other.finish();
        }
        return path.toString();
    }

    @Test
    void aWorkbookIsReadInPagesAndGoesOnFromItsCursor() throws IOException {
        String path = workbook();
        List<Node.Read> pages = pages(source(xlsx, "path", path, "key", "id"), occasion, 10);
        assertThat(pages).hasSize(3);
        assertThat(records(pages)).hasSize(25);
        assertThat(records(pages).get(1).values())
                .containsEntry("id", "k2")
                .containsEntry("amount", "3")
                .containsEntry("day", "2026-11-02");
        Node.Read second = source(xlsx, "path", path, "key", "id")
                .read(occasion, pages.getFirst().next(), 10);
        assertThat(second.records()).isEqualTo(pages.get(1).records());
        assertThat(records(pages(source(xlsx, "path", path, "sheet", "Other"), occasion, 10)))
                .hasSize(1);
        assertThatThrownBy(() -> source(xlsx, "path", path, "sheet", "None").read(occasion, null, 1))
                .hasMessageContaining("'None'");
        Path none = Files.writeString(folder.resolve("none.xlsx"), "PK\u0003\u0004 nothing");
        assertThatThrownBy(() -> source(xlsx, "path", none.toString()).read(occasion, null, 1))
                .isInstanceOf(Problem.class);
    }

    @Test
    void uploadsAreKeptCountedListedReadAndForgotten() throws Exception {
        FlowFiles.Uploaded file = uploads.keep(
                tenant,
                "a@b.c",
                new ByteArrayInputStream("id,name\n1,A\n2,B\n".getBytes(StandardCharsets.UTF_8)),
                "l.csv");
        assertThat(file.rows()).isEqualTo(2);
        assertThat(file.columns()).containsExactly("id", "name");
        Node.Source source =
                source(new CsvReadType(uploads, packed), "upload", file.id().toString(), "key", "id");
        Node.Read page = source.read(occasion, null, 10);
        assertThat(page.records()).hasSize(2);
        assertThat(page.total()).isEqualTo(2);
        TenantId other = tenants.fresh().id();
        assertThatThrownBy(() -> source.read(occasion(other), null, 10)).hasMessageContaining("no uploaded file");
        uploads.forget(tenant, "a@b.c", file.id());
        assertThatThrownBy(() -> source.read(occasion, null, 10)).hasMessageContaining("no uploaded file");
        FlowFiles.Uploaded sheet = uploads.keep(tenant, "a@b.c", Files.newInputStream(Path.of(workbook())), "l.xlsx");
        assertThat(sheet.rows()).isEqualTo(25);
        FlowFiles small = new FlowFiles(
                folder, new FileSettings(List.of(), DataSize.ofBytes(10), Duration.ofDays(1)), database, clock, audit);
        assertThatThrownBy(() -> small.keep(tenant, "a", new ByteArrayInputStream(new byte[11]), "x"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(NodeProblem.FILE_TOO_LARGE));
    }

    @Test
    void overHttpAFileIsUploadedByWhoeverMayDrawFlows() {
        String body = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"..\\\\l.csv\"\r\n"
                + "Content-Type: text/csv\r\n\r\nid;n\n1;A\n\r\n--b--\r\n";
        Browser manager = new Browser(port)
                .withKey(access.key(tenant, Role.MANAGER))
                .with("Content-Type", "multipart/form-data; boundary=b");
        Browser.Answer made = manager.post("/api/v1/flows/files", body);
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().path("name").asString()).isEqualTo("l.csv");
        assertThat(made.json().path("rows").asInt()).isEqualTo(1);
        assertThat(manager.get("/api/v1/flows/files")
                        .json()
                        .at("/items/0/columns/1")
                        .asString())
                .isEqualTo("n");
        Browser viewer = new Browser(port)
                .withKey(access.key(tenant, Role.VIEWER))
                .with("Content-Type", "multipart/form-data; boundary=b");
        assertThat(viewer.post("/api/v1/flows/files", body).status()).isEqualTo(403);
    }

    private void write(Node.Page node, FlowRecord... records) {
        database.runInTenant(tenant, sql -> node.process(occasion, sql, List.of(records), new TypeKit.Said()));
    }

    private byte[] download(String name) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        written.download(tenant, occasion.run(), name).send(out);
        return out.toByteArray();
    }

    @Test
    void whatAKilledPageWroteIsCutOffByTheNext() throws IOException {
        Node.Page node = (Node.Page) TypeKit.make(new CsvWriteType(written), "name", "kept.csv", "delimiter", ";");
        write(node, record("1", "a", "x", "n", 1L), record("2", "a", null, "n", 2.50));
        assertThatThrownBy(() -> database.runInTenant(tenant, sql -> {
                    node.process(occasion, sql, List.of(record("3", "a", "lost")), new TypeKit.Said());
                    throw new IllegalStateException("killed");
                }))
                .hasMessage("killed");
        assertThat(new String(download("kept.csv"), StandardCharsets.UTF_8)).doesNotContain("lost");
        // a column that comes late is in the header too
        write(node, record("3", "a", "y;\"", "late", true));
        assertThat(new String(download("kept.csv"), StandardCharsets.UTF_8))
                .isEqualTo("a;n;late\r\nx;1;\r\n;2.5;\r\n\"y;\"\"\";;true\r\n");
        assertThat(written.of(tenant, occasion.run()).getFirst().rows()).isEqualTo(3);
    }

    @Test
    void textThatASpreadsheetWouldRunIsMadeHarmless() throws IOException {
        Node.Page node = (Node.Page) TypeKit.make(new CsvWriteType(written), "name", "x.csv", "columns", List.of("v"));
        write(
                node,
                record("1", "v", "=HYPERLINK(1)", "other", "no"),
                record("2", "v", "@SUM"),
                record("3", "v", "-2+3"),
                record("4", "v", "-2.5"),
                record("5", "v", -2.5),
                record("6", "v", "\t=1"),
                record("7", "v", "a=b"));
        assertThat(new String(download("x.csv"), StandardCharsets.UTF_8).lines())
                .containsExactly("v", "'=HYPERLINK(1)", "'@SUM", "'-2+3", "-2.5", "-2.5", "'\t=1", "a=b");
        Node.Page sheet = (Node.Page) TypeKit.make(new XlsxWriteType(written), "name", "x.xlsx");
        write(sheet, record("1", "v", "=1+1", "n", 4.5, "b", true), record("2", "v", "bell\u0007"));
        try (ReadableWorkbook workbook = new ReadableWorkbook(new ByteArrayInputStream(download("x.xlsx")));
                Stream<Row> rows = workbook.getFirstSheet().openStream()) {
            List<Row> all = rows.toList();
            assertThat(all.get(1).getCell(0).getType()).isEqualTo(CellType.STRING);
            assertThat(all.get(1).getCell(0).asString()).isEqualTo("=1+1");
            assertThat(all.get(1).getCell(1).asNumber()).isEqualByComparingTo("4.5");
            assertThat(all.get(2).getCell(0).asString()).isEqualTo("bell");
        }
    }

    @Test
    void filesOfARunAreDownloadedByThoseWhoMayReadRecords() {
        Node.Page node = (Node.Page) TypeKit.make(new CsvWriteType(written), "name", "my list.csv");
        write(node, record("1", "a", "x"));
        Browser viewer = new Browser(port).withKey(access.key(tenant, Role.VIEWER));
        String place = "/api/v1/flows/runs/" + occasion.run() + "/files";
        assertThat(viewer.get(place).json().at("/items/0/name").asString()).isEqualTo("my list.csv");
        Browser.Answer answer = viewer.get(place + "/my%20list.csv");
        assertThat(answer.text()).isEqualTo("a\r\nx\r\n");
        assertThat(answer.header("Content-Disposition")).startsWith("attachment");
        assertThat(viewer.get(place + "/other.csv").code()).isEqualTo("flows.nodes.unknown-file");
        Browser agent = new Browser(port).withKey(access.key(tenant, Role.AGENT));
        assertThat(agent.get(place + "/my%20list.csv").status()).isEqualTo(403);
        clock.advance(Duration.ofDays(2));
        assertThat(written.drop(tenant, clock.instant().minus(Duration.ofDays(1))))
                .isEqualTo(1);
        assertThat(viewer.get(place + "/my%20list.csv").status()).isEqualTo(404);
    }
}
