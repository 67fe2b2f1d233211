package io.github.backup4j.plan;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.Invalid;
import io.github.backup4j.VaultId;
import io.github.backup4j.plan.Protection.Wanted;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The changes that a {@link Protection} needs, or the remedies of a posture, as of the time of planning: ordered steps, obstacles, and
 * the vaults and members that stay as they are.
 *
 * <p>A value: two plans with the same content are equal, however many {@linkplain #requests() requests} planning took. {@code
 * toString()} returns the text for a person to approve. Only {@link #apply} changes anything in the cloud.
 *
 * <pre>{@code
 * Plan plan = shop.plan(backup);
 * System.out.println(plan);
 * PlanResult result = plan.apply(Allowing.nothingDestroyed());
 * }</pre>
 */
public final class Plan {
    private final CloudBackup backup;
    private final Content content;
    private final int requests;

    /**
     * Creates a plan.
     *
     * @param requests how many requests planning took; not part of its content, so a retried request does not make the plan a different one
     */
    Plan(CloudBackup backup, Content content, int requests) {
        this.backup = backup;
        this.content = content;
        this.requests = requests;
    }

    /**
     * Returns a plan of steps that belong to no protection, such as the remedies of a posture. They may change policies and
     * enlarge vaults of any origin; the other kinds of steps need the marks of a protection.
     *
     * @param backup the backups of the project that the steps are about
     * @param name a name for this plan, for messages
     * @param steps the steps, in the order in which they are applied; one that is named twice counts once
     * @throws Invalid if a step is of another kind than {@link Step.ChangePolicy}, {@link Step.ResizeVault} and {@link
     *     Step.BuyCapacity}, or two different steps have the same id
     */
    public static Plan of(CloudBackup backup, String name, Collection<? extends Step> steps) {
        Objects.requireNonNull(backup, "backup == null");
        Objects.requireNonNull(name, "name == null");
        Map<String, Step> distinct = new LinkedHashMap<>();
        for (Step step : steps) {
            if (!(step instanceof Step.ChangePolicy
                    || step instanceof Step.ResizeVault
                    || step instanceof Step.BuyCapacity)) {
                throw new Invalid("steps has \"" + step + "\", which only a protection can plan");
            }
            Step other = distinct.putIfAbsent(step.id(), step);
            if (other != null && !other.equals(step)) {
                throw new Invalid("steps has two that differ: \"" + other + "\" and \"" + step + "\"; give one");
            }
        }
        return new Plan(
                backup,
                new Content(
                        name,
                        false,
                        List.copyOf(distinct.values()),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Map.of(),
                        null),
                0);
    }

    /** Returns the name of the protection; for a plan {@linkplain #of of steps}, the name that it was given. */
    public String protection() {
        return content.protection();
    }

    /** Returns the steps, in the order in which they are applied. */
    public List<Step> steps() {
        return content.steps();
    }

    /** Returns the reasons why parts of the protection cannot be planned. */
    public List<Obstacle> obstacles() {
        return content.obstacles();
    }

    /** Returns the members and policies that others added to the protection's vaults; they stay as they are. */
    public List<Remark> foreign() {
        return content.foreign();
    }

    /** Returns the vaults and members that are being deleted or removed; a later plan can do more about them. */
    public List<Remark> settling() {
        return content.settling();
    }

    /**
     * Returns the members whose disk or server is gone. They stay, since their restore points may be the last copy of its data:
     * {@link io.github.backup4j.Vaults#remove} removes them.
     */
    public List<Remark> gone() {
        return content.gone();
    }

    /** Returns each disk and server of the project, whether it is taken, and why: disks first, by id. */
    public List<Choice> selection() {
        return content.selection();
    }

    /** Returns the number of requests that planning took; of calls, if the provider reports no requests. */
    public int requests() {
        return requests;
    }

    /** Returns whether there are neither steps nor obstacles: the protection is in sync, or it {@linkplain #selectsNothing() selects nothing}. */
    public boolean isEmpty() {
        return steps().isEmpty() && obstacles().isEmpty();
    }

    /** Returns whether the protection takes no disk and no server, and so protects nothing: its tags or ids may be mistyped. */
    public boolean selectsNothing() {
        return selection().stream().noneMatch(Choice::taken);
    }

    /**
     * Returns the restore points that the steps destroy if {@link #apply} is allowed to: those of members that are removed, and those
     * that are gone when the next run of a changed or attached policy has finished, unless the policy would have deleted them without
     * the change as well. Not included are restore points that later runs delete, as under any rule, and copies that its rule
     * deletes, which {@link Protection#acceptingExpiryOfCopies} accepts.
     */
    public List<Loss> destroys() {
        return steps().stream().flatMap(step -> step.destroys().stream()).toList();
    }

    /**
     * Returns the steps that make a vault that is paid for by use cost more although no protection asks for that, such as remedies of
     * a posture; {@link #apply} takes them only if it is {@linkplain Allowing#andEnlarging allowed} to. The steps of a protection
     * are not among them: its sizing asks for them.
     */
    public List<Step.ResizeVault> enlarges() {
        return content.marked()
                ? List.of()
                : steps().stream()
                        .filter(Step.ResizeVault.class::isInstance)
                        .map(Step.ResizeVault.class::cast)
                        .filter(Allowing::costsMore)
                        .toList();
    }

    /** Returns the steps that order capacity and cost money if {@link #apply} is allowed to take them. */
    public List<Step.BuyCapacity> buys() {
        return steps().stream()
                .filter(Step.BuyCapacity.class::isInstance)
                .map(Step.BuyCapacity.class::cast)
                .toList();
    }

    /**
     * Applies the steps in order. It destroys, buys and, without a protection, enlarges at most what the caller allows. Before the
     * first change, it reads the resources of the steps again and refuses a stale plan; changes by an earlier attempt of the same
     * steps do not make a plan stale. A step that fails stops only the steps that depend on it.
     *
     * <p>A plan is stale, too, if the protection no longer selects what a step adds, selects what a step removes again, or leaves out
     * other disks of a server, because their tags, names or disks have changed; and if what a step removes is gone, since its restore
     * points may be the last copy of its data. What no step touches does not make a plan stale: a new disk that matches is for the next
     * plan.
     *
     * <p>It waits up to ten minutes for each order of capacity; an order that takes longer is a failed step, but continues.
     *
     * <p>It may be repeated after a crash or a lost reply, with this plan or a new one: creates carry a request key that
     * is derived from the protection and the step.
     *
     * @param allowing what may be destroyed, bought and enlarged; a step that would destroy, buy or enlarge anything else is not attempted
     * @return the outcome of each step; a step that fails is an outcome, not an exception
     * @throws Conflict if the plan is stale; the message names what changed, and nothing was changed by this call: plan again
     */
    public PlanResult apply(Allowing allowing) {
        return apply(allowing, new StepListener() {});
    }

    /**
     * Applies the steps, and reports each before and after it. The steps are attempted one by one in the order of {@link #steps()}.
     *
     * @param allowing what may be destroyed, bought and enlarged
     * @param listener called on this thread; an exception from it ends the call, and no further step is attempted
     * @return the outcome of each step
     * @throws Conflict if the plan is stale; nothing was changed by this call, and the listener was not called
     * @see #apply(Allowing)
     */
    public PlanResult apply(Allowing allowing, StepListener listener) {
        Objects.requireNonNull(allowing, "allowing == null");
        Objects.requireNonNull(listener, "listener == null");
        return new Application(backup, content, PlanText.namesOf(this), allowing).run(listener);
    }

    /** Returns the plan in a few words, for the first line of its text. */
    String heading() {
        return (content.marked() ? "protection " : "") + content.protection();
    }

    /** Returns a vault of the protection by its name, if it is known. */
    String vaultName(VaultId vault) {
        String name = content.known().get(vault);
        return name == null ? "vault " + vault : "vault \"" + name + "\"";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Plan that && content.equals(that.content);
    }

    @Override
    public int hashCode() {
        return content.hashCode();
    }

    /** Returns {@link #text} for a terminal of 100 columns. */
    @Override
    public String toString() {
        return text(100);
    }

    /**
     * Returns the plan as text for a person to approve. Disks and servers have their names, and their ids where these are missing or not
     * unique. Longer lines are broken between words.
     *
     * @param columns how wide the terminal is; less than 40 counts as 40. {@link Integer#MAX_VALUE}: nothing is broken, for programs that search lines
     */
    public String text(int columns) {
        return PlanText.of(this, columns);
    }

    /**
     * Returns a step as the text of this plan has it, on one line: with the names of disks and servers, where the step itself has
     * ids.
     *
     * @param step a step of this plan
     */
    public String describe(Step step) {
        return PlanText.of(Objects.requireNonNull(step, "step == null"), PlanText.namesOf(this));
    }

    /**
     * The content of a plan. {@code known} are the vaults of the protection at the time of planning, with their names; {@code marked}
     * tells whether there is a protection, with its mark on the vaults; {@code wanted} is what the protection wants; null: nothing is
     * selected.
     */
    record Content(
            String protection,
            boolean marked,
            List<Step> steps,
            List<Obstacle> obstacles,
            List<Remark> foreign,
            List<Remark> settling,
            List<Remark> gone,
            List<Choice> selection,
            Map<VaultId, String> known,
            @Nullable Wanted wanted) {
        Content {
            steps = List.copyOf(steps);
            obstacles = List.copyOf(obstacles);
            foreign = List.copyOf(foreign);
            settling = List.copyOf(settling);
            gone = List.copyOf(gone);
            selection = List.copyOf(selection);
            known = Map.copyOf(known);
        }

        /** Returns the plan in words, for messages. */
        String title() {
            return marked ? "the plan of protection " + protection : "the plan " + protection;
        }
    }
}
