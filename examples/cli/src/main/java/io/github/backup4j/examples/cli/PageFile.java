package io.github.backup4j.examples.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The file of a page. It replaces a page that this command has written, and no other file; it follows no link. */
final class PageFile {
    /** How a page says who wrote it, near its beginning. */
    static final String GENERATOR = "backup4j posture";

    /** How many bytes of a file are searched for {@link #GENERATOR}. */
    private static final int BEGINNING = 1024;

    private PageFile() {}

    /** Refuses a file that is there and is no page, or that cannot be written: before the cloud is read, not after it. */
    static void requireWritable(Path file) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !isPage(file)) {
            throw TextFile.refused(
                    file,
                    "it is there already and is no page of this command, so it is not overwritten; name another file");
        }
        DrillEvidence.requireFolder(file);
    }

    static void write(Path file, String page) {
        requireWritable(file);
        try (OutputStream out = Files.newOutputStream(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING,
                LinkOption.NOFOLLOW_LINKS)) {
            out.write(page.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isPage(Path file) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return new String(in.readNBytes(BEGINNING), StandardCharsets.UTF_8).contains("\"" + GENERATOR + "\"");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
