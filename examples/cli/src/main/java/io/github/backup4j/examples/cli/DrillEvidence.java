package io.github.backup4j.examples.cli;

import io.github.backup4j.Invalid;
import io.github.backup4j.drill.DrillReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Reports of drills in files. */
final class DrillEvidence {
    private static final long MOST_BYTES = 1 << 20;

    private DrillEvidence() {}

    static DrillReport read(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw refused(file, "it is larger than 1 MiB");
            }
            return DrillReport.parse(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw refused(file, "there is no such file");
        } catch (Invalid e) {
            throw refused(file, Words.line(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Refuses a file that is there, or that cannot be created: before the drill, not after it. */
    static void requireNew(Path file) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw refused(file, "it is there already, and is not overwritten; name a new file");
        }
        requireFolder(file);
    }

    /** Refuses a file that cannot be written as its folder is missing or read-only. */
    static void requireFolder(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw refused(file, "no file can be created in its folder");
        }
    }

    /** Writes a report to a new file. */
    static void write(Path file, DrillReport report) {
        try {
            Files.writeString(file, report.print(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BadFile refused(Path file, String reason) {
        return new BadFile(file.toString(), List.of(new BadFile.Problem(1, 1, reason)));
    }
}
