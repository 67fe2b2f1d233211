package io.github.backup4j.examples.cli;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.OperationFilter;
import io.github.backup4j.OperationRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the work of the cloud. */
@Command(
        name = "operations",
        description = {
            "Lists the operations of the cloud, newest first. 'operations resume TOKEN' waits for one that was started.",
            "Exit code 0: nothing failed. 1: something failed, was skipped or timed out, or has a status that is not",
            "known here; also if --most leaves it out of the list."
        })
final class OperationsCommand extends CloudCommand {
    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "How far back to look (1d).")
    private Duration since = Duration.ofDays(1);

    @Option(names = "--status", paramLabel = "STATUS", description = "Only those: ${COMPLETION-CANDIDATES}.")
    private OperationRecord.@Nullable Status status;

    @Option(names = "--kind", paramLabel = "KIND", description = "Only those: ${COMPLETION-CANDIDATES}.")
    private OperationRecord.@Nullable Kind kind;

    @Option(names = "--of", paramLabel = "RESOURCE", description = "Only those of a disk or server.")
    private @Nullable String of;

    @Option(names = "--most", paramLabel = "N", description = "At most this many (100).")
    private int most = 100;

    OperationsCommand(Environment environment) {
        super(environment);
    }

    @Override
    int run(CloudBackup backup) {
        if (most < 1) {
            throw wrongUse("--most is " + most + ", less than 1");
        }
        OperationFilter filter =
                OperationFilter.all().startedFrom(backup.time().now().minus(since));
        filter = status == null ? filter : filter.withStatus(status);
        filter = kind == null ? filter : filter.ofKind(kind);
        filter = of == null ? filter : filter.ofResource(ResourceNames.find(backup, of));
        List<OperationRecord> entries = new ArrayList<>();
        long more = 0;
        long moreFailed = 0;
        for (OperationRecord entry :
                (Iterable<OperationRecord>) backup.operations().list(filter)::iterator) {
            if (entries.size() < most) {
                entries.add(entry);
                continue;
            }
            more++;
            moreFailed += isFine(entry) ? 0 : 1;
        }
        print(
                Json.array(entries, JsonViews::of),
                asJson()
                        ? ""
                        : Reports.of(entries, entries.isEmpty() ? Map.of() : ResourceNames.all(backup), columns()));
        if (more > 0) {
            say(more + " more are not shown, of which " + moreFailed
                    + " failed or were skipped; raise --most, or ask for less with --status, --kind or --of");
        }
        return ExitCode.of(moreFailed == 0 && entries.stream().allMatch(OperationsCommand::isFine));
    }

    private static boolean isFine(OperationRecord entry) {
        return switch (entry.status()) {
            case WAITING, RUNNING, SUCCEEDED -> true;
            case FAILED, SKIPPED, TIMED_OUT, UNRECOGNIZED -> false;
        };
    }
}
