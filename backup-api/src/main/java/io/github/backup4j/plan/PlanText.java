package io.github.backup4j.plan;

import io.github.backup4j.DataSize;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.plan.Step.AddMembers;
import io.github.backup4j.plan.Step.AttachPolicy;
import io.github.backup4j.plan.Step.BuyCapacity;
import io.github.backup4j.plan.Step.ChangePolicy;
import io.github.backup4j.plan.Step.CreatePolicy;
import io.github.backup4j.plan.Step.CreateVault;
import io.github.backup4j.plan.Step.ExcludeDisks;
import io.github.backup4j.plan.Step.MarkVault;
import io.github.backup4j.plan.Step.RemoveMember;
import io.github.backup4j.plan.Step.ResizeVault;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes plans, results and steps as text. */
final class PlanText {
    /** The maximum number of elements of a list that the text names; the typed list has them all. */
    private static final int MOST_NAMED = 20;

    private PlanText() {}

    static String of(CreatePolicy step) {
        return "create policy \"" + step.spec().name() + "\": " + rule(step.spec());
    }

    static String of(ChangePolicy step) {
        List<String> changes = new ArrayList<>();
        PolicySpec before = step.before();
        PolicySpec after = step.after();
        if (!before.schedule().equals(after.schedule())) {
            changes.add(before.schedule() + " becomes " + after.schedule());
        }
        if (!before.retention().equals(after.retention())) {
            changes.add("keeping " + before.retention() + " becomes keeping " + after.retention());
        }
        if (before.enabled() != after.enabled()) {
            changes.add("disabled becomes enabled");
        }
        return "change policy \"" + before.name() + "\" (" + step.policy() + "): " + String.join("; ", changes);
    }

    static String of(CreateVault step) {
        return "create vault \"" + step.spec().name() + "\" for " + step.spec().kind() + ", "
                + step.spec().capacity() + (step.spec().autoExpand() ? ", expanding by itself" : "");
    }

    static String of(MarkVault step) {
        List<String> changed = new ArrayList<>();
        if (!same(step, Mark.NAME)) {
            changed.add("the name of the protection");
        }
        if (!same(step, Mark.POLICIES)) {
            changed.add("its policies");
        }
        if (!same(step, Mark.FIRST) || !same(step, Mark.SECOND)) {
            changed.add("the members it wants");
        }
        return "mark " + step.vault() + " with " + String.join(", ", changed);
    }

    static String of(ResizeVault step) {
        List<String> changes = new ArrayList<>();
        if (!step.before().equals(step.after())) {
            changes.add(step.before() + " becomes " + step.after());
        }
        if (step.expandsBefore() != step.expandsAfter()) {
            changes.add("expanding by itself");
        }
        return "resize " + step.vault() + ": " + String.join(", ", changes);
    }

    static String of(BuyCapacity step) {
        return "buy capacity of " + step.vault() + ": " + step.before() + " becomes " + step.after();
    }

    static String of(AttachPolicy step) {
        return "attach " + step.policy() + " to " + step.vault()
                + (step.destination() == null ? "" : ", copying to vault " + step.destination());
    }

    static String of(AddMembers step) {
        return "add to " + step.vault() + ": " + some(step.resources());
    }

    static String of(ExcludeDisks step) {
        Set<Resource.Disk> before = step.before();
        String now =
                before == null ? "add " + step.server() + " to " + step.vault() : step.server() + " in " + step.vault();
        String left = step.after().isEmpty() ? "with all its disks" : "without " + sorted(step.after());
        return now + " " + left + (before == null || before.isEmpty() ? "" : ", was without " + sorted(before));
    }

    static String of(RemoveMember step) {
        return "remove " + step.resource() + " from " + step.vault();
    }

    static String of(Plan plan) {
        StringBuilder out = new StringBuilder(plan.heading());
        if (plan.isEmpty()) {
            out.append(": in sync");
        } else {
            out.append(": ").append(counted(plan.steps().size(), "step"));
            if (!plan.obstacles().isEmpty()) {
                out.append(", ").append(counted(plan.obstacles().size(), "obstacle"));
            }
        }
        if (plan.requests() > 0) {
            out.append(" (read with ")
                    .append(counted(plan.requests(), "request"))
                    .append(')');
        }
        out.append('\n');
        int number = 0;
        for (Step step : plan.steps()) {
            number++;
            out.append("  ").append(number).append(". ").append(step).append('\n');
            out.append("     because ").append(step.why()).append('\n');
            if (!step.destroys().isEmpty()) {
                out.append("     DESTROYS ").append(losses(step.destroys())).append('\n');
                out.append("     refused, unless the caller allows it: ")
                        .append(permission(step))
                        .append('\n');
            }
            if (step instanceof BuyCapacity) {
                out.append("     COSTS MONEY, for the rest of the period that is paid for\n");
                out.append("     refused, unless the caller allows it: ...andBuying(plan.buys())\n");
            }
        }
        section(out, "obstacles", plan.obstacles());
        section(out, "foreign, left as they are", plan.foreign());
        section(out, "settling", plan.settling());
        section(out, "gone", plan.gone());
        section(out, "selection", plan.selection());
        return out.toString();
    }

    static String of(PlanResult result) {
        StringBuilder out = new StringBuilder(result.isComplete() ? "applied" : "not applied as a whole").append('\n');
        for (PlanResult.Entry entry : result.entries()) {
            out.append("  ").append(entry).append('\n');
        }
        return out.toString();
    }

    private static String permission(Step step) {
        return step instanceof RemoveMember removal
                ? "Allowing.removing(" + removal.resource() + ")"
                : "Allowing.expiring(plan.destroys())";
    }

    static String losses(List<Loss> losses) {
        DataSize size = sizeOf(losses);
        String named = losses.stream()
                .limit(MOST_NAMED)
                .map(loss -> loss.restorePoint() + " of " + loss.resource() + " at " + loss.createdAt())
                .collect(Collectors.joining(", "));
        return counted(losses.size(), "restore point") + ", "
                + (size == null ? "of a size that the cloud does not say" : size) + ": " + named
                + more(losses.size());
    }

    /** Returns their total size; null if the cloud does not report the size of each. */
    private static @Nullable DataSize sizeOf(List<Loss> losses) {
        DataSize sum = DataSize.ZERO;
        for (Loss loss : losses) {
            if (loss.stored() == null) {
                return null;
            }
            sum = sum.plus(loss.stored());
        }
        return sum;
    }

    private static void section(StringBuilder out, String title, List<?> lines) {
        if (!lines.isEmpty()) {
            out.append("  ").append(title).append(":\n");
            lines.forEach(line -> out.append("    ").append(line).append('\n'));
        }
    }

    private static boolean same(MarkVault step, String key) {
        String before = step.before().get(key);
        return before != null && before.equals(step.after().get(key));
    }

    private static String rule(PolicySpec spec) {
        return spec.schedule() + ", keeping " + spec.retention()
                + (spec.destination() == null ? "" : ", copying to " + spec.destination());
    }

    private static String some(List<Resource> resources) {
        return resources.stream().limit(MOST_NAMED).map(Resource::toString).collect(Collectors.joining(", "))
                + more(resources.size());
    }

    private static String more(int count) {
        return count > MOST_NAMED ? " and " + (count - MOST_NAMED) + " more" : "";
    }

    private static String sorted(Collection<? extends Resource> resources) {
        return resources.stream().map(Resource::toString).sorted().collect(Collectors.joining(", "));
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
