package io.github.backup4j.examples.cli;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The text of a file that a person named. A file that cannot be read is a wrong argument: nothing was done. */
final class TextFile {
    private static final long MOST_BYTES = 1 << 20;

    private TextFile() {}

    /**
     * Returns the text of a file.
     *
     * @param file the file
     * @throws BadFile if it cannot be read, with the reason
     */
    static String read(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw refused(file, "it is a folder, not a file");
            }
            if (Files.size(file) > MOST_BYTES) {
                throw refused(file, "it is larger than 1 MiB");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw refused(file, "there is no such file");
        } catch (MalformedInputException e) {
            throw refused(file, "it is not UTF-8 text");
        } catch (IOException e) {
            throw refused(file, "it cannot be read: " + Words.line(Main.reason(e)));
        }
    }

    /** Returns the refusal of a whole file. */
    static BadFile refused(Path file, String reason) {
        return new BadFile(file.toString(), List.of(new BadFile.Problem(1, 1, reason)));
    }
}
