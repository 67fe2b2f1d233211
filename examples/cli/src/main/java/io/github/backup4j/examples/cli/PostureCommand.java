package io.github.backup4j.examples.cli;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.drill.DrillReport;
import io.github.backup4j.posture.Assessment;
import io.github.backup4j.posture.Posture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what is not as it should be. */
@Command(
        name = "posture",
        description = {
            "Shows what is at risk: unprotected, too old, failed, soon out of room, or never proven.",
            "Compares the backups of a project with what is expected of them. Reads lists only; nothing is changed.",
            "Exit code 0: every control holds. 1: a control is breached or cannot be decided."
        })
final class PostureCommand extends CloudCommand {
    @Mixin
    private ObjectiveOptions objectives = new ObjectiveOptions();

    @Option(
            names = "--evidence",
            paramLabel = "FILE",
            description = "Report of a drill, as 'drill --evidence' writes it. May be repeated.")
    private List<Path> evidence = new ArrayList<>();

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = {
                "Also write a page: one file, to open in any browser, to mail or to print.",
                "Replaces an earlier page, and no other file."
            })
    private @Nullable Path html;

    PostureCommand(Environment environment) {
        super(environment);
    }

    @Override
    int run(CloudBackup backup) {
        if (html != null) {
            PageFile.requireWritable(html);
        }
        List<DrillReport> drills = evidence.stream().map(DrillEvidence::read).toList();
        PageFacts facts = null;
        Posture posture;
        if (html == null) {
            posture = Posture.of(
                    backup,
                    objectives.objectives(),
                    drills.stream().map(DrillReport::proof).toList());
        } else {
            facts = PageFacts.read(backup, objectives.objectives(), drills);
            posture = facts.posture();
        }
        print(JsonViews.of(posture), posture.text(columns()));
        if (html != null && facts != null) {
            PageFile.write(html, PosturePage.of(facts));
            say("Page written to " + html);
        }
        return ExitCode.of(
                posture.result() == Assessment.Result.OK || posture.result() == Assessment.Result.NOT_ASSESSABLE);
    }
}
