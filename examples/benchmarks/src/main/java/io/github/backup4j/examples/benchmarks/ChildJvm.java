package io.github.backup4j.examples.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Another JVM with the class path of this one, for what has to be measured from its start. */
final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;

    private ChildJvm(Process process) {
        this.process = process;
        out = process.inputReader();
    }

    /** Starts a program. */
    static ChildJvm start(Class<?> program, Iterable<String> args) throws IOException {
        return start(List.of(), System.getProperty("java.class.path"), program, args);
    }

    /**
     * Starts a program.
     *
     * @param options of the JVM
     * @param classPath its class path
     */
    static ChildJvm start(List<String> options, String classPath, Class<?> program, Iterable<String> args)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(classPath);
        command.add(program.getName());
        args.forEach(command::add);
        return new ChildJvm(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Returns the next line that it prints; null at the end. */
    @Nullable
    String line() throws IOException {
        return out.readLine();
    }

    /** Lets it go on, if it waits for its standard input. */
    void goOn() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    /** Waits for its end. */
    @Override
    public void close() throws IOException {
        try {
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException("the other JVM ended with " + status);
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
    }
}
