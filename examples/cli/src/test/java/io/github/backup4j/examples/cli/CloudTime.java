package io.github.backup4j.examples.cli;

import static java.util.Objects.requireNonNull;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.TimeSource;
import io.github.backup4j.huawei.HuaweiBackup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * A clock that moves only while somebody waits, and moves that of an emulated cloud with it. Waits take no time of this machine, and
 * what a command sees of the cloud depends on how long it waits, not on how fast the machine is.
 */
final class CloudTime implements TimeSource {
    private final Consumer<Duration> cloud;
    private Instant now;

    /**
     * Creates it.
     *
     * @param start its first instant
     * @param cloud moves the clock of the cloud
     */
    CloudTime(Instant start, Consumer<Duration> cloud) {
        now = start;
        this.cloud = cloud;
    }

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public synchronized void sleep(Duration duration) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (duration.isNegative() || duration.isZero()) {
            return;
        }
        cloud.accept(duration);
        now = now.plus(duration);
    }

    /** Opens an emulator by the address that {@code TerminalTest.environment} gives, on this clock. */
    CloudBackup open(String address) {
        URI read = URI.create(address);
        return HuaweiBackup.builder()
                .region(requireNonNull(read.getHost()))
                .project(requireNonNull(read.getPath()).substring(1))
                .accessKey("any", "any")
                .endpoint(endpoint(address))
                .timeSource(this)
                .build();
    }

    /** Returns the address of the emulator in that of a cloud. */
    static URI endpoint(String address) {
        return URI.create(address.replaceAll(".*[?&]endpoint=([^&]*).*", "$1"));
    }

    /** Returns what moves the clock of an emulator in another process. */
    static Consumer<Duration> of(URI emulator) {
        HttpClient client = HttpClient.newHttpClient();
        return duration -> {
            HttpRequest advance = HttpRequest.newBuilder(emulator.resolve("/emulator/advance"))
                    .POST(HttpRequest.BodyPublishers.ofString("{\"seconds\": " + duration.toMillis() / 1000.0 + "}"))
                    .build();
            try {
                HttpResponse<String> answer = client.send(advance, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() >= 300) {
                    throw new IllegalStateException("the clock was not moved: " + answer.body());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }
}
