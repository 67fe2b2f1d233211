package io.github.backup4j.examples.tasks;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.plan.Allowing;
import io.github.backup4j.plan.Plan;
import io.github.backup4j.plan.PlanResult;
import io.github.backup4j.plan.Protection;
import io.github.backup4j.plan.Selector;
import io.github.backup4j.plan.Sizing;
import java.time.Duration;

/**
 * Keeps everything protected that has a tag: shows what that would change, and changes it.
 *
 * <p>Run it as often as you like, for instance every hour: what is in sync stays as it is. It destroys nothing; what would, is shown
 * and left for a person to allow.
 */
public final class ProtectByTag {
    private final CloudBackup backup;
    private final Protection protection;

    /**
     * Creates a task.
     *
     * @param backup the cloud to work in
     * @param app the value of the tag {@code app} that the disks and servers have, and the name of their protection
     */
    public ProtectByTag(CloudBackup backup, String app) {
        this.backup = backup;
        protection = Protection.of(app)
                .of(Selector.tagged("app", app))
                .every(Schedule.dailyAt("02:00"))
                .keeping(Retention.latest(7))
                .inVaults(Sizing.ofMembers(2.0));
    }

    /** Returns what would change. */
    public Plan plan() {
        return protection.plan(backup);
    }

    /**
     * Applies a plan, but for what it destroys.
     *
     * @param plan the plan
     * @throws io.github.backup4j.Conflict if the cloud has moved since the plan was made
     */
    public PlanResult apply(Plan plan) {
        return plan.apply(Allowing.nothingDestroyed());
    }

    /**
     * Protects what has a tag, takes the tag from a disk again, and shows each plan.
     *
     * @param args which world, as {@link World#of} takes it
     */
    public static void main(String... args) {
        try (World world = World.of(args)) {
            Resource.Disk orders = world.addDisk("orders", DataSize.gib(40));
            Resource.Disk stock = world.addDisk("stock", DataSize.gib(20));
            Resource.Server front = world.addServer("front", world.addDisk("front-system", DataSize.gib(40)));
            for (Resource resource : new Resource[] {orders, stock, front}) {
                world.tag(resource, "app", "shop");
            }
            ProtectByTag task = new ProtectByTag(world.backup(), "shop");

            Plan plan = task.plan();
            System.out.println(plan);
            System.out.println(task.apply(plan));

            world.advance(Duration.ofDays(3));
            world.tag(stock, "app", "archive");
            Plan later = task.plan();
            System.out.println(later);
            System.out.println(task.apply(later));
        }
    }
}
