package io.github.backup4j.examples.durable.scheduler;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of its own, for tests and measurements: its files come from the class path, and nothing is installed. It is stopped,
 * and its directory deleted, when it is closed or the process ends, except by {@code kill -9}.
 */
public final class LocalDatabase implements AutoCloseable {
    private final Path directory;
    private final Thread atEnd = new Thread(this::stop, "end of the database");
    private EmbeddedPostgres server;
    private boolean closed;

    /**
     * Starts a server.
     *
     * @param directory where it keeps its data and programs, and nothing else is; created if it does not exist
     * @throws IOException if it does not start
     */
    public LocalDatabase(Path directory) throws IOException {
        this.directory = directory;
        server = start(0);
        Runtime.getRuntime().addShutdownHook(atEnd);
    }

    private EmbeddedPostgres start(int port) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(directory.resolve("data"))
                .setOverrideWorkingDirectory(directory.resolve("programs").toFile())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setServerConfig("max_connections", "100")
                .setPGStartupWait(Duration.ofSeconds(60));
        return (port == 0 ? builder : builder.setPort(port)).start();
    }

    /** Returns the address of the database. */
    public String url() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    /**
     * Stops the server, which breaks all connections, and starts it again on the same port with the same data.
     *
     * @throws IOException if it does not start
     */
    public synchronized void restart() throws IOException {
        int port = server.getPort();
        server.close();
        server = start(port);
    }

    /**
     * Stops the server and deletes its directory.
     *
     * @throws IOException if it cannot be stopped, or a file cannot be deleted
     */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        server.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void stop() {
        try {
            close();
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " is not deleted", e);
        }
    }
}
