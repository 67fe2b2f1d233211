package io.github.backup4j.huawei.internal.policies;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.CbrMeta;
import com.huaweicloud.sdk.cbr.v1.model.AssociateVaultPolicyRequest;
import com.huaweicloud.sdk.cbr.v1.model.CreatePolicyRequest;
import com.huaweicloud.sdk.cbr.v1.model.DeletePolicyRequest;
import com.huaweicloud.sdk.cbr.v1.model.DisassociateVaultPolicyRequest;
import com.huaweicloud.sdk.cbr.v1.model.ListPoliciesRequest;
import com.huaweicloud.sdk.cbr.v1.model.PolicyCreate;
import com.huaweicloud.sdk.cbr.v1.model.PolicyCreateReq;
import com.huaweicloud.sdk.cbr.v1.model.PolicyTriggerPropertiesReq;
import com.huaweicloud.sdk.cbr.v1.model.PolicyTriggerReq;
import com.huaweicloud.sdk.cbr.v1.model.PolicyUpdate;
import com.huaweicloud.sdk.cbr.v1.model.PolicyUpdateReq;
import com.huaweicloud.sdk.cbr.v1.model.PolicyoODCreate;
import com.huaweicloud.sdk.cbr.v1.model.UpdatePolicyRequest;
import com.huaweicloud.sdk.cbr.v1.model.VaultAssociate;
import com.huaweicloud.sdk.cbr.v1.model.VaultDissociate;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Conflict;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyFilter;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.Schedule;
import io.github.backup4j.Schedule.Conversion;
import io.github.backup4j.Site;
import io.github.backup4j.Unsupported;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.Failures;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.resources.CbrTypes;
import io.github.backup4j.huawei.internal.work.AgreedCreate;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.spi.CallKey;
import io.github.backup4j.spi.Listing;
import io.github.backup4j.spi.PoliciesDriver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The policies of a project, which CBR keeps in UTC. */
public final class HuaweiPolicies implements PoliciesDriver {
    /** CBR's value for a policy of which only the first backup is full. */
    private static final int ONLY_FIRST_FULL = -1;

    private static final Logger LOG = LoggerFactory.getLogger("io.github.backup4j.huawei");
    private static final String CREATE = "policies.create";
    private static final int LONGEST_NAME = 64;

    private final Context context;
    private final PolicyCalls policies;
    private final AttachableVaults vaults;

    public HuaweiPolicies(Context context, PolicyCalls policies, AttachableVaults vaults) {
        this.context = context;
        this.policies = policies;
        this.vaults = vaults;
    }

    @Override
    public Policy create(PolicySpec spec, CallKey key) {
        return create(spec, Request.of(context, CREATE, key, spec));
    }

    /** The name is the only field of a policy that can hold a mark; the mark of a key that no caller knows is removed again. */
    private Policy create(PolicySpec spec, Request asked) {
        int room = LONGEST_NAME - spec.name().length();
        Request request = asked.within(room, RequestMark.IN_NAME_LENGTH, "the name of policy \"" + spec.name() + "\"");
        Map<PolicyId, Policy> answered = new HashMap<>();
        PolicyId made = new AgreedCreate<>(
                        context, request, "policy", this::marked, new AgreedCreate.Steps<PolicyId>() {
                            @Override
                            public IdempotentCreate.Created<PolicyId> create() {
                                Policy policy = createNow(spec, request);
                                answered.put(policy.id(), policy);
                                // CBR does not report when a policy was created.
                                return new IdempotentCreate.Created<>(
                                        policy.id(), policy.id().value(), null);
                            }

                            @Override
                            public void settle(IdempotentCreate.Marked<PolicyId> policy) {
                                HuaweiPolicies.this.settle(policy.made());
                            }

                            @Override
                            public @Nullable String withdraw(PolicyId policy) {
                                return HuaweiPolicies.this.withdraw(policy, spec, request);
                            }
                        })
                .make();
        if (!request.keyChosen() && request.mark() != null) {
            unmark(made, spec);
        }
        Policy policy = answered.get(made);
        return policy == null ? IdempotentCreate.told(request, "policy " + made, () -> get(made)) : policy;
    }

    /**
     * Marks a policy, in its name, as one that stays. All else is written back as it is now, not as this call requests: someone
     * may have changed the policy since another process created it, and a shorter retention deletes restore points.
     */
    private void settle(PolicyId id) {
        JsonNode raw = policies.show(id);
        String name = JsonFields.text(raw, "name");
        RequestMark mark = RequestMark.inName(name);
        if (mark != null && RequestMark.isPending(name)) {
            Policy present = PolicyReader.read(raw);
            send(id, present.toSpec(), mark.of(id.value()).behindName(present.name()), present.schedule());
        }
    }

    /** Deletes a policy that this call has created, as its own mark proves, if it has not changed since. */
    private @Nullable String withdraw(PolicyId id, PolicySpec spec, Request request) {
        JsonNode raw = policies.show(id);
        String name = JsonFields.text(raw, "name");
        if (!RequestMark.isPending(name)) {
            return "another caller uses it";
        }
        RequestMark mark = RequestMark.inName(name);
        if (mark == null || !mark.equals(request.mark())) {
            return "it does not have the mark of this call";
        }
        Policy policy = PolicyReader.read(raw);
        boolean asCreated = policy.name().equals(spec.name())
                && policy.purpose() == spec.purpose()
                && policy.enabled() == spec.enabled()
                && policy.retention().equals(spec.retention());
        if (!asCreated || !policy.attachments().isEmpty()) {
            return "it has been changed since it was created";
        }
        delete(id);
        return null;
    }

    private Policy createNow(PolicySpec spec, Request request) {
        PolicyCreate policy = new PolicyCreate()
                .withName(request.pending(spec.name()))
                .withEnabled(spec.enabled())
                .withOperationType(PolicyCreate.OperationTypeEnum.fromValue(CbrTypes.protectType(spec.purpose())))
                .withOperationDefinition(definition(spec))
                .withTrigger(trigger(spec, null));
        return context.client()
                .make(
                        request.mode(),
                        Service.CBR,
                        CbrMeta.createPolicy,
                        new CreatePolicyRequest().withBody(new PolicyCreateReq().withPolicy(policy)),
                        answer -> PolicyReader.read(JsonFields.requiredObject(answer, "policy", "the new policy")));
    }

    private List<IdempotentCreate.Marked<PolicyId>> marked() {
        List<IdempotentCreate.Marked<PolicyId>> marked = new ArrayList<>();
        for (JsonNode policy : policies.list(new ListPoliciesRequest())) {
            RequestMark mark = RequestMark.inName(JsonFields.text(policy, "name"));
            if (mark != null) {
                PolicyId id = PolicyReader.id(policy);
                boolean pending = RequestMark.isPending(JsonFields.text(policy, "name"));
                marked.add(new IdempotentCreate.Marked<>(mark, id, id.value(), null, pending));
            }
        }
        return marked;
    }

    /** Removes the mark. If that fails, the mark does no harm: it is not shown. */
    private void unmark(PolicyId policy, PolicySpec spec) {
        try {
            send(policy, spec, spec.name(), null);
        } catch (BackupException e) {
            LOG.debug("policy {} keeps the mark in its name: {}", policy, e.getMessage());
        }
    }

    @Override
    public Policy get(PolicyId id) {
        return PolicyReader.read(policies.show(id));
    }

    @Override
    public Listing<Policy> list(PolicyFilter filter) {
        // One call lists all: CBR does not page policies.
        return Listing.inAnyOrder(policies.list(request(filter)).stream().map(PolicyReader::read));
    }

    @Override
    public Policy update(PolicyId id, PolicySpec spec) {
        JsonNode raw = policies.show(id);
        return update(id, raw, PolicyReader.read(raw), spec);
    }

    /** Writes all properties back: nobody has recorded what CBR does with those that a request leaves out. */
    @Override
    public Policy update(PolicyId id, UnaryOperator<PolicySpec> change) {
        JsonNode raw = policies.show(id);
        Policy present = PolicyReader.read(raw);
        return update(id, raw, present, change.apply(present.toSpec()));
    }

    private Policy update(PolicyId id, JsonNode raw, Policy present, PolicySpec spec) {
        if (spec.purpose() != present.purpose()) {
            throw new Invalid("policy " + id + " is for " + present.purpose() + ", which cannot be changed to "
                    + spec.purpose() + "; nothing was changed");
        }
        boolean moved = !Objects.equals(spec.destination(), present.destination());
        if (moved && !present.attachments().isEmpty()) {
            throw new Conflict(
                    "policy " + id + " copies to " + present.destination()
                            + "; the destination cannot be changed while the policy is attached to a vault; nothing was changed");
        }
        RequestMark mark = settledMark(id, JsonFields.text(raw, "name"));
        boolean room = LONGEST_NAME - spec.name().length() >= RequestMark.IN_NAME_LENGTH;
        send(id, spec, mark == null || !room ? spec.name() : mark.behindName(spec.name()), present.schedule());
        // The response to an update leaves out the vaults that the policy is attached to.
        return Failures.afterChange("updating policy " + id, () -> get(id));
    }

    /** The mark in the name of a policy that stays. A mark that was copied from another policy remains a copy. */
    private static @Nullable RequestMark settledMark(PolicyId id, String name) {
        RequestMark mark = RequestMark.inName(name);
        return mark == null || !RequestMark.isPending(name) ? mark : mark.of(id.value());
    }

    private void send(PolicyId id, PolicySpec spec, String name, @Nullable Schedule present) {
        PolicyUpdate update = new PolicyUpdate()
                .withName(name)
                .withEnabled(spec.enabled())
                .withOperationDefinition(definition(spec))
                .withTrigger(trigger(spec, present));
        context.client()
                .call(
                        Service.CBR,
                        CbrMeta.updatePolicy,
                        new UpdatePolicyRequest()
                                .withPolicyId(id.value())
                                .withBody(new PolicyUpdateReq().withPolicy(update)));
    }

    @Override
    public void attach(PolicyId policy, VaultId vault) {
        List<JsonNode> listed = policies.list(new ListPoliciesRequest());
        Policy attached = listed(listed, policy);
        requirePurpose(attached, Purpose.BACKUP);
        Vault target = requireTarget(vault, listed);
        if (inPlace(attached, target) == null) {
            associate(policy, vault, null);
        }
    }

    @Override
    public void attachReplication(PolicyId policy, VaultId vault, VaultId destination) {
        List<JsonNode> listed = policies.list(new ListPoliciesRequest());
        Policy attached = listed(listed, policy);
        requirePurpose(attached, Purpose.REPLICATION);
        Vault source = requireTarget(vault, listed);
        if (source.kind() != Resource.Kind.SERVER) {
            throw new Invalid(
                    "vault " + vault + " is for " + source.kind() + "; only servers are copied; nothing was attached");
        }
        Policy.Attachment present = inPlace(attached, source);
        if (present == null) {
            associate(policy, vault, destination);
        } else if (!destination.equals(present.destination())) {
            // CBR would copy to the other vault from now on, and no rule would delete the copies in the first one.
            throw new Conflict("policy " + policy + " copies vault " + vault + " to vault " + present.destination()
                    + " already; detach it first; nothing was attached");
        }
    }

    @Override
    public void replace(PolicyId replaced, PolicyId replacement, VaultId vault) {
        Policy before = get(replaced);
        Policy after = get(replacement);
        Policy.Attachment attached = attachment(before, vault);
        if (before.purpose() != after.purpose()) {
            throw new Invalid("policy " + replaced + " is for " + before.purpose() + ", policy " + replacement + " for "
                    + after.purpose());
        }
        if (!Objects.equals(before.destination(), after.destination())) {
            throw new Conflict("policy " + replacement + " copies to " + after.destination() + ", not to "
                    + before.destination() + "; detach the old one first; nothing was changed");
        }
        // The associated policy replaces the one of the same purpose.
        associate(replacement, vault, attached.destination());
    }

    @Override
    public void detach(PolicyId policy, VaultId vault) {
        Policy.Attachment attached = attachment(get(policy), vault);
        context.client()
                .call(
                        Service.CBR,
                        CbrMeta.disassociateVaultPolicy,
                        new DisassociateVaultPolicyRequest()
                                .withVaultId(attached.vault().value())
                                .withBody(new VaultDissociate().withPolicyId(policy.value())));
    }

    @Override
    public void delete(PolicyId id) {
        context.client().call(Service.CBR, CbrMeta.deletePolicy, new DeletePolicyRequest().withPolicyId(id.value()));
    }

    private static ListPoliciesRequest request(PolicyFilter filter) {
        ListPoliciesRequest request = new ListPoliciesRequest();
        if (filter.purpose() == Purpose.BACKUP || filter.purpose() == Purpose.REPLICATION) {
            request.withOperationType(
                    ListPoliciesRequest.OperationTypeEnum.fromValue(CbrTypes.protectType(filter.purpose())));
        }
        if (filter.vault() != null) {
            request.withVaultId(filter.vault().value());
        }
        return request;
    }

    private static PolicyoODCreate definition(PolicySpec spec) {
        PolicyoODCreate definition = RetentionMapper.write(spec.retention(), new PolicyoODCreate());
        if (spec.purpose() == Purpose.BACKUP) {
            Integer incrementals = spec.incrementalsBetweenFulls();
            definition.withFullBackupInterval(incrementals == null ? (Integer) ONLY_FIRST_FULL : incrementals);
        }
        Site destination = spec.destination();
        return destination == null
                ? definition
                : definition
                        .withDestinationRegion(destination.region())
                        .withDestinationProjectId(destination.project());
    }

    private PolicyTriggerReq trigger(PolicySpec spec, @Nullable Schedule present) {
        List<String> patterns = SchedulePatterns.write(asKept(spec, present));
        return new PolicyTriggerReq().withProperties(new PolicyTriggerPropertiesReq().withPattern(patterns));
    }

    /** The schedule as CBR can keep it: in UTC. */
    private Schedule asKept(PolicySpec spec, @Nullable Schedule present) {
        Schedule schedule = spec.schedule();
        if (schedule instanceof Schedule.Opaque) {
            if (schedule.equals(present)) {
                return schedule;
            }
            throw new Invalid("schedule is " + schedule + ", which this API can only read");
        }
        Conversion conversion = schedule.toUtc(context.serviceNow());
        if (conversion instanceof Conversion.Exact exact) {
            return exact.schedule();
        }
        if (conversion instanceof Conversion.DriftsAt drifts) {
            if (spec.driftAccepted()) {
                return drifts.schedule();
            }
            throw unsupported("schedule is " + schedule + "; CBR stores schedules in UTC, so its local times would"
                    + " shift from " + drifts.at() + " on: use a fixed offset, or acceptingDrift()");
        }
        throw unsupported("schedule is " + schedule + "; CBR stores schedules in UTC, which cannot express it: "
                + ((Conversion.NotRepresentable) conversion).reason());
    }

    private static Unsupported unsupported(String message) {
        return new Unsupported(message, Detail.NONE, null);
    }

    private static void requirePurpose(Policy policy, Purpose purpose) {
        if (policy.purpose() != purpose) {
            throw new Invalid("policy " + policy.id() + " is for " + policy.purpose() + ", not for " + purpose
                    + "; nothing was attached");
        }
    }

    /** A policy from the list, or read by its id, since the list may not show a policy that was just created. */
    private Policy listed(List<JsonNode> all, PolicyId id) {
        Objects.requireNonNull(id, "id == null");
        return all.stream()
                .filter(policy -> PolicyReader.id(policy).equals(id))
                .findFirst()
                .map(PolicyReader::read)
                .orElseGet(() -> get(id));
    }

    private Vault requireTarget(VaultId id, List<JsonNode> listed) {
        Vault vault = vaults.get(id, listed);
        if (vault.purpose() != Purpose.BACKUP) {
            throw new Invalid("vault " + id + " is for " + vault.purpose()
                    + "; no policy can be attached to it; nothing was attached");
        }
        if (vault.status() == Vault.Status.DELETING) {
            throw new Conflict("vault " + id + " is " + vault.statusText() + ", not available; nothing was attached");
        }
        return vault;
    }

    /**
     * The existing attachment of a policy; null: there is none. Throws if another policy is attached. CBR would silently
     * replace it, as it does with one that someone attaches between this check and the call, or that lists do not show yet.
     *
     * <p>A policy that a list shows as attached may have been detached since. So the policy itself is read to confirm it.
     */
    private Policy.@Nullable Attachment inPlace(Policy policy, Vault vault) {
        Vault.AttachedPolicy listed = vault.policy(policy.purpose()).orElse(null);
        if (listed == null) {
            return null;
        }
        if (!listed.policy().equals(policy.id())) {
            throw new Conflict("policy " + listed.policy() + " is attached to vault " + vault.id()
                    + " already; replace or detach it. If it was detached a moment ago, lists do not show that yet: repeat"
                    + " the call");
        }
        return find(get(policy.id()), vault.id()).orElse(null);
    }

    /** The attachment of a policy to a vault, as reported by the policy itself or else by the list of the vault's policies. */
    private Policy.Attachment attachment(Policy policy, VaultId id) {
        JsonNode vault = vaults.show(id);
        return find(policy, id)
                .or(() -> vaults.read(id, vault)
                        .policy(policy.purpose())
                        .filter(listed -> listed.policy().equals(policy.id()))
                        .map(listed -> new Policy.Attachment(id, listed.destination())))
                .orElseThrow(() -> new NotFound("policy " + policy.id() + " is not attached to vault " + id));
    }

    private static Optional<Policy.Attachment> find(Policy policy, VaultId vault) {
        return policy.attachments().stream()
                .filter(attachment -> attachment.vault().equals(vault))
                .findFirst();
    }

    private void associate(PolicyId policy, VaultId vault, @Nullable VaultId destination) {
        VaultAssociate body = new VaultAssociate().withPolicyId(policy.value());
        if (destination != null) {
            body.withDestinationVaultId(destination.value());
        }
        context.client()
                .call(
                        Service.CBR,
                        CbrMeta.associateVaultPolicy,
                        new AssociateVaultPolicyRequest()
                                .withVaultId(vault.value())
                                .withBody(body));
    }
}
