package io.github.backup4j.examples.cli;

import io.github.backup4j.BackupRun;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Resource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Goes on with work that another process has started. */
@Command(
        name = "resume",
        description = {
            "Waits for work that any process has started, by the token that was printed then.",
            "Exit codes as those of the command that started it."
        })
final class ResumeCommand extends CloudCommand {
    @Parameters(paramLabel = "TOKEN", description = "The token.")
    private String token = "";

    @Mixin
    private WaitOptions wait = new WaitOptions();

    ResumeCommand(Environment environment) {
        super(environment);
    }

    @Override
    int run(CloudBackup backup) {
        CommandText again = new CommandText("operations resume").with(token);
        return new Waiting(this, again, null)
                .await(() -> backup.operations().resume(token), "resumed", wait.timeout(), this::report);
    }

    private int report(Object result) {
        if (result instanceof BackupRun run) {
            print(JsonViews.of(run), Reports.of(run, columns()));
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
