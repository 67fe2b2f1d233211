package io.github.backup4j.huawei.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Purpose;
import io.github.backup4j.Reported;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;
import java.time.DayOfWeek;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Policies: what they do, when, and to which vaults. */
final class PolicyAnswerCases {
    private static final PolicyId NIGHTLY = new PolicyId("cbb3ce6f-3332-4e7c-b98e-77290d8471ff");
    private static final PolicyId AWAY = new PolicyId("e47e4916-481a-4d10-95a2-165bcfe598c5");
    private static final VaultId VAULT = new VaultId("79bd9daa-884f-4f84-b8fe-235d58cd927d");
    private static final Schedule DAILY = Schedule.weekly(DayOfWeek.values()).at("14:00");
    private static final Site THERE = new Site("eu-nl", "fcf6cb26c3bf4402869792207ad3dce4");

    private PolicyAnswerCases() {}

    static Map<String, AnswerCase> all() {
        Policy nightly = new Policy(
                NIGHTLY, "nightly", Reported.of(Purpose.BACKUP), true, DAILY, Retention.days(1), null, null, List.of());
        Map<String, AnswerCase> cases = new LinkedHashMap<>();
        cases.put(
                "a policy of backups that was created",
                AnswerCase.of(
                        (server, backup) -> assertThat(create(backup)).isEqualTo(nightly),
                        "cbr/createPolicy: documented, of backups"));
        cases.put(
                "a policy of copies that was created",
                AnswerCase.of(
                        (server, backup) -> assertThat(create(backup))
                                .isEqualTo(new Policy(
                                        AWAY,
                                        "away",
                                        Reported.of(Purpose.REPLICATION),
                                        true,
                                        DAILY,
                                        Retention.days(1),
                                        null,
                                        THERE,
                                        List.of())),
                        "cbr/createPolicy: documented, of copies"));
        cases.put(
                "a policy, as documented",
                AnswerCase.of(
                        (server, backup) ->
                                assertThat(backup.policies().get(NIGHTLY)).isEqualTo(nightly),
                        "cbr/showPolicy: documented"));
        cases.put(
                "a policy of copies that is attached",
                AnswerCase.of(
                        (server, backup) ->
                                assertThat(backup.policies().get(AWAY)).isEqualTo(attached()),
                        "cbr/showPolicy: of copies, attached"));
        cases.put(
                "a policy with strings for numbers",
                AnswerCase.of(
                        (server, backup) -> assertThat(backup.policies().get(NIGHTLY))
                                .isEqualTo(new Policy(
                                        NIGHTLY,
                                        "nightly",
                                        Reported.of(Purpose.BACKUP),
                                        false,
                                        DAILY,
                                        Retention.latest(10),
                                        5,
                                        null,
                                        List.of(new Policy.Attachment(VAULT, null)))),
                        "cbr/showPolicy: with strings, switched off"));
        cases.put(
                "a list of policies",
                AnswerCase.of(
                        (server, backup) -> assertThat(backup.policies().list()).containsExactly(nightly),
                        "cbr/listPolicies: documented"));
        return cases;
    }

    private static Policy attached() {
        ZoneOffset offset = ZoneOffset.ofHours(8);
        return new Policy(
                AWAY,
                "away",
                Reported.of(Purpose.REPLICATION),
                true,
                Schedule.everyDays(1).at("06:00", "18:30"),
                Retention.latest(7)
                        .plusDaily(5, offset)
                        .plusWeekly(4, offset)
                        .plusMonthly(3, offset)
                        .plusYearly(2, offset),
                null,
                THERE,
                List.of(new Policy.Attachment(VAULT, new VaultId("0ca3eb86-8800-46da-9c37-9d657a825274"))));
    }

    private static Policy create(CloudBackup backup) {
        return backup.policies().create(PolicySpec.backup("any", DAILY, Retention.forever()));
    }
}
