package io.github.backup4j.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupListener;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.FleetOutcome;
import io.github.backup4j.FleetResult;
import io.github.backup4j.FleetSpec;
import io.github.backup4j.Invalid;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.ProgressOfAll;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.VaultId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Backs up now. */
@Command(
        name = "take",
        description = {
            "Backs up now: named disks and servers, all disks and servers with certain tags, or all members of a vault.",
            "Exit code 0: each has a new restore point. 1: some have none. 4: backups continue in the cloud."
        })
final class TakeCommand extends CloudCommand {
    private static final String CONTINUE = "Backups that were started continue in the cloud.";

    @Parameters(paramLabel = "RESOURCE", arity = "0..*", description = "Names, disk:ID or server:ID.")
    private List<String> resources = new ArrayList<>();

    @Option(
            names = "--vault",
            paramLabel = "VAULT",
            description = "Back up all members of the vault with this name or id.")
    private @Nullable String vault;

    @Option(
            names = "--tagged",
            paramLabel = "KEY=VALUE",
            description = "Back up all disks and servers with these tags. May be repeated, with another key.")
    private List<String> tagged = new ArrayList<>();

    @Option(names = "--named", paramLabel = "NAME", description = "With --vault: name of the restore points.")
    private @Nullable String name;

    @Option(names = "--full", description = "With --vault: back up all data, not only what has changed.")
    private boolean full;

    @Mixin
    private StartOptions starting = new StartOptions();

    private final Map<Resource, String> names = new HashMap<>();

    TakeCommand(Environment environment) {
        super(environment);
    }

    @Override
    int run(CloudBackup backup) {
        long ways = Stream.of(vault != null, !tagged.isEmpty(), !resources.isEmpty())
                .filter(given -> given)
                .count();
        if (ways != 1) {
            throw wrongUse("name what to back up: RESOURCE..., --tagged KEY=VALUE, or --vault VAULT");
        }
        RequestKey request = starting.key();
        if (vault != null) {
            return takeVault(backup, vault, request);
        }
        return takeAll(backup, request);
    }

    private int takeVault(CloudBackup backup, String vaultName, RequestKey request) {
        return new Waiting(this, again(request), request)
                .await(
                        // Within the call, so that an interruption of the look-up prints the key too.
                        () -> backup.restorePoints().take(specOf(VaultNames.find(backup, vaultName)), request),
                        "backing up",
                        starting.timeout(),
                        this::report);
    }

    private BackupSpec specOf(VaultId id) {
        BackupSpec spec = BackupSpec.of(id);
        spec = name == null ? spec : spec.named(name);
        return full ? spec.inFull() : spec;
    }

    private int report(BackupRun run) {
        print(JsonViews.of(run), Reports.of(run, columns()));
        return ExitCode.of(run.complete());
    }

    private ResourceFilter tagged() {
        ResourceFilter filter = ResourceFilter.all();
        for (Map.Entry<String, String> tag :
                KeyValues.of("--tagged", "KEY=VALUE", tagged).entrySet()) {
            filter = filter.tagged(tag.getKey(), tag.getValue());
        }
        return filter;
    }

    private FleetSpec named(CloudBackup backup) {
        Map<VaultId, List<Resource>> members = new LinkedHashMap<>();
        // A name and an id may mean the same disk.
        for (Resource resource : new LinkedHashSet<>(ResourceNames.findAll(backup, resources))) {
            ProtectableResource found = backup.resources().get(resource);
            names.put(found.resource(), found.name());
            VaultId holder = found.vault();
            if (holder == null) {
                found.protectedThrough().stream().findFirst().ifPresent(through -> {
                    throw new Invalid(
                            named(found) + " is backed up with its server; take " + ResourceNames.of(through.server()));
                });
                throw new Invalid(named(found) + " is in no vault; see 'backup4j plan'");
            }
            members.computeIfAbsent(holder, none -> new ArrayList<>()).add(resource);
        }
        return FleetSpec.of(members.entrySet().stream()
                .map(entry -> BackupSpec.of(entry.getKey()).only(entry.getValue()))
                .toList());
    }

    private static String named(ProtectableResource found) {
        return Words.line(found.name()) + " (" + ResourceNames.of(found.resource()) + ")";
    }

    private int takeAll(CloudBackup backup, RequestKey request) {
        FleetSpec spec = tagged.isEmpty() ? named(backup) : FleetSpec.matching(tagged());
        if (name != null || full || starting.noWait()) {
            throw wrongUse("--named, --full and --no-wait go with --vault");
        }
        if (starting.timeout().isZero()) {
            throw wrongUse(
                    "--timeout 0s starts no backup, as the time includes starting them; it may be 0s with --vault");
        }
        AtomicReference<@Nullable ProgressOfAll> seen = new AtomicReference<>();
        List<String> tokens = Collections.synchronizedList(new ArrayList<>());
        CloudBackup listened = backup.listening(new BackupListener() {
            @Override
            public void workStarted(WorkStart start) {
                tokens.add(start.token());
            }
        });
        FleetResult result;
        try (ProgressView view = new ProgressView(terminal(), "backing up")) {
            result = OnInterrupt.<FleetResult>sayResult(
                    terminal(),
                    known -> interrupted(known, seen.get(), tokens, request),
                    () -> listened.restorePoints().takeAll(spec, request, starting.timeout(), progress -> {
                        seen.set(progress);
                        view.show(progress);
                    }));
        } catch (Invalid e) {
            throw e;
        } catch (RuntimeException | Error e) {
            sayHowToGoOn(CONTINUE, tokens, request);
            throw e;
        }
        return report(result, false, tokens, request);
    }

    /**
     * Says what is known of an interrupted backup of many: all outcomes with tokens, if the call has returned them in time; else the
     * tokens of what was started.
     */
    private int interrupted(
            Optional<FleetResult> known, @Nullable ProgressOfAll seen, List<String> tokens, RequestKey request) {
        if (known.isPresent()) {
            return report(known.get(), true, tokens, request);
        }
        String state = seen == null
                ? CONTINUE
                : seen.done() + " of " + Words.count(seen.total(), "backup run") + " done, " + seen.failed()
                        + " failed. " + CONTINUE;
        sayHowToGoOn(state, tokens, request);
        return ExitCode.STILL_RUNNING;
    }

    private int report(FleetResult result, boolean interrupted, List<String> tokens, RequestKey request) {
        boolean running = !result.runningTokens().isEmpty();
        boolean unknown = unknown(result);
        boolean cutShort = interrupted && !result.complete();
        boolean goesOn = running || unknown || cutShort;
        ObjectNode node = Json.put(JsonViews.of(result), "key", request.value());
        if (goesOn) {
            node.set("startedTokens", Json.texts(List.copyOf(tokens)));
            Json.put(node, "running", (!running && unknown) ? null : running);
            node = putHowToGoOn(node, again(request));
        }
        print(node, asJson() ? "" : Reports.of(withNames(result)));
        if (goesOn) {
            say(state(running, unknown) + " " + howToGoOn(again(request)));
        }
        if (running || cutShort) {
            return ExitCode.STILL_RUNNING;
        }
        boolean failed = result.outcomes().stream().anyMatch(FleetOutcome.Failed.class::isInstance)
                || result.unlisted().stream().anyMatch(vault -> vault.cause() instanceof OperationFailed);
        return failed ? ExitCode.FAILED : ExitCode.of(result.complete());
    }

    /** Returns a result with the names that were read before it was asked for. */
    private FleetResult withNames(FleetResult result) {
        Map<Resource, String> all = new HashMap<>(names);
        all.putAll(result.names());
        return new FleetResult(result.outcomes(), result.unlisted(), all);
    }

    /** Returns whether there is a backup of which it is not known whether it was started. */
    static boolean unknown(FleetResult result) {
        return result.outcomes().stream()
                        .anyMatch(outcome -> outcome instanceof FleetOutcome.Failed failed
                                && failed.cause() instanceof AmbiguousOutcome)
                || result.unlisted().stream().anyMatch(vault -> vault.cause() instanceof AmbiguousOutcome);
    }

    /** Returns what is known of backups that have no restore point yet, in a sentence for people. */
    static String state(boolean running, boolean unknown) {
        if (running) {
            return CONTINUE;
        }
        return unknown
                ? "It is not known whether each backup was started; it may be running."
                : "Interrupted. No backup that was started is still running.";
    }

    private void sayHowToGoOn(String state, List<String> tokens, RequestKey request) {
        List<String> started = List.copyOf(tokens);
        StringBuilder text = new StringBuilder();
        started.forEach(token -> text.append("A backup run was started: operation ")
                .append(token)
                .append('\n'));
        ObjectNode known = Json.put(Json.object(), "key", request.value());
        known.set("startedTokens", Json.texts(started));
        sayHowToGoOn(text + state, known, again(request));
    }

    /** Returns the words that repeat this request. */
    private CommandText again(RequestKey request) {
        CommandText words = new CommandText("take");
        resources.forEach(words::with);
        tagged.forEach(tag -> words.with("--tagged", tag));
        return words.with("--vault", vault)
                .with("--named", name)
                .flag("--full", full)
                .with("--key", request.value());
    }
}
