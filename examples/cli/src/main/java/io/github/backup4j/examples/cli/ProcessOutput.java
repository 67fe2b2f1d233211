package io.github.backup4j.examples.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;

/** The standard output of the process. It reports the first write that fails, which a {@code PrintStream} would only note. */
final class ProcessOutput extends OutputStream {
    /** The reader has seen enough, as {@code head} has. */
    private static final String CLOSED_PIPE = "Broken pipe";

    private final OutputStream to;
    private final Consumer<String> failures;
    private boolean said;

    /**
     * Creates an output.
     *
     * @param to where it is written
     * @param failures receives a message about the first write that fails, unless nobody reads any more
     */
    ProcessOutput(OutputStream to, Consumer<String> failures) {
        this.to = to;
        this.failures = failures;
    }

    @Override
    public void write(int unit) throws IOException {
        write(new byte[] {(byte) unit}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            to.write(bytes, from, length);
        } catch (IOException e) {
            if (!said && !CLOSED_PIPE.equals(e.getMessage())) {
                failures.accept("backup4j: the output could not be written: " + e.getMessage());
            }
            said = true;
            throw e;
        }
    }

    @Override
    public void flush() throws IOException {
        to.flush();
    }
}
