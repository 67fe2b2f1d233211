package io.github.backup4j.examples.cli;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.Preflight;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.RestoreTarget;
import io.github.backup4j.ServerSpec;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Brings data back. */
@Command(
        name = "restore",
        description = {
            "Restores a restore point to a new disk or server, or over an existing one.",
            "First shows the checks, and what is overwritten and stopped. With --dry-run, that is all.",
            "Exit code 0: restored, or all checks pass. 1: a check fails, or you declined; nothing was changed."
        })
final class RestoreCommand extends CloudCommand {
    @ArgGroup(exclusive = true, multiplicity = "1")
    private Source source = new Source();

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Target target = new Target();

    @Mixin
    private NetworkOptions network = new NetworkOptions();

    @Option(names = "--attach-to", paramLabel = "RESOURCE", description = "Server that the new disk is attached to.")
    private @Nullable String attachTo;

    @Option(
            names = "--detaching-first",
            description = "Detach the disk from its server first, and attach it again afterwards.")
    private boolean detachingFirst;

    @Option(names = "--dry-run", description = "Check, and change nothing.")
    private boolean dryRun;

    @Mixin
    private StartOptions starting = new StartOptions();

    RestoreCommand(Environment environment) {
        super(environment);
    }

    @Override
    int run(CloudBackup backup) {
        requireOptionsOfTheTarget();
        RestorePointId point = point(backup);
        RestoreTarget to = target(backup, point);
        Preflight preflight = backup.restorePoints().preflight(point, to);
        if (dryRun) {
            print(JsonViews.of(preflight), preflight.toString());
            return ExitCode.of(preflight.passes());
        }
        say(Words.wrapped(preflight.toString(), columns()));
        if (!preflight.passes()) {
            if (!starting.keyed() || !failsOnlyAsInUse(preflight)) {
                say("Nothing was changed: a check fails.");
                return ExitCode.FINDINGS;
            }
            say("The target or the restore point is in use. If that is the restore with this key, this command"
                    + " continues it; otherwise the restore is refused.");
        }
        if (target.inPlace && !confirmed((InPlace<?>) to)) {
            return ExitCode.FINDINGS;
        }
        RequestKey request = starting.key();
        return new Waiting(this, again(point, to, request), request)
                .await(() -> start(backup, point, to, request), "restoring", starting.timeout(), this::report);
    }

    /** Refuses options that would be of no effect: who gives them expects something else. */
    private void requireOptionsOfTheTarget() {
        if (attachTo != null && target.disk == null) {
            throw wrongUse("--attach-to goes with --to-disk");
        }
        if (detachingFirst && target.overwrite == null && !target.inPlace) {
            throw wrongUse("--detaching-first goes with --overwrite and --in-place");
        }
        if (target.server == null && network.given()) {
            throw wrongUse("--network and --subnet go with --to-server");
        }
        if (target.server != null && network.server(target.server).isEmpty()) {
            throw wrongUse("--to-server needs --network ID and --subnet ID: without them, a twin with the addresses and"
                    + " programs of the original would start beside it");
        }
    }

    /** Returns whether a restore that is on the way would explain all failures. */
    private static boolean failsOnlyAsInUse(Preflight preflight) {
        return preflight.failures().stream()
                .allMatch(check ->
                        check.kind() == Preflight.Kind.TARGET_STATUS || check.kind() == Preflight.Kind.SOURCE_STATUS);
    }

    /** Returns the words that repeat this request: of this restore point, as a newer one would be another request. */
    private CommandText again(RestorePointId point, RestoreTarget to, RequestKey request) {
        CommandText words = new CommandText("restore")
                .with("--point", point.value())
                .with("--to-disk", target.disk)
                .with("--attach-to", attachTo)
                .with("--to-server", target.server);
        if (to instanceof InPlace<?> inPlace) {
            words.with("--overwrite", ResourceNames.of(inPlace.overwritten()))
                    .flag("--detaching-first", detachingFirst);
        }
        return network.addTo(words).with("--key", request.value());
    }

    private RestorePointId point(CloudBackup backup) {
        if (source.newestOf == null) {
            return new RestorePointId(source.point);
        }
        Resource resource = ResourceNames.find(backup, source.newestOf);
        return backup.restorePoints()
                .newest(resource)
                .map(RestorePoint::id)
                .orElseThrow(() -> new NotFound("no restore point of " + resource + " can be restored from"));
    }

    private RestoreTarget target(CloudBackup backup, RestorePointId point) {
        if (target.disk != null) {
            DiskSpec disk = DiskSpec.of(target.disk);
            if (attachTo == null) {
                return disk;
            }
            if (ResourceNames.find(backup, attachTo) instanceof Resource.Server server) {
                return disk.attachedTo(server);
            }
            throw wrongUse("--attach-to is " + attachTo + ", which is no server");
        }
        if (target.server != null) {
            return network.server(target.server).orElseThrow();
        }
        Resource over = target.overwrite != null
                ? named(backup, target.overwrite)
                : backup.restorePoints().get(point).resource();
        InPlace<Resource> inPlace = InPlace.over(over);
        return detachingFirst ? inPlace.detachingFirst() : inPlace;
    }

    /** Returns what an id names. A name is refused, since it may be another's by now; the message says which id it has. */
    private static Resource named(CloudBackup backup, String overwrite) {
        if (ResourceNames.isId(overwrite)) {
            return ResourceNames.byId(overwrite);
        }
        String id = ResourceNames.idOf(backup, overwrite);
        throw new Invalid("--overwrite is \"" + Words.line(overwrite) + "\"; what is overwritten is named by its id: "
                + (id.isEmpty() ? "disk:ID or server:ID" : id));
    }

    /** Asks whether the original may be overwritten; whoever cannot be asked has to name it in the option. */
    private boolean confirmed(InPlace<?> to) {
        String name = ResourceNames.of(to.overwritten());
        if (name.equals(terminal().ask("Type " + name + " to overwrite it, or press Enter to cancel:"))) {
            return true;
        }
        say("Nothing was changed. Name what is overwritten: --overwrite " + Words.quoted(name));
        return false;
    }

    private static Operation<? extends Resource> start(
            CloudBackup backup, RestorePointId point, RestoreTarget to, RequestKey request) {
        if (to instanceof DiskSpec disk) {
            return backup.restorePoints().restore(point, disk, request);
        }
        return to instanceof ServerSpec server
                ? backup.restorePoints().restore(point, server, request)
                : backup.restorePoints().restore(point, (InPlace<?>) to, request);
    }

    private int report(Resource restored) {
        print(
                Json.put(Json.object(), "restored", ResourceNames.of(restored)),
                "Restored to " + ResourceNames.of(restored));
        return ExitCode.SAFE;
    }

    /** What is restored. */
    static final class Source {
        @Option(names = "--point", paramLabel = "ID", required = true, description = "Restore point, by id.")
        private String point = "";

        @Option(
                names = "--newest-of",
                paramLabel = "RESOURCE",
                required = true,
                description = "Newest restore point of a disk or server.")
        private @Nullable String newestOf;
    }

    /** Where it is restored to. */
    static final class Target {
        @Option(names = "--to-disk", paramLabel = "NAME", required = true, description = "A new disk.")
        private @Nullable String disk;

        @Option(names = "--to-server", paramLabel = "NAME", required = true, description = "A new server.")
        private @Nullable String server;

        @Option(
                names = "--overwrite",
                paramLabel = "RESOURCE",
                required = true,
                description = "disk:ID or server:ID that is overwritten, with all that was written since.")
        private @Nullable String overwrite;

        @Option(names = "--in-place", required = true, description = "The original; asks before it overwrites.")
        private boolean inPlace;
    }
}
