import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Jdbc;
import org.jooq.meta.jaxb.Target;

/**
 * Writes the table classes of each module from its migrations, by way of a scratch database, into the module's own package
 * {@code io.salessync.<module>.jooq}. Does nothing while the migrations are those of the last time.
 *
 * <p>Arguments: the folder of the migrations, the folder to write to.
 */
class TableClasses {
    public static void main(String[] arguments) throws Exception {
        Path migrations = Path.of(arguments[0]);
        Path target = Path.of(arguments[1]);
        Path stamp = target.resolve(".migrations.sha256");
        String now = digest(migrations);
        if (Files.exists(stamp) && Files.readString(stamp).equals(now)) {
            return;
        }
        ((ch.qos.logback.classic.Logger) org.slf4j.LoggerFactory.getLogger("ROOT"))
                .setLevel(ch.qos.logback.classic.Level.WARN);
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
        deleteRecursively(target);
        Files.createDirectories(target);
        try (EmbeddedPostgres scratch = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setPGStartupWait(java.time.Duration.ofMinutes(2))
                .start()) {
            try (var connection = scratch.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("CREATE ROLE salessync_app NOLOGIN");
            }
            for (String module : modules(migrations)) {
                Flyway.configure()
                        .dataSource(scratch.getPostgresDatabase())
                        .schemas(module)
                        .table("migration_history")
                        .placeholders(Map.of("app", "salessync_app"))
                        .locations("filesystem:" + migrations.resolve(module))
                        .load()
                        .migrate();
                generate(scratch.getJdbcUrl("postgres", "postgres"), module, target);
            }
        }
        Files.writeString(stamp, now);
    }

    private static List<String> modules(Path migrations) throws Exception {
        return Files.readAllLines(migrations.resolve("modules.txt"));
    }

    private static void generate(String url, String schema, Path target) throws Exception {
        GenerationTool.generate(new Configuration()
                .withJdbc(new Jdbc().withDriver("org.postgresql.Driver").withUrl(url))
                .withLogging(org.jooq.meta.jaxb.Logging.WARN)
                .withGenerator(new Generator()
                        .withDatabase(new Database()
                                .withInputSchema(schema)
                                .withExcludes("migration_history|.*_p[0-9]{8}|.*_default")
                                .withForcedTypes(new org.jooq.meta.jaxb.ForcedType()
                                        .withName("INSTANT")
                                        .withIncludeTypes("(?i:timestamp with time zone)|timestamptz")))
                        .withGenerate(new Generate().withPojos(false).withDaos(false).withComments(false))
                        .withTarget(new Target()
                                .withPackageName("io.salessync." + schema + ".jooq")
                                .withDirectory(target.toString())
                                .withClean(false))));
    }

    private static String digest(Path folder) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                digest.update(folder.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(file));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void deleteRecursively(Path folder) throws Exception {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
