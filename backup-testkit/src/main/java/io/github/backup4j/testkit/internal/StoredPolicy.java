package io.github.backup4j.testkit.internal;

import io.github.backup4j.Policy;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Purpose;
import io.github.backup4j.Reported;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A policy in the world. */
final class StoredPolicy {
    final PolicyId id;

    /** The vaults that it is attached to, in the order of the attachments. */
    final List<StoredVault> vaults = new ArrayList<>();

    PolicySpec spec;

    /** The day from which cycles of several days are counted. */
    Instant cycleStart;

    /** Increases each time a slot is planned, so that an outdated slot can be recognized. */
    int plan;

    StoredPolicy(PolicyId id, PolicySpec spec, Instant cycleStart) {
        this.id = id;
        this.spec = spec;
        this.cycleStart = cycleStart;
    }

    Purpose purpose() {
        return spec.purpose();
    }

    Policy view() {
        List<Policy.Attachment> attachments = vaults.stream()
                .map(vault ->
                        new Policy.Attachment(vault.id, attachmentTo(vault).destination()))
                .toList();
        return new Policy(
                id,
                spec.name(),
                Reported.of(spec.purpose()),
                spec.enabled(),
                spec.schedule(),
                spec.retention(),
                spec.incrementalsBetweenFulls(),
                spec.destination(),
                attachments);
    }

    private StoredAttachment attachmentTo(StoredVault vault) {
        StoredAttachment attachment = vault.policies.get(purpose());
        if (attachment == null) {
            throw new IllegalStateException("policy " + id + " is not attached to vault " + vault.id);
        }
        return attachment;
    }
}
