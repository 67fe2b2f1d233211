package io.github.backup4j.examples.cli;

import io.github.backup4j.BackupRun;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Resource;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Goes on with work that another process has started. */
@Command(
        name = "resume",
        description = {
            "Waits for work by the token that was printed when it was started, in this process or another.",
            "Exit codes as those of the command that started it."
        })
final class ResumeCommand extends CloudCommand {
    @Parameters(paramLabel = "TOKEN", description = "The token.")
    private String token = "";

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "How long to wait (6h).")
    private Duration timeout = Duration.ofHours(6);

    ResumeCommand(Environment environment) {
        super(environment);
    }

    @Override
    int run(CloudBackup backup) {
        return new Waiting(this)
                .await(
                        () -> backup.operations().resume(token),
                        "operations resume " + Words.quoted(token),
                        "resumed",
                        timeout,
                        this::report);
    }

    private int report(Object result) {
        if (result instanceof BackupRun run) {
            print(JsonViews.of(run), Reports.of(run));
            return ExitCode.of(run.complete());
        }
        if (result instanceof Resource resource) {
            String restored = ResourceNames.of(resource);
            print(Json.put(Json.object(), "restored", restored), "Restored to " + restored);
            return ExitCode.SAFE;
        }
        String text = Words.line(result.toString());
        print(Json.put(Json.object(), "result", text), "Done: " + text);
        return ExitCode.SAFE;
    }
}
