package io.github.backup4j.plan;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Invalid;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A desired state of backups: the resources to protect, the schedule, the retention and the size of the vaults.
 *
 * <pre>{@code
 * Protection shop = Protection.of("shop")
 *         .of(Selector.tagged("app", "shop"))
 *         .every(Schedule.dailyAt("02:00"))
 *         .keeping(Retention.latest(7).plusWeekly(4, ZoneOffset.UTC))
 *         .inVaults(Sizing.ofMembers(2.0).autoExpanding());
 * Plan plan = shop.plan(backup);
 * System.out.println(plan);
 * PlanResult result = plan.apply(Allowing.nothingDestroyed());
 * }</pre>
 *
 * <p>The vaults of a protection carry its name in one tag, and its last wanted state in others. A plan compares the state
 * wanted now, the state wanted before, and the present state. So it removes only members that the protection added
 * itself, and leaves what others did. It deletes no vault and no policy.
 *
 * <p>Immutable: each method returns another protection. A setting that is given twice with different values is refused with
 * {@link Invalid}.
 */
public final class Protection {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,39}");

    private final Settings settings;

    private Protection(Settings settings) {
        this.settings = settings;
    }

    /**
     * Returns a protection that selects nothing yet.
     *
     * @param name its name, by which its vaults are recognized: 1 to 40 letters, digits, {@code -} and {@code _}, the first a
     *     letter or digit
     * @throws Invalid if the name has another form
     */
    public static Protection of(String name) {
        if (!NAME.matcher(Objects.requireNonNull(name, "name == null")).matches()) {
            throw new Invalid("name of the protection is \"" + name
                    + "\"; give 1 to 40 letters, digits, '-' and '_', the first a letter or digit");
        }
        return new Protection(new Settings(name, null, null, null, null, null, null, false, false));
    }

    /**
     * Returns the same protection, for the selected disks and servers. A disk of a selected server is backed up with the
     * server, not by itself. One that others have excluded there is an obstacle, {@link Obstacle.Kind#LEFT_OUT}, unless the selector
     * names it by id: then it is backed up by itself.
     *
     * @param selector the disks and servers
     */
    public Protection of(Selector selector) {
        Selector value = once("of", settings.selector(), selector);
        return with(draft -> draft.selector = value);
    }

    /**
     * Returns the same protection, excluding some disks of its servers. They are not backed up by themselves either, unless the
     * selector of {@link #of} names them by id. By default, a plan leaves the excluded disks of a server as they are.
     *
     * @param disks the disks to exclude from the backups of their servers
     */
    public Protection withoutDisks(Selector disks) {
        Selector value = once("withoutDisks", settings.leftOut(), disks);
        return with(draft -> draft.leftOut = value);
    }

    /**
     * Returns the same protection, with backups at the times of a schedule.
     *
     * @param schedule the schedule
     * @throws Invalid also if it is a {@link Schedule.Opaque}
     */
    public Protection every(Schedule schedule) {
        Schedule value = once("every", settings.schedule(), schedule);
        if (value instanceof Schedule.Opaque) {
            throw new Invalid("schedule is " + value + ", which this API only reads");
        }
        return with(draft -> draft.schedule = value);
    }

    /**
     * Returns the same protection, with a rule for how long restore points are kept.
     *
     * @param retention the rule; restore points that it does not keep are deleted
     */
    public Protection keeping(Retention retention) {
        Retention value = once("keeping", settings.retention(), retention);
        return with(draft -> draft.retention = value);
    }

    /**
     * Returns the same protection, with a size of its vaults.
     *
     * @param sizing how large the vaults are
     */
    public Protection inVaults(Sizing sizing) {
        Sizing value = once("inVaults", settings.sizing(), sizing);
        return with(draft -> draft.sizing = value);
    }

    /**
     * Returns the same protection, with copies of the restore points of its servers in another region. They are copied at the
     * times of the schedule and kept by the same rule. Restore points of disks are not copied; disks that are backed up by
     * themselves are an obstacle, {@link Obstacle.Kind#NOT_COPIED}.
     *
     * <p>A policy for copies applies its rule to all automatic copies of a server in the vault there, whichever vault and policy they
     * came from. A plan cannot see them. So unless the rule is {@link Retention#forever()}, it makes and attaches a policy for
     * copies, changes its rule or enables it only with {@link #acceptingExpiryOfCopies()}: by default, that is an obstacle, {@link
     * Obstacle.Kind#COPIES_KEPT}.
     *
     * @param site the other region, and the project in it
     * @param vault a vault for copies there
     */
    public Protection copiedTo(Site site, VaultId vault) {
        Copies value = once(
                "copiedTo",
                settings.copies(),
                new Copies(
                        Objects.requireNonNull(site, "site == null"), Objects.requireNonNull(vault, "vault == null")));
        return with(draft -> draft.copies = value);
    }

    /**
     * Returns the same protection, accepting that on a cloud that keeps schedules in UTC, its runs are an hour early or late
     * for part of the year: from a change of the clocks until the next plan is applied. By default, that is an obstacle.
     */
    public Protection acceptingDrift() {
        return with(draft -> draft.driftAccepted = true);
    }

    /**
     * Returns the same protection, accepting that its rule also applies to the copies that are in the vault of {@link #copiedTo}
     * already. <strong>Those that it does not keep are deleted there, and no plan names them</strong>: they cannot be seen from here.
     * By default, that is an obstacle.
     *
     * <pre>{@code
     * elsewhere.restorePoints().list(RestorePointFilter.all().inVault(copies.id())) // what is there
     * shop.copiedTo(elsewhere.site(), copies.id()).acceptingExpiryOfCopies()
     * }</pre>
     */
    public Protection acceptingExpiryOfCopies() {
        return with(draft -> draft.expiryAccepted = true);
    }

    /** Returns the name. */
    public String name() {
        return settings.name();
    }

    /**
     * Returns the changes that this protection needs in a cloud. It changes nothing. It lists disks and servers, vaults and
     * policies once each, and the restore points of each vault in which a step may destroy some; with {@link #copiedTo}, it also asks
     * for the regions that the cloud copies to.
     *
     * @param backup the cloud
     * @throws Invalid if the selector, the schedule, the retention or the sizing is missing
     */
    public Plan plan(CloudBackup backup) {
        Objects.requireNonNull(backup, "backup == null");
        return new Planner(
                        backup,
                        new Wanted(
                                settings.name(),
                                require("of", settings.selector()),
                                settings.leftOut(),
                                require("every", settings.schedule()),
                                require("keeping", settings.retention()),
                                require("inVaults", settings.sizing()),
                                settings.copies(),
                                settings.driftAccepted(),
                                settings.expiryAccepted()))
                .plan();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Protection that && settings.equals(that.settings);
    }

    @Override
    public int hashCode() {
        return settings.hashCode();
    }

    /** Returns the protection as one line of text. */
    @Override
    public String toString() {
        Copies copies = settings.copies();
        return settings.name() + ": " + settings.selector() + ", " + settings.schedule() + ", keeping "
                + settings.retention() + ", in vaults of " + settings.sizing()
                + (copies == null ? "" : ", copied to vault " + copies.vault() + " at " + copies.site());
    }

    private Protection with(Consumer<Draft> change) {
        Draft draft = new Draft(settings);
        change.accept(draft);
        return new Protection(draft.settings());
    }

    private <T> T once(String setting, @Nullable T present, T value) {
        Objects.requireNonNull(value, () -> setting + " == null");
        if (present != null && !present.equals(value)) {
            throw new Invalid(setting + " of protection " + name() + " is " + present + " already, not " + value);
        }
        return value;
    }

    private <T> T require(String setting, @Nullable T value) {
        if (value == null) {
            throw new Invalid("protection " + name() + " lacks " + setting + "(...)");
        }
        return value;
    }

    /** The destination of copies. */
    record Copies(Site site, VaultId vault) {}

    /** The settings, once all required ones are given. */
    record Wanted(
            String name,
            Selector selector,
            @Nullable Selector leftOut,
            Schedule schedule,
            Retention retention,
            Sizing sizing,
            @Nullable Copies copies,
            boolean driftAccepted,
            boolean expiryAccepted) {}

    /** The settings given so far. */
    private record Settings(
            String name,
            @Nullable Selector selector,
            @Nullable Selector leftOut,
            @Nullable Schedule schedule,
            @Nullable Retention retention,
            @Nullable Sizing sizing,
            @Nullable Copies copies,
            boolean driftAccepted,
            boolean expiryAccepted) {}

    /** Settings that one method changes. */
    private static final class Draft {
        private final String name;
        private @Nullable Selector selector;
        private @Nullable Selector leftOut;
        private @Nullable Schedule schedule;
        private @Nullable Retention retention;
        private @Nullable Sizing sizing;
        private @Nullable Copies copies;
        private boolean driftAccepted;
        private boolean expiryAccepted;

        Draft(Settings from) {
            name = from.name();
            selector = from.selector();
            leftOut = from.leftOut();
            schedule = from.schedule();
            retention = from.retention();
            sizing = from.sizing();
            copies = from.copies();
            driftAccepted = from.driftAccepted();
            expiryAccepted = from.expiryAccepted();
        }

        Settings settings() {
            return new Settings(
                    name, selector, leftOut, schedule, retention, sizing, copies, driftAccepted, expiryAccepted);
        }
    }
}
