package io.github.backup4j.huawei.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Site;
import io.github.backup4j.TimeSource;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.VirtualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Runs the emulator by itself, for clients in any language, until its standard input ends.
 *
 * <p>{@code mvn -q -pl backup-huawei -am test-compile exec:java@emulator -Dexec.args="--port 8080 --speed 600"}
 * starts it.
 */
public final class EmulatorMain {
    private static final String USAGE = """
        options:
          --port N            the port on 127.0.0.1; a free one by default
          --region NAME       the region, cn-north-4 by default
          --project ID        the project that every project id in a path means
          --speed N           how many times as fast as real time the clock runs; 60 by default;
                              0: only POST /emulator/advance {"seconds": 600} moves it
          --per-poll SECONDS  the clock moves by so much at each GET, and not otherwise
          --documented        answer with the types of the documentation's examples, not of recordings
          --seed FILE         disks and servers: {"disks": [{"name": "data", "size": 40}],
                              "servers": [{"name": "web", "disks": [{"name": "root", "size": 40}]}]}
          --stay              run until killed, also when the standard input ends
        """;

    private int port;
    private String region = "cn-north-4";
    private String project = "0605767b5780d5762fc5c0118072a564";
    private int speed = 60;
    private int perPoll;
    private Form form = Form.RECORDED;
    private @Nullable Path seed;
    private boolean stay;

    private EmulatorMain(Deque<String> options) {
        while (!options.isEmpty()) {
            String option = options.remove();
            switch (option) {
                case "--port" -> port = number(option, options);
                case "--region" -> region = value(option, options);
                case "--project" -> project = value(option, options);
                case "--speed" -> speed = number(option, options);
                case "--per-poll" -> perPoll = number(option, options);
                case "--documented" -> form = Form.DOCUMENTED;
                case "--seed" -> seed = Path.of(value(option, options));
                case "--stay" -> stay = true;
                default -> throw new IllegalArgumentException("there is no option " + option + "\n" + USAGE);
            }
        }
    }

    /**
     * Runs the emulator.
     *
     * @param args the options; a wrong one makes it tell all of them
     */
    public static void main(String... args) throws IOException, InterruptedException {
        new EmulatorMain(new ArrayDeque<>(List.of(args))).run();
    }

    private void run() throws IOException, InterruptedException {
        TimeSource real = TimeSource.system();
        InMemoryCloud cloud = InMemoryCloud.builder()
                .withUuids()
                .site(new Site(region, project))
                .time(VirtualTime.startingAt(real.now()))
                .build();
        JsonNode world = seed == null ? Json.object() : Json.read(Files.readAllBytes(seed));
        try (HuaweiEmulator emulator = HuaweiEmulator.startForAnyProject(cloud, form, port, pace(real))) {
            JsonNode made = emulator.seed(world);
            print("Huawei Cloud emulator at " + emulator.address() + ", region " + region + ", project " + project);
            if (seed != null) {
                print(made.toString());
            }
            waitForEnd();
        }
    }

    private Pace pace(TimeSource real) {
        if (perPoll > 0) {
            return Pace.perLook(Duration.ofSeconds(perPoll));
        }
        return speed == 0 ? Pace.byHand() : Pace.times(speed, real);
    }

    private void waitForEnd() throws IOException, InterruptedException {
        if (stay) {
            new CountDownLatch(1).await();
        }
        while (System.in.read() >= 0) {
            // what is typed means nothing
        }
    }

    @SuppressWarnings("SystemOut") // it is what the program is for
    private static void print(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private static String value(String option, Deque<String> options) {
        String value = options.poll();
        if (value == null) {
            throw new IllegalArgumentException(option + " has no value\n" + USAGE);
        }
        return value;
    }

    private static int number(String option, Deque<String> options) {
        String value = value(option, options);
        if (!value.matches("\\d{1,9}")) {
            throw new IllegalArgumentException(option + " is " + value + ", not a number\n" + USAGE);
        }
        return Integer.parseInt(value);
    }
}
