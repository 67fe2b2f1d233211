package io.github.backup4j;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Groups specs by vault: one for each vault, with the members of all added specs. Not thread-safe. */
final class VaultGroups {
    private final Map<VaultId, BackupSpec> byVault = new LinkedHashMap<>();

    /** Adds a spec. A spec of a whole vault and one of some of its members unite to the whole vault. */
    void add(BackupSpec spec) {
        byVault.merge(spec.vault(), spec, VaultGroups::merge);
    }

    /** Adds members, with the settings of the spec of their vault if there is one. */
    void add(VaultId vault, Set<Resource> members) {
        BackupSpec known = byVault.get(vault);
        BackupSpec added = BackupSpec.of(vault).only(members);
        byVault.put(vault, known == null ? added : united(known, added));
    }

    List<BackupSpec> specs() {
        return List.copyOf(byVault.values());
    }

    private static BackupSpec merge(BackupSpec one, BackupSpec other) {
        if (!withoutMembers(one).equals(withoutMembers(other))) {
            throw new Invalid("specs names vault " + one.vault() + " twice, as " + withoutMembers(one) + " and as "
                    + withoutMembers(other) + "; a vault has one run, so that its specs differ in members only");
        }
        return united(one, other);
    }

    private static BackupSpec united(BackupSpec settings, BackupSpec other) {
        if (settings.resources().isEmpty() || other.resources().isEmpty()) {
            return withoutMembers(settings);
        }
        Set<Resource> members = new LinkedHashSet<>(settings.resources());
        members.addAll(other.resources());
        return settings.withMembers(members);
    }

    private static BackupSpec withoutMembers(BackupSpec spec) {
        return spec.withMembers(List.of());
    }
}
