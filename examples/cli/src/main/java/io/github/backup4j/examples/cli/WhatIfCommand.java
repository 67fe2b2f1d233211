package io.github.backup4j.examples.cli;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import io.github.backup4j.Policy;
import io.github.backup4j.Retention;
import io.github.backup4j.testkit.CloudModel;
import io.github.backup4j.testkit.Comparison;
import io.github.backup4j.testkit.Forecast;
import io.github.backup4j.testkit.Growth;
import io.github.backup4j.testkit.InMemoryCloud;
import java.time.DateTimeException;
import java.time.Period;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks ahead: where the policies lead. */
@Command(
        name = "what-if",
        description = {
            "Shows how full each vault will be months from now, and when a backup no longer fits.",
            "Copies what a cloud lists into memory, and lets its schedules and retention run there. With --policy and"
                    + " --keeping, compares.",
            "Exit code 0: every vault has room, also with the change. 1: one does not."
        })
final class WhatIfCommand extends CloudCommand {
    @Option(names = "--ahead", paramLabel = "PERIOD", description = "How far: P90D, P6M, P1Y (P1Y).")
    private String ahead = "P1Y";

    @Option(
            names = "--growth",
            paramLabel = "SIZE",
            description =
                    "Change of each disk and server a day, such as '2 GiB'; by default as observed, and 1 GiB where"
                            + " nothing is.")
    private @Nullable String growth;

    @Option(names = "--policy", paramLabel = "NAME", description = "Policy that would be changed.")
    private @Nullable String policy;

    @Option(
            names = "--keeping",
            paramLabel = "RULE",
            description = "What it would keep: 'for 14 days', 'the 7 newest, plus 4 weekly'.")
    private @Nullable String keeping;

    private static final DataSize UNOBSERVED = DataSize.gib(1);

    /** So many policies are named if the one that was asked for is not there. */
    private static final int NAMED = 10;

    WhatIfCommand(Environment environment) {
        super(environment);
    }

    @Override
    int run(CloudBackup backup) {
        if ((policy == null) != (keeping == null)) {
            throw wrongUse("--policy and --keeping go together");
        }
        Period period = period();
        if (growth == null) {
            say("Assumed: each disk and server changes as its restore points show, or by " + Words.of(UNOBSERVED)
                    + " a day where they show nothing; --growth names another size.");
        }
        Growth assumed = growth == null
                ? Growth.observed().orElse(Growth.perDay(UNOBSERVED))
                : Growth.perDay(DataSize.parse(growth));
        CloudModel model = InMemoryCloud.modelOf(backup, assumed);
        Forecast today = forecast(model, period);
        if (policy == null || keeping == null) {
            print(Json.array(List.of(today), JsonViews::of), today.text(columns()));
            return ExitCode.of(hasRoom(today));
        }
        Forecast changed = forecast(changed(backup, model, policy, Retention.parse(keeping)), period);
        print(
                Json.array(List.of(today, changed), JsonViews::of),
                Comparison.of(today, changed).text(columns()));
        return ExitCode.of(hasRoom(changed));
    }

    private Period period() {
        try {
            return Period.parse(ahead);
        } catch (DateTimeException e) {
            throw wrongUse("--ahead is '" + ahead + "'; write P90D, P6M or P1Y");
        }
    }

    private Forecast forecast(CloudModel model, Period period) {
        try {
            return Forecast.of(model, period);
        } catch (IllegalArgumentException e) {
            throw wrongUse("--ahead: " + e.getMessage());
        }
    }

    private static CloudModel changed(CloudBackup backup, CloudModel model, String name, Retention retention) {
        List<Policy> all = backup.policies().list().toList();
        List<Policy> found = all.stream()
                .filter(one -> one.name().equals(name) || one.id().value().equals(name))
                .toList();
        if (found.size() != 1) {
            throw new Invalid(
                    found.isEmpty()
                            ? "no policy is named \"" + Words.line(name) + "\"; there " + names(all)
                            : found.size() + " policies are named \"" + Words.line(name) + "\"; give an id");
        }
        Policy policy = found.get(0);
        return model.changedBy("keeping " + retention, copy -> {
            var unused = copy.policies().update(policy.id(), policy.toSpec().withRetention(retention));
        });
    }

    private static String names(List<Policy> all) {
        String names = all.stream()
                .limit(NAMED)
                .map(policy -> "\"" + Words.line(policy.name()) + "\"")
                .collect(Collectors.joining(", "));
        return (all.size() == 1 ? "is " : "are ")
                + (all.isEmpty() ? "none" : names)
                + (all.size() > NAMED ? " and " + (all.size() - NAMED) + " more" : "");
    }

    private static boolean hasRoom(Forecast forecast) {
        return forecast.vaults().stream().allMatch(vault -> vault.fullAt() == null && vault.refused() == 0);
    }
}
