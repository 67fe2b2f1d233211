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
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/**
 * A clock that moves only while somebody waits, and moves that of an emulated cloud with it. Waits take no time of this machine, and
 * what a command sees of the cloud depends on how long it waits, not on how fast the machine is.
 */
final class CloudTime implements TimeSource {
    /** Moves the clock of a cloud. */
    interface Mover {
        /** Moves it; where it is after an exception is not known. */
        void advance(Duration duration) throws InterruptedException;
    }

    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Pattern EMULATOR = Pattern.compile(
            "huawei://[^/?&]+/[^/?&]+\\?endpoint=http://[^/?&]+" + "&credentials=environment(&dateHeader=[^/?&]+)?");

    private final Mover cloud;
    private Instant now;

    /**
     * Creates it.
     *
     * @param start its first instant
     * @param cloud moves the clock of the cloud
     */
    CloudTime(Instant start, Mover cloud) {
        now = start;
        this.cloud = cloud;
    }

    @Override
    public synchronized Instant now() {
        return now;
    }

    /** Waits until both clocks have moved, by whole milliseconds, which is what an emulator takes. */
    @Override
    public void sleep(Duration duration) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (duration.isNegative() || duration.isZero()) {
            return;
        }
        Duration sent = duration.plus(MILLISECOND).minusNanos(1).truncatedTo(ChronoUnit.MILLIS);
        cloud.advance(sent);
        synchronized (this) {
            now = now.plus(sent);
        }
    }

    /**
     * Opens an emulator by an address as {@code TerminalTest.address} returns it, on this clock. A provider that is opened by its name
     * takes no clock, so this does not test how it reads addresses.
     */
    CloudBackup open(String address) {
        URI read = read(address);
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
        return URI.create(requireNonNull(read(address).getRawQuery()).replaceAll("endpoint=([^&]*)&.*", "$1"));
    }

    /** Refuses what is not heeded here. */
    private static URI read(String address) {
        if (!EMULATOR.matcher(address).matches()) {
            throw new IllegalArgumentException("not the address of an emulator that these tests open: " + address
                    + "; write huawei://REGION/PROJECT?endpoint=http://HOST:PORT&credentials=environment");
        }
        return URI.create(address);
    }

    /** Returns what moves the clock of an emulator in another process. */
    static Mover of(URI emulator) {
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
            }
        };
    }
}
