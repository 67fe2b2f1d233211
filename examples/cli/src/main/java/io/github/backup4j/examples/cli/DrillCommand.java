package io.github.backup4j.examples.cli;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.StillRunning;
import io.github.backup4j.drill.DrillReport;
import io.github.backup4j.drill.RestoreDrill;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Proves that a backup comes back. */
@Command(
        name = "drill",
        description = {
            "Restores the newest restore point to a new disk or server, checks it, measures the time, and deletes it.",
            "The original is not touched.",
            "Exit code 0: restored, verified, cleaned up and in time. 1: not all of these. 4: repeat with the same"
                    + " --key."
        })
final class DrillCommand extends CloudCommand {
    @Parameters(paramLabel = "RESOURCE", description = "A name, disk:ID or server:ID.")
    private String resource = "";

    @Option(
            names = "--check",
            paramLabel = "COMMAND",
            description =
                    "Run by the shell, with BACKUP4J_RESTORED set to disk:ID or server:ID; exit code 0 verifies it.")
    private @Nullable String check;

    @Option(names = "--network", paramLabel = "ID", description = "Network of the new server; required for servers.")
    private @Nullable String network;

    @Option(names = "--subnet", paramLabel = "ID", description = "Subnet of the new server; required for servers.")
    private @Nullable String subnet;

    @Option(
            names = "--rto",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "How long the restore may take.")
    private @Nullable Duration rto;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Name of this drill, such as drill-2026-12: repeated, the drill goes on.")
    private @Nullable String key;

    @Option(names = "--evidence", paramLabel = "FILE", description = "Write the report, for 'posture --evidence'.")
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
        RequestKey request = key == null ? RequestKey.random() : RequestKey.of(key);
        DrillReport report;
        ShellCheck verifier = check == null ? null : new ShellCheck(check);
        RestoreDrill drill = drill(ResourceNames.find(backup, resource), verifier);
        try (ProgressView view = new ProgressView(terminal(), "drilling")) {
            report = OnInterrupt.say(
                    terminal(),
                    () -> goOn(request),
                    () -> drill.start(backup, request).await(timeout, progress -> {
                        view.show(progress);
                        if (verifier != null) {
                            verifier.pace();
                        }
                    }));
        } catch (StillRunning e) {
            say(goOn(request));
            return ExitCode.STILL_RUNNING;
        }
        print(JsonViews.of(report), report.toString());
        if (evidence != null) {
            DrillEvidence.write(evidence, report);
            say("Report written to " + evidence);
        }
        return ExitCode.of(report.held());
    }

    private RestoreDrill drill(Resource subject, @Nullable ShellCheck verifier) {
        RestoreDrill drill = RestoreDrill.of(subject);
        if (subject instanceof Resource.Server) {
            if (network == null || subnet == null) {
                throw wrongUse("a drill of a server needs a network of its own: --network ID --subnet ID");
            }
            drill = drill.to(ServerSpec.named("backup4j-drill").inNetwork(network, subnet));
        } else {
            drill = drill.to(DiskSpec.named("backup4j-drill"));
        }
        drill = rto == null ? drill : drill.within(rto);
        return verifier == null ? drill : drill.verifiedBy(verifier);
    }

    private String goOn(RequestKey request) {
        return "The drill has not ended. Repeat it with --key " + request.value()
                + " and the same options: it goes on, and cleans up.";
    }
}
