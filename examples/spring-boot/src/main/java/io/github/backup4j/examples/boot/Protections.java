package io.github.backup4j.examples.boot;

import io.github.backup4j.Invalid;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.plan.Protection;
import io.github.backup4j.plan.Selector;
import io.github.backup4j.plan.Sizing;
import java.util.List;
import java.util.Map;

/** The protections of the properties. */
record Protections(List<Protection> all) {
    /** Refuses a protection that cannot be, with the name of its property. */
    static Protections of(Map<String, BackupProperties.Protection> properties) {
        return new Protections(properties.entrySet().stream()
                .map(entry -> protection(entry.getKey(), entry.getValue()))
                .toList());
    }

    private static Protection protection(String name, BackupProperties.Protection wanted) {
        try {
            Selector tagged = wanted.tags().entrySet().stream()
                    .map(tag -> Selector.tagged(tag.getKey(), tag.getValue()))
                    .reduce(Selector::and)
                    .orElseThrow();
            return Protection.of(name)
                    .of(tagged)
                    .every(Schedule.parse(wanted.every()))
                    .keeping(Retention.parse(wanted.keeping()))
                    .inVaults(Sizing.ofMembers(wanted.vaultFactor()));
        } catch (Invalid e) {
            throw new Invalid("backup4j.protections." + name + ": " + e.getMessage());
        }
    }
}
