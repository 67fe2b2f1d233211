package io.github.backup4j.huawei.internal.vaults;

import com.huaweicloud.sdk.cbr.v1.model.BillingCreate;
import com.huaweicloud.sdk.cbr.v1.model.BillingUpdate;
import com.huaweicloud.sdk.cbr.v1.model.BindRulesTags;
import com.huaweicloud.sdk.cbr.v1.model.ResourceCreate;
import com.huaweicloud.sdk.cbr.v1.model.ResourceExtraInfo;
import com.huaweicloud.sdk.cbr.v1.model.Tag;
import com.huaweicloud.sdk.cbr.v1.model.VaultBindRules;
import com.huaweicloud.sdk.cbr.v1.model.VaultCreate;
import com.huaweicloud.sdk.cbr.v1.model.VaultOrder;
import com.huaweicloud.sdk.cbr.v1.model.VaultUpdate;
import io.github.backup4j.AutoBind;
import io.github.backup4j.Consistency;
import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.internal.resources.CbrTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the requests that create and change vaults. */
public final class VaultRequests {
    /** How many tags a vault may have, including a mark. */
    static final int MOST_TAGS = 10;

    private static final DataSize SMALLEST = DataSize.gib(10);
    private static final DataSize LARGEST = DataSize.gib(10_485_760);

    private VaultRequests() {}

    static VaultCreate create(VaultSpec spec, Map<String, String> tags) {
        VaultCreate vault = new VaultCreate()
                .withName(spec.name())
                .withBilling(billing(spec).withChargingMode(BillingCreate.ChargingModeEnum.POST_PAID))
                .withResources(List.of())
                .withAutoExpand(spec.autoExpand())
                .withAutoBind(spec.autoBind() != null)
                .withSmnNotify(spec.usageAlertPercent() != null);
        if (!spec.description().isEmpty()) {
            vault.withDescription(spec.description());
        }
        if (spec.usageAlertPercent() != null) {
            vault.withThreshold(spec.usageAlertPercent());
        }
        if (spec.autoBind() != null) {
            vault.withBindRules(rules(spec.autoBind()));
        }
        if (!tags.isEmpty()) {
            // CBR rejects an empty list.
            vault.withTags(tags(tags));
        }
        return vault;
    }

    public static VaultOrder order(VaultSpec spec, Subscription subscription, Map<String, String> tags) {
        VaultOrder vault = new VaultOrder()
                .withName(spec.name())
                .withBilling(billing(spec)
                        .withChargingMode(BillingCreate.ChargingModeEnum.PRE_PAID)
                        .withPeriodType(period(subscription.unit()))
                        .withPeriodNum(subscription.count())
                        .withIsAutoRenew(subscription.autoRenew())
                        .withIsAutoPay(subscription.autoPay()))
                .withResources(List.of())
                .withSmnNotify(spec.usageAlertPercent() != null);
        if (!spec.description().isEmpty()) {
            vault.withDescription(spec.description());
        }
        if (spec.usageAlertPercent() != null) {
            vault.withThreshold(spec.usageAlertPercent());
        }
        if (!tags.isEmpty()) {
            vault.withTags(tags(tags));
        }
        return vault;
    }

    /** The update that turns one spec into the other, as far as one call can; null: nothing to update. */
    static @Nullable VaultUpdate update(VaultSpec from, VaultSpec to) {
        VaultUpdate update = new VaultUpdate();
        BillingUpdate billing = new BillingUpdate();
        if (gib(to) != gib(from)) {
            billing.withSize(gib(to));
        }
        if (to.consistency() != from.consistency()) {
            billing.withConsistentLevel(BillingUpdate.ConsistentLevelEnum.fromValue(consistency(to.consistency())));
        }
        if (!billing.equals(new BillingUpdate())) {
            update.withBilling(billing);
        }
        if (!to.name().equals(from.name())) {
            update.withName(to.name());
        }
        if (to.autoExpand() != from.autoExpand()) {
            update.withAutoExpand(to.autoExpand());
        }
        if (!Objects.equals(to.usageAlertPercent(), from.usageAlertPercent())) {
            update.withSmnNotify(to.usageAlertPercent() != null);
            if (to.usageAlertPercent() != null) {
                update.withThreshold(to.usageAlertPercent());
            }
        }
        AutoBind rule = to.autoBind();
        if (rule == null && from.autoBind() != null) {
            update.withAutoBind(false).withBindRules(new VaultBindRules().withTags(List.of()));
        } else if (rule != null && !rule.equals(from.autoBind())) {
            update.withAutoBind(true).withBindRules(rules(rule));
        }
        return update.equals(new VaultUpdate()) ? null : update;
    }

    static ResourceCreate member(Resource resource, @Nullable Set<Resource.Disk> excluded) {
        ResourceCreate member = new ResourceCreate().withId(resource.id()).withType(CbrTypes.type(resource));
        return excluded == null
                ? member
                : member.withExtraInfo(new ResourceExtraInfo()
                        .withExcludeVolumes(
                                excluded.stream().map(Resource::id).sorted().toList()));
    }

    static List<Tag> tags(Map<String, String> tags) {
        List<Tag> list = new ArrayList<>();
        tags.forEach((key, value) -> list.add(new Tag().withKey(key).withValue(value)));
        return list;
    }

    static String status(Vault.Status status) {
        return switch (status) {
            case AVAILABLE -> "available";
            case BILLING_LOCKED -> "lock";
            case FROZEN -> "frozen";
            case DELETING -> "deleting";
            case ERROR -> "error";
            case UNRECOGNIZED -> "";
        };
    }

    static int gib(VaultSpec spec) {
        if (spec.capacity().compareTo(LARGEST) > 0) {
            throw new Invalid("vault capacity is " + spec.capacity() + ", more than " + LARGEST);
        }
        return (int) spec.capacity().toGibRoundedUp();
    }

    private static BillingCreate billing(VaultSpec spec) {
        if (spec.capacity().compareTo(SMALLEST) < 0) {
            throw new Invalid("vault capacity is " + spec.capacity() + ", less than " + SMALLEST);
        }
        if (spec.purpose() == Purpose.REPLICATION && spec.kind() != Resource.Kind.SERVER) {
            throw new Invalid("vault \"" + spec.name()
                    + "\" is for copies of disks; only servers are copied; nothing was created");
        }
        return new BillingCreate()
                .withObjectType(BillingCreate.ObjectTypeEnum.fromValue(CbrTypes.objectType(spec.kind())))
                .withProtectType(BillingCreate.ProtectTypeEnum.fromValue(CbrTypes.protectType(spec.purpose())))
                .withConsistentLevel(BillingCreate.ConsistentLevelEnum.fromValue(consistency(spec.consistency())))
                .withCloudType(BillingCreate.CloudTypeEnum.PUBLIC)
                .withSize(gib(spec));
    }

    private static String consistency(Consistency consistency) {
        return switch (consistency) {
            case CRASH_CONSISTENT -> "crash_consistent";
            case APPLICATION_CONSISTENT -> "app_consistent";
            case UNRECOGNIZED -> throw new Invalid("consistency is " + consistency + ", which cannot be requested");
        };
    }

    private static BillingCreate.PeriodTypeEnum period(Subscription.Unit unit) {
        return unit == Subscription.Unit.MONTH ? BillingCreate.PeriodTypeEnum.MONTH : BillingCreate.PeriodTypeEnum.YEAR;
    }

    private static VaultBindRules rules(AutoBind rule) {
        List<BindRulesTags> tags = new ArrayList<>();
        rule.tags()
                .forEach((key, value) ->
                        tags.add(new BindRulesTags().withKey(key).withValue(value)));
        return new VaultBindRules().withTags(tags);
    }
}
