package io.github.backup4j.examples.cli;

import io.github.backup4j.TimeSource;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what there is, on a cloud that is made up. */
@Command(
        name = "demo",
        description = {
            "Walks through the commands on memory:demo, a made-up web shop.",
            "It has eight weeks of backups, some of which failed; it is the same each time, and ends with the process.",
            "With --serve, keeps one for other processes: an emulator of Huawei Cloud on this machine, until its input"
                    + " ends.",
            "Its clock runs faster than the one of this machine: a night comes every 24 minutes. Commands tell the time by it."
        })
final class DemoCommand implements Callable<Integer> {
    /** The most that the emulator takes. */
    private static final int FASTEST = 1_000_000;

    @Option(names = "--serve", description = "Keep the world, and print the address for --cloud.")
    private boolean serve;

    @Option(names = "--speed", paramLabel = "N", description = "With --serve: how many times faster time passes (60).")
    private int speed = 60;

    @Option(names = "--html", paramLabel = "FILE", description = "Also keep the last posture as a page.")
    private @Nullable Path html;

    @Spec
    private @Nullable CommandSpec spec;

    private final Environment environment;

    /** The greatest exit code of the commands so far. */
    private int worst;

    DemoCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        if (spec == null) {
            throw new IllegalStateException("not a command yet");
        }
        if (speed < 1 || speed > FASTEST) {
            throw new ParameterException(spec.commandLine(), "--speed is " + speed + ", not from 1 to " + FASTEST);
        }
        if (serve && html != null) {
            throw new ParameterException(spec.commandLine(), "--html does not go with --serve");
        }
        if (html != null) {
            PageFile.requireWritable(html);
        }
        return serve ? serve(DemoWorld.create(TimeSource.system().now())) : walk();
    }

    private int walk() throws IOException {
        Path folder = Files.createTempDirectory("backup4j-demo");
        Path file = folder.resolve("protections.yaml");
        Path report = folder.resolve("drill.txt");
        try {
            Files.writeString(file, resource("demo-protections.yaml"));
            title("What is wrong this morning?");
            show("posture");
            title("Eight weeks of three disks: # restore point, ! missed");
            show("timeline", "orders-db", "payments-db", "web-2");
            title("What ran last night, and what did not?");
            show("operations", "--status", "FAILED", "--since", "5d");
            title("The disk that nobody backs up: what would have to change?");
            show("plan", file.toString());
            title("Do it");
            show("apply", file.toString());
            title("Is anything left to do?");
            show("plan", file.toString());
            title("And back it up now");
            show("take", "--tagged", "app=office");
            title("Yesterday's orders, on a new disk");
            show("restore", "--newest-of", "orders-db", "--to-disk", "orders-yesterday");
            title("Does the ledger come back? Restore it, check it, delete it");
            show("drill", "ledger", "--check", "true", "--rto", "2h", "--evidence", report.toString());
            title("How full will the vaults be, if the policy kept half as much?");
            show("what-if", "--ahead", "P90D", "--policy", "bulk-nightly", "--keeping", "the 21 newest");
            title("And now?");
            List<String> last = new ArrayList<>(List.of("posture", "--evidence", report.toString()));
            if (html != null) {
                last.addAll(List.of("--html", html.toString()));
            }
            show(last.toArray(String[]::new));
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(report);
            Files.deleteIfExists(folder);
        }
        return worst > ExitCode.FINDINGS ? ExitCode.FAILED : ExitCode.SAFE;
    }

    private void title(String text) {
        environment.terminal().out().println("\n== " + text);
        environment.terminal().out().flush();
    }

    private void show(String... words) {
        List<String> quoted = new ArrayList<>();
        for (String word : words) {
            quoted.add(word.contains(" ") ? "'" + word + "'" : word);
        }
        environment.terminal().out().println("$ backup4j " + String.join(" ", quoted));
        environment.terminal().out().flush();
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--cloud");
        all.add(Clouds.DEMO);
        CommandLine line = Main.commandLine(environment);
        int code = line.execute(all.toArray(String[]::new));
        worst = Math.max(worst, code);
        environment.terminal().out().println("[exit code " + code + "]");
        environment.terminal().out().flush();
    }

    private int serve(InMemoryCloud cloud) throws IOException {
        try (HuaweiEmulator emulator =
                HuaweiEmulator.builder().cloud(cloud).speed(speed).start()) {
            String address = "huawei://" + cloud.site().region() + "/"
                    + cloud.site().project() + "?endpoint=" + emulator.address()
                    + "&credentials=environment&dateHeader="
                    + HuaweiEmulator.DATE_HEADER;
            environment.terminal().out().println("export HUAWEICLOUD_SDK_AK=any HUAWEICLOUD_SDK_SK=any");
            environment.terminal().out().println("export BACKUP4J_CLOUD='" + address + "'");
            environment.terminal().out().flush();
            while (environment.terminal().in().read() >= 0) {
                // What is typed is ignored; the end of the input ends the emulator.
            }
        }
        return ExitCode.SAFE;
    }

    static String resource(String name) {
        try (var stream = DemoCommand.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
