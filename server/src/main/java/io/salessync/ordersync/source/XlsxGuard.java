package io.salessync.ordersync.source;

import io.salessync.kernel.problems.ByteCount;
import io.salessync.kernel.problems.Problem;
import io.salessync.ordersync.OrderSyncProblem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Unpacks a workbook once into nothing and counts, because the sizes its directory states may be lies. */
final class XlsxGuard {
    private static final int MOST_ENTRIES = 2_000;
    private static final long MOST_BYTES = 8L << 30;
    /** All shared texts are held in memory while a sheet is read. */
    private static final long MOST_SHARED_TEXT = 128L << 20;
    /** A sheet of repeated rows packs about 60 to 1; a bomb packs 1,000 to 1. */
    private static final long MOST_RATIO = 250;

    private static final long SMALL = 16L << 20;

    private XlsxGuard() {}

    static void check(Path path, String file) {
        try (ZipFile zip = new ZipFile(path.toFile())) {
            long size = Files.size(path);
            if (zip.size() > MOST_ENTRIES) {
                throw unsafe(file, size, "it holds " + zip.size() + " parts, at most " + MOST_ENTRIES + " are read");
            }
            if (zip.getEntry("[Content_Types].xml") == null || zip.getEntry("xl/workbook.xml") == null) {
                throw Problem.of(
                        OrderSyncProblem.WRONG_FILE_TYPE,
                        file + " is a ZIP archive, not a workbook. Unpack it, or save the list as XLSX or CSV.");
            }
            long total = 0;
            for (ZipEntry entry : Collections.list(zip.entries())) {
                total += unpacked(zip, entry, file, size, total);
            }
        } catch (IOException e) {
            throw Problem.of(
                    OrderSyncProblem.FILE_UNREADABLE,
                    file + " is damaged: " + e.getMessage() + ". Save or download it again.",
                    e);
        }
    }

    private static long unpacked(ZipFile zip, ZipEntry entry, String file, long size, long before) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long count = 0;
        long most = entry.getName().startsWith("xl/worksheets/") ? MOST_BYTES : MOST_SHARED_TEXT;
        long packed = Math.max(1, entry.getCompressedSize());
        try (InputStream in = zip.getInputStream(entry)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                count += read;
                if (before + count > MOST_BYTES || count > most) {
                    throw unsafe(
                            file,
                            size,
                            "its part " + entry.getName() + " unpacks to more than " + (most >> 20) + " MB");
                }
                if (count > SMALL && count / packed > MOST_RATIO) {
                    throw unsafe(
                            file,
                            size,
                            "its part " + entry.getName() + " unpacks to more than " + MOST_RATIO + " times its size");
                }
            }
        }
        return count;
    }

    private static Problem unsafe(String file, long size, String why) {
        return Problem.of(
                        OrderSyncProblem.UNSAFE_FILE,
                        "%s (%s) is not opened: %s. Nothing of it was imported. If it is a real list, save it as CSV."
                                .formatted(file, ByteCount.text(size), why))
                .with("file", file)
                .with("bytes", size);
    }
}
