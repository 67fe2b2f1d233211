package io.github.backup4j.huawei.emulator;

import io.github.backup4j.Site;
import io.github.backup4j.TimeSource;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.VirtualTime;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The main class of the jar: runs the emulator for clients in any language, until its standard input ends.
 */
final class EmulatorMain {
    static final String USAGE = """
        options:
          --port N            the port on 127.0.0.1; a free one by default
          --region NAME       the region, cn-north-4 by default
          --project ID        the project; every project id in a path stands for it
          --speed N           the speed of the clock, as a multiple of real time; 60 by default;
                              0: only POST /emulator/advance {"seconds": 600} moves it
          --per-poll SECONDS  each GET moves the clock by this much, and nothing else does
          --documented        use the JSON types of the API documentation, not those of recordings
          --seed FILE         create disks, servers and public images; ids are optional:
                              {"disks": [{"name": "data", "size": 40, "id": "0a1b2c3d-0000-4000-8000-000000000001"}],
                               "servers": [{"name": "web", "disks": [{"name": "root", "size": 40}]}],
                               "images": [{"name": "Debian 12", "platform": "Debian", "size": 10}]};
                              POST /emulator/seed accepts the same later
          --stay              run until killed, even after the standard input ends
          --help              show these options
        calls that no cloud has; they need no credential, and take ?project=ID:
          GET  /emulator/world        the time, and a description of all that exists
          POST /emulator/advance      {"seconds": 600} moves the clock, by 10 years at most
          POST /emulator/seed         {"disks": [...]} as above
          POST /emulator/pay          {"order_id": "CS1"} pays an order
          GET  /emulator/disks/ID     {"text": "..."}, what is on a disk
          PUT  /emulator/disks/ID     {"text": "..."} writes it
        every project id in a path stands for one project, so what is copied to or shared with
        another one cannot be read there over HTTP; HuaweiEmulator in a Java test can
        """;

    /** How long a client may take to send a request. */
    private static final String SLOWEST_SECONDS = "60";

    private static final int FAILED = 1;
    private static final int WRONG_OPTIONS = 2;

    private int port;
    private String region = "cn-north-4";
    private String project = "0605767b5780d5762fc5c0118072a564";
    private int speed = 60;
    private int perPoll;
    private Form form = Form.RECORDED;
    private @Nullable Path seed;
    private boolean stay;
    private boolean help;

    private EmulatorMain(Deque<String> options) {
        while (!options.isEmpty()) {
            String option = options.remove();
            switch (option) {
                case "--port" -> port = number(option, options, 65_535);
                case "--region" -> region = value(option, options);
                case "--project" -> project = value(option, options);
                case "--speed" -> speed = number(option, options, 1_000_000);
                case "--per-poll" -> perPoll = number(option, options, 1_000_000);
                case "--documented" -> form = Form.DOCUMENTED;
                case "--seed" -> seed = Path.of(value(option, options));
                case "--stay" -> stay = true;
                case "--help" -> help = true;
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
    }

    /**
     * Runs the emulator.
     *
     * @param args the options; an invalid one prints the usage
     */
    public static void main(String... args) throws InterruptedException {
        int status = run(List.of(args), System.in, System.out, System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    /** Runs the emulator until a stream ends, and returns the exit status. */
    static int run(List<String> args, InputStream in, PrintStream out, PrintStream err) throws InterruptedException {
        EmulatorMain main;
        try {
            main = new EmulatorMain(new ArrayDeque<>(args));
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.print(USAGE);
            return WRONG_OPTIONS;
        }
        if (main.help) {
            out.print(USAGE);
            return 0;
        }
        try {
            main.run(in, out);
            return 0;
        } catch (NoSuchFileException e) {
            err.println("file not found: " + e.getFile());
        } catch (IOException | IllegalArgumentException e) {
            err.println("the emulator cannot start: " + e.getMessage());
        }
        return FAILED;
    }

    private void run(InputStream in, PrintStream out) throws IOException, InterruptedException {
        limitSlowClients();
        InMemoryCloud cloud = InMemoryCloud.builder()
                .withUuids()
                .site(new Site(region, project))
                .time(VirtualTime.startingAt(TimeSource.system().now()))
                .build();
        String world = seed == null ? null : Files.readString(seed);
        HuaweiEmulator.Builder builder =
                HuaweiEmulator.builder().cloud(cloud).form(form).port(port).forAnyProject();
        if (perPoll > 0) {
            builder.perLook(Duration.ofSeconds(perPoll));
        } else {
            builder.speed(speed);
        }
        try (HuaweiEmulator emulator = builder.start()) {
            String made = world == null ? null : emulator.seed(world);
            out.println(
                    "Huawei Cloud emulator at " + emulator.address() + ", region " + region + ", project " + project);
            out.println("clock: header " + HuaweiEmulator.DATE_HEADER
                    + " of each response; backup4j reads it with the setting dateHeader=" + HuaweiEmulator.DATE_HEADER);
            if (made != null) {
                out.println(made);
            }
            out.flush();
            if (stay) {
                new CountDownLatch(1).await();
            }
            while (in.read() >= 0) {
                // input is ignored
            }
        }
    }

    /**
     * Closes the connections of clients that take long to send a request; users can set another limit. There is none for responses: the
     * server would count the time that a request takes, too.
     */
    private static void limitSlowClients() {
        String limit = "sun.net.httpserver.maxReqTime";
        if (System.getProperty(limit) == null) {
            System.setProperty(limit, SLOWEST_SECONDS);
        }
    }

    private static String value(String option, Deque<String> options) {
        String value = options.poll();
        if (value == null) {
            throw new IllegalArgumentException(option + " has no value");
        }
        return value;
    }

    private static int number(String option, Deque<String> options, int most) {
        String value = value(option, options);
        if (!value.matches("\\d{1,9}") || Integer.parseInt(value) > most) {
            throw new IllegalArgumentException(option + " is " + value + ", not a whole number from 0 to " + most);
        }
        return Integer.parseInt(value);
    }
}
