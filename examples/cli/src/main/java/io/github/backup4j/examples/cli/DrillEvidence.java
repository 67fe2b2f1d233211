package io.github.backup4j.examples.cli;

import io.github.backup4j.Invalid;
import io.github.backup4j.drill.DrillReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reports of drills in files. */
final class DrillEvidence {
    private DrillEvidence() {}

    static DrillReport read(Path file) {
        try {
            return DrillReport.parse(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw refused(file, "there is no such file");
        } catch (Invalid e) {
            throw refused(file, Words.line(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, DrillReport report) {
        try {
            Files.writeString(file, report.print());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BadFile refused(Path file, String reason) {
        return new BadFile(file.toString(), List.of(new BadFile.Problem(1, 1, reason)));
    }
}
