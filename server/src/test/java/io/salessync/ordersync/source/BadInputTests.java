package io.salessync.ordersync.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import io.salessync.ordersync.OrderSyncProblem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.util.unit.DataSize;

@ProgramTest
class BadInputTests {
    private static final String HEADER = "Order,Customer,Style,Date,S,M,Total\n";
    private static final String A1 = "A1,Acme,Polo,2026-01-01,1,2,3\n";

    @Autowired
    private Syncs syncs;

    @Autowired
    private Loads loads;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private Live live;

    @Autowired
    private InstantSource clock;

    @Autowired
    private SourceReferences references;

    @TempDir
    private Path folder;

    private Lists lists;
    private Sync sync;

    @BeforeEach
    void aSyncOfItsOwn() {
        lists = new Lists(syncs, loads, database, tenants.fresh().id(), folder);
        sync = lists.sync(Lists.WIDE);
    }

    @Test
    void namesLineAndByteOfAnotherEncoding() {
        byte[] latin = (HEADER + A1 + "A2,Café,Polo,2026-01-01,1,,1\n").getBytes(Charset.forName("windows-1252"));

        refuses(latin, OrderSyncProblem.WRONG_ENCODING, "byte 73 (hexadecimal e9) in line 3", "windows-1252");
        Sync told = lists.sync(Lists.WIDE.replace("shape =", "encoding = \"windows-1252\"\nshape ="));
        assertThat(lists.load(told, latin, "list.csv").ordersCreated()).isEqualTo(2);
    }

    @Test
    void readsWhatAByteOrderMarkTells() {
        byte[] utf16 = ("\ufeff" + HEADER + A1).getBytes(StandardCharsets.UTF_16LE);

        assertThat(lists.load(sync, utf16, "list.csv").ordersCreated()).isEqualTo(1);
    }

    @Test
    void findsTheDelimiter() {
        assertThat(lists.load(sync, (HEADER + A1).replace(',', ';')).ordersCreated())
                .isEqualTo(1);
        assertThat(lists.load(sync, (HEADER + A1).replace(',', '\t')).unchanged())
                .isTrue();
    }

    @Test
    void namesTheColumnsThatAreMissingAndThoseThatAreThere() {
        refuses(
                (HEADER.replace("Style", "Stile") + A1).getBytes(StandardCharsets.UTF_8),
                OrderSyncProblem.WRONG_HEADER,
                "no column 'Style'",
                "'Stile' for 'Style'",
                "Found: 'Order'");
        refuses("".getBytes(StandardCharsets.UTF_8), OrderSyncProblem.WRONG_HEADER, "is empty");
        refuses(
                (HEADER.replace("Customer", "Order") + A1).getBytes(StandardCharsets.UTF_8),
                OrderSyncProblem.WRONG_HEADER,
                "no column 'Customer'");
    }

    @Test
    void tellsAFileOfAnotherKind() {
        refuses("%PDF-1.7 and so on".getBytes(StandardCharsets.UTF_8), OrderSyncProblem.WRONG_FILE_TYPE, "PDF");
        refuses("<!DOCTYPE html><html>".getBytes(StandardCharsets.UTF_8), OrderSyncProblem.WRONG_FILE_TYPE, "web page");
        refuses(
                new byte[] {(byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0, 0, 0, 0, 0},
                OrderSyncProblem.WRONG_FILE_TYPE,
                ".xls");
    }

    @Test
    void stopsALineThatNeverEnds() {
        String endless = HEADER + "A1,\"" + "x".repeat(17 << 20);

        refuses(endless.getBytes(StandardCharsets.UTF_8), OrderSyncProblem.FILE_UNREADABLE, "line 2", "16 MB");
    }

    @Test
    void holdsBackARowWithANulCharacterAndKeepsTextThatLooksLikeAFormula() {
        Loaded loaded = lists.load(
                sync,
                HEADER + A1.replace("Polo", "Po\0lo") + A1.replace("A1", "A2").replace("Polo", "=1+1"));

        assertThat(lists.problems(loaded)).containsExactly("2 nul-character A1 Style=Po\ufffdlo");
        assertThat(lists.orderDeltas(sync)).containsExactly("CREATE A2 NEW - → A2|=1+1|2026-01-01");
    }

    @Test
    void readsNumbersAsPeopleWriteThem() {
        Sync german =
                lists.sync(Lists.WIDE.replace("shape =", "decimal = \",\"\ndate_formats = [\"dd.MM.uuuu\"]\nshape ="));

        Loaded loaded = lists.load(
                german,
                "Order;Customer;Style;Date;S;M;Total\nA1;Acme;Polo;31.01.2026;1.200,50;2,0;1202,5\n"
                        + "A2;Acme;Polo;31.02.2026;1;;1\nA3;Acme;Polo;01.02.2026;1,2,3;;1\n");

        assertThat(lists.lineDeltas(german)).containsExactly("CREATE A1/S NEW - → S|1200.5", "CREATE A1/M NEW - → M|2");
        assertThat(lists.problems(loaded))
                .containsExactly("3 date-unreadable A2 Date=31.02.2026", "4 number-unreadable A3 S=1,2,3");
    }

    @Test
    void readsAWorkbook() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Workbook workbook = new Workbook(bytes, "tests", "1.0")) {
            Worksheet sheet = workbook.newWorksheet("Orders");
            String[] names = HEADER.strip().split(",");
            for (int i = 0; i < names.length; i++) {
                sheet.value(0, i, names[i]);
            }
            sheet.value(1, 0, "A1");
            sheet.value(1, 1, "Acme");
            sheet.value(1, 2, 4711);
            sheet.value(1, 3, java.time.LocalDate.parse("2026-01-31"));
            sheet.style(1, 3).format("yyyy-MM-dd").set();
            sheet.value(1, 4, 1.5);
            sheet.value(1, 6, 1.5);
        }

        lists.load(sync, bytes.toByteArray(), "list.xlsx");

        assertThat(lists.orderDeltas(sync)).containsExactly("CREATE A1 NEW - → A1|4711|2026-01-31");
        assertThat(lists.lineDeltas(sync)).containsExactly("CREATE A1/S NEW - → S|1.5");
    }

    @Test
    void refusesABombInTheShapeOfAWorkbook() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String part : new String[] {"[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"}) {
                zip.putNextEntry(new ZipEntry(part));
                byte[] blanks = new byte[1 << 20];
                for (int i = 0; i < (part.contains("sheet1") ? 64 : 0); i++) {
                    zip.write(blanks);
                }
                zip.closeEntry();
            }
        }

        refuses(bytes.toByteArray(), OrderSyncProblem.UNSAFE_FILE, "sheet1.xml", "250", "kB", "save it as CSV");
    }

    @Test
    void refusesABombPackedAsGzip() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(HEADER.getBytes(StandardCharsets.UTF_8));
            byte[] blank = "\n".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 128; i++) {
                gzip.write(blank);
            }
        }

        refuses(bytes.toByteArray(), OrderSyncProblem.UNSAFE_FILE, "250 times");
    }

    @Test
    void refusesAFileThatIsTooLargeBeforeItIsRead() {
        Loads small = new Loads(
                database,
                syncs,
                live,
                clock,
                references,
                new SourceSettings(
                        Duration.ofDays(90),
                        Duration.ofDays(180),
                        Duration.ofDays(7),
                        DataSize.ofBytes(40),
                        Duration.ofSeconds(10)));
        Lists strict = new Lists(syncs, small, database, lists.tenant(), folder);

        assertThatThrownBy(() -> strict.load(sync, HEADER + A1))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(OrderSyncProblem.FILE_TOO_LARGE))
                .hasMessageContainingAll(
                        "list", "bytes", "at most 40 bytes", ".gz", "SALESSYNC_ORDERSYNC_LARGEST_FILE");
        assertThat(lists.orderDeltas(sync)).isEmpty();
    }

    private void refuses(byte[] bytes, OrderSyncProblem code, String... words) {
        assertThatThrownBy(() -> lists.load(sync, bytes, "list.csv"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code))
                .hasMessageContainingAll(words)
                .hasMessageContaining("list.csv");
        assertThat(lists.orderDeltas(sync)).isEmpty();
    }
}
