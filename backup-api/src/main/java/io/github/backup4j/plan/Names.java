package io.github.backup4j.plan;

import io.github.backup4j.Policy;
import io.github.backup4j.PolicyId;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Vault;

/** How plans name things: with the names that people gave them, which tell more than ids. */
final class Names {
    private Names() {}

    static String of(ProtectableResource found) {
        return of(found.resource(), found.name());
    }

    static String of(Vault vault) {
        return of("vault " + vault.id(), vault.name());
    }

    static String of(Policy policy) {
        return of("policy " + policy.id(), policy.name());
    }

    static String of(Look look, PolicyId policy) {
        return look.policy(policy).map(Names::of).orElse("policy " + policy);
    }

    static String of(Object what, String name) {
        return name.isEmpty() ? what.toString() : what + " \"" + name + "\"";
    }
}
