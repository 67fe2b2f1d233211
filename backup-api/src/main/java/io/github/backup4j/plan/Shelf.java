package io.github.backup4j.plan;

import io.github.backup4j.Billing;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.Vault;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A present or future vault of the protection, and the changes of its members. */
final class Shelf {
    final String name;
    final Resource.Kind kind;
    final @Nullable Vault vault;
    final List<ProtectableResource> staying = new ArrayList<>();
    final List<ProtectableResource> joining = new ArrayList<>();
    final List<Resource> leaving = new ArrayList<>();

    /** The members that the protection added by the mark, present or not; null: the mark does not tell. */
    @Nullable
    Set<Resource> recorded;

    /** The same; empty if the mark does not tell. */
    final Set<Resource> recordedBefore = new LinkedHashSet<>();

    /** The members that the protection added and no longer wants, but which are still present. */
    final Set<Resource> recordedToo = new LinkedHashSet<>();

    /** Whether it is a new vault although another has room, as the policy for copies of that one has a rule that is not accepted. */
    final boolean apart;

    Shelf(Vault vault) {
        this.vault = vault;
        name = vault.name();
        kind = vault.kind();
        apart = false;
    }

    Shelf(String name, Resource.Kind kind, boolean apart) {
        vault = null;
        this.name = name;
        this.kind = kind;
        this.apart = apart;
    }

    int members() {
        return joining.size() + (vault == null ? 0 : vault.members().size());
    }

    /** Returns whether it has no members once those that leave have left. */
    boolean isEmptied() {
        return joining.isEmpty()
                && (vault == null
                        || vault.members().stream()
                                .allMatch(member -> member.status() == Vault.MemberStatus.REMOVING
                                        || leaving.contains(member.resource())));
    }

    /** Returns whether policies of a purpose act on it: only servers are copied to another region. */
    boolean isFor(Purpose purpose) {
        return purpose == Purpose.BACKUP || kind == Resource.Kind.SERVER;
    }

    /** Returns whether it is paid for in advance. */
    boolean isSubscription() {
        return vault != null && vault.billing().mode() != Billing.Mode.PAY_PER_USE;
    }
}
