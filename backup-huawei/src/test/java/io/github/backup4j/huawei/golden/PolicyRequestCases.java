package io.github.backup4j.huawei.golden;

import io.github.backup4j.PolicyFilter;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Purpose;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;
import java.time.DayOfWeek;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is asked about policies. */
final class PolicyRequestCases {
    private static final PolicyId NIGHTLY = new PolicyId("cbb3ce6f-3332-4e7c-b98e-77290d8471ff");
    private static final PolicyId ATTACHED = new PolicyId("7075c397-25a0-43e2-a83a-bb16eaca3ee5");
    private static final VaultId VAULT = new VaultId("79bd9daa-884f-4f84-b8fe-235d58cd927d");
    private static final Schedule DAILY = Schedule.weekly(DayOfWeek.values()).at("14:00");

    private PolicyRequestCases() {}

    static Map<String, RequestCase> all() {
        Map<String, RequestCase> cases = new LinkedHashMap<>();
        created(cases);
        cases.put("cbr/showPolicy: by id", (server, backup) -> backup.policies().get(NIGHTLY));
        cases.put(
                "cbr/listPolicies: all",
                (server, backup) -> backup.policies().list().forEach(RequestCase::seen));
        cases.put(
                "cbr/listPolicies: with all conditions",
                (server, backup) -> backup.policies()
                        .list(PolicyFilter.all().forPurpose(Purpose.REPLICATION).inVault(VAULT))
                        .forEach(RequestCase::seen));
        cases.put("cbr/updatePolicy: to a number kept", (server, backup) -> {
            PolicySpec spec = backup.policies().get(NIGHTLY).toSpec();
            backup.policies().update(NIGHTLY, spec.withRetention(Retention.latest(1)));
        });
        cases.put(
                "cbr/deletePolicy: by id", (server, backup) -> backup.policies().delete(NIGHTLY));
        cases.put(
                "cbr/associateVaultPolicy: of backups",
                (server, backup) -> backup.policies().attach(ATTACHED, VAULT));
        cases.put("cbr/associateVaultPolicy: of copies", (server, backup) -> {
            server.answers("cbr/showPolicy", "of copies, attached");
            backup.policies()
                    .attach(
                            new PolicyId("e47e4916-481a-4d10-95a2-165bcfe598c5"),
                            VAULT,
                            new VaultId("0ca3eb86-8800-46da-9c37-9d657a825274"));
        });
        cases.put("cbr/disassociateVaultPolicy: by id", (server, backup) -> {
            server.change("cbr/listPolicies", "/policies/0/id", ATTACHED.value())
                    .change(
                            "cbr/listPolicies",
                            "/policies/0/associated_vaults",
                            List.of(Map.of("vault_id", VAULT.value())));
            backup.policies().detach(ATTACHED, VAULT);
        });
        return cases;
    }

    private static void created(Map<String, RequestCase> cases) {
        cases.put(
                "cbr/createPolicy: of backups, kept for a day",
                (server, backup) -> backup.policies().create(PolicySpec.backup("nightly", DAILY, Retention.days(1))));
        cases.put(
                "cbr/createPolicy: of copies, kept for a day",
                (server, backup) -> backup.policies()
                        .create(PolicySpec.replication(
                                "away",
                                DAILY,
                                Retention.days(1),
                                new Site("eu-nl", "fcf6cb26c3bf4402869792207ad3dce4"))));
        ZoneOffset offset = ZoneOffset.ofHours(8);
        Retention calendar = Retention.latest(10)
                .plusDaily(7, offset)
                .plusWeekly(4, offset)
                .plusMonthly(12, offset)
                .plusYearly(3, offset);
        cases.put(
                "cbr/createPolicy: of backups, kept by the calendar",
                (server, backup) -> backup.policies()
                        .create(PolicySpec.backup(
                                        "nightly", Schedule.everyDays(2).at("06:00", "18:30"), calendar)
                                .withEnabled(false)
                                .withFullBackupAfter(5)));
        cases.put(
                "cbr/createPolicy: of backups, kept for ever",
                (server, backup) -> backup.policies()
                        .create(PolicySpec.backup(
                                        "nightly",
                                        Schedule.weekly(DayOfWeek.SUNDAY).at("02:00"),
                                        Retention.forever())
                                .withFullBackupAfter(0)));
    }
}
