package io.github.backup4j.examples.cli;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.plan.Plan;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says what would have to change so that the protections of a file hold. */
@Command(
        name = "plan",
        description = {
            "Shows the steps that would bring a cloud to the protections of a file, and what each destroys.",
            "Nothing is changed. Exit code 0: in sync. 1: there are steps or obstacles, or nothing is selected."
        })
final class PlanCommand extends CloudCommand {
    @Parameters(paramLabel = "FILE", description = "YAML, of the form that 'backup4j schema' prints.")
    private Path file = Path.of("protections.yaml");

    PlanCommand(Environment environment) {
        super(environment);
    }

    @Override
    int run(CloudBackup backup) {
        List<Plan> plans = ProtectionFile.read(file).stream()
                .map(protection -> protection.plan(backup))
                .toList();
        print(
                Json.array(plans, JsonViews::of),
                plans.stream().map(plan -> plan.text(columns())).collect(Collectors.joining("\n")));
        return ExitCode.of(plans.stream().allMatch(PlanCommand::inSync));
    }

    /** Returns whether nothing is left to do; not for a protection that selects nothing, as after a mistyped tag. */
    static boolean inSync(Plan plan) {
        return plan.isEmpty() && !plan.selectsNothing();
    }
}
