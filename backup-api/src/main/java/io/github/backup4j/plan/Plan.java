package io.github.backup4j.plan;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.VaultId;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Protection} would change, as it was when it was planned: ordered steps, what is in the way, and what stays as it is.
 *
 * <p>A value: two plans with the same content are equal. {@code toString()} is what a person reads before they say yes. Making a plan
 * changes nothing; {@link #apply} does.
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

    Plan(CloudBackup backup, Content content) {
        this.backup = backup;
        this.content = content;
    }

    /** Returns the name of the protection. */
    public String protection() {
        return content.protection();
    }

    /** Returns the steps, in the order in which they are applied. */
    public List<Step> steps() {
        return content.steps();
    }

    /** Returns what cannot be brought about, and why. */
    public List<Obstacle> obstacles() {
        return content.obstacles();
    }

    /** Returns the members and policies in the protection's vaults that others put there; they stay as they are. */
    public List<Remark> foreign() {
        return content.foreign();
    }

    /** Returns the vaults and members that are on their way out; a plan that is made later can do more about them. */
    public List<Remark> settling() {
        return content.settling();
    }

    /**
     * Returns the members whose disk or server is gone. They stay, since their restore points may be the last of it: {@link
     * io.github.backup4j.Vaults#remove} removes them.
     */
    public List<Remark> gone() {
        return content.gone();
    }

    /** Returns each disk and server of the project, whether it is taken, and why: disks first, by id. */
    public List<Choice> selection() {
        return content.selection();
    }

    /** Returns how many requests it took to make the plan; calls, if the provider reports no requests. */
    public int requests() {
        return content.requests();
    }

    /** Returns whether there is nothing to do and nothing in the way: the protection is in sync. */
    public boolean isEmpty() {
        return steps().isEmpty() && obstacles().isEmpty();
    }

    /** Returns the restore points that the steps destroy, if they are allowed to. */
    public List<Loss> destroys() {
        return steps().stream().flatMap(step -> step.destroys().stream()).toList();
    }

    /**
     * Applies the steps, in order. Before the first change it reads again what they touch, and refuses a plan that does not fit any
     * more; what the steps themselves have changed, in an earlier attempt, does not matter. A step that fails stops those that rest on
     * it, and no others.
     *
     * <p>It may be repeated after a crash or a lost reply, with this plan or with one made anew: creates carry a request key made of
     * protection and step.
     *
     * @param allowing what may be destroyed; a step that destroys anything else is not tried
     * @return what became of each step
     * @throws Conflict if something moved since the plan was made; it is named, and nothing was changed
     */
    public PlanResult apply(Allowing allowing) {
        Objects.requireNonNull(allowing, "allowing == null");
        return new Application(backup, content, allowing).run();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Plan that && content.equals(that.content);
    }

    @Override
    public int hashCode() {
        return content.hashCode();
    }

    /** Returns the plan as a person reads it before they say yes. */
    @Override
    public String toString() {
        return PlanText.of(this);
    }

    /** What a plan says; {@code known} are the vaults of the protection that it saw. */
    record Content(
            String protection,
            List<Step> steps,
            List<Obstacle> obstacles,
            List<Remark> foreign,
            List<Remark> settling,
            List<Remark> gone,
            List<Choice> selection,
            Set<VaultId> known,
            int requests) {
        Content {
            steps = List.copyOf(steps);
            obstacles = List.copyOf(obstacles);
            foreign = List.copyOf(foreign);
            settling = List.copyOf(settling);
            gone = List.copyOf(gone);
            selection = List.copyOf(selection);
            known = Set.copyOf(known);
        }
    }
}
