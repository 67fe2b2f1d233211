package io.github.backup4j.examples.cli;

import io.github.backup4j.Invalid;
import io.github.backup4j.drill.DrillReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reports of drills in files. */
final class DrillEvidence {
    private DrillEvidence() {}

    static DrillReport read(Path file) {
        String text = TextFile.read(file);
        try {
            return DrillReport.parse(text);
        } catch (Invalid e) {
            throw TextFile.refused(file, Words.line(e.getMessage()));
        }
    }

    /** Refuses a file that is there, or that cannot be created: before the drill, not after it. */
    static void requireNew(Path file) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw TextFile.refused(file, "it is there already, and is not overwritten; name a new file");
        }
        requireFolder(file);
    }

    /** Refuses a file that cannot be written as its folder is missing or read-only. */
    static void requireFolder(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw TextFile.refused(file, "no file can be created in its folder");
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
}
