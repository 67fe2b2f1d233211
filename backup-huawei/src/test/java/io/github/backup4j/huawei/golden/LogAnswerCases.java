package io.github.backup4j.huawei.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.OperationRecord;
import io.github.backup4j.OperationRecord.Kind;
import io.github.backup4j.OperationRecord.Status;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.VaultId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The log of operations. */
final class LogAnswerCases {
    private static final VaultId VAULT = new VaultId("ad7627ae-5b0b-492e-b6bd-cd809b745197");
    private static final Resource.Server SERVER = Resource.server("1dab32fa-ebf2-415a-ab0b-eabe6353bc86");
    private static final Resource.Disk DISK = Resource.disk("54f7ccbc-072f-4ec5-a7b7-b24dabdb4539");
    private static final RestorePointId POINT = new RestorePointId("5606aab5-2dc2-4498-8144-dc848d099af5");
    private static final Instant BEGUN = Instant.parse("2019-05-23T14:31:36.007Z");
    private static final Instant ENDED = Instant.parse("2019-05-23T14:35:23.511Z");

    private LogAnswerCases() {}

    static Map<String, AnswerCase> all() {
        Map<String, AnswerCase> cases = new LinkedHashMap<>();
        cases.put(
                "a log, as documented",
                AnswerCase.of(
                        (server, backup) -> assertThat(backup.operations().list())
                                .containsExactly(new OperationRecord(
                                        "4827f2da-b008-4507-ab7d-42d0df5ed912",
                                        Reported.of(Kind.BACKUP),
                                        Reported.of(Status.SUCCEEDED, "success"),
                                        100,
                                        SERVER,
                                        // which its checkpoint says
                                        new VaultId("3b5816b5-f29c-4172-9d9a-76c719a659ce"),
                                        new RestorePointId("0e5d0ef6-7f0a-4890-b98c-cb12490e31c1"),
                                        BEGUN,
                                        ENDED,
                                        null,
                                        null)),
                        "cbr/listOpLogs: documented",
                        "cbr/showCheckpoint: documented"));
        cases.put(
                "a log of operations of all kinds",
                AnswerCase.of(
                        (server, backup) -> assertThat(backup.operations().list())
                                .containsExactly(restore(), copy(), skipped(), delete(), remove(), foreign()),
                        "cbr/listOpLogs: by the schema, of all kinds"));
        return cases;
    }

    private static OperationRecord restore() {
        Instant begun = Instant.parse("2025-03-25T06:12:48.673924Z");
        return new OperationRecord(
                "a-1",
                Reported.of(Kind.RESTORE),
                Reported.of(Status.RUNNING),
                30,
                DISK,
                VAULT,
                POINT,
                begun,
                null,
                null,
                null);
    }

    private static OperationRecord copy() {
        return new OperationRecord(
                "a-2",
                Reported.of(Kind.COPY, "replication"),
                Reported.of(Status.FAILED),
                100,
                SERVER,
                VAULT,
                new RestorePointId("62617971-839d-4d23-8dfd-4ca65c039bdf"),
                BEGUN,
                ENDED,
                "BackupService.6206",
                "The backup cannot be replicated.");
    }

    private static OperationRecord skipped() {
        return new OperationRecord(
                "a-3",
                Reported.of(Kind.BACKUP),
                Reported.of(Status.SKIPPED),
                null,
                SERVER,
                VAULT,
                null,
                BEGUN,
                ENDED,
                null,
                null);
    }

    private static OperationRecord delete() {
        // It has not begun: the instant is the one at which it was asked for.
        Instant asked = Instant.parse("2019-05-23T14:31:36.039Z");
        return new OperationRecord(
                "a-4",
                Reported.of(Kind.DELETE),
                Reported.of(Status.WAITING),
                0,
                SERVER,
                VAULT,
                POINT,
                asked,
                null,
                null,
                null);
    }

    private static OperationRecord remove() {
        return new OperationRecord(
                "a-5",
                Reported.of(Kind.REMOVE_MEMBER, "remove_resource"),
                Reported.of(Status.TIMED_OUT, "timeout"),
                100,
                DISK,
                VAULT,
                null,
                BEGUN,
                ENDED,
                null,
                null);
    }

    private static OperationRecord foreign() {
        return new OperationRecord(
                "a-6",
                Reported.of(Kind.UNRECOGNIZED, "vault_delete"),
                Reported.of(Status.SUCCEEDED, "success"),
                100,
                null,
                VAULT,
                null,
                BEGUN,
                ENDED,
                null,
                null);
    }
}
