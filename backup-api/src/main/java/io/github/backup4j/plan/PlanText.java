package io.github.backup4j.plan;

import io.github.backup4j.DataSize;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.internal.PlainText;
import io.github.backup4j.internal.TextPage;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes plans, results and steps as text. */
final class PlanText {
    /** The maximum number of elements of a list that the text names; the typed list has them all. */
    private static final int MOST_NAMED = 20;

    private PlanText() {}

    static String of(CreatePolicy step) {
        return PlainText.line("create policy \"" + step.spec().name() + "\": " + rule(step.spec()));
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
        return PlainText.line(
                "change policy \"" + before.name() + "\" (" + step.policy() + "): " + String.join("; ", changes));
    }

    static String of(CreateVault step) {
        return "create vault \"" + PlainText.line(step.spec().name()) + "\" for "
                + step.spec().kind().name().toLowerCase(Locale.ROOT) + "s, "
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
        return of(step, Resource::toString);
    }

    private static String of(AddMembers step, Names names) {
        return "add to " + step.vault() + ": "
                + step.resources().stream().limit(MOST_NAMED).map(names::of).collect(Collectors.joining(", "))
                + more(step.resources().size());
    }

    static String of(ExcludeDisks step) {
        return of(step, Resource::toString);
    }

    private static String of(ExcludeDisks step, Names names) {
        Set<Resource.Disk> before = step.before();
        String server = names.of(step.server());
        String now = before == null ? "add " + server + " to " + step.vault() : server + " in " + step.vault();
        String left = step.after().isEmpty() ? "with all its disks" : "without " + sorted(step.after(), names);
        return now + " " + left + (before == null || before.isEmpty() ? "" : ", was without " + sorted(before, names));
    }

    static String of(RemoveMember step) {
        return of(step, Resource::toString);
    }

    private static String of(RemoveMember step, Names names) {
        return "remove " + names.of(step.resource()) + " from " + step.vault();
    }

    private static String of(Step step, Names names) {
        if (step instanceof AddMembers add) {
            return of(add, names);
        } else if (step instanceof ExcludeDisks exclude) {
            return of(exclude, names);
        } else if (step instanceof RemoveMember remove) {
            return of(remove, names);
        }
        return step.toString();
    }

    static String of(Plan plan, int columns) {
        TextPage out = new TextPage(columns);
        Names names = names(plan.selection());
        StringBuilder heading = new StringBuilder(plan.heading());
        if (plan.isEmpty()) {
            heading.append(
                    plan.selectsNothing() ? ": no disk or server is selected, so nothing is protected" : ": in sync");
        } else {
            heading.append(": ").append(counted(plan.steps().size(), "step"));
            if (!plan.obstacles().isEmpty()) {
                heading.append(", ").append(counted(plan.obstacles().size(), "obstacle"));
            }
        }
        if (plan.requests() > 0) {
            heading.append(" (read with ")
                    .append(counted(plan.requests(), "request"))
                    .append(')');
        }
        out.line(heading.toString(), 2);
        int number = 0;
        for (Step step : plan.steps()) {
            number++;
            out.line("  " + number + ". " + of(step, names), 7);
            out.line("     because " + step.why(), 7);
            if (!step.destroys().isEmpty()) {
                out.line("     DESTROYS " + amount(step.destroys()) + ":", 7);
                step.destroys().stream()
                        .limit(MOST_NAMED)
                        .forEach(loss -> out.line(
                                "       " + loss.restorePoint() + " of " + names.of(loss.resource()) + " at "
                                        + loss.createdAt(),
                                9));
                if (step.destroys().size() > MOST_NAMED) {
                    out.line("      " + more(step.destroys().size()), 7);
                }
                out.line("     refused, unless the caller allows it: " + permission(step), 7);
            }
            if (step instanceof BuyCapacity) {
                out.line("     COSTS MONEY, for the rest of the period that is paid for", 7);
                out.line("     refused, unless the caller allows it: ...andBuying(plan.buys())", 7);
            }
            if (step instanceof ResizeVault && plan.enlarges().contains(step)) {
                out.line("     COSTS MORE, for as long as the vault has that capacity", 7);
                out.line("     refused, unless the caller allows it: ...andEnlarging(plan.enlarges())", 7);
            }
        }
        section(out, "obstacles", plan.obstacles(), Obstacle::toString);
        Function<Remark, String> remark = some -> {
            Resource resource = some.resource();
            return (resource == null ? "" : names.of(resource) + " in ") + plan.vaultName(some.vault()) + ": "
                    + some.reason();
        };
        section(out, "foreign, left as they are", plan.foreign(), remark);
        section(out, "settling", plan.settling(), remark);
        section(out, "gone", plan.gone(), remark);
        selection(out, plan.selection(), names);
        return out.toString();
    }

    /** Names the resources by what becomes of them and why. */
    private static void selection(TextPage out, List<Choice> choices, Names names) {
        if (choices.isEmpty()) {
            return;
        }
        Map<String, List<Choice>> groups = choices.stream()
                .sorted(Comparator.comparing(choice -> !choice.taken()))
                .collect(Collectors.groupingBy(
                        choice -> (choice.taken() ? "taken, " : "left, ") + choice.reason(),
                        LinkedHashMap::new,
                        Collectors.toList()));
        out.line("  selection:", 2);
        groups.forEach((reason, group) -> out.line(
                "    " + reason + ": "
                        + group.stream()
                                .map(choice -> names.of(choice.resource()))
                                .collect(Collectors.joining(", ")),
                6));
    }

    /** Returns the names of the plan's resources, with the id where a name is missing or not unique. */
    private static Names names(List<Choice> selection) {
        Map<String, Long> uses =
                selection.stream().collect(Collectors.groupingBy(PlanText::byName, Collectors.counting()));
        Map<Resource, String> names = new HashMap<>();
        for (Choice choice : selection) {
            String name = byName(choice);
            if (choice.name() != null && !choice.name().isEmpty()) {
                names.put(
                        choice.resource(),
                        uses.getOrDefault(name, 0L) <= 1
                                ? name
                                : name + " (" + choice.resource().id() + ")");
            }
        }
        return resource -> names.getOrDefault(resource, resource.toString());
    }

    private static String byName(Choice choice) {
        return choice.resource().kind().name().toLowerCase(Locale.ROOT) + " \"" + choice.name() + "\"";
    }

    /** Names a resource for a person. */
    @FunctionalInterface
    private interface Names {
        String of(Resource resource);
    }

    /** Returns the names of a plan's disks and servers, as its text has them. */
    static Map<Resource, String> namesOf(Plan plan) {
        Names names = names(plan.selection());
        Map<Resource, String> all = new HashMap<>();
        plan.selection().forEach(choice -> all.put(choice.resource(), names.of(choice.resource())));
        return all;
    }

    static String of(PlanResult result) {
        StringBuilder out = new StringBuilder(result.complete() ? "applied" : "not applied as a whole").append('\n');
        for (PlanResult.Entry entry : result.entries()) {
            String step = of(entry.step(), result.names());
            out.append("  ")
                    .append(PlainText.line(entry.outcome() + ": " + step))
                    .append('\n');
        }
        return out.toString();
    }

    static String of(Step step, Map<Resource, String> names) {
        return of(step, (Names) resource -> names.getOrDefault(resource, resource.toString()));
    }

    private static String permission(Step step) {
        return step instanceof RemoveMember removal
                ? "Allowing.removing(" + removal.resource() + ")"
                : "Allowing.expiring(plan.destroys())";
    }

    static String losses(List<Loss> losses) {
        String named = losses.stream()
                .limit(MOST_NAMED)
                .map(loss -> loss.restorePoint() + " of " + loss.resource() + " at " + loss.createdAt())
                .collect(Collectors.joining(", "));
        return amount(losses) + ": " + named + more(losses.size());
    }

    private static String amount(List<Loss> losses) {
        DataSize size = sizeOf(losses);
        return counted(losses.size(), "restore point") + ", "
                + (size == null ? "of a size that the cloud does not say" : size);
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

    private static <T> void section(TextPage out, String title, List<T> entries, Function<? super T, String> text) {
        if (!entries.isEmpty()) {
            out.line("  " + title + ":", 2);
            entries.forEach(entry -> out.line("    " + text.apply(entry), 6));
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

    private static String more(int count) {
        return count > MOST_NAMED ? " and " + (count - MOST_NAMED) + " more" : "";
    }

    private static String sorted(Collection<? extends Resource> resources, Names names) {
        return resources.stream().map(names::of).sorted().collect(Collectors.joining(", "));
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
