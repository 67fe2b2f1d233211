package io.github.backup4j.examples.cli;

import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.FleetOutcome;
import io.github.backup4j.FleetResult;
import io.github.backup4j.FleetSpec;
import io.github.backup4j.Operation;
import io.github.backup4j.RequestKey;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.VaultId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Backs up now. */
@Command(
        name = "take",
        description = {
            "Backs up now: the members of a vault, or all disks and servers with some tags, in as few runs as possible.",
            "Exit code 0: each has a new restore point. 1: some have none. 4: it goes on in the cloud."
        })
final class TakeCommand extends CloudCommand {
    @Option(names = "--vault", paramLabel = "ID", description = "Back up all members of this vault.")
    private @Nullable String vault;

    @Option(
            names = "--tagged",
            paramLabel = "KEY=VALUE",
            description = "Back up all disks and servers with these tags.")
    private Map<String, String> tags = new LinkedHashMap<>();

    @Option(names = "--named", paramLabel = "NAME", description = "Name of the restore points.")
    private @Nullable String name;

    @Option(names = "--full", description = "Back up all data, not what has changed.")
    private boolean full;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Key of the request: repeated with the same key, nothing is backed up twice.")
    private @Nullable String key;

    @Option(names = "--no-wait", description = "Print the token, and do not wait.")
    private boolean noWait;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "How long to wait (6h).")
    private Duration timeout = Duration.ofHours(6);

    TakeCommand(Environment environment) {
        super(environment);
    }

    @Override
    int run(CloudBackup backup) {
        if ((vault == null) == tags.isEmpty()) {
            throw wrongUse("say what to back up: --vault ID, or --tagged KEY=VALUE");
        }
        RequestKey request = key == null ? RequestKey.random() : RequestKey.of(key);
        return vault == null ? takeTagged(backup, request) : takeVault(backup, new VaultId(vault), request);
    }

    private int takeVault(CloudBackup backup, VaultId id, RequestKey request) {
        BackupSpec spec = BackupSpec.of(id);
        spec = name == null ? spec : spec.named(name);
        spec = full ? spec.inFull() : spec;
        Operation<BackupRun> operation = backup.restorePoints().take(spec, request);
        return new Waiting(this).await(operation, "backing up", noWait ? Duration.ZERO : timeout, this::report);
    }

    private int report(BackupRun run) {
        print(JsonViews.of(run), Reports.of(run));
        return ExitCode.of(run.complete());
    }

    private int takeTagged(CloudBackup backup, RequestKey request) {
        if (name != null || full) {
            throw wrongUse("--named and --full go with --vault");
        }
        ResourceFilter filter = ResourceFilter.all();
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            filter = filter.tagged(tag.getKey(), tag.getValue());
        }
        FleetSpec spec = FleetSpec.matching(filter);
        FleetResult result;
        Duration wait = noWait ? Duration.ZERO : timeout;
        try (ProgressView view = new ProgressView(terminal(), "backing up")) {
            result = OnInterrupt.say(
                    terminal(),
                    () -> goOn(request),
                    () -> backup.restorePoints().takeAll(spec, request, wait, view::show));
        }
        print(JsonViews.of(result), Reports.of(result));
        if (!result.runningTokens().isEmpty()) {
            say(goOn(request));
            return ExitCode.STILL_RUNNING;
        }
        boolean ambiguous = result.outcomes().stream().anyMatch(FleetOutcome.Failed.class::isInstance);
        return ambiguous ? ExitCode.FAILED : ExitCode.of(result.allDone());
    }

    private String goOn(RequestKey request) {
        StringBuilder words = new StringBuilder("take");
        tags.forEach((tag, value) -> words.append(" --tagged ").append(tag).append('=').append(value));
        return "The backups continue in the cloud. Go on with: "
                + commandLine(words + " --key " + request.value());
    }
}
