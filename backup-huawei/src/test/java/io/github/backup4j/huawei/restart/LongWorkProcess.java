package io.github.backup4j.huawei.restart;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Operation;
import io.github.backup4j.TimeSource;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.SmallWorld;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Does long work in a process of its own, against the emulator of another, until it has ended or the process is killed. It begins
 * the work, or goes on with the token that is stored, and stores the token whenever it changes.
 */
public final class LongWorkProcess {
    private LongWorkProcess() {}

    /**
     * Runs it.
     *
     * @param args the address of the emulator, the name of the work, and the file of the token
     */
    public static void main(String... args) throws IOException {
        LongWork work = LongWorks.named(args[1]);
        Path file = Path.of(args[2]);
        // The same world has the same ids in each process.
        try (SmallWorld world = work.world(Interference.none());
                CloudBackup backup =
                        SmallWorld.open(world.cloud.site(), URI.create(args[0]), new EmulatedTime(args[0]))) {
            Operation<?> operation = Files.exists(file)
                    ? work.resume().resume(world, backup, Files.readString(file))
                    : work.begin().begin(world, backup, Restarts.key(world));
            store(operation.token(), file);
            operation.await(SmallWorld.LONG, progress -> store(operation.token(), file));
        }
    }

    private static void store(String token, Path file) {
        try {
            Path written = Files.writeString(file.resolveSibling("written"), token);
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The clock of an emulator, which moves instead of waiting. */
    private static final class EmulatedTime implements TimeSource {
        private static final Pattern NOW = Pattern.compile("\"now\":\"([^\"]+)\"");

        private final HttpClient http = HttpClient.newHttpClient();
        private final URI advance;
        private Instant now;

        EmulatedTime(String address) {
            advance = URI.create(address + "/emulator/advance");
            now = advance(Duration.ZERO);
        }

        @Override
        public synchronized Instant now() {
            return now;
        }

        @Override
        public synchronized void sleep(Duration duration) {
            now = advance(duration);
        }

        private Instant advance(Duration duration) {
            HttpRequest request = HttpRequest.newBuilder(advance)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"seconds\":" + duration.toMillis() / 1000.0 + "}"))
                    .build();
            try {
                String answer =
                        http.send(request, HttpResponse.BodyHandlers.ofString()).body();
                Matcher found = NOW.matcher(answer);
                if (!found.find()) {
                    throw new IllegalStateException("the emulator does not say what time it is: " + answer);
                }
                return Instant.parse(found.group(1));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
