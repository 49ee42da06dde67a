package io.salessync.kernel.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.kernel.problems.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyTests {
    private static final String KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    @TempDir
    private Path folder;

    @Test
    void makesAnOwnerOnlyFileAtFirstAndReadsItAfterwards() throws Exception {
        MasterKey first = MasterKey.find(settings(null), List.of());
        Path file = folder.resolve("keys/master.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
        MasterKey second = MasterKey.find(settings(null), List.of(first.fingerprint()));
        byte[] encrypted = first.aead().encrypt(new byte[] {7}, new byte[0]);
        assertThat(second.aead().decrypt(encrypted, new byte[0])).containsExactly(7);
    }

    @Test
    void theVariableCountsBeforeTheFile() {
        MasterKey key = MasterKey.find(settings(KEY), List.of());
        assertThat(key.source()).contains("SALESSYNC_MASTER_KEY");
        assertThat(folder.resolve("keys")).doesNotExist();
        assertThat(key.toString() + settings(KEY)).doesNotContain(KEY.substring(0, 8));
    }

    @Test
    void refusesAnotherKeyThanTheDatabasesAndSaysWhereItCameFrom() {
        assertThatThrownBy(() -> MasterKey.find(settings(KEY), List.of("0123456789abcdef")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("0123456789abcdef")
                .hasMessageContaining("the variable SALESSYNC_MASTER_KEY");
    }

    @Test
    void makesNoNewKeyForADatabaseThatHasOne() {
        assertThatThrownBy(() -> MasterKey.find(settings(null), List.of("0123456789abcdef")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(folder.resolve("keys/master.key").toString());
        assertThat(folder.resolve("keys")).doesNotExist();
    }

    @Test
    void refusesAKeyThatIsNotOne() {
        assertThatThrownBy(() -> MasterKey.find(settings("not base64!"), List.of()))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("base64");
        assertThatThrownBy(() -> MasterKey.find(settings("c2hvcnQ="), List.of()))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("5 bytes");
    }

    @Test
    void refusesAFileThatOthersCanRead() throws Exception {
        MasterKey.find(settings(null), List.of());
        Files.setPosixFilePermissions(folder.resolve("keys/master.key"), PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> MasterKey.find(settings(null), List.of()))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("chmod 600");
    }

    private SecretsSettings settings(String key) {
        return new SecretsSettings(folder, key);
    }
}
