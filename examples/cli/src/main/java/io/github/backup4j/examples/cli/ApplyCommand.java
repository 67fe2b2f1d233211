package io.github.backup4j.examples.cli;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.VaultId;
import io.github.backup4j.plan.Allowing;
import io.github.backup4j.plan.Plan;
import io.github.backup4j.plan.PlanResult;
import io.github.backup4j.plan.Protection;
import io.github.backup4j.plan.Step;
import io.github.backup4j.plan.StepListener;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a cloud to the protections of a file. */
@Command(
        name = "apply",
        description = {
            "Brings a cloud to the protections of a file: plans as 'plan' does, then applies the steps. Safe to repeat.",
            "A step that destroys restore points is applied only if you name what it destroys, in an option or when you"
                    + " are asked.",
            "Exit code 0: the protections hold. 1: a step was refused or met an obstacle. 3: a step failed.",
            "3 also: interrupted before the first step, so that nothing was changed.",
            "4: interrupted before the last step; the message says what was applied."
        })
final class ApplyCommand extends CloudCommand {
    /** How long a step that has started may take to end after an interruption. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    @Parameters(paramLabel = "FILE", description = "YAML, of the form that 'backup4j schema' prints.")
    private Path file = Path.of("protections.yaml");

    @Option(
            names = "--removing",
            paramLabel = "RESOURCE",
            description = "disk:ID or server:ID that may leave its vault, with all its restore points there. May be"
                    + " repeated.")
    private List<String> removing = new ArrayList<>();

    @Option(
            names = "--expiring",
            paramLabel = "POINT",
            split = ",",
            description = "Restore points that a changed policy may delete, by id.")
    private List<String> expiring = new ArrayList<>();

    @Option(
            names = "--buying",
            paramLabel = "VAULT=SIZE",
            description =
                    "Maximum capacity that may be bought for a vault that is paid for in advance, such as 'vault-1=200"
                            + " GiB'. Costs money. May be repeated, with another vault.")
    private List<String> buying = new ArrayList<>();

    ApplyCommand(Environment environment) {
        super(environment);
    }

    @Override
    int run(CloudBackup backup) {
        List<Protection> protections = ProtectionFile.read(file);
        Allowing named = new Allowing(
                removing.stream().map(ResourceNames::byId).collect(Collectors.toSet()),
                expiring.stream().map(RestorePointId::new).collect(Collectors.toSet()),
                KeyValues.of("--buying", "VAULT=SIZE", buying).entrySet().stream()
                        .collect(Collectors.toMap(
                                vault -> new VaultId(vault.getKey()), vault -> DataSize.parse(vault.getValue()))));
        // A protection that cannot be planned stops all of them before anything is changed.
        List<Plan> plans =
                protections.stream().map(protection -> protection.plan(backup)).toList();
        ApplyJournal journal = new ApplyJournal(plans);
        int code;
        try {
            code = OnInterrupt.say(
                    terminal(),
                    journal::stop,
                    () -> interrupted(journal),
                    () -> applyAll(backup, protections, plans, named, journal));
        } catch (RuntimeException | Error e) {
            boolean changed = journal.hasChanges();
            sayHowFar(journal, "Not all was applied. What was applied stays:", "the command failed");
            if (changed && e instanceof Invalid) {
                // Not wrong use: that would say that nothing was done.
                say(Main.message(e));
                return ExitCode.FAILED;
            }
            throw e;
        }
        if (asJson()) {
            print(journal.results(), "");
        }
        return code;
    }

    private int applyAll(
            CloudBackup backup, List<Protection> protections, List<Plan> plans, Allowing named, ApplyJournal journal) {
        int code = ExitCode.SAFE;
        boolean changing = false;
        for (int i = 0; i < plans.size(); i++) {
            // What an earlier protection has changed may change what this one has to do.
            Plan plan = changing ? protections.get(i).plan(backup) : plans.get(i);
            show(plan.text(columns()));
            Allowing allowed = withAnswers(plan, named);
            changing |= !plan.isEmpty();
            PlanResult result = apply(backup, plan, allowed, journal);
            show(plan.steps().isEmpty() ? nothing(plan) : result.toString());
            code = Math.max(code, codeOf(plan, result));
        }
        return code;
    }

    /** Returns what is said of a plan without steps: nothing was applied, as all is there already or cannot be. */
    private static String nothing(Plan plan) {
        if (plan.isEmpty() && plan.selectsNothing()) {
            return "nothing to apply: no disk or server is selected";
        }
        return plan.obstacles().isEmpty()
                ? "nothing to apply: all is as the file says"
                : "nothing was applied: the plan has no steps, and "
                        + Words.count(plan.obstacles().size(), "obstacle");
    }

    private void show(String text) {
        if (!asJson() && !text.isEmpty()) {
            terminal().report(text);
        }
    }

    private PlanResult apply(CloudBackup backup, Plan plan, Allowing allowed, ApplyJournal journal) {
        int total = plan.steps().size();
        Instant begun = backup.time().now();
        AtomicInteger done = new AtomicInteger();
        journal.begin(plan);
        try (ProgressView view = new ProgressView(terminal(), "applying " + plan.protection())) {
            if (total > 0) {
                view.show(0, total, journal.next(), Duration.ZERO);
            }
            PlanResult result = plan.apply(allowed, new StepListener() {
                @Override
                public void stepBegins(Step step) {
                    journal.beginStep();
                }

                @Override
                public void stepEnded(PlanResult.Entry entry) {
                    journal.add(entry);
                    Duration passed = Duration.between(begun, backup.time().now());
                    view.show(done.incrementAndGet(), total, journal.next(), passed);
                }
            });
            journal.add(result);
            return result;
        }
    }

    /** Says what was applied until the interruption, and how to go on. */
    private int interrupted(ApplyJournal journal) {
        journal.awaitStep(GRACE);
        if (!journal.hasChanges()) {
            sayHowFar(journal, "", "interrupted");
            say("Interrupted before the first step; nothing was changed.");
            return ExitCode.FAILED;
        }
        sayHowFar(journal, "Interrupted. What was applied stays:", "interrupted");
        return journal.code().orElse(ExitCode.STILL_RUNNING);
    }

    /** Says what was applied if the command ends early, and how to go on if there is something left to do. */
    private void sayHowFar(ApplyJournal journal, String state, String reason) {
        boolean changed = journal.hasChanges();
        CommandText again = again();
        if (asJson()) {
            boolean canGoOn = changed && !Clouds.endsWithProcess(cloud());
            print(journal.cutShort(reason, canGoOn ? commandLine(again) : null), "");
        }
        if (changed) {
            String left = journal.code().isPresent() ? "Nothing is left to be tried." : howToGoOn(again);
            say(state + "\n" + journal.text() + left);
        }
    }

    /**
     * Returns the words that repeat this command. What a person has allowed at a question is not among them: it was allowed for the
     * plan that was shown, and a later one may destroy what nobody has seen.
     */
    private CommandText again() {
        CommandText words = new CommandText("apply").with(file);
        removing.forEach(id -> words.with("--removing", id));
        if (!expiring.isEmpty()) {
            words.with("--expiring", String.join(",", expiring));
        }
        buying.forEach(most -> words.with("--buying", most));
        return words;
    }

    /** Asks for each step that destroys something or costs money and is not allowed yet, and says how to allow it otherwise. */
    private Allowing withAnswers(Plan plan, Allowing named) {
        Set<Step> asked = new HashSet<>();
        Allowing allowing = named;
        for (Step step : plan.steps()) {
            boolean harmless = step.destroys().isEmpty() && !(step instanceof Step.BuyCapacity);
            if (harmless || isAllowed(step, named) || !asked.add(step)) {
                continue;
            }
            String name = nameOf(step);
            String answer = terminal()
                    .ask(what(step) + ": " + plan.describe(step) + "\nType " + name
                            + " to allow it, or press Enter to skip it:");
            if (name.equals(answer)) {
                allowing = with(allowing, step);
            } else {
                say("Skipped: " + plan.describe(step) + "\n  allow it with " + option(step));
            }
        }
        return allowing;
    }

    private static String what(Step step) {
        return step instanceof Step.BuyCapacity
                ? "This costs money"
                : "This destroys " + Words.count(step.destroys().size(), "restore point");
    }

    private static Allowing with(Allowing allowing, Step step) {
        if (step instanceof Step.BuyCapacity purchase) {
            return allowing.andBuying(List.of(purchase));
        }
        return step instanceof Step.RemoveMember removal
                ? allowing.andRemoving(removal.resource())
                : allowing.andExpiring(step.destroys());
    }

    private static boolean isAllowed(Step step, Allowing allowing) {
        if (step instanceof Step.BuyCapacity purchase) {
            VaultId vault = purchase.vault().id();
            DataSize most = vault == null ? null : allowing.purchases().get(vault);
            return most != null && purchase.after().compareTo(most) <= 0;
        }
        return step instanceof Step.RemoveMember removal
                ? allowing.resources().contains(removal.resource())
                : step.destroys().stream()
                        .allMatch(loss -> allowing.restorePoints().contains(loss.restorePoint()));
    }

    private static String nameOf(Step step) {
        if (step instanceof Step.RemoveMember removal) {
            return ResourceNames.of(removal.resource());
        }
        if (step instanceof Step.BuyCapacity purchase) {
            return purchase.after().toString();
        }
        if (step instanceof Step.ChangePolicy change) {
            return typeable(change.before().name(), step);
        }
        return step instanceof Step.AttachPolicy attach
                ? typeable(attach.policy().name(), step)
                : step.id();
    }

    /** Returns a name, or the id of its step if it cannot be typed: Enter alone must not be the name of a nameless policy. */
    static String typeable(String name, Step step) {
        return name.isBlank() || !name.equals(Words.line(name)) ? step.id() : name;
    }

    private static String option(Step step) {
        if (step instanceof Step.BuyCapacity purchase) {
            VaultId vault = purchase.vault().id();
            return vault == null
                    ? "another plan, once the vault is there"
                    : "--buying " + Words.quoted(vault + "=" + purchase.after());
        }
        return step instanceof Step.RemoveMember removal
                ? "--removing " + Words.quoted(ResourceNames.of(removal.resource()))
                : "--expiring "
                        + Words.quoted(step.destroys().stream()
                                .map(loss -> loss.restorePoint().value())
                                .collect(Collectors.joining(",")));
    }

    private static int codeOf(Plan plan, PlanResult result) {
        return codeOf(plan, result.entries());
    }

    /** Returns the exit code of a plan all of whose steps have ended. */
    static int codeOf(Plan plan, List<PlanResult.Entry> entries) {
        if (entries.stream().anyMatch(entry -> entry.outcome() instanceof PlanResult.Outcome.Failed)) {
            return ExitCode.FAILED;
        }
        boolean complete = entries.stream().allMatch(entry -> entry.outcome().complete());
        return ExitCode.of(complete && plan.obstacles().isEmpty());
    }
}
