package io.github.backup4j.examples.tasks;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.testkit.CloudModel;
import io.github.backup4j.testkit.Comparison;
import io.github.backup4j.testkit.Forecast;
import io.github.backup4j.testkit.Growth;
import io.github.backup4j.testkit.InMemoryCloud;
import java.time.Duration;
import java.time.Period;
import java.time.ZoneOffset;

/** Shows where the policies of a cloud lead within a year, beside where another retention would lead. */
public final class WhatIf {
    private static final Period AHEAD = Period.ofYears(1);

    private final CloudModel model;

    /**
     * Creates a task, which reads the cloud once and changes nothing in it.
     *
     * @param backup the cloud to look at
     * @param growth how its data is taken to change
     */
    public WhatIf(CloudBackup backup, Growth growth) {
        model = InMemoryCloud.modelOf(backup, growth);
    }

    /** Returns what becomes of the vaults if nothing changes. */
    public Forecast asItIs() {
        return Forecast.of(model, AHEAD);
    }

    /**
     * Returns what becomes of the vaults if a policy keeps other restore points.
     *
     * @param policy the policy
     * @param retention what it would keep
     */
    public Forecast keeping(Policy policy, Retention retention) {
        CloudModel changed = model.changedBy("keeping " + retention, copy -> {
            Policy unused = copy.policies().update(policy.id(), policy.toSpec().withRetention(retention));
        });
        return Forecast.of(changed, AHEAD);
    }

    /**
     * Compares 30 days with a week, weeks and months.
     *
     * @param args which world, as {@link World#of} takes it
     */
    public static void main(String... args) {
        try (World world = World.of(args)) {
            CloudBackup backup = world.backup();
            Resource.Disk orders = world.addDisk("orders", DataSize.gib(40));
            Vault vault = backup.vaults().create(VaultSpec.forDisks("shop", DataSize.gib(200)));
            Vault unused = backup.vaults().add(vault.id(), orders);
            Policy nightly = backup.policies()
                    .create(PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(30)));
            backup.policies().attach(nightly.id(), vault.id());
            world.write(orders, "the orders");
            world.advance(Duration.ofDays(7));

            WhatIf task = new WhatIf(backup, Growth.perDay(DataSize.gib(2)).ofWhichNew(10));
            Retention months = Retention.latest(7).plusWeekly(4, ZoneOffset.UTC).plusMonthly(12, ZoneOffset.UTC);
            System.out.println(task.asItIs());
            System.out.println(Comparison.of(task.asItIs(), task.keeping(nightly, months)));
        }
    }
}
