package io.github.backup4j.huawei.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.AutoBind;
import io.github.backup4j.Billing;
import io.github.backup4j.Consistency;
import io.github.backup4j.DataSize;
import io.github.backup4j.PolicyId;
import io.github.backup4j.Purpose;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Vaults, their members and what is attached to them. */
final class VaultAnswerCases {
    private static final Billing PAY_PER_USE =
            new Billing(Reported.of(Billing.Mode.PAY_PER_USE, "post_paid"), null, null);
    private static final Instant RECORDED_AT = Instant.parse("2025-03-25T06:12:48.673924Z");
    private static final Vault.AttachedPolicy NIGHTLY = new Vault.AttachedPolicy(
            new PolicyId("cbb3ce6f-3332-4e7c-b98e-77290d8471ff"), Reported.of(Purpose.BACKUP), null);
    private static final Vault.AttachedPolicy AWAY = new Vault.AttachedPolicy(
            new PolicyId("e47e4916-481a-4d10-95a2-165bcfe598c5"),
            Reported.of(Purpose.REPLICATION),
            new VaultId("0ca3eb86-8800-46da-9c37-9d657a825274"));

    private VaultAnswerCases() {}

    static Map<String, AnswerCase> all() {
        Map<String, AnswerCase> cases = new LinkedHashMap<>();
        cases.put(
                "a vault that was created",
                AnswerCase.of(
                        (server, backup) -> assertThat(
                                        backup.vaults().create(VaultSpec.forServers("orders", DataSize.gib(100))))
                                .isEqualTo(created()),
                        "cbr/createVault: documented"));
        cases.put(
                "a vault, as documented",
                AnswerCase.of(
                        (server, backup) -> assertThat(
                                        backup.vaults().get(new VaultId("2b076f26-391f-40fa-bf71-a798940faccf")))
                                .isEqualTo(documented()),
                        "cbr/showVault: documented"));
        cases.put(
                "a vault of which everything is said",
                AnswerCase.of(
                        (server, backup) -> assertThat(
                                        backup.vaults().get(complete(List.of()).id()))
                                .isEqualTo(complete(List.of(NIGHTLY, AWAY))),
                        "cbr/showVault: composed of what was recorded",
                        "cbr/listPolicies: attached"));
        cases.put(
                "a vault, as recorded",
                AnswerCase.of(
                        (server, backup) -> assertThat(
                                        backup.vaults().get(recorded(false).id()))
                                .isEqualTo(recorded(false)),
                        "cbr/showVault: recorded"));
        cases.put(
                "a vault, one of whose members is passed over",
                AnswerCase.of(
                        (server, backup) -> assertThat(
                                        backup.vaults().get(recorded(true).id()))
                                .isEqualTo(recorded(true)),
                        "cbr/showVault: recorded, but for a member that is passed over"));
        cases.put(
                "a list of vaults, as recorded, the other one of copies",
                AnswerCase.of(
                        (server, backup) ->
                                assertThat(backup.vaults().list()).containsExactly(recordedOfCopies(), recorded(false)),
                        "cbr/listVault: recorded"));
        cases.put(
                "a vault of disks",
                AnswerCase.of(
                        (server, backup) ->
                                assertThat(backup.vaults().get(ofDisks().id())).isEqualTo(ofDisks()),
                        "cbr/showVault: of disks"));
        cases.put(
                "a vault of copies",
                AnswerCase.of(
                        (server, backup) ->
                                assertThat(backup.vaults().get(ofCopies().id())).isEqualTo(ofCopies()),
                        "cbr/showVault: of copies"));
        cases.put(
                "the vaults for copies of another region",
                AnswerCase.of(
                        (server, backup) -> assertThat(backup.vaults()
                                        .copyTargets(new Site("eu-nl", "fcf6cb26c3bf4402869792207ad3dce4")))
                                .singleElement()
                                .satisfies(vault -> {
                                    assertThat(vault.id())
                                            .isEqualTo(new VaultId("9ac41fcb-a27b-4b8b-97a2-b7e0bb2c1e25"));
                                    assertThat(vault.name()).isEqualTo("copies");
                                    assertThat(vault.purpose()).isEqualTo(Purpose.REPLICATION);
                                    assertThat(vault.kind()).isEqualTo(Resource.Kind.SERVER);
                                    assertThat(vault.capacity()).isEqualTo(DataSize.gib(100));
                                    assertThat(vault.used()).isEqualTo(DataSize.ZERO);
                                    assertThat(vault.status()).isEqualTo(Vault.Status.AVAILABLE);
                                    assertThat(vault.policies()).isEmpty();
                                }),
                        "cbr/listExternalVault: by the schema"));
        cases.put(
                "a list of vaults, as documented",
                AnswerCase.of(
                        (server, backup) -> assertThat(backup.vaults().list()).containsExactly(listed()),
                        "cbr/listVault: documented"));
        cases.put(
                "a list of vaults of which everything is said",
                AnswerCase.of(
                        (server, backup) ->
                                assertThat(backup.vaults().list()).containsExactly(complete(List.of(NIGHTLY, AWAY))),
                        "cbr/listVault: composed of what was recorded",
                        "cbr/listPolicies: attached"));
        return cases;
    }

    private static Vault created() {
        return new Vault(
                new VaultId("ad7627ae-5b0b-492e-b6bd-cd809b745197"),
                "orders",
                "of the shop",
                new Vault.Protection(
                        Reported.of(Resource.Kind.SERVER),
                        Reported.of(Purpose.BACKUP),
                        Reported.of(Consistency.CRASH_CONSISTENT),
                        null,
                        false),
                Reported.of(Vault.Status.AVAILABLE),
                new Vault.Space(DataSize.gib(100), DataSize.ZERO, false, 80),
                PAY_PER_USE,
                List.of(new Vault.Member(
                        Resource.server("23a320a5-3efd-4568-b1aa-8dd9183cc64c"),
                        "shop-1",
                        DataSize.gib(40),
                        DataSize.ZERO,
                        0,
                        Reported.of(Vault.MemberStatus.AVAILABLE),
                        Set.of(
                                Resource.disk("1855eb9a-2b5e-4938-a9f0-aea08b6f9243"),
                                Resource.disk("5a51e8b3-2f65-4045-896f-f8ffae14b064")),
                        false)),
                List.of(),
                Map.of("team", "shop"),
                Instant.parse("2019-05-23T12:51:10.071Z"));
    }

    private static Vault documented() {
        return new Vault(
                new VaultId("2b076f26-391f-40fa-bf71-a798940faccf"),
                "orders",
                null,
                new Vault.Protection(
                        Reported.of(Resource.Kind.SERVER),
                        Reported.of(Purpose.BACKUP),
                        Reported.of(Consistency.CRASH_CONSISTENT),
                        AutoBind.everyServer(),
                        false),
                Reported.of(Vault.Status.AVAILABLE),
                new Vault.Space(DataSize.gib(40), DataSize.ZERO, false, 80),
                PAY_PER_USE,
                List.of(),
                List.of(),
                Map.of("team", ""),
                Instant.parse("2020-07-24T09:12:49.492Z"));
    }

    private static Vault listed() {
        return new Vault(
                new VaultId("a335f9e1-1628-4c64-a7be-38656e5ec19c"),
                "orders",
                null,
                new Vault.Protection(
                        Reported.of(Resource.Kind.SERVER),
                        Reported.of(Purpose.BACKUP),
                        Reported.of(Consistency.CRASH_CONSISTENT),
                        null,
                        false),
                Reported.of(Vault.Status.AVAILABLE),
                new Vault.Space(DataSize.gib(100), DataSize.ZERO, false, 80),
                PAY_PER_USE,
                List.of(),
                List.of(),
                Map.of(),
                Instant.parse("2020-09-04T06:57:37.344Z"));
    }

    /** A vault with everything that one can have. */
    static Vault complete(List<Vault.AttachedPolicy> policies) {
        return new Vault(
                new VaultId("ad7627ae-5b0b-492e-b6bd-cd809b745197"),
                "orders",
                null,
                new Vault.Protection(
                        Reported.of(Resource.Kind.SERVER),
                        Reported.of(Purpose.BACKUP),
                        Reported.of(Consistency.APPLICATION_CONSISTENT, "app_consistent"),
                        AutoBind.serversTagged("team", "shop"),
                        true),
                Reported.of(Vault.Status.BILLING_LOCKED, "lock"),
                new Vault.Space(DataSize.gib(100), DataSize.mib(3072), true, null),
                new Billing(Reported.of(Billing.Mode.SUBSCRIPTION, "pre_paid"), "CS1909211346MWSUQ", null),
                List.of(
                        new Vault.Member(
                                Resource.server("23a320a5-3efd-4568-b1aa-8dd9183cc64c"),
                                "shop-1",
                                DataSize.gib(40),
                                DataSize.mib(2048),
                                3,
                                Reported.of(Vault.MemberStatus.PROTECTING),
                                Set.of(Resource.disk("1855eb9a-2b5e-4938-a9f0-aea08b6f9243")),
                                false),
                        new Vault.Member(
                                Resource.server("97595625-198e-4e4d-879b-9d53f68ba551"),
                                "shop-2",
                                DataSize.gib(80),
                                DataSize.ZERO,
                                0,
                                Reported.of(Vault.MemberStatus.AVAILABLE, null),
                                Set.of(),
                                true),
                        new Vault.Member(
                                Resource.server("94eba8b2-acc9-4d82-badc-127144cc5526"),
                                "shop-3",
                                DataSize.ZERO,
                                DataSize.mib(1024),
                                1,
                                Reported.of(Vault.MemberStatus.UNRECOGNIZED, "deleted"),
                                Set.of(),
                                false)),
                policies,
                Map.of("team", "shop", "stage", ""),
                RECORDED_AT);
    }

    private static Vault recorded(boolean suspended) {
        return new Vault(
                new VaultId("79bd9daa-884f-4f84-b8fe-235d58cd927d"),
                "nightly",
                null,
                new Vault.Protection(
                        Reported.of(Resource.Kind.SERVER),
                        Reported.of(Purpose.BACKUP),
                        Reported.of(Consistency.CRASH_CONSISTENT),
                        null,
                        false),
                Reported.of(Vault.Status.AVAILABLE),
                new Vault.Space(DataSize.gib(100), DataSize.mib(17048), false, 80),
                PAY_PER_USE,
                List.of(recordedMember(DataSize.mib(17048), 2, "available", suspended)),
                List.of(),
                Map.of(),
                Instant.parse("2025-03-22T02:59:06.548293Z"));
    }

    /** A vault of copies names the servers that it has copies of, and says nothing of their protection. */
    private static Vault recordedOfCopies() {
        return new Vault(
                new VaultId("0ca3eb86-8800-46da-9c37-9d657a825274"),
                "away",
                null,
                new Vault.Protection(
                        Reported.of(Resource.Kind.SERVER),
                        Reported.of(Purpose.REPLICATION),
                        Reported.of(Consistency.CRASH_CONSISTENT),
                        null,
                        false),
                Reported.of(Vault.Status.AVAILABLE),
                new Vault.Space(DataSize.gib(100), DataSize.ZERO, false, 80),
                PAY_PER_USE,
                List.of(recordedMember(DataSize.ZERO, 0, "", false)),
                List.of(),
                Map.of(),
                Instant.parse("2025-03-05T08:21:16.067222Z"));
    }

    private static Vault.Member recordedMember(DataSize stored, int points, String status, boolean suspended) {
        return new Vault.Member(
                Resource.server("23a320a5-3efd-4568-b1aa-8dd9183cc64c"),
                "shop-1",
                DataSize.gib(50),
                stored,
                points,
                Reported.of(Vault.MemberStatus.AVAILABLE, status),
                Set.of(),
                suspended);
    }

    private static Vault ofDisks() {
        return new Vault(
                new VaultId("79bd9daa-884f-4f84-b8fe-235d58cd927d"),
                "disks",
                "of the shop",
                new Vault.Protection(
                        Reported.of(Resource.Kind.DISK),
                        Reported.of(Purpose.BACKUP),
                        Reported.of(Consistency.CRASH_CONSISTENT),
                        null,
                        false),
                Reported.of(Vault.Status.AVAILABLE),
                new Vault.Space(DataSize.gib(100), DataSize.mib(512), false, 80),
                PAY_PER_USE,
                List.of(new Vault.Member(
                        Resource.disk("54f7ccbc-072f-4ec5-a7b7-b24dabdb4539"),
                        "data",
                        DataSize.gib(40),
                        DataSize.mib(512),
                        2,
                        Reported.of(Vault.MemberStatus.AVAILABLE),
                        Set.of(),
                        false)),
                List.of(),
                Map.of(),
                RECORDED_AT);
    }

    private static Vault ofCopies() {
        return new Vault(
                new VaultId("0ca3eb86-8800-46da-9c37-9d657a825274"),
                "away",
                null,
                new Vault.Protection(
                        Reported.of(Resource.Kind.SERVER),
                        Reported.of(Purpose.REPLICATION),
                        Reported.of(Consistency.CRASH_CONSISTENT),
                        null,
                        false),
                Reported.of(Vault.Status.FROZEN),
                new Vault.Space(DataSize.gib(100), DataSize.ZERO, false, 80),
                PAY_PER_USE,
                List.of(),
                List.of(),
                Map.of(),
                RECORDED_AT);
    }
}
