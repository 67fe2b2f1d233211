package io.github.backup4j.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Operation;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.StillRunning;
import io.github.backup4j.drill.DrillReport;
import io.github.backup4j.drill.RestoreDrill;
import io.github.backup4j.drill.SweepReport;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Proves that a backup comes back. */
@Command(
        name = "drill",
        description = {
            "Proves that a backup comes back: restores it, checks it, measures the time, and deletes what it restored.",
            "It takes the newest restore point, and makes a new disk or server; the original is not touched.",
            "With --sweep, deletes what drills left behind if nobody has continued them for a day. Resources in use stay.",
            "Exit code 0: restored, verified, cleaned up and in time. 1: not all of these, or --sweep left something."
                    + " 4: repeat with the same --key."
        })
final class DrillCommand extends CloudCommand {
    @Parameters(paramLabel = "RESOURCE", arity = "0..1", description = "A name, disk:ID or server:ID.")
    private @Nullable String resource;

    @Option(names = "--sweep", description = "Delete what expired drills left behind; no drill is run.")
    private boolean sweep;

    @Option(
            names = "--check",
            paramLabel = "COMMAND",
            description =
                    "Shell command that checks the restored data; BACKUP4J_RESTORED holds disk:ID or server:ID. Exit code 0:"
                            + " the data is good. What it prints is discarded. Other users of this machine see the command, and"
                            + " the command that continues repeats it: keep passwords in a file or in the environment.")
    private @Nullable String check;

    @Mixin
    private NetworkOptions network = new NetworkOptions();

    @Option(
            names = "--rto",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "Maximum time of the restore.")
    private @Nullable Duration rto;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description =
                    "Name of this drill, such as drill-2026-12. Repeat the command with the same name to continue the drill.")
    private @Nullable String key;

    @Option(
            names = "--evidence",
            paramLabel = "FILE",
            description = "Write the report to a new file, for 'posture --evidence'.")
    private @Nullable Path evidence;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "How long to wait (1d).")
    private Duration timeout = Duration.ofDays(1);

    DrillCommand(Environment environment) {
        super(environment);
    }

    @Override
    int run(CloudBackup backup) {
        if ((resource == null) != sweep) {
            throw wrongUse("name what to drill: RESOURCE; or --sweep");
        }
        return resource == null ? sweep(backup) : drill(backup, resource);
    }

    private int sweep(CloudBackup backup) {
        boolean ofADrill = check != null || network.given() || rto != null || key != null;
        if (ofADrill || evidence != null) {
            throw wrongUse("--sweep goes with --timeout alone");
        }
        SweepReport report =
                OnInterrupt.say(terminal(), this::sayHowToGoOnSweeping, () -> RestoreDrill.sweep(backup, timeout));
        print(JsonViews.of(report), Words.withDurations(report.toString()));
        return ExitCode.of(report.nothingLeft());
    }

    private int drill(CloudBackup backup, String name) {
        if (evidence != null) {
            DrillEvidence.requireNew(evidence);
        }
        RequestKey request = key == null ? RequestKey.random() : RequestKey.of(key);
        ShellCheck verifier = check == null ? null : new ShellCheck(check, backup.time());
        Resource subject = ResourceNames.find(backup, name);
        RestoreDrill drill = drill(subject, verifier);
        IntSupplier end = OnInterrupt.say(terminal(), () -> sayHowToGoOn(subject, request, true), () -> {
            AtomicBoolean started = new AtomicBoolean();
            try {
                DrillReport report = await(() -> drill.start(backup, request), started, verifier);
                return () -> report(report);
            } catch (StillRunning e) {
                int code = sayHowToGoOn(subject, request, true);
                return () -> code;
            } catch (RuntimeException | Error e) {
                if (Waiting.mayGoOn(started.get(), e)) {
                    var unused = sayHowToGoOn(subject, request, false);
                }
                throw e;
            }
        });
        return end.getAsInt();
    }

    private DrillReport await(
            Supplier<Operation<DrillReport>> start, AtomicBoolean started, @Nullable ShellCheck verifier) {
        try (ProgressView view = new ProgressView(terminal(), "drilling")) {
            Operation<DrillReport> operation = start.get();
            started.set(true);
            return operation.await(timeout, progress -> {
                view.show(progress);
                if (verifier != null) {
                    verifier.pace();
                }
            });
        }
    }

    private int report(DrillReport report) {
        print(JsonViews.of(report), Words.withDurations(report.toString()));
        if (check == null) {
            say("Without --check COMMAND, nobody has looked at what was restored, so the drill does not hold.");
        }
        if (rto == null) {
            say("Without --rto TIME, there is no time to compare with, so the drill does not hold.");
        }
        if (evidence != null) {
            keep(evidence, report);
        }
        return ExitCode.of(report.held());
    }

    /** Writes the report; a report that cannot be written is printed, as the drill will not come again. */
    private void keep(Path file, DrillReport report) {
        try {
            DrillEvidence.write(file, report);
            say("Report written to " + file);
        } catch (UncheckedIOException e) {
            say("The report could not be written to " + file + "; this is its text:\n" + report.print());
            throw e;
        }
    }

    private RestoreDrill drill(Resource subject, @Nullable ShellCheck verifier) {
        RestoreDrill drill = RestoreDrill.of(subject);
        if (subject instanceof Resource.Server) {
            drill = drill.to(network.server("backup4j-drill")
                    .orElseThrow(() ->
                            wrongUse("a drill of a server needs a network of its own: --network ID --subnet ID")));
        } else {
            drill = drill.to(DiskSpec.of("backup4j-drill"));
        }
        drill = rto == null ? drill : drill.within(rto);
        return verifier == null ? drill : drill.verifiedBy(verifier);
    }

    /**
     * Says how to go on.
     *
     * @param begun whether the drill is known to have begun and not to have ended
     */
    private int sayHowToGoOn(Resource subject, RequestKey request, boolean begun) {
        CommandText words = network.addTo(
                        new CommandText("drill").with(ResourceNames.of(subject)).with("--check", check))
                .with("--rto", rto)
                .with("--evidence", evidence)
                .with("--key", request.value());
        ObjectNode known = Json.put(Json.object(), "running", begun ? true : null);
        Json.put(known, "key", request.value());
        String state = begun ? "The drill has not ended." : "It is not known how far the drill is.";
        sayHowToGoOn(state + " Repeat it with the same key, so that it continues and cleans up.", known, words);
        if (!Clouds.endsWithProcess(cloud())) {
            say("A drill that nobody repeats for a day is cleaned up by: "
                    + commandLine(new CommandText("drill --sweep")));
        }
        return ExitCode.STILL_RUNNING;
    }

    private int sayHowToGoOnSweeping() {
        sayHowToGoOn(
                "Interrupted. What has been deleted stays deleted.", Json.object(), new CommandText("drill --sweep"));
        return ExitCode.STILL_RUNNING;
    }
}
