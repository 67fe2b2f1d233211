package io.github.backup4j.examples.durable.scheduler;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A PostgreSQL server of its own, for tests and measurements: its files come from the class path, and nothing is installed. */
public final class LocalDatabase implements AutoCloseable {
    private final Path directory;
    private EmbeddedPostgres server;

    /**
     * Starts a server.
     *
     * @param directory where it keeps its data; created if it does not exist
     * @throws IOException if it does not start
     */
    public LocalDatabase(Path directory) throws IOException {
        this.directory = directory;
        server = start(0);
    }

    private EmbeddedPostgres start(int port) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(directory.resolve("data"))
                .setOverrideWorkingDirectory(directory.resolve("programs").toFile())
                .setCleanDataDirectory(false)
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
    public void restart() throws IOException {
        int port = server.getPort();
        server.close();
        server = start(port);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
